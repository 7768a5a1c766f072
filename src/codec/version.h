/*
 * Versions as vendors write them, compared by the scheme of who made them. A version also has a
 * key: bytes whose memcmp is the comparison, so that packs compare without parsing.
 */
#ifndef VARDE_CODEC_VERSION_H
#define VARDE_CODEC_VERSION_H

#include "base/span.h"
#include "base/str.h"

enum version_scheme {
	VERSION_GENERIC, /* runs of digits and letters, in any case; pre, rc, beta, alpha, dev
			    below the release; zeros at the end say nothing ("1.0" is "1.0.0");
			    "9.2p1" above "9.2" and equal to "9.2 p1": a version and its update
			    compare joined by a space */
	VERSION_SEMVER,  /* Semantic Versioning 2.0.0 */
	VERSION_DEB,     /* epoch:upstream-revision, Debian policy section 5.6.12 */
	VERSION_RPM,     /* epoch:version-release, as rpm's rpmvercmp; without a release below
			    any release */
	VERSION_WINDOWS, /* builds, "10.0.20348.2700" */
	VERSION_CISCO,   /* "15.1(2)T3", "9.16(4)27" */
	VERSION_DATE,    /* "2007-06-26", "20070626" */
	VERSION_SCHEMES,
};

/* Names as in JSON and in vers: URIs ("generic", "semver", "deb", "rpm", ...); NULL at the end.
 */
extern const char *const version_scheme_names[];

/* The order of two versions by the scheme: <0, 0, >0. Any bytes are a version. GENERIC, SEMVER,
 * WINDOWS, CISCO and DATE are one order: what one of them does not know is compared as GENERIC,
 * and their keys may be compared with each other. DEB and RPM stand alone. */
int version_compare(enum version_scheme scheme, struct span a, struct span b);

/*
 * Appends the version's key to out: memcmp of two keys (a shorter one that is a prefix comes
 * first) orders as version_compare of the same scheme does. At most 4 bytes a byte of version
 * and 16 more.
 */
void version_key(enum version_scheme scheme, struct span version, struct str *out);

/* The scheme that the text suggests, for feeds that do not say: DEB and RPM by what their
 * distributions append, CISCO, DATE and WINDOWS by their shape, GENERIC otherwise. */
enum version_scheme version_guess(struct span version);

#endif

/*
 * The distribution's package behind an observed product: distributions mend flaws without
 * changing the upstream version, so only the package's revision tells whether one is mended.
 */
#ifndef VARDE_MATCH_PACKAGE_H
#define VARDE_MATCH_PACKAGE_H

#include "codec/version.h"
#include "model/vuln.h"

/* What was observed of a product; NULL is not known. Borrowed. */
struct package_seen {
	const char *product;  /* as NVD names it: "openssh", "http_server" */
	const char *version;  /* upstream's, "9.2p1" */
	const char *revision; /* "2+deb12u10" */
	const char *system;   /* "Debian" */
	const char *banner;   /* is searched when there is no revision */
	const char *release;  /* of the distribution, "bookworm", when that is known besides */
};

struct package {
	const char *distro;         /* "debian", "ubuntu", "rhel" */
	const char *release;        /* "bookworm", "22.04", "pro-18.04", "9"; NULL: not told */
	const char *package;        /* source package, "openssh"; NULL: not known */
	const char *version;        /* "9.2p1-2+deb12u10", without epoch; NULL: not visible */
	enum version_scheme scheme; /* of .version */
	bool foreign; /* built by somebody else for that distribution (the maker's own
			 repository): its data say nothing of it */
};

/* What a distribution's statement says of the package. */
enum package_verdict {
	PACKAGE_OTHER,   /* it is of another package, distribution or release */
	PACKAGE_UNKNOWN, /* the revision or the release is not visible */
	PACKAGE_FIXED,   /* fixed, or not affected */
	PACKAGE_OPEN,    /* affected: older than the fix, or there is none */
};

/* Tells the package by what was observed; false when no distribution shows. Texts live in the
 * arena or are static. */
bool package_identify(
    const struct package_seen *seen, struct arena *arena, struct package *ret);

/* The source package of Debian 12 for what NVD calls product: whether anybody's data of it are
 * known is seen by it. NULL: none ships it. Static. */
const char *package_usual(const char *product);

/* The source package that has this upstream version in the distribution; NULL: not known.
 * Static, or in the arena. */
const char *package_name(
    const char *product, const char *distro, const char *version, struct arena *arena);

/* Whether the package's version is one of that upstream version, "1.10.1+dfsg-2" of "1.10.1".
 */
bool package_is_upstream(const char *upstream, const char *version);

/*
 * The order of the package (whose version is visible) and another version of it, as of
 * version_compare. Banners never show an epoch: it is left out of both. A repacked upstream
 * version ("1.10.1+dfsg") is the one that was observed ("1.10.1").
 */
int package_compare(const struct package *package, const char *version);

/* What the fix says of the package. */
enum package_verdict package_judge(const struct package *package, const struct know_fix *fix);

#endif

/*
 * Lists of advisories as others' programs read them: the files of a CSAF 2.0 provider (section
 * 7.1: provider-metadata.json, index.txt, changes.csv, ROLIE) and an Atom feed (RFC 4287).
 * Pure.
 */
#ifndef VARDE_SHARE_FEED_H
#define VARDE_SHARE_FEED_H

#include "share/csaf.h"

/* One advisory in a list, in one language. Borrows. */
struct feed_entry {
	const struct advisory *advisory;
	const struct advisory_text *text;
	const char *lang; /* NULL: the advisory's own */
};

struct feed_entries {
	VEC(struct feed_entry) all; /* newest first */
};

/* A feed's place: the folder of one label. */
struct feed_place {
	const struct csaf_publisher *by;
	int tlp; /* enum tlp */
};

/* What is told of the provider besides its documents. */
struct feed_provider {
	const struct csaf_publisher *by;
	const char *fingerprint; /* of the OpenPGP key, hexadecimal; NULL: nothing is signed */
	int64_t updated;
};

/* provider-metadata.json: role trusted provider when there is a key, else provider. */
int feed_provider_write(
    const struct feed_provider *provider, struct arena *arena, struct str *out) MUST_USE;

/* What a folder lists, as HTML: of the whole directory (year 0) its years, of a year its
 * documents. Its heading is path. */
int feed_listing_write(const struct feed_entries *entries, int year, const char *path,
    struct arena *arena, struct str *out) MUST_USE;

/* index.txt: "2026/adv-2026-0001.json", a line each. */
int feed_index_write(
    const struct feed_entries *entries, struct arena *arena, struct str *out) MUST_USE;

/* changes.csv: the same with the time of the last release, newest first. */
int feed_changes_write(
    const struct feed_entries *entries, struct arena *arena, struct str *out) MUST_USE;

/* The ROLIE feed of a label (RFC 8322, CSAF section 7.1.15). */
int feed_rolie_write(const struct feed_place *place, const struct feed_entries *entries,
    int64_t updated, struct arena *arena, struct str *out) MUST_USE;

/* An Atom feed for people's readers; links lead to the pages. */
int feed_atom_write(const struct feed_place *place, const struct feed_entries *entries,
    int64_t updated, struct arena *arena, struct str *out) MUST_USE;

/* security.txt (RFC 9116) with CSAF: and what else is known; expires a year after now. */
int feed_security_write(const struct csaf_publisher *by, int64_t now, struct str *out) MUST_USE;

#endif

/* Who is exposed to what an advisory tells of: its products and CVE numbers against what was
 * seen last, by the rules of match/. No packet is sent. */
#ifndef VARDE_DESK_ADVISORY_MATCH_H
#define VARDE_DESK_ADVISORY_MATCH_H

#include "model/advisory.h"
#include "pack/knowledge.h"
#include "store/db.h"

enum { ADVISORY_ASSETS = 500 /* places that are named of one organisation */ };

/* An organisation where it was seen. */
struct advisory_match {
	const char *org;
	struct text_list assets; /* ADVISORY_ASSETS at most; see advisory_asset_read */
	int64_t n;               /* all of them */
};

struct advisory_matches {
	VEC(struct advisory_match) all;
};

/* A line of .assets, read. */
struct advisory_asset {
	const char *where;   /* "192.0.2.1:443" */
	const char *what;    /* "OpenSSH 9.2p1" */
	const char *verdict; /* of match_verdict_names */
	const char *id; /* what is stated of it: a CVE, or "" for the advisory's own words */
};

/* Asks of all organisations, or (org not NULL) of that one. Text in the arena. ERR_SYNTAX when
 * a product of the advisory cannot be read. */
int advisory_match_find(struct db *db, const struct knowledge_pack *known,
    const struct advisory *advisory, const char *org, struct arena *arena,
    struct advisory_matches *ret) MUST_USE;

/* The organisation's, or NULL. Borrows. */
const struct advisory_match *advisory_match_of(
    const struct advisory_matches *matches, const char *org);

/* Reads a line of .assets; texts live in the arena. */
void advisory_asset_read(const char *line, struct arena *arena, struct advisory_asset *ret);

#endif

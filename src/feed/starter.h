/* The starter knowledge of the built-in pack (pack/kb_starter.h) as knowledge records, so that
 * it is compiled and matched like what a feed says. */
#ifndef VARDE_FEED_STARTER_H
#define VARDE_FEED_STARTER_H

#include "base/map.h"
#include "model/vuln.h"
#include "pack/pack.h"

#define STARTER_SOURCE "starter"

/*
 * Gives every record to emit (KNOW_VULN, and KNOW_EXPLOITED with list "cisa" or "eu"), one
 * vulnerability a CVE, in order of the entries. Records live in the arena; texts are the pack's
 * (borrows). "origin" names the entry: "VARDE-KB-0001". A negative return of emit ends it and
 * is returned. ERR_CORRUPT when an entry does not hold together.
 */
int starter_records(const struct pack *kb, struct arena *arena,
    int (*emit)(void *context, const struct knowledge *k), void *context,
    struct msg *msg) MUST_USE;

/*
 * Gives every release without support that we know ourselves (KNOW_EOL) to emit. Records live
 * in the arena. A negative return of emit ends it and is returned.
 */
int starter_eols(struct arena *arena, int (*emit)(void *context, const struct knowledge *k),
    void *context) MUST_USE;

/* The same of fixes of distributions (KNOW_FIX). */
int starter_fixes(struct arena *arena, int (*emit)(void *context, const struct knowledge *k),
    void *context) MUST_USE;

/* What feeds have said, so that the starter adds only what they have not. */
struct starter_gaps {
	struct map said; /* "CVE" of vulnerabilities, "CVE LIST" of lists of exploited ones */
};

/* Nothing was said yet; the arena (borrows) outlives *gaps. */
void starter_gaps_init(struct starter_gaps *gaps, struct arena *arena);

/* Notes a feed's record. A vulnerability without products leaves the gap open: the starter
 * says which they are. */
void starter_gaps_note(struct starter_gaps *gaps, const struct knowledge *k);

/* As starter_records, without what was noted; but with what an entry says of products beyond
 * what NVD names (its "differs: less"). */
int starter_gaps_records(const struct starter_gaps *gaps, const struct pack *kb,
    struct arena *arena, int (*emit)(void *context, const struct knowledge *k), void *context,
    struct msg *msg) MUST_USE;

#endif

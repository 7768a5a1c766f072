/* The starter knowledge of the built-in pack (pack/kb_starter.h) as knowledge records, so that
 * it is compiled and matched like what a feed says. */
#ifndef VARDE_FEED_STARTER_H
#define VARDE_FEED_STARTER_H

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

#endif

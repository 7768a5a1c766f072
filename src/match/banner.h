/*
 * What a service said, as a product that can be matched, by the fingerprints of the knowledge
 * pack (recog, match/print.h): for what our own fingerprints do not know.
 */
#ifndef VARDE_MATCH_BANNER_H
#define VARDE_MATCH_BANNER_H

#include "match/match.h"

struct banner_set;

/* The fingerprints of the pack (borrows), compiled; a pattern that does not compile is left
 * out. banner_free ends it; NULL is allowed there, and it returns NULL. */
struct banner_set *banner_new(const struct knowledge_pack *k);
struct banner_set *banner_free(struct banner_set *set);

/*
 * The product that says text in a field as recog names it ("ssh.banner", without "SSH-2.0-"),
 * NULL: in any of those that services answer with. False when no fingerprint knows it, or it
 * names no product. Texts live in the arena.
 */
bool banner_product(struct banner_set *set, const char *field, struct span text,
    struct arena *arena, struct match_product *ret);

#endif

/*
 * What a service said, as a product that can be matched, by the fingerprints of the knowledge
 * pack (recog, match/print.h): for what our own fingerprints do not know.
 */
#ifndef VARDE_MATCH_BANNER_H
#define VARDE_MATCH_BANNER_H

#include "match/match.h"
#include "model/observation.h"

enum {
	BANNER_BYTES = 512,   /* of a stored banner that are looked at: its first line */
	BANNER_STEPS = 20000, /* of one pattern */
	BANNER_KEPT = 20000,  /* answers that are remembered */
};

struct banner_set;

/* The fingerprints of the pack (borrows; it outlives the set); those of a field are compiled
 * when it is asked for, and a pattern that does not compile is left out. banner_free ends it;
 * NULL is allowed there, and it returns NULL. */
struct banner_set *banner_new(const struct knowledge_pack *k);
struct banner_set *banner_free(struct banner_set *set);

/*
 * The product that says text in a field as recog names it ("ssh.banner", without "SSH-2.0-"),
 * NULL: in any of those that services answer with. False when no fingerprint knows it, or it
 * names no product. Texts live in the arena.
 */
bool banner_product(struct banner_set *set, const char *field, struct span text,
    struct arena *arena, struct match_product *ret);

/*
 * The product of a service as it was observed: what our own fingerprints said; where they said
 * nothing, or no version, what those of the pack say of its banner. set NULL: of no pack.
 * Borrows from the service; texts of the banner live in the arena.
 */
struct match_product banner_service(
    struct banner_set *set, const struct obs_service *s, struct arena *arena);

#endif

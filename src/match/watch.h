/*
 * What is new: two packs of knowledge, the one of before and the one of now, and what of their
 * difference meets an observed product. Pure. Only vulnerabilities and advisories of which the
 * packs say something else (configurations, status, exploitation, distributions' fixes) are
 * matched; release cycles, scores and new names of products are not looked at.
 */
#ifndef VARDE_MATCH_WATCH_H
#define VARDE_MATCH_WATCH_H

#include "match/match.h"

enum watch_how {
	WATCH_NEW,       /* it is affected, and was not */
	WATCH_CHANGED,   /* it was and is, with something else said of it */
	WATCH_WITHDRAWN, /* it was, and is no longer */
	WATCH_HOWS,
};

enum watch_why {
	WATCH_STATED,    /* new: it is stated now */
	WATCH_EXPLOITED, /* changed: it is now known to be exploited */
	WATCH_VERDICT,   /* changed: the verdict is another */
	WATCH_FIX,       /* changed: the version that mends it is another */
	WATCH_REJECTED,  /* withdrawn: its publisher has rejected it */
	WATCH_MENDED,    /* withdrawn: what runs has the fix, or is told not to be affected */
	WATCH_CLEARED,   /* withdrawn: this version is no longer stated */
	WATCH_WHYS,
};

struct watch_event {
	int how;          /* enum watch_how */
	int why;          /* enum watch_why */
	const char *id;   /* of the vulnerability or advisory; in the arena */
	int was;          /* enum match_verdict of before; -1: none */
	bool exploited;   /* by what is known now */
	struct match now; /* as it stands now; of what has no statement any more, as it was */
};

struct watch_events {
	VEC(struct watch_event) all; /* in the order of ids; withdrawn ones last */
};

/* Names as in JSON; NULL-terminated. */
extern const char *const watch_how_names[], *const watch_why_names[];

struct watch;

/* Compares the packs (borrows both); watch_free ends it. One thread at a time. */
struct watch *watch_new(const struct knowledge_pack *was, const struct knowledge_pack *now);
struct watch *watch_free(struct watch *w);

/* How many vulnerabilities and advisories the packs differ in. */
size_t watch_changes(const struct watch *w);

/* What that means for the product. Allocates from the arena. */
void watch_find(struct watch *w, const struct match_product *p, struct arena *arena,
    struct watch_events *ret);

/* The reason in an English sentence; static. */
const char *watch_sentence(enum watch_why why);

#endif

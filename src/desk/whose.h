/*
 * "Who in the sector runs this?", over what was seen last: for a CVE, an advisory, or a product
 * and its versions before there is a CVE. Nothing is sent, and nothing is stored.
 */
#ifndef VARDE_DESK_WHOSE_H
#define VARDE_DESK_WHOSE_H

#include "desk/seen.h"

/* One match at one place. Borrowed. */
struct whose_answer {
	const struct seen *seen;
	const struct match *match;
	const char *id; /* of what states it; NULL: it was said by hand */
};

struct whose {
	const char *text; /* "CVE-2024-6387", "ICSMA-20-049-02", "openbsd:openssh <9.8" */
	bool all;         /* also who has the fix, and what states no versions */
	/* Takes each answer; the arena is cleared from time to time. An error ends it and is
	 * given on. */
	int (*take)(void *arg, const struct whose_answer *answer, struct arena *arena);
	void *arg;
};

struct whose_counts {
	size_t runs;     /* 0: nothing was seen yet */
	size_t services; /* looked at */
	size_t verdicts[MATCH_VERDICTS];
	size_t versionless; /* run the product and tell no version */
};

/*
 * Answers. ERR_NOTFOUND: the knowledge of now says nothing of the id; ERR_SYNTAX: the text is
 * no id and no product with versions; what take and the database give. With a message.
 */
int whose_ask(
    struct db *db, const struct whose *q, struct whose_counts *ret, struct msg *msg) MUST_USE;

/* The same for all that a pack states, e.g. that of one document (borrows; q->text is not
 * read). */
int whose_ask_pack(struct db *db, const struct knowledge_pack *k, const struct whose *q,
    struct whose_counts *ret, struct msg *msg) MUST_USE;

#endif

/* Articles made of what the CERT has already: a draft with what is known, for its author to go
 * on with. A source is a row. */
#ifndef VARDE_DESK_ARTICLE_SEED_H
#define VARDE_DESK_ARTICLE_SEED_H

#include "desk/article.h"
#include "model/audience.h"

/* How it is to be written. */
struct article_seed_words {
	int kind;         /* of article_seed_make: enum article_kind; -1: the row's own */
	const char *lang; /* that the author writes in first: "nb" */
	/* A name of an enumeration or a key of the catalogue, in that language. Borrowed. */
	const char *(*say)(const char *lang, const char *text);
};

/* A row: fills kind, label, language, tags and texts from the thing of that id when the viewer
 * sees it (else ERR_NOTFOUND). */
struct article_seed {
	const char *name; /* in routes: "advisory" */
	int (*fill)(struct db *db, const char *id, const struct audience_viewer *viewer,
	    const struct article_seed_words *words, struct arena *arena,
	    struct article_document *ret);
};

/* The rows; the last has no name. */
extern const struct article_seed article_seeds[];

/* What the row of that name makes of the thing, and nothing is stored. ERR_NOTFOUND. */
int article_seed_fill(struct db *db, const struct audience_viewer *viewer, const char *name,
    const char *id, const struct article_seed_words *words, struct arena *arena,
    struct article_document *ret) MUST_USE;

/*
 * Makes the draft, as one of words->kind. One of the same thing that is there already is given
 * instead. *ret: its id. ERR_NOTFOUND (no such row, or nothing of that id).
 */
int article_seed_make(struct db *db, const struct actor *actor,
    const struct audience_viewer *viewer, const char *name, const char *id,
    const struct article_seed_words *words, int64_t now, struct arena *arena,
    const char **ret) MUST_USE;

#endif

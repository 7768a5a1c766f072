/* An article goes out: its revision is kept, readers find it, subscribers hear of it. Inside
 * the transaction of the step. */
#ifndef VARDE_DESK_ARTICLE_PUBLISH_H
#define VARDE_DESK_ARTICLE_PUBLISH_H

#include "desk/article.h"

/*
 * Keeps the revision (document is the article after the step, with its texts; authors wrote at
 * it) and makes what readers find (article_out), a row a language. With step.tell those who
 * subscribed hear of it; of an event that has got more seats who waited for one gets it.
 * ERR_RANGE when it is too long.
 */
int article_publish_within(struct db *db, const struct actor *actor,
    const struct article_document *document, const struct text_list *authors,
    const struct article_step *step, int64_t now, struct arena *arena) MUST_USE;

/* Readers find it no more; who has a seat at an event hears that it is cancelled. */
int article_withdraw_within(
    struct db *db, const struct article *a, int64_t now, struct arena *arena) MUST_USE;

/* An update was given up: files that it brought are removed, those that it took away stay. */
int article_files_settle(struct db *db, const struct article *a) MUST_USE;

#endif

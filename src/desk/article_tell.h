/* Who hears of articles: subscriptions, and mails to those who come to an event. */
#ifndef VARDE_DESK_ARTICLE_TELL_H
#define VARDE_DESK_ARTICLE_TELL_H

#include "desk/log.h"
#include "model/article.h"
#include "store/db.h"

/* What the person subscribed to; an empty one (with the id) when nothing. */
int article_subscription_of(struct db *db, const char *person, struct arena *arena,
    struct article_subscription *ret) MUST_USE;

/* Stores it (id is the person's); one without kinds ends it. ERR_RANGE: no such kind or tag. */
int article_subscribe(struct db *db, const struct actor *actor,
    struct article_subscription *subscription, int64_t now) MUST_USE;

/* Whether the subscription asks for the article. Pure. */
bool article_wanted(const struct article_subscription *s, const struct article *a);

/* Puts a mail "article" for each who subscribed to it and sees it into the outbox, once a
 * revision. Inside the caller's transaction. */
int article_tell_subscribers(
    struct db *db, const struct article_document *document, int64_t now) MUST_USE;

/* Puts a mail of that template for each who has a seat or waits for one into the outbox. Inside
 * the caller's transaction. */
int article_tell_seats(struct db *db, const struct article *a, const char *template,
    int64_t now, struct arena *arena) MUST_USE;

/* The same for one of them. */
int article_tell_seat(struct db *db, const struct article *a, const struct article_seat *seat,
    const char *template, int64_t now, struct arena *arena) MUST_USE;

#endif

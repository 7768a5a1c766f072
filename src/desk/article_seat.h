/* Seats at events: who comes, who waits for a seat, in the order in which they asked. */
#ifndef VARDE_DESK_ARTICLE_SEAT_H
#define VARDE_DESK_ARTICLE_SEAT_H

#include "desk/log.h"
#include "model/article.h"
#include "store/db.h"

struct article_seats {
	int64_t booked, waiting;
};

/* How many come and wait. */
int article_seats_count(struct db *db, const char *article, struct article_seats *ret) MUST_USE;

/* The person's seat; ERR_NOTFOUND when they never asked. */
int article_seat_of(struct db *db, const char *article, const char *person, struct arena *arena,
    struct article_seat *ret) MUST_USE;

/*
 * The actor asks for a seat at the event (as it went out: the caller has checked that they see
 * it), for the organisation (NULL: the CERT): booked while there are seats, else in the queue.
 * Who has one keeps it. ERR_UNSUPPORTED: no event with seats, withdrawn, over, or registration
 * has ended. A mail confirms.
 */
int article_seat_book(struct db *db, const struct actor *actor, const struct article *a,
    const char *org, const char *note, int64_t now, struct arena *arena,
    struct article_seat *ret) MUST_USE;

/* The actor, or somebody of the CERT for the person, gives the seat back; the first of the
 * queue gets it and hears of it. ERR_NOTFOUND (no seat). */
int article_seat_cancel(struct db *db, const struct actor *actor, const struct article *a,
    const char *person, int64_t now, struct arena *arena) MUST_USE;

/* After an update with other seats: whom of the queue there is room for now gets a seat. Inside
 * the caller's transaction. */
int article_seats_fill(
    struct db *db, const struct article *a, int64_t now, struct arena *arena) MUST_USE;

#endif

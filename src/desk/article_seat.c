#include "desk/article_seat.h"

#include "desk/article_tell.h"
#include "desk/id.h"
#include "store/desk.h"

#define COUNT "SELECT count(*) FROM article_seat WHERE \"article\" = $1 AND \"state\" = "

int article_seats_count(struct db *db, const char *article, struct article_seats *ret)
{
	int r =
	    desk_number(db, COUNT "'booked'", DESK_PARAMS(DESK_TEXT(article)), &ret->booked);

	return r < 0 ? r
		     : desk_number(db, COUNT "'waitlisted'", DESK_PARAMS(DESK_TEXT(article)),
			   &ret->waiting);
}

int article_seat_of(struct db *db, const char *article, const char *person, struct arena *arena,
    struct article_seat *ret)
{
	return desk_find(db, &article_seat_type, "WHERE \"article\" = $1 AND \"person\" = $2",
	    DESK_PARAMS(DESK_TEXT(article), DESK_TEXT(person)), arena, ret);
}

/* Two who ask for the last seat wait for each other: the article's row is the lock. */
static int lock(struct db *db, const struct article *a)
{
	return desk_exec(db, "UPDATE article SET \"seats\" = \"seats\" WHERE \"id\" = $1",
	    DESK_PARAMS(DESK_TEXT(a->id)), NULL);
}

static int check(struct db *db, const struct article *a, int64_t now)
{
	if (a->kind != ARTICLE_EVENT || !a->seats || a->state == ARTICLE_WITHDRAWN)
		return db_fail(db, ERR_UNSUPPORTED, "nobody can register here",
		    "look at the page of the event", "%s", a->ref);
	if ((a->seats_until && now > a->seats_until) || now > a->ends)
		return db_fail(db, ERR_UNSUPPORTED, "registration has ended",
		    "write to the CERT if you want to come nevertheless", "%s", a->ref);
	return 0;
}

static int book(struct db *db, const struct article *a, struct article_seat *seat, bool known,
    int64_t now, struct arena *arena)
{
	struct article_seats there = {0};
	int r = article_seats_count(db, a->id, &there);

	if (r < 0)
		return r;
	seat->state = there.booked < a->seats ? ARTICLE_SEAT_BOOKED : ARTICLE_SEAT_WAITING;
	seat->asked = seat->changed = now;
	r = known ? desk_update(db, &article_seat_type, seat)
		  : desk_insert(db, &article_seat_type, seat);
	return r < 0
		   ? r
		   : article_tell_seat(db, a, seat,
			 seat->state == ARTICLE_SEAT_BOOKED ? "event_booked" : "event_waiting",
			 now, arena);
}

int article_seat_book(struct db *db, const struct actor *actor, const struct article *a,
    const char *org, const char *note, int64_t now, struct arena *arena,
    struct article_seat *ret)
{
	struct article_seat seat = {0};
	bool known;
	int r = check(db, a, now);

	if (r == 0)
		r = db_begin(db, DB_WRITE);
	if (r < 0)
		return r;
	r = lock(db, a);
	if (r == 0)
		r = article_seat_of(db, a->id, actor->person, arena, &seat);
	known = r == 0;
	if (r == ERR_NOTFOUND) {
		seat = (struct article_seat){.id = id_make(arena),
		    .article = a->id,
		    .person = actor->person,
		    .state = ARTICLE_SEAT_CANCELLED};
		r = 0;
	}
	seat.org = org;
	seat.note = note;
	if (r == 0 && seat.state == ARTICLE_SEAT_CANCELLED)
		r = book(db, a, &seat, known, now, arena);
	else if (r == 0)
		r = desk_update(db, &article_seat_type, &seat);
	if (r == 0)
		r = log_append(db, actor, "article.seat", org, a->id, NULL, NULL, now);
	r = db_end(db, r);
	if (r == 0)
		*ret = seat;
	return r;
}

int article_seats_fill(struct db *db, const struct article *a, int64_t now, struct arena *arena)
{
	struct article_seats there = {0};
	struct desk_records waiting = {0};
	int r = article_seats_count(db, a->id, &there);

	if (r < 0 || there.booked >= a->seats || !there.waiting)
		return r;
	r = desk_list(db, &article_seat_type,
	    "WHERE \"article\" = $1 AND \"state\" = 'waitlisted' ORDER BY \"asked\", \"id\" "
	    "LIMIT $2",
	    DESK_PARAMS(DESK_TEXT(a->id), DESK_INT(a->seats - there.booked)), arena, &waiting);
	for (size_t i = 0; r == 0 && i < waiting.all.n; i++) {
		struct article_seat *s = waiting.all.items[i];

		s->state = ARTICLE_SEAT_BOOKED;
		s->changed = now;
		r = desk_update(db, &article_seat_type, s);
		if (r == 0)
			r = article_tell_seat(db, a, s, "event_booked", now, arena);
	}
	return r;
}

static int cancel(struct db *db, const struct actor *actor, const struct article *a,
    const char *person, int64_t now, struct arena *arena)
{
	struct article_seat seat = {0};
	int r = lock(db, a);

	if (r == 0)
		r = article_seat_of(db, a->id, person, arena, &seat);
	if (r == ERR_NOTFOUND || (r == 0 && seat.state == ARTICLE_SEAT_CANCELLED))
		return db_fail(db, ERR_NOTFOUND, "there is no seat to give back",
		    "look at the page of the event", "%s", a->ref);
	if (r < 0)
		return r;
	seat.state = ARTICLE_SEAT_CANCELLED;
	seat.changed = now;
	r = desk_update(db, &article_seat_type, &seat);
	if (r == 0)
		r = article_seats_fill(db, a, now, arena);
	if (r == 0)
		r = log_append(
		    db, actor, "article.seat_cancel", seat.org, a->id, NULL, NULL, now);
	return r;
}

int article_seat_cancel(struct db *db, const struct actor *actor, const struct article *a,
    const char *person, int64_t now, struct arena *arena)
{
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, cancel(db, actor, a, person, now, arena));
}

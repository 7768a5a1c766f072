#include "desk/advisory_answer.h"

#include "codec/json.h"
#include "store/desk.h"

enum { DAY = 24 * 3600 * 1000 };

int advisory_delivery_find(struct db *db, const char *advisory, const char *org,
    struct arena *arena, struct advisory_delivery *ret)
{
	return desk_find(db, &advisory_delivery_type,
	    "WHERE \"advisory\" = $1 AND \"org\" = $2",
	    DESK_PARAMS(DESK_TEXT(advisory), DESK_TEXT(org)), arena, ret);
}

static int store_opened(
    struct db *db, const struct actor *actor, struct advisory_delivery *d, int64_t now)
{
	struct advisory_delivery after = *d;
	int r;

	after.opened = now;
	after.opened_by = actor->person;
	r = desk_update(db, &advisory_delivery_type, &after);
	if (r == 0)
		r = log_append(
		    db, actor, "advisory.open", d->org, d->advisory, NULL, NULL, now);
	if (r == 0)
		*d = after;
	return r;
}

int advisory_open(
    struct db *db, const struct actor *actor, struct advisory_delivery *d, int64_t now)
{
	int r;

	if (d->opened)
		return 0;
	r = db_begin(db, DB_WRITE);
	if (r == 0)
		r = db_end(db, store_opened(db, actor, d, now));
	/* Somebody else of the organisation was faster. */
	return r == ERR_BUSY ? 0 : r;
}

static int check(
    struct db *db, const struct advisory *a, const struct advisory_said *said, int64_t now)
{
	if (a->state == ADVISORY_WITHDRAWN)
		return db_fail(db, ERR_UNSUPPORTED, "the advisory was withdrawn",
		    "nothing needs to be answered any more", "%s", a->ref);
	if (said->answer <= ADVISORY_UNANSWERED || said->answer > ADVISORY_PLANNED)
		return db_fail(db, ERR_RANGE, "no answer is chosen",
		    "say whether you are affected", "%s", a->ref);
	if (said->answer == ADVISORY_PLANNED && said->planned < now - DAY)
		return db_fail(db, ERR_RANGE, "the day is missing or past",
		    "say when it will be mended", "%s", a->ref);
	return 0;
}

static int log_answer(struct db *db, const struct actor *actor, const struct advisory *a,
    const struct advisory_delivery *d, int64_t now)
{
	struct json_writer w;
	STR_AUTO(detail, 8192);

	json_write_init(&w, &detail, 0);
	json_write_object(&w);
	json_member_text(&w, "ref", a->ref);
	json_member_text(&w, "answer", advisory_answer_names[d->answer]);
	if (d->note)
		json_member_text(&w, "note", d->note);
	json_write_object_end(&w);
	return log_append(
	    db, actor, "advisory.answer", d->org, d->advisory, NULL, str_text(&detail), now);
}

static int put(struct db *db, const struct actor *actor, const char *advisory, const char *org,
    const struct advisory_said *said, int64_t now, struct arena *arena,
    struct advisory_delivery *d)
{
	struct advisory a;
	int r = desk_get(db, &advisory_type, advisory, arena, &a);

	if (r == 0)
		r = advisory_delivery_find(db, advisory, org, arena, d);
	if (r == 0)
		r = check(db, &a, said, now);
	if (r < 0)
		return r;
	d->answer = said->answer;
	d->answered = now;
	d->answered_by = actor->person;
	d->planned = said->answer == ADVISORY_PLANNED ? said->planned : 0;
	d->note = said->note && *said->note ? said->note : NULL;
	r = desk_update(db, &advisory_delivery_type, d);
	return r < 0 ? r : log_answer(db, actor, &a, d, now);
}

int advisory_answer_put(struct db *db, const struct actor *actor, const char *advisory,
    const char *org, const struct advisory_said *said, int64_t now, struct arena *arena,
    struct advisory_delivery *ret)
{
	struct advisory_delivery d;
	int r = db_begin(db, DB_WRITE);

	if (r < 0)
		return r;
	r = db_end(db, put(db, actor, advisory, org, said, now, arena, &d));
	if (r == 0 && ret)
		*ret = d;
	return r;
}

int advisory_figures_count(struct db *db, const char *advisory, struct advisory_figures *ret)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	struct advisory_figures out = {0};
	int r = db_prepare(db,
	    "SELECT \"answer\", count(*), sum(CASE WHEN \"opened\" > 0 THEN 1 ELSE 0 END), "
	    "sum(CASE WHEN \"matches\" > 0 THEN 1 ELSE 0 END) FROM advisory_delivery WHERE "
	    "\"advisory\" = $1 GROUP BY \"answer\"",
	    &stmt);

	if (r < 0)
		return r;
	db_bind_text(stmt, 1, advisory);
	while ((r = db_step(stmt)) == 1) {
		for (int i = 0; advisory_answer_names[i]; i++)
			if (strcmp(advisory_answer_names[i], db_text(stmt, 0)) == 0)
				out.answers[i] = db_int(stmt, 1);
		out.recipients += db_int(stmt, 1);
		out.opened += db_int(stmt, 2);
		out.matched += db_int(stmt, 3);
	}
	if (r == 0)
		*ret = out;
	return r;
}

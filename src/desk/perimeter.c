#include "desk/perimeter.h"

#include "auth/role.h"
#include "codec/json_build.h"
#include "desk/id.h"
#include "desk/ioc.h"
#include "store/desk.h"
#include "wire/ip.h"

const struct item_row item_rows[] = {
    {ITEM_PROPOSED, ITEM_CLAIM, ITEM_PENDING, false},
    {ITEM_PROPOSED, ITEM_EXCLUDE, ITEM_EXCLUDED, false},
    {ITEM_PROPOSED, ITEM_RETIRE, ITEM_RETIRED, false},

    {ITEM_PENDING, ITEM_PROVE, ITEM_VERIFIED, true},
    {ITEM_PENDING, ITEM_DISPUTE, ITEM_DISPUTED, false},
    {ITEM_PENDING, ITEM_LOSE, ITEM_RETIRED, false},
    {ITEM_PENDING, ITEM_EXCLUDE, ITEM_EXCLUDED, false},
    {ITEM_PENDING, ITEM_RETIRE, ITEM_RETIRED, false},

    {ITEM_VERIFIED, ITEM_PROVE, ITEM_VERIFIED, true},
    {ITEM_VERIFIED, ITEM_LAPSE, ITEM_LAPSED, false},
    {ITEM_VERIFIED, ITEM_DISPUTE, ITEM_DISPUTED, false},
    {ITEM_VERIFIED, ITEM_LOSE, ITEM_RETIRED, false},
    {ITEM_VERIFIED, ITEM_EXCLUDE, ITEM_EXCLUDED, false},
    {ITEM_VERIFIED, ITEM_RETIRE, ITEM_RETIRED, false},

    {ITEM_LAPSED, ITEM_PROVE, ITEM_VERIFIED, true},
    {ITEM_LAPSED, ITEM_DISPUTE, ITEM_DISPUTED, false},
    {ITEM_LAPSED, ITEM_LOSE, ITEM_RETIRED, false},
    {ITEM_LAPSED, ITEM_EXCLUDE, ITEM_EXCLUDED, false},
    {ITEM_LAPSED, ITEM_RETIRE, ITEM_RETIRED, false},

    /* A proof is noted and counts once the CERT has decided. */
    {ITEM_DISPUTED, ITEM_PROVE, ITEM_DISPUTED, true},
    {ITEM_DISPUTED, ITEM_SETTLE, ITEM_VERIFIED, true},
    {ITEM_DISPUTED, ITEM_SETTLE, ITEM_PENDING, false},
    {ITEM_DISPUTED, ITEM_LOSE, ITEM_RETIRED, false},
    {ITEM_DISPUTED, ITEM_EXCLUDE, ITEM_EXCLUDED, false},
    {ITEM_DISPUTED, ITEM_RETIRE, ITEM_RETIRED, false},

    {ITEM_EXCLUDED, ITEM_CLAIM, ITEM_PENDING, false},
    {ITEM_EXCLUDED, ITEM_RETIRE, ITEM_RETIRED, false},

    {ITEM_RETIRED, ITEM_CLAIM, ITEM_PENDING, false},
};
const size_t item_row_count = ARRAY_LEN(item_rows);

int item_next(const struct item *item, enum item_event event, int64_t now)
{
	for (size_t i = 0; i < item_row_count; i++) {
		const struct item_row *row = &item_rows[i];

		if ((int)row->from == item->state && row->event == event &&
		    (!row->proved || item->lapses > now))
			return (int)row->to;
	}
	return ERR_DENIED;
}

int item_begin(struct item_work *work, struct db *db, const struct actor *actor,
    struct arena *arena, int64_t now)
{
	int r;

	*work = (struct item_work){.db = db, .actor = actor, .arena = arena, .now = now};
	r = db_begin(db, DB_WRITE);
	if (r < 0)
		return r;
	/* One at a time: two who claim the same at once must see each other. */
	r = desk_exec(db,
	    "INSERT INTO setting (\"name\", \"value\") VALUES ('perimeter.lock', '1')"
	    " ON CONFLICT (\"name\") DO UPDATE SET \"value\" = '1'",
	    NULL, 0, NULL);
	if (r < 0)
		db_rollback(db);
	return r;
}

void item_log(struct item_work *work, const char *action, const char *org, const char *object,
    const char *detail_json)
{
	struct log_entry e = {.time = work->now,
	    .action = action,
	    .org = org,
	    .object = object,
	    .outcome = "done",
	    .detail = detail_json};

	if (work->actor) {
		e.actor = work->actor->person;
		e.actor_name = work->actor->name;
		e.token = work->actor->token;
		e.remote = work->actor->remote;
	}
	vec_push(work->arena, &work->log, e);
}

int item_end(struct item_work *work, int r)
{
	if (r >= 0 && work->log.n) {
		int e = log_append_many(work->db, work->log.items, work->log.n, work->arena);

		r = e < 0 ? e : r;
	}
	return db_end(work->db, r);
}

static const char *detail_of(
    struct item_work *work, const struct item *item, int was, const char *note)
{
	STR_AUTO(out, 16384);
	struct json_writer w;

	json_write_init(&w, &out, 0);
	json_write_object(&w);
	json_member_text(&w, "value", item->value);
	if (was >= 0)
		json_member_text(&w, "was", item_state_names[was]);
	json_member_text(&w, "becomes", item_state_names[item->state]);
	if (note)
		json_member_text(&w, "note", note);
	json_write_object_end(&w);
	return str_dup(&out, work->arena);
}

int item_step(
    struct item_work *work, struct item *item, enum item_event event, const char *note)
{
	static const char *const actions[ITEM_EVENTS] = {"item.claim", "item.prove",
	    "item.lapse", "item.dispute", "item.settle", "item.lose", "item.exclude",
	    "item.retire"};
	int was = item->state, next = item_next(item, event, work->now), r;

	if (next < 0)
		return db_fail(work->db, ERR_DENIED, "this cannot be done with the item",
		    "look at it as it is now", "%.200s is %-s", item->value,
		    item_state_names[item->state]);
	item->state = next;
	if (event == ITEM_RETIRE || event == ITEM_LOSE)
		item->verified = item->lapses = 0; /* who takes it up again proves it again */
	r = desk_update(work->db, &item_type, item);
	if (r == 0)
		item_log(work, actions[event], item->org, item->id,
		    detail_of(work, item, was, note));
	/* No indicator may hit what is a member's. */
	if (r == 0 && was != ITEM_VERIFIED && item->state == ITEM_VERIFIED)
		r = ioc_item_verified(work, item);
	if (r == 0 && (was == ITEM_VERIFIED) != (item->state == ITEM_VERIFIED))
		r = ioc_changed(work->db);
	return r;
}

/* --- declaring --- */

static int insert(
    struct item_work *work, struct item_line *line, const char *org, enum item_source source)
{
	struct item *item = &line->item;
	int r;

	item->id = id_make(work->arena);
	item->org = org;
	item->source = source;
	item->state = source == ITEM_FROM_DISCOVERED ? ITEM_PROPOSED : ITEM_PENDING;
	item->created = work->now;
	item->created_by = work->actor ? work->actor->person : NULL;
	r = desk_insert(work->db, &item_type, item);
	if (r == 0)
		item_log(
		    work, "item.declare", org, item->id, detail_of(work, item, -1, item->note));
	return r;
}

/* Names the item of the organisation that covers the line's, if there is one. */
static int find_inside(struct item_work *work, struct item_line *line, const char *org)
{
	struct text_list values = item_covering(&line->item, work->arena);

	for (size_t i = 1; i < values.n && !line->inside; i++) {
		struct item outer = {0};
		int r = desk_find(work->db, &item_type,
		    "WHERE \"org\" = $1 AND \"value\" = $2 AND " ITEM_CLAIMS,
		    DESK_PARAMS(DESK_TEXT(org), DESK_TEXT(values.items[i])), work->arena,
		    &outer);

		if (r < 0 && r != ERR_NOTFOUND)
			return r;
		if (r == 0)
			line->inside = outer.value;
	}
	return 0;
}

static int declare_line(
    struct item_work *work, struct item_line *line, const char *org, enum item_source source)
{
	struct item old = {0};
	bool again;
	int r = desk_find(work->db, &item_type, "WHERE \"org\" = $1 AND \"value\" = $2",
	    DESK_PARAMS(DESK_TEXT(org), DESK_TEXT(line->item.value)), work->arena, &old);

	if (r < 0 && r != ERR_NOTFOUND)
		return r;
	again = r == 0;
	if (again) {
		line->id = old.id;
		if (source == ITEM_FROM_DISCOVERED ||
		    item_next(&old, ITEM_CLAIM, work->now) < 0 || old.state == ITEM_EXCLUDED) {
			line->outcome = LINE_KNOWN;
			line->why = ARENA_NEW(work->arena, struct msg);
			msg_detail(line->why, "%-s", item_state_names[old.state]);
			return 0;
		}
		if (line->item.note)
			old.note = line->item.note;
		line->item = old;
		r = item_step(work, &line->item, ITEM_CLAIM, NULL);
	} else {
		r = insert(work, line, org, source);
	}
	if (r < 0)
		return r;
	line->id = line->item.id;
	r = find_inside(work, line, org);
	if (r == 0 && line->item.state == ITEM_PENDING)
		r = item_claimed(work, &line->item);
	if (r > 0) {
		line->outcome = LINE_DISPUTED;
		line->why = ARENA_NEW(work->arena, struct msg);
		msg_detail(line->why, "somebody else claims it too: the CERT decides");
	}
	return MIN(r, 0);
}

int item_declare(struct db *db, const struct actor *actor, const char *org,
    struct item_lines *lines, enum item_source source, struct arena *arena, int64_t now,
    struct item_counts *ret)
{
	struct item_counts counts = {0};
	struct item_work work;
	int r = item_begin(&work, db, actor, arena, now);

	if (r < 0)
		return r;
	vec_foreach (line, &lines->all) {
		if (line->outcome == LINE_NEW)
			r = declare_line(&work, line, org, source);
		if (r < 0)
			break;
		counts.added += line->outcome == LINE_NEW;
		counts.known += line->outcome == LINE_KNOWN || line->outcome == LINE_TWICE;
		counts.disputed += line->outcome == LINE_DISPUTED;
		counts.refused += line->outcome == LINE_REFUSED;
	}
	r = item_end(&work, r);
	if (r == 0)
		*ret = counts;
	return r;
}

/* --- one item --- */

/* One event for one item, and what it means for claims. */
static int step_one(struct db *db, const struct actor *actor, const char *id,
    enum item_event event, int only_from, const char *note, struct arena *arena, int64_t now)
{
	struct item_work work;
	struct item item = {0};
	int r = item_begin(&work, db, actor, arena, now);

	if (r < 0)
		return r;
	r = desk_get(db, &item_type, id, arena, &item);
	if (r == 0 && only_from >= 0 && item.state != only_from)
		r = db_fail(db, ERR_DENIED, "this cannot be done with the item",
		    "look at it as it is now", "%.200s is %-s", item.value,
		    item_state_names[item.state]);
	if (r == 0) {
		bool disputed = item.state == ITEM_DISPUTED;

		r = item_step(&work, &item, event, note);
		if (r == 0 && event == ITEM_CLAIM)
			r = MIN(item_claimed(&work, &item), 0);
		else if (r == 0 && disputed)
			r = item_released(&work, &item);
	}
	return item_end(&work, r);
}

int item_confirm(struct db *db, const struct actor *actor, const char *id, bool ours,
    struct arena *arena, int64_t now)
{
	return step_one(db, actor, id, ours ? ITEM_CLAIM : ITEM_RETIRE, ITEM_PROPOSED,
	    ours ? "yes, ours" : "not ours", arena, now);
}

int item_retire(struct db *db, const struct actor *actor, const char *id, const char *reason,
    struct arena *arena, int64_t now)
{
	return step_one(db, actor, id, ITEM_RETIRE, -1, reason, arena, now);
}

int item_exclude(struct db *db, const struct actor *actor, const char *id, const char *reason,
    struct arena *arena, int64_t now)
{
	return step_one(db, actor, id, ITEM_EXCLUDE, -1, reason, arena, now);
}

int item_include(
    struct db *db, const struct actor *actor, const char *id, struct arena *arena, int64_t now)
{
	return step_one(db, actor, id, ITEM_CLAIM, ITEM_EXCLUDED, NULL, arena, now);
}

static int decide(struct item_work *work, const char *winner, const char *reason)
{
	struct item item = {0};
	struct item_list rivals = {0};
	int r = desk_get(work->db, &item_type, winner, work->arena, &item);

	if (r == 0)
		r = desk_may(work->db, work->actor, MAY_DECIDE, NULL, work->arena, work->now);
	if (r == 0)
		r = item_rivals(work->db, &item, work->arena, &rivals);
	if (r == 0)
		r = item_step(work, &item, ITEM_SETTLE, reason);
	for (size_t i = 0; r == 0 && i < rivals.all.n; i++) {
		r = item_step(work, &rivals.all.items[i], ITEM_LOSE, reason);
		if (r == 0)
			r = item_released(work, &rivals.all.items[i]);
	}
	return r;
}

int dispute_resolve(struct db *db, const struct actor *actor, const char *winner,
    const char *reason, struct arena *arena, int64_t now)
{
	struct item_work work;
	int r = item_begin(&work, db, actor, arena, now);

	if (r < 0)
		return r;
	return item_end(&work, decide(&work, winner, reason));
}

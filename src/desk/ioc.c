#include "desk/ioc.h"

#include "auth/role.h"
#include "codec/json_build.h"
#include "desk/id.h"
#include "desk/outbox.h"

enum { SWEEP_MAX = 1000, WITHDRAW_MAX = 10000 };

#define DAY_MS      INT64_C(86400000)
#define FRESH_MS    INT64_C(3600000) /* a check that recent is good for publishing */
#define MEMBERS_OWN TR("it hits what a member has proved to be its own")

const struct ioc_row ioc_rows[] = {
    {IOC_CANDIDATE, IOC_CHECK, IOC_CHECKED, IOC_FREE},
    {IOC_CANDIDATE, IOC_WITHDRAW, IOC_WITHDRAWN, IOC_FREE},

    {IOC_CHECKED, IOC_CHECK, IOC_CHECKED, IOC_FREE},
    {IOC_CHECKED, IOC_PUBLISH, IOC_ACTIVE, IOC_CLEAN},
    {IOC_CHECKED, IOC_WITHDRAW, IOC_WITHDRAWN, IOC_FREE},

    {IOC_ACTIVE, IOC_CHECK, IOC_ACTIVE, IOC_FREE},
    {IOC_ACTIVE, IOC_EXPIRE, IOC_EXPIRED, IOC_OVER},
    {IOC_ACTIVE, IOC_WITHDRAW, IOC_WITHDRAWN, IOC_FREE},

    {IOC_EXPIRED, IOC_RENEW, IOC_CANDIDATE, IOC_FREE},
    {IOC_EXPIRED, IOC_WITHDRAW, IOC_WITHDRAWN, IOC_FREE},

    {IOC_WITHDRAWN, IOC_RENEW, IOC_CANDIDATE, IOC_FREE},
};
const size_t ioc_row_count = ARRAY_LEN(ioc_rows);

static bool holds(enum ioc_guard guard, const struct ioc *ioc, bool hit, int64_t now)
{
	switch (guard) {
	case IOC_FREE:
		return true;
	case IOC_OVER:
		return ioc->expires <= now;
	case IOC_CLEAN:
		return !hit && ioc->expires > now && ioc->tlp != TLP_RED &&
		       ioc->checked > now - FRESH_MS && (!ioc->warnings.n || ioc->override);
	}
	return false;
}

int ioc_next(const struct ioc *ioc, enum ioc_event event, bool hit, int64_t now)
{
	for (size_t i = 0; i < ioc_row_count; i++) {
		const struct ioc_row *row = &ioc_rows[i];

		if ((int)row->from == ioc->state && row->event == event &&
		    holds(row->guard, ioc, hit, now))
			return (int)row->to;
	}
	return ERR_DENIED;
}

int ioc_changed(struct db *db)
{
	return desk_exec(db,
	    "INSERT INTO setting (\"name\", \"value\") VALUES ('ioc.generation', '1')"
	    " ON CONFLICT (\"name\") DO UPDATE SET \"value\" ="
	    " (CAST(setting.\"value\" AS @int) + 1) || ''",
	    NULL, 0, NULL);
}

int ioc_generation(struct db *db, int64_t *ret)
{
	return desk_number(db,
	    "SELECT CAST(\"value\" AS @int) FROM setting WHERE \"name\" = 'ioc.generation'",
	    NULL, 0, ret);
}

/* --- one step --- */

/* The next number of what is published, inside the transaction. */
static int next_number(struct db *db, int64_t *ret)
{
	int r = desk_exec(db,
	    "INSERT INTO setting (\"name\", \"value\") VALUES ('ioc.number', '1')"
	    " ON CONFLICT (\"name\") DO UPDATE SET \"value\" ="
	    " (CAST(setting.\"value\" AS @int) + 1) || ''",
	    NULL, 0, NULL);

	return r < 0 ? r
		     : desk_number(db,
			   "SELECT CAST(\"value\" AS @int) FROM setting WHERE \"name\" = "
			   "'ioc.number'",
			   NULL, 0, ret);
}

/* It becomes active: from now on others know it. */
static int publish_now(struct item_work *work, struct ioc *ioc)
{
	ioc->added = work->now;
	if (!ioc->published)
		ioc->published = work->now;
	return ioc->number ? 0 : next_number(work->db, &ioc->number);
}

static const char *detail_of(const struct ioc *ioc, const char *note, struct arena *arena)
{
	STR_AUTO(out, 16384);
	struct json_writer w;

	json_write_init(&w, &out, 0);
	json_write_object(&w);
	json_member_text(&w, "type", ioc_kind_names[ioc->type]);
	json_member_text(&w, "value", ioc->value);
	json_member_text(&w, "becomes", ioc_state_names[ioc->state]);
	if (note)
		json_member_text(&w, "note", note);
	json_write_object_end(&w);
	return str_dup(&out, arena);
}

/* Moves it, stores it and logs it. */
static int step(
    struct item_work *work, struct ioc *ioc, enum ioc_event event, bool hit, const char *note)
{
	static const char *const actions[IOC_EVENTS] = {
	    "ioc.check", "ioc.publish", "ioc.expire", "ioc.withdraw", "ioc.renew"};
	int was = ioc->state, next = ioc_next(ioc, event, hit, work->now), r;

	if (next < 0)
		return db_fail(work->db, ERR_DENIED, "this cannot be done with the indicator",
		    "look at it as it is now", "%.200s is %-s", ioc->value,
		    ioc_state_names[ioc->state]);
	ioc->state = next;
	if (event == IOC_EXPIRE || event == IOC_WITHDRAW)
		ioc->ended = work->now;
	if (event == IOC_WITHDRAW)
		ioc->reason = note;
	r = event == IOC_PUBLISH ? publish_now(work, ioc) : 0;
	if (r == 0)
		r = desk_update(work->db, &ioc_type, ioc);
	if (r == 0)
		item_log(
		    work, actions[event], NULL, ioc->id, detail_of(ioc, note, work->arena));
	if (r == 0 && (was == IOC_ACTIVE) != (next == IOC_ACTIVE))
		r = ioc_changed(work->db);
	return r;
}

static int begin(struct item_work *work, struct db *db, const struct actor *actor,
    struct arena *arena, int64_t now)
{
	int r = item_begin(work, db, actor, arena, now);

	if (r < 0)
		return r;
	r = desk_may(db, actor, MAY_REVIEW, NULL, arena, now);
	return r < 0 ? item_end(work, r) : 0;
}

/* --- entering --- */

static int insert(struct item_work *work, struct ioc_line *line)
{
	struct ioc *ioc = &line->ioc;

	ioc->id = id_make(work->arena);
	ioc->state = IOC_CANDIDATE;
	ioc->created = ioc->added = work->now;
	ioc->created_by = work->actor ? work->actor->person : NULL;
	if (!ioc->expires)
		ioc->expires = work->now + IOC_DAYS * DAY_MS;
	return desk_insert(work->db, &ioc_type, ioc);
}

/* One that had ended, entered again: what is said now counts. */
static int renew(struct item_work *work, struct ioc_line *line, struct ioc *old)
{
	struct ioc now = line->ioc;
	int r;

	now.id = old->id;
	now.state = old->state;
	now.version = old->version;
	now.sightings = old->sightings;
	now.false_positives = old->false_positives;
	now.published = old->published;
	now.number = old->number;
	now.created = now.added = work->now;
	now.created_by = work->actor ? work->actor->person : NULL;
	if (!now.expires)
		now.expires = work->now + IOC_DAYS * DAY_MS;
	r = step(work, &now, IOC_RENEW, false, old->reason);
	line->ioc = now;
	return r;
}

static int enter(struct item_work *work, struct ioc_line *line, struct ioc_counts *counts)
{
	struct ioc old = {0};
	int r = desk_find(work->db, &ioc_type,
	    "WHERE \"value\" = $1 AND \"list\" = $2 AND \"type\" = $3",
	    DESK_PARAMS(DESK_TEXT(line->ioc.value), DESK_TEXT(ioc_list_names[line->ioc.list]),
		DESK_TEXT(ioc_kind_names[line->ioc.type])),
	    work->arena, &old);

	if (r == 0 && (old.state == IOC_EXPIRED || old.state == IOC_WITHDRAWN)) {
		counts->added++;
		return renew(work, line, &old);
	}
	if (r == 0) {
		line->known = true;
		line->ioc = old;
		counts->known++;
		return 0;
	}
	if (r != ERR_NOTFOUND)
		return r;
	counts->added++;
	return insert(work, line);
}

static const char *counted(
    struct arena *arena, const char *name, size_t n, const char *other, size_t others)
{
	return arena_printf(arena, "{\"%s\":%zu,\"%s\":%zu}", name, n, other, others);
}

int ioc_add(struct db *db, const struct actor *actor, struct ioc_lines *lines,
    struct arena *arena, int64_t now, struct ioc_counts *ret)
{
	struct ioc_counts counts = {0};
	struct item_work work;
	int r = begin(&work, db, actor, arena, now);

	if (r < 0)
		return r;
	for (size_t i = 0; r == 0 && i < lines->all.n; i++) {
		struct ioc_line *line = &lines->all.items[i];

		if (line->why)
			counts.refused++;
		else if (line->ioc.tlp == TLP_RED)
			r = db_fail(db, ERR_RANGE, "a list cannot hold what is TLP:RED",
			    "keep it in the case, or agree on another label with its source",
			    "%.200s", line->ioc.value);
		else
			r = enter(&work, line, &counts);
	}
	if (r == 0 && counts.added)
		item_log(&work, "ioc.add", NULL, NULL,
		    counted(arena, "added", counts.added, "known", counts.known));
	r = item_end(&work, r);
	if (r == 0)
		*ret = counts;
	return r;
}

/* --- checking and publishing --- */

/* Warning lists are read before the transaction: they are large. */
static int look(struct db *db, const char *id, const char *warnings, struct arena *arena,
    struct ioc_verdict *v)
{
	struct ioc_warn warn;
	int r = desk_get(db, &ioc_type, id, arena, &v->ioc);

	if (r < 0)
		return r;
	v->ioc.warnings = (struct text_list){0};
	ioc_warn_init(&warn, arena);
	ioc_warn_add(&warn, &v->ioc);
	ioc_warn_folder(&warn, warnings);
	v->listed = warn.lists > 0;
	return 0;
}

/* The check inside the transaction; a version that changed meanwhile is ERR_BUSY. */
static int judge(struct item_work *work, struct ioc_verdict *v)
{
	int r = ioc_hits(work->db, &v->ioc, work->arena, &v->hits);

	if (r < 0)
		return r;
	v->ioc.checked = work->now;
	if (v->ioc.state == IOC_ACTIVE && v->hits.all.n)
		return step(work, &v->ioc, IOC_WITHDRAW, true, MEMBERS_OWN);
	return step(work, &v->ioc, IOC_CHECK, v->hits.all.n > 0, NULL);
}

int ioc_check(struct db *db, const struct actor *actor, const char *id, const char *warnings,
    struct arena *arena, int64_t now, struct ioc_verdict *ret)
{
	struct ioc_verdict v = {0};
	struct item_work work;
	int r = look(db, id, warnings, arena, &v);

	if (r == 0)
		r = begin(&work, db, actor, arena, now);
	if (r < 0)
		return r;
	r = item_end(&work, judge(&work, &v));
	if (r == 0)
		*ret = v;
	return r;
}

static int publish(struct item_work *work, struct ioc_verdict *v, const char *why)
{
	int r;

	if (v->ioc.state == IOC_ACTIVE)
		return 0;
	v->ioc.override = why;
	if (v->hits.all.n)
		return db_fail(work->db, ERR_DENIED,
		    "it hits what a member has proved to be its own",
		    "withdraw it, or narrow it so that it does not", "%.200s hits %.200s",
		    v->ioc.value, v->hits.all.items[0].item);
	if (v->ioc.warnings.n && !why)
		return db_fail(work->db, ERR_DENIED, "it is on a warning list",
		    "say why it is right in spite of that, or withdraw it", "%.200s: %.150s",
		    v->ioc.value, v->ioc.warnings.items[0]);
	r = step(work, &v->ioc, IOC_PUBLISH, false, why);
	return r;
}

int ioc_activate(struct db *db, const struct actor *actor, const char *id, const char *warnings,
    const char *why, struct arena *arena, int64_t now, struct ioc_verdict *ret)
{
	struct ioc_verdict v = {0};
	struct item_work work;
	int refused = 0, r = look(db, id, warnings, arena, &v);

	if (r == 0)
		r = begin(&work, db, actor, arena, now);
	if (r < 0)
		return r;
	r = judge(&work, &v);
	if (r == 0 && v.ioc.state == IOC_WITHDRAWN)
		refused = ERR_DENIED; /* it was active, and hits a member */
	else if (r == 0)
		refused = publish(&work, &v, why && *why ? why : NULL);
	/* What the check found stays, whether it is published or not. */
	r = item_end(&work, r < 0 ? r : refused == ERR_DENIED ? 0 : refused);
	if (r == 0)
		*ret = v;
	return r < 0 ? r : refused;
}

static int candidates(struct db *db, struct arena *arena, struct desk_records *ret)
{
	return desk_list(db, &ioc_type,
	    "WHERE \"state\" = 'candidate' ORDER BY \"added\", \"id\" LIMIT $1",
	    DESK_PARAMS(DESK_INT(IOC_BATCH)), arena, ret);
}

static int activate_each(
    struct item_work *work, struct desk_records *all, struct ioc_counts *counts)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < all->all.n; i++) {
		struct ioc_verdict v = {.ioc = *(struct ioc *)all->all.items[i]};

		r = judge(work, &v);
		if (r == 0 && !v.hits.all.n && !v.ioc.warnings.n && v.ioc.expires > work->now)
			r = step(work, &v.ioc, IOC_PUBLISH, false, NULL);
		if (r == ERR_BUSY) {
			r = 0; /* somebody else has it in hand */
			continue;
		}
		counts->active += v.ioc.state == IOC_ACTIVE;
		counts->held += v.ioc.state != IOC_ACTIVE;
	}
	return r;
}

int ioc_activate_all(struct db *db, const struct actor *actor, const char *warnings,
    struct arena *arena, int64_t now, struct ioc_counts *ret)
{
	struct ioc_counts counts = {0};
	struct desk_records all = {0};
	struct item_work work;
	struct ioc_warn warn;
	int r = candidates(db, arena, &all);

	if (r < 0)
		return r;
	ioc_warn_init(&warn, arena);
	vec_foreach (ioc, &all.all)
		ioc_warn_add(&warn, *ioc);
	ioc_warn_folder(&warn, warnings);
	r = begin(&work, db, actor, arena, now);
	if (r < 0)
		return r;
	r = item_end(&work, activate_each(&work, &all, &counts));
	if (r == 0)
		*ret = counts;
	return r;
}

/* --- ending --- */

int ioc_withdraw(struct db *db, const struct actor *actor, const char *id, const char *reason,
    struct arena *arena, int64_t now)
{
	struct ioc ioc = {0};
	struct item_work work;
	int r = begin(&work, db, actor, arena, now);

	if (r < 0)
		return r;
	r = desk_get(db, &ioc_type, id, arena, &ioc);
	if (r == 0 && (!reason || !span_trim(span_str(reason)).n))
		r = db_fail(db, ERR_SYNTAX, "the withdrawal has no reason",
		    "say what was wrong with it: whoever blocked it will ask", "%.200s",
		    ioc.value);
	if (r == 0)
		r = step(&work, &ioc, IOC_WITHDRAW, false, reason);
	return item_end(&work, r);
}

int ioc_sweep(struct db *db, struct arena *arena, int64_t now, size_t *ret_ended)
{
	struct desk_records found = {0};
	struct item_work work;
	int r = item_begin(&work, db, NULL, arena, now);

	if (r < 0)
		return r;
	r = desk_list(db, &ioc_type,
	    "WHERE \"state\" = 'active' AND \"expires\" <= $1 ORDER BY \"expires\", \"id\" "
	    "LIMIT "
	    "$2",
	    DESK_PARAMS(DESK_INT(now), DESK_INT(SWEEP_MAX)), arena, &found);
	for (size_t i = 0; r == 0 && i < found.all.n; i++)
		r = step(&work, found.all.items[i], IOC_EXPIRE, false, NULL);
	r = item_end(&work, r);
	if (r == 0 && ret_ended)
		*ret_ended = found.all.n;
	return r;
}

int ioc_seen(struct db *db, const struct actor *actor, const char *id, enum sighting_kind kind,
    const char *org, const char *note, struct arena *arena, int64_t now)
{
	struct sighting s = {.id = id_make(arena),
	    .ioc = id,
	    .type = kind,
	    .org = org,
	    .person = actor ? actor->person : NULL,
	    .time = now,
	    .note = note};
	struct ioc ioc = {0};
	struct item_work work;
	int r = item_begin(&work, db, actor, arena, now);

	if (r < 0)
		return r;
	r = desk_find(db, &ioc_type, "WHERE \"id\" = $1 AND \"state\" = 'active'",
	    DESK_PARAMS(DESK_TEXT(id)), arena, &ioc);
	if (r == 0)
		r = desk_insert(db, &sighting_type, &s);
	if (r == 0) {
		ioc.sightings += kind == SIGHTING_SEEN;
		ioc.false_positives += kind == SIGHTING_FALSE_POSITIVE;
		r = desk_update(db, &ioc_type, &ioc);
	}
	/* What is served tells how often: read anew each time that this has doubled. */
	if (r == 0 && kind == SIGHTING_SEEN && !(ioc.sightings & (ioc.sightings - 1)))
		r = ioc_changed(db);
	if (r == 0)
		item_log(&work, kind == SIGHTING_SEEN ? "ioc.seen" : "ioc.false_positive", org,
		    id, detail_of(&ioc, note, arena));
	return item_end(&work, r);
}

/* --- perimeters --- */

static int withdraw_found(
    struct item_work *work, const struct desk_records *found, size_t *count)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < found->all.n; i++, (*count)++)
		r = step(work, found->all.items[i], IOC_WITHDRAW, true, MEMBERS_OWN);
	return r;
}

/* Something was published that should never have been: the desk asks its source, and who may
 * have blocked it. The mail does not say what, nor whose. */
static int alarm_desk(struct item_work *work, const struct item *item, size_t count)
{
	const struct outbox_readers readers = {.permission = MAY_REVIEW};
	const struct outgoing message = {.template = "ioc_withdrawn",
	    .unique_key = arena_printf(
		work->arena, "ioc_withdrawn:%s:%lld", item->id, (long long)work->now),
	    .object = item->id,
	    .values = arena_printf(work->arena, "{\"count\":%zu}", count)};

	return outbox_put_all(work->db, &message, &readers, work->now, work->arena, NULL);
}

int ioc_item_verified(struct item_work *work, const struct item *item)
{
	struct text_list wider = item_covering(item, work->arena);
	struct desk_records found = {0};
	size_t count = 0;
	int r = desk_list(work->db, &ioc_type,
	    "WHERE \"state\" = 'active' AND \"first\" >= $1 AND \"first\" <= $2 LIMIT $3",
	    DESK_PARAMS(DESK_TEXT(item->first), DESK_TEXT(item->last), DESK_INT(WITHDRAW_MAX)),
	    work->arena, &found);

	if (r == 0)
		r = withdraw_found(work, &found, &count);
	for (size_t i = 0; r == 0 && i < wider.n; i++) {
		const char *below = arena_printf(work->arena, "*.%s", wider.items[i]);

		/* Types whose range is wider than their first key: the others were found. */
		r = desk_list(work->db, &ioc_type,
		    "WHERE \"value\" IN ($1, $2) AND \"state\" = 'active' AND \"type\" IN "
		    "('domain', 'wildcard_domain', 'ipv4_cidr', 'ipv6_cidr') LIMIT 10",
		    DESK_PARAMS(DESK_TEXT(wider.items[i]), DESK_TEXT(below)), work->arena,
		    &found);
		if (r == 0)
			r = withdraw_found(work, &found, &count);
	}
	return r == 0 && count ? alarm_desk(work, item, count) : r;
}

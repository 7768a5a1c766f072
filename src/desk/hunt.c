#include "desk/hunt.h"

#include "base/map.h"
#include "codec/sha256.h"
#include "desk/alert_make.h"
#include "desk/attribute_shared.h"
#include "desk/intake.h"
#include "desk/perimeter.h"
#include "os/clock.h"
#include "store/bulk.h"

enum { ID_HEX = 32 };

#define DAY_MS INT64_C(86400000)

/* --- searching --- */

/* How an indicator is found: kind of trace, and the range of keys. */
struct range {
	const char *kind, *first, *last;
	bool below; /* what lies below the name too */
};

static struct range range_of(const struct ioc *i, struct arena *arena)
{
	struct range r = {
	    .kind = trace_kind_names[TRACE_HASH], .first = i->value, .last = i->value};

	switch ((enum ioc_kind)i->type) {
	case IOC_DOMAIN:
	case IOC_WILDCARD_DOMAIN:
		r.kind = trace_kind_names[TRACE_NAME];
		r.first = i->first;
		r.last = i->type == IOC_DOMAIN ? i->first : i->last;
		break;
	case IOC_IPV4:
	case IOC_IPV4_CIDR:
	case IOC_IPV6:
	case IOC_IPV6_CIDR:
		r.kind = trace_kind_names[TRACE_ADDR];
		r.first = i->first;
		r.last = i->last;
		break;
	case IOC_URL:
		/* Traces have the path alone: what stands behind "?" is not kept. */
		r.kind = trace_kind_names[TRACE_URL];
		r.first = r.last = arena_strndup(arena, i->value, strcspn(i->value, "?#"));
		break;
	case IOC_JA3:
		r.kind = trace_kind_names[TRACE_JA3];
		break;
	case IOC_JA4:
		r.kind = trace_kind_names[TRACE_JA4];
		break;
	case IOC_HASH:
	case IOC_EMAIL:
		break;
	}
	return r;
}

int hunt_search(struct db *db, const struct ioc *ioc, int64_t now, struct arena *arena,
    struct hunt_found *ret)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	const struct range range = range_of(ioc, arena);
	int64_t since = now - INTAKE_DAYS * DAY_MS, began = clock_system.mono(NULL);
	struct hunt_found f = {0};
	int r;

	if (!range.first || !range.last)
		return ERR_UNSUPPORTED;
	r = db_prepare(db,
	    "SELECT count(*), count(DISTINCT \"org\"), min(\"first\"), max(\"last\"), "
	    "CAST(sum(\"count\") AS @int) FROM trace WHERE \"type\" = $1 AND \"key\" >= $2 AND "
	    "\"key\" <= $3 AND \"last\" >= $4",
	    &stmt);
	if (r < 0)
		return r;
	db_bind_text(stmt, 1, range.kind);
	db_bind_text(stmt, 2, range.first);
	db_bind_text(stmt, 3, range.last);
	db_bind_int(stmt, 4, since);
	r = db_step(stmt);
	if (r == 1) {
		f.n = db_int(stmt, 0);
		f.orgs = db_int(stmt, 1);
		f.first = db_int(stmt, 2);
		f.last = db_int(stmt, 3);
		f.count = db_int(stmt, 4);
	}
	db_reset(stmt);
	if (r < 0)
		return r;
	r = desk_list(db, &trace_type,
	    "WHERE \"type\" = $1 AND \"key\" >= $2 AND \"key\" <= $3 AND \"last\" >= $4 ORDER "
	    "BY "
	    "\"last\" DESC, \"id\" LIMIT $5",
	    DESK_PARAMS(DESK_TEXT(range.kind), DESK_TEXT(range.first), DESK_TEXT(range.last),
		DESK_INT(since), DESK_INT(HUNT_ALERTS)),
	    arena, &f.traces);
	f.millis = clock_system.mono(NULL) - began;
	if (r == 0)
		*ret = f;
	return r;
}

/* --- alerts --- */

static const char *key_of(const char *addr, struct arena *arena)
{
	struct intake_side side = {0};

	return addr && intake_addr(span_str(addr), arena, &side) ? side.addr_key : NULL;
}

static struct event *event_of(const struct ioc *ioc, const struct trace *t, struct arena *arena)
{
	struct event *e = ARENA_NEW(arena, struct event);
	char hex[SHA256_HEX];

	*e = (struct event){.feed = t->sensor ? t->sensor : "sensor",
	    .report = "hunt",
	    .type = "indicator-met",
	    .severity = ioc->confidence == IOC_HIGH     ? CRIT_CRITICAL
			: ioc->confidence == IOC_MEDIUM ? CRIT_HIGH
							: CRIT_MEDIUM,
	    .tlp = ioc->tlp,
	    .time = t->last,
	    .count = t->count,
	    .addr = t->addr,
	    .addr_key = key_of(t->addr, arena),
	    .indicator = arena_strndup(arena, ioc->value, strnlen(ioc->value, 200)),
	    .peer = t->type == TRACE_ADDR ? t->value : NULL,
	    .import = arena_printf(arena, "hunt/%s", ioc->id),
	    .org = t->org,
	    .how = EVENT_BY_SENSOR};
	e->detail =
	    arena_printf(arena, "{\"ioc\":\"%s\",\"met\":\"%s\",\"first\":%lld,\"last\":%lld}",
		ioc->id, trace_via_names[t->via], (long long)t->first, (long long)t->last);
	/* What is met again on another day is news. */
	(void)sha256_hex(span_str(arena_printf(arena, "hunt %s %s %lld", ioc->id, t->id,
			     (long long)(t->last / DAY_MS))),
	    hex);
	e->id = arena_strndup(arena, hex, ID_HEX);
	return e;
}

/* Those that the database does not have. */
static int leave_known(struct db *db, struct event **events, size_t *n, struct arena *arena)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	const char **ids = ARENA_ARRAY(arena, *n + 1, const char *);
	struct map there;
	size_t left = 0;
	int r = db_prepare(db,
	    "SELECT \"id\" FROM event WHERE \"id\" IN (SELECT \"value\" FROM @texts($1))",
	    &stmt);

	if (r < 0)
		return r;
	map_init(&there, arena);
	for (size_t i = 0; i < *n; i++)
		ids[i] = events[i]->id;
	db_bind_text(stmt, 1, bulk_texts(ids, *n, arena));
	while ((r = db_step(stmt)) == 1)
		(void)map_set(&there, db_text(stmt, 0), db);
	for (size_t i = 0; i < *n; i++)
		if (!map_has(&there, ids[i]))
			events[left++] = events[i];
	*n = left;
	return r;
}

static int tell(struct db *db, const struct attribute *who, const struct ioc *ioc,
    const struct hunt_found *f, int64_t now, struct arena *arena, struct alert_made *ret)
{
	struct event **events = ARENA_ARRAY(arena, f->traces.all.n + 1, struct event *);
	size_t n = 0;
	int r;

	for (size_t i = 0; i < f->traces.all.n; i++) {
		const struct trace *t = f->traces.all.items[i];

		if (t->org && t->addr)
			events[n++] = event_of(ioc, t, arena);
	}
	if (!n)
		return 0;
	r = alert_make_lock(db);
	if (r == 0)
		r = leave_known(db, events, &n, arena);
	if (r == 0 && n)
		r = alert_make(db, who, events, n, false, now, arena, ret);
	if (r == 0 && n)
		r = bulk_insert(db, &event_type, (const void *const *)events, n, false, NULL);
	return r;
}

/* --- one --- */

static int note(struct db *db, const char *id, const struct hunt_found *f, int64_t now)
{
	return desk_exec(db,
	    "INSERT INTO hunt (\"id\", \"state\", \"asked\", \"done\", \"traces\", \"orgs\", "
	    "\"first\", \"last\", \"millis\", \"version\") VALUES ($1, 'done', $2, $2, $3, $4, "
	    "$5, "
	    "$6, $7, 1) ON CONFLICT (\"id\") DO UPDATE SET \"state\" = 'done', \"done\" = "
	    "excluded.\"done\", \"traces\" = excluded.\"traces\", \"orgs\" = "
	    "excluded.\"orgs\", "
	    "\"first\" = excluded.\"first\", \"last\" = excluded.\"last\", \"millis\" = "
	    "excluded.\"millis\", \"version\" = hunt.\"version\" + 1",
	    DESK_PARAMS(DESK_TEXT(id), DESK_INT(now), DESK_INT(f->n), DESK_INT(f->orgs),
		DESK_INT(f->first), DESK_INT(f->last), DESK_INT(f->millis)),
	    NULL);
}

static int hunt(struct db *db, const struct actor *actor, const struct attribute *who,
    const char *id, int64_t now, struct arena *arena, struct hunted *ret)
{
	struct hunt_found f = {0};
	struct alert_made made = {0};
	struct ioc ioc = {0};
	int r = actor ? desk_may(db, actor, MAY_REVIEW, NULL, arena, now) : 0;

	if (r == 0)
		r = desk_get(db, &ioc_type, id, arena, &ioc);
	if (r == 0)
		r = hunt_search(db, &ioc, now, arena, &f);
	if (r == ERR_UNSUPPORTED)
		r = 0; /* of a mail address there are no traces */
	if (r == 0 && f.n && ioc.state == IOC_ACTIVE)
		r = tell(db, who, &ioc, &f, now, arena, &made);
	if (r == 0)
		r = note(db, id, &f, now);
	if (r == 0 && actor)
		r = log_append(db, actor, "ioc.hunt", NULL, id, NULL, NULL, now);
	ret->done++;
	ret->found += f.n > 0;
	ret->traces += f.n;
	ret->alerts += made.added + made.grown;
	return r;
}

static int hunt_alone(struct db *db, const struct actor *actor, const char *id, int64_t now,
    struct arena *arena, struct hunted *ret)
{
	const struct attribute *who = NULL;
	struct hunted done = {0};
	int r = attribute_shared_get(db, now, &who);

	if (r == 0)
		r = db_begin(db, DB_WRITE);
	if (r == 0)
		r = db_end(db, hunt(db, actor, who, id, now, arena, &done));
	attribute_shared_put(who);
	if (r == 0) {
		ret->done += done.done;
		ret->found += done.found;
		ret->traces += done.traces;
		ret->alerts += done.alerts;
	}
	return r;
}

int hunt_one(struct db *db, const struct actor *actor, const char *ioc, int64_t now,
    struct arena *arena, struct hunted *ret)
{
	*ret = (struct hunted){0};
	return hunt_alone(db, actor, ioc, now, arena, ret);
}

/* --- what is due --- */

int hunt_ask(struct db *db, int64_t now, int64_t *ret)
{
	int r = db_begin(db, DB_WRITE);

	if (r < 0)
		return r;
	r = desk_exec(db,
	    "INSERT INTO hunt (\"id\", \"state\", \"asked\", \"done\", \"traces\", \"orgs\", "
	    "\"first\", \"last\", \"millis\", \"version\") SELECT i.\"id\", 'waits', CAST($1 "
	    "AS "
	    "@int), 0, 0, 0, 0, 0, 0, 0 FROM ioc AS i WHERE i.\"state\" = 'active' AND "
	    "i.\"added\" >= "
	    "$2 AND NOT EXISTS (SELECT 1 FROM hunt AS h WHERE h.\"id\" = i.\"id\" AND "
	    "(h.\"state\" = 'waits' OR h.\"done\" >= i.\"added\")) LIMIT $3 ON CONFLICT "
	    "(\"id\") DO "
	    "UPDATE SET \"state\" = 'waits', \"asked\" = excluded.\"asked\"",
	    DESK_PARAMS(
		DESK_INT(now), DESK_INT(now - HUNT_NEW_DAYS * DAY_MS), DESK_INT(HUNT_BATCH)),
	    ret);
	return db_end(db, r);
}

int hunt_due(struct db *db, int64_t now, int max, struct hunted *ret)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct desk_records found = {0};
	int r = desk_list(db, &hunt_type,
	    "WHERE \"state\" = 'waits' ORDER BY \"asked\", \"id\" LIMIT $1",
	    DESK_PARAMS(DESK_INT(max)), arena, &found);

	*ret = (struct hunted){0};
	for (size_t i = 0; r == 0 && i < found.all.n; i++) {
		struct arena *one CLEANUP(arena_freep) = arena_new();
		const struct hunt *h = found.all.items[i];

		r = hunt_alone(db, NULL, h->id, now, one, ret);
		if (r == ERR_NOTFOUND)
			r = 0;
	}
	return r;
}

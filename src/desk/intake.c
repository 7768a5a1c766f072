#include "desk/intake.h"

#include "base/map.h"
#include "codec/sha256.h"
#include "desk/ioc_sight.h"
#include "store/bulk.h"
#include "store/counted.h"

enum { KEY_TEXT = 1400, ID_HEX = 32 };

#define DAY_MS INT64_C(86400000)

struct intake_batch {
	struct intake_origin origin;
	const struct intake_format *format;
	const struct attribute *who;
	int64_t now;
	struct event like;
	struct arena *arena, *line; /* of the batch; of the line that is read */
	VEC(struct event *) events;
	struct map ids;    /* of events */
	struct map traces; /* to struct trace */
	struct intake_counts counts;
	int64_t number; /* of the line, over all batches */
};

/* --- whose --- */

/* Addresses that mean another system in each network (RFC 1918, RFC 6598, RFC 4193 and those of
 * a link), by their key. */
static bool is_inner(const char *key)
{
	static const struct {
		const char *first, *last;
	} nets[] = {
	    {"00000000000000000000ffff0a", "00000000000000000000ffff0a"},
	    {"00000000000000000000ffffac10", "00000000000000000000ffffac1f"},
	    {"00000000000000000000ffffc0a8", "00000000000000000000ffffc0a8"},
	    {"00000000000000000000ffff6440", "00000000000000000000ffff647f"},
	    {"00000000000000000000ffffa9fe", "00000000000000000000ffffa9fe"},
	    {"fc", "fd"},
	    {"fe8", "feb"},
	};

	for (size_t i = 0; key && i < ARRAY_LEN(nets); i++) {
		size_t n = strlen(nets[i].first);

		if (strncmp(key, nets[i].first, n) >= 0 && strncmp(key, nets[i].last, n) <= 0)
			return true;
	}
	return false;
}

static struct attribute_hit whose(
    const struct intake_batch *b, const struct intake_side *side, const struct event *of)
{
	struct event probe = *of;
	struct attribute_hit hit = {.how = EVENT_NOBODYS};

	if (!side->addr && !side->name)
		return hit;
	probe.addr = side->addr;
	probe.addr_key = side->addr_key;
	probe.port = side->port;
	probe.name = side->name;
	hit = attribute_find(b->who, &probe);
	if (!hit.org && b->origin.org && is_inner(side->addr_key)) {
		hit.org = attribute_org_of(b->who, b->origin.org);
		hit.how = EVENT_BY_SENSOR;
	}
	return hit;
}

/* --- events --- */

static const char *copy(const struct intake_batch *b, const char *text)
{
	return arena_strdup(b->arena, text);
}

/* The same words for the other side: another event. */
static const char *other_id(const struct intake_batch *b, const char *id, size_t n)
{
	char hex[SHA256_HEX];

	(void)sha256_hex(span_str(arena_printf(b->arena, "%s %zu", id, n)), hex);
	return arena_strndup(b->arena, hex, ID_HEX);
}

static void keep(struct intake_batch *b, const struct intake *in,
    const struct intake_side *side, int which, const char *id)
{
	const struct intake_side *other = &in->side[!which];
	struct attribute_hit hit = whose(b, side, &in->of);
	struct event *e = record_copy(&event_type, &in->of, b->arena);

	e->id = id;
	e->type = in->type[which];
	e->addr = copy(b, side->addr);
	e->addr_key = copy(b, side->addr_key);
	e->port = side->port;
	e->name = copy(b, side->name);
	e->peer = copy(b, other->addr ? other->addr : other->name);
	if (hit.how == EVENT_BY_SENSOR) {
		e->org = hit.org ? hit.org->id : NULL;
		e->how = EVENT_BY_SENSOR;
	}
	b->counts.events++;
	if (map_set(&b->ids, e->id, b))
		vec_push(b->arena, &b->events, e);
}

/* An attack between two of the constituency: whoever attacks is told, too. */
static bool is_attacker(const char *type)
{
	static const char *const types[] = {
	    "attack-source", "scan-source", "brute-force-source", "ddos-source"};

	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		if (strcmp(type, types[i]) == 0)
			return true;
	return false;
}

static void take_event(struct intake_batch *b, const struct intake *in)
{
	int v = in->victim;
	struct attribute_hit mine = whose(b, &in->side[v], &in->of);
	struct attribute_hit other = whose(b, &in->side[!v], &in->of);

	/* It is about the side that is a member's, if one is. */
	if ((!mine.org && other.org) || (!in->side[v].addr && !in->side[v].name)) {
		v = !v;
		other.org = NULL;
	}
	keep(b, in, &in->side[v], v, copy(b, in->of.id));
	if (other.org && other.org != mine.org && is_attacker(in->type[!v]))
		keep(b, in, &in->side[!v], !v, other_id(b, in->of.id, 0));
	for (size_t i = 0; i < in->nmore; i++)
		keep(b, in, &in->more[i], INTAKE_CLIENT, other_id(b, in->of.id, i + 1));
}

/* --- traces --- */

/* The labels of a name from the last to the first, as an indicator's key has them. */
static const char *turned(const char *name, char to[KEY_TEXT])
{
	size_t n = strlen(name), end = n, at = 0;

	if (n + 2 > KEY_TEXT)
		return name;
	while (end) {
		size_t from = end;

		while (from && name[from - 1] != '.')
			from--;
		memcpy(to + at, name + from, end - from);
		at += end - from;
		to[at++] = '.';
		end = from ? from - 1 : 0;
	}
	to[at] = '\0';
	return to;
}

static void add_trace(struct intake_batch *b, const struct attribute_org *org,
    const struct intake_side *of, const struct intake_met *met, const char *value,
    const char *key, int64_t time)
{
	char slot[KEY_TEXT * 2];
	struct trace *t;

	(void)snprintf(slot, sizeof(slot), "%s|%s|%d|%d|%.1000s", org ? org->id : "",
	    of->addr ? of->addr : "", met->kind, met->via, value);
	b->counts.met++;
	t = map_get(&b->traces, slot);
	if (!t) {
		t = ARENA_NEW(b->arena, struct trace);
		*t = (struct trace){.org = org ? org->id : NULL,
		    .addr = copy(b, of->addr),
		    .type = met->kind,
		    .via = met->via,
		    .value = arena_strndup(b->arena, value, strnlen(value, 1000)),
		    .key = arena_strndup(b->arena, key, strnlen(key, 1000)),
		    .sensor = b->origin.feed,
		    .first = time,
		    .last = time};
		(void)map_set(&b->traces, slot, t);
		b->counts.traces++;
	}
	t->first = MIN(t->first, time);
	t->last = MAX(t->last, time);
	t->count++;
}

/* Addresses are met from both sides; all else by who asked. */
static void take_met(
    struct intake_batch *b, const struct intake *in, const struct intake_met *met)
{
	const struct event of = {.time = in->time};
	char to[KEY_TEXT];

	for (int i = 0; i < INTAKE_SIDES; i++) {
		const struct intake_side *side = &in->side[i], *other = &in->side[!i];
		struct attribute_hit hit;

		if (!side->addr || (met->kind != TRACE_ADDR && i == INTAKE_SERVER))
			continue;
		if (met->kind == TRACE_ADDR && (!other->addr || is_inner(other->addr_key)))
			continue;
		hit = whose(b, side, &of);
		/* Of what is nobody's one side is enough. */
		if (!hit.org && i == INTAKE_SERVER)
			continue;
		if (met->kind == TRACE_ADDR)
			add_trace(
			    b, hit.org, side, met, other->addr, other->addr_key, in->time);
		else
			add_trace(b, hit.org, side, met, met->value,
			    met->kind == TRACE_NAME ? turned(met->value, to) : met->value,
			    in->time);
	}
}

/* --- lines --- */

static void note_wrong(struct intake_batch *b, const char *why)
{
	b->counts.wrong++;
	if (b->counts.reasons.n < INTAKE_WRONG)
		text_list_add(&b->counts.reasons, b->arena,
		    arena_printf(b->arena, "%lld: %s", (long long)b->number, why));
}

void intake_batch_line(struct intake_batch *b, struct span line)
{
	struct intake_read rd = {
	    .file = b->origin.file, .like = &b->like, .arena = b->line, .line = line};
	struct intake in;

	b->number++;
	if (!span_trim(line).n)
		return;
	b->counts.lines++;
	arena_clear(b->line);
	if (intake_line(&rd, &b->format, &in) < 0) {
		note_wrong(b, rd.why);
		return;
	}
	b->like.report = b->format->name;
	if (in.event)
		take_event(b, &in);
	for (size_t i = 0; i < in.nmet; i++)
		take_met(b, &in, &in.met[i]);
}

bool intake_batch_full(const struct intake_batch *b)
{
	return b->events.n >= INTAKE_CHUNK_EVENTS || b->traces.n >= INTAKE_CHUNK_TRACES ||
	       b->counts.lines >= INTAKE_CHUNK_LINES;
}

void intake_batch_look(const struct intake_batch *b, struct intake_counts *ret)
{
	*ret = b->counts;
}

/* --- batches --- */

static void begin(struct intake_batch *b)
{
	b->events.items = NULL;
	b->events.n = b->events.cap = 0;
	map_init(&b->ids, b->arena);
	map_init(&b->traces, b->arena);
	b->counts = (struct intake_counts){0};
}

struct intake_batch *intake_batch_new(
    const struct intake_origin *origin, const struct attribute *who, int64_t now)
{
	struct intake_batch *b = mem_alloc(sizeof(*b));

	*b = (struct intake_batch){.origin = *origin,
	    .who = who,
	    .now = now,
	    .arena = arena_new(),
	    .line = arena_new(),
	    .format = origin->format ? intake_format_of(origin->format) : NULL};
	b->like = (struct event){.feed = origin->feed,
	    .report = b->format ? b->format->name : "sensor",
	    .import = origin->import,
	    .tlp = (int)origin->tlp,
	    .time = now};
	begin(b);
	return b;
}

struct intake_batch *intake_batch_free(struct intake_batch *b)
{
	if (b) {
		arena_free(b->arena);
		arena_free(b->line);
	}
	return mem_free(b);
}

void intake_batch_clear(struct intake_batch *b, const struct attribute *who)
{
	arena_clear(b->arena);
	b->who = who;
	begin(b);
}

/* --- storing --- */

/* Those that the database does not have. */
static int find_new(struct intake_batch *b, struct db *db, struct arena *arena,
    struct event ***ret, size_t *ret_n)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	const char **ids = ARENA_ARRAY(arena, b->events.n + 1, const char *);
	struct map there;
	int r = db_prepare(db,
	    "SELECT \"id\" FROM event WHERE \"id\" IN (SELECT \"value\" FROM @texts($1))",
	    &stmt);

	if (r < 0)
		return r;
	map_init(&there, arena);
	for (size_t i = 0; i < b->events.n; i++)
		ids[i] = b->events.items[i]->id;
	db_bind_text(stmt, 1, bulk_texts(ids, b->events.n, arena));
	while ((r = db_step(stmt)) == 1)
		(void)map_set(&there, db_text(stmt, 0), b);
	*ret = ARENA_ARRAY(arena, b->events.n + 1, struct event *);
	*ret_n = 0;
	for (size_t i = 0; i < b->events.n; i++)
		if (!map_has(&there, ids[i]))
			(*ret)[(*ret_n)++] = b->events.items[i];
	return r;
}

static int store_events(
    struct intake_batch *b, struct db *db, struct arena *arena, struct intake_counts *counts)
{
	struct alert_made made = {0};
	struct event **fresh = NULL;
	size_t n = 0;
	int r = alert_make_lock(db);

	if (r == 0)
		r = find_new(b, db, arena, &fresh, &n);
	if (r == 0 && n)
		r = alert_make(db, b->who, fresh, n, b->origin.hold, b->now, arena, &made);
	if (r == 0 && n)
		r = bulk_insert(db, &event_type, (const void *const *)fresh, n, false, NULL);
	if (r == 0 && n)
		r = ioc_sight_events(db, fresh, n, arena, NULL);
	counts->added = (int64_t)n;
	counts->nobodys = made.nobodys;
	counts->alerts = made.added;
	counts->grown = made.grown;
	return r;
}

static int store_traces(struct intake_batch *b, struct db *db, struct arena *arena)
{
	const void **all = ARENA_ARRAY(arena, b->traces.n + 1, const void *);
	char hex[SHA256_HEX];
	size_t n = 0;

	map_foreach (it, &b->traces) {
		struct trace *t = it->value;

		if (!t->id)
			t->id =
			    arena_strndup(b->arena, sha256_hex(span_str(it->key), hex), ID_HEX);
		all[n++] = t;
	}
	return n ? counted_add(db, &trace_type, all, n) : 0;
}

int intake_batch_store(struct intake_batch *b, struct db *db, struct intake_counts *ret)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct intake_counts counts = b->counts;
	int r = b->events.n ? store_events(b, db, arena, &counts) : 0;

	if (r == 0)
		r = store_traces(b, db, arena);
	if (r == 0)
		*ret = counts;
	return r;
}

int intake_sweep(struct db *db, int64_t now, int max, int64_t *ret)
{
	return desk_exec(db,
	    "DELETE FROM trace WHERE \"id\" IN (SELECT \"id\" FROM trace WHERE \"last\" < $1 "
	    "LIMIT "
	    "$2)",
	    DESK_PARAMS(DESK_INT(now - INTAKE_DAYS * DAY_MS), DESK_INT(max)), ret);
}

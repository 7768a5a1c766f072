#include "scan/unit.h"

#include "base/limits.h"
#include "os/file.h"

enum { UNITS_AT_ONCE = 48, PROGRESS_MS = 250 };

static const char *const stage_names[] = {"discover", "sweep", "identify", "examine"};

struct unit_entry {
	const char *key;
	const struct unit_type *type;
	struct unit_entry *next;
};

static const struct unit_type *type_of(const char *key)
{
	for (const struct unit_type *t = unit_types; t->prefix; t++) {
		size_t n = strlen(t->prefix);

		if (strncmp(key, t->prefix, n) == 0 && key[n] == '/')
			return t;
	}
	return NULL;
}

void scan_add(struct scan *scan, const char *fmt, ...)
{
	struct unit_entry *e;
	va_list ap;
	char *key;

	va_start(ap, fmt);
	key = arena_vprintf(scan->arena, fmt, ap);
	va_end(ap);
	if (map_has(&scan->units, key) || scan->units.n >= LIMIT_UNITS)
		return;
	map_set(&scan->units, key, scan);
	e = ARENA_NEW(scan->arena, struct unit_entry);
	*e = (struct unit_entry){key, type_of(key), NULL};
	if (!e->type)
		return; /* of a newer version: its records are kept, its work is not ours */
	if (scan->queue_last[e->type->stage])
		scan->queue_last[e->type->stage]->next = e;
	else
		scan->queue[e->type->stage] = e;
	scan->queue_last[e->type->stage] = e;
	scan->total++;
	scan->waiting++;
}

void unit_emit(struct scan_unit *unit, enum obs_kind kind, const void *rec)
{
	struct observation o = {
	    .kind = kind, .rec = record_copy(&obs_types[kind], rec, unit->arena)};
	struct msg msg = {0};

	/* Every stored kind begins with time and unit. */
	field_set_int(
	    record_field(&obs_types[kind], "time"), o.rec, loop_wall(unit->scan->loop));
	field_set_text(record_field(&obs_types[kind], "unit"), o.rec, unit->key);
	if (record_validate(&obs_types[kind], o.rec, &msg) < 0)
		return; /* a foreign value too long for its field is left out rather than half
			   told */
	vec_push(unit->arena, &unit->seen.all, o);
}

void unit_asset(struct scan_unit *unit, enum asset_type type, const char *name,
    const char *parent, const char *why)
{
	struct obs_asset a = {
	    .type = type, .name = name, .parent = parent, .why = why, .reach = REACH_FULL};

	unit_emit(unit, OBS_ASSET, &a);
}

void unit_fact(struct scan_unit *unit, const char *subject, const char *addr, uint16_t port,
    const char *fact, const struct text_list *values, const char *evidence)
{
	struct obs_fact f = {
	    .subject = subject, .addr = addr, .port = port, .fact = fact, .evidence = evidence};

	if (values)
		f.values = *values;
	unit_emit(unit, OBS_FACT, &f);
}

void unit_coverage(struct scan_unit *unit, const char *subject, const char *addr, uint16_t port,
    enum coverage_state state, const char *reason)
{
	struct obs_coverage c = {.subject = subject,
	    .addr = addr,
	    .port = port,
	    .stage = stage_names[unit->type->stage],
	    .state = state,
	    .reason = reason};

	unit_emit(unit, OBS_COVERAGE, &c);
}

void unit_coverage_error(
    struct scan_unit *unit, const char *subject, const char *addr, uint16_t port, int err)
{
	enum coverage_state state = COVERAGE_UNREACHABLE;
	const char *reason = err_text(err);
	struct ip ip;

	if (err == ERR_BLOCKED || err == ERR_DENIED) {
		state = err == ERR_BLOCKED ? COVERAGE_BLOCKED : COVERAGE_SKIPPED;
		if (addr && ip_parse(span_str(addr), &ip) == 0 &&
		    *gate_reason(unit->scan->gate, &ip))
			reason = arena_strdup(unit->arena, gate_reason(unit->scan->gate, &ip));
	}
	unit_coverage(unit, subject, addr, port, state, reason);
}

void unit_burst(struct scan_unit *unit, const struct ip *dest, uint16_t port,
    enum transport transport, const char *probe, const char *source)
{
	char text[IP_TEXT];
	const char *key = arena_printf(
	    unit->arena, "%s %u %d %s", ip_text(dest, text), port, (int)transport, probe);
	struct obs_burst *b = map_get(&unit->bursts, key);

	if (!b) {
		b = ARENA_NEW(unit->arena, struct obs_burst);
		*b = (struct obs_burst){.source = arena_strdup(unit->arena, source),
		    .dest = arena_strdup(unit->arena, text),
		    .port = port,
		    .transport = transport,
		    .probe = arena_strdup(unit->arena, probe),
		    .authorisation = unit->scan->job->authorised_by};
		map_set(&unit->bursts, key, b);
	}
	b->packets++;
}

int unit_dial(struct scan_unit *unit, const struct gate_call *call, const char *probe,
    int timeout_ms, struct conn **ret)
{
	char source[IP_TEXT];
	int r = dial_tcp(unit->scan->gate, call, timeout_ms, ret);

	if (r != ERR_DENIED && r != ERR_BLOCKED && r != ERR_CANCELLED)
		unit_burst(unit, &call->ip, call->port, TRANSPORT_TCP, probe,
		    r == 0 ? dial_source(*ret, source, sizeof(source)) : NULL);
	return r;
}

struct worker {
	void (*fn)(void *item);
	char *items;
	size_t n, size, next;
	size_t active;
	struct co_queue idle;
};

static void work_items(void *arg)
{
	struct worker *w = arg;

	while (w->next < w->n && !loop_stopping(co_loop())) {
		size_t i = w->next++;

		w->fn(w->items + i * w->size);
	}
	if (--w->active == 0)
		co_queue_wake(&w->idle);
}

void unit_parallel(struct scan_unit *unit, void *items, size_t n, size_t size, size_t width,
    void (*fn)(void *item))
{
	struct worker w = {
	    .fn = fn, .items = items, .n = n, .size = size, .active = MIN(n, width)};

	for (size_t i = 0; i < MIN(n, width); i++)
		loop_spawn(unit->scan->loop, work_items, &w);
	/* The workers live on this stack: even a stopping loop must see them end. */
	while (w.active)
		if (co_queue_wait(&w.idle, -1) == ERR_CANCELLED && w.active)
			co_step();
}

static void write_out(struct scan *scan, const struct str *out)
{
	if (scan->err == 0 &&
	    (str_ok(out) < 0 || file_write_all(scan->out, str_bytes(out)) < 0)) {
		scan->err = ERR_IO;
		loop_stop(scan->loop);
	}
}

static void send_progress(struct scan *scan)
{
	struct obs_progress p = {.time = loop_wall(scan->loop),
	    .done = scan->done,
	    .total = scan->total,
	    .hosts = scan->hosts,
	    .ports = scan->ports,
	    .services = scan->services,
	    .requests = gate_granted(scan->gate)};
	struct observation o = {.kind = OBS_PROGRESS, .progress = &p};
	int stage = 0;
	STR_AUTO(out, 4096);

	if (loop_now(scan->loop) - scan->last_progress < PROGRESS_MS)
		return;
	scan->last_progress = loop_now(scan->loop);
	while (stage < STAGES - 1 && !scan->queue[stage])
		stage++;
	p.stage = stage_names[stage];
	obs_write(&o, &out);
	write_out(scan, &out);
}

/* The unit's records, its bursts, and the unit record that makes them whole, as one write. */
static void finish(struct scan_unit *unit, int result)
{
	struct obs_unit end = {.stage = stage_names[unit->type->stage],
	    .state = result < 0 ? UNIT_FAILED : UNIT_DONE,
	    .duration = loop_now(unit->scan->loop) - unit->started,
	    .reason = result < 0 ? err_text(result) : NULL};
	STR_AUTO(out, (size_t)LIMIT_LINE * 64);

	map_foreach (e, &unit->bursts)
		unit_emit(unit, OBS_BURST, e->value);
	unit_emit(unit, OBS_UNIT, &end);
	vec_foreach (o, &unit->seen.all)
		obs_write(o, &out);
	write_out(unit->scan, &out);
	unit->scan->done++;
	vec_foreach (o, &unit->seen.all)
		scan_learn(unit->scan, o);
}

struct job_slot {
	struct scan *scan;
	struct unit_entry *entry;
	struct co_queue *idle;
};

static void run_unit(void *arg)
{
	struct job_slot *slot = arg;
	struct scan *scan = slot->scan;
	struct scan_unit unit = {.scan = scan,
	    .type = slot->entry->type,
	    .key = slot->entry->key,
	    .arena = arena_new(),
	    .started = loop_now(scan->loop)};
	int r;

	unit.arg = strchr(unit.key, '/') + 1;
	map_init(&unit.bursts, unit.arena);
	r = unit.type->run(&unit);
	if (r != ERR_CANCELLED && !loop_stopping(scan->loop))
		finish(&unit, r);
	arena_free(unit.arena);
	scan->running--;
	scan->discovering -= unit.type->stage == STAGE_DISCOVER;
	co_queue_wake_all(slot->idle);
	mem_free(slot);
}

/*
 * The first waiting unit of the earliest stage. Discovery runs ahead and services wait for it,
 * so that they are asked by all names. NULL when there is none to start now.
 */
static struct unit_entry *take(struct scan *scan)
{
	for (int s = 0; s < STAGES; s++) {
		struct unit_entry *e = scan->queue[s];

		if (!e)
			continue;
		if (s >= STAGE_IDENTIFY && scan->discovering)
			break;
		scan->queue[s] = e->next;
		if (!e->next)
			scan->queue_last[s] = NULL;
		scan->waiting--;
		scan->running++;
		scan->discovering += s == STAGE_DISCOVER;
		return e;
	}
	return NULL;
}

void scan_work(struct scan *scan)
{
	struct co_queue idle = {0};

	for (;;) {
		struct unit_entry *next;

		while (scan->running < UNITS_AT_ONCE && !loop_stopping(scan->loop) &&
		       (next = take(scan))) {
			struct job_slot *slot = mem_alloc(sizeof(*slot));

			*slot = (struct job_slot){scan, next, &idle};
			loop_spawn(scan->loop, run_unit, slot);
		}
		if (!scan->running)
			break;
		if (co_queue_wait(&idle, PROGRESS_MS) == ERR_CANCELLED && scan->running)
			co_step();
		if (!loop_stopping(scan->loop))
			send_progress(scan);
	}
}

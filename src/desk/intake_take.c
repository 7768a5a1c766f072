/* Whole files and requests of lines: desk/intake.h, intake_take. */
#include "desk/intake.h"

#include "codec/sha256.h"
#include "desk/alert_tell.h"
#include "desk/perimeter.h"
#include "feed/shadowserver.h"

enum { TRIES = 5, TELL_ALL = 10000000, REASONS = 20 };

struct taking {
	struct db *db;
	const struct intake_origin *origin;
	struct attribute *who;
	struct intake_batch *batch;
	struct event_import import;
	struct event_taken *taken;
	struct intake_counts counts;
	struct arena *arena;
	int64_t now;
};

static const char *id_of(const struct intake_origin *o, struct span bytes, char *to)
{
	struct sha256 sum;

	sha256_init(&sum);
	sha256_add(&sum, span_str(o->feed));
	sha256_add(&sum, span_of("\nlines\n", 7));
	sha256_add(&sum, bytes);
	return sha256_end(&sum, to);
}

/* The row of the import: made, or the one of a try before. */
static int begin(struct taking *t, const struct actor *actor)
{
	struct event_import before = {0};
	int r = db_begin(t->db, DB_WRITE);

	if (r < 0)
		return r;
	r = actor ? desk_may(t->db, actor, MAY_REVIEW, NULL, t->arena, t->now) : 0;
	if (r == 0)
		r = desk_get(t->db, &event_import_type, t->import.id, t->arena, &before);
	if (r == 0)
		t->import = before;
	else if (r == ERR_NOTFOUND)
		r = desk_insert(t->db, &event_import_type, &t->import);
	return db_end(t->db, r);
}

static void add_counts(struct taking *t, const struct intake_counts *c, struct event_import *to)
{
	to->rows += c->lines;
	to->added += c->added;
	to->wrong += c->wrong;
	to->unattributed += c->nobodys;
	to->alerts += c->alerts;
	for (size_t i = 0; i < c->reasons.n && to->lines.n < REASONS; i++)
		text_list_add(
		    &to->lines, t->arena, arena_strdup(t->arena, c->reasons.items[i]));
}

/* What it holds, and how far the file is done, in one transaction. */
static int try_batch(struct taking *t, struct intake_counts *ret)
{
	struct event_import import = t->import;
	int r = db_begin(t->db, DB_WRITE);

	if (r < 0)
		return r;
	r = intake_batch_store(t->batch, t->db, ret);
	if (r == 0) {
		add_counts(t, ret, &import);
		r = desk_update(t->db, &event_import_type, &import);
	}
	r = db_end(t->db, r);
	if (r == 0)
		t->import = import;
	return r;
}

static int flush(struct taking *t)
{
	struct intake_counts c = {0};
	int r = ERR_BUSY;

	for (int i = 0; r == ERR_BUSY && i < TRIES; i++)
		r = try_batch(t, &c);
	if (r < 0)
		return r;
	t->taken->grown += c.grown;
	t->counts.events += c.events;
	t->counts.met += c.met;
	t->counts.traces += c.traces;
	r = attribute_refresh(t->db, t->now, &t->who, NULL);
	intake_batch_clear(t->batch, t->who);
	return r;
}

static int take_lines(struct taking *t, struct span bytes)
{
	int64_t done = t->import.rows;
	struct span line;
	int r = 0;

	while (r == 0 && span_line(&bytes, &line)) {
		/* What a try before has stored. */
		if (done && span_trim(line).n) {
			done--;
			continue;
		}
		intake_batch_line(t->batch, line);
		if (intake_batch_full(t->batch))
			r = flush(t);
	}
	return r == 0 ? flush(t) : r;
}

/* A file of which more is wrong than right is refused before anything is stored. */
static int look_at_head(struct taking *t, struct span bytes)
{
	enum { LOOK = 200 };
	struct intake_batch *b = intake_batch_new(t->origin, t->who, t->now);
	struct intake_counts c = {0};
	struct span line;
	int r = 0;

	for (int i = 0; i < LOOK && span_line(&bytes, &line); i++)
		intake_batch_line(b, line);
	intake_batch_look(b, &c);
	if (!c.lines || c.wrong * 2 > c.lines)
		r = db_fail(t->db, ERR_SYNTAX, "more lines are wrong than right",
		    "nothing was taken in: name the format (--format), or see whether it is "
		    "the "
		    "right file",
		    "%lld lines, %lld wrong; line %s", (long long)c.lines, (long long)c.wrong,
		    c.reasons.n ? c.reasons.items[0] : "1: it is empty");
	(void)intake_batch_free(b);
	return r;
}

static int finish(struct taking *t, const struct actor *actor)
{
	struct event_import import = t->import;
	int r = db_begin(t->db, DB_WRITE);

	if (r < 0)
		return r;
	import.ended = t->now;
	import.orgs += t->taken->told.orgs;
	r = desk_update(t->db, &event_import_type, &import);
	if (r == 0)
		r = log_append(t->db, actor, "event.import", NULL, import.id, NULL,
		    arena_printf(t->arena,
			"{\"report\":\"%s\",\"rows\":%lld,\"added\":%lld,\"alerts\":%lld}",
			import.report, (long long)import.rows, (long long)import.added,
			(long long)import.alerts),
		    t->now);
	r = db_end(t->db, r);
	if (r == 0)
		t->import = import;
	return r;
}

static int take(struct taking *t, const struct actor *actor, struct span bytes)
{
	int r = attribute_load(t->db, t->now, &t->who);

	if (r == 0)
		r = look_at_head(t, bytes);
	if (r == 0)
		r = begin(t, actor);
	if (r < 0)
		return r;
	if (t->import.ended) {
		t->taken->again = true;
		return 0;
	}
	t->batch = intake_batch_new(t->origin, t->who, t->now);
	r = take_lines(t, bytes);
	if (r == 0 && !t->origin->hold)
		r = alert_tell_due(t->db, t->now, TELL_ALL, &t->taken->told);
	return r == 0 ? finish(t, actor) : r;
}

int intake_take(struct db *db, const struct actor *actor, const struct intake_origin *origin,
    struct span bytes, int64_t now, struct arena *arena, struct event_taken *ret,
    struct intake_counts *ret_counts)
{
	struct event_taken taken = {0};
	struct intake_origin o = *origin;
	char id[SHA256_HEX];
	struct taking t = {.db = db, .origin = &o, .taken = &taken, .arena = arena, .now = now};
	int r;

	if (o.format && !intake_format_of(o.format))
		return db_fail(db, ERR_RANGE, "there is no such format",
		    "eve, zeek, snort, idea, xarf, n6 or cef", "%.40s", o.format);
	o.import = arena_strdup(arena, id_of(&o, bytes, id));
	t.import = (struct event_import){.id = o.import,
	    .feed = o.feed,
	    .report = o.file ? shadowserver_report(o.file, arena) : "lines",
	    .file = o.file,
	    .time = now,
	    .person = actor ? actor->person : NULL};
	if (bytes.n > EVENT_FILE)
		return db_fail(db, ERR_LIMIT, "the file is too large", "give it in parts",
		    "%.200s: %zu bytes", o.file ? o.file : "", bytes.n);
	r = take(&t, actor, bytes);
	(void)intake_batch_free(t.batch);
	t.who = attribute_free(t.who);
	taken.import = t.import;
	if (r < 0)
		return r;
	*ret = taken;
	if (ret_counts)
		*ret_counts = t.counts;
	return 0;
}

bool intake_is_lines(struct span bytes, const char *file)
{
	static const struct event like = {.feed = "", .report = ""};
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct intake_read rd = {.file = file, .like = &like, .arena = arena};
	const struct intake_format *format = NULL;
	struct intake in;
	struct span line;

	if (!span_line(&bytes, &line))
		return false;
	rd.line = line;
	(void)!intake_line(&rd, &format, &in);
	return format != NULL;
}

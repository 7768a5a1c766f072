#include "desk/event.h"

#include "base/map.h"
#include "codec/sha256.h"
#include "desk/alert_make.h"
#include "desk/attribute.h"
#include "desk/perimeter.h"
#include "feed/shadowserver.h"
#include "store/bulk.h"

enum { TRIES = 5, TELL_ALL = 10000000, GROWN_FIRST = EVENT_CHUNK };

struct taking {
	struct db *db;
	const struct event_source *source;
	struct attribute *who;
	struct event_import import;
	struct event_taken *taken;
	struct arena *rows; /* of the chunk */
	struct map ids;     /* of the chunk */
	VEC(struct event *) chunk;
	int64_t known; /* new events when the database was told last how many there are */
	int64_t now;
};

/* --- one chunk --- */

/* Leaves those away that the database has. */
static int leave_known(struct taking *t, struct arena *arena)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	const char **ids = ARENA_ARRAY(arena, t->chunk.n, const char *);
	struct map there;
	size_t n = 0;
	int r = db_prepare(t->db,
	    "SELECT \"id\" FROM event WHERE \"id\" IN (SELECT \"value\" FROM @texts($1))",
	    &stmt);

	if (r < 0)
		return r;
	map_init(&there, arena);
	for (size_t i = 0; i < t->chunk.n; i++)
		ids[i] = t->chunk.items[i]->id;
	db_bind_text(stmt, 1, bulk_texts(ids, t->chunk.n, arena));
	while ((r = db_step(stmt)) == 1)
		(void)map_set(&there, db_text(stmt, 0), t);
	for (size_t i = 0; r == 0 && i < t->chunk.n; i++)
		if (!map_has(&there, t->chunk.items[i]->id))
			t->chunk.items[n++] = t->chunk.items[i];
	t->chunk.n = n;
	return r;
}

static int store_chunk(
    struct taking *t, struct event_import *import, struct alert_made *made, struct arena *arena)
{
	int r = alert_make_lock(t->db);

	if (r == 0)
		r = leave_known(t, arena);
	if (r == 0 && t->chunk.n)
		r = alert_make(t->db, t->who, t->chunk.items, t->chunk.n, t->source->hold,
		    t->now, arena, made);
	if (r == 0)
		r = bulk_insert(t->db, &event_type, (const void *const *)t->chunk.items,
		    t->chunk.n, false, NULL);
	import->added += (int64_t)t->chunk.n;
	import->unattributed += made->nobodys;
	import->alerts += made->added;
	if (r == 0)
		r = desk_update(t->db, &event_import_type, import);
	return r;
}

static int try_chunk(struct taking *t)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct event_import import = t->import;
	struct alert_made made = {0};
	int r = attribute_refresh(t->db, t->now, &t->who, NULL);

	if (r == 0)
		r = db_begin(t->db, DB_WRITE);
	if (r < 0)
		return r;
	r = db_end(t->db, store_chunk(t, &import, &made, arena));
	if (r < 0)
		return r;
	t->import = import;
	t->taken->grown += made.grown;
	return 0;
}

static int flush(struct taking *t)
{
	int r = t->chunk.n ? ERR_BUSY : 0;

	/* Somebody has changed an alert meanwhile, or writes for long. */
	for (int i = 0; r == ERR_BUSY && i < TRIES; i++)
		r = try_chunk(t);
	if (r == 0 && t->import.added >= GROWN_FIRST && t->import.added >= 4 * t->known) {
		t->known = t->import.added;
		r = db_grown(t->db, "event, alert, alert_event");
	}
	arena_clear(t->rows);
	t->chunk.items = NULL;
	t->chunk.n = t->chunk.cap = 0;
	map_init(&t->ids, t->rows);
	return r;
}

static int take_row(void *ctx, struct event *event)
{
	struct taking *t = ctx;
	struct event *copy;

	if (!map_set(&t->ids, event->id, t))
		return 0; /* twice in the file */
	copy = ARENA_NEW(t->rows, struct event);
	*copy = *event; /* its texts live in the same arena */
	vec_push(t->rows, &t->chunk, copy);
	return t->chunk.n == EVENT_CHUNK ? flush(t) : 0;
}

/* --- the file --- */

static const char *id_of(const struct event_import *import, struct span bytes, char *to)
{
	struct sha256 sum;

	sha256_init(&sum);
	sha256_add(&sum, span_str(import->feed));
	sha256_add(&sum, span_of("\n", 1));
	sha256_add(&sum, span_str(import->report));
	sha256_add(&sum, span_of("\n", 1));
	sha256_add(&sum, bytes);
	return sha256_end(&sum, to);
}

/* Counts the rows before anything is stored: a file that is no good is refused as a whole. */
static int look_through(struct taking *t, const struct event *like, struct arena *arena)
{
	struct shadowserver_counts counts;
	struct msg msg = {0};
	int r = shadowserver_read(
	    t->source->bytes, like, t->rows, NULL, NULL, arena, &counts, &msg);

	arena_clear(t->rows);
	t->import.rows = (int64_t)counts.rows;
	t->import.wrong = (int64_t)counts.wrong;
	t->import.lines = counts.lines;
	return r < 0 ? db_refuse(t->db, r, &msg) : 0;
}

/* The row of the import: made, or the one of a try before. */
static int begin(struct taking *t, const struct actor *actor, struct arena *arena)
{
	struct event_import before = {0};
	int r = db_begin(t->db, DB_WRITE);

	if (r < 0)
		return r;
	r = actor ? desk_may(t->db, actor, MAY_REVIEW, NULL, arena, t->now) : 0;
	if (r == 0)
		r = desk_get(t->db, &event_import_type, t->import.id, arena, &before);
	if (r == 0) {
		before.rows = t->import.rows;
		before.wrong = t->import.wrong;
		before.lines = t->import.lines;
		t->import = before;
	} else if (r == ERR_NOTFOUND) {
		r = desk_insert(t->db, &event_import_type, &t->import);
	}
	return db_end(t->db, r);
}

static int finish(struct taking *t, const struct actor *actor, struct arena *arena)
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
		    arena_printf(arena,
			"{\"report\":\"%s\",\"rows\":%lld,\"added\":%lld,\"alerts\":%lld}",
			import.report, (long long)import.rows, (long long)import.added,
			(long long)import.alerts),
		    t->now);
	r = db_end(t->db, r);
	if (r == 0)
		t->import = import;
	return r;
}

static int take_rows(struct taking *t, const struct event *like, struct arena *arena)
{
	struct shadowserver_counts counts;
	struct msg msg = {0};
	int r = attribute_load(t->db, t->now, &t->who);

	map_init(&t->ids, t->rows);
	if (r == 0)
		r = shadowserver_read(
		    t->source->bytes, like, t->rows, take_row, t, arena, &counts, &msg);
	if (r == 0)
		r = flush(t);
	t->who = attribute_free(t->who);
	return r;
}

static int take(struct taking *t, const struct actor *actor, struct arena *arena)
{
	char id[SHA256_HEX];
	struct event like = {0};
	int r;

	t->import = (struct event_import){.feed = t->source->feed,
	    .report = shadowserver_report(t->source->file, arena),
	    .file = t->source->file,
	    .time = t->now,
	    .person = actor ? actor->person : NULL};
	t->import.id = arena_strdup(arena, id_of(&t->import, t->source->bytes, id));
	like = (struct event){.feed = t->import.feed,
	    .report = t->import.report,
	    .tlp = (int)t->source->tlp,
	    .import = t->import.id};
	r = look_through(t, &like, arena);
	if (r == 0)
		r = begin(t, actor, arena);
	if (r < 0)
		return r;
	if (t->import.ended) {
		t->taken->again = true;
		return 0;
	}
	r = take_rows(t, &like, arena);
	if (r == 0 && !t->source->hold)
		r = alert_tell_due(t->db, t->now, TELL_ALL, &t->taken->told);
	if (r == 0)
		r = finish(t, actor, arena);
	return r;
}

int event_take(struct db *db, const struct actor *actor, const struct event_source *source,
    int64_t now, struct arena *arena, struct event_taken *ret)
{
	struct arena *rows CLEANUP(arena_freep) = arena_new();
	struct event_taken taken = {0};
	struct taking t = {
	    .db = db, .source = source, .taken = &taken, .rows = rows, .now = now};
	int r;

	if (source->bytes.n > EVENT_FILE)
		return db_fail(db, ERR_LIMIT, "the file is too large", "give it in parts",
		    "%s: %zu bytes", source->file, source->bytes.n);
	r = take(&t, actor, arena);
	taken.import = t.import;
	if (r == 0)
		*ret = taken;
	return r;
}

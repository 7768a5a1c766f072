/* Taking in what a sensor sends: desk/sensor.h, sensor_take. */
#include "codec/json.h"
#include "desk/attribute_shared.h"
#include "desk/sensor.h"

#define HOLE "missing" /* by its numbers: the sensor has said nothing */

enum { TRIES = 6 };

struct taking {
	struct db *db;
	const struct sensor *sensor;
	const char *stream, *id; /* of the row that says how far we are */
	struct span frames;
	int64_t now;
	struct arena *arena;
	struct intake_batch *batch;
	uint64_t base;  /* how far we were when the batch was read */
	uint64_t first; /* number of its first record that is new; 0: none */
	uint64_t last;
	VEC(struct sensor_gap) gaps;
	struct sensor_taken taken;
};

/* --- reading --- */

static void add_gap(
    struct taking *t, const char *stream, uint64_t first, uint64_t last, const char *why)
{
	struct sensor_gap g = {.sensor = t->sensor->id,
	    .time = t->now,
	    .first = (int64_t)first,
	    .last = (int64_t)last,
	    .count = (int64_t)(last - first + 1),
	    .why = why};

	g.id = arena_printf(
	    t->arena, "%s/%s/%llu", t->sensor->id, stream, (unsigned long long)first);
	vec_push(t->arena, &t->gaps, g);
}

static bool stream_ok(const char *stream)
{
	size_t n = strlen(stream);

	return n == SHIP_EPOCH + 2 && ship_epoch_ok(span_of(stream, SHIP_EPOCH)) &&
	       stream[SHIP_EPOCH] == '-' && stream[SHIP_EPOCH + 1] >= '0' &&
	       stream[SHIP_EPOCH + 1] < '0' + SHIP_PRIORITIES;
}

/* A record that says which others were dropped; id of the gap is "SENSOR/STREAM/FIRST". */
static void read_gap(struct taking *t, struct span payload)
{
	struct json *v = NULL;
	const char *stream;
	int64_t first, last;

	if (json_parse(payload, t->arena, &v, NULL) < 0)
		return;
	stream = json_text(json_get(v, "stream"), "");
	first = json_int(json_get(v, "first"), 0);
	last = json_int(json_get(v, "last"), 0);
	if (stream_ok(stream) && first > 0 && last >= first)
		add_gap(t, stream, (uint64_t)first, (uint64_t)last,
		    arena_strndup(t->arena, json_text(json_get(v, "why"), ""),
			strnlen(json_text(json_get(v, "why"), ""), 40)));
}

static void read_frame(struct taking *t, const struct ship_frame *f)
{
	uint64_t expected = t->last ? t->last + 1 : t->base + 1;

	if (f->seq <= t->base || (t->last && f->seq <= t->last)) {
		t->taken.again++;
		return;
	}
	if (f->seq > expected)
		add_gap(t, t->stream, expected, f->seq - 1, HOLE);
	t->first = t->first ? t->first : f->seq;
	t->last = f->seq;
	t->taken.records++;
	if (f->class == SHIP_GAP)
		read_gap(t, f->payload);
	else
		intake_batch_line(t->batch, f->payload);
}

static int read_frames(struct taking *t)
{
	struct span rest = t->frames;
	struct ship_frame f;

	t->taken = (struct sensor_taken){0};
	t->first = t->last = 0;
	t->gaps.n = 0;
	while (rest.n) {
		if (ship_frame_read(rest, &f) < 0)
			return db_fail(t->db, ERR_SYNTAX, "these are no records of a sensor",
			    "send whole records, as they are in its spool",
			    "at byte %zu of %zu", t->frames.n - rest.n, t->frames.n);
		read_frame(t, &f);
		rest = span_sub(rest, f.size, rest.n);
	}
	return 0;
}

/* --- storing --- */

/* Locks the row of a stream until the transaction ends, and gives it. */
static int lock_row(
    struct taking *t, const char *id, const char *stream, struct sensor_epoch *ret)
{
	int r = desk_exec(t->db,
	    "INSERT INTO sensor_epoch (\"id\", \"sensor\", \"epoch\", \"acked\", \"time\", "
	    "\"records\", \"again\", \"version\") VALUES ($1, $2, $3, 0, 0, 0, 0, 0) ON "
	    "CONFLICT "
	    "(\"id\") DO UPDATE SET \"acked\" = sensor_epoch.\"acked\"",
	    DESK_PARAMS(DESK_TEXT(id), DESK_TEXT(t->sensor->id), DESK_TEXT(stream)), NULL);

	return r == 0 ? desk_get(t->db, &sensor_epoch_type, id, t->arena, ret) : r;
}

static int insert_gap(struct taking *t, const struct sensor_gap *g)
{
	int64_t added = 0;
	int r;

	if (g->count <= 0)
		return 0;
	r = desk_exec(t->db,
	    "INSERT INTO sensor_gap (\"id\", \"sensor\", \"time\", \"first\", \"last\", "
	    "\"count\", \"why\") VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
	    DESK_PARAMS(DESK_TEXT(g->id), DESK_TEXT(g->sensor), DESK_INT(g->time),
		DESK_INT(g->first), DESK_INT(g->last), DESK_INT(g->count), DESK_TEXT(g->why)),
	    &added);
	t->taken.missing += added ? g->count : 0;
	return r;
}

/* Numbers that were passed over in our own stream: what of them was told before is counted. */
static int store_hole(struct taking *t, struct sensor_gap *g)
{
	int64_t told = 0;
	int r = desk_number(t->db,
	    "SELECT CAST(coalesce(sum(\"count\"), 0) AS @int) FROM sensor_gap WHERE \"id\" "
	    "LIKE $1 "
	    "AND \"first\" >= $2 AND \"last\" <= $3",
	    DESK_PARAMS(DESK_TEXT(arena_printf(t->arena, "%s/%%", t->id)), DESK_INT(g->first),
		DESK_INT(g->last)),
	    &told);

	g->count -= told;
	g->id = arena_printf(t->arena, "%s/hole", g->id);
	return r == 0 ? insert_gap(t, g) : r;
}

/*
 * What the sensor says that it dropped, of any stream. Some of it may have come before. What
 * lies right behind what we have does not come any more: it counts as here, so that it is not
 * taken after it was told as lost.
 */
static int store_gap(struct taking *t, struct sensor_gap *g)
{
	const char *stream = strchr(g->id, '/') + 1;
	const char *name = arena_strndup(t->arena, stream, strcspn(stream, "/"));
	struct sensor_epoch row = {0};
	int r;

	if (strcmp(name, t->stream) == 0)
		return insert_gap(t, g);
	r = lock_row(t, arena_printf(t->arena, "%s/%s", t->sensor->id, name), name, &row);
	if (r < 0)
		return r;
	g->first = MAX(g->first, row.acked + 1);
	g->count = g->last - g->first + 1;
	r = insert_gap(t, g);
	if (r == 0 && g->count > 0 && g->first == row.acked + 1) {
		row.acked = g->last;
		row.time = t->now;
		r = desk_update(t->db, &sensor_epoch_type, &row);
	}
	return r;
}

static int store(struct taking *t)
{
	struct sensor_epoch row = {0};
	int r = lock_row(t, t->id, t->stream, &row);

	/* Another connection of the sensor was faster: what was read is not what is missing. */
	if (r == 0 && (uint64_t)row.acked != t->base)
		return ERR_BUSY;
	if (r == 0)
		r = intake_batch_store(t->batch, t->db, &t->taken.counts);
	/* What is told first: a hole is what is left then. */
	vec_foreach (g, &t->gaps)
		if (r == 0 && strcmp(g->why, HOLE) != 0)
			r = store_gap(t, g);
	vec_foreach (g, &t->gaps)
		if (r == 0 && strcmp(g->why, HOLE) == 0)
			r = store_hole(t, g);
	row.acked = t->last ? (int64_t)t->last : row.acked;
	row.time = t->now;
	row.records += t->taken.records;
	row.again += t->taken.again;
	if (r == 0)
		r = desk_update(t->db, &sensor_epoch_type, &row);
	if (r == 0)
		r = desk_exec(t->db,
		    "UPDATE sensor SET \"events\" = $2, \"missing\" = \"missing\" + $3, "
		    "\"version\" = "
		    "\"version\" + 1 WHERE \"id\" = $1",
		    DESK_PARAMS(
			DESK_TEXT(t->sensor->id), DESK_INT(t->now), DESK_INT(t->taken.missing)),
		    NULL);
	t->taken.acked = (uint64_t)row.acked;
	return r;
}

/* How far we are, read without a lock: what is at or below it is passed over. */
static int look(struct taking *t)
{
	int64_t acked = 0;
	int r = desk_number(t->db, "SELECT \"acked\" FROM sensor_epoch WHERE \"id\" = $1",
	    DESK_PARAMS(DESK_TEXT(t->id)), &acked);

	t->base = (uint64_t)acked;
	return r;
}

static int try_take(struct taking *t, const struct intake_origin *origin)
{
	const struct attribute *who = NULL;
	int r = attribute_shared_get(t->db, t->now, &who);

	if (r < 0)
		return r;
	t->batch = intake_batch_new(origin, who, t->now);
	r = look(t);
	if (r == 0)
		r = read_frames(t);
	if (r == 0 && !t->last) {
		t->taken.acked = t->base;
	} else if (r == 0) {
		r = db_begin(t->db, DB_WRITE);
		if (r == 0)
			r = db_end(t->db, store(t));
	}
	t->batch = intake_batch_free(t->batch);
	attribute_shared_put(who);
	return r;
}

int sensor_take(struct db *db, const struct sensor *sensor, const char *stream,
    struct span frames, int64_t now, struct arena *arena, struct sensor_taken *ret)
{
	struct taking t = {.db = db,
	    .sensor = sensor,
	    .stream = stream,
	    .frames = frames,
	    .now = now,
	    .arena = arena};
	const struct intake_origin origin = {.feed = sensor->name,
	    .format = "eve",
	    .org = sensor->org,
	    .import = arena_printf(arena, "sensor/%s", sensor->id),
	    .tlp = TLP_AMBER};
	int r = ERR_BUSY;

	if (!stream_ok(stream))
		return db_fail(db, ERR_SYNTAX, "the stream has no name",
		    "send it in the header Varde-Stream", "%.60s", stream);
	t.id = arena_printf(arena, "%s/%s", sensor->id, stream);
	for (int i = 0; r == ERR_BUSY && i < TRIES; i++)
		r = try_take(&t, &origin);
	/* The reasons live in the batch. */
	t.taken.counts.reasons = (struct text_list){0};
	if (r == 0)
		*ret = t.taken;
	return r;
}

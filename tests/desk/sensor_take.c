#include "base/rng.h"
#include "desk/attribute_shared.h"
#include "desk/sensor.h"
#include "event_place.h"

#define STREAM "abcdefgh01234567-1"
#define OTHER  "abcdefgh01234567-2"

static struct sensor sensor(struct place *place, struct db *db)
{
	struct sensor s = {.id = "s1", .name = "north", .print = "00", .created = NOW};

	attribute_shared_forget();
	assert_int_equal(desk_insert(db, &sensor_type, &s), 0);
	(void)place;
	return s;
}

static void put(struct str *out, uint64_t seq, enum ship_class class, const char *text)
{
	const struct ship_frame f = {.seq = seq,
	    .class = class,
	    .priority = ship_priority(class),
	    .time = NOW,
	    .payload = span_str(text)};

	assert_int_equal(ship_frame_put(out, &f), 0);
}

static const char *dns(struct place *place, int n)
{
	return arena_printf(place->arena,
	    "{\"timestamp\":\"2026-11-20T10:00:00+0000\",\"event_type\":\"dns\",\"src_ip\":"
	    "\"192.0.2.7\","
	    "\"dest_ip\":\"203.0.113.53\",\"dns\":{\"type\":\"query\",\"rrname\":\"n%d."
	    "example\"}}",
	    n);
}

static struct sensor_taken take(struct place *place, struct db *db, const struct sensor *s,
    const char *stream, const struct str *frames)
{
	struct sensor_taken taken = {0};
	int r = sensor_take(db, s, stream, str_bytes(frames), NOW, place->arena, &taken);

	if (r < 0)
		fail_msg("%d %s: %s", r, db_msg(db)->what, db_msg(db)->detail);
	return taken;
}

TEST_STORE(sensor_take_each_record_once)
{
	struct db *db = place_open(place);
	struct sensor_taken t;
	struct sensor s;
	STR_AUTO(a, 65536);
	STR_AUTO(b, 65536);

	(void)event_scene(place, db);
	s = sensor(place, db);
	for (int i = 1; i <= 3; i++)
		put(&a, (uint64_t)i, SHIP_META, dns(place, i));
	for (int i = 2; i <= 5; i++)
		put(&b, (uint64_t)i, SHIP_META, dns(place, i));
	t = take(place, db, &s, STREAM, &a);
	assert_int_equal(t.acked, 3);
	assert_int_equal(t.records, 3);
	t = take(place, db, &s, STREAM, &a);
	assert_int_equal(t.acked, 3);
	assert_int_equal(t.again, 3);
	t = take(place, db, &s, STREAM, &b);
	assert_int_equal(t.acked, 5);
	assert_int_equal(t.records, 2);
	assert_int_equal(t.missing, 0);
	assert_int_equal(place_int(db, "SELECT CAST(sum(\"count\") AS BIGINT) FROM trace"), 5);
	assert_int_equal(place_int(db, "SELECT \"events\" FROM sensor"), NOW);
	db_close(db);
}

TEST_STORE(sensor_take_tells_what_is_missing)
{
	struct db *db = place_open(place);
	struct sensor_taken t;
	struct sensor s;
	STR_AUTO(a, 65536);
	STR_AUTO(gap, 65536);
	STR_AUTO(late, 65536);

	(void)event_scene(place, db);
	s = sensor(place, db);
	put(&a, 4, SHIP_META, dns(place, 4));
	t = take(place, db, &s, STREAM, &a);
	assert_int_equal(t.missing, 3);
	assert_int_equal(t.acked, 4);
	/* The sensor says that it dropped 1 to 10 of another stream: twice it says the same. */
	put(&gap, 5, SHIP_GAP,
	    "{\"stream\":\"" OTHER "\",\"first\":1,\"last\":10,\"why\":\"full\"}");
	put(&gap, 6, SHIP_GAP,
	    "{\"stream\":\"" OTHER "\",\"first\":1,\"last\":10,\"why\":\"full\"}");
	t = take(place, db, &s, STREAM, &gap);
	assert_int_equal(t.missing, 10);
	assert_int_equal(place_int(db, "SELECT count(*) FROM sensor_gap"), 2);
	assert_int_equal(place_int(db, "SELECT \"missing\" FROM sensor"), 13);
	/* What is told as lost does not come after all: it would be counted on both sides. */
	put(&late, 10, SHIP_FLOW, dns(place, 10));
	put(&late, 11, SHIP_FLOW, dns(place, 11));
	t = take(place, db, &s, OTHER, &late);
	assert_int_equal(t.records, 1);
	assert_int_equal(t.again, 1);
	assert_int_equal(t.missing, 0);
	db_close(db);
}

/* The newest of a stream may be dropped while older ones wait. */
TEST_STORE(sensor_take_what_comes_before_a_gap_is_taken)
{
	struct db *db = place_open(place);
	struct sensor_taken t;
	struct sensor s;
	STR_AUTO(gap, 65536);
	STR_AUTO(a, 65536);
	STR_AUTO(b, 65536);

	(void)event_scene(place, db);
	s = sensor(place, db);
	put(&gap, 1, SHIP_GAP,
	    "{\"stream\":\"" OTHER "\",\"first\":3,\"last\":5,\"why\":\"full\"}");
	t = take(place, db, &s, STREAM, &gap);
	assert_int_equal(t.missing, 3);
	put(&a, 1, SHIP_FLOW, dns(place, 1));
	put(&a, 2, SHIP_FLOW, dns(place, 2));
	t = take(place, db, &s, OTHER, &a);
	assert_int_equal(t.records, 2);
	assert_int_equal(t.missing, 0);
	/* 3 to 5 are told already; 6 and 7 are not. */
	put(&b, 8, SHIP_FLOW, dns(place, 8));
	t = take(place, db, &s, OTHER, &b);
	assert_int_equal(t.missing, 2);
	assert_int_equal(t.acked, 8);
	assert_int_equal(
	    place_int(db, "SELECT CAST(sum(\"count\") AS BIGINT) FROM sensor_gap"), 5);
	db_close(db);
}

TEST_STORE(sensor_take_refuses_rubbish_whole)
{
	struct db *db = place_open(place);
	struct sensor_taken t;
	struct sensor s;
	STR_AUTO(a, 65536);

	(void)event_scene(place, db);
	s = sensor(place, db);
	put(&a, 1, SHIP_META, dns(place, 1));
	str_add(&a, "rubbish");
	assert_int_equal(
	    sensor_take(db, &s, STREAM, str_bytes(&a), NOW, place->arena, &t), ERR_SYNTAX);
	place_assert_msg(db_msg(db));
	str_cut(&a, a.n - 7);
	assert_int_equal(
	    sensor_take(db, &s, "../x", str_bytes(&a), NOW, place->arena, &t), ERR_SYNTAX);
	assert_int_equal(place_int(db, "SELECT count(*) FROM trace"), 0);
	/* A line that is wrong is counted: it would come for ever. */
	put(&a, 2, SHIP_META, "{");
	t = take(place, db, &s, STREAM, &a);
	assert_int_equal(t.acked, 2);
	assert_int_equal(t.counts.wrong, 1);
	db_close(db);
}

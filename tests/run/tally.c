#include "run/tally.h"

#include "test.h"

TEST(tally_counts_what_the_units_show)
{
	struct arena *arena = arena_new(), *batch = arena_new();
	struct observations before = {0}, unit = {0};
	struct observation o;
	struct tally t;

	tally_init(&t, &before, arena);
	tally_add(&t, NULL, 0);
	assert_int_equal(t.findings, 0);
	assert_int_equal(
	    obs_parse(
		span_str("{\"kind\":\"service\",\"time\":\"2026-11-21T09:30:00Z\",\"unit\":"
			 "\"identify/127.20.0.5/23\",\"addr\":\"127.20.0.5\",\"port\":23,"
			 "\"transport\":\"tcp\",\"protocol\":\"telnet\",\"confidence\":100}"),
		batch, &o, NULL),
	    0);
	vec_push(batch, &unit.all, o);
	assert_int_equal(
	    obs_parse(
		span_str("{\"kind\":\"asset\",\"time\":\"2026-11-21T09:30:00Z\",\"unit\":"
			 "\"net/127.20.0.5\",\"type\":\"address\",\"name\":\"127.20.0.5\","
			 "\"reach\":\"full\",\"why\":\"seed\"}"),
		batch, &o, NULL),
	    0);
	vec_push(batch, &unit.all, o);
	tally_add(&t, &unit, 1);
	/* It counted a moment ago; what it keeps must outlive the batch. */
	arena_free(batch);
	t.next = 0;
	tally_add(&t, NULL, 0);
	assert_int_equal(t.findings, 1);
	assert_int_equal(t.seen.all.n, 2);
	arena_free(arena);
}

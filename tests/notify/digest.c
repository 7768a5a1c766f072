#include "notify/digest.h"

#include "notify_place.h"

static const char *digest_reader(struct notify_bench *b)
{
	const char *id = desk_place_person(b->place, b->db, "ola");
	struct person p;

	assert_int_equal(people_get(b->db, id, b->place->arena, &p), 0);
	p.digest = true;
	assert_int_equal(people_store(b->db, &desk_place_actor, &p, "person.profile", NOW), 0);
	return id;
}

static bool says(struct notify_bench *b, size_t i, const char *text)
{
	return strstr(b->fake.mails.items[i].text, text) != NULL;
}

TEST_STORE(digest_is_one_mail_a_day)
{
	struct notify_bench b;
	struct notify_result got;
	struct outgoing m = {.template = "report_ready"};
	int64_t due;

	notify_bench_init(&b, place);
	m.person = digest_reader(&b);
	for (int i = 0; i < 3; i++) {
		m.unique_key = arena_printf(place->arena, "k%d", i);
		m.values = arena_printf(place->arena, "{\"reference\":\"A-2026-000%d\"}", i);
		notify_bench_put(&b, m, NOW + i);
	}
	m.unique_key = "at once";
	m.template = "reset";
	notify_bench_put(&b, m, NOW);
	got = notify_bench_step(&b, NOW + 10);
	assert_int_equal(got.sent, 1);
	assert_int_equal(got.later, 3);
	due = notify_bench_get(&b, "k0").due;
	assert_true(due > NOW && due <= NOW + DAY_MS);
	got = notify_bench_step(&b, due);
	assert_int_equal(got.digests, 1);
	assert_int_equal(got.sent, 1);
	assert_string_equal(
	    notify_bench_header(&b, 1, "Subject"), "3 messages of the last day");
	for (int i = 0; i < 3; i++) {
		const char *key = arena_printf(place->arena, "k%d", i);

		assert_true(says(&b, 1, arena_printf(place->arena, "A-2026-000%d", i)));
		assert_int_equal(notify_bench_get(&b, key).state, OUT_DROPPED);
		assert_string_equal(notify_bench_get(&b, key).reason, "told in the digest");
	}
	got = notify_bench_step(&b, due + DAY_MS);
	assert_int_equal(got.sent + got.digests, 0);
	notify_bench_done(&b);
}

TEST_STORE(digest_names_some_and_counts_all)
{
	struct notify_bench b;
	struct outgoing m = {.template = "report_ready"};
	struct notify_result got;

	notify_bench_init(&b, place);
	m.person = digest_reader(&b);
	for (int i = 0; i < DIGEST_ITEMS + 5; i++) {
		m.unique_key = arena_printf(place->arena, "k%d", i);
		notify_bench_put(&b, m, NOW);
	}
	got = notify_bench_step(&b, NOW + DAY_MS);
	assert_int_equal(got.sent, 1);
	assert_string_equal(notify_bench_header(&b, 0, "Subject"),
	    arena_printf(place->arena, "%d messages of the last day", DIGEST_ITEMS + 5));
	assert_true(says(&b, 0, "and 5 more"));
	assert_int_equal(
	    place_int(b.db, "SELECT count(*) FROM outgoing WHERE \"state\" = 'dropped'"),
	    DIGEST_ITEMS + 5);
	notify_bench_done(&b);
}

TEST(digest_lets_through_what_cannot_wait)
{
	struct arena *arena = arena_new();
	const struct outgoing critical = {
	    .template = "findings_due", .values = "{\"critical\":true}"};
	const struct outgoing usual = {.template = "findings_due"};
	const struct outgoing stopped = {.template = "order_stopped"};
	const struct outgoing unknown = {.template = "no_such"};
	struct json *values;

	assert_int_equal(texts_values(&critical, arena, &values), 0);
	assert_false(digest_may_wait(&critical, values));
	assert_true(digest_may_wait(&usual, NULL));
	assert_false(digest_may_wait(&stopped, NULL));
	assert_true(digest_may_wait(&unknown, NULL));
	arena_free(arena);
}

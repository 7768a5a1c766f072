#include "run/job.h"

#include "base/limits.h"
#include "test.h"

/* One line of an order that must be refused, and how. */
static void assert_refused(const struct job_order *order, int err)
{
	struct arena *arena = arena_new();
	struct job job = {.seed = 77};
	struct msg msg = {0};

	assert_int_equal(job_make(order, 1700000000000, arena, &job, &msg), err);
	assert_true(*msg.what && *msg.detail);
	assert_int_equal(job.seed, 77);
	arena_free(arena);
}

static struct text_list list(struct arena *arena, const char *text)
{
	struct text_list l = {0};
	struct span rest = span_str(text), part;

	while (span_split(&rest, ' ', &part))
		text_list_add(&l, arena, arena_strndup(arena, part.p, part.n));
	return l;
}

TEST(job_make_puts_targets_in_canonical_form)
{
	struct arena *arena = arena_new();
	struct job_order order = {.authorised_by = "me",
	    .targets = list(arena, "Example.TEST 192.0.2.5 10.1.2.0/24 https://A.test/x"),
	    .exclude = list(arena, "192.0.2.6"),
	    .resolvers = list(arena, "192.0.2.53:5300"),
	    .windows = list(arena, "22:00-06:00"),
	    .profile = PROFILE_STANDARD};
	struct job job;
	struct msg msg = {0};

	assert_int_equal(job_make(&order, 1700000000000, arena, &job, &msg), 0);
	assert_int_equal(job.targets.n, 4);
	assert_string_equal(job.targets.items[0], "example.test");
	assert_non_null(strstr(job.targets.items[2], "10.1.2.0/24"));
	assert_int_equal(job.exclude.n, 1);
	assert_true(job.seed > 0);
	assert_true(strncmp(job.id, "20231114-221320-", 16) == 0);
	/* What it made is an order again, and gives the same. */
	order.targets = job.targets;
	order.id = "mine";
	order.seed = 5;
	assert_int_equal(job_make(&order, 1700000000000, arena, &job, &msg), 0);
	assert_string_equal(job.id, "mine");
	assert_int_equal(job.seed, 5);
	for (size_t i = 0; i < 4; i++)
		assert_string_equal(job.targets.items[i], order.targets.items[i]);
	arena_free(arena);
}

TEST(job_make_allows_nothing_but_loopback_without_an_authorisation)
{
	struct arena *arena = arena_new();
	struct job_order order = {.targets = list(arena, "127.0.0.1 ::1 127.20.0.0/28")};
	struct job job;
	struct msg msg = {0};

	assert_int_equal(job_make(&order, 0, arena, &job, &msg), 0);
	assert_null(job.authorised_by);
	order.targets = list(arena, "127.0.0.1 192.0.2.1");
	assert_refused(&order, ERR_DENIED);
	order.authorised_by = ""; /* says nothing, allows nothing */
	assert_refused(&order, ERR_DENIED);
	order.authorised_by = "the director";
	assert_int_equal(job_make(&order, 0, arena, &job, &msg), 0);
	arena_free(arena);
}

TEST(job_make_refuses_what_cannot_be_scanned)
{
	struct arena *arena = arena_new();
	struct job_order good = {.targets = list(arena, "127.0.0.1")}, bad = good;

	bad.targets = (struct text_list){0};
	assert_refused(&bad, ERR_SYNTAX);
	bad.targets = list(arena, "127.0.0.1 not/a/target");
	assert_refused(&bad, ERR_SYNTAX);
	bad = good;
	bad.exclude = list(arena, "..");
	assert_refused(&bad, ERR_SYNTAX);
	bad = good;
	bad.ports = "22,x";
	assert_refused(&bad, ERR_SYNTAX);
	bad.ports = "70000";
	assert_refused(&bad, ERR_SYNTAX);
	bad = good;
	bad.windows = list(arena, "25:00-26:00");
	assert_refused(&bad, ERR_SYNTAX);
	bad = good;
	bad.resolvers = list(arena, "dns.example");
	assert_refused(&bad, ERR_SYNTAX);
	bad = good;
	bad.source = "here";
	assert_refused(&bad, ERR_SYNTAX);
	bad = good;
	bad.rate = -1;
	assert_refused(&bad, ERR_RANGE);
	arena_free(arena);
}

TEST(job_make_bounds_the_perimeter)
{
	struct arena *arena = arena_new();
	struct job_order order = {.authorised_by = "me"};

	for (int i = 0; i <= LIMIT_LIST; i++)
		text_list_add(
		    &order.targets, arena, arena_printf(arena, "10.0.%d.%d", i / 256, i % 256));
	assert_refused(&order, ERR_LIMIT);
	order.targets = list(arena, "10.0.0.0/8");
	assert_refused(&order, ERR_LIMIT);
	arena_free(arena);
}

TEST(job_run_and_back)
{
	struct arena *arena = arena_new();
	struct job_order order = {.authorised_by = "me",
	    .targets = list(arena, "a.test"),
	    .ports = "22,80",
	    .profile = PROFILE_FULL,
	    .contact = "\"quoted\""};
	struct job job, back;
	struct run run;
	struct msg msg = {0};

	assert_int_equal(job_make(&order, 1700000000000, arena, &job, &msg), 0);
	job_run(&job, 1700000000000, arena, &run);
	assert_string_equal(run.id, job.id);
	assert_string_equal(run.profile, "full");
	assert_int_equal(run.state, RUN_RUNNING);
	assert_int_equal(job_stored(&run, arena, &back, &msg), 0);
	assert_int_equal(record_compare(&job_type, &job, &back), 0);
	run.job = NULL;
	assert_int_equal(job_stored(&run, arena, &back, &msg), ERR_CORRUPT);
	run.job = "{\"id\":1}";
	assert_true(job_stored(&run, arena, &back, &msg) < 0);
	arena_free(arena);
}

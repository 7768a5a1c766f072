#include "desk/order_plan.h"

#include "test.h"

TEST(order_plan_groups_come_first)
{
	struct org hospital = {.type = ORG_HOSPITAL, .criticality = 1};
	struct org small = {.type = ORG_SMALL, .criticality = 1};
	struct org worse = {.type = ORG_HOSPITAL, .criticality = 4};
	int64_t site = order_priority(&worse, true, ORDER_OF_FULL, true);
	int64_t alone = order_priority(&hospital, false, ORDER_OF_FULL, false);

	assert_true(site < alone);
	assert_true(alone < order_priority(&worse, false, ORDER_OF_FULL, false));
	assert_true(alone < order_priority(&hospital, false, ORDER_OF_FULL, true));
	assert_true(order_priority(&worse, false, ORDER_OF_FULL, true) <
		    order_priority(&small, false, ORDER_OF_FULL, false));
	assert_true(order_priority(&small, false, ORDER_OF_RETEST, false) < site);
}

TEST(order_plan_repeats_as_cyhy)
{
	static const int64_t hours[] = {12, 24, 96, 144, 168, 168, 336};

	for (int worst = 0; worst <= ORDER_QUIET; worst++)
		assert_int_equal(order_interval(REPEAT_CYHY, worst), hours[worst] * ORDER_HOUR);
	assert_int_equal(order_interval(REPEAT_ONCE, 0), 0);
	assert_int_equal(order_interval(REPEAT_DAILY, 0), 24 * ORDER_HOUR);
	assert_int_equal(order_interval(REPEAT_WEEKLY, 0), 168 * ORDER_HOUR);
	assert_int_equal(order_interval(REPEAT_MONTHLY, 0), 720 * ORDER_HOUR);
}

TEST(order_plan_estimates_by_size)
{
	struct job one = {
	    .profile = PROFILE_STANDARD, .targets = {(const char *[]){"chu.test"}, 1}};
	struct job net = {.profile = PROFILE_STANDARD,
	    .targets = {(const char *[]){"192.0.2.0/24", "192.0.3.1"}, 2}};
	struct job huge = {
	    .profile = PROFILE_FULL, .targets = {(const char *[]){"2001:db8::/32"}, 1}};

	assert_int_equal(order_estimate(&one, ORDER_OF_FULL), (30 + 300) * 1000);
	assert_int_equal(order_estimate(&net, ORDER_OF_FULL), (30 + 257 * 20) * 1000);
	assert_true(order_estimate(&huge, ORDER_OF_FULL) > 0);
	assert_int_equal(order_estimate(&huge, ORDER_OF_RETEST), 120000);
}

static struct job authorised(void)
{
	static const char *targets[] = {"chu.test", "192.0.2.0/24", "198.51.100.7"};
	static const char *exclude[] = {"pacs.chu.test"};

	return (struct job){.targets = {targets, 3}, .exclude = {exclude, 1}};
}

/* A re-test looks at one place and one port, and never beyond what is authorised. */
TEST(order_plan_retest_is_narrow)
{
	static const struct {
		const char *subject, *addr;
		const char *place; /* NULL: denied */
	} rows[] = {
	    {"www.chu.test", "203.0.113.1", "www.chu.test"},
	    {"chu.test", NULL, "chu.test"},
	    {"192.0.2.9", "192.0.2.9", "192.0.2.9"},
	    {"198.51.100.7", "198.51.100.7", "198.51.100.7"},
	    {"other.test", "192.0.2.9", "192.0.2.9"},
	    {"notchu.test", "203.0.113.1", NULL},
	    {"192.0.3.9", "192.0.3.9", NULL},
	    {"198.51.100.8", NULL, NULL},
	    {"pacs.chu.test", "203.0.113.1", NULL},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct arena *a = arena_new();
		struct tracked t = {
		    .subject = rows[i].subject, .addr = rows[i].addr, .port = 443};
		struct job job = authorised();
		struct msg why = {0};
		int r = order_narrow(&job, ORDER_OF_RETEST, &t, a, &why);

		if (rows[i].place) {
			assert_int_equal(r, 0);
			assert_int_equal(job.targets.n, 1);
			assert_string_equal(job.targets.items[0], rows[i].place);
			assert_string_equal(job.ports, "443");
			assert_int_equal(job.exclude.n, 1);
		} else {
			assert_int_equal(r, ERR_DENIED);
			assert_true(why.what[0] && why.detail[0] && why.hint[0]);
			assert_int_equal(job.targets.n, 3);
		}
		(void)arena_free(a);
	}
}

TEST(order_plan_kinds)
{
	struct arena *a = arena_new();
	struct job job = authorised();
	struct msg why = {0};

	assert_int_equal(order_narrow(&job, ORDER_OF_SURFACE, NULL, a, &why), 0);
	assert_null(job.ports);
	assert_int_equal(order_narrow(&job, ORDER_OF_HEALTH, NULL, a, &why), 0);
	assert_non_null(strstr(job.ports, "11112"));
	assert_int_equal(order_narrow(&job, ORDER_OF_MAIL, NULL, a, &why), 0);
	assert_non_null(strstr(job.ports, "587"));
	(void)arena_free(a);
}

/* A targeted audit looks at the places, never beyond what is authorised. */
TEST(order_plan_targeted_goes_to_places)
{
	static const struct {
		const char *places[3];
		const char *targets, *ports; /* NULL: as authorised */
	} rows[] = {
	    {{"192.0.2.9:443", "192.0.2.9:8443", "198.51.100.7:443"}, "192.0.2.9 198.51.100.7",
		"443,8443"},
	    {{"203.0.113.9:443/udp", NULL, NULL}, "chu.test", "443"},
	    {{"192.0.2.9:22", "[2001:db8::1]:53", NULL}, "192.0.2.9 chu.test", "22,53"},
	    {{NULL}, "chu.test 192.0.2.0/24 198.51.100.7", NULL},
	    {{"nonsense", ":1", "[]:1"}, "chu.test 192.0.2.0/24 198.51.100.7", NULL},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct arena *a = arena_new();
		struct job job = authorised();
		struct text_list places = {0};
		STR_AUTO(targets, 1000);

		for (size_t k = 0; k < 3 && rows[i].places[k]; k++)
			text_list_add(&places, a, rows[i].places[k]);
		order_narrow_places(&job, &places, a);
		for (size_t k = 0; k < job.targets.n; k++)
			str_addf(&targets, "%s%s", k ? " " : "", job.targets.items[k]);
		assert_string_equal(str_text(&targets), rows[i].targets);
		if (rows[i].ports)
			assert_string_equal(job.ports, rows[i].ports);
		else
			assert_null(job.ports);
		assert_int_equal(job.exclude.n, 1);
		(void)arena_free(a);
	}
}

#include "net/gate_policy.h"

#include "test.h"

static const struct ip host = {4, {192, 0, 2, 1}}, same_net = {4, {192, 0, 2, 2}},
		       other_net = {4, {198, 51, 100, 1}}, six = {6, {0x20, 1, 0xd, 0xb8}},
		       local = {4, {127, 0, 0, 1}};

static struct gate_policy policy(struct arena *arena, int profile, int64_t rate)
{
	struct job job = {.profile = profile, .rate = rate};
	struct gate_policy p;

	gate_policy_init(&p, &job, arena);
	return p;
}

/* Connections granted in [from, from + ms) to whoever asks as soon as it is told to, each ended
 * at once with the outcome. */
static int granted(
    struct gate_policy *p, const struct ip *ip, enum gate_class cls, int64_t from, int64_t ms)
{
	int n = 0;

	for (int64_t now = from; now < from + ms;) {
		int64_t wait = gate_policy_ask(p, ip, cls, now);

		assert_true(wait >= 0);
		if (wait == 0) {
			n++;
			gate_policy_tell(p, ip, cls, GATE_QUIET, 0, now);
		}
		now += wait;
	}
	return n;
}

TEST(policy_five_connections_a_second_and_address)
{
	struct arena *arena = arena_new();
	struct gate_policy p = policy(arena, PROFILE_STANDARD, 0);

	/* a burst of one second's worth, then five a second */
	assert_in_range(granted(&p, &host, GATE_PLAIN, 1000, 10000), 50, 55);
	assert_in_range(granted(&p, &host, GATE_PLAIN, 11000, 10000), 48, 50);
	arena_free(arena);
}

TEST(policy_one_bucket_for_all_protocols_of_an_address)
{
	struct arena *arena = arena_new();
	struct gate_policy p = policy(arena, PROFILE_STANDARD, 0);
	int n = 0;

	for (int64_t now = 0; now < 10000; now += 10)
		for (int cls = GATE_PLAIN; cls < GATE_DNS; cls++)
			if (gate_policy_ask(&p, &host, (enum gate_class)cls, now) == 0) {
				n++;
				gate_policy_tell(
				    &p, &host, (enum gate_class)cls, GATE_QUIET, 0, now);
			}
	assert_in_range(n, 50, 55);
	arena_free(arena);
}

TEST(policy_one_http_request_a_second)
{
	struct arena *arena = arena_new();
	struct gate_policy p = policy(arena, PROFILE_STANDARD, 0);

	assert_in_range(granted(&p, &host, GATE_HTTP, 0, 10000), 9, 11);
	/* which leaves the address's other connections alone */
	assert_in_range(granted(&p, &host, GATE_PLAIN, 10000, 10000), 48, 55);
	arena_free(arena);
}

TEST(policy_buckets_of_networks_and_of_the_job)
{
	struct arena *arena = arena_new();
	struct gate_policy p = policy(arena, PROFILE_STANDARD, 0);
	int in_net = 0, in_job = 0;

	for (int64_t now = 0; now < 1000; now += 5)
		for (unsigned i = 1; i < 255; i++) {
			struct ip a = host;

			a.b[3] = (uint8_t)i;
			in_net += gate_policy_ask(&p, &a, GATE_PLAIN, now) == 0;
		}
	assert_in_range(in_net, 95, 105); /* 50 at once, 50 in the second */
	for (int64_t now = 10000; now < 11000; now += 5)
		for (unsigned i = 0; i < 200; i++) {
			struct ip a = {4, {198, 51, (uint8_t)i, 1}};

			in_job += gate_policy_ask(&p, &a, GATE_PLAIN, now) == 0;
		}
	assert_in_range(in_job, 390, 405); /* 200 at once, 200 in the second */
	arena_free(arena);
}

TEST(policy_addresses_of_one_ipv6_network_share)
{
	struct arena *arena = arena_new();
	struct gate_policy p = policy(arena, PROFILE_STANDARD, 0);
	struct ip a = six;
	int n = 0;

	for (unsigned i = 0; i < 200; i++) {
		a.b[6] = (uint8_t)i; /* behind the /48 */
		n += gate_policy_ask(&p, &a, GATE_PLAIN, 0) == 0;
	}
	assert_int_equal(n, 50);
	arena_free(arena);
}

TEST(policy_rates_by_profile_option_and_loopback)
{
	struct arena *arena = arena_new();
	struct gate_policy full = policy(arena, PROFILE_FULL, 0),
			   rate = policy(arena, PROFILE_STANDARD, 2),
			   slow_local = policy(arena, PROFILE_STANDARD, 1),
			   fast_local = policy(arena, PROFILE_STANDARD, 5000);

	assert_in_range(granted(&full, &host, GATE_PLAIN, 0, 10000), 100, 111);
	assert_in_range(granted(&rate, &host, GATE_PLAIN, 0, 10000), 20, 22);
	assert_in_range(granted(&rate, &host, GATE_HTTP, 20000, 10000), 20, 22);
	assert_in_range(granted(&slow_local, &local, GATE_PLAIN, 0, 1000), 900, 4001);
	assert_true(granted(&fast_local, &local, GATE_PLAIN, 0, 1000) >
		    granted(&slow_local, &local, GATE_PLAIN, 5000, 1000));
	arena_free(arena);
}

TEST(policy_one_smtp_and_one_tls_connection_at_a_time)
{
	static const enum gate_class classes[] = {GATE_SMTP, GATE_TLS};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(classes); i++) {
		struct gate_policy p = policy(arena, PROFILE_STANDARD, 0);

		assert_int_equal(gate_policy_ask(&p, &host, classes[i], 0), 0);
		assert_true(gate_policy_ask(&p, &host, classes[i], 60000) > 0);
		assert_int_equal(
		    gate_policy_ask(&p, &same_net, classes[i], 60000), 0); /* another address */
		assert_int_equal(
		    gate_policy_ask(&p, &host, GATE_PLAIN, 60000), 0); /* another class */
		gate_policy_tell(&p, &host, classes[i], GATE_OK, 5, 60000);
		assert_int_equal(gate_policy_ask(&p, &host, classes[i], 60000), 0);
	}
	arena_free(arena);
}

TEST(policy_busy_halves_halves_and_blocks)
{
	struct arena *arena = arena_new();
	struct gate_policy p = policy(arena, PROFILE_STANDARD, 0);

	gate_policy_tell(&p, &host, GATE_HTTP, GATE_BUSY, 0, 1000);
	gate_policy_tell(
	    &p, &host, GATE_HTTP, GATE_BUSY, 0, 2999); /* the same burst: counts once */
	assert_in_range(
	    granted(&p, &host, GATE_PLAIN, 10000, 20000), 48, 55); /* 2.5 a second */
	gate_policy_tell(&p, &host, GATE_HTTP, GATE_BUSY, 0, 40000);
	assert_in_range(
	    granted(&p, &host, GATE_PLAIN, 50000, 20000), 23, 28); /* 1.25 a second */
	assert_null(gate_policy_blocked(&p, &host));
	gate_policy_tell(&p, &host, GATE_HTTP, GATE_BUSY, 0, 80000);
	assert_int_equal(gate_policy_ask(&p, &host, GATE_PLAIN, 90000), ERR_BLOCKED);
	assert_int_equal(gate_policy_ask(&p, &host, GATE_DNS, 90000), ERR_BLOCKED);
	assert_non_null(strstr(gate_policy_blocked(&p, &host), "slow down"));
	assert_int_equal(gate_policy_ask(&p, &same_net, GATE_PLAIN, 90000),
	    0); /* the neighbour is not concerned */
	assert_null(gate_policy_blocked(&p, &same_net));
	arena_free(arena);
}

/* A site that says "busy" to everything is blocked before a fast scan is through with it. */
TEST(policy_nothing_begins_just_after_busy)
{
	struct arena *arena = arena_new();
	struct gate_policy p = policy(arena, PROFILE_STANDARD, 1000);

	assert_int_equal(gate_policy_ask(&p, &host, GATE_HTTP, 1000), 0);
	gate_policy_tell(&p, &host, GATE_HTTP, GATE_BUSY, 0, 1000);
	assert_int_equal(gate_policy_ask(&p, &host, GATE_HTTP, 1500), 1500);
	assert_int_equal(gate_policy_ask(&p, &same_net, GATE_HTTP, 1500), 0);
	assert_int_equal(gate_policy_ask(&p, &host, GATE_HTTP, 3000), 0);
	arena_free(arena);
}

TEST(policy_resets_in_a_row)
{
	struct arena *arena = arena_new();
	struct gate_policy p = policy(arena, PROFILE_STANDARD, 0);
	int64_t now = 0;

	/* four, then an answer: no pattern */
	for (int round = 0; round < 10; round++) {
		for (int i = 0; i < 4; i++)
			gate_policy_tell(&p, &host, GATE_PLAIN, GATE_RESET, 0, now += 1000);
		gate_policy_tell(&p, &host, GATE_PLAIN, GATE_OK, 5, now);
	}
	assert_null(gate_policy_blocked(&p, &host));
	for (int i = 0; i < 15; i++)
		gate_policy_tell(&p, &host, GATE_PLAIN, GATE_RESET, 0, now += 1000);
	assert_non_null(strstr(gate_policy_blocked(&p, &host), "reset"));
	arena_free(arena);
}

TEST(policy_latency_three_times_the_baseline)
{
	struct arena *arena = arena_new();
	struct gate_policy p = policy(arena, PROFILE_STANDARD, 0);
	int64_t now = 0;

	for (int i = 0; i < 8; i++)
		gate_policy_tell(&p, &host, GATE_PLAIN, GATE_OK, 110, now += 1000);
	for (int i = 0; i < 50; i++) /* thrice, not more */
		gate_policy_tell(&p, &host, GATE_PLAIN, GATE_OK, 330, now += 1000);
	for (int i = 0; i < 50; i++) /* quick and slow in turn */
		gate_policy_tell(
		    &p, &host, GATE_PLAIN, GATE_OK, i % 4 ? 900 : 100, now += 1000);
	assert_null(gate_policy_blocked(&p, &host));
	for (int i = 0; i < 12; i++)
		gate_policy_tell(&p, &host, GATE_PLAIN, GATE_OK, 331, now += 1000);
	assert_non_null(strstr(gate_policy_blocked(&p, &host), "three times"));
	/* a fast host is never slow below the floor */
	for (int i = 0; i < 100; i++)
		gate_policy_tell(
		    &p, &other_net, GATE_PLAIN, GATE_OK, i < 8 ? 1 : 300, now += 1000);
	assert_null(gate_policy_blocked(&p, &other_net));
	arena_free(arena);
}

TEST(policy_quiet_connections_say_nothing)
{
	struct arena *arena = arena_new();
	struct gate_policy p = policy(arena, PROFILE_STANDARD, 0);

	for (int i = 0; i < 1000; i++)
		gate_policy_tell(&p, &host, GATE_PLAIN, GATE_QUIET, 99999, i * 1000);
	assert_in_range(granted(&p, &host, GATE_PLAIN, 2000000, 10000), 50, 55);
	arena_free(arena);
}

static int64_t window(const char *texts, int hour, int minute)
{
	struct arena *arena = arena_new();
	struct span rest = span_str(texts), part;
	struct text_list list = {0};
	int64_t wait;

	while (*texts && span_split(&rest, ' ', &part))
		text_list_add(&list, arena, arena_strndup(arena, part.p, part.n));
	wait =
	    gate_window_wait(&list, 20000 * INT64_C(86400000) + (hour * 60 + minute) * 60000);
	arena_free(arena);
	return wait;
}

TEST(windows)
{
	static const struct {
		const char *windows;
		int hour, minute, wait_minutes;
	} rows[] = {
	    {"", 12, 0, 0},
	    {"22:00-23:30", 22, 0, 0},
	    {"22:00-23:30", 23, 29, 0},
	    {"22:00-23:30", 23, 30, 22 * 60 + 30},
	    {"22:00-23:30", 21, 59, 1},
	    {"22:00-06:00", 23, 0, 0}, /* over midnight */
	    {"22:00-06:00", 0, 0, 0},
	    {"22:00-06:00", 5, 59, 0},
	    {"22:00-06:00", 6, 0, 16 * 60},
	    {"22:00-06:00", 12, 0, 10 * 60},
	    {"00:00-24:00", 23, 59, 0},
	    {"01:00-02:00 12:00-13:00", 12, 30, 0},
	    {"01:00-02:00 12:00-13:00", 3, 0, 9 * 60},
	    {"01:00-02:00 12:00-13:00", 14, 0, 11 * 60},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (window(rows[i].windows, rows[i].hour, rows[i].minute) !=
		    rows[i].wait_minutes * 60000)
			fail_msg("row %zu", i);
}

TEST(windows_malformed)
{
	static const char *const bad[] = {"22:00", "22:00-", "22-06", "2:00-06:00",
	    "22:00-06:60", "25:00-06:00", "24:01-06:00", "22:00 06:00", "22:00-22:00",
	    "aa:00-06:00", "-1:00-06:00", "22:00-06:00x", "22:00-06:00,", "01:00-02:00 x"};

	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		if (window(bad[i], 1, 30) >= 0)
			fail_msg("\"%s\" is taken", bad[i]);
}

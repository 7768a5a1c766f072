#include "scan/ports.h"

#include "test.h"

static size_t ports(struct arena *arena, const char *text, int profile, const uint16_t **ret)
{
	struct job job = {.ports = text, .profile = profile};
	struct msg msg = {0};
	size_t n = 0;

	assert_int_equal(ports_of(&job, arena, ret, &n, &msg), 0);
	return n;
}

TEST(ports_of_a_list)
{
	struct arena *arena = arena_new();
	const uint16_t *p;

	assert_int_equal(
	    ports(arena, "443, 22,80,80,8000-8002,65535,1", PROFILE_STANDARD, &p), 8);
	assert_int_equal(p[0], 1);
	assert_int_equal(p[1], 22);
	assert_int_equal(p[4], 8000);
	assert_int_equal(p[6], 8002);
	assert_int_equal(p[7], 65535);
	assert_int_equal(ports(arena, "1-65535", PROFILE_STANDARD, &p), 65535);
	assert_int_equal(ports(arena, "22", PROFILE_FULL, &p), 1);
	arena_free(arena);
}

TEST(ports_of_the_profile)
{
	struct arena *arena = arena_new();
	const uint16_t *p;
	size_t n = ports(arena, NULL, PROFILE_STANDARD, &p);

	assert_in_range(n, 200, 400);
	for (size_t i = 1; i < n; i++)
		assert_true(p[i] > p[i - 1]);
	assert_int_equal(ports(arena, NULL, PROFILE_FULL, &p), 65535);
	assert_int_equal(p[0], 1);
	assert_int_equal(p[65534], 65535);
	arena_free(arena);
}

TEST(ports_malformed)
{
	static const char *const bad[] = {"", "0", "65536", "22,,80", "22,", "a", "22-", "-22",
	    "80-22", "1-65536", "22 80", "1-2-3"};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct job job = {.ports = bad[i]};
		struct msg msg = {0};
		const uint16_t *p = NULL;
		size_t n = 4711;

		if (ports_of(&job, arena, &p, &n, &msg) != ERR_SYNTAX)
			fail_msg("\"%s\" is taken", bad[i]);
		assert_int_equal(n, 4711);
		assert_true(*msg.what && *msg.hint);
	}
	arena_free(arena);
}

TEST(ports_of_printers)
{
	assert_false(ports_printer(9099));
	assert_true(ports_printer(9100));
	assert_true(ports_printer(9107));
	assert_false(ports_printer(9108));
}

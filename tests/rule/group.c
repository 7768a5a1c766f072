#include "rule/group.h"

#include "test.h"

static int addresses(const char *text, struct range_set *ret)
{
	struct arena *arena = arena_new();
	struct rule_env env;
	struct msg msg = {0};
	int r;

	rule_env_init(&env, arena);
	*ret = (struct range_set){0};
	r = group_parse(&env, span_str(text), false, ret, &msg);
	(void)arena_free(arena);
	return r;
}

TEST(what_is_negated_wins)
{
	struct range_set set;

	assert_int_equal(addresses("[10.0.0.0/8,!10.1.0.0/16]", &set), 0);
	assert_int_equal(set.v4.v.n, 2);
	assert_int_equal(set.v6.v.n, 0);
	assert_int_equal(addresses("![10.0.0.0/8]", &set), 0);
	assert_int_equal(set.v4.v.n, 2);
	assert_int_equal(set.v6.v.n, 1);
	assert_int_equal(addresses("any", &set), 0);
	assert_true(set.any);
	assert_int_equal(addresses("$EXTERNAL_NET", &set), 0);
	assert_int_equal(set.v4.v.n, 4);
	assert_int_equal(addresses("[10.0.0.1-10.0.0.9,2001:db8::/32]", &set), 0);
	assert_int_equal(set.v6.v.n, 1);
}

TEST(malformed_groups_are_refused)
{
	struct range_set set;

	assert_int_equal(addresses("$NOBODY", &set), ERR_NOTFOUND);
	assert_int_equal(addresses("10.0.0.0/33", &set), ERR_SYNTAX);
	assert_int_equal(addresses("[10.0.0.1", &set), ERR_SYNTAX);
	assert_int_equal(addresses("[10.0.0.1,,10.0.0.2]", &set), ERR_SYNTAX);
	assert_int_equal(addresses("!any", &set), ERR_RANGE);
	assert_int_equal(
	    addresses("[[[[[[[[[[[[[[[[[[10.0.0.1]]]]]]]]]]]]]]]]]]", &set), ERR_SYNTAX);
}

TEST(ports_are_ranges_and_lists)
{
	struct arena *arena = arena_new();
	struct rule_env env;
	struct range_set set = {0};
	struct msg msg = {0};

	rule_env_init(&env, arena);
	assert_int_equal(group_parse(&env, span_str("[80,1024:,!8080]"), true, &set, &msg), 0);
	assert_int_equal(set.v4.v.n, 3);
	assert_int_equal(group_parse(&env, span_str("65536"), true, &set, &msg), ERR_SYNTAX);
	assert_int_equal(group_parse(&env, span_str("90:80"), true, &set, &msg), ERR_SYNTAX);
	(void)arena_free(arena);
}

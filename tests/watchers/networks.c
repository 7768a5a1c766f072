#include "watchers/networks.h"

#include "made.h"

TEST(networks_say_who_is_in_them)
{
	struct arena *arena = arena_new();
	struct networks n = {0};
	struct msg msg = {0};
	struct flow f = made_talk("10.1.2.3", "192.0.2.7", 80, 0);
	struct flow six = made_talk("2001:db8::1", "fe80::1", 80, 0);

	assert_false(networks_client(&n, &f));
	assert_int_equal(
	    networks_parse(span_str(" 10.0.0.0/8,192.0.2.8 , 2001:db8::/32"), arena, &n, &msg),
	    0);
	assert_int_equal(n.all.n, 3);
	assert_true(networks_client(&n, &f));
	assert_false(networks_server(&n, &f));
	assert_true(networks_client(&n, &six));
	assert_false(networks_server(&n, &six));
	assert_int_equal(
	    networks_parse(span_str("10.0.0.0/8, example.org"), arena, &n, &msg), ERR_SYNTAX);
	assert_non_null(strstr(msg.detail, "example.org"));
	assert_int_equal(n.all.n, 3);
	assert_int_equal(networks_parse(span_str("none"), arena, &n, &msg), 0);
	assert_int_equal(n.all.n, 0);
	arena_free(arena);
}

TEST(networks_names_hold_what_is_below_them)
{
	struct arena *arena = arena_new();
	struct names n = {0};
	struct msg msg = {0};

	assert_int_equal(networks_names(span_str(".Example.org., a.test"), arena, &n, &msg), 0);
	assert_true(networks_named(&n, span_str("example.org")));
	assert_true(networks_named(&n, span_str("x.y.EXAMPLE.org")));
	assert_false(networks_named(&n, span_str("badexample.org")));
	assert_false(networks_named(&n, span_str("org")));
	assert_int_equal(networks_names(span_str("a,,b"), arena, &n, &msg), ERR_SYNTAX);
	arena_free(arena);
}

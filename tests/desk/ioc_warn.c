#include "desk/ioc_warn.h"

#include "desk/ioc.h"
#include "test.h"

/* Which of the values (numbers from 0, as bits) are on the list. */
static unsigned on_list(const char *const *values, const char *json)
{
	struct arena *arena = arena_new();
	struct ioc iocs[16] = {0};
	struct ioc_warn warn;
	unsigned on = 0;
	size_t n = 0;

	ioc_warn_init(&warn, arena);
	for (; values[n]; n++) {
		struct msg why = {0};

		assert_int_equal(ioc_parse(span_str(values[n]), -1, arena, &iocs[n], &why), 0);
		ioc_warn_add(&warn, &iocs[n]);
	}
	assert_int_equal(ioc_warn_list(&warn, span_str(json)), 0);
	assert_int_equal(warn.lists, 1);
	for (size_t i = 0; i < n; i++) {
		if (iocs[i].warnings.n)
			assert_string_equal(iocs[i].warnings.items[0], "L");
		on |= (iocs[i].warnings.n ? 1u : 0) << i;
	}
	arena_free(arena);
	return on;
}

#define LIST(type, items) "{\"name\":\"L\",\"type\":\"" type "\",\"list\":[" items "]}"

TEST(names_on_a_list_of_hosts_are_found_with_what_lies_below)
{
	static const char *const values[] = {"cdn.example", "a.b.cdn.example", "xcdn.example",
	    "http://img.cdn.example/x", "a@cdn.example", "*.example.org", "25.1.2.3", NULL};

	assert_int_equal(on_list(values, LIST("hostname", "\"CDN.example\"")), 1 | 2 | 8 | 16);
	assert_int_equal(on_list(values, LIST("hostname", "\".cdn.example\"")), 1 | 2 | 8 | 16);
	/* A wildcard holds what is below it. */
	assert_int_equal(on_list(values, LIST("hostname", "\"www.example.org\"")), 32);
}

TEST(addresses_on_a_list_of_networks_are_found_both_ways)
{
	static const char *const values[] = {"25.1.2.3", "25.1.2.0/24", "25.1.3.1",
	    "http://25.1.2.9/", "2a00:1::7", "2a00::/32", "evil.example", NULL};

	assert_int_equal(on_list(values, LIST("cidr", "\"25.1.2.0/25\"")), 1 | 2 | 8);
	assert_int_equal(on_list(values, LIST("cidr", "\"25.1.2.3\"")), 1 | 2);
	assert_int_equal(on_list(values, LIST("cidr", "\"25.0.0.0/8\"")), 1 | 2 | 4 | 8);
	assert_int_equal(on_list(values, LIST("cidr", "\"2a00:1::/32\"")), 16);
	assert_int_equal(on_list(values, LIST("cidr", "\"2a00:0:7::/48\",\"bad\"")), 32);
}

TEST(strings_are_whole_values_and_substrings_are_parts)
{
	static const char *const values[] = {
	    "cdn.example", "a.cdn.example", "d41d8cd98f00b204e9800998ecf8427e", NULL};

	assert_int_equal(on_list(values, LIST("string", "\"Cdn.Example\"")), 1);
	assert_int_equal(
	    on_list(values, LIST("string", "\"D41D8CD98F00B204E9800998ECF8427E\"")), 4);
	assert_int_equal(on_list(values, LIST("substring", "\"cdn.\"")), 3);
	assert_int_equal(on_list(values, LIST("substring", "\"\"")), 0);
}

TEST(what_is_no_list_is_told)
{
	struct arena *arena = arena_new();
	struct ioc_warn warn;

	ioc_warn_init(&warn, arena);
	assert_int_equal(ioc_warn_list(&warn, span_str("")), ERR_SYNTAX);
	assert_int_equal(ioc_warn_list(&warn, span_str("{\"name\":\"L\"}")), ERR_SYNTAX);
	assert_int_equal(
	    ioc_warn_list(&warn, span_str(LIST("regex", "\".*\""))), ERR_UNSUPPORTED);
	assert_int_equal(warn.lists, 0);
	ioc_warn_folder(&warn, NULL);
	ioc_warn_folder(&warn, "/nonexistent");
	assert_int_equal(warn.unread, 0);
	arena_free(arena);
}

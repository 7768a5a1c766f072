#include "desk/ioc_pattern.h"

#include "model/ioc.h"
#include "test.h"

static int read_pattern(const char *text, struct arena *arena, struct ioc_pattern *ret)
{
	struct msg why = {0};
	int r = ioc_pattern_read(span_str(text), arena, ret, &why);

	assert_true(r == 0 || (why.what[0] && why.hint[0]));
	return r;
}

TEST(patterns_of_single_values_are_read)
{
	static const struct {
		const char *text;
		int kind;
		const char *value;
	} rows[] = {
	    {"[domain-name:value = 'evil.example']", IOC_DOMAIN, "evil.example"},
	    {" [ domain-name:value='evil.example' ] ", IOC_DOMAIN, "evil.example"},
	    {"[domain-name:value LIKE '%.evil.example']", IOC_WILDCARD_DOMAIN,
		"*.evil.example"},
	    {"[domain-name:value = 'evil.example' OR domain-name:value LIKE '%.evil.example']",
		IOC_WILDCARD_DOMAIN, "*.evil.example"},
	    {"[ipv4-addr:value ISSUBSET '25.1.2.0/24']", IOC_IPV4, "25.1.2.0/24"},
	    {"[ipv6-addr:value = '2a00:1::1']", IOC_IPV4, "2a00:1::1"},
	    {"[network-traffic:dst_ref.value = '25.1.2.3']", -1, "25.1.2.3"},
	    {"[url:value = 'http://evil.example/it\\'s\\\\x']", IOC_URL,
		"http://evil.example/it's\\x"},
	    {"[file:hashes.'SHA-256' = 'ab']", IOC_HASH, "ab"},
	    {"[file:hashes.MD5 = 'ab']", IOC_HASH, "ab"},
	    {"[email-message:from_ref.value = 'a@b.example']", IOC_EMAIL, "a@b.example"},
	};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct ioc_pattern p;

		assert_int_equal(read_pattern(rows[i].text, arena, &p), 0);
		assert_int_equal(p.all.n, 1);
		assert_int_equal(p.all.items[0].kind, rows[i].kind);
		assert_string_equal(p.all.items[0].value, rows[i].value);
	}
	arena_free(arena);
}

TEST(patterns_of_several_values_are_read)
{
	struct arena *arena = arena_new();
	struct ioc_pattern p;

	assert_int_equal(
	    read_pattern("[ipv4-addr:value IN ('25.1.2.3', '25.1.2.4')] OR "
			 "[url:value = 'http://x.example/' OR domain-name:value = 'x.example']",
		arena, &p),
	    0);
	assert_int_equal(p.all.n, 4);
	assert_string_equal(p.all.items[1].value, "25.1.2.4");
	assert_int_equal(p.all.items[3].kind, IOC_DOMAIN);
	arena_free(arena);
}

/* One of its values alone would alarm for what is harmless. */
TEST(patterns_that_say_more_are_refused_by_name)
{
	static const struct {
		const char *text, *name;
	} rows[] = {
	    {"[domain-name:value = 'a.example' AND file:name = 'x']", "AND"},
	    {"[domain-name:value = 'a.example'] AND [url:value = 'http://x.example/']", "AND"},
	    {"[domain-name:value = 'a.example'] FOLLOWEDBY [url:value = 'http://x.example/']",
		"FOLLOWEDBY"},
	    {"[domain-name:value = 'a.example'] WITHIN 5 SECONDS", "WITHIN"},
	    {"[domain-name:value != 'a.example']", "!="},
	    {"[domain-name:value NOT = 'a.example']", "NOT"},
	    {"[domain-name:value MATCHES '^a']", "MATCHES"},
	    {"[domain-name:value LIKE 'a%']", "LIKE"},
	    {"[domain-name:value LIKE '%.a_b.example']", "LIKE"},
	    {"[process:name = 'cmd.exe']", "process:name"},
	    {"[file:name = 'x.exe']", "file:name"},
	    {"([domain-name:value = 'a.example'])", "parentheses"},
	    {"[(domain-name:value = 'a.example')]", "parentheses"},
	    {"[EXISTS domain-name:value]", "EXISTS"},
	};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct ioc_pattern p;
		struct msg why = {0};

		assert_int_equal(
		    ioc_pattern_read(span_str(rows[i].text), arena, &p, &why), ERR_UNSUPPORTED);
		assert_non_null(strstr(why.detail, rows[i].name));
	}
	arena_free(arena);
}

TEST(what_is_no_pattern_is_refused)
{
	static const char *const rows[] = {"", "evil.example", "[", "[]", "[domain-name:value]",
	    "[domain-name:value =", "[domain-name:value = ]", "[domain-name:value = 'open]",
	    "[domain-name:value = 'a' 'b']", "[domain-name:value = 'a.example'",
	    "[domain-name:value = 'a.example'] [", "[domain-name:value IN 'a']",
	    "[domain-name:value IN ('a' 'b')]", "[domain-name:value = \"a\"]",
	    "[domain-name:value = 'a\\"};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct ioc_pattern p;
		int r = read_pattern(rows[i], arena, &p);

		if (r != ERR_SYNTAX && r != ERR_UNSUPPORTED)
			fail_msg("%s: %d", rows[i], r);
	}
	arena_free(arena);
}

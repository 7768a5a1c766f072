#include "desk/ioc.h"

#include "test.h"

#define NOW INT64_C(1795000000000)

TEST(ioc_values_and_their_canonical_forms)
{
	static const struct {
		const char *in;
		int kind, want;
		const char *value;
	} rows[] = {
	    {"Evil.Example.", -1, IOC_DOMAIN, "evil.example"},
	    {"evil[.]example", -1, IOC_DOMAIN, "evil.example"},
	    {"*.evil.example", -1, IOC_WILDCARD_DOMAIN, "*.evil.example"},
	    {".evil.example", IOC_WILDCARD_DOMAIN, IOC_WILDCARD_DOMAIN, "*.evil.example"},
	    {"h\xc3\xb4pital.example", -1, IOC_DOMAIN, "xn--hpital-ixa.example"},
	    {"25.1.2.3", -1, IOC_IPV4, "25.1.2.3"},
	    {"25(.)1[.]2.3", -1, IOC_IPV4, "25.1.2.3"},
	    {"25.1.2.3/32", -1, IOC_IPV4, "25.1.2.3"},
	    {"25.1.2.0/24", -1, IOC_IPV4_CIDR, "25.1.2.0/24"},
	    {"2A00:1::0:7", -1, IOC_IPV6, "2a00:1::7"},
	    {"2a00:1:2::/48", -1, IOC_IPV6_CIDR, "2a00:1:2::/48"},
	    {"hxxps://Evil[.]example:443/A?b=c#frag", -1, IOC_URL,
		"https://evil.example/A?b=c"},
	    {"http://evil.example", -1, IOC_URL, "http://evil.example/"},
	    {"http://user:pw@evil.example:8080/a b\"", -1, IOC_URL,
		"http://evil.example:8080/a%20b%22"},
	    {"http://25.1.2.3/x", -1, IOC_URL, "http://25.1.2.3/x"},
	    {"http://[2a00:1::7]:81/x", -1, IOC_URL, "http://[2a00:1::7]:81/x"},
	    {"D41D8CD98F00B204E9800998ECF8427E", -1, IOC_HASH,
		"d41d8cd98f00b204e9800998ecf8427e"},
	    {"d41d8cd98f00b204e9800998ecf8427e", IOC_JA3, IOC_JA3,
		"d41d8cd98f00b204e9800998ecf8427e"},
	    {"t13d1516h2_8daaf6152771_b186095e22b6", -1, IOC_JA4,
		"t13d1516h2_8daaf6152771_b186095e22b6"},
	    {"Boss[@]Evil.example", -1, IOC_EMAIL, "boss@evil.example"},
	};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct ioc ioc = {0};
		struct msg why = {0};

		if (ioc_parse(span_str(rows[i].in), rows[i].kind, arena, &ioc, &why) < 0)
			fail_msg("%s: %s %s", rows[i].in, why.what, why.detail);
		assert_string_equal(ioc.value, rows[i].value);
		assert_int_equal(ioc.type, rows[i].want);
		/* What is canonical stays as it is. */
		assert_int_equal(
		    ioc_parse(span_str(rows[i].value), rows[i].want, arena, &ioc, &why), 0);
		assert_string_equal(ioc.value, rows[i].value);
	}
	arena_free(arena);
}

TEST(ioc_keys_say_what_is_covered)
{
	static const struct {
		const char *in, *first, *last;
	} rows[] = {
	    {"evil.example", "example.evil.", "example.evil/"},
	    {"*.evil.example", "example.evil.", "example.evil/"},
	    {"http://www.evil.example/x", "example.evil.www.", "example.evil.www."},
	    {"a@evil.example", "example.evil.", "example.evil."},
	    {"25.1.2.0/24", "00000000000000000000ffff19010200",
		"00000000000000000000ffff190102ff"},
	    {"http://25.1.2.3/", "00000000000000000000ffff19010203",
		"00000000000000000000ffff19010203"},
	};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct ioc ioc = {0};
		struct msg why = {0};

		assert_int_equal(ioc_parse(span_str(rows[i].in), -1, arena, &ioc, &why), 0);
		assert_string_equal(ioc.first, rows[i].first);
		assert_string_equal(ioc.last, rows[i].last);
	}
	arena_free(arena);
}

TEST(ioc_what_would_block_everybody_or_is_nothing_is_refused)
{
	static const struct {
		const char *in;
		int kind, err;
	} rows[] = {
	    {"", -1, ERR_SYNTAX},
	    {"   ", -1, ERR_SYNTAX},
	    {"co.uk", -1, ERR_RANGE},
	    {"*.co.uk", -1, ERR_RANGE},
	    {"*.com", -1, ERR_RANGE},
	    {"10.1.2.3", -1, ERR_RANGE},
	    {"127.0.0.1", -1, ERR_RANGE},
	    {"0.0.0.0/0", -1, ERR_RANGE},
	    {"25.0.0.0/8", -1, ERR_RANGE},
	    {"2a00::/16", -1, ERR_RANGE},
	    {"http://10.1.2.3/", -1, ERR_RANGE},
	    {"javascript://evil.example/", -1, ERR_SYNTAX},
	    {"http:///x", -1, ERR_SYNTAX},
	    {"http://evil.example:8x/", -1, ERR_SYNTAX},
	    {"evil.example/path", -1, ERR_SYNTAX},
	    {"two words", -1, ERR_SYNTAX},
	    {"@evil.example", -1, ERR_SYNTAX},
	    {"a b@evil.example", -1, ERR_SYNTAX},
	    {"a@10.0.0.1", -1, ERR_RANGE},
	    {"25.1.2.3", IOC_DOMAIN, ERR_SYNTAX},
	    {"evil.example", IOC_IPV4, ERR_SYNTAX},
	    {"evil.example", IOC_EMAIL, ERR_SYNTAX},
	    {"zz1d8cd98f00b204e9800998ecf8427e", IOC_HASH, ERR_SYNTAX},
	    {"d41d8cd98f00b204e9800998ecf8427e", IOC_JA4, ERR_SYNTAX},
	    {"\xff\xfe.example", -1, ERR_SYNTAX},
	};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct ioc ioc = {.value = "untouched"};
		struct msg why = {0};
		int r = ioc_parse(span_str(rows[i].in), rows[i].kind, arena, &ioc, &why);

		if (r != rows[i].err)
			fail_msg("%s: %d (%s)", rows[i].in, r, ioc.value);
		assert_string_equal(ioc.value, "untouched");
		assert_true(why.what[0] && why.detail[0] && why.hint[0]);
	}
	arena_free(arena);
}

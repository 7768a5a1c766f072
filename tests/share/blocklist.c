#include "share/blocklist.h"

#include "test.h"

#define NOW INT64_C(1795000000000)
#define DAY INT64_C(86400000)

/* The newest first, as they are served. */
static const struct blocklist_row rows[] = {
    {.id = "i1",
	.value = "evil.example",
	.type = IOC_DOMAIN,
	.malware = "imminent monitor",
	.confidence = IOC_HIGH,
	.impact = IOC_HIGH,
	.kill_chain = IOC_C2,
	.category = IOC_MALWARE,
	.tlp = TLP_GREEN,
	.added = NOW - DAY,
	.expires = NOW + DAY},
    {.id = "i2",
	.value = "*.bad.example",
	.type = IOC_WILDCARD_DOMAIN,
	.kill_chain = IOC_PHASE_UNKNOWN,
	.category = IOC_PHISHING,
	.added = NOW - 2 * DAY,
	.expires = NOW + DAY},
    {.id = "i3",
	.value = "www.bad.example",
	.type = IOC_DOMAIN,
	.added = NOW - 3 * DAY,
	.expires = NOW + DAY},
    {.id = "i4",
	.value = "198.51.100.7",
	.type = IOC_IPV4,
	.list = IOC_LIST_AUTH,
	.fp_rate = IOC_FP_LOW,
	.added = NOW - 4 * DAY,
	.expires = NOW + DAY},
    {.id = "i5",
	.value = "203.0.112.0/22",
	.type = IOC_IPV4_CIDR,
	.added = NOW - 5 * DAY,
	.expires = NOW + DAY},
    {.id = "i6",
	.value = "2001:db8::7",
	.type = IOC_IPV6,
	.added = NOW - 6 * DAY,
	.expires = NOW + DAY},
    {.id = "i7",
	.value = "2001:db8:1::/48",
	.type = IOC_IPV6_CIDR,
	.added = NOW - 7 * DAY,
	.expires = NOW + DAY},
    {.id = "i8",
	.value = "https://evil.example/a?b=c+d",
	.type = IOC_URL,
	.added = NOW - 8 * DAY,
	.expires = NOW + DAY},
    {.id = "i9",
	.value = "secret.example",
	.type = IOC_DOMAIN,
	.tlp = TLP_AMBER,
	.added = NOW - 9 * DAY,
	.expires = NOW + DAY},
    {.id = "i10",
	.value = "late.example",
	.type = IOC_DOMAIN,
	.added = NOW - 9 * DAY,
	.expires = NOW},
    {.id = "i11",
	.value = "gone.example",
	.type = IOC_DOMAIN,
	.added = NOW - 9 * DAY,
	.expires = NOW + DAY,
	.ended = NOW - DAY},
};

#define ALL_TYPES                                                           \
	{"type", "domain"}, {"type", "wildcard_domain"}, {"type", "ipv4"},  \
	    {"type", "ipv4_cidr"}, {"type", "ipv6"}, {"type", "ipv6_cidr"}, \
	{                                                                   \
		"type", "url"                                               \
	}

#define ARGS(...)                                                  \
	((const struct blocklist_arg[]){__VA_ARGS__}),             \
	    (sizeof((const struct blocklist_arg[]){__VA_ARGS__}) / \
		sizeof(struct blocklist_arg))

static char *written(struct arena *arena, unsigned tlps, size_t *ret_lines,
    const struct blocklist_arg *args, size_t n)
{
	struct blocklist_query q;
	struct msg why = {0};
	STR_AUTO(out, 100000);

	if (blocklist_query_read(args, n, arena, &q, &why) < 0)
		fail_msg("%s: %s", why.what, why.detail);
	q.tlps = tlps;
	*ret_lines = blocklist_write(rows, ARRAY_LEN(rows), &q, NOW, arena, &out);
	assert_int_equal(str_ok(&out), 0);
	return str_dup(&out, arena);
}

static void check_at(
    unsigned tlps, const char *want, const struct blocklist_arg *args, size_t n)
{
	struct arena *arena = arena_new();
	size_t lines = 0, newlines = 0;
	const char *got = written(arena, tlps, &lines, args, n);

	assert_string_equal(got, want);
	for (const char *p = got; *p; p++)
		newlines += *p == '\n';
	assert_int_equal(lines, newlines);
	arena_free(arena);
}

#define SEEN             (1u << TLP_CLEAR | 1u << TLP_GREEN)
#define CHECK(want, ...) check_at(SEEN, want, ARGS(__VA_ARGS__))

TEST(list_is_a_value_a_line_of_the_types_asked_for)
{
	CHECK("evil.example\nwww.bad.example\n", {"format", "list"}, {"type", "domain"});
	CHECK("*.bad.example\n", {"type", "wildcard_domain"});
	CHECK("203.0.112.0/22\n2001:db8::7\n", {"type", "ipv4"}, {"type", "ipv4_cidr"},
	    {"type", "ipv6"}, {"format", "list"});
}

TEST(list_cidr_makes_networks_of_addresses)
{
	CHECK("203.0.112.0/22\n2001:db8::7/128\n2001:db8:1::/48\n", {"format", "list_cidr"},
	    {"type", "ipv4_cidr"}, {"type", "ipv6"}, {"type", "ipv6_cidr"});
}

TEST(the_list_for_sign_ins_stands_apart)
{
	CHECK("", {"format", "list"}, {"type", "ipv4"});
	CHECK("198.51.100.7/32\n", {"format", "list_cidr"}, {"type", "ipv4"},
	    {"list_name", "auth"});
	CHECK("198.51.100.7\n203.0.112.0/22\n", {"type", "ipv4"}, {"type", "ipv4_cidr"},
	    {"list_name", "auth"}, {"list_name", "default"});
}

/* Clients split a line at its one hash sign, its tokens at blanks and each at its one colon;
 * the time stands first. */
TEST(context_lines_have_one_hash_sign_and_one_colon_a_token)
{
	struct arena *arena = arena_new();
	size_t lines;
	const char *text =
	    written(arena, SEEN, &lines, ARGS({"format", "list_context"}, ALL_TYPES));
	struct span rest = span_str(text), line, part;

	assert_non_null(strstr(text,
	    "evil.example # 2026-11-17T11:06:40.000Z type:domain list_name:default "
	    "confidence:high impact:high fp_rate:none kill_chain:c2 category:malware "
	    "malware_family:imminent_monitor tlp:green id:i1\n"));
	assert_int_equal(lines, 7);
	while (span_line(&rest, &line) && line.n) {
		int hashes = 0;

		for (size_t i = 0; i < line.n; i++)
			hashes += line.p[i] == '#';
		assert_int_equal(hashes, 1);
		line = span_sub(line, (size_t)span_find(line, "# ") + 2, line.n);
		assert_true(span_split(&line, ' ', &part)); /* the time */
		while (span_split(&line, ' ', &part)) {
			int colons = 0;

			for (size_t i = 0; i < part.n; i++)
				colons += part.p[i] == ':';
			assert_int_equal(colons, 1);
		}
	}
	arena_free(arena);
}

TEST(cidr_and_regex_have_their_context_too)
{
	struct arena *arena = arena_new();
	size_t lines;

	assert_int_equal(strncmp(written(arena, SEEN, &lines,
				     ARGS({"format", "list_cidr_context"}, {"type", "ipv6"})),
			     "2001:db8::7/128 # 2026-11-12T", 29),
	    0);
	assert_int_equal(strncmp(written(arena, SEEN, &lines,
				     ARGS({"format", "list_regex_context"}, {"type", "ipv6"})),
			     "^2001:db8::7$ # 2026-11-12T", 27),
	    0);
	arena_free(arena);
}

TEST(regular_expressions_mean_the_value_and_nothing_else)
{
	CHECK("^evil\\.example$\n^www\\.bad\\.example$\n", {"format", "list_regex"},
	    {"type", "domain"});
	CHECK(
	    "^(.+\\.)?bad\\.example$\n", {"format", "list_regex"}, {"type", "wildcard_domain"});
	CHECK("^203\\.0\\.(112|113|114|115)\\.[0-9]{1,3}$\n", {"format", "list_regex"},
	    {"type", "ipv4_cidr"}, {"type", "ipv6_cidr"});
	CHECK("^https://evil\\.example/a\\?b\\=c\\+d$\n", {"format", "list_regex"},
	    {"type", "url"});
}

TEST(paloalto_lists_are_what_its_dynamic_lists_take)
{
	CHECK("evil.example\nbad.example\n*.bad.example\nwww.bad.example\n",
	    {"format", "paloalto"}, {"type", "domain"}, {"type", "wildcard_domain"});
	CHECK("evil.example/a?b=c+d\n", {"format", "paloalto"}, {"type", "url"});
	CHECK("203.0.112.0/22\n", {"format", "paloalto"}, {"type", "ipv4_cidr"});
}

/* Squid refuses a dstdomain list in which one name is below another. */
TEST(squid_lists_have_no_name_below_another)
{
	CHECK("evil.example\n.bad.example\n", {"format", "squid"}, {"type", "domain"},
	    {"type", "wildcard_domain"});
	CHECK("evil.example\nwww.bad.example\n", {"format", "squid"}, {"type", "domain"});
	CHECK("^https://evil\\.example/a\\?b\\=c\\+d\n", {"format", "squid"}, {"type", "url"});
}

TEST(labels_that_the_reader_may_not_see_are_not_there)
{
	check_at(SEEN | 1u << TLP_AMBER, "evil.example\nwww.bad.example\nsecret.example\n",
	    ARGS({"type", "domain"}));
	check_at(1u << TLP_CLEAR, "www.bad.example\n", ARGS({"type", "domain"}));
	check_at(0, "", ARGS(ALL_TYPES));
}

TEST(filters_are_exact_and_may_stand_several_times)
{
	CHECK("evil.example\n", {"type", "domain"}, {"confidence", "high"});
	CHECK("www.bad.example\n", {"type", "domain"}, {"confidence", "low"});
	CHECK("evil.example\nwww.bad.example\n", {"type", "domain"}, {"confidence", "low"},
	    {"confidence", "high"});
	CHECK("evil.example\n", {"type", "domain"}, {"impact", "high"}, {"fp_rate", "none"},
	    {"kill_chain", "c2"}, {"category", "malware"});
	CHECK("", {"type", "domain"}, {"impact", "high"}, {"fp_rate", "high"});
	CHECK("evil.example\n", {"type", "domain"}, {"malware_family", "Imminent Monitor"});
	CHECK("www.bad.example\n", {"type", "domain"}, {"malware_family", "unknown"});
}

TEST(a_limit_keeps_the_newest_lines)
{
	CHECK("evil.example\n", {"type", "domain"}, {"limit", "1"});
	/* Two lines of one indicator are not torn apart. */
	CHECK("evil.example\n", {"type", "domain"}, {"type", "wildcard_domain"},
	    {"format", "paloalto"}, {"limit", "2"});
	CHECK("evil.example\nbad.example\n*.bad.example\n", {"type", "domain"},
	    {"type", "wildcard_domain"}, {"format", "paloalto"}, {"limit", "3"});
}

TEST(what_was_removed_is_told_apart)
{
	CHECK("late.example\ngone.example\n", {"type", "domain"}, {"state", "removed"});
}

TEST(queries_of_clients_in_the_field_are_understood)
{
	CHECK("203.0.112.0/22\n", {"apikey", "x"}, {"type", "ipv4cidr"}, {"ipv6cidr", ""},
	    {"v", "7"}, {"confidence", ""}, {"FORMAT", "x"});
}

static void refused(const char *detail, const struct blocklist_arg *args, size_t n)
{
	struct arena *arena = arena_new();
	struct blocklist_query q;
	struct msg why = {0};

	assert_int_equal(blocklist_query_read(args, n, arena, &q, &why), ERR_SYNTAX);
	assert_string_equal(why.detail, detail);
	arena_free(arena);
}

TEST(values_that_are_not_of_the_contract_are_refused)
{
	refused("type=", ARGS({"format", "list"}));
	refused("type=hash", ARGS({"type", "hash"}));
	refused("format=csv", ARGS({"format", "csv"}, {"type", "url"}));
	refused("limit=0", ARGS({"limit", "0"}, {"type", "url"}));
	refused("limit=-1", ARGS({"limit", "-1"}, {"type", "url"}));
	refused("hash=sha1", ARGS({"hash", "sha1"}, {"type", "url"}));
	refused("fp_rate=no", ARGS({"fp_rate", "no"}, {"type", "url"}));
	refused("list_name=vip", ARGS({"list_name", "vip"}, {"type", "url"}));
	refused("state=candidate", ARGS({"state", "candidate"}, {"type", "url"}));
}

TEST(one_query_has_one_text)
{
	struct arena *arena = arena_new();
	struct blocklist_query q;
	STR_AUTO(out, 1000);

	assert_int_equal(
	    blocklist_query_read(
		ARGS({"limit", "5"}, {"type", "url"}, {"type", "domain"}, {"apikey", "s3cret"},
		    {"hash", "md5"}, {"confidence", "high"}, {"malware_family", "zeus"}),
		arena, &q, NULL),
	    0);
	blocklist_query_text(&q, &out);
	assert_string_equal(str_text(&out), "format=list&type=domain&type=url&list_name="
					    "default&confidence=high&malware_family=zeus&"
					    "limit=5&hash=md5");
	arena_free(arena);
}

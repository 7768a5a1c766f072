#include "codec/version.h"
#include "model/vuln.h"

#include "test.h"

static const void *read_body(int kind, const char *body, struct arena *arena, int expected)
{
	struct msg msg = {0};
	const void *rec = NULL;

	assert_int_equal(know_read(kind, span_str(body), arena, &rec, &msg), expected);
	if (expected < 0)
		assert_true(msg.what[0] && !rec);
	return rec;
}

/* Writes, reads and writes again: the same bytes. Gives what was read. */
static const void *round_trip(
    int kind, const void *rec, struct arena *arena, const char *expected)
{
	struct knowledge k = {.kind = kind, .rec = rec};
	STR_AUTO(first, 1 << 16);
	STR_AUTO(second, 1 << 16);

	know_write(&k, &first);
	if (expected)
		assert_string_equal(str_text(&first), expected);
	k.rec = read_body(kind, str_text(&first), arena, 0);
	know_write(&k, &second);
	assert_string_equal(str_text(&first), str_text(&second));
	return k.rec;
}

static struct vuln_criterion exact(const char *product, const char *version)
{
	return (struct vuln_criterion){.vulnerable = true,
	    .part = 'a',
	    .vendor = "v",
	    .product = product,
	    .range = RANGE_EXACT,
	    .version = version};
}

TEST(vulnerability_with_configurations_reads_as_it_was_written)
{
	struct arena *a = arena_new();
	struct vuln v = {
	    .id = "CVE-2024-6387", .published = 1719835200000, .text = "A \"race\"."};
	struct vuln_config config = {.operator= VULN_AND };
	struct vuln_node product = {0}, platform = {.negate = true, .operator= VULN_AND };
	struct vuln_criterion c = exact("openssh", "9.2");
	const struct vuln *back;

	text_list_add(&v.cvss, a, "CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H");
	c.update = "p1";
	vec_push(a, &product.criteria, c);
	vec_push(a, &product.criteria, exact("openssh", "9.3"));
	vec_push(a, &product.criteria, exact("other", "9.3"));
	c = (struct vuln_criterion){.vulnerable = true,
	    .part = 'a',
	    .vendor = "v",
	    .product = "openssh",
	    .range = RANGE_SPAN,
	    .scheme = VERSION_DEB,
	    .start = "8.5",
	    .end = "9.8",
	    .end_excluded = true,
	    .target_sw = "linux"};
	vec_push(a, &product.criteria, c);
	c = (struct vuln_criterion){
	    .part = 'o', .vendor = "gnu", .product = "glibc", .range = RANGE_ANY};
	vec_push(a, &platform.criteria, c);
	vec_push(a, &config.nodes, product);
	vec_push(a, &config.nodes, platform);
	vec_push(a, &v.configs.all, config);
	back = round_trip(KNOW_VULN, &v, a,
	    "{\"record\":{\"id\":\"CVE-2024-6387\",\"published\":\"2024-07-01T12:00:00.000Z\","
	    "\"status\":\"published\",\"text\":\"A "
	    "\\\"race\\\".\",\"cvss\":[\"CVSS:3.1/AV:N/AC:H/"
	    "PR:N/UI:N/S:U/C:H/I:H/A:H\"]},\"configs\":[{\"and\":true,\"nodes\":[{\"match\":["
	    "{\"part\":\"a\",\"vendor\":\"v\",\"product\":\"openssh\",\"versions\":[[\"9.2\","
	    "\"p1\""
	    "],\"9.3\"]},{\"part\":\"a\",\"vendor\":\"v\",\"product\":\"other\",\"versions\":["
	    "\"9.3"
	    "\"]},{\"part\":\"a\",\"range\":\"span\",\"scheme\":\"deb\",\"end_excluded\":true,"
	    "\"vendor\":\"v\",\"product\":\"openssh\",\"target_sw\":\"linux\",\"start\":\"8."
	    "5\","
	    "\"end\":\"9.8\"}]},{\"and\":true,\"negate\":true,\"match\":[{\"platform\":true,"
	    "\"part\":\"o\",\"range\":\"any\",\"vendor\":\"gnu\",\"product\":\"glibc\"}]}]}]}");
	assert_int_equal(back->configs.all.items[0].nodes.items[0].criteria.n, 4);
	assert_string_equal(
	    back->configs.all.items[0].nodes.items[0].criteria.items[0].update, "p1");
	assert_null(back->configs.all.items[0].nodes.items[0].criteria.items[1].update);
	assert_true(back->configs.all.items[0].nodes.items[1].negate);
	assert_false(back->configs.all.items[0].nodes.items[1].criteria.items[0].vulnerable);
	arena_free(a);
}

TEST(every_kind_reads_as_it_was_written)
{
	struct arena *a = arena_new();
	struct know_exploited exploited = {
	    .id = "CVE-2024-1", .list = "cisa", .added = 86400000, .ransomware = true};
	struct know_epss epss = {
	    .id = "CVE-2024-1", .likelihood = 940012, .percentile = 1000000};
	struct know_ssvc ssvc = {
	    .id = "CVE-2024-1", .exploitation = SSVC_ACTIVE, .total = true};
	struct know_advisory advisory = {.id = "ICSMA-20-049-02", .tlp = "CLEAR"};
	struct know_fix fix = {.id = "CVE-2024-1",
	    .distro = "debian",
	    .release = "bookworm",
	    .package = "openssh",
	    .version = "1:9.2p1-2+deb12u3"};
	struct know_eol eol = {
	    .id = "php 8.1", .product = "php", .cycle = "8.1", .ended = true};
	const struct know_advisory *back;
	struct vuln_node node = {0};
	struct vuln_config config = {0};
	struct vuln_criterion c = {.naming = NAMED_TEXT,
	    .vulnerable = true,
	    .part = '*',
	    .vendor = "philips",
	    .product = "intellispace",
	    .model = "mx40",
	    .range = RANGE_NONE,
	    .fixed = true};

	round_trip(KNOW_EXPLOITED, &exploited, a, NULL);
	round_trip(KNOW_EPSS, &epss, a, NULL);
	round_trip(KNOW_SSVC, &ssvc, a, NULL);
	round_trip(KNOW_FIX, &fix, a, NULL);
	round_trip(KNOW_EOL, &eol, a, NULL);
	vec_push(a, &node.criteria, c);
	vec_push(a, &config.nodes, node);
	vec_push(a, &advisory.configs.all, config);
	back = round_trip(KNOW_ADVISORY, &advisory, a, NULL);
	c = back->configs.all.items[0].nodes.items[0].criteria.items[0];
	assert_true(c.fixed && c.naming == NAMED_TEXT && c.range == RANGE_NONE);
	assert_string_equal(c.model, "mx40");
	arena_free(a);
}

TEST(knowledge_that_is_not_in_its_shape_is_refused)
{
	static const struct {
		const char *body;
		int err;
	} cases[] = {
	    {"", ERR_SYNTAX},
	    {"[]", ERR_SYNTAX},
	    {"{}", ERR_SYNTAX},
	    {"{\"id\":\"CVE-1\",\"zzz\":1}", ERR_SYNTAX},
	    {"{\"record\":{\"id\":\"CVE-1\"},\"x\":1}", ERR_SYNTAX},
	    {"{\"record\":{\"id\":\"CVE-1\"},\"configs\":{}}", ERR_SYNTAX},
	    {"{\"record\":{\"id\":\"CVE-1\"},\"configs\":[1]}", ERR_SYNTAX},
	    {"{\"record\":{\"id\":\"CVE-1\"},\"configs\":[{\"nodes\":[{\"match\":[{\"range\":"
	     "\"x\"}]}]}]}",
		ERR_RANGE},
	    {"{\"record\":{\"id\":\"CVE-1\"},\"configs\":[{\"nodes\":[{\"match\":[{\"part\":"
	     "\"aa\"}]}]}]}",
		ERR_RANGE},
	    {"{\"record\":{\"id\":\"CVE-1\"},\"configs\":[{\"nodes\":[{\"match\":[{\"vendor\":"
	     "7}]}]}]}",
		ERR_SYNTAX},
	    {"{\"record\":{\"id\":\"CVE-1\"},\"configs\":[{\"nodes\":[{\"match\":[{"
	     "\"versions\":"
	     "[7]}]}]}]}",
		ERR_SYNTAX},
	    {"{\"record\":{\"id\":\"CVE-1\"},\"configs\":[{\"nodes\":[{\"match\":[{\"unknown\":"
	     "\"x\"}]}]}]}",
		ERR_SYNTAX},
	    {"{\"record\":{\"id\":\"CVE-1\"},\"configs\":[{\"and\":1}]}", ERR_SYNTAX},
	};
	struct arena *a = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		read_body(KNOW_VULN, cases[i].body, a, cases[i].err);
	read_body(KNOW_EPSS, "{\"record\":{\"id\":\"CVE-1\"},\"configs\":[]}", a, ERR_SYNTAX);
	arena_free(a);
}

#include "test.h"

#include "base/macros.h"
#include "codec/cpe.h"

static struct cpe parse(struct arena *arena, const char *text)
{
	struct cpe cpe;

	if (cpe_parse(span_str(text), arena, &cpe) != 0)
		fail_msg("\"%s\" is refused", text);
	return cpe;
}

static void check_rewritten(const char *text, const char *expected)
{
	struct arena *arena = arena_new();
	struct cpe cpe = parse(arena, text);
	STR_AUTO(out, 1 << 16);

	cpe_write(&cpe, &out);
	assert_string_equal(str_text(&out), expected);
	arena_free(arena);
}

TEST(cpe_formatted_strings_are_read_and_written)
{
	struct arena *arena = arena_new();
	struct cpe cpe = parse(arena, "cpe:2.3:a:Joomla:joomla\\!:3.4.8:-:*:*:*:*:x64:*");

	assert_string_equal(cpe.attr[CPE_PART], "a");
	assert_string_equal(cpe.attr[CPE_VENDOR], "joomla");
	assert_string_equal(cpe.attr[CPE_PRODUCT], "joomla!");
	assert_string_equal(cpe.attr[CPE_VERSION], "3.4.8");
	assert_string_equal(cpe.attr[CPE_UPDATE], "-");
	assert_null(cpe.attr[CPE_EDITION]);
	assert_string_equal(cpe.attr[CPE_TARGET_HW], "x64");
	arena_free(arena);
	check_rewritten("cpe:2.3:a:joomla:joomla\\!:3.4.8:-:*:*:*:*:x64:*",
	    "cpe:2.3:a:joomla:joomla\\!:3.4.8:-:*:*:*:*:x64:*");
	check_rewritten("cpe:2.3:a:a\\:b:c\\\\d\\*e\\?f*:1.0\\~1:\\-:?:*:*:*:*:*",
	    "cpe:2.3:a:a\\:b:c\\\\d\\*e\\?f*:1.0\\~1:\\-:?:*:*:*:*:*");
	check_rewritten("cpe:2.3:a:php:php", "cpe:2.3:a:php:php:*:*:*:*:*:*:*:*");
	check_rewritten("cpe:2.3:a:v:p:15.1\\(2\\)t3:x:x:x:x:x:x:x",
	    "cpe:2.3:a:v:p:15.1\\(2\\)t3:x:x:x:x:x:x:x");
}

TEST(cpe_uris_are_read)
{
	check_rewritten("cpe:/a:microsoft:internet_explorer:8.0.6001:beta",
	    "cpe:2.3:a:microsoft:internet_explorer:8.0.6001:beta:*:*:*:*:*:*");
	check_rewritten("cpe:/a:hp:insight_diagnostics:7.4.0.1570:-:~~online~win2003~x64~",
	    "cpe:2.3:a:hp:insight_diagnostics:7.4.0.1570:-:*:*:online:win2003:x64:*");
	check_rewritten("cpe:/a:foo%5cbar:big%24money_manager_2010",
	    "cpe:2.3:a:foo\\\\bar:big\\$money_manager_2010:*:*:*:*:*:*:*:*");
	check_rewritten("cpe:/a:foo~bar:big%7emoney_2010",
	    "cpe:2.3:a:foo\\~bar:big\\~money_2010:*:*:*:*:*:*:*:*");
	check_rewritten("cpe:/a:microsoft:internet_explorer:8.%02:sp%01",
	    "cpe:2.3:a:microsoft:internet_explorer:8.*:sp?:*:*:*:*:*:*");
	check_rewritten("cpe:/o:tcp%2fip:x:%2d", "cpe:2.3:o:tcp\\/ip:x:\\-:*:*:*:*:*:*:*");
	check_rewritten("cpe:/h", "cpe:2.3:h:*:*:*:*:*:*:*:*:*:*");
}

TEST(cpe_refuses_what_is_no_name)
{
	static const char *const texts[] = {"", "cpe:2.3:", "cpe:2.3:a", "cpe:2.3:a:b",
	    "cpe:2.2:a:b:c", "cpe:2.3:x:b:c", "cpe:2.3:ab:b:c", "cpe:2.3:a::c",
	    "cpe:2.3:a:b:c:1:2:3:4:5:6:7:8:9", "cpe:2.3:a:b:c\\", "cpe:2.3:a:b:c d",
	    "cpe:2.3:a:b:caf\xc3\xa9", "cpe:2.3:a:b:c:", "cpe:/", "cpe:/x:b", "cpe:/a:b:c%2",
	    "cpe:/a:b:c%zz", "cpe:/a:b:c%00", "cpe:/a:b:c:1:2:3:4:5",
	    "cpe:/a:b:c:1:2:~1~2~3~4~5~6", "a:b:c"};
	struct arena *arena = arena_new();
	struct cpe cpe;

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		if (cpe_parse(span_str(texts[i]), arena, &cpe) != ERR_SYNTAX)
			fail_msg("\"%s\" is taken", texts[i]);
	arena_free(arena);
}

/* NISTIR 7696 table 6-2, row by row. */
TEST(cpe_attributes_relate_as_the_table_says)
{
	static const struct {
		const char *source, *target;
		enum cpe_relation relation;
	} rows[] = {
	    {NULL, NULL, CPE_EQUAL},
	    {NULL, "-", CPE_SUPERSET},
	    {NULL, "i", CPE_SUPERSET},
	    {NULL, "m*", CPE_UNDEFINED},
	    {"-", NULL, CPE_SUBSET},
	    {"-", "-", CPE_EQUAL},
	    {"-", "i", CPE_DISJOINT},
	    {"-", "m*", CPE_UNDEFINED},
	    {"i", "i", CPE_EQUAL},
	    {"i", "I", CPE_EQUAL},
	    {"i", "k", CPE_DISJOINT},
	    {"i", "m*", CPE_UNDEFINED},
	    {"i", "-", CPE_DISJOINT},
	    {"i", NULL, CPE_SUBSET},
	    {"m*", NULL, CPE_SUBSET},
	    {"m*", "-", CPE_DISJOINT},
	    {"m*", "mi", CPE_SUPERSET},
	    {"m*", "im", CPE_DISJOINT},
	    {"m*", "m*", CPE_UNDEFINED},
	    {"*m", "im", CPE_SUPERSET},
	    {"*m*", "imi", CPE_SUPERSET},
	    {"1.?", "1.2", CPE_SUPERSET},
	    {"1.?", "1.", CPE_SUPERSET},
	    {"1.?", "1.23", CPE_DISJOINT},
	    {"??2", "12", CPE_SUPERSET},
	    {"??2", "1112", CPE_DISJOINT},
	    {"a\\*", "a\\*", CPE_EQUAL},
	    {"a\\**", "a\\*b", CPE_SUPERSET},
	    {"a\\**", "ab", CPE_DISJOINT},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_int_equal(cpe_compare_attr(CPE_VERSION, rows[i].source, rows[i].target),
		    rows[i].relation);
}

static bool match(const char *criterion, const struct cpe_range *range, const char *target)
{
	struct arena *arena = arena_new();
	struct cpe a = parse(arena, criterion), b = parse(arena, target);
	bool r = cpe_match(&a, range, &b);

	arena_free(arena);
	return r;
}

TEST(cpe_match_joins_version_and_update)
{
	const struct cpe_range to = {.end = "9.8", .end_excluded = true};
	const struct cpe_range patched = {.start = "9.2p1", .end = "9.2p1"};

	assert_true(match("cpe:2.3:a:x:y:9.2:p1", NULL, "cpe:2.3:a:x:y:9.2p1"));
	assert_true(match("cpe:2.3:a:x:y:9.2p1", NULL, "cpe:2.3:a:x:y:9.2:p1"));
	assert_false(match("cpe:2.3:a:x:y:9.2:p1", NULL, "cpe:2.3:a:x:y:9.2p2"));
	assert_false(match("cpe:2.3:a:x:y:9.2:-", NULL, "cpe:2.3:a:x:y:9.2:p1"));
	assert_true(match("cpe:2.3:a:x:y:*", &to, "cpe:2.3:a:x:y:9.2:p1"));
	assert_true(match("cpe:2.3:a:x:y:*", &patched, "cpe:2.3:a:x:y:9.2:p1"));
	assert_false(match("cpe:2.3:a:x:y:*", &patched, "cpe:2.3:a:x:y:9.2"));
	assert_false(match("cpe:2.3:a:x:y:*", &to, "cpe:2.3:a:x:y:9.8"));
	assert_true(match("cpe:2.3:a:x:y:*", &to, "cpe:2.3:a:x:y"));
	assert_false(match("cpe:2.3:a:x:y:*", &to, "cpe:2.3:a:x:z:1"));
}

TEST(cpe_match_is_by_whole_names)
{
	assert_false(match("cpe:2.3:a:x:*", NULL, "cpe:2.3:a:x:*"));
	assert_false(match("cpe:2.3:a:x:pro*", NULL, "cpe:2.3:a:x:product"));
	assert_true(match("cpe:2.3:a:x:*", NULL, "cpe:2.3:a:x:product"));
	assert_false(match("cpe:2.3:a:x:*", NULL, "cpe:2.3:a:*:product"));
	assert_true(match("cpe:2.3:a:*:*", NULL, "cpe:2.3:a:x:product"));
	assert_true(match("cpe:2.3:a:f5:nginx", NULL, "cpe:2.3:*:*:nginx:1.20.1"));
}

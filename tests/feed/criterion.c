#include "feed/criterion.h"

#include "codec/version.h"
#include "test.h"

TEST(criterion_of_a_cpe_name_says_which_versions)
{
	static const struct criterion_bounds none, upto = {.end = "2.0", .end_excluded = true};
	struct arena *arena = arena_new();
	struct vuln_criterion c;

	assert_int_equal(
	    criterion_of_cpe("cpe:2.3:a:v:p:*:*:*:*:*:*:*:*", &none, true, arena, &c), 0);
	assert_int_equal(c.range, RANGE_ANY);
	assert_null(c.version);
	assert_int_equal(
	    criterion_of_cpe("cpe:2.3:h:v:p:-:*:*:*:*:*:*:*", &none, false, arena, &c), 0);
	assert_int_equal(c.range, RANGE_NONE);
	assert_int_equal(c.part, 'h');
	assert_false(c.vulnerable);
	assert_int_equal(criterion_of_cpe("cpe:2.3:o:v:p:15.1\\(2\\)t:u1:*:*:*:ios:*:*", &none,
			     true, arena, &c),
	    0);
	assert_int_equal(c.range, RANGE_EXACT);
	assert_string_equal(c.version, "15.1(2)t");
	assert_string_equal(c.update, "u1");
	assert_string_equal(c.target_sw, "ios");
	assert_int_equal(
	    criterion_of_cpe("cpe:2.3:a:v:p:*:*:*:*:*:*:*:*", &upto, true, arena, &c), 0);
	assert_int_equal(c.range, RANGE_SPAN);
	assert_null(c.start);
	assert_string_equal(c.end, "2.0");
	assert_true(c.end_excluded);
	arena_free(arena);
}

TEST(criterion_without_a_product_is_none)
{
	static const struct criterion_bounds none;
	struct arena *arena = arena_new();
	struct vuln_criterion c;

	assert_int_equal(
	    criterion_of_cpe("cpe:2.3:h:intel:*:*:*:*:*:*:*:*:*", &none, true, arena, &c),
	    ERR_SYNTAX);
	assert_int_equal(criterion_of_cpe("nonsense", &none, true, arena, &c), ERR_SYNTAX);
	arena_free(arena);
}

TEST(criterion_scheme_needs_both_to_agree)
{
	assert_int_equal(criterion_scheme(NULL, NULL), VERSION_GENERIC);
	assert_int_equal(
	    criterion_scheme("15.1(2)T", NULL), version_guess(span_str("15.1(2)T")));
	assert_int_equal(criterion_scheme("15.1(2)T", "2.0"), VERSION_GENERIC);
}

TEST(criterion_names_are_lower_case_with_single_spaces)
{
	struct arena *arena = arena_new();

	assert_string_equal(
	    criterion_name("  Acme \n Health\tX ", 100, arena), "acme health x");
	assert_null(criterion_name(" \t", 100, arena));
	assert_null(criterion_name(NULL, 100, arena));
	arena_free(arena);
}

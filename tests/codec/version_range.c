#include "codec/version_range.h"

#include "test.h"

/* "[1,2) =3 *" for what was understood, "?" for what was not. */
static const char *shown(const char *text, struct arena *a)
{
	struct version_ranges ranges = {0};
	STR_AUTO(out, 1024);

	if (version_range_parse(span_str(text), a, &ranges) < 0)
		return "?";
	vec_foreach (r, &ranges.all) {
		if (out.n)
			str_char(&out, ' ');
		if (r->kind == VERSION_RANGE_ANY)
			str_char(&out, '*');
		else if (r->kind == VERSION_RANGE_EXACT)
			str_addf(&out, "=%s", r->version);
		else
			str_addf(&out, "%c%s,%s%c", r->start_excluded ? '(' : '[',
			    r->start ? r->start : "", r->end ? r->end : "",
			    r->end_excluded ? ')' : ']');
	}
	return str_dup(&out, a);
}

TEST(ranges_as_people_write_them)
{
	static const char *const cases[][2] = {
	    {"<12.2.8.410", "[,12.2.8.410)"},
	    {"<= 3.1", "[,3.1]"},
	    {"\xE2\x89\xA4 3.1", "[,3.1]"},
	    {">= 4.0 | <= 4.6", "[4.0,4.6]"},
	    {">= 1.3.4 | < 1.5.3", "[1.3.4,1.5.3)"},
	    {"A.01 <= C.0x | 4.0", "[a.01,c.0x] =4.0"},
	    {"A10 < A11", "[a10,a11)"},
	    {"vers:generic/<2.0", "[,2.0)"},
	    {"vers:deb/>=1:2|<1:3|4", "[1:2,1:3) =4"},
	    {"vers:all/*", "*"},
	    {"all versions", "*"},
	    {"All", "*"},
	    {"2.0 through 2.3", "[2.0,2.3]"},
	    {"Versions 2.0 to 2.3", "[2.0,2.3]"},
	    {"from 2.0 to 2.3", "[2.0,2.3]"},
	    {"between 1 and 3", "[1,3]"},
	    {"2.3.6 and  below", "[,2.3.6]"},
	    {"Version 4.2 and prior", "[,4.2]"},
	    {"1.6 and earlier versions", "[,1.6]"},
	    {"prior to v4.2", "[,4.2)"},
	    {"prior to Version 4.2", "[,4.2)"},
	    {"up to and including 4.2", "[,4.2]"},
	    {"5.0 and later", "[5.0,]"},
	    {">5.0", "(5.0,]"},
	    {"2.X", "[2,3)"},
	    {"5.x.x", "[5,6)"},
	    {"<= 12.2.x.x", "[,12.3)"},
	    {"4.3", "=4.3"},
	    {"BT03 | BT04 | BT06", "=bt03 =bt04 =bt06"},
	    {"1.0, 1.1 and 1.2", "?"},
	    {"1.0, 1.1, 1.2", "=1.0 =1.1 =1.2"},
	    {"<= K", "[,k]"},
	    {"<May 2018", "[,2018-05)"},
	    {"< april 1, 2018", "[,2018-04-01)"},
	    {"!= 4", "?"},
	    {"Windows 10 Professional Operating System U.S. release", "?"},
	    {"", "?"},
	    {"<", "?"},
	    {"|", "?"},
	    {"2nd Edition", "?"},
	};
	struct arena *a = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const char *got = shown(cases[i][0], a);

		if (strcmp(got, cases[i][1]) != 0)
			fail_msg("\"%s\" gives %s, not %s", cases[i][0], got, cases[i][1]);
	}
	arena_free(a);
}

TEST(what_is_not_understood_leaves_the_result_alone)
{
	struct arena *a = arena_new();
	struct version_ranges ranges = {.all = {.n = 7}};

	assert_int_equal(version_range_parse(span_str("some text"), a, &ranges), ERR_SYNTAX);
	assert_int_equal(ranges.all.n, 7);
	arena_free(a);
}

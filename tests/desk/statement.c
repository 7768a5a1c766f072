#include "desk/statement.h"

#include "test.h"

static const char *write(struct arena *arena, const char *lang, const char *name)
{
	struct authorise_ask ask = {.profile = PROFILE_FULL,
	    .rate = 7,
	    .emergency = "+47 22",
	    .function = "CEO",
	    .since = INT64_C(1795000000000),
	    .until = INT64_C(1795000000000) + 86400000,
	    .lang = lang};
	struct org org = {.name = name};
	struct item_list items = {0};
	STR_AUTO(out, 100000);

	vec_push(
	    arena, &items.all, (struct item){.type = ITEM_NETWORK, .value = "193.3.4.0/24"});
	statement_write(&out, &ask, &org, &items, "A B");
	return str_dup(&out, arena);
}

TEST(statement_in_three_languages_says_the_same)
{
	static const char *const langs[] = {"en", "fr", "nb"};
	struct arena *arena = arena_new();
	size_t lines = 0;

	for (size_t i = 0; i < ARRAY_LEN(langs); i++) {
		const char *text = write(arena, langs[i], "CHU");
		size_t n = 0;

		for (const char *p = text; *p; p++)
			n += *p == '\n';
		assert_null(strstr(text, "(null)"));
		assert_non_null(strstr(text, "- 193.3.4.0/24\n"));
		assert_non_null(strstr(text, ": 7 "));
		assert_non_null(strstr(text, "+47 22"));
		assert_non_null(strstr(text, "A B, CEO\n"));
		assert_non_null(strstr(text, "2026-11-18 11:06 UTC"));
		assert_true(i == 0 || n == lines);
		lines = n;
		assert_string_equal(text, write(arena, langs[i], "CHU"));
	}
	assert_string_equal(write(arena, "xx", "CHU"), write(arena, "en", "CHU"));
	assert_string_not_equal(write(arena, "fr", "CHU"), write(arena, "nb", "CHU"));
	(void)arena_free(arena);
}

/* A name cannot add a line that somebody would read as an item. */
TEST(statement_values_stay_on_their_line)
{
	struct arena *arena = arena_new();

	assert_non_null(strstr(write(arena, "en", "CHU\n- 0.0.0.0/0"), "CHU - 0.0.0.0/0 auth"));
	(void)arena_free(arena);
}

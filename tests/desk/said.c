#include "desk/said.h"

#include "match/match.h"
#include "pack/knowledge_current.h"
#include "test.h"

/* "confirmed", ... of the version by what was said; "none" when it does not match. */
static const char *verdict(const char *text, const char *version, struct arena *arena)
{
	const struct match_product p = {
	    .vendor = "Fortinet", .product = "FortiOS", .version = version};
	struct knowledge_pack pack = {0};
	struct matches found = {0};
	struct msg msg = {0};
	const char *ret;

	assert_int_equal(said_range(text, knowledge_builtin(), arena, &pack, &msg), 0);
	struct matcher *m = match_new(&pack);

	match_find(m, &p, arena, &found);
	ret = found.all.n ? match_verdict_names[found.all.items[0].verdict] : "none";
	(void)match_free(m);
	knowledge_close(&pack);
	return ret;
}

TEST(said_range_is_judged_as_a_vulnerability)
{
	struct arena *arena = arena_new();

	assert_string_not_equal(verdict("fortinet:fortios <7.2.7", "7.2.1", arena), "none");
	assert_string_equal(verdict("fortinet:fortios <7.2.7", "7.2.7", arena), "none");
	assert_string_not_equal(
	    verdict("Fortinet:FortiOS >=7.0 | <7.2", "7.1.9", arena), "none");
	assert_string_equal(verdict("fortinet:fortios >=7.0 | <7.2", "6.9", arena), "none");
	(void)arena_free(arena);
}

TEST(said_range_refuses_what_names_nothing)
{
	static const char *const texts[] = {"", "just words", "fortios <7", ":fortios <7",
	    "fortinet: <7", "fortinet:fortios", "fortinet:fortios <<<>"};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct knowledge_pack pack = {0};
		struct msg msg = {0};

		if (said_range(texts[i], knowledge_builtin(), arena, &pack, &msg) != ERR_SYNTAX)
			fail_msg("\"%s\" was taken", texts[i]);
		assert_true(msg.hint[0]);
		assert_null(pack.bytes.p);
	}
	(void)arena_free(arena);
}

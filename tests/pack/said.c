#include "pack/said.h"

#include "test.h"

TEST(a_line_names_vendor_product_and_versions)
{
	struct arena *arena = arena_new();
	struct said said;
	struct msg msg = {0};

	assert_int_equal(said_read(" OpenBSD:OpenSSH <9.8p1 ", arena, &said, &msg), 0);
	assert_string_equal(said.vendor, "openbsd");
	assert_string_equal(said.product, "openssh");
	assert_true(span_eq(said.versions, "<9.8p1"));
	assert_int_equal(said_read("a:b all versions", arena, &said, &msg), 0);
	assert_int_equal(said_read("openssh <9.8", arena, &said, &msg), ERR_SYNTAX);
	assert_int_equal(said_read(":b <1", arena, &said, &msg), ERR_SYNTAX);
	assert_int_equal(said_read("a: <1", arena, &said, &msg), ERR_SYNTAX);
	assert_int_equal(said_read("a:b", arena, &said, &msg), ERR_SYNTAX);
	assert_int_equal(said_read("a:b <", arena, &said, &msg), ERR_SYNTAX);
	assert_int_equal(said_read("", arena, &said, NULL), ERR_SYNTAX);
	arena_free(arena);
}

TEST(lines_become_one_statement_of_a_pack)
{
	static const char *lines[] = {"a:b <1", "c:d = 2"}, *wrong[] = {"a:b <1", "c"};
	const struct text_list good = {lines, 2}, bad = {wrong, 2};
	struct arena *arena = arena_new();
	struct knowledge_pack pack = {0};
	struct knowledge_rows rows;
	struct msg msg = {0};

	assert_int_equal(said_pack(&bad, knowledge_builtin(), arena, &pack, &msg), ERR_SYNTAX);
	assert_int_equal(said_pack(&good, knowledge_builtin(), arena, &pack, &msg), 0);
	rows = knowledge_find(&pack, KT_VULNS, SAID_ID);
	assert_int_equal(rows.end - rows.first, 1);
	assert_int_equal(pack.rows[KT_CRITERIA], 2);
	knowledge_close(&pack);
	arena_free(arena);
}

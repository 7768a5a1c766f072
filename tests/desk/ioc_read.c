#include "desk/ioc.h"

#include "scope_place.h"

static int read_text(
    const char *text, struct arena *arena, struct ioc_lines *ret, struct msg *why)
{
	const struct ioc_import import = {
	    .text = span_str(text), .like = {.tlp = TLP_GREEN}, .now = SCOPE_NOW};
	size_t left = 0;

	return ioc_read(&import, arena, ret, &left, why);
}

TEST(imports_are_known_by_their_form)
{
	struct arena *arena = arena_new();
	struct ioc_lines lines;
	struct msg why = {0};

	assert_int_equal(read_text("evil.example\n25.1.2.3\n", arena, &lines, &why), 0);
	assert_int_equal(lines.all.n, 2);
	assert_int_equal(read_text("value,tlp\nevil.example,amber\n", arena, &lines, &why), 0);
	assert_int_equal(lines.all.items[0].ioc.tlp, TLP_AMBER);
	assert_int_equal(
	    read_text("\xef\xbb\xbf {\"Event\":{\"Attribute\":[{\"type\":\"url\",\"value\":"
		      "\"http://evil.example/\"}]}}",
		arena, &lines, &why),
	    0);
	assert_int_equal(lines.all.n, 1);
	assert_int_equal(read_text("{\"objects\":[{\"type\":\"indicator\",\"pattern\":"
				   "\"[url:value = 'http://evil.example/']\"}]}",
			     arena, &lines, &why),
	    0);
	assert_int_equal(lines.all.items[0].ioc.type, IOC_URL);
	arena_free(arena);
}

TEST(what_is_malformed_is_refused_whole_with_its_place)
{
	struct arena *arena = arena_new();
	struct ioc_lines lines = {0};
	struct msg why = {0};

	assert_int_equal(
	    read_text("{\n \"objects\": [\n  {\"type\": }\n]}", arena, &lines, &why),
	    ERR_SYNTAX);
	assert_string_equal(why.detail, "line 3, column 12");
	assert_int_equal(lines.all.n, 0);
	assert_int_equal(read_text("{\"a\":1}", arena, &lines, &why), ERR_SYNTAX);
	assert_int_equal(read_text("{\"objects\":7}", arena, &lines, &why), ERR_SYNTAX);
	assert_int_equal(read_text("[", arena, &lines, &why), ERR_SYNTAX);
	arena_free(arena);
}

TEST_STORE(a_preview_says_what_is_known_and_stores_nothing)
{
	struct db *db = place_open(place);
	struct ioc_lines lines;
	struct ioc_counts counts;
	struct msg why = {0};

	scope_orgs(db);
	assert_int_equal(read_text("evil.example\n", place->arena, &lines, &why), 0);
	assert_int_equal(ioc_add(db, &scope_cert, &lines, place->arena, SCOPE_NOW, &counts), 0);
	assert_int_equal(
	    read_text("evil.example\nother.example\n10.0.0.1\n", place->arena, &lines, &why),
	    0);
	assert_int_equal(ioc_preview(db, &lines, NULL, place->arena), 0);
	assert_true(lines.all.items[0].known);
	assert_false(lines.all.items[1].known);
	assert_null(lines.all.items[1].hits);
	assert_int_equal(place_int(db, "SELECT count(*) FROM ioc"), 1);
	db_close(db);
}

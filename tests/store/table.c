#include "store/table.h"

#include "place.h"

TEST_STORE(table_list_names_every_table)
{
	struct db *db = place_open(place);
	int64_t n = 0;

	for (const struct table *t = tables_all; t->name; t++) {
		assert_ptr_equal(table_find(t->name), t);
		assert_int_equal(
		    place_int(
			db, arena_printf(place->arena,
				"SELECT count(*) FROM @tables WHERE name = '%s'", t->name)),
		    1);
		n++;
	}
	assert_int_equal(
	    place_int(db, "SELECT count(*) FROM @tables WHERE name <> 'schema_version'"), n);
	assert_null(table_find("schema_version"));
	(void)db_close(db);
}

/* Columns that no record has would be lost. */
TEST(table_columns_are_all_there)
{
	struct place place;

	place_sqlite(&place);
	struct db *db = place_open(&place);

	for (const struct table *t = tables_all; t->name; t++) {
		struct table_columns columns;

		table_columns(t, &columns);
		assert_int_equal(
		    place_int(db, arena_printf(place.arena,
				      "SELECT count(*) FROM pragma_table_info('%s')", t->name)),
		    columns.n);
	}
	(void)db_close(db);
	place_done(&place);
}

TEST(table_lines_come_back)
{
	struct arena *arena = arena_new();
	struct db_value in[3] = {{.type = DB_VALUE_INT, .number = INT64_MIN},
	    {.type = DB_VALUE_TEXT, .text = "a\"\n\xc3\xa9"}, {.type = DB_VALUE_NULL}};
	struct db_value out[3];
	STR_AUTO(line, 1000);

	table_line(in, 3, &line);
	assert_string_equal(
	    str_text(&line), "[-9223372036854775808,\"a\\\"\\n\xc3\xa9\",null]\n");
	assert_int_equal(table_parse(str_bytes(&line), arena, 3, out), 0);
	assert_int_equal(out[0].number, INT64_MIN);
	assert_string_equal(out[1].text, in[1].text);
	assert_int_equal(out[2].type, DB_VALUE_NULL);
	assert_int_equal(table_parse(str_bytes(&line), arena, 2, out), ERR_SYNTAX);
	assert_int_equal(table_parse(span_str("[1.5]"), arena, 1, out), ERR_SYNTAX);
	assert_int_equal(table_parse(span_str("[\"a\\u0000\"]"), arena, 1, out), ERR_SYNTAX);
	assert_int_equal(table_parse(span_str("{}"), arena, 1, out), ERR_SYNTAX);
	arena_free(arena);
}

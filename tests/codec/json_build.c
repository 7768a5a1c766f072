#include "test.h"

#include "codec/json_build.h"

static void check(const struct json *v, const char *expected)
{
	struct json_writer w;
	STR_AUTO(out, 1 << 16);

	json_write_init(&w, &out, 0);
	json_write_value(&w, v);
	assert_string_equal(str_text(&out), expected);
}

TEST(json_build_makes_what_the_writer_writes)
{
	struct arena *arena = arena_new();
	struct json *object = json_new_object(arena), *array = json_new_array(arena);
	char text[] = "Blåbær";

	check(object, "{}");
	check(array, "[]");
	json_add_text(arena, array, text);
	text[0] = 'X'; /* was copied */
	json_add_text(arena, array, NULL);
	json_add_int(arena, array, INT64_MIN);
	json_set_bool(arena, object, "yes", true);
	json_set_bool(arena, object, "no", false);
	json_set_text(arena, object, "none", NULL);
	json_set_value(arena, object, "list", array);
	json_set_value(arena, object, "nothing", NULL);
	json_add_value(arena, array, NULL); /* too late for the object */
	check(object, "{\"yes\":true,\"no\":false,\"none\":null,\"list\":[\"Blåbær\",null,"
		      "-9223372036854775808],\"nothing\":null}");
	json_add_value(arena, array, object);
	assert_int_equal(array->array.n, 5);
	assert_true(json_bool(json_get(&array->array.items[4], "yes"), false));
	arena_free(arena);
}

TEST(json_build_sets_a_key_once)
{
	struct arena *arena = arena_new();
	struct json *object = json_new_object(arena);

	json_set_int(arena, object, "a", 1);
	json_set_int(arena, object, "b", 2);
	json_set_text(arena, object, "a", "new");
	check(object, "{\"a\":\"new\",\"b\":2}");
	arena_free(arena);
}

TEST(json_build_grows_without_copying_each_time)
{
	struct arena *arena = arena_new();
	struct json *array = json_new_array(arena);
	const size_t n = 100000;

	for (size_t i = 0; i < n; i++)
		json_add_int(arena, array, (int64_t)i);
	assert_int_equal(array->array.n, n);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(array->array.items[i].integer, i);
	/* Doubling leaves behind at most as much as the last block holds, which is at most
	 * twice the items. */
	assert_true(arena_used(arena) < 5 * n * sizeof(struct json));
	arena_free(arena);
}

TEST(json_copy_grows_where_what_was_parsed_does_not)
{
	static const char text[] =
	    "{\"a\":[1,2,3],\"b\":{\"c\":\"x\",\"d\":null,\"e\":true},\"f\":1.5}";
	struct arena *arena = arena_new();
	struct json *parsed = NULL, *copy;

	assert_int_equal(json_parse(span_str(text), arena, &parsed, NULL), 0);
	copy = json_copy(arena, parsed);
	check(copy, text);
	for (int i = 0; i < 3; i++)
		json_set_int(arena, copy, arena_printf(arena, "n%d", i), i);
	for (int i = 4; i < 7; i++)
		json_add_int(arena, &copy->object.members[0].value, i);
	json_set_bool(arena, &copy->object.members[1].value, "g", true);
	check(parsed, text);
	check(copy, "{\"a\":[1,2,3,4,5,6],\"b\":{\"c\":\"x\",\"d\":null,\"e\":true,\"g\":true},"
		    "\"f\":1.5,\"n0\":0,\"n1\":1,\"n2\":2}");
	arena_free(arena);
}

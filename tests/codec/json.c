#include "codec/json.h"
#include "test.h"

#include <math.h>

static int parse(struct arena *a, const char *text, struct json **ret)
{
	return json_parse(span_str(text), a, ret, NULL);
}

TEST(json_accepts_what_rfc_8259_allows)
{
	static const char *const good[] = {"null", " true ", "[]", "{}", "[1,2]", "-0", "1e5",
	    "1E+2", "-1.25e-3", "\"\\u00e5\"", "\"\\ud83c\\udfe5\"", "{\"a\":1,\"a\":2}",
	    "[[[[]]]]", "\"\\/\"", "\"\x7f\"", "[\"\xc3\xb8\"]", "123456789012345678901",
	    "{\"\":0}", "\t[ ]\r\n"};
	struct arena *a = arena_new();
	struct json *v;

	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		assert_int_equal(parse(a, good[i], &v), 0);
	arena_free(a);
}

TEST(json_refuses_what_rfc_8259_forbids)
{
	static const char *const bad[] = {"", " ", "[", "]", "[1,]", "[,1]", "{\"a\"}",
	    "{\"a\":}", "{a:1}", "{'a':1}", "01", "-", "1.", ".5", "+1", "1e", "0x1", "NaN",
	    "Infinity", "tru", "nul", "\"", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"",
	    "\"\\udc00\"", "\"\\ud800\\u0041\"", "\"a\nb\"", "\"\t\"", "[1]x", "1 2",
	    "\xef\xbb\xbf[]", "\"\xff\"", "\"\xed\xa0\x80\"", "[1 2]", "{\"a\":1,}",
	    "{\"a\" 1}", "/**/1", "\"\\", "[\"a", "{\"a\":1 \"b\":2}", "--1", "-a", "1a"};
	struct arena *a = arena_new();
	struct json *v = NULL;

	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_true(parse(a, bad[i], &v) < 0);
	assert_null(v);
	arena_free(a);
}

TEST(json_bounds_depth_and_keeps_integers_exact)
{
	struct arena *a = arena_new();
	char deep[200];
	struct json *v;

	memset(deep, '[', 65);
	memset(deep + 65, ']', 65);
	deep[130] = '\0';
	assert_int_equal(parse(a, deep, &v), ERR_LIMIT);
	assert_int_equal(json_parse(span_of(deep + 1, 128), a, &v, NULL), 0);
	assert_int_equal(
	    parse(a, "[9223372036854775807,-9223372036854775808,9223372036854775808]", &v), 0);
	assert_true(v->array.items[0].integer == INT64_MAX);
	assert_true(v->array.items[1].integer == INT64_MIN);
	assert_int_equal(v->array.items[2].type, JSON_REAL);
	arena_free(a);
}

TEST(json_get_finds_the_last_of_equal_keys)
{
	struct arena *a = arena_new();
	struct json *v;

	assert_int_equal(parse(a, "{\"a\":1,\"b\":\"x\\n\",\"a\":2,\"c\":true}", &v), 0);
	assert_int_equal(json_int(json_get(v, "a"), 0), 2);
	assert_string_equal(json_text(json_get(v, "b"), ""), "x\n");
	assert_true(json_bool(json_get(v, "c"), false));
	assert_null(json_get(v, "d"));
	assert_null(json_get(NULL, "d"));
	arena_free(a);
}

TEST(json_count_is_of_arrays_alone)
{
	struct arena *a = arena_new();
	struct json *v;

	assert_int_equal(parse(a, "{\"a\":[1,[2,3]],\"b\":\"xyz\",\"c\":{\"d\":1}}", &v), 0);
	assert_int_equal(json_count(json_get(v, "a")), 2);
	assert_int_equal(json_count(json_get(v, "b")), 0);
	assert_int_equal(json_count(json_get(v, "c")), 0);
	assert_int_equal(json_count(NULL), 0);
	arena_free(a);
}

TEST(json_writer_writes_what_the_parser_reads)
{
	struct arena *a = arena_new();
	STR_AUTO(out, 4096);
	STR_AUTO(again, 4096);
	struct json_writer w;
	struct json *v;

	json_write_init(&w, &out, 0);
	json_write_object(&w);
	json_member_text(&w, "t", "\x01\"\\\xff\xc3\xb8\n");
	json_write_key(&w, "l");
	json_write_array(&w);
	json_write_int(&w, -5);
	json_write_real(&w, 0.5);
	json_write_null(&w);
	json_write_object(&w);
	json_write_object_end(&w);
	json_write_array_end(&w);
	json_member_bool(&w, "b", true);
	json_write_object_end(&w);
	assert_string_equal(str_text(&out), "{\"t\":\"\\u0001\\\"\\\\\xef\xbf\xbd\xc3\xb8\\n\","
					    "\"l\":[-5,0.5,null,{}],\"b\":true}");
	assert_int_equal(json_parse(str_bytes(&out), a, &v, NULL), 0);
	json_write_init(&w, &again, 0);
	json_write_value(&w, v);
	assert_string_equal(str_text(&again), str_text(&out));
	arena_free(a);
}

TEST(json_writer_keeps_reals_reals)
{
	STR_AUTO(out, 4096);
	struct json_writer w;

	json_write_init(&w, &out, 0);
	json_write_array(&w);
	json_write_real(&w, 3);
	json_write_real(&w, -0.0);
	json_write_real(&w, 1e300);
	json_write_real(&w, -0.25);
	json_write_real(&w, 98 / 10.0);
	json_write_real(&w, 1 / 3.0);
	json_write_real(&w, (double)INFINITY);
	json_write_real(&w, (double)NAN);
	json_write_array_end(&w);
	assert_string_equal(
	    str_text(&out), "[3.0,-0.0,1e+300,-0.25,9.8,0.3333333333333333,null,null]");
}

#include "model/trace.h"

#include "test.h"

TEST(trace_there_and_back)
{
	const struct trace t = {.id = "00ff",
	    .org = "o",
	    .addr = "192.0.2.7",
	    .type = TRACE_JA4,
	    .via = TRACE_TLS,
	    .value = "t13d1516h2_8daaf6152771_e5627efa2ab1",
	    .key = "t13d1516h2_8daaf6152771_e5627efa2ab1",
	    .first = 1000,
	    .last = 2000,
	    .count = 3};
	struct arena *arena = arena_new();
	struct json_writer w;
	struct json *v = NULL;
	struct trace got = {0};
	struct msg msg = {0};
	STR_AUTO(out, 4096);

	json_write_init(&w, &out, 0);
	record_to_json(&trace_type, &t, false, &w);
	assert_int_equal(json_parse(str_bytes(&out), arena, &v, NULL), 0);
	assert_string_equal(json_text(json_get(v, "type"), ""), "ja4");
	assert_string_equal(json_text(json_get(v, "via"), ""), "tls");
	assert_int_equal(record_from_json(&trace_type, v, arena, &got, &msg), 0);
	assert_int_equal(record_compare(&trace_type, &t, &got), 0);
	arena_free(arena);
}

TEST(trace_kinds_have_names)
{
	assert_string_equal(trace_kind_names[TRACE_KINDS - 1], "ja4");
	assert_null(trace_kind_names[TRACE_KINDS]);
	assert_string_equal(trace_via_names[TRACE_MAIL], "mail");
	assert_string_equal(hunt_state_names[HUNT_DONE], "done");
}

#include "model/run.h"

#include "test.h"

TEST(run_survives_json)
{
	static const char text[] = "{\"id\":\"20261121-093000-k3v9\",\"state\":\"stopped\","
				   "\"created\":\"2026-11-21T09:30:00.000Z\","
				   "\"targets\":[\"a.test\"],\"findings\":3,"
				   "\"deadlines\":\"cvss-bands\"}";
	struct arena *a = arena_new();
	STR_AUTO(out, 4096);
	struct json_writer w;
	struct json *v;
	struct run run;

	assert_int_equal(json_parse(span_str(text), a, &v, NULL), 0);
	assert_int_equal(record_from_json(&run_type, v, a, &run, NULL), 0);
	assert_int_equal(run.state, RUN_STOPPED);
	assert_int_equal(run.findings, 3);
	assert_true(run.created == 1795253400000);
	json_write_init(&w, &out, 0);
	record_to_json(&run_type, &run, false, &w);
	assert_string_equal(str_text(&out), text);
	arena_free(a);
}

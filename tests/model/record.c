#include "model/record.h"

#include "model/finding.h"
#include "model/job.h"
#include "test.h"

static int read_job(struct arena *a, const char *text, struct job *job, struct msg *msg)
{
	struct json *v;

	assert_int_equal(json_parse(span_str(text), a, &v, NULL), 0);
	return record_from_json(&job_type, v, a, job, msg);
}

TEST(record_reads_and_writes_the_same)
{
	static const char text[] = "{\"id\":\"r1\",\"authorised_by\":\"RSSI\",\"targets\":[\"a."
				   "test\",\"127.0.0.0/8\"],"
				   "\"profile\":\"full\",\"rate\":7,\"seed\":99}";
	struct arena *a = arena_new();
	STR_AUTO(out, 4096);
	struct json_writer w;
	struct job job;

	assert_int_equal(read_job(a, text, &job, NULL), 0);
	assert_int_equal(job.profile, PROFILE_FULL);
	assert_int_equal(job.targets.n, 2);
	json_write_init(&w, &out, 0);
	record_to_json(&job_type, &job, false, &w);
	assert_string_equal(str_text(&out), text);
	assert_int_equal(record_compare(&job_type, &job, record_copy(&job_type, &job, a)), 0);
	arena_free(a);
}

TEST(record_refuses_what_the_table_does_not_allow)
{
	static const char *const bad[] = {"[]", "{\"targets\":[\"a\"]}",
	    "{\"id\":\"\",\"targets\":[]}", "{\"id\":\"x\"}",
	    "{\"id\":\"x\",\"targets\":[],\"colour\":1}", "{\"id\":\"x\",\"targets\":\"a\"}",
	    "{\"id\":\"x\",\"targets\":[1]}", "{\"id\":\"x\",\"targets\":[],\"rate\":-1}",
	    "{\"id\":\"x\",\"targets\":[],\"rate\":\"1\"}",
	    "{\"id\":\"x\",\"targets\":[],\"profile\":\"loud\"}",
	    "{\"id\":\"x\\u0000y\",\"targets\":[]}"};
	struct arena *a = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct msg msg = {0};
		struct job job;

		assert_true(read_job(a, bad[i], &job, &msg) < 0);
		assert_true(msg.what[0] != '\0');
	}
	arena_free(a);
}

TEST(record_schema_is_closed)
{
	struct arena *a = arena_new();
	STR_AUTO(out, 16384);
	struct json_writer w;
	struct json *v;

	json_write_init(&w, &out, 0);
	record_schema(&finding_type, true, &w);
	assert_int_equal(json_parse(str_bytes(&out), a, &v, NULL), 0);
	assert_false(json_bool(json_get(v, "additionalProperties"), true));
	assert_non_null(json_get(json_get(v, "properties"), "criticality"));
	arena_free(a);
}

TEST(text_list_add_keeps_order_and_drops_duplicates)
{
	struct arena *a = arena_new();
	struct text_list l = {0};
	char item[8];

	for (int i = 0; i < 100; i++) {
		(void)snprintf(item, sizeof(item), "%d", i % 50);
		text_list_add(&l, a, arena_strdup(a, item));
	}
	assert_int_equal(l.n, 50);
	assert_string_equal(l.items[49], "49");
	arena_free(a);
}

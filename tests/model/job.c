#include "model/job.h"

#include "test.h"

TEST(job_defaults_are_the_careful_ones)
{
	struct arena *a = arena_new();
	struct json *v;
	struct job job;

	assert_int_equal(
	    json_parse(span_str("{\"id\":\"x\",\"targets\":[\"127.0.0.1\"]}"), a, &v, NULL), 0);
	assert_int_equal(record_from_json(&job_type, v, a, &job, NULL), 0);
	assert_null(job.authorised_by);
	assert_int_equal(job.profile, PROFILE_PASSIVE);
	assert_int_equal(job.rate, 0);
	assert_int_equal(job.windows.n, 0);
	arena_free(a);
}

TEST(job_ports_of_a_list)
{
	static const char *const bad[] = {
	    "", ",", "22,", "0", "65536", "9-8", "a", "1-", "-1", "22;80", "22 80"};
	struct arena *a = arena_new();
	bool *wanted = ARENA_ARRAY(a, JOB_PORTS, bool);
	struct msg msg;
	size_t n = 0;

	assert_int_equal(job_ports("22, 80,8000-8002,65535,1", wanted, &msg), 0);
	for (size_t i = 0; i < JOB_PORTS; i++)
		n += wanted[i];
	assert_int_equal(n, 7);
	assert_true(wanted[22] && wanted[80] && wanted[8001] && wanted[65535] && wanted[1]);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		msg = (struct msg){0};
		assert_int_equal(job_ports(bad[i], wanted, &msg), ERR_SYNTAX);
		assert_true(msg.what[0] && msg.detail[0] && msg.hint[0]);
	}
	arena_free(a);
}

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

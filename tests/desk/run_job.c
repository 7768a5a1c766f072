#include "desk/run_job.h"

#include "test.h"

TEST(run_job_reads_what_was_ordered)
{
	struct arena *a = arena_new();
	struct run run = {.id = "r",
	    .job = "{\"id\":\"r\",\"profile\":\"full\",\"ports\":\"22\","
		   "\"targets\":[\"chu.test\"]}"};
	struct job job;

	assert_int_equal(run_job_read(&run, a, &job), 0);
	assert_int_equal(job.profile, PROFILE_FULL);
	assert_string_equal(job.targets.items[0], "chu.test");
	run.job = NULL;
	assert_int_equal(run_job_read(&run, a, &job), ERR_NOTFOUND);
	run.job = "{\"id\":";
	assert_int_equal(run_job_read(&run, a, &job), ERR_SYNTAX);
	(void)arena_free(a);
}

TEST(run_job_knows_which_ports_were_swept)
{
	struct arena *a = arena_new();
	struct run own = {.job = "{\"id\":\"r\",\"targets\":[\"a.test\"],\"ports\":\"22\"}"};
	struct run same = {.job = "{\"id\":\"s\",\"targets\":[\"b.test\"],\"ports\":\"22\"}"};
	struct run all = {.job = "{\"id\":\"t\",\"targets\":[\"a.test\"]}"};
	struct run full = {
	    .job = "{\"id\":\"u\",\"targets\":[\"a.test\"],\"profile\":\"full\"}"};
	struct run none = {.id = "v"};

	assert_true(run_job_same_ports(&own, &same, a));
	assert_false(run_job_same_ports(&own, &all, a));
	assert_false(run_job_same_ports(&all, &full, a));
	assert_true(run_job_same_ports(&all, &all, a));
	assert_false(run_job_same_ports(&none, &none, a));
	(void)arena_free(a);
}

#include "desk/run_job.h"

#include <string.h>

int run_job_read(const struct run *run, struct arena *arena, struct job *ret)
{
	struct json *v;
	struct job job = {0};
	int r;

	if (!run->job)
		return ERR_NOTFOUND;
	r = json_parse(span_str(run->job), arena, &v, NULL);
	if (r == 0)
		r = record_from_json(&job_type, v, arena, &job, NULL);
	if (r == 0)
		*ret = job;
	return r;
}

bool run_job_same_ports(const struct run *a, const struct run *b, struct arena *arena)
{
	struct job ja = {0}, jb = {0};

	if (run_job_read(a, arena, &ja) < 0 || run_job_read(b, arena, &jb) < 0)
		return false;
	return ja.profile == jb.profile &&
	       strcmp(ja.ports ? ja.ports : "", jb.ports ? jb.ports : "") == 0;
}

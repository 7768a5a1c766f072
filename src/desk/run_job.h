/* The job that a run was ordered with, as the store keeps it (JSON in struct run). */
#ifndef VARDE_DESK_RUN_JOB_H
#define VARDE_DESK_RUN_JOB_H

#include "model/job.h"
#include "model/run.h"

/* Reads the run's job into the arena. ERR_SYNTAX, ERR_RANGE; ERR_NOTFOUND when it has none. */
int run_job_read(const struct run *run, struct arena *arena, struct job *ret) MUST_USE;

/* Whether both runs swept the same ports: the same profile and the same list of their own. A
 * port that one of them did not find open is closed only then. */
bool run_job_same_ports(const struct run *a, const struct run *b, struct arena *arena);

#endif

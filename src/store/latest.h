/* What was seen last: the newest finished run of each set of targets, and the services that it
 * saw. Messages of failures are in the handle (db_msg). */
#ifndef VARDE_STORE_LATEST_H
#define VARDE_STORE_LATEST_H

#include "base/vec.h"
#include "model/observation.h"
#include "model/run.h"
#include "store/db.h"

struct latest_run {
	struct run run;
	const char *org, *org_name; /* whose order made it; NULL: a run of varde audit */
};

struct latest_runs {
	VEC(struct latest_run) all; /* newest first */
};

struct latest_services {
	VEC(struct obs_service) all;
};

/* The newest finished run of each set of targets (in any order) of each organisation; text in
 * the arena. */
int latest_runs(struct db *db, struct arena *arena, struct latest_runs *ret) MUST_USE;

/* The services of a run in the order stored; text in the arena. */
int latest_services(
    struct db *db, const char *run, struct arena *arena, struct latest_services *ret) MUST_USE;

#endif

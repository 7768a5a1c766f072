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

/* The same of one organisation alone. */
int latest_runs_of(
    struct db *db, const char *org, struct arena *arena, struct latest_runs *ret) MUST_USE;

/* The active organisations that have a finished run, in the order of their ids, up to max of
 * those after an id ("": from the first). */
int latest_orgs(struct db *db, const char *after, int max, struct arena *arena,
    struct text_list *ret) MUST_USE;

/* The assets of a run (names and addresses, with what may be done to them) in the order
 * stored; text in the arena. */
struct latest_assets {
	VEC(struct obs_asset) all;
};
int latest_assets(
    struct db *db, const char *run, struct arena *arena, struct latest_assets *ret) MUST_USE;

/* The services of a run in the order stored; text in the arena. */
int latest_services(
    struct db *db, const char *run, struct arena *arena, struct latest_services *ret) MUST_USE;

#endif

/* What an organisation exposes: names, addresses and services, with when they were first and
 * last seen, what changed, and an event for each change. */
#ifndef VARDE_DESK_EXPOSURE_H
#define VARDE_DESK_EXPOSURE_H

#include "base/map.h"
#include "model/observation.h"
#include "model/tracked.h"
#include "store/db.h"

struct exposed_list {
	VEC(struct exposed) all;
};

/* What a run saw: names, addresses with an open port, services; each once, in the arena. */
void exposed_collect(
    const struct observations *obs, struct arena *arena, struct exposed_list *ret);

/* One asset that is to be stored: new when before is NULL (then without id and org). */
struct exposed_change {
	const struct exposed *before;
	struct exposed after;
	const char *what;   /* new, changed, gone, back; NULL: seen again, nothing to tell */
	const char *detail; /* "nginx 1.22 -> nginx 1.24" */
};

struct exposed_changes {
	VEC(struct exposed_change) all;
};

/*
 * Decides. before: what is stored; seen: what the run saw; gone: names of assets that the run
 * looked at and did not see (what is in neither was not looked at, and stays as it is). A run
 * that is older than an asset's last sight of it changes nothing of it.
 */
void exposed_decide(const struct exposed_list *before, const struct exposed_list *seen,
    const struct map *gone, const char *run, int64_t time, struct arena *arena,
    struct exposed_changes *ret);

struct exposed_counts {
	int64_t fresh, changed, gone, back;
};

/* Brings what the organisation exposes up to date with the run of that id, in one transaction.
 * Repeating it changes nothing. *ret may be NULL. ERR_NOTFOUND: no such run. */
int exposed_update(struct db *db, const char *org, const char *id, int64_t now,
    struct exposed_counts *ret) MUST_USE;

#endif

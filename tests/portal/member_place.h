/* A group with a site that has something on every page, and a rival beside them. */
#ifndef VARDE_TESTS_PORTAL_MEMBER_PLACE_H
#define VARDE_TESTS_PORTAL_MEMBER_PLACE_H

#include "rig.h"

struct member_place {
	const char *group, *org, *rival; /* the site "CHU Test" is below the group */
	const char *officer;             /* of the site; the browser's */
	const char *item;                /* chu.example, proved */
	const char *pending;             /* waits for its proof */
	const char *finding;             /* open, critical, overdue */
	const char *order;               /* delivered, with a run */
	const char *waiting;             /* scheduled, with a chunk */
	const char *foreign_item, *foreign_finding, *foreign_order; /* the rival's */
	struct rig_browser *b;                                      /* the officer's */
};

/* Makes it. */
struct member_place member_place_make(struct rig *rig);

/* A browser of a new person with that role at the organisation. */
struct rig_browser *member_place_browser(
    struct rig *rig, const char *name, int role, const char *org);

/* Lets the legal representative sign over everything that is proved; gives its browser. */
struct rig_browser *member_place_sign(struct rig *rig, const struct member_place *p);

/* How many rows constant SQL counts with the id as $1. */
int64_t member_place_count(struct rig *rig, const char *sql, const char *id);

#endif

/* What the tests of every route of every table share: a world of organisations and people. */
#ifndef VARDE_TESTS_PORTAL_MATRIX_H
#define VARDE_TESTS_PORTAL_MATRIX_H

#include "rig.h"

#include "api/route.h"
#include "portal/routes.h"

/* Where the organisation of the path stands to the one of the role. */
enum place_of { OWN, SIBLING, PARENT, CHILD, OTHER, SUSPENDED, NOWHERE, PLACES };

struct matrix_world {
	struct rig *rig;
	const char *orgs[PLACES];
	struct rig_browser *browsers[ROLE_AUDITOR + 1];
	struct rig_browser *nobody, *roleless;
};

/* A group with two sites, an organisation of others, and a suspended one; a browser a role. */
void matrix_world_make(struct matrix_world *w, struct rig *rig);

/* The path with the organisation in its place and something else in the others. */
const char *matrix_path(struct rig *rig, const char *path, const char *org);

/* The role's name; -1 is nobody, -2 somebody without a role. */
const char *matrix_role(int role);

#define EACH_ROUTE(route)                                                       \
	for (const struct route *const *table = portal_tables; *table; table++) \
		for (const struct route *route = *table; route->method; route++)

#endif

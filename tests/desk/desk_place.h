/* Organisations and people for the tests of the desk. Everything fails the test when it fails.
 */
#ifndef VARDE_TESTS_DESK_DESK_PLACE_H
#define VARDE_TESTS_DESK_DESK_PLACE_H

#include "desk/org.h"
#include "desk/people.h"
#include "place.h"

enum { DAY_MS = 86400000 };
#define NOW 1795000000000

extern const struct actor desk_place_actor;

/* An active organisation of that kind below the parent (NULL: at the top). Gives its id. */
const char *desk_place_org(struct place *place, struct db *db, const char *name,
    enum org_kind kind, const char *parent);

/* An active person NAME@varde.test. Gives the id. */
const char *desk_place_person(struct place *place, struct db *db, const char *name);

/* Gives the person the role without asking. Gives the membership's id. */
const char *desk_place_role(
    struct place *place, struct db *db, const char *person, enum role role, const char *org);

/* Who the person is at that time. */
struct who desk_place_who(struct place *place, struct db *db, const char *person, int64_t now);

/* The log holds together, and its last entry is of that action. */
void desk_place_logged(struct place *place, struct db *db, const char *action);

#endif

/* A small sector for tests of perimeter, proofs and authorisations: the group "ght" with its
 * site "chu", and "rival", which is neither above nor below. */
#ifndef VARDE_TESTS_DESK_SCOPE_PLACE_H
#define VARDE_TESTS_DESK_SCOPE_PLACE_H

#include "desk/perimeter.h"
#include "place.h"

#define SCOPE_NOW INT64_C(1795000000000)
#define SCOPE_DAY INT64_C(86400000)

/* A technician and the legal representative of chu, somebody of rival, a coordinator. */
extern const struct actor scope_tech, scope_legal, scope_rival, scope_cert;

/* Stores organisations, people and memberships. */
void scope_orgs(struct db *db);

/* Declares a list as pasted by scope_tech; loopback is allowed. */
struct item_counts scope_lines(struct place *place, struct db *db, const char *org,
    const char *text, enum item_source source);
struct item_counts scope_declare(
    struct place *place, struct db *db, const char *org, const char *text);

/* The organisation's item of that text, canonical or not; it must be there. */
struct item scope_item(struct place *place, struct db *db, const char *org, const char *text);
bool scope_item_is(struct place *place, struct db *db, const char *org, const char *text,
    enum item_state state);

/* Puts the item in a state by force, with a proof until then. */
void scope_force(struct db *db, struct item *item, enum item_state state, int64_t lapses);

#endif

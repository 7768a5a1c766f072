/* An organisation, or a group of them, with what an order needs of the rest of the house. */
#ifndef VARDE_TESTS_DESK_ORDER_PLACE_H
#define VARDE_TESTS_DESK_ORDER_PLACE_H

#include "desk/order_run.h"
#include "place.h"

/* Allows 192.0.2.0/24 to every organisation but those of order_place_denied. */
extern struct order_house order_place_house;

/* The organisation that nothing is authorised of; NULL: none. */
extern const char *order_place_denied;

/* Inserts an active organisation of that path ("g/" or "g/s1/"); its id is the last part. */
void order_place_org(struct place *place, struct db *db, const char *path, int type);

/* Orders a surface audit as officer "p9"; fails the test when that fails. */
struct audit_order order_place_submit(struct place *place, struct db *db, const char *org);

/* The order as it is now. */
struct audit_order order_place_get(struct place *place, struct db *db, const char *id);

enum { ORDER_PLACE_LEASE = 30000 };
#define ORDER_PLACE_START 1795000000000LL

#endif

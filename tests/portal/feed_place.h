/* Published indicators and a device's key, for the tests of what programs fetch. */
#ifndef VARDE_TESTS_PORTAL_FEED_PLACE_H
#define VARDE_TESTS_PORTAL_FEED_PLACE_H

#include "desk/ioc.h"
#include "rig.h"

/* An active indicator, put there directly. Gives its id. */
const char *feed_place_put(struct rig *rig, const char *value, enum tlp tlp);

/* A key of the organisation; gives it. */
const char *feed_place_key(struct rig *rig, const char *org);

/* A program at the address of the key, which sends the key in a header; NULL: none. */
struct rig_browser *feed_place_program(struct rig *rig, const char *header, const char *value);

/* An API token of the person, limited to the scope (NULL: all). Gives it. */
const char *feed_place_token(struct rig *rig, const char *person, const char *scope);

#endif

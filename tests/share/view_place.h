/* What the tests of formats write from: a row of each type, and one of each state. */
#ifndef VARDE_TESTS_SHARE_VIEW_PLACE_H
#define VARDE_TESTS_SHARE_VIEW_PLACE_H

#include "codec/json.h"
#include "share/view.h"

#define VIEW_NOW INT64_C(1795000000000)
#define VIEW_DAY INT64_C(86400000)

/* Of a member's device: up to AMBER+STRICT for all is not theirs alone, so CLEAR to AMBER. */
extern const struct share_view view_place;

/* The same that sees nothing but CLEAR. */
extern const struct share_view view_place_public;

/* The row of that id. */
const struct blocklist_row *view_place_row(const char *id);

/* Parses what was written; fails the test when it is no JSON. */
struct json *view_place_json(const struct str *text, struct arena *arena);

#endif

/* Community ID, version 1 (github.com/corelight/community-id-spec): the name of a flow that
 * other tools compute alike. */
#ifndef VARDE_SENSE_COMMUNITY_H
#define VARDE_SENSE_COMMUNITY_H

#include "flow/flow.h"

enum { COMMUNITY_TEXT = 31 }; /* "1:", 28 digits of base64, NUL */

/* The flow's, into to[COMMUNITY_TEXT]. Returns to. */
const char *community_id(const struct flow *flow, uint16_t seed, char *to);

#endif

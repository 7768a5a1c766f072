/* Who fetches with a key of an organisation's devices (desk/feed_key.h): as what, and what they
 * see. */
#ifndef VARDE_PORTAL_FEED_VIEWER_H
#define VARDE_PORTAL_FEED_VIEWER_H

#include "api/call.h"
#include "desk/feed_key.h"
#include "model/audience.h"

/* The key that was sent: header X-API-Key, the password of HTTP's basic scheme (RFC 7617), or
 * ?apikey=; NULL: none. */
const char *feed_viewer_key(struct call *call);

/* A member of the key's organisation, without a role, in the call's arena. ERR_*. */
int feed_viewer_of(
    struct call *call, const struct feed_key *key, struct audience_viewer *ret) MUST_USE;

#endif

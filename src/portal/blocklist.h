/* The blocklist's page at a member, and the list itself. */
#ifndef VARDE_PORTAL_BLOCKLIST_H
#define VARDE_PORTAL_BLOCKLIST_H

#include "api/call.h"

/* GET /v3: the list for a key, in the format that is asked for. */
int blocklist_feed(struct call *call) MUST_USE;

#endif

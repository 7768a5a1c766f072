/* The overview of an organisation. */
#ifndef VARDE_PORTAL_ORG_H
#define VARDE_PORTAL_ORG_H

#include "api/call.h"

/* Sets data.next: what the organisation has to do, the most urgent first (text, href). */
int org_next_steps(struct call *call) MUST_USE;

/* Sets data.sector: the sector's distribution beside the organisation's figures, without names;
 * nothing when fewer than five organisations have figures. */
int org_sector(struct call *call) MUST_USE;

#endif

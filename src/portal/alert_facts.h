/* What lies around an alert, on its page: findings, what was said before, services, the newest
 * events and what they show. */
#ifndef VARDE_PORTAL_ALERT_FACTS_H
#define VARDE_PORTAL_ALERT_FACTS_H

#include "api/call.h"
#include "desk/alert_around.h"

/* Sets data.evidence (facts of the newest event), data.newest (events), data.explained
 * (findings on the system, with why each may explain it), data.before (alerts), data.services
 * and, for the CERT, data.values (that could be indicators). */
int alert_facts_fill(struct call *call, const struct alert *a, bool cert) MUST_USE;

#endif

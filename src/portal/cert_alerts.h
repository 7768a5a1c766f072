/* What the CERT's pages of alerts share. */
#ifndef VARDE_PORTAL_CERT_ALERTS_H
#define VARDE_PORTAL_CERT_ALERTS_H

#include "api/call.h"

/* The id of the organisation that a field names (by name, abbreviation or id); NULL when it is
 * empty, or (then noted as wrong) none or several. */
const char *cert_alerts_org(struct call *call, const char *field);

#endif

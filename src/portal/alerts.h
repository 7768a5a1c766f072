/* What the pages of alerts share, the CERT's and the members'. */
#ifndef VARDE_PORTAL_ALERTS_H
#define VARDE_PORTAL_ALERTS_H

#include "api/list.h"
#include "desk/alert.h"

/* Sets data.alert (the record with its labels, kind, taxonomy and advice), data.grade (its
 * source's, by the Admiralty's scale), data.history, data.finding and data.notice, for the CERT
 * (who also sees data.above, what its organisation belongs to) or the member. */
int alerts_fill(struct call *call, const struct alert *a, bool cert) MUST_USE;

/* The list of the alert's events (?format=csv exports them). */
int alerts_rows(struct call *call, const struct alert *a) MUST_USE;

/* Adds the words of a row of a list of alerts: its label, and its title. */
void alerts_row(struct call *call, struct json *row);

/* By severity, for the order of lists. */
#define ALERTS_SEVERITY                                                                     \
	"CASE a.\"severity\" WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN " \
	"2 WHEN 'low' THEN 3 ELSE 4 END"

#endif

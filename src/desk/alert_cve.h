/*
 * CVEs that alerts name, by the metadata of a sensor's rule or by what a report calls them,
 * against what is open on the same system: a finding of an audit, of a tester's tool or of a
 * penetration test that has the CVE. An attack on a weakness that is there comes first.
 */
#ifndef VARDE_DESK_ALERT_CVE_H
#define VARDE_DESK_ALERT_CVE_H

#include "base/vec.h"
#include "model/event.h"
#include "store/desk.h"

enum {
	ALERT_CVES = 10,   /* of one alert */
	ALERT_SAMES = 100, /* findings of one alert */
};

/* States of a finding that is not over, as a condition on tracked_finding AS t. */
#define ALERT_CVE_OPEN                                                                  \
	"t.\"state\" IN ('triage', 'open', 'notified', 'acknowledged', 'in_progress', " \
	"'claimed_fixed', 'verifying', 'accepted')"

/* The number of a CVE as rules and people write it ("cve_2021_44228", "CVE-2021-44228",
 * "2021-44228"), in its proper form; NULL when it is none. */
const char *alert_cve_read(const char *text, struct arena *arena);

/* Adds those that the event names to *ret, each once and ALERT_CVES at most; texts live in the
 * arena. */
void alert_cve_of(const struct event *e, struct arena *arena, struct text_list *ret);

/* An alert, and what its events name. */
struct alert_cve_case {
	const struct alert *alert; /* borrowed; has an organisation */
	struct text_list cves;
	struct text_list findings; /* ids of open findings that have one of them */
	const char *cve;           /* the one that the first of these has; NULL: none */
};

struct alert_cve_cases {
	VEC(struct alert_cve_case) all;
};

/* Finds .findings and .cve of each case, in one statement for all of them. */
int alert_cve_find(struct db *db, struct alert_cve_cases *cases, struct arena *arena) MUST_USE;

#endif

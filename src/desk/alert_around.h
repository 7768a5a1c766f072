/*
 * What lies around an alert: findings on the same system (which may explain it), what was said
 * of the system before, the services seen on it, the newest events with their evidence, and the
 * values in these that could be indicators. Read only.
 */
#ifndef VARDE_DESK_ALERT_AROUND_H
#define VARDE_DESK_ALERT_AROUND_H

#include "base/vec.h"
#include "model/event.h"
#include "store/desk.h"

enum { ALERT_AROUND = 20 /* of each */ };

struct alert_around {
	struct desk_records findings; /* struct tracked: open ones on the system */
	struct text_list same;        /* ids of those about a CVE that the alert names */
	struct text_list tested;      /* ids of those that a penetration test found */
	struct desk_records before;   /* struct alert: others about the system */
	struct desk_records services; /* struct exposed: what answers there */
	struct desk_records events;   /* struct event: the newest first */
	struct text_list cves;        /* that its events name, "CVE-2021-44228" */
	struct text_list values;      /* of the other side: addresses, names, prints, hashes */
};

/* Who looks at it. */
struct alert_around_view {
	bool cert;   /* sees what was not told */
	bool inside; /* of the organisation, or the CERT: sees AMBER+STRICT */
};

/* Reads it. */
int alert_around(struct db *db, const struct alert *a, const struct alert_around_view *view,
    struct arena *arena, struct alert_around *ret) MUST_USE;

#endif

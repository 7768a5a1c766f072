/*
 * Events become alerts: those of one organisation, kind, asset and indicator are one alert, as
 * long as not ALERT_WINDOW_DAYS pass between them. What was closed as fixed and is seen again
 * is opened anew; what was said to be a false alarm, not theirs or accepted stays quiet.
 */
#ifndef VARDE_DESK_ALERT_MAKE_H
#define VARDE_DESK_ALERT_MAKE_H

#include "desk/alert.h"
#include "desk/attribute.h"

struct alert_made {
	int64_t added;   /* alerts that are new */
	int64_t grown;   /* alerts that were there */
	int64_t nobodys; /* events that are nobody's */
};

/*
 * Sets whose the events are and which alert they count for, and stores the alerts, inside the
 * caller's DB_WRITE transaction, which holds alert_make_lock. hold: an analyst says when they
 * are told. The events are stored by the caller. ERR_BUSY: an alert was changed meanwhile; the
 * transaction must be done again.
 */
int alert_make(struct db *db, const struct attribute *who, struct event *const *events,
    size_t n, bool hold, int64_t now, struct arena *arena, struct alert_made *ret) MUST_USE;

/* One maker of alerts at a time, until the caller's DB_WRITE transaction ends. */
int alert_make_lock(struct db *db) MUST_USE;

#endif

/*
 * Alerts are told by notices (desk/notice.h): one an organisation and kind of alert, with its
 * alerts as items. What is answered to the notice is said of these alerts.
 */
#ifndef VARDE_DESK_ALERT_TELL_H
#define VARDE_DESK_ALERT_TELL_H

#include "desk/alert.h"
#include "desk/notice.h"

/* Of notice_causes; the object is the kind of event. */
#define ALERT_CAUSE "alert"

enum { ALERT_TELL_BATCH = 500 /* notices of one transaction */ };

struct alert_told {
	int64_t alerts;   /* that were told */
	int64_t orgs;     /* notices: organisations and kinds */
	int64_t messages; /* that were put into the outbox */
};

/* Tells all alerts that wait, in transactions of its own; any number of servers. More than max
 * notices are left for the next call. *ret is set even when it fails. */
int alert_tell_due(struct db *db, int64_t now, int64_t max, struct alert_told *ret) MUST_USE;

/* Tells one alert that waits or is held, with the others of its organisation and kind that
 * wait. MAY_REVIEW. */
int alert_tell_one(struct db *db, const struct actor *actor, const char *id, int64_t now,
    struct arena *arena) MUST_USE;

/* The notice was answered: so are its alerts. For notice_causes. */
int alert_tell_answered(struct db *db, const struct actor *actor, const struct notice *n,
    int64_t now, struct arena *arena) MUST_USE;

#endif

/* What an alert goes on as: an incident with its parties, indicators, a targeted audit. Each
 * does what its own header says (desk/incident.h, desk/ioc.h, desk/order.h). */
#ifndef VARDE_DESK_ALERT_NEXT_H
#define VARDE_DESK_ALERT_NEXT_H

#include "desk/alert.h"
#include "desk/order.h"

enum { ALERT_NEXT_PARTIES = 50 };

/*
 * Opens an incident: the alert's organisation is its victim, those with an open alert of the
 * same kind and indicator may be hit, values of the other side are its observables. What was
 * opened of the alert before and goes on is given instead. MAY_REVIEW. ERR_RANGE (it is
 * nobody's). *ret is the incident's id.
 */
int alert_next_incident(struct db *db, const struct actor *actor, const struct alert *a,
    int64_t now, struct arena *arena, const char **ret) MUST_USE;

/* Enters these values of it as candidates; what is none is passed over. The label is the
 * alert's and AMBER at least. MAY_REVIEW. ERR_RANGE (none of them is one). */
int alert_next_indicators(struct db *db, const struct actor *actor, const struct alert *a,
    const struct text_list *values, int64_t now, struct arena *arena, size_t *ret) MUST_USE;

/* Orders a targeted audit of the system. Errors of order_submit. *ret is the order. */
int alert_next_order(struct db *db, const struct order_house *house, const struct actor *actor,
    unsigned roles, const struct alert *a, int64_t now, struct arena *arena,
    struct audit_order *ret) MUST_USE;

#endif

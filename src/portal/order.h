/* Orders: the page of one, its form, its live progress. */
#ifndef VARDE_PORTAL_ORDER_H
#define VARDE_PORTAL_ORDER_H

#include "api/call.h"
#include "model/order.h"

/* The form of a new order, and what it sends: an estimate first, then the order. */
int order_form(struct call *call);
int order_form_sent(struct call *call);

/*
 * What the worker told last of an order; of a group's order, which has no work of its own, that
 * of its sites together: .hosts and the like are sums, .stage is NULL. *ret is empty when there
 * is none yet. Errors of the database.
 */
int order_progress(struct db *db, const struct audit_order *o, struct arena *arena,
    struct chunk *ret) MUST_USE;

/* GET .../events: the order's progress as server-sent events. */
int order_live(struct call *call);

#endif

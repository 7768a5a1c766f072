/* Orders: the page of one, its form, its live progress. */
#ifndef VARDE_PORTAL_ORDER_H
#define VARDE_PORTAL_ORDER_H

#include "api/call.h"
#include "model/order.h"

/* The form of a new order, and what it sends: an estimate first, then the order. */
int order_form(struct call *call);
int order_form_sent(struct call *call);

/* GET .../events: the order's progress as server-sent events. */
int order_live(struct call *call);

#endif

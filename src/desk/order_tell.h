/* Who is told of the steps of an order: messages put beside the step, in its transaction. */
#ifndef VARDE_DESK_ORDER_TELL_H
#define VARDE_DESK_ORDER_TELL_H

#include "desk/log.h"
#include "model/order.h"

/*
 * Puts the messages of that action (enum order_action) into the outbox, inside the caller's
 * DB_WRITE transaction: to who ordered it, and of a delivery and a stop to the organisation's
 * officers too; never to who did it. Most actions tell nobody.
 */
int order_tell(struct db *db, const struct actor *actor, const struct audit_order *o,
    int action, int64_t now) MUST_USE;

#endif

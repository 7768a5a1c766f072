/* What is delivered of an order's run: without the findings that were dismissed. */
#ifndef VARDE_PORTAL_CERT_DELIVERY_H
#define VARDE_PORTAL_CERT_DELIVERY_H

#include "api/call.h"
#include "model/order.h"
#include "run/finish.h"

/*
 * Loads the run of the order as finish_load does, and leaves out what the CERT has dismissed
 * since: false positives, duplicates, what is not theirs. Errors of finish_load, in call->msg.
 */
int cert_delivery_load(
    struct call *call, const struct audit_order *order, struct stored_run *ret) MUST_USE;

/* Renders one format with the watermark (NULL: none) into the reply, as a file to keep. */
int cert_delivery_send(struct call *call, const struct audit_order *order,
    enum report_format format, const char *watermark) MUST_USE;

#endif

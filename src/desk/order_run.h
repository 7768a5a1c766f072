/*
 * Orders in the machine room: a worker takes the chunk, ends it, the findings are made and
 * followed, and recurring orders come again. Everything may be called twice, by any server, and
 * after a crash: what is done already is left as it is.
 */
#ifndef VARDE_DESK_ORDER_RUN_H
#define VARDE_DESK_ORDER_RUN_H

#include "desk/order.h"

/*
 * A worker has claimed the chunk (desk/queue.h): gives the job to hand out, from what is
 * authorised at this moment, makes the run, and moves the order to running. ERR_CANCELLED: the
 * order was stopped, ERR_DENIED: the authorisation does not hold any more (the order then is
 * paused and says why): the chunk is cancelled and must not be handed out.
 */
int order_start(struct db *db, const struct order_house *house, const struct chunk *chunk,
    int64_t now, struct arena *arena, struct job *ret) MUST_USE;

/*
 * Looks where the order stands when its chunks have ended: done ones end the run, whose
 * findings are assessed, followed (desk/tracked_run.h) and compared with what was exposed; then
 * the CERT prepares the delivery, or a re-test is closed. A chunk that failed, or was stopped
 * by nobody's button, pauses the order. *ret (NULL allowed): the order after it.
 */
int order_settle(struct db *db, const struct order_house *house, const char *id, int64_t now,
    struct arena *arena, struct audit_order *ret) MUST_USE;

/* order_settle for every order that may need it, up to max. *ret: how many moved. */
int order_settle_due(struct db *db, const struct order_house *house, int64_t now, int max,
    int64_t *ret) MUST_USE;

/* Recurring orders that are due are ordered again, up to max, each once. *ret: how many. */
int order_repeat_due(struct db *db, const struct order_house *house, int64_t now, int max,
    int64_t *ret) MUST_USE;

/*
 * Assesses the run of that id of the organisation and follows its findings and exposure.
 * retest: tracked finding, or NULL. *ret_findings: how many the run has.
 */
int order_analyse(struct db *db, const struct pack *kb, const char *org, const char *id,
    const char *retest, int64_t now, int64_t *ret_findings) MUST_USE;

#endif

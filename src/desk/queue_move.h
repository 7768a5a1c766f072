/* People change the order of the queue. */
#ifndef VARDE_DESK_QUEUE_MOVE_H
#define VARDE_DESK_QUEUE_MOVE_H

#include "desk/log.h"

enum { QUEUE_FIRST = -10000, QUEUE_LAST = 10000 }; /* bounds of a priority */

/*
 * Gives the order and its chunks that wait another priority (lower is sooner), with an entry in
 * the log. ERR_NOTFOUND; ERR_RANGE (outside of the bounds); ERR_UNSUPPORTED (it waits no more).
 */
int queue_move(struct db *db, const struct actor *actor, const char *order, int64_t priority,
    int64_t now) MUST_USE;

/* The priority that comes before everything that waits (within the bounds). */
int queue_front(struct db *db, int64_t *ret) MUST_USE;

#endif

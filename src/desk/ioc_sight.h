/* Indicators that sensors met: an event that names its indicator (the rule's metadata, or a
 * hunt) is a sighting of it, once an indicator, organisation and day. */
#ifndef VARDE_DESK_IOC_SIGHT_H
#define VARDE_DESK_IOC_SIGHT_H

#include "model/event.h"
#include "store/desk.h"

/* Counts the events, which are new and have .org when they are somebody's, inside the caller's
 * DB_WRITE transaction. *ret (NULL allowed) is how many sightings are new. */
int ioc_sight_events(struct db *db, struct event *const *events, size_t n, struct arena *arena,
    int64_t *ret) MUST_USE;

#endif

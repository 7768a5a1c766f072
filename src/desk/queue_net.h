/*
 * Where chunks are. One chunk an organisation keeps one organisation's addresses at one pace;
 * what several share (one hosting provider, one proxy) has one pace because no two leased
 * chunks are at one network: a /24, or a /48 of IPv6, which is also what the gate gives one
 * pace.
 */
#ifndef VARDE_DESK_QUEUE_NET_H
#define VARDE_DESK_QUEUE_NET_H

#include "desk/queue.h"
#include "model/observation.h"

/*
 * Notes that the leased chunk will be at the places (addresses and networks; names among them
 * are passed over) besides where it is known to be, also by an earlier lease. *ret_free false:
 * another leased chunk is at one of them, or this one is not leased; nothing is noted. Begins a
 * transaction of its own. Errors of the store.
 */
int queue_net_take(struct db *db, const char *id, const struct text_list *places,
    struct arena *arena, bool *ret_free) MUST_USE;

/* Notes for its next lease where the chunk, which waits now, will be. */
int queue_net_note(struct db *db, const char *id, const struct text_list *places,
    struct arena *arena) MUST_USE;

/* The places that assets among the observations (borrows) lead to, into *ret (in the arena). */
void queue_net_assets(
    const struct observations *seen, struct arena *arena, struct text_list *ret);

/* The places of the run's assets that were stored after *seq, which moves on, into *ret (in the
 * arena). Errors of the store. */
int queue_net_found(struct db *db, const char *run, int64_t *seq, struct arena *arena,
    struct text_list *ret) MUST_USE;

/* Addresses where the organisation was seen to have services by earlier runs. */
int queue_net_known(
    struct db *db, const char *org, struct arena *arena, struct text_list *ret) MUST_USE;

#endif

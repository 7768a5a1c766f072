/*
 * Sources of indicators: feeds of MISP that are pulled (desk/ioc_pull.h). A source is looked at
 * first, and nothing is entered; who has seen what it holds switches it on, and from then on it
 * is taken in by itself, in that person's name and with their rights. What comes is a candidate
 * as if it had been entered by hand.
 */
#ifndef VARDE_DESK_IOC_SOURCE_H
#define VARDE_DESK_IOC_SOURCE_H

#include "desk/log.h"
#include "model/ioc_source.h"
#include "store/desk.h"

enum { IOC_SOURCE_MAX = 100, IOC_SOURCE_LEASE = 15 * 60000 /* ms */ };

/* All sources, by name. */
int ioc_source_list(struct db *db, struct arena *arena, struct desk_records *ret) MUST_USE;

/* ERR_NOTFOUND with a message. */
int ioc_source_get(
    struct db *db, const char *id, struct arena *arena, struct ioc_source *ret) MUST_USE;

/* What may be entered. Sets *ret_field to the member that is wrong. ERR_RANGE with *why. */
int ioc_source_check(
    const struct ioc_source *s, const char **ret_field, struct msg *why) MUST_USE;

/*
 * Stores the source (new: without an id), with a log entry. One whose address, key or label is
 * another now is switched off: somebody has to look at it again. ERR_RANGE (ioc_source_check),
 * ERR_DENIED (needs MAY_DECIDE), ERR_LIMIT (too many), ERR_BUSY.
 */
int ioc_source_save(struct db *db, const struct actor *actor, struct ioc_source *s, int64_t now,
    struct arena *arena) MUST_USE;

/* Switches it on, in the actor's name, or off. ERR_DENIED: it has not been looked at since its
 * last change, or the actor may not (MAY_DECIDE). */
int ioc_source_switch(struct db *db, const struct actor *actor, const char *id, bool on,
    int64_t now, struct arena *arena) MUST_USE;

/* Somebody wants it looked at now (MAY_REVIEW): taken in when it is on, else only looked at. */
int ioc_source_ask(struct db *db, const struct actor *actor, const char *id, int64_t now,
    struct arena *arena) MUST_USE;

/* Takes the source away (MAY_DECIDE); its indicators stay. ERR_NOTFOUND. */
int ioc_source_remove(struct db *db, const struct actor *actor, const char *id, int64_t now,
    struct arena *arena) MUST_USE;

/* Leases one that is due or was asked for: 1 and the source, or 0. Any number of servers. */
int ioc_source_claim(
    struct db *db, int64_t now, struct arena *arena, struct ioc_source *ret) MUST_USE;

/* Stores what came of it, and ends the lease; began is when it was claimed. What a person has
 * changed meanwhile stays as they changed it. */
int ioc_source_settle(
    struct db *db, struct ioc_source *s, int64_t began, struct arena *arena) MUST_USE;

#endif

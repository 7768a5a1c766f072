/* Who hears of an incident: messages that say that something is new and where, and nothing of
 * what. Inside the caller's DB_WRITE transaction. */
#ifndef VARDE_DESK_INCIDENT_TELL_H
#define VARDE_DESK_INCIDENT_TELL_H

#include "desk/log.h"
#include "model/incident.h"
#include "store/db.h"

/* Those of the CERT who review hear of the case, but for the actor. about is what it is about:
 * each tells once. */
int incident_tell_cert(struct db *db, const struct actor *actor, const struct incident *i,
    const char *template, const char *about, bool exercise, int64_t now,
    struct arena *arena) MUST_USE;

/* Those of the party who answer for it hear of it, but for the actor. */
int incident_tell_party(struct db *db, const struct actor *actor,
    const struct incident_party *party, const char *template, bool exercise, const char *about,
    int64_t now, struct arena *arena) MUST_USE;

/* A clock comes near or has run out: those whose duty it is hear of it, at most once for each
 * round (the day of lateness, -1 before). *ret_told counts the messages. */
int incident_tell_clock(struct db *db, const struct obligation *o, const char *ref,
    bool exercise, int64_t round, int64_t now, struct arena *arena, int64_t *ret_told) MUST_USE;

#endif

/*
 * What is wrong with contacts, so that it is mended before they are needed: keys that failed,
 * mails that came back, questions nobody answered. A cause is one row, however often it is
 * noted. The board that shows them is portal/cert_contacts.c.
 */
#ifndef VARDE_DESK_CONTACT_HEALTH_H
#define VARDE_DESK_CONTACT_HEALTH_H

#include "desk/log.h"
#include "model/contact.h"
#include "store/desk.h"

/* The row of that kind and cause (an id, or a mail address). In the arena. */
const char *contact_health_id(
    enum contact_health_kind kind, const char *cause, struct arena *arena);

/*
 * Notes it inside the caller's DB_WRITE transaction: type, person, org, mail, object, status
 * and reason (cut when too long) are the caller's, cause as contact_health_id takes it. The
 * same cause again counts up; one that was settled begins anew. *note's id, times and count are
 * set.
 */
int contact_health_note(struct db *db, struct contact_health *note, const char *cause,
    int64_t now, struct arena *arena) MUST_USE;

/* It is mended, inside the caller's DB_WRITE transaction; actor NULL: Varde itself saw it.
 * Nothing that is open is fine. *ret_changed (NULL allowed) tells whether something was. */
int contact_health_settle(struct db *db, const struct actor *actor,
    enum contact_health_kind kind, const char *cause, int64_t now, struct arena *arena,
    bool *ret_changed) MUST_USE;

/* Mails reach the person again: what came back from their addresses is mended. Inside the
 * caller's DB_WRITE transaction. */
int contact_health_reached(struct db *db, const char *person, int64_t now) MUST_USE;

/* Somebody of the CERT says that it is mended, by the row's id; with an entry in the log. An
 * address that mails came back from is written to again. ERR_NOTFOUND (not open). */
int contact_health_close(
    struct db *db, const struct actor *actor, const char *id, int64_t now) MUST_USE;

#endif

/* One-time links that lead somebody in: the first administrator, invitations, forgotten
 * passwords, mail addresses to confirm, contacts to confirm. */
#ifndef VARDE_PORTAL_LINKS_H
#define VARDE_PORTAL_LINKS_H

#include "api/call.h"

/*
 * Makes a link of that purpose for the person and puts a message of the template, whose values
 * have link and expires, into the outbox, inside the caller's DB_WRITE transaction. object
 * (NULL allowed) is the link's. At most one message in five minutes goes out. ERR_* of the
 * store, in db_msg.
 */
int links_mail(struct call *call, enum link_purpose purpose, const struct person *person,
    const char *object, const char *template) MUST_USE;

/* Checks a new password, typed twice (fields password and again); wrong fields are noted. */
bool links_password(struct call *call, const struct person *person);

#endif

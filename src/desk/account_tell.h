/* People hear by mail what was changed about their ways in, so that they notice when it was not
 * them. */
#ifndef VARDE_DESK_ACCOUNT_TELL_H
#define VARDE_DESK_ACCOUNT_TELL_H

#include "desk/log.h"

/*
 * Puts the message about that action of the log ("person.password", "passkey.add") into the
 * outbox, inside the caller's DB_WRITE transaction. Most actions tell nothing, and neither does
 * a first password: whoever sets it was mailed the link.
 */
int account_tell(struct db *db, const char *person, const char *action, int64_t now) MUST_USE;

/* What the message says of an action, a key of the catalogue; NULL: it tells nothing. */
const char *account_tell_text(const char *action);

#endif

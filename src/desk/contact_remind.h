/* Mails that keep contacts good: keys that end soon, and the question every quarter whether
 * somebody still is the contact. */
#ifndef VARDE_DESK_CONTACT_REMIND_H
#define VARDE_DESK_CONTACT_REMIND_H

#include "store/db.h"

#define CONTACT_DAY     INT64_C(86400000)
#define CONTACT_QUARTER (90 * CONTACT_DAY) /* after that a contact is asked again */
#define CONTACT_AGAIN   (30 * CONTACT_DAY) /* and again when there was no answer */
#define CONTACT_LINK    (30 * CONTACT_DAY) /* the link of the question is good for so long */

/*
 * Puts into the outbox what is to be told now: to whoever has a key in use that ends within 60,
 * 30 and 7 days, that it does, once each; to everybody with a role at an active organisation
 * who was not confirmed for a quarter, one mail for all their roles with a one-time link that
 * confirms them (url: the portal's address). At most max of each; any number of servers may do
 * it at once. *ret: how many messages.
 */
int contact_remind_due(
    struct db *db, const char *url, int64_t now, int max, int64_t *ret) MUST_USE;

#endif

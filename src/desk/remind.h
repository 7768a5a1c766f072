/* Mails about dates that come near: findings that are due, proofs that lapse, acceptances that
 * end. */
#ifndef VARDE_DESK_REMIND_H
#define VARDE_DESK_REMIND_H

#include "store/db.h"

#define REMIND_DAY        INT64_C(86400000)
#define REMIND_DUE        (7 * REMIND_DAY)  /* before the deadline of a finding */
#define REMIND_LAPSE      (14 * REMIND_DAY) /* before an item lapses: its days of grace */
#define REMIND_ACCEPTANCE (14 * REMIND_DAY) /* before an acceptance ends */
#define REMIND_TOKEN      (7 * REMIND_DAY) /* before a token ends, if it is good for twice that */
#define REMIND_HOUR       (6 * REMIND_DAY / 24) /* UTC; nothing is told earlier in the day */

/*
 * Looks at up to max organisations that were not looked at today and puts what is to be told
 * into the outbox, in one transaction: to everybody who may answer, at most once a week (from
 * Monday), that findings are due; to everybody who may declare, as often, that proofs lapse; to
 * everybody who may accept, once each, that an acceptance ends; to whoever made it, once, that
 * a token ends. Where it stands is kept in the database, so that any number of servers do it
 * once. *ret: how many messages.
 */
int remind_due(struct db *db, int64_t now, int max, int64_t *ret) MUST_USE;

#endif

/* A log of a few entries and a signer of our own, for the tests of the audit log. */
#ifndef VARDE_TESTS_DESK_LOG_PLACE_H
#define VARDE_TESTS_DESK_LOG_PLACE_H

#include "desk/log_verify.h"
#include "place.h"

enum { LOG_PLACE_ENTRIES = 6 };

/* A keyed digest stands for a signature: key "k1", and whoever does not know "secret" fails. */
extern const struct log_signer log_place_signer;
extern const struct log_trust log_place_trust;

/* Appends LOG_PLACE_ENTRIES entries, each in a transaction; heads after the 2nd and the 4th. */
void log_place_fill(struct db *db);

/* One entry of that action, in its transaction. */
void log_place_append(struct db *db, const char *action, int64_t now);

/* Removes what keeps the log from being changed. */
void log_place_unlock(struct db *db);

#endif

/*
 * Writes down who read what: entries of many threads go into the audit log in one transaction
 * (group commit), and a request's reply is not sent before its entry is stored.
 */
#ifndef VARDE_API_APPENDER_H
#define VARDE_API_APPENDER_H

#include "base/err.h"
#include "desk/log.h"

struct appender;

/* Starts the thread that writes, with a database handle of its own. Gives; appender_stop ends
 * it. Errors of db_open. */
int appender_start(const char *db, struct appender **ret, struct msg *msg) MUST_USE;

/* Stores one entry and waits until it is durable; texts are borrowed. ERR_* of the store. Any
 * thread. */
int appender_add(struct appender *appender, const struct actor *actor, const char *action,
    const char *org, const char *object, const char *outcome, int64_t now) MUST_USE;

/* Writes what is left, ends the thread and frees. NULL is allowed. Returns NULL. */
struct appender *appender_stop(struct appender *appender);

#endif

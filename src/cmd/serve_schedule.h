/* What a server does without being asked: a thread with a database handle of its own. */
#ifndef VARDE_CMD_SERVE_SCHEDULE_H
#define VARDE_CMD_SERVE_SCHEDULE_H

#include "base/err.h"
#include "desk/log.h"
#include "model/settings.h"

#define SERVE_SCHEDULE_KEY "log.key" /* in settings.data: signs the audit log */

struct serve_schedule;

/* Another thing that is due now and then (the notifier's sending): called on the thread. */
struct serve_schedule_row {
	const char *name;
	int64_t every_ms;
	int (*fn)(void *arg, struct db *db, int64_t now);
	void *arg;
};

/* Starts it; rows (borrowed, NULL allowed) end with name NULL. Errors of the log's key and
 * ERR_IO, with a message. Gives; serve_schedule_stop ends it. */
int serve_schedule_start(const struct settings *settings, const struct serve_schedule_row *rows,
    struct serve_schedule **ret, struct msg *msg) MUST_USE;

/* NULL is allowed. Returns NULL. */
struct serve_schedule *serve_schedule_stop(struct serve_schedule *schedule);

#endif

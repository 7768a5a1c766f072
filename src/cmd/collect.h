/* Collecting for somebody at a terminal: units are stored, progress is shown, signals stop it.
 */
#ifndef VARDE_CMD_COLLECT_H
#define VARDE_CMD_COLLECT_H

#include "cmd/progress.h"
#include "run/collect.h"
#include "store/observation.h"

/*
 * Runs varde-scan with the job and the run's stored observations (for a resumed run), and
 * stores its records in batches. SIGINT and SIGTERM stop it in good order; a second one ends it
 * at once. What was stored stays whole whatever happens. 0 also for a stopped scan (ret->state
 * tells); ERR_* of the store or of starting the program with a message. *ret_db tells that the
 * store failed.
 */
int collect(struct db *db, const struct job *job, const struct observations *before,
    struct progress *progress, struct arena *arena, struct collected *ret, bool *ret_db,
    struct msg *msg) MUST_USE;

#endif

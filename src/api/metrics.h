/*
 * The figures of a running server for Prometheus (text format 0.0.4): what this process has
 * done, and what the database says is waiting. No names, addresses or paths: figures only.
 */
#ifndef VARDE_API_METRICS_H
#define VARDE_API_METRICS_H

#include "base/str.h"
#include "serve/serve.h"
#include "store/db.h"

enum { METRICS_BUCKETS = 10, METRICS_CLASSES = 5 };

/* Counted since the start; any thread. All zero to begin with. */
struct metrics {
	_Atomic int64_t classes[METRICS_CLASSES]; /* of answers: 1xx .. 5xx */
	_Atomic int64_t buckets[METRICS_BUCKETS]; /* by how long they took, not cumulative */
	_Atomic int64_t slower;                   /* than the last bucket */
	_Atomic int64_t us;                       /* that all of them took */
	_Atomic int64_t db_errors;                /* while figures were read */
};

/* Counts an answer that took us microseconds. */
void metrics_request(struct metrics *m, int status, int64_t us);

/* Appends what this process counted. */
void metrics_process(
    const struct metrics *m, const struct serve_figures *figures, struct str *out);

/* Appends what the database says; failures are counted in *m. Errors of the database. */
int metrics_database(struct metrics *m, struct db *db, int64_t now, struct str *out) MUST_USE;

#endif

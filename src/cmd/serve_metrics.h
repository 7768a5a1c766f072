/* What a running server tells those who run it: a line of log a request, and figures on a
 * listener of their own. */
#ifndef VARDE_CMD_SERVE_METRICS_H
#define VARDE_CMD_SERVE_METRICS_H

#include "model/settings.h"
#include "serve/serve.h"

struct serve_metrics;

/* Counts and logs an answer; the log of struct serve_options, for any thread. */
void serve_metrics_request(
    void *app, const struct serve_request *rq, int status, size_t bytes, int64_t us);

/* The path without what opens doors: segments as long as a token are cut. The arena owns it. */
const char *serve_metrics_path(const char *path, struct arena *arena);

/* Listens on settings->metrics_listen (none: does nothing, *ret is NULL); borrows settings and
 * web. ERR_DENIED when it is not a place of this machine alone; errors of serve_start. Gives;
 * serve_metrics_stop ends it. */
int serve_metrics_start(const struct settings *settings, const struct serve *web,
    struct serve_metrics **ret, struct msg *msg) MUST_USE;

/* NULL is allowed. Returns NULL. */
struct serve_metrics *serve_metrics_stop(struct serve_metrics *metrics);

#endif

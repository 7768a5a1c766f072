/* The local workers of a server: processes (varde work) that are started, and again when they
 * die, and ended with the server. */
#ifndef VARDE_CMD_SERVE_WORKERS_H
#define VARDE_CMD_SERVE_WORKERS_H

#include "cmd/serve.h"

struct serve_workers;

/* Starts as many as the settings say, with the server's own options; borrows all. ERR_IO with a
 * message. Gives; serve_workers_stop ends it. */
int serve_workers_start(const struct server_options *o, const struct settings *settings,
    struct serve_workers **ret, struct msg *msg) MUST_USE;

/* Ends them in good order: their chunks go back into the queue. NULL is allowed. Returns NULL.
 */
struct serve_workers *serve_workers_stop(struct serve_workers *workers);

#endif

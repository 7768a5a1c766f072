/* Pulls sources of indicators (desk/ioc_pull.h) in a thread of its own: a slow peer keeps
 * nobody waiting. */
#ifndef VARDE_CMD_SERVE_SOURCES_H
#define VARDE_CMD_SERVE_SOURCES_H

#include "base/err.h"
#include "model/settings.h"

struct serve_sources;

/* Starts the thread. The settings are borrowed until serve_sources_stop. ERR_IO, with a
 * message. Gives. */
int serve_sources_start(
    const struct settings *settings, struct serve_sources **ret, struct msg *msg) MUST_USE;

/* Ends a transfer that runs, waits for the thread's end and frees all. NULL is fine. Returns
 * NULL. */
struct serve_sources *serve_sources_stop(struct serve_sources *sources);

#endif

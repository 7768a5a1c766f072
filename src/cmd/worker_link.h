/* A worker's word with its server (api/worker.h): HTTPS with certificates on both sides. */
#ifndef VARDE_CMD_WORKER_LINK_H
#define VARDE_CMD_WORKER_LINK_H

#include "codec/json.h"
#include "model/observation.h"
#include "net/fetch.h"
#include "run/chunk.h"
#include "run/spool_read.h"

/* Borrows all. Any thread may use it. */
struct worker_link {
	const char *url; /* without a final slash */
	const char *cert, *key, *ca;
	const char *spool; /* its name */
};

/*
 * What every call gives: 0; ERR_BUSY: the chunk is somebody else's, drop it; ERR_DENIED: this
 * worker is not known; ERR_RANGE and the like: the server will never take this; ERR_CLOSED: it
 * cannot be reached or has trouble, ask again. With a message.
 */

/* Asks for work: *ret_id NULL when there is none. Texts in the arena. */
int worker_link_claim(const struct worker_link *link, struct arena *arena, const char **ret_id,
    struct json **ret_job, struct msg *msg) MUST_USE;

/* What the server has of the chunk. */
int worker_link_before(const struct worker_link *link, const char *id, struct arena *arena,
    struct observations *ret, struct msg *msg) MUST_USE;

/* Tells progress and learns whether to stop. */
int worker_link_beat(const struct worker_link *link, const char *id,
    const struct chunk_news *news, bool *ret_stop, struct msg *msg) MUST_USE;

/*
 * Ships what the spool has now, acknowledged piece by piece. *ret_end (NULL: the end is left in
 * the spool) is filled when its end came; reason in the arena.
 */
int worker_link_ship(const struct worker_link *link, const char *id, struct spool_read *spool,
    struct arena *arena, struct spool_batch *ret_end, struct msg *msg) MUST_USE;

/* Tells the end: "finished", "failed", "stopped", "released". reason may be NULL. */
int worker_link_end(const struct worker_link *link, const char *id, const char *state,
    const char *reason, struct msg *msg) MUST_USE;

#endif

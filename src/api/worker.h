/*
 * What workers on other machines ask of the server, as routes of a listener of its own: client
 * certificates decide who it is. A worker is registered by the SHA-256 of its certificate (row
 * "worker.SHA256" of table setting: its name). Everything may be sent twice.
 *
 *   claim          {} -> {"chunk": {"id", "proofs", "job"}}, or {"chunk": null}
 *   observations   what the server has of the chunk's run, NDJSON
 *   beat           progress -> {"stop": bool}; 409: it is somebody else's now
 *   units          NDJSON of whole units -> {"units": n}
 *   end            {"state": "finished", "failed", "stopped", "released", "reason"}
 */
#ifndef VARDE_API_WORKER_H
#define VARDE_API_WORKER_H

#include "api/route.h"
#include "desk/order.h"

#define WORKER_SETTING "worker." /* and the certificate's SHA-256 */

/* Tables of routes for the listener's struct app, whose .extra is the struct order_house. */
extern const struct route *const worker_tables[];

/* Registers a worker (name: letters, digits, dash, dot; PEM of its certificate), or gives the
 * certificate another name. ERR_SYNTAX with a message in the handle. */
int worker_add(struct db *db, const struct actor *actor, const char *name, struct span pem,
    int64_t now) MUST_USE;

/* Takes all certificates of the name away: they are nobody from now on. ERR_NOTFOUND. */
int worker_remove(
    struct db *db, const struct actor *actor, const char *name, int64_t now) MUST_USE;

#endif

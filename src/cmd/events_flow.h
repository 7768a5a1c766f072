/* varde events follow FILE, varde events listen SOCKET: lines that come without an end. */
#ifndef VARDE_CMD_EVENTS_FLOW_H
#define VARDE_CMD_EVENTS_FLOW_H

#include "desk/intake_flow.h"

/* Follows the file until SIGTERM, or (once) until nothing is new. Borrows. */
int events_follow(struct db *db, const struct intake_origin *origin, const char *path,
    bool once, struct msg *msg) MUST_USE;

/* Takes lines of whoever connects to the Unix socket (made here, mode 0660), until SIGTERM;
 * datagrams: a datagram is a line, or several. */
int events_listen(struct db *db, const struct intake_origin *origin, const char *path,
    bool datagrams, struct msg *msg) MUST_USE;

#endif

/*
 * A byte connection of a collector: TCP, or TLS on top of it, opened only through the gate
 * (net/gate.h). Calls are made from a coroutine (os/loop.h) and read top to bottom; timeouts
 * are milliseconds from the call. Errors: ERR_TIMEOUT, ERR_CLOSED, ERR_REFUSED, ERR_PROTOCOL
 * (TLS), ERR_CANCELLED (the job stops), ERR_DENIED (outside the perimeter), ERR_BLOCKED.
 */
#ifndef VARDE_NET_CONN_H
#define VARDE_NET_CONN_H

#include "base/str.h"

struct conn;

/* Waits for bytes and appends at least one and at most max of them to buf; ERR_CLOSED at the
 * end of the stream. */
int conn_read(struct conn *conn, struct str *buf, size_t max, int timeout_ms) MUST_USE;

/* Reads until buf holds at least n bytes in all. */
int conn_read_upto(struct conn *conn, struct str *buf, size_t n, int timeout_ms) MUST_USE;

/*
 * Reads into buf until done(buf) says that the answer is complete (borrows arg), which is asked
 * before the first read and after every one: for answers whose end shows in their bytes. buf
 * holds at most max bytes in all; ERR_LIMIT when that is reached first.
 */
int conn_read_lines(struct conn *conn, struct str *buf, size_t max,
    bool (*done)(struct span so_far, void *arg), void *arg, int timeout_ms) MUST_USE;

/* Writes all bytes (borrows). */
int conn_write(struct conn *conn, struct span bytes, int timeout_ms) MUST_USE;

/* Turns the connection into TLS, as client, taking any certificate; name is the SNI (NULL for
 * none). Borrows. */
int conn_start_tls(struct conn *conn, const char *name, int timeout_ms) MUST_USE;

/* Whether TLS is on. */
bool conn_is_tls(const struct conn *conn);

/* Closes; NULL is allowed. Returns NULL. */
struct conn *conn_close(struct conn *conn);

#endif

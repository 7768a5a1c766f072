/* varde-scan's work: one job and the records of an earlier attempt in, records out. */
#ifndef VARDE_SCAN_SCAN_H
#define VARDE_SCAN_SCAN_H

#include "base/err.h"
#include "os/clock.h"

/*
 * Reads the job (first line, JSON) and then any records of an earlier attempt (NDJSON) from
 * descriptor in, up to its end; writes records to out, one whole unit at a time, with progress
 * between, and an end record last. Enters the sandbox before the first packet. SIGTERM and
 * SIGINT stop it in good order. Returns 0, or ERR_* with a message when it could not begin.
 */
int scan_main(int in, int out, struct msg *msg) MUST_USE;

/* The same by another clock (borrows): tests let time run faster. */
int scan_by_clock(int in, int out, const struct clock *clock, struct msg *msg) MUST_USE;

#endif

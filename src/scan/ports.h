/* Which ports a sweep tries. */
#ifndef VARDE_SCAN_PORTS_H
#define VARDE_SCAN_PORTS_H

#include "base/arena.h"
#include "base/err.h"
#include "model/job.h"

/*
 * The job's TCP ports in ascending order: its own list ("22,80,8000-8100"), else the profile's.
 * ERR_SYNTAX with a message. The arena owns *ret.
 */
int ports_of(const struct job *job, struct arena *arena, const uint16_t **ret, size_t *ret_n,
    struct msg *msg) MUST_USE;

/* Whether the port belongs to printers (9100-9107): it may be connected to, and gets not a
 * byte. */
bool ports_printer(uint16_t port);

#endif

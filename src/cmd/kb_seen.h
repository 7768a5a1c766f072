/* How kb who and kb watch say what was seen last (desk/seen.h). */
#ifndef VARDE_CMD_KB_SEEN_H
#define VARDE_CMD_KB_SEEN_H

#include "desk/seen.h"

/* Whose it is: the organisation's name, or the first targets of the run; in the arena. */
const char *kb_seen_whose(const struct seen *seen, struct arena *arena);

/* "192.0.2.1:22", "[2001:db8::1]:22/udp", in the arena. */
const char *kb_seen_where(const struct seen *seen, struct arena *arena);

/* "OpenSSH 9.2p1", in the arena. */
const char *kb_seen_what(const struct seen *seen, struct arena *arena);

/* Writes the members organisation, targets, run, seen, address, port, transport, product,
 * version. */
void kb_seen_json(const struct seen *seen, struct json_writer *w);

/* Prints the text without control bytes, in so many columns at least. */
void kb_seen_put(const char *text, int columns);

#endif

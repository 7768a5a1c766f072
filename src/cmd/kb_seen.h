/* What was seen last, for kb who and kb watch: the products of all services of the newest runs.
 */
#ifndef VARDE_CMD_KB_SEEN_H
#define VARDE_CMD_KB_SEEN_H

#include "match/match.h"
#include "store/latest.h"

/* A product that a service told, and where. Borrowed. */
struct kb_seen {
	const struct latest_run *run;
	const struct obs_service *service;
	struct match_product product;
};

/*
 * Gives every service that told its product, each place (organisation, address, port) once, as
 * the newest run saw it. arena is cleared between two runs. *ret_runs is how many runs there
 * are. An error of take ends it and is given on. Messages are the database's (db_msg).
 */
int kb_seen_each(struct db *db,
    int (*take)(void *arg, const struct kb_seen *seen, struct arena *arena), void *arg,
    size_t *ret_runs) MUST_USE;

/* Whose it is: the organisation's name, or the first targets of the run; in the arena. */
const char *kb_seen_whose(const struct kb_seen *seen, struct arena *arena);

/* "192.0.2.1:22", "[2001:db8::1]:22/udp", in the arena. */
const char *kb_seen_where(const struct kb_seen *seen, struct arena *arena);

/* "OpenSSH 9.2p1", in the arena. */
const char *kb_seen_what(const struct kb_seen *seen, struct arena *arena);

/* Writes the members organisation, targets, run, seen, address, port, transport, product,
 * version. */
void kb_seen_json(const struct kb_seen *seen, struct json_writer *w);

/* Prints the text without control bytes, in so many columns at least. */
void kb_seen_put(const char *text, int columns);

#endif

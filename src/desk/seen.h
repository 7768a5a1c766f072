/* What was seen last: the products of all services of the newest runs, ready to be matched. */
#ifndef VARDE_DESK_SEEN_H
#define VARDE_DESK_SEEN_H

#include "match/banner.h"
#include "match/match.h"
#include "store/latest.h"

/* A product that a service told, and where. Borrowed. */
struct seen {
	const struct latest_run *run;
	const struct obs_service *service;
	struct match_product product;
};

/* What is done with each; the arena is cleared between two runs. */
typedef int (*seen_take)(void *arg, const struct seen *seen, struct arena *arena);

/*
 * Gives every service that told its product, each place (organisation, address, port) once, as
 * the newest run saw it. banners (NULL: none) are asked where our own fingerprints said
 * nothing, or less. *ret_runs is how many runs there are. An error of take ends it and is given
 * on. Messages are the database's (db_msg).
 */
int seen_each(struct db *db, struct banner_set *banners, seen_take take, void *arg,
    size_t *ret_runs) MUST_USE;

/* The same of these runs (newest first), for instance those of one organisation. */
int seen_of(struct db *db, const struct latest_runs *runs, struct banner_set *banners,
    seen_take take, void *arg) MUST_USE;

#endif

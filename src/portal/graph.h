/*
 * What is exposed as a graph: organisations, their names, addresses and services, what leads
 * where, and the worst open finding on each. Of many the worst are drawn.
 */
#ifndef VARDE_PORTAL_GRAPH_H
#define VARDE_PORTAL_GRAPH_H

#include "base/map.h"
#include "model/finding.h"
#include "model/member.h"
#include "model/tracked.h"

enum {
	GRAPH_MOST = 400, /* drawn, organisations included */
};

/* The open findings of one place. */
struct graph_tally {
	int worst;        /* enum criticality; CRIT_LEVELS: none */
	int64_t findings; /* how many */
};

/* An organisation (e is NULL) or an asset. */
struct graph_node {
	const struct exposed *e;
	const struct org *org; /* whose; itself */
	struct graph_tally tally;
	bool wanted;                     /* what is asked for */
	bool chosen;                     /* drawn: wanted, or on the way to one that is */
	struct graph_node *above;        /* NULL for the organisation at the top */
	VEC(struct graph_node *) below;  /* chosen ones alone */
	const struct graph_node *beside; /* the address that a name leads to, when it hangs on
					    another name; NULL */
};

struct graph {
	struct graph_node *nodes; /* organisations first, the one at the top at [0] */
	size_t n, norgs;
	size_t wanted, drawn; /* assets */
};

/* Open findings by place, as graph_tally_add collects them; the arena owns them. */
struct graph_tallies {
	struct map by_place;
	struct arena *arena;
};
void graph_tallies_init(struct graph_tallies *tallies, struct arena *arena);

/* Adds open findings of an organisation at an address, port and subject (NULL, 0: none). */
void graph_tally_add(struct graph_tallies *tallies, const char *org, const char *addr,
    int64_t port, const char *subject, struct graph_tally of);

/*
 * Hangs services on their address, addresses on the first name that leads there, names on the
 * nearest name above, and what is left on its organisation; sites on the one above. Borrows
 * all; organisations come by path, the top first. The nodes are in the arena, none of them
 * chosen.
 */
void graph_build(struct arena *arena, const struct org *orgs, size_t norgs,
    const struct exposed *assets, size_t n, const struct graph_tallies *tallies,
    struct graph *ret);

/* What is asked for. */
struct graph_wish {
	int at_least;  /* that bad: enum criticality; CRIT_LEVELS: all */
	int64_t since; /* first seen after that, ms; 0: whenever */
	const char *q; /* in the name, protocol or product; "": all */
};

/* Marks what is wanted, and chooses the worst of it with all that stands above, GRAPH_MOST
 * nodes at most. */
void graph_choose(struct arena *arena, struct graph *graph, const struct graph_wish *wish);

#endif

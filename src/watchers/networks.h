/* Lists of networks and names of the settings, and whether somebody is in them. */
#ifndef VARDE_WATCHERS_NETWORKS_H
#define VARDE_WATCHERS_NETWORKS_H

#include "base/err.h"
#include "base/vec.h"
#include "flow/flow.h"
#include "wire/ip.h"

struct networks {
	VEC(struct ip_net) all;
};

struct names {
	VEC(const char *) all; /* lower case, without a dot at either end */
};

/* Reads "10.0.0.0/8, 192.0.2.7, 2001:db8::/32" or "none"; replaces what *ret held. ERR_SYNTAX,
 * ERR_LIMIT, with a message's detail. The arena owns the list. */
int networks_parse(
    struct span text, struct arena *arena, struct networks *ret, struct msg *msg) MUST_USE;

/* The same of names: "example.org, sophosxl.net". */
int networks_names(
    struct span text, struct arena *arena, struct names *ret, struct msg *msg) MUST_USE;

/* Whether the client (or the server) of the flow is in one of them. */
bool networks_client(const struct networks *n, const struct flow *flow);
bool networks_server(const struct networks *n, const struct flow *flow);

/* Whether the name is one of them or below one. */
bool networks_named(const struct names *n, struct span name);

#endif

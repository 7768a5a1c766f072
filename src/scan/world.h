/* What a scan has learned: which names lead to which address, which web services stand there.
 * Internal to scan/. */
#ifndef VARDE_SCAN_WORLD_H
#define VARDE_SCAN_WORLD_H

#include "scan/unit.h"

struct world_name {
	const char *name;
	bool direct; /* leads there without leaving the perimeter's domains */
};

struct world_web {
	uint16_t port;
	bool tls;
	bool versioned; /* its default site tells a version */
};

struct world_host {
	struct ip ip;
	bool open; /* has an open port: counted */
	VEC(struct world_name) names;
	VEC(struct world_web) webs;
};

/* The host of that address; made when it is new. NULL when addr is no address. The scan's arena
 * owns it. */
struct world_host *world_host(struct scan *scan, const char *addr);

/* The names that lead to an address (direct or not), NULL when there are none yet. */
const struct world_name *world_name(struct scan *scan, const char *addr, const char *name);

/* The alphabetically first name that leads to the address, NULL when there is none. */
const char *world_any_name(struct scan *scan, const char *addr);

/* The web service of that port, or NULL when none is known. Borrows. */
const struct world_web *world_web(const struct world_host *host, uint16_t port);

/* Queues the first units of the job's targets. */
void scan_seed(struct scan *scan);

/* A gate call to an address by the strongest name that leads there; class and port are set by
 * the caller. */
struct gate_call world_call(
    struct scan *scan, const char *addr, uint16_t port, enum gate_class cls);

#endif

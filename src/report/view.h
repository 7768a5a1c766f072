/*
 * A run's records put in the order in which a report tells them: names, hosts with their
 * services, findings by type, coverage, traffic. Everything is sorted, so the order in which a
 * (resumed) scan saw things does not show.
 */
#ifndef VARDE_REPORT_VIEW_H
#define VARDE_REPORT_VIEW_H

#include "report/input.h"

/* A port that answered. Texts and records are borrowed from the input. */
struct view_service {
	const char *addr;
	int64_t port;
	int transport;
	const struct obs_service
	    *seen; /* the surest identification; NULL when the port is only known to be open */
	int worst; /* enum criticality of its worst finding, CRIT_LEVELS for none */
	size_t findings;
};

struct view_host {
	const char *addr;
	struct text_list names; /* host names that resolve to it, sorted by domain */
	size_t first, n;        /* its services in view.services */
	int worst;              /* of the host's services and the host itself */
	size_t findings;
};

struct view_name {
	const char *name;
	int type, reach; /* enum asset_type, asset_reach */
	bool seed;       /* named in the order */
	struct text_list whys, addresses;
};

/* All findings of one type. */
struct view_group {
	const char *type;
	const struct finding **items; /* in order of finding_compare */
	size_t n;
	size_t subjects; /* distinct subjects */
	int criticality; /* the worst of them */
	int category;
	int64_t qod, cwe; /* the lowest certainty; the first's CWE */
	size_t states[FINDING_UNKNOWN + 1];
};

/* How far one stage came, in subjects. */
struct view_stage {
	const char *stage;
	size_t states[COVERAGE_UNREACHABLE + 1];
};

/* Traffic of one probe. */
struct view_probe {
	const char *probe;
	int64_t bursts, packets, destinations;
};

/* Findings in order of finding_compare; borrowed. */
struct view_findings {
	const struct finding **items;
	size_t n;
};

struct view {
	struct view_findings present; /* new and open */
	struct view_findings verify;  /* the same of those that are to be verified: they count
					 nowhere */
	struct view_findings gone;    /* fixed and unknown: the previous run's */
	VEC(struct view_name)
	names; /* domains, hosts and URLs inside the perimeter, sorted by domain */
	VEC(struct view_name) external; /* reach name or none */
	VEC(struct view_host)
	hosts; /* addresses with an open port, a name or an asset record, sorted */
	VEC(struct view_service) services;    /* sorted by address, port, transport */
	VEC(struct view_group) groups;        /* of present; sorted by criticality, then type */
	VEC(struct view_group) verify_groups; /* the same of verify */
	VEC(struct view_stage) stages;        /* in order of the audit */
	VEC(const struct obs_coverage *) gaps; /* everything not scanned, sorted */
	VEC(struct view_probe) probes;         /* sorted by name */
	struct text_list sources;   /* addresses that sent, of the run or else of the bursts */
	size_t levels[CRIT_LEVELS]; /* findings of each criticality */
	size_t categories[CATEGORIES];
	size_t states[FINDING_UNKNOWN +
		      1]; /* new, open of this run; fixed, unknown: of the previous one */
	size_t subjects,
	    complete;        /* subjects with coverage records; those examined without a gap */
	size_t live;         /* hosts with an open port */
	int64_t first, last; /* times of the first and last observation; 0 without any */
	int64_t packets;     /* connections and datagrams in all */
};

/* Makes the view of the input; the arena owns what is new, the rest is borrowed from the input.
 */
void view_make(const struct report_input *in, struct arena *arena, struct view *ret);

/* Only the findings, sorted: ret->present, .verify and .gone; the arena owns the arrays. */
void view_split(const struct report_input *in, struct arena *arena, struct view *ret);

/* The part of view_make that tells what was sent, when, from where, and how far the audit came.
 */
void view_traffic(const struct report_input *in, struct arena *arena, struct view *view);

/* The surest service of the address and port, or NULL. */
const struct view_service *view_service_at(
    const struct view *view, const char *addr, int64_t port, int transport);

/* Order of addresses: IPv4 by number, then IPv6 by number, then other text. <0, 0, >0. */
int view_compare_addr(const char *a, const char *b);

/* Order of names: by labels from the right, so that a domain stands before its hosts. <0, 0,
 * >0. */
int view_compare_name(const char *a, const char *b);

#endif

/*
 * What becomes of a tool's findings: new, known already, said twice, outside of what the
 * organisation has proved to be its own, or no weakness at all. Pure: the caller brings the
 * perimeter and what is followed.
 */
#ifndef VARDE_IMPORT_PLAN_H
#define VARDE_IMPORT_PLAN_H

#include "model/tool.h"

/* A finding that is followed already, from surveillance or an earlier import. Borrows. */
struct plan_known {
	const char *id;
	const char *type;      /* finding type */
	const char *key;       /* struct tracked, .key */
	const char *subject;   /* name or address */
	const char *addr;      /* NULL for a domain */
	int64_t port;          /* 0 for none */
	struct text_list cves; /* numbers */
};

struct plan_knowns {
	VEC(struct plan_known) all;
};

/* What may be said of the organisation: names with all below them, hosts alone, networks
 * ("192.0.2.0/24"); what is excluded is outside, whatever else says. Borrows. */
struct plan_scope {
	struct text_list names, hosts, nets, excluded;
};

struct plan_counts {
	int64_t of[TOOL_VERDICTS]; /* by enum tool_verdict */
};

/*
 * Sets verdict, type, key and known of every finding (*findings is changed; texts in the
 * arena). Two are the same when they are at one place (an address that both have, else a name
 * that both have; a port that both have) and say one type, or share a CVE number; those without
 * either when the tool's check is the same.
 */
void plan_make(struct tool_findings *findings, const struct plan_scope *scope,
    const struct plan_knowns *known, struct arena *arena, struct plan_counts *ret);

/* Whether name (NULL) or address (NULL) is inside, and neither is excluded. */
bool plan_inside(const struct plan_scope *scope, const char *name, const char *addr);

#endif

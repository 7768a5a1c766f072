/* What feeds say of products, as criteria (model/vuln.h). */
#ifndef VARDE_FEED_CRITERION_H
#define VARDE_FEED_CRITERION_H

#include "model/vuln.h"

/* Bounds of a range; NULL is open. Borrowed. */
struct criterion_bounds {
	const char *start, *end;
	bool start_excluded, end_excluded;
};

/*
 * A CPE name with bounds as a criterion, in the arena. A version in the name is exact, no
 * version and no bounds is any. ERR_SYNTAX: no CPE name, or one without vendor or product;
 * ERR_RANGE: a bound is too long.
 */
int criterion_of_cpe(const char *name, const struct criterion_bounds *bounds, bool vulnerable,
    struct arena *arena, struct vuln_criterion *ret) MUST_USE;

/* The scheme that both versions suggest (NULL allowed): generic when they differ. */
int criterion_scheme(const char *a, const char *b);

/* A configuration that is one list: any of the criteria (borrowed array, copied). Added to to.
 */
void criterion_config(struct vuln_configs *to, const struct vuln_criterion *criteria, size_t n,
    struct arena *arena);

/* A name as people write it: lower case, single spaces, at most max bytes; NULL when nothing is
 * left. In the arena. */
const char *criterion_name(const char *text, size_t max, struct arena *arena);

#endif

/* Matches as things to do: those of one product that the same version mends are one. */
#ifndef VARDE_MATCH_GROUP_H
#define VARDE_MATCH_GROUP_H

#include "match/match.h"

/* One thing to do. */
struct match_group {
	const char *fixed; /* the lowest version that mends all of them; NULL: none is known */
	bool fixed_after;  /* only what comes after .fixed does */
	const char *package_fixed; /* the distribution's, when it is that which has to come */
	int verdict;               /* the worst */
	VEC(const struct match *) all;
};

struct match_groups {
	VEC(struct match_group) all; /* the most matches first; without a fix last */
};

/*
 * Groups matches (borrows): fixed ones are left out, hidden ones unless they are wanted. A
 * version that mends more mends less as well, so what the branch's later versions mend goes
 * into the group of the lowest version that mends all of its branch: versions are of one
 * branch when their first number is the same.
 */
void group_matches(
    const struct matches *matches, bool hidden, struct arena *arena, struct match_groups *ret);

#endif

/* Sets of addresses and ports as ranges: union, complement, difference. */
#ifndef VARDE_RULE_RANGE_H
#define VARDE_RULE_RANGE_H

#include "base/vec.h"
#include "rule/program.h"

/* Ranges of one family, sorted and apart from each other once range_tidy has run. Ports use
 * the bytes 14 and 15 of an IPv6 range. */
struct range6 {
	uint8_t low[16], high[16];
};

struct range_list {
	VEC(struct range6) v;
};

/* IPv4 lies in the last 4 bytes of its ranges. */
struct range_set {
	bool any;
	struct range_list v4, v6;
};

/* Adds a range (low <= high). */
void range_add(struct arena *arena, struct range_list *list, const uint8_t low[16],
    const uint8_t high[16]);

/* Sorts and joins what overlaps or touches. */
void range_tidy(struct range_list *list);

/* What list (tidy) does not have, of all from the first byte that is free on: bytes is 4 for
 * IPv4, 16 for IPv6, 2 for ports. */
struct range_list range_invert(struct arena *arena, const struct range_list *list, int bytes);

/* What both (tidy) have. */
struct range_list range_both(
    struct arena *arena, const struct range_list *a, const struct range_list *b);

/* Whether the range of all values of that many bytes is what it has. */
bool range_is_all(const struct range_list *list, int bytes);

#endif

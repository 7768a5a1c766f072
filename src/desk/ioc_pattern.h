/*
 * STIX patterns (STIX 2.1, section 9) that say nothing but single values: comparisons of a
 * known property, joined by OR. Whatever needs two things at once, an order or a time would be
 * widened by taking one of its values: it is refused, by name.
 */
#ifndef VARDE_DESK_IOC_PATTERN_H
#define VARDE_DESK_IOC_PATTERN_H

#include "base/err.h"
#include "base/vec.h"

/* A value of the pattern. */
struct ioc_pattern_value {
	int kind; /* enum ioc_kind; IOC_IPV4 for any address or network, -1 for a host */
	const char *value; /* in the arena */
};

struct ioc_pattern {
	VEC(struct ioc_pattern_value) all;
};

/* Reads a pattern. ERR_SYNTAX: it is none; ERR_UNSUPPORTED: it says more; ERR_LIMIT. With what
 * it was in why->detail. */
int ioc_pattern_read(
    struct span text, struct arena *arena, struct ioc_pattern *ret, struct msg *why) MUST_USE;

#endif

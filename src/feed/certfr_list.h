/* CERT-FR's lists of avis and alertes: which there are, and when each was last changed. */
#ifndef VARDE_FEED_CERTFR_LIST_H
#define VARDE_FEED_CERTFR_LIST_H

#include "base/err.h"
#include "base/span.h"
#include "base/vec.h"

struct certfr_item {
	const char *path; /* on the list's host: "/avis/CERTFR-2024-AVI-0001/json/" */
	int64_t updated;  /* ms; 0: not said */
};

struct certfr_list {
	VEC(struct certfr_item) all; /* texts live in the arena */
	size_t left;                 /* items that are not understood */
};

/* Reads a list. ERR_SYNTAX, ERR_LIMIT with *msg. */
int certfr_list_read(
    struct span text, struct arena *arena, struct certfr_list *ret, struct msg *msg) MUST_USE;

#endif

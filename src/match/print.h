/*
 * Recognising a product by what its service said, with recog's fingerprints (model/vuln.h,
 * KNOW_PRINT). Of the fingerprints of one field the first that matches wins, as recog means
 * them. A match takes bounded steps whatever the text.
 */
#ifndef VARDE_MATCH_PRINT_H
#define VARDE_MATCH_PRINT_H

#include "base/err.h"
#include "base/span.h"
#include "model/vuln.h"

struct print_set;

/* What a fingerprint says: names as recog writes them ("service.product"), values complete. */
struct print_value {
	const char *name, *value;
};

struct print_values {
	VEC(struct print_value) all;
};

/* An empty set. print_set_free ends it; NULL is allowed there, and it returns NULL. */
struct print_set *print_set_new(void);
struct print_set *print_set_free(struct print_set *set);

/* Bounds the steps of one match; without it they are bounded too. */
void print_set_limit(struct print_set *set, uint32_t steps);

/*
 * Adds a fingerprint after those of its field that are there (copies). ERR_SYNTAX with its id
 * in *msg (NULL allowed) when its pattern does not compile.
 */
int print_set_add(
    struct print_set *set, const struct know_print *print, struct msg *msg) MUST_USE;

/* Number of fingerprints. */
size_t print_set_count(const struct print_set *set);

/*
 * Matches text against the field's fingerprints. True: *ret has what the first that matches
 * says, *ret_id (NULL allowed) which it is. Values live in the arena. Not for two threads with
 * one set.
 */
bool print_match(struct print_set *set, const char *field, struct span text,
    struct arena *arena, struct print_values *ret, const char **ret_id);

/* The value of that name, or NULL. Borrows. */
const char *print_value(const struct print_values *values, const char *name);

#endif

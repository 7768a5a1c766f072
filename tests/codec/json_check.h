/* What the tests of JSON share: a text is judged with all that must hold besides the verdict.
 */
#ifndef VARDE_TESTS_CODEC_JSON_CHECK_H
#define VARDE_TESTS_CODEC_JSON_CHECK_H

#include "codec/json.h"

struct json_case {
	const char *name;
	const char *bytes;
	size_t size; /* bytes may hold NULs */
	int want;    /* 0 or ERR_* */
};

/* clang-format off */
#define OK(name, text) {name, text, sizeof(text) - 1, 0}
#define NO(name, text) {name, text, sizeof(text) - 1, ERR_SYNTAX}
/* clang-format on */

/* json_parse of a copy of exactly n bytes (borrows), so that a sanitizer sees a read past them.
 */
int json_check_parse(struct arena *arena, const void *bytes, size_t n, struct json **ret,
    size_t *ret_at) MUST_USE;

/* Whether two values are equal: members in order, reals bit by bit (minus zero is not zero). */
bool json_check_same(const struct json *a, const struct json *b);

/*
 * 0 when json_parse answers as wanted, leaves its outputs alone on failure with the fault
 * within the text, and an accepted value is the same after being written, compact and indented,
 * and read again; else 1 after telling the case's name and what is wrong.
 */
int json_check(const struct json_case *c) MUST_USE;

#endif

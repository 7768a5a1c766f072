/* Lists of indicators, as the desk serves them or as people write them, on their way into a
 * pack. */
#ifndef VARDE_RULE_INDICATOR_LIST_H
#define VARDE_RULE_INDICATOR_LIST_H

#include "base/err.h"
#include "rule/image_write.h"
#include "rule/indicator.h"

enum { INDICATOR_LIST_MAX = 1 << 30 /* bytes of rows, of texts */ };

struct indicator_list {
	struct str rows; /* struct indicator_row */
	struct str text;
	size_t n, refused;
	size_t doubles;   /* found when they were written: the better of two stays */
	size_t line;      /* of the first that was refused */
	const char *why;  /* its reason; a static string */
	const char *file; /* where (borrowed from indicator_list_read) */
};

/* Begins an empty list; indicator_list_done ends it. */
void indicator_list_init(struct indicator_list *list);
void indicator_list_done(struct indicator_list *list);

/*
 * Reads lines: a value, and behind " # " what the desk says of it in words key:value (type,
 * confidence, impact, category, malware_family, tlp, id, number; others are passed over): what
 * GET /v3?format=list_context gives, and varde-indicators.ioc. Without a type the value tells
 * it. Lines that are empty or begin with # are comments; what is no indicator is refused and
 * counted, the first with its line. name is borrowed.
 */
void indicator_list_read(struct indicator_list *list, const char *name, struct span text);

/* The tables of an image (ERR_LIMIT: too many). */
int indicator_list_write(struct indicator_list *list, struct image_writer *w) MUST_USE;

#endif

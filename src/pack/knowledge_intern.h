/* Sets of rows of bytes and of texts, each member with a number: the knowledge pack's writer
 * keeps equal things once. Numbers follow the order of first sight. */
#ifndef VARDE_PACK_KNOWLEDGE_INTERN_H
#define VARDE_PACK_KNOWLEDGE_INTERN_H

#include "base/str.h"

struct knowledge_intern {
	struct str bytes; /* the rows, or the texts each ended by NUL */
	size_t row;       /* bytes of a row; 0: texts */
	uint32_t n;       /* members */
	uint32_t *slots;  /* number (of texts: offset) + 1; 0 is free */
	size_t nslots;    /* a power of two */
};

/* An empty set of rows of that many bytes, or of texts (0), which then holds "" at offset 0. */
void knowledge_intern_init(struct knowledge_intern *set, size_t row);

/* Frees it. */
void knowledge_intern_done(struct knowledge_intern *set);

/* The number of the row, which is added when it is new. */
uint32_t knowledge_intern_row(struct knowledge_intern *set, const void *row);

/* The offset of the text, which is added when it is new; 0 for NULL and "". */
uint32_t knowledge_intern_text(struct knowledge_intern *set, const char *text);

/* The row of a number (borrows until the next is added). */
const void *knowledge_intern_at(const struct knowledge_intern *set, uint32_t number);

#endif

/* The writer's inside: knowledge_write.c takes records, knowledge_sort.c orders the tables,
 * and knowledge_file.c writes them. */
#ifndef VARDE_PACK_KNOWLEDGE_IMPL_H
#define VARDE_PACK_KNOWLEDGE_IMPL_H

#include "pack/knowledge.h"
#include "pack/knowledge_blocks.h"
#include "pack/knowledge_intern.h"

/* A criterion before it is sorted; numbers are those of the sets. No padding: it is hashed. */
struct built_criterion {
	uint32_t product, version, end, attrs;
	uint8_t flags, scheme, zero[2];
};

struct built_product {
	uint32_t vendor, product;
	uint8_t naming, part, zero[2];
};

struct built_version {
	uint32_t text, scheme;
};

enum { KNOWLEDGE_SOURCES = 255 };

struct knowledge_writer {
	struct knowledge_intern strings, versions, attrs, products, criteria;
	struct str t[KT_TABLES]; /* rows as in the file, not yet in order */
	struct knowledge_blocks *blocks;
	uint32_t source_names[KNOWLEDGE_SOURCES];
	uint32_t source_records[KNOWLEDGE_SOURCES][KNOW_KINDS];
	int64_t source_newest[KNOWLEDGE_SOURCES];
	size_t nsources;
	bool over; /* more than the format can hold */
};

/* Makes KT_KEYS, KT_VERSIONS, KT_ATTRS, KT_PRODUCTS, KT_CRITERIA and KT_POSTINGS of the sets,
 * sorts all tables, and turns numbers into rows. */
void knowledge_sort(struct knowledge_writer *w);

/* Writes KT_TABLES tables beside path, syncs and renames: the old file stays until the new one
 * is whole and on the disk. Errors of file_error, with a message. */
int knowledge_file_write(const char *path, const struct span *tables, struct msg *msg) MUST_USE;

#endif

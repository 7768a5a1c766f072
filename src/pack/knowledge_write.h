/*
 * Writes knowledge packs (pack/knowledge.h). Records come in the order of their ids; the same
 * records in the same order give the same bytes.
 */
#ifndef VARDE_PACK_KNOWLEDGE_WRITE_H
#define VARDE_PACK_KNOWLEDGE_WRITE_H

#include "model/vuln.h"
#include "pack/knowledge.h"

struct knowledge_writer;

/* An empty writer, which knowledge_write_free ends. Long texts are packed by a second thread.
 */
struct knowledge_writer *knowledge_write_new(void);

/* Frees it; NULL is allowed. Returns NULL. */
struct knowledge_writer *knowledge_write_free(struct knowledge_writer *w);

/* Adds a record; copies what it needs. REJECTED vulnerabilities keep no configurations. */
void knowledge_write_add(struct knowledge_writer *w, const struct knowledge *k);

/* Adds a name under which a product is observed (vendor NULL: whatever the vendor). */
void knowledge_write_alias(struct knowledge_writer *w, const char *vendor, const char *product,
    const char *to_vendor, const char *to_product);

/*
 * Writes the pack beside path, syncs it and renames it: who has the old one open keeps it. Once
 * only. ERR_LIMIT when something does not fit the format, ERR_IO, ERR_FULL with a message.
 */
int knowledge_write_end(struct knowledge_writer *w, const char *path, struct msg *msg) MUST_USE;

#endif

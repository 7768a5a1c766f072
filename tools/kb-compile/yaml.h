/*
 * YAML files of kb/ as trees (libyaml), with complaints that name file and line. A complaint is
 * printed and counted; the compiler goes on, so that one run shows everything that is wrong.
 */
#ifndef VARDE_KB_COMPILE_YAML_H
#define VARDE_KB_COMPILE_YAML_H

#include "base/macros.h"

#include <stdbool.h>
#include <yaml.h>

struct yaml_tree {
	const char *path; /* borrowed */
	yaml_document_t doc;
	yaml_node_t *root;
};

/* A key that a mapping may have. */
struct yaml_key {
	const char *name; /* NULL ends a table */
	bool required;
};

/* Reads the file's one document. False (and a complaint) when it cannot be read or is no YAML.
 * tree_free ends it. */
bool yaml_read(const char *path, struct yaml_tree *ret);
void yaml_free(struct yaml_tree *tree);

/* Prints "PATH:LINE: text" on standard error and counts it; node NULL for the whole file.
 * Formats as printf. */
void complain(const struct yaml_tree *tree, const yaml_node_t *node, const char *fmt, ...)
    PRINTF(3, 4);

/* Complaints so far. */
unsigned complaints(void);

/* The value of the key, or NULL; node may be NULL or no mapping. */
yaml_node_t *yaml_get(struct yaml_tree *tree, const yaml_node_t *map, const char *key);

/* The i-th item of a sequence, or NULL. */
yaml_node_t *yaml_item(struct yaml_tree *tree, const yaml_node_t *seq, size_t i);

/* The i-th key of a mapping, or NULL. */
yaml_node_t *yaml_key_at(struct yaml_tree *tree, const yaml_node_t *map, size_t i);

/* The text of a scalar, or NULL. */
const char *yaml_text(const yaml_node_t *node);

/* Whether node is a mapping with exactly the keys of the table, none twice; complains
 * otherwise. */
bool yaml_check_keys(
    struct yaml_tree *tree, const yaml_node_t *node, const struct yaml_key *keys);

/* The member's text, which must be there, not empty, free of control characters, and of at most
 * max bytes; else NULL. */
const char *yaml_need_text(
    struct yaml_tree *tree, const yaml_node_t *map, const char *key, size_t max);

/* The member's number within min..max; complains and gives -1 otherwise. */
long yaml_need_int(
    struct yaml_tree *tree, const yaml_node_t *map, const char *key, long min, long max);

#endif

/* What the parts of kb-compile offer to its main file. */
#ifndef VARDE_KB_COMPILE_COMPILE_H
#define VARDE_KB_COMPILE_COMPILE_H

#include "base/map.h"
#include "pack/pack_write.h"
#include "yaml.h"

/* Appends a member of a value: the text (NULL counts as "") and a NUL. */
void value_add(struct str *value, const char *text);

/* Checks kb/findings/ID.yaml and adds its entries. */
void findings_compile(struct yaml_tree *tree, struct pack_writer *w);

struct fingerprints {
	struct map ids; /* all ids so far */
	unsigned next;  /* number of the next fingerprint */
};

/* Checks kb/fingerprints/NAME.yaml and adds its entries. */
void fingerprints_compile(
    struct yaml_tree *tree, struct pack_writer *w, struct fingerprints *all);

/* Checks kb/starter/CVE.yaml and adds its entries; ids has all ids so far. */
void starter_compile(struct yaml_tree *tree, struct pack_writer *w, struct map *ids);

/* Checks kb/pentest/NAME.yaml and adds its entries; ids has all ids so far. */
void pentest_compile(struct yaml_tree *tree, struct pack_writer *w, struct map *ids);

struct aliases {
	struct map ids;   /* of the groups so far */
	struct map names; /* a name belongs to one product */
};

/* Checks kb/aliases.yaml and adds its entries. */
void aliases_compile(struct yaml_tree *tree, struct pack_writer *w, struct aliases *all);

#endif

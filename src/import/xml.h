/*
 * XML as a tree, for files of testers' tools: expat behind bounds. No entity but the five of
 * XML itself is ever taken (a file that declares one is refused), nothing is fetched, nothing
 * grows by what a declaration says, and what elements to be left out hold is never kept.
 */
#ifndef VARDE_IMPORT_XML_H
#define VARDE_IMPORT_XML_H

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"

enum {
	XML_DEPTH = 40,
	XML_NODES = 2000000,
	XML_ATTRS = 64,     /* of one element */
	XML_VALUE = 8192,   /* bytes of an attribute that are kept */
	XML_TEXT = 1 << 16, /* bytes of an element's text that are kept */
};

struct xml_node {
	const char *name;
	const char *const *attrs; /* name, value, ..., NULL */
	const char *text;         /* its own, without its children's; "" for none */
	struct xml_node *first;   /* child */
	struct xml_node *next;    /* sibling */
};

/*
 * Parses the document; all of the tree is in the arena. Elements named in skip (ended by NULL)
 * are in the tree without attributes, text and children. ERR_SYNTAX, ERR_LIMIT (too deep, too
 * many elements), ERR_DENIED (it declares entities), with a message.
 */
int xml_parse(struct span bytes, const char *const *skip, struct arena *arena,
    struct xml_node **ret, struct msg *msg) MUST_USE;

/* The attribute's value, "" when absent. n may be NULL, here and below. Borrows. */
const char *xml_attr(const struct xml_node *n, const char *name);

/* The first child of that name, or NULL. */
const struct xml_node *xml_child(const struct xml_node *n, const char *name);

/* The text of the first child of that name, "" when there is none. Borrows. */
const char *xml_text(const struct xml_node *n, const char *name);

/* The next sibling of that name after n, or NULL. */
const struct xml_node *xml_next(const struct xml_node *n, const char *name);

/* The name of the outermost element, without parsing the rest; false when there is none. Only
 * the first 4096 bytes are looked at. */
bool xml_root(struct span bytes, struct span *ret);

#define xml_each(it, parent, name)                                            \
	for (const struct xml_node *it = xml_child(parent, name); it != NULL; \
	     it = xml_next(it, name))

#endif

/* The product tree of a CSAF 2.0 document (section 3.2.2), flat: what each product id means. */
#ifndef VARDE_FEED_CSAF_TREE_H
#define VARDE_FEED_CSAF_TREE_H

#include "base/map.h"
#include "codec/json.h"
#include "feed/feed.h"

/* What a relationship makes of two products. */
enum csaf_bond {
	CSAF_ALONE,
	CSAF_PART_OF, /* the first is a component of the second: the second is what is there */
	CSAF_ON,      /* the first is installed on or with the second: both must be there */
};

/* Texts are as written, mended where they were encoded twice; NULL is not said. */
struct csaf_product {
	const char *id, *vendor, *family, *name, *full;
	const char *version;        /* a version, a range of them, or whatever stands there */
	bool range;                 /* it is said to be a range */
	const char *update;         /* service pack or patch level */
	const struct json *helper;  /* product_identification_helper */
	int bond;                   /* enum csaf_bond */
	const char *first, *second; /* ids, of a bond */
	unsigned status;            /* for the caller */
};

struct csaf_tree {
	struct arena *arena;
	struct map ids;
	VEC(struct csaf_product *) all; /* as the document orders them */
	bool mended;                    /* a text was encoded twice */
};

/* Reads the tree (NULL: none). Borrows the document, which outlives it; counts in rd what is
 * not understood. */
void csaf_tree_read(struct csaf_tree *tree, const struct json *product_tree,
    struct feed_read *rd, struct arena *arena);

/* The product of that id, or NULL. */
struct csaf_product *csaf_tree_find(const struct csaf_tree *tree, const char *id);

/*
 * UTF-8 that was read as Windows-1252 and written as UTF-8 again ("YhtymÃ¤") as what it was;
 * *ret_mended is set when that changed anything. NULL for no text.
 */
const char *csaf_mend(const char *text, struct arena *arena, bool *ret_mended);

#endif

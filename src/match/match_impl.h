/* What the files of the match share. */
#ifndef VARDE_MATCH_MATCH_IMPL_H
#define VARDE_MATCH_MATCH_IMPL_H

#include "base/map.h"
#include "codec/version.h"
#include "match/match.h"

/* Three values, so that AND is the least and OR the greatest. */
enum truth { TRUTH_NO, TRUTH_UNKNOWN, TRUTH_YES };

/* Rows of KT_PRODUCTS that an observed name stands for. */
struct named {
	VEC(uint32_t) rows;
	bool guessed;  /* of any vendor */
	bool touched;  /* something that match_only allows names one of them */
	unsigned pass; /* the match_only that .touched belongs to */
};

enum { KEY_ROOM = 4 * 128 + 16 };

/* An observed version, its keys made once. */
struct observed {
	const struct match_product *p;
	const struct named *named;
	struct span version; /* without what looks like an update level */
	struct span update;  /* "p1"; empty: none seen */
	struct str base[VERSION_SCHEMES], full[VERSION_SCHEMES]; /* keys */
	const char *attr[4]; /* sw_edition, target_sw, target_hw, edition of our CPE, or NULL */
};

struct matcher {
	const struct knowledge_pack *k;
	struct arena *arena; /* for as long as the matcher */
	struct map names;    /* "vendor\nproduct" to struct named */
	struct map texts;    /* of NAMED_TEXT products: plain name to struct named */
	uint32_t *stamps;    /* per owner: the find that last met it, and ... */
	uint32_t *places;    /* ... where in its matches it stands, */
	uint32_t *allowed;   /* per owner: the pass of match_only that allows it */
	uint32_t nowners;    /* vulnerabilities, then advisories */
	uint32_t *touched;   /* per product: the pass of match_only that touches it */
	uint32_t stamp, pass;
	bool only;
	struct observed o; /* scratch of match_find */
};

/* name.c: the rows that the product's names stand for; kept in the matcher. */
const struct named *name_resolve(struct matcher *m, const struct match_product *p);
void name_init(struct matcher *m);

/* A name as CPE writes it (lower case, underscores), or as people do, for comparison (letters
 * and digits in lower case, single blanks). The arena owns it; NULL for NULL. */
const char *name_cpe(const char *name, struct arena *arena);
const char *name_plain(const char *name, struct arena *arena);

/* range.c: makes the keys of the observed version. Its texts are those of p. */
void range_observe(struct observed *o, const struct match_product *p);
void range_init(struct observed *o);
void range_done(struct observed *o);

/* The key of the observed version by a scheme, with its update level (full) or without; o owns
 * it. */
struct span range_key(struct observed *o, int scheme, bool full);

/* Whether the version lies in the criterion, whose product is not asked for again; with the
 * reason when that is not certain. */
enum truth range_holds(const struct knowledge_pack *k, const struct knowledge_criterion *c,
    struct observed *o, int *ret_reason);

/* tree.c: whether the node's configuration holds for the observed product; also NO when no
 * vulnerable criterion of it names the product. */
enum truth tree_holds(
    struct matcher *m, uint32_t node, const struct knowledge_node *n, struct observed *o);

/* distro.c: what distributions say, which may change verdicts and reasons. */
void distro_judge(const struct matcher *m, const struct observed *o, struct arena *arena,
    struct matches *matches);

/* Whether the text names a distribution that patches what it ships. */
bool distro_is(const char *system);

#endif

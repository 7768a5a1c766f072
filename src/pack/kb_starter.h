/*
 * Starter knowledge: flaws that we describe ourselves (kb/starter), so that Varde is useful
 * before the first feed. Everything that is given is borrowed from the pack, lists from the
 * arena.
 *
 * Keys: "starter/ID" (members "label=value", each ended by a NUL; "cve", "product" and "range"
 * begin a part that the members after them belong to), "startertext/ID/LANG/PART".
 */
#ifndef VARDE_PACK_KB_STARTER_H
#define VARDE_PACK_KB_STARTER_H

#include "base/vec.h"
#include "model/record.h"
#include "pack/pack.h"

enum { KB_STARTER_TITLE_MAX = 80 }; /* characters */

enum kb_starter_part {
	KB_STARTER_TITLE,
	KB_STARTER_WHAT, /* the flaw, in one or two sentences */
	KB_STARTER_DO,   /* the remedy, what else helps, and where to look for intruders */
	KB_STARTER_TELL, /* how to see whether a system is affected */
	KB_STARTER_PARTS,
};

/* Names of the parts; NULL-terminated. */
extern const char *const kb_starter_parts[];

/* Absent texts are NULL. */
struct kb_starter_range {
	int range;                    /* enum vuln_range */
	int scheme;                   /* enum version_scheme */
	const char *from, *after;     /* first affected; last one before the affected */
	const char *to, *below;       /* last affected; first one that is not */
	const char *edition, *target; /* CPE's sw_edition, target_sw */
	struct text_list versions;    /* of an exact one: "VERSION" or "VERSION:UPDATE" */
};

struct kb_starter_product {
	const char *cpe;        /* "a:vendor:product" as NVD names it */
	struct text_list names; /* as people and banners write it */
	struct text_list on;    /* "o:vendor:product": platforms, one of which it must run on */
	struct text_list only;  /* the CVEs that concern it; empty: all of the entry */
	struct text_list
	    fixed; /* versions that mend it, where a range's "below" does not say */
	VEC(struct kb_starter_range) ranges;
};

struct kb_starter_cve {
	const char *id;        /* "CVE-2024-21762" */
	const char *published; /* dates are "2024-02-09" */
	const char *cvss;      /* vector, or NULL */
	struct text_list cwes;
	const char *cisa, *eu;  /* since when CISA, the EU list it as exploited, or NULL */
	const char *ransomware; /* "yes", or NULL */
};

struct kb_starter {
	const char *id; /* "VARDE-KB-0001" */
	VEC(struct kb_starter_cve) cves;
	VEC(struct kb_starter_product) products;
	struct text_list references; /* https: addresses */
	const char *less, *more;     /* why it says less, more than NVD does; or NULL */
};

/* An iterator over all entries, and its next id in order; false at the end. */
struct pack_iter kb_starter_iter(const struct pack *kb);
bool kb_starter_next(struct pack_iter *it, const char **ret_id);

/* The entry of that id; its lists live in the arena. ERR_NOTFOUND; ERR_CORRUPT when its record
 * does not hold together. */
int kb_starter_get(const struct pack *kb, const char *id, struct arena *arena,
    struct kb_starter *ret) MUST_USE;

/* A text of the entry; a language without it falls back to "en". NULL only when the pack does
 * not know the id. */
const char *kb_starter_text(
    const struct pack *kb, const char *id, const char *lang, enum kb_starter_part part);

#endif

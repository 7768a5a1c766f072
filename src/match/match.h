/*
 * The match: one observed product and the knowledge in, the vulnerabilities that it has out,
 * each with a verdict and its reason. Pure: no clock, no file, no network. README.md says by
 * which rules a verdict is reached, and why.
 */
#ifndef VARDE_MATCH_MATCH_H
#define VARDE_MATCH_MATCH_H

#include "pack/knowledge.h"

/* A product as it was observed; NULL is not known. Names in any letter case, with blanks or
 * underscores. Borrowed. */
struct match_product {
	const char *vendor, *product, *version, *update;
	const char *model;    /* model number or name of a device */
	const char *revision; /* the distribution's package revision, "2+deb12u10" */
	const char *system;   /* "Debian", "Windows": operating system or distribution */
	const char *release;  /* of the distribution, "bookworm" */
	const char *cpe;      /* CPE 2.3; what it says goes before vendor and product */
	const struct match_product *others; /* products seen on the same host, for "runs on" */
	size_t nothers;
};

/* Worst first. */
enum match_verdict {
	MATCH_CONFIRMED, /* a vendor's or a distribution's statement on exactly this version */
	MATCH_PROBABLE,  /* the version says so, and nobody is known to patch it unseen */
	MATCH_POSSIBLE,  /* to be verified */
	MATCH_FIXED,     /* the distribution's revision has the fix, or it is told not to be
			    affected */
	MATCH_VERDICTS,
};

/* Why the verdict is what it is. */
enum match_reason {
	MATCH_BY_VENDOR,        /* firmware or system: its version is the vendor's own */
	MATCH_BY_VERSION,       /* the version lies in the range */
	MATCH_BY_REVISION,      /* the distribution's fix has a later version than ours */
	MATCH_NO_FIX_YET,       /* the distribution says that it has no fix */
	MATCH_FIX_HIDDEN,       /* the revision is not visible: the fix may be in it */
	MATCH_FIX_UNKNOWN,      /* the distribution is not known to say anything of it */
	MATCH_OFTEN_PACKAGED,   /* a distribution ships this version, with fixes of its own */
	MATCH_UPDATE_UNKNOWN,   /* the update level decides, and is not known */
	MATCH_PLATFORM_UNKNOWN, /* only on or with something that was not seen */
	MATCH_ANY_VERSION,      /* no version is stated: low confidence */
	MATCH_NAME_GUESSED,     /* the vendor is not known: the name alone fits */
	MATCH_DISPUTED,         /* whether it is one at all is disputed */
	MATCH_FIXED_REVISION,   /* the revision has the fix */
	MATCH_NOT_AFFECTED,     /* the distribution says that it is not affected */
	MATCH_REASONS,
};

struct match {
	uint32_t owner;     /* row of KT_VULNS, or KNOWLEDGE_OF_ADVISORY | KT_ADVISORIES */
	uint32_t id;        /* of the vulnerability, for knowledge_id; of advisories 0 */
	uint32_t criterion; /* row of KT_CRITERIA */
	int verdict;        /* enum match_verdict */
	int reason;         /* enum match_reason */
	bool hidden;        /* low confidence: shown only when asked for */
	const char *fixed;  /* the first version without it, or NULL; of the pack */
	bool fixed_after;   /* .fixed still has it: what comes after does not */
	const char *package_fixed; /* the distribution's version that has the fix, or NULL */
	const char *release;       /* the distribution's release that it is of, or NULL */
	int source;                /* row of KT_SOURCES */
};

struct matches {
	VEC(struct match) all; /* by id; advisories at the end */
	bool known;            /* the product's name is known to the pack */
	bool versionless;      /* no version was observed: nothing is matched */
};

/* Names of verdicts, as in JSON; NULL-terminated. */
extern const char *const match_verdict_names[];
/* The reasons' names, the same way. */
extern const char *const match_reason_names[];

struct matcher;

/* A matcher over the pack (borrows; it outlives the matcher); match_free ends it. One thread at
 * a time. */
struct matcher *match_new(const struct knowledge_pack *k);
struct matcher *match_free(struct matcher *m);

/*
 * Restricts the matcher to what these vulnerabilities (rows of KT_VULNS) or advisories (with
 * KNOWLEDGE_OF_ADVISORY) state; n 0: no restriction. For what changed: a product that none of
 * them names costs next to nothing.
 */
void match_only(struct matcher *m, const uint32_t *owners, size_t n);

/* Whether anything that the matcher looks at names this product. */
bool match_names(struct matcher *m, const struct match_product *p);

/* All that is known of the product; texts are those of the pack. Allocates from the arena. */
void match_find(
    struct matcher *m, const struct match_product *p, struct arena *arena, struct matches *ret);

/* Whether an observed system is Windows, by name or as web servers say it: "Win64". */
bool match_on_windows(const char *system);

/* The release cycle that the observed version is of: the most exact one; false when none is
 * known. The caller compares its end with the day. */
bool match_eol(struct matcher *m, const struct match_product *p, struct knowledge_eol *ret);

/*
 * The sentence that gives the reason, in English, with {version}, {fixed}, {package} and
 * {system} where those of the match go in.
 */
const char *match_sentence(enum match_reason reason);

/* The sentence, in any language, with the values in it ("-" for NULL); in the arena. */
const char *match_fill(
    const char *sentence, const char *version, const char *package, struct arena *arena);

/* The id of the match's vulnerability or advisory, in to or of the pack; "-" of a damaged one.
 */
const char *match_id(
    const struct knowledge_pack *k, const struct match *m, char to[KNOWLEDGE_ID]);

#endif

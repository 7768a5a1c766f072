/*
 * The knowledge that Varde brings along: finding types with their texts, and fingerprints of
 * products, written in kb/ and compiled by tools/kb-compile into one pack. Everything that is
 * given is borrowed from the pack and NUL-terminated.
 *
 * Keys: "finding/ID" (category, criticality, cwe, qod, references), "text/ID/LANG/PART",
 * "text/ID/LANG/fix/PRODUCT", "fingerprint/NNNN" (members in the order of struct
 * kb_fingerprint), "example/NNNN/MMM" (members of struct kb_example), "alias/VENDOR:PRODUCT"
 * (names). A value of several members is their texts, each ended by a NUL.
 */
#ifndef VARDE_PACK_KB_H
#define VARDE_PACK_KB_H

#include "pack/pack.h"

enum { KB_REFERENCES = 4, KB_TITLE_MAX = 60 };

struct kb_finding_type {
	const char *id;                        /* "tls-cert-expired" */
	int category;                          /* enum category of model/finding.h */
	int criticality;                       /* enum criticality: the default one */
	int64_t cwe;                           /* CWE number */
	int64_t qod;                           /* quality of detection, 0..100 */
	const char *references[KB_REFERENCES]; /* standards and guides, or https: addresses */
	size_t nreferences;
};

enum kb_part { KB_TITLE, KB_WHAT, KB_WHY, KB_FIX, KB_VERIFY };

/* Languages and the products that a corrective measure may be written for; NULL-terminated.
 * "en" and "default" come first. */
extern const char *const kb_langs[];
extern const char *const kb_products[];

/* What fingerprints are matched against: "ssh.banner", "http.server", ...; NULL-terminated. */
extern const char *const kb_fields[];

/* The pack that is built into the program. Gives a static one; a damaged build ends the
 * process. */
const struct pack *kb_builtin(void);

/* The finding type of that id. ERR_NOTFOUND; ERR_CORRUPT when its record does not hold
 * together. */
int kb_finding(const struct pack *kb, const char *id, struct kb_finding_type *ret) MUST_USE;

/* An iterator over all finding types, and its next id in alphabetical order; false at the end.
 */
struct pack_iter kb_findings(const struct pack *kb);
bool kb_next_id(struct pack_iter *it, const char **ret_id);

/*
 * A text of a finding type. product (NULL for none) chooses among the corrective measures
 * (KB_FIX) and falls back to the default one; a language without the text falls back to "en".
 * NULL only when the pack does not know the id.
 */
const char *kb_text(const struct pack *kb, const char *id, const char *lang, enum kb_part part,
    const char *product);

/* Whether the finding type has a corrective measure of the product's own. */
bool kb_has_fix(const struct pack *kb, const char *id, const char *product);

/* Texts that are absent are "". */
struct kb_fingerprint {
	const char *id;      /* "openssh-debian" */
	const char *field;   /* a member of kb_fields */
	const char *pattern; /* PCRE2 over bytes; groups version, revision, system */
	const char *vendor, *product;
	const char *version; /* when the pattern does not capture one */
	const char *system;  /* the same */
	const char *cpe;     /* CPE 2.3 with {version} in it */
	int64_t confidence;  /* 0..100 */
};

struct kb_example {
	bool match; /* the fingerprint matches the text, and gives the rest */
	const char *text;
	const char *version, *revision, *system, *cpe;
};

/* An iterator over all fingerprints in order of precedence, and its next one; false at the end.
 */
struct pack_iter kb_fingerprints(const struct pack *kb);
bool kb_next_fingerprint(struct pack_iter *it, struct kb_fingerprint *ret);

/* An iterator over the examples of the last fingerprint that it gave, and its next one; false
 * at the end. The key buffer is the caller's and outlives the iterator. */
enum { KB_EXAMPLE_KEY = 24 };
struct pack_iter kb_examples(const struct pack_iter *fingerprints, char key[KB_EXAMPLE_KEY]);
bool kb_next_example(struct pack_iter *it, struct kb_example *ret);

enum { KB_NAME_MAX = 160 }; /* bytes of "vendor:product" */

/* Names of a product that are left to give. */
struct kb_names {
	struct span left; /* borrowed from the pack */
};

/*
 * Every other name that NVD has for the product of that vendor and name (CPE, unescaped, lower
 * case; the usual one first), where kb/aliases.yaml knows the product: 0, and maybe none at
 * all. ERR_NOTFOUND: it does not.
 */
int kb_aliases(const struct pack *kb, const char *vendor, const char *product,
    struct kb_names *ret) MUST_USE;

/* The next name, "vendor:product"; false at the end. */
bool kb_next_name(struct kb_names *names, const char **ret_name);

#endif

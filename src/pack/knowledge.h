/*
 * The knowledge pack: everything that is known of vulnerabilities (model/vuln.h) in one
 * read-only file that is mapped, not parsed. Opening checks the header alone; every later
 * access checks its own bounds, so that a damaged or hostile pack gives wrong answers or none,
 * and never reads outside the file. knowledge_verify reads it all.
 *
 * The file, all numbers little-endian: magic "VARDKNOW", u32 version, u32 number of tables, u64
 * bytes in all, SHA-256 (64 hexadecimal digits) of everything from KNOWLEDGE_BODY on; per table
 * u64 offset, u64 bytes; u32 CRC-32 of all that; then the tables. A table holds rows of one
 * size, whose number follows from its bytes. A text is an offset into KT_STRINGS, which begins
 * with a NUL (0: no text) and ends with one.
 *
 * How a product is matched: KT_PRODUCTS is sorted by name, and a product's criteria stand
 * together in KT_CRITERIA: exact versions sorted by key, then spans, then those without a
 * version. Equal criteria are one row, whoever states them; KT_POSTINGS leads from it to the
 * nodes of the configurations that hold it, and KT_NODES to the statement that owns those.
 */
#ifndef VARDE_PACK_KNOWLEDGE_H
#define VARDE_PACK_KNOWLEDGE_H

#include "base/arena.h"
#include "model/vuln.h"

#define KNOWLEDGE_MAGIC "VARDKNOW"

enum knowledge_table {
	KT_STRINGS,  /* texts, each ended by NUL */
	KT_KEYS,     /* keys of versions (codec/version.h), back to back */
	KT_VERSIONS, /* struct knowledge_version */
	KT_ATTRS,    /* struct knowledge_attrs; row 0 has none set */
	KT_PRODUCTS, /* struct knowledge_product, sorted by naming, product, vendor, part */
	KT_ALIASES,  /* struct knowledge_alias, sorted by the observed product and vendor */
	KT_CRITERIA, /* struct knowledge_criterion, by product */
	KT_NODES,    /* struct knowledge_node, by statement */
	KT_NODE_CRITERIA, /* u32: rows of KT_CRITERIA, by node */
	KT_POSTINGS,      /* u32: rows of KT_NODES, by criterion */
	KT_VULNS,         /* struct knowledge_vuln, sorted by id, then source */
	KT_LISTS,         /* u32: texts */
	KT_EXPLOITED,     /* struct knowledge_exploited, sorted by id */
	KT_EPSS,          /* struct knowledge_epss, sorted by id */
	KT_SSVC,          /* struct knowledge_ssvc, sorted by id */
	KT_FIXES,         /* struct knowledge_fix, sorted by package, distro, release, id */
	KT_EOL,           /* struct knowledge_eol, sorted by product */
	KT_EOL_NAMES,     /* struct knowledge_eol_name, sorted by product and vendor */
	KT_PRINTS, /* struct knowledge_print, sorted by id: by field, as recog orders them */
	KT_ADVISORIES, /* struct knowledge_advisory, sorted by id */
	KT_SOURCES,    /* struct knowledge_source */
	KT_BLOCKS,     /* u64: where each block of texts begins in KT_TEXTS */
	KT_TEXTS,      /* zstd frames of KNOWLEDGE_BLOCK bytes at most */
	KT_TABLES,
};

enum {
	KNOWLEDGE_VERSION = 2,
	KNOWLEDGE_HEADER = 88, /* bytes before the rows of tables */
	KNOWLEDGE_TABLE = 16,  /* bytes of such a row */
	KNOWLEDGE_BODY = KNOWLEDGE_HEADER + KT_TABLES * KNOWLEDGE_TABLE + 8,
	KNOWLEDGE_BLOCK = 256 << 10, /* bytes of a block of texts, unpacked */
};

/* No row, no version. */
#define KNOWLEDGE_NONE UINT32_MAX

struct knowledge_pack {
	struct span bytes; /* the whole file: mapped, or borrowed */
	struct span tables[KT_TABLES];
	uint32_t rows[KT_TABLES];
	bool mapped;
};

/*
 * Makes *ret a view of the bytes (borrows them) after checking header and table of tables:
 * ERR_CORRUPT for a foreign, damaged or truncated pack, ERR_VERSION for one of another format;
 * the reason is in *msg (NULL allowed).
 */
int knowledge_from_memory(
    struct span bytes, struct knowledge_pack *ret, struct msg *msg) MUST_USE;

/* Maps the file and checks it as above; ERR_NOTFOUND with the advice to compile one, ERR_IO.
 * knowledge_close ends it. It must be replaced by renaming. */
int knowledge_open(const char *path, struct knowledge_pack *ret, struct msg *msg) MUST_USE;

/* The starter knowledge that is built into the program (kb/starter). Gives a static one; a
 * damaged build ends the process. */
const struct knowledge_pack *knowledge_builtin(void);

/* Unmaps; what the pack gave ends here. An empty one is allowed. */
void knowledge_close(struct knowledge_pack *k);

/* Reads everything: ERR_CORRUPT when the digest does not match. */
int knowledge_verify(const struct knowledge_pack *k, struct msg *msg) MUST_USE;

/* The digest that the header states: 64 hexadecimal digits without a NUL. Two packs that say
 * the same have the same. Borrows; an empty pack gives none. */
struct span knowledge_digest(const struct knowledge_pack *k);

/* The text at an offset; NULL for 0 and outside. Borrows from the pack. */
const char *knowledge_text(const struct knowledge_pack *k, uint32_t at);

/* What "CVE-2024-6387" is sorted and looked up by: order of year, then number; ids that are no
 * CVE come after all CVE, in the order of their texts. Rows hold the CVE's number as id, or
 * 63 << 26 with the text's offset. */
uint32_t knowledge_cve(const char *id); /* KNOWLEDGE_NONE: it is no CVE that fits */

/* The text of a row's id in to, which is large enough; gives it, or a text of the pack. */
enum { KNOWLEDGE_ID = 24 };
const char *knowledge_id(const struct knowledge_pack *k, uint32_t id, char to[KNOWLEDGE_ID]);

struct knowledge_version {
	const char *text;
	int scheme;
	struct span key;
};

struct knowledge_attrs {
	const char *update, *edition, *language, *sw_edition, *target_sw, *target_hw, *other,
	    *model;
};

struct knowledge_product {
	int naming; /* enum vuln_naming */
	char part;
	const char *vendor, *product;
	uint32_t exact; /* first row of KT_CRITERIA; exact ones end where spans begin ... */
	uint32_t span, rest, end; /* ... rest: without a version */
};

struct knowledge_alias {
	const char *vendor, *product;       /* observed; vendor NULL: any */
	const char *to_vendor, *to_product; /* as NVD writes it */
};

struct knowledge_criterion {
	uint32_t product;
	int range;  /* enum vuln_range */
	int scheme; /* of both versions */
	bool vulnerable, start_excluded, end_excluded, fixed;
	uint32_t version,
	    end;        /* rows of KT_VERSIONS or KNOWLEDGE_NONE: version or start; end */
	uint32_t attrs; /* row of KT_ATTRS */
	uint32_t postings, npostings;
};

enum { KNOWLEDGE_OF_ADVISORY = 1U << 31 }; /* in knowledge_node.owner */

struct knowledge_node {
	uint32_t owner;   /* row of KT_VULNS, or KNOWLEDGE_OF_ADVISORY | row of KT_ADVISORIES */
	uint32_t config;  /* which configuration of its owner, from 0 */
	bool all, negate; /* AND, NOT over the criteria */
	bool config_all, config_negate; /* the same over the nodes of the configuration */
	bool alone; /* the only node of its configuration, and neither negated */
	uint32_t criteria, ncriteria;
};

/* A range of KT_LISTS. */
struct knowledge_list {
	uint32_t first, n;
};

struct knowledge_vuln {
	uint32_t id;
	int source; /* row of KT_SOURCES */
	int status; /* enum vuln_status */
	int64_t published, modified;
	const char *title;
	struct knowledge_list cvss, cwes;
	uint32_t nodes, nnodes;
	uint32_t text;  /* for knowledge_long: text, then references */
	uint32_t ntext; /* how many texts there are */
};

struct knowledge_exploited {
	uint32_t id;
	const char *list, *vendor, *product, *action;
	int64_t added, due;
	bool ransomware;
};

struct knowledge_epss {
	uint32_t id;
	uint32_t likelihood, percentile; /* millionths */
};

struct knowledge_ssvc {
	uint32_t id;
	int exploitation; /* enum ssvc_exploitation */
	bool automatable, total;
	int64_t time;
};

struct knowledge_fix {
	uint32_t id;
	const char *package, *distro, *release;
	uint32_t version; /* row of KT_VERSIONS or KNOWLEDGE_NONE */
	int state;        /* enum fix_state */
};

struct knowledge_eol {
	const char *product, *title, *cycle, *latest;
	int64_t released, end, extended_end;
	bool ended, lts;
};

struct knowledge_eol_name {
	const char *vendor, *product; /* of CPE */
	const char *eol;              /* product in KT_EOL */
};

struct knowledge_print {
	const char *id, *field, *pattern;
	int64_t flags;                /* enum print_flag */
	struct knowledge_list params; /* as in struct know_print */
};

struct knowledge_advisory {
	const char *id, *publisher, *title, *url, *tlp, *revision, *state;
	int source;
	int64_t published, modified;
	struct knowledge_list cves, cvss;
	uint32_t nodes, nnodes;
	uint32_t text, ntext; /* text, then remedies */
};

struct knowledge_source {
	const char *name;
	uint32_t records[KNOW_KINDS];
	int64_t newest; /* ms: the latest change in any of its records */
};

/* The row of a table; false outside of it, and then *ret is not touched. */
bool knowledge_version(
    const struct knowledge_pack *k, uint32_t row, struct knowledge_version *ret);
bool knowledge_attrs(const struct knowledge_pack *k, uint32_t row, struct knowledge_attrs *ret);
bool knowledge_product(
    const struct knowledge_pack *k, uint32_t row, struct knowledge_product *ret);
bool knowledge_alias(const struct knowledge_pack *k, uint32_t row, struct knowledge_alias *ret);
bool knowledge_criterion(
    const struct knowledge_pack *k, uint32_t row, struct knowledge_criterion *ret);
bool knowledge_node(const struct knowledge_pack *k, uint32_t row, struct knowledge_node *ret);
bool knowledge_vuln(const struct knowledge_pack *k, uint32_t row, struct knowledge_vuln *ret);
bool knowledge_exploited(
    const struct knowledge_pack *k, uint32_t row, struct knowledge_exploited *ret);
bool knowledge_epss(const struct knowledge_pack *k, uint32_t row, struct knowledge_epss *ret);
bool knowledge_ssvc(const struct knowledge_pack *k, uint32_t row, struct knowledge_ssvc *ret);
bool knowledge_fix(const struct knowledge_pack *k, uint32_t row, struct knowledge_fix *ret);
bool knowledge_eol(const struct knowledge_pack *k, uint32_t row, struct knowledge_eol *ret);
bool knowledge_eol_name(
    const struct knowledge_pack *k, uint32_t row, struct knowledge_eol_name *ret);
bool knowledge_print(const struct knowledge_pack *k, uint32_t row, struct knowledge_print *ret);
bool knowledge_advisory(
    const struct knowledge_pack *k, uint32_t row, struct knowledge_advisory *ret);
bool knowledge_source(
    const struct knowledge_pack *k, uint32_t row, struct knowledge_source *ret);

/* The number in a table of u32 (KT_NODE_CRITERIA, KT_POSTINGS); KNOWLEDGE_NONE outside. */
uint32_t knowledge_number(
    const struct knowledge_pack *k, enum knowledge_table table, uint32_t row);

/* The i-th text of a list; NULL after its end. */
const char *knowledge_item(
    const struct knowledge_pack *k, struct knowledge_list list, uint32_t i);

/* The n texts at a place, unpacked into the arena; what is not there is "". */
void knowledge_long(const struct knowledge_pack *k, uint32_t at, uint32_t n,
    struct arena *arena, const char **ret);

/* Unpacks a block of texts (a place >> 18) into to[KNOWLEDGE_BLOCK + 1], where a NUL follows;
 * gives its bytes, 0 when there is none. For who reads everything. */
size_t knowledge_block(const struct knowledge_pack *k, uint32_t block, char *to);

/* The configurations of a statement (its nodes), as records again, in the arena. */
void knowledge_configs(const struct knowledge_pack *k, uint32_t nodes, uint32_t nnodes,
    struct arena *arena, struct vuln_configs *ret);

/* --- finding rows (pack/knowledge_find.c) --- */

/* Rows first .. end of a table. */
struct knowledge_rows {
	uint32_t first, end;
};

/* The rows of an id in KT_VULNS, KT_EXPLOITED, KT_EPSS, KT_SSVC or KT_ADVISORIES. */
struct knowledge_rows knowledge_find(
    const struct knowledge_pack *k, enum knowledge_table table, const char *id);
struct knowledge_rows knowledge_find_cve(
    const struct knowledge_pack *k, enum knowledge_table table, uint32_t id);

/* The rows of KT_PRODUCTS with that name, of any part; vendor NULL: of any vendor. */
struct knowledge_rows knowledge_find_product(
    const struct knowledge_pack *k, int naming, const char *vendor, const char *product);

/* The rows of KT_ALIASES of an observed product (of any vendor). */
struct knowledge_rows knowledge_find_alias(const struct knowledge_pack *k, const char *product);

/* Of the rows of a product's exact criteria, those whose version has the key by the scheme. */
struct knowledge_rows knowledge_find_exact(const struct knowledge_pack *k,
    const struct knowledge_product *product, int scheme, struct span key);

/* The rows of KT_FIXES of a source package in a release of a distribution. */
struct knowledge_rows knowledge_find_fixes(const struct knowledge_pack *k, const char *package,
    const char *distro, const char *release);

/* Whether the advisory (a row of KT_ADVISORIES) names the CVE. */
bool knowledge_names(const struct knowledge_pack *k, uint32_t advisory, const char *cve);

/* The rows of KT_EOL of a product that CPE names so. */
struct knowledge_rows knowledge_find_eol(
    const struct knowledge_pack *k, const char *vendor, const char *product);

#endif

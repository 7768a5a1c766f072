/*
 * Knowledge as feeds give it, brought into one shape: what a publisher says of a vulnerability,
 * its exploitation, its likelihood, a distribution's fix, a product's end of life. feed/ makes
 * these records of publications, the store keeps each with where it came from and when, and
 * pack/knowledge compiles them. One statement a record: who said it (source) and of what (id).
 */
#ifndef VARDE_MODEL_VULN_H
#define VARDE_MODEL_VULN_H

#include "base/vec.h"
#include "model/record.h"

/* What kind of statement a record is. */
enum know_kind {
	KNOW_VULN,      /* struct vuln: what is affected (NVD, CVE records, starter) */
	KNOW_EXPLOITED, /* struct know_exploited: known to be exploited (CISA KEV, EU KEV) */
	KNOW_EPSS,      /* struct know_epss: likelihood */
	KNOW_SSVC,      /* struct know_ssvc: CISA's decision points (vulnrichment) */
	KNOW_ADVISORY, /* struct know_advisory: a vendor's or CERT's document (CSAF, CERT-FR) */
	KNOW_FIX,      /* struct know_fix: fixed version of a distribution's package */
	KNOW_EOL,      /* struct know_eol: one release cycle of a product */
	KNOW_PRINT,    /* struct know_print: a fingerprint of what services say (recog) */
	KNOW_KINDS,
};

/* What a criterion says of versions. */
enum vuln_range {
	RANGE_ANY,   /* every version: low confidence (NVD's "*" without bounds) */
	RANGE_NONE,  /* no version applies (NVD's "-") */
	RANGE_EXACT, /* version (and update) */
	RANGE_SPAN,  /* start..end */
};

/* By what the product is named. */
enum vuln_naming {
	NAMED_CPE,  /* vendor and product are CPE 2.3 names, unescaped, lower case */
	NAMED_TEXT, /* as people write them (CSAF product trees), lower case, single spaces */
};

/* One condition on one product. Text that is absent (ANY) is NULL; "-" is NA. */
struct vuln_criterion {
	bool vulnerable; /* false: a platform that the product runs on or with */
	int naming;      /* enum vuln_naming */
	char part;       /* 'a', 'o', 'h'; '*' for any or not known */
	const char *vendor, *product;
	const char *model; /* model number (CSAF), or NULL */
	int range;         /* enum vuln_range */
	int scheme;        /* enum version_scheme of codec/version.h, how versions compare */
	const char *version, *update;
	const char *edition, *language, *sw_edition, *target_sw, *target_hw, *other;
	const char *start, *end; /* of RANGE_SPAN; NULL: open */
	bool start_excluded, end_excluded;
	bool fixed; /* of a CSAF document: this one is known not to be affected */
};

enum vuln_operator { VULN_OR, VULN_AND };

struct vuln_node {
	int operator; /* enum vuln_operator, over the criteria */
	bool negate;
	VEC(struct vuln_criterion) criteria;
};

/* One of several configurations; any of them makes vulnerable. */
struct vuln_config {
	int operator; /* over the nodes: VULN_AND is "running on" or "together with" */
	bool negate;
	VEC(struct vuln_node) nodes;
};

struct vuln_configs {
	VEC(struct vuln_config) all;
};

/* Where a vulnerability stands with its publisher. REJECTED ones match nothing. */
enum vuln_status { VULN_PUBLISHED, VULN_DISPUTED, VULN_REJECTED };

struct vuln {
	const char *id; /* "CVE-2024-6387"; of the starter without a CVE "VARDE-2026-0001" */
	int64_t published, modified; /* ms since 1970 */
	int status;                  /* enum vuln_status */
	const char *title;           /* or NULL */
	const char *text;      /* what it is, English as published; starter: see kb/starter */
	struct text_list cvss; /* vectors with their prefix, "CVSS:3.1/AV:N/..."; of CVSS 2
				  "AV:N/AC:L/..."; the publisher's own (primary) first */
	struct text_list cwes; /* "CWE-79" */
	struct text_list
	    references; /* https: addresses, advisories and patches first; 8 at most */
	struct vuln_configs configs; /* any of them; none: products are not stated */
};

struct know_exploited {
	const char *id;     /* CVE */
	const char *list;   /* "cisa", "eu" */
	int64_t added, due; /* due 0: none */
	bool ransomware;
	const char *vendor, *product; /* as the list writes them */
	const char *action;           /* what the list asks for, or NULL */
};

struct know_epss {
	const char *id;     /* CVE */
	int64_t likelihood; /* probability within 30 days, in millionths */
	int64_t percentile; /* the same unit */
	int64_t day;        /* of the score */
};

enum ssvc_exploitation { SSVC_NONE, SSVC_POC, SSVC_ACTIVE };
struct know_ssvc {
	const char *id;   /* CVE */
	int exploitation; /* enum ssvc_exploitation */
	bool automatable;
	bool total; /* technical impact: total, else partial */
	int64_t time;
};

struct know_advisory {
	const char *id;        /* "ICSMA-20-049-02", "CERTFR-2026-AVI-0001" */
	const char *publisher; /* name as written */
	const char *title, *url, *text;
	const char *tlp;      /* "CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED" */
	const char *revision; /* the document's version, "1.0.0" */
	const char *state;    /* draft, interim, final */
	int64_t published, modified;
	struct text_list cves;
	struct text_list cvss;
	struct text_list remedies;   /* "vendor_fix: Update to 2.1", category first */
	struct vuln_configs configs; /* what is affected (fixed false) and what is known not to
					be (fixed true) */
};

enum fix_state { FIX_RELEASED, FIX_NOT_AFFECTED, FIX_NONE_YET, FIX_WONT };
struct know_fix {
	const char *id;      /* CVE */
	const char *distro;  /* "debian", "ubuntu", "rhel" */
	const char *release; /* "bookworm", "22.04", "9" */
	const char *package; /* source package */
	const char
	    *version; /* that has the fix, with epoch and revision; NULL unless RELEASED */
	int state;    /* enum fix_state */
};

struct know_eol {
	const char *id; /* "PRODUCT CYCLE", "php 8.1" */
	const char *product, *title, *cycle;
	struct text_list cpes; /* "cpe:2.3:a:php:php" prefixes */
	int64_t released;
	bool ended;  /* without a date */
	int64_t end; /* security support ends, 0: not stated */
	int64_t extended_end;
	const char *latest;
	bool lts;
};

/* How a fingerprint's pattern is meant, besides line anchors that match at every line. */
enum print_flag { PRINT_ICASE = 1, PRINT_DOTALL = 2 };

/* A pattern (PCRE2) over one thing that a service says, and what follows when it matches. */
struct know_print {
	const char *id;      /* "ssh.banner 0012": of one field, the first that matches wins */
	const char *field;   /* as recog names it: "ssh.banner", "http_header.server", ... */
	const char *pattern; /* over bytes */
	int64_t flags;       /* enum print_flag */
	/* "N NAME VALUE": N 0, the constant VALUE, in which {NAME} is another's value; N above
	 * 0, what that group captured. NAME is recog's: "service.version", "os.cpe23". */
	struct text_list params;
};

/* One record of any kind and where it came from. */
struct knowledge {
	int kind;           /* enum know_kind */
	const char *source; /* row of feed/feed.h: "nvd", "kev", "csaf-cisa", ... */
	const char
	    *id; /* unique within source and kind; of fixes "CVE distro release package" */
	const char *origin; /* URL or file it was read from */
	int64_t modified;   /* by the publisher, ms since 1970; 0: not stated */
	union {
		const void *rec;
		const struct vuln *vuln;
		const struct know_exploited *exploited;
		const struct know_epss *epss;
		const struct know_ssvc *ssvc;
		const struct know_advisory *advisory;
		const struct know_fix *fix;
		const struct know_eol *eol;
		const struct know_print *print;
	};
};

/* Names of the enums' values, as in JSON; NULL-terminated. */
extern const char *const know_kind_names[];
extern const char *const vuln_range_names[];
extern const char *const vuln_status_names[];
extern const char *const ssvc_exploitation_names[];
extern const char *const fix_state_names[];

/* The field table of each kind (its flat members; configs are written beside them). */
extern const struct record_type know_types[KNOW_KINDS];

/*
 * The record's body as compact JSON, configurations included: versions of one product that
 * differ in nothing else share one criterion ("versions": [...]), so that the 2.1 million
 * criteria of NVD stay small. Appends to out.
 */
void know_write(const struct knowledge *k, struct str *out);

/* The same as members of the object that w is writing: "record", and "configs" of the kinds
 * that have them, even when there are none. */
void know_write_members(int kind, const void *rec, struct json_writer *w);

/*
 * Reads such a body into the arena: the same record again. ERR_SYNTAX, ERR_RANGE with the
 * reason in *msg (NULL allowed).
 */
int know_read(int kind, struct span body, struct arena *arena, const void **ret,
    struct msg *msg) MUST_USE;

#endif

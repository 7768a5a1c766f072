/* A finding: a weakness of one subject, with how bad, how sure, and the evidence. Its texts are
 * in kb/findings/. */
#ifndef VARDE_MODEL_FINDING_H
#define VARDE_MODEL_FINDING_H

#include "base/vec.h"
#include "model/record.h"

enum criticality { CRIT_CRITICAL, CRIT_HIGH, CRIT_MEDIUM, CRIT_LOW, CRIT_INFO, CRIT_LEVELS };

enum category {
	CATEGORY_CERTIFICATE,
	CATEGORY_ENCRYPTION,
	CATEGORY_EMAIL,
	CATEGORY_DNS,
	CATEGORY_WEB,
	CATEGORY_EXPOSURE,
	CATEGORY_AUTHENTICATION,
	CATEGORY_DISCLOSURE,
	CATEGORY_HEALTH,
	CATEGORIES,
};

/* Against the run it is compared with. UNKNOWN: was there before, and this run did not cover
 * it: neither open nor fixed. */
enum finding_state { FINDING_NEW, FINDING_OPEN, FINDING_FIXED, FINDING_UNKNOWN };

struct finding {
	const char *type; /* id of the finding type, "tls-cert-expired" */
	const char
	    *key; /* what makes it the same finding in another run: type|subject|addr|port */
	int criticality;     /* enum criticality */
	int category;        /* enum category */
	int64_t cwe;         /* CWE number */
	int64_t qod;         /* how sure, 0..100, Greenbone's quality of detection */
	const char *subject; /* domain, host or address */
	const char *addr;    /* NULL for domain-level findings */
	int64_t port;        /* 0 for none */
	int transport;       /* enum transport */
	const char *product; /* lower-case product that chooses the corrective measure; NULL for
				the default one */
	struct text_list
	    evidence;       /* lines that show it, shortened, redacted; language-neutral */
	int state;          /* enum finding_state */
	int64_t first_seen; /* time of the first run that had it */
};

struct findings {
	VEC(struct finding) all;
};

/* The fields of struct finding, from which JSON, SQL, CSV and the schema derive. */
extern const struct record_type finding_type;

/* Names of the enum's values, as in JSON; NULL-terminated. */
extern const char *const criticality_names[];
extern const char *const category_names[];
extern const char *const finding_state_names[];

/* Order of a report: criticality, then type, subject, address, port. <0, 0, >0. */
int finding_compare(const struct finding *a, const struct finding *b);

#endif

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
	CATEGORY_SOFTWARE, /* versions with known vulnerabilities, or without support */
	CATEGORIES,
};

/* Against the run it is compared with. UNKNOWN: was there before, and this run did not cover
 * it: neither open nor fixed. */
enum finding_state { FINDING_NEW, FINDING_OPEN, FINDING_FIXED, FINDING_UNKNOWN };

/* How sure it is that software has the vulnerabilities of .cves; NONE: the finding is not about
 * any. POSSIBLE is to be verified, and counts nowhere. */
enum finding_verdict { VERDICT_NONE, VERDICT_CONFIRMED, VERDICT_PROBABLE, VERDICT_POSSIBLE };

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
	/* Of findings about software: */
	const char *software;  /* product and version as observed, "nginx 1.22.1" */
	int verdict;           /* enum finding_verdict: the surest of its vulnerabilities */
	struct text_list cves; /* lines of model/affected.h, the most urgent first */
	int64_t ncves;         /* how many there are; .cves has FINDING_CVES at most */
	const char *fixed_in;  /* the lowest version that mends all of them; NULL: not known */
	int64_t priority;      /* 0..1000, of the most urgent one; 0: not ranked */
	int64_t days;          /* to mend it in; 0: with the next update */
	bool forensics;        /* look for traces of a break-in as well */
	const char *rule;      /* what the days come from: "BOD 26-04 row 13" */
	struct text_list why;  /* why it is urgent: "exploited", "likely 42", "role 5" */
};

enum { FINDING_CVES = 60 };

struct findings {
	VEC(struct finding) all;
};

/* The fields of struct finding, from which JSON, SQL, CSV and the schema derive. */
extern const struct record_type finding_type;

/* Names of the enum's values, as in JSON; NULL-terminated. */
extern const char *const criticality_names[];
extern const char *const category_names[];
extern const char *const finding_state_names[];
extern const char *const finding_verdict_names[];

/* Order of a report: criticality, then type, subject, address, port. <0, 0, >0. */
int finding_compare(const struct finding *a, const struct finding *b);

#endif

/*
 * How urgent a vulnerability is for one organisation: exploited x likely x impact x exposure x
 * what the asset is for care. Pure: facts in, a number, a deadline and the reasons out; the
 * words are the report's (report/rank_text.h).
 */
#ifndef VARDE_RANK_RANK_H
#define VARDE_RANK_RANK_H

#include "model/run.h"
#include "model/vuln.h"
#include "rank/role.h"

/* A yes or no that may not be known. */
enum rank_known { RANK_UNKNOWN, RANK_NO, RANK_YES };

/* Who can reach the asset. What is not known counts as public for the deadline. */
enum rank_exposure { EXPOSURE_INTERNAL, EXPOSURE_UNKNOWN, EXPOSURE_PUBLIC };

/* How sure it is that the asset has the flaw. */
enum rank_certainty { CERTAINTY_POSSIBLE, CERTAINTY_PROBABLE, CERTAINTY_CONFIRMED };

enum { RANK_NO_SCORE = -1 };

struct rank_in {
	bool kev_cisa, kev_eu;  /* on a list of what is known to be exploited */
	bool ransomware;        /* used by extortionists, as the list says */
	int exploitation;       /* enum ssvc_exploitation; SSVC_NONE when there is no SSVC */
	int automatable, total; /* enum rank_known, of SSVC; unknown: told by the vector */
	int64_t epss;           /* probability within 30 days in millionths, RANK_NO_SCORE */
	int64_t cvss;           /* the publisher's score in tenths, RANK_NO_SCORE */
	const char *vector;     /* CVSS, or NULL; its score comes before .cvss */
	int exposure;           /* enum rank_exposure */
	int role;               /* enum role of rank/role.h */
	int certainty;          /* enum rank_certainty */
};

enum { RANK_ON_UPGRADE = 0 }; /* days: with the next update of the system */

struct rank_deadline {
	int days;       /* RANK_ON_UPGRADE or from the day it is told */
	bool forensics; /* look for traces of a break-in as well */
	int rule;       /* BOD 26-04: row 0..15, bits exposed 8, exploited 4, automatable 2,
			   total 1; of the bands: the enum cvss_band */
};

/* Why, most telling first; each at most once, and one of each group. */
enum rank_reason {
	/* threat */
	REASON_RANSOMWARE,
	REASON_EXPLOITED,
	REASON_PROOF,    /* code that exploits it is public */
	REASON_LIKELY,   /* value: per cent within 30 days */
	REASON_NOT_SEEN, /* none of these */
	/* impact */
	REASON_CONTROL, /* full control */
	REASON_SEVERE,  /* value: score in tenths, high or critical */
	/* exposure */
	REASON_PUBLIC,
	REASON_EXPOSURE_UNKNOWN,
	REASON_INTERNAL,
	/* care; value: enum role */
	REASON_ROLE,
	/* certainty */
	REASON_POSSIBLE,
	RANK_REASONS,
};

/* Names of enum rank_reason, as findings keep them; NULL at the end. */
extern const char *const rank_reason_names[];

enum { RANK_TOLD = 5 };

struct rank {
	int priority; /* 0..1000 */
	struct rank_deadline deadline;
	int64_t score; /* CVSS in tenths that counted, RANK_NO_SCORE */
	struct {
		enum rank_reason reason;
		int64_t value;
	} reasons[RANK_TOLD];
	size_t nreasons;
};

/* Ranks; the facts are borrowed during the call. A worse fact never gives a lower priority nor
 * a later deadline. */
void rank_make(const struct rank_in *in, enum deadlines profile, struct rank *ret);

/* The deadline of CISA BOD 26-04's decision table (16 rows). */
struct rank_deadline rank_bod_26_04(bool exposed, bool exploited, bool automatable, bool total);

/* The deadline by the band of a score in tenths (CVSS 3 and 4); RANK_NO_SCORE: as medium. */
struct rank_deadline rank_bands(int64_t score);

/* What findings keep of a deadline by bands: "CVSS bands: 7 days", "CVSS bands: on upgrade".
 * The arena owns it. */
const char *rank_bands_rule(const struct rank_deadline *deadline, struct arena *arena);

#endif

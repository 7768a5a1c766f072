/*
 * CVSS vectors (FIRST: CVSS 2.0, 3.0, 3.1 and 4.0) and their scores, computed from the vector
 * alone. Scores are in tenths, so that they are exact: 98 is 9.8.
 */
#ifndef VARDE_CODEC_CVSS_H
#define VARDE_CODEC_CVSS_H

#include "base/err.h"
#include "base/str.h"

enum cvss_version { CVSS_2_0, CVSS_3_0, CVSS_3_1, CVSS_4_0, CVSS_VERSIONS };

enum { CVSS_METRICS = 32 }; /* of one version at most */

struct cvss {
	enum cvss_version version;
	uint8_t value[CVSS_METRICS]; /* of each metric in the order of its version, an index
					into the values it can have; 0 of an optional metric:
					not defined */
};

/* How much of a vector a score counts. What was left undefined counts as its specification
 * says. */
enum cvss_group {
	CVSS_BASE,
	CVSS_THREAT,        /* base and threat (before 4.0 "temporal") */
	CVSS_ENVIRONMENTAL, /* all of it */
};

enum cvss_band { CVSS_NONE, CVSS_LOW, CVSS_MEDIUM, CVSS_HIGH, CVSS_CRITICAL, CVSS_BANDS };

/* Names of versions ("2.0") and bands ("none", "low", ...); NULL at the end. */
extern const char *const cvss_version_names[];
extern const char *const cvss_band_names[];

/*
 * Parses a vector: "CVSS:4.0/AV:N/...", "CVSS:3.1/AV:N/...", "CVSS:3.0/...", and of CVSS 2
 * "AV:N/AC:L/Au:N/C:P/I:P/A:P", also in parentheses. All base metrics, none twice, no other
 * ones; in the order of the specification where it demands one (2.0, 4.0). ERR_SYNTAX.
 */
int cvss_parse(struct span vector, struct cvss *ret) MUST_USE;

/* The score in tenths, 0..100. */
int cvss_score(const struct cvss *cvss, enum cvss_group group);

/* The value of a metric as it is written ("N" of "AV"), NULL when the version has no such
 * metric or it is not defined. Static. */
const char *cvss_value(const struct cvss *cvss, const char *metric);

/* Parts of a vector, in the order in which it is written. */
enum cvss_part {
	CVSS_PART_BASE,
	CVSS_PART_THREAT,       /* before 4.0 "temporal" */
	CVSS_PART_REQUIREMENTS, /* of the environment */
	CVSS_PART_MODIFIED,     /* base metrics as they are in the environment */
	CVSS_PART_SUPPLEMENTAL, /* 4.0: said, and not scored */
	CVSS_PARTS,
};

/* One metric of a version, by its place. */
struct cvss_metric {
	const char *name;    /* "AV" */
	const char *values;  /* "N A L P"; an optional one begins with what is not defined */
	bool optional;       /* need not be said */
	enum cvss_part part; /* where it belongs */
};

/* The metric at a place from 0 in the specification's order; false after the last. */
bool cvss_metric(enum cvss_version version, int at, struct cvss_metric *ret);

/* Appends the vector as the specification writes it: in its order, what is not defined left
 * out. cvss_parse reads it back as the same. */
void cvss_write(const struct cvss *cvss, struct str *out);

/* What the score is to be called by what it counts: of 4.0 "CVSS-B", "CVSS-BT", "CVSS-BE" or
 * "CVSS-BTE"; of others NULL, as they have no names for it. */
const char *cvss_nomenclature(const struct cvss *cvss);

/* The band of a score in tenths: none, low, medium, high, critical by CVSS 3 and 4; of 2.0 as
 * NVD names them, without none and critical. */
enum cvss_band cvss_band(enum cvss_version version, int score);

#endif

/* What the metrics of CVSS are called and mean, in our own words; keys of the catalogue. */
#ifndef VARDE_PORTAL_CVSS_WORDS_H
#define VARDE_PORTAL_CVSS_WORDS_H

#include "codec/cvss.h"

enum { CVSS_WORDS_VALUES = 5 };

struct cvss_words {
	const char *name;                      /* "AV"; of modified ones that of the base */
	bool v3, v4;                           /* of which versions */
	const char *title;                     /* "Attack vector" */
	const char *help;                      /* one sentence */
	const char *values[CVSS_WORDS_VALUES]; /* in the order of cvss_metric, without X */
};

/* The words for a metric of that version ("AV", "MAV"); NULL when there is none. */
const struct cvss_words *cvss_words_of(enum cvss_version version, const struct cvss_metric *m);

/* What a part of a vector is called, and one sentence that says what it is for. */
extern const char *const cvss_words_parts[CVSS_PARTS][2];

#endif

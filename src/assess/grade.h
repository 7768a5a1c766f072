/*
 * The level of security as one letter, by a rule that a director can repeat: the worst open
 * weakness decides, and a heap of lesser ones weighs as much as one that is a step worse.
 * README.md explains it.
 */
#ifndef VARDE_ASSESS_GRADE_H
#define VARDE_ASSESS_GRADE_H

#include "model/finding.h"
#include "model/observation.h"

enum {
	GRADE_QOD = 70,       /* findings that are less sure do not count */
	GRADE_MANY_HIGH = 10, /* this many high ones weigh as a critical one */
	GRADE_MANY_MEDIUM = 20,
	GRADE_MANY_LOW = 40,
};

enum grade_reason {
	GRADE_UNKNOWN, /* nothing could be examined: no grade */
	GRADE_CLEAN,   /* nothing above info */
	GRADE_WORST,   /* the worst criticality decides */
	GRADE_MANY,    /* the number of findings of .by decides */
};

struct grade {
	char letter; /* 'A' best to 'E' worst; '-' for none */
	enum grade_reason reason;
	int by; /* enum criticality that decided; CRIT_LEVELS when none did */
	size_t counts[CRIT_LEVELS]; /* findings that count, by criticality */
};

/* Grades the findings that are not fixed (new, open, unknown). The observations tell whether
 * anything was examined at all. */
void grade_of(
    const struct findings *findings, const struct observations *obs, struct grade *ret);

#endif

/* What a report is made from: stored records and knowledge, nothing else, so that any stored
 * run can be told again. */
#ifndef VARDE_REPORT_INPUT_H
#define VARDE_REPORT_INPUT_H

#include "model/finding.h"
#include "model/observation.h"
#include "model/run.h"
#include "pack/pack.h"

struct report_input {
	const struct run *run;
	const struct observations *obs;
	/*
	 * The run's findings, new or open; when it was compared (assess_compare), also those of
	 * the previous run that are fixed or unknown, here or in .gone. In any order.
	 */
	const struct findings *findings;
	const struct findings *gone; /* NULL: all are in .findings */
	const struct run *previous;  /* NULL: nothing to compare with */
	const struct pack *kb;       /* texts of the finding types */
	const char *lang;            /* "en", "fr", "nb" */
	const char *label;           /* protective marking, "TLP:AMBER"; NULL for none */
	const char *organisation; /* whose systems these are; NULL: the first target's name */
	int64_t now;              /* when the report is written, epoch ms */
	const char *watermark; /* who got this copy, when ("for NAME, DATE, ORGANISATION"); NULL
				  for none */
};

#endif

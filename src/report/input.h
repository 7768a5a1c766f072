/* What a report is made from: stored records and knowledge, nothing else, so that any stored run can be told again. */
#ifndef VARDE_REPORT_INPUT_H
#define VARDE_REPORT_INPUT_H

#include "model/finding.h"
#include "model/observation.h"
#include "model/run.h"
#include "pack/pack.h"

struct report_input {
	const struct run *run;
	const struct observations *obs;
	const struct findings *findings; /* of this run; their state is against the previous one when there is one */
	const struct run *previous;      /* NULL: there is nothing to compare with */
	const struct findings *gone;     /* the previous run's that this one lacks, fixed or unknown; NULL for none */
	const struct pack *kb;           /* texts of the finding types */
	const char *lang;                /* "en", "fr", "nb" */
	const char *label;               /* protective marking, "TLP:AMBER"; NULL for none */
	const char *organisation;        /* whose systems these are; NULL: the first target stands for it */
	int64_t now;                     /* when the report is written, epoch ms */
};

#endif

/* The remediation plan: findings that one action puts right are one thing to do; what helps
 * most comes first. */
#ifndef VARDE_ASSESS_PRIORITY_H
#define VARDE_ASSESS_PRIORITY_H

#include "base/vec.h"
#include "model/finding.h"

enum { PRIORITY_TOP = 5 }; /* things to do first, on the managerial page */

struct priority_item {
	const char *type;          /* finding type: what to do is its corrective measure ... */
	const char *product;       /* ... for this product; NULL for the default one */
	int criticality;           /* the worst of its findings */
	int64_t qod;               /* the surest of them */
	struct text_list subjects; /* where, sorted; each once */
	int64_t score;             /* weight of the criticality x qod x number of subjects */
	VEC(const struct finding *) findings; /* borrowed, in the order of the report */
};

struct priority_plan {
	VEC(struct priority_item)
	all; /* highest score first; the first PRIORITY_TOP are to be done first */
};

/* The plan for the findings (borrowed) that are new or open. Lives in the arena. */
void priority_plan(
    const struct findings *findings, struct arena *arena, struct priority_plan *ret);

#endif

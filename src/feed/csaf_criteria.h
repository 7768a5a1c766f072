/* What a product of a CSAF document is matched by: criteria (model/vuln.h). */
#ifndef VARDE_FEED_CSAF_CRITERIA_H
#define VARDE_FEED_CSAF_CRITERIA_H

#include "feed/csaf_tree.h"

struct csaf_criteria {
	VEC(struct vuln_criterion) all;
};

/*
 * Adds the criteria of a product without bond; more than one when it names several versions or
 * models, or has CPE names. What its version says and is not understood is any version, which
 * is of low confidence, and is counted in rd. Texts live in the arena.
 */
void csaf_criteria_add(struct csaf_criteria *to, const struct csaf_product *p,
    struct feed_read *rd, struct arena *arena);

#endif

/* One product against a sample pack. */
#ifndef VARDE_TESTS_MATCH_CASE_H
#define VARDE_TESTS_MATCH_CASE_H

#include "match/match.h"

#include "../pack/sample_knowledge.h"

/* "CVE-2024-1000 probable version <2.0" for each match, joined by "; ", in the sample's arena;
 * hidden ones have a "~" before them. "unknown" and "versionless" as they are. */
const char *case_matches(struct sample *s, const struct match_product *p);

/* The same for "vendor:product version". */
const char *case_text(
    struct sample *s, const char *vendor, const char *product, const char *version);

#endif

/*
 * Ranges of versions as people write them in advisories: "<12.2.8.410", "<= 3.1", "2.0 through
 * 2.3", "prior to 4.2", "1.6 and earlier", "5.x", "all versions", "vers:generic/>=1|<2.0".
 */
#ifndef VARDE_CODEC_VERSION_RANGE_H
#define VARDE_CODEC_VERSION_RANGE_H

#include "base/err.h"
#include "base/vec.h"
#include "codec/version.h"

enum version_range_kind {
	VERSION_RANGE_ANY,   /* every version */
	VERSION_RANGE_EXACT, /* .version */
	VERSION_RANGE_SPAN,  /* .start .. .end, NULL is open */
};

struct version_range {
	int kind;   /* enum version_range_kind */
	int scheme; /* enum version_scheme */
	const char *version, *start, *end;
	bool start_excluded, end_excluded;
};

/* Any of them. */
struct version_ranges {
	VEC(struct version_range) all;
};

/*
 * Understands the text, or says that it does not: ERR_SYNTAX, and then *ret is untouched. What
 * is given lives in the arena. A text that is a plain version is exact.
 */
int version_range_parse(
    struct span text, struct arena *arena, struct version_ranges *ret) MUST_USE;

#endif

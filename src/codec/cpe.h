/*
 * CPE 2.3 names (NISTIR 7695) and their matching (NISTIR 7696): formatted strings
 * "cpe:2.3:a:vendor:product:..." and the older URIs "cpe:/a:vendor:product".
 */
#ifndef VARDE_CODEC_CPE_H
#define VARDE_CODEC_CPE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"
#include "base/str.h"

enum cpe_attr {
	CPE_PART,
	CPE_VENDOR,
	CPE_PRODUCT,
	CPE_VERSION,
	CPE_UPDATE,
	CPE_EDITION,
	CPE_LANGUAGE,
	CPE_SW_EDITION,
	CPE_TARGET_SW,
	CPE_TARGET_HW,
	CPE_OTHER,
	CPE_ATTRS,
};

/* Unescaped and in lower case; NULL is ANY ("*"), "-" is NA. An unquoted "*" or "?" in a text
 * stays a wildcard; a quoted one, a quoted backslash, and a quoted hyphen that is all there is
 * keep their backslash. */
struct cpe {
	const char *attr[CPE_ATTRS];
};

/* Parses a formatted string or a URI (also with percent-encoding) into the arena. What is left
 * out at the end is ANY; a formatted string has at least part, vendor and product. ERR_SYNTAX.
 */
int cpe_parse(struct span text, struct arena *arena, struct cpe *ret) MUST_USE;

/* Appends the formatted string, quoted as NISTIR 7695 section 6.2 says. */
void cpe_write(const struct cpe *cpe, struct str *out);

/* How two attributes or names stand to each other, NISTIR 7696 table 6-2. */
enum cpe_relation { CPE_DISJOINT, CPE_EQUAL, CPE_SUBSET, CPE_SUPERSET, CPE_UNDEFINED };

/* Source to target, of one attribute and of each of all; ret has CPE_ATTRS members. */
enum cpe_relation cpe_compare_attr(enum cpe_attr attr, const char *source, const char *target);
void cpe_compare(const struct cpe *source, const struct cpe *target, enum cpe_relation *ret);

/* Bounds of a criterion's version, as texts; NULL: open. */
struct cpe_range {
	const char *start, *end;
	bool start_excluded, end_excluded;
};

/*
 * Whether a criterion (with its range, NULL for none) speaks of the target: no attribute is
 * disjoint, the version is within the range, and "9.2" with update "p1" is "9.2p1". A version
 * that is not known is within any range. A target without a product is nothing that can be
 * spoken of; a part of a vendor's or product's name in a criterion fits no whole one, since
 * criteria are found by these names, and all products of one vendor do not speak of a product
 * of an unknown vendor.
 */
bool cpe_match(
    const struct cpe *criterion, const struct cpe_range *range, const struct cpe *target);

#endif

/* The parts of a CSAF document. Internal to share/csaf*.c. */
#ifndef VARDE_SHARE_CSAF_IMPL_H
#define VARDE_SHARE_CSAF_IMPL_H

#include "codec/json_build.h"
#include "codec/version_range.h"
#include "model/advisory.h"

/* A product of the document. */
struct csaf_product {
	const char *vendor, *product; /* as written in the advisory */
	const char *id;               /* "CSAFPID-0001" */
	const char *range;            /* "vers:generic/<1.2", or the version when exact */
	const char *version;          /* of an exact one; NULL */
	bool fixed;                   /* known not to be affected */
};

struct csaf_products {
	VEC(struct csaf_product) all;
};

/* What the lines of the advisory state. ERR_SYNTAX when one cannot be read. */
int csaf_products_read(
    const struct advisory *a, struct arena *arena, struct csaf_products *ret) MUST_USE;

/* The product_tree. */
struct json *csaf_products_tree(const struct csaf_products *products, struct arena *arena);

/* The vulnerabilities: how bad each is must be known, else NULL. */
struct json *csaf_vulnerabilities(const struct advisory *a, const struct advisory_text *text,
    const struct csaf_products *products, struct arena *arena);

#endif

/* Names under which products are observed, and those that NVD knows them by. */
#ifndef VARDE_MATCH_ALIAS_H
#define VARDE_MATCH_ALIAS_H

#include <stddef.h>

struct alias {
	const char *vendor, *product; /* observed, as CPE writes names; vendor NULL: any */
	const char *to_vendor, *to_product;
};

/* All of them: the pack's writer takes them over. */
extern const struct alias aliases[];
extern const size_t alias_count;

#endif

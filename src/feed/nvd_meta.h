/* The file beside each of NVD's bulk files: how long it is, and its digest. */
#ifndef VARDE_FEED_NVD_META_H
#define VARDE_FEED_NVD_META_H

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"

struct nvd_meta {
	int64_t modified; /* ms */
	int64_t size;     /* bytes, unpacked */
	char sha256[65];  /* of the unpacked bytes, in lower case */
};

/* "name:value" lines. ERR_SYNTAX with *msg when one of the three is missing. */
int nvd_meta_read(struct span text, struct nvd_meta *ret, struct msg *msg) MUST_USE;

#endif

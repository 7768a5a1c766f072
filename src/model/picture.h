/* The sector's picture as it was made: kept, so that pages read one row and never all findings.
 */
#ifndef VARDE_MODEL_PICTURE_H
#define VARDE_MODEL_PICTURE_H

#include "model/record.h"

struct picture {
	const char *id;       /* The period: a year, or "year" for the last twelve months */
	int64_t since;        /* First moment that counts */
	int64_t until;        /* First moment that counts no more */
	int64_t made;         /* When it was made */
	const char *document; /* Its figures, JSON (desk/picture.h) */
};

/* The fields of the struct. */
extern const struct record_type picture_type;

#endif

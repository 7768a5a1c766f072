/* The yearly observatory: the sector's picture of a period as one document (report/doc.h). */
#ifndef VARDE_REPORT_OBSERVATORY_H
#define VARDE_REPORT_OBSERVATORY_H

#include "report/doc.h"

#include <stdint.h>

enum { OBSERVATORY_HIDDEN = -1 /* too few organisations to be shown */ };

/* A row; label in the reader's language. All texts are borrowed. */
struct observatory_row {
	const char *label;
	int64_t count, orgs; /* OBSERVATORY_HIDDEN */
};

struct observatory_table {
	const char *title;
	VEC(struct observatory_row) rows;
};

/* What was counted. */
struct observatory_part {
	const char *title;
	bool orgless; /* it belongs to nobody: there is no column of organisations */
	int64_t count, orgs;
	VEC(struct observatory_table) tables; /* by class, region, kind, month */
};

struct observatory {
	const char *lang, *house; /* the CERT's name */
	const char *period;       /* "2026", "November 2025 to November 2026" */
	int64_t made;             /* ms */
	int64_t k;
	const char *label; /* "TLP:GREEN" */
	VEC(struct observatory_part) parts;
};

/* The document; all its texts in the arena, or borrowed from o. */
struct doc *observatory_doc(const struct observatory *o, struct arena *arena);

#endif

/* The evidence pack of an organisation: what it can show its board, its authority and auditors
 * of a period, as one document (report/doc.h) and as CSV. */
#ifndef VARDE_REPORT_EVIDENCE_H
#define VARDE_REPORT_EVIDENCE_H

#include "base/str.h"
#include "report/doc.h"

#include <stdint.h>

enum {
	EVIDENCE_COLUMNS = 5,
	EVIDENCE_ROWS = 500, /* of a table */
};

struct evidence_fact {
	const char *name, *value;
};

struct evidence_row {
	const char *cells[EVIDENCE_COLUMNS]; /* NULL: nothing is said */
};

/* What is told of one duty. All texts are in the reader's language and borrowed. */
struct evidence_part {
	const char *title;
	const char *measure; /* the duty: "NIS2 Article 21(2)(e)" */
	const char *text;
	VEC(struct evidence_fact) facts;
	size_t columns; /* of the table; 0: there is none */
	const char *header[EVIDENCE_COLUMNS];
	VEC(struct evidence_row) rows;
	bool cut; /* there are more rows than EVIDENCE_ROWS */
};

struct evidence {
	const char *lang, *house; /* the CERT's name */
	const char *org;          /* whose */
	const char *period;       /* "22 November 2025 – 22 November 2026" */
	const char *person;       /* who takes it */
	const char *label;        /* "TLP:AMBER" */
	int64_t made;             /* ms */
	VEC(struct evidence_part) parts;
};

/* The document; all its texts in the arena, or borrowed from e. */
struct doc *evidence_doc(const struct evidence *e, struct arena *arena);

/* The same as lines: part, and of a fact its name and value, of a table's row its cells.
 * Appends to out. */
void evidence_csv(const struct evidence *e, struct str *out);

#endif

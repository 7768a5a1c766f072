/*
 * An advisory as a CSAF 2.0 document (OASIS): profile security advisory (4.4) when it states
 * products and how bad each weakness is, else informational advisory (4.3). Pure: the same
 * advisory gives the same bytes.
 */
#ifndef VARDE_SHARE_CSAF_H
#define VARDE_SHARE_CSAF_H

#include "base/str.h"
#include "model/advisory.h"

/* Who publishes. Borrows. */
struct csaf_publisher {
	const char *name;    /* of the CERT */
	const char *url;     /* its address without a final slash; the namespace */
	const char *contact; /* NULL: none is told */
	const char *version; /* of Varde */
};

/* Which document is written. */
struct csaf_wish {
	const char *lang; /* NULL or the advisory's own: the document of its number; another
			     one is a document of its own, "ADV-2026-0001-FR" */
	bool draft;       /* as it is written, not as it went out */
};

enum { CSAF_MAX = 4 << 20 };

/* The file's name by section 5.1: "adv-2026-0001.json". In the arena. */
const char *csaf_file(const struct advisory *a, const char *lang, struct arena *arena);

/* The folder of the label, in its address: "clear", "amber_strict". */
const char *csaf_folder(int tlp);

/* Where the document is: url, folder of the label, year, file. In the arena. */
const char *csaf_address(
    const struct advisory *a, const char *lang, const char *url, struct arena *arena);

/* Appends the document. ERR_RANGE: a product of the advisory cannot be read; ERR_LIMIT. */
int csaf_write(const struct advisory_document *document, const struct csaf_publisher *by,
    const struct csaf_wish *wish, struct arena *arena, struct str *out) MUST_USE;

#endif

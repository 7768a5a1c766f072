/* The document as one self-contained web page: no script, nothing fetched, every foreign text
 * escaped. */
#ifndef VARDE_REPORT_HTML_H
#define VARDE_REPORT_HTML_H

#include "base/err.h"
#include "base/str.h"
#include "report/doc.h"

/* Appends the page to *out (borrows both). The same document gives the same bytes. ERR_LIMIT
 * when *out is too small. */
int report_html(const struct doc *doc, struct str *out) MUST_USE;

#endif

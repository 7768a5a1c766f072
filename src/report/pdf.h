/* The document as a tagged PDF on A4: PDF 1.7 (ISO 32000-1), accessible by PDF/UA-1 (ISO
 * 14289-1). */
#ifndef VARDE_REPORT_PDF_H
#define VARDE_REPORT_PDF_H

#include "base/err.h"
#include "base/str.h"
#include "report/doc.h"

/*
 * Appends the document's PDF to *out (borrows both): the same document gives the same bytes.
 * Texts may hold any bytes: what is not UTF-8, not printable or in no font becomes U+FFFD.
 * Fonts are read from /usr/share/fonts, or from the folder that the environment variable
 * VARDE_FONT_DIR names. ERR_NOTFOUND when a font is missing or broken (*msg, which may be NULL,
 * says which and what to install), ERR_LIMIT when *out is too small.
 */
int report_pdf(const struct doc *doc, struct str *out, struct msg *msg) MUST_USE;

#endif

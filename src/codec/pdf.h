/*
 * A PDF 1.7 file (ISO 32000-1) being written: objects, streams, cross references, metadata. It
 * is written front to back into a str; the same calls give the same bytes. Fonts are in
 * codec/pdf_font.h, what stands on a page in codec/pdf_page.h, and the structure that makes it
 * accessible (ISO 14289-1, "PDF/UA") in codec/pdf_struct.h. Units are points (1/72 inch). y
 * grows downwards from a page's top edge, as in a canvas; the writer turns it round.
 */
#ifndef VARDE_CODEC_PDF_H
#define VARDE_CODEC_PDF_H

#include "base/err.h"
#include "base/str.h"

struct pdf;

/* The document's metadata; all texts are UTF-8 and may be NULL, except title and lang. */
struct pdf_meta {
	const char *title;
	const char *author; /* also named as the producer */
	const char *subject;
	const char *lang; /* BCP 47 */
	int64_t created;  /* epoch ms */
};

/* A new file, appended to *out. Borrows both, until pdf_free; the arena owns all but the font
 * shaper's state. Gives. */
struct pdf *pdf_new(struct arena *arena, struct str *out);

/* Frees the shaper's state; NULL is allowed. Returns NULL. Cleanup: pdf_freep. */
struct pdf *pdf_free(struct pdf *pdf);

/* Cleanup-attribute helper: frees *pdf. */
void pdf_freep(struct pdf **pdf);

/*
 * Writes fonts, structure, outline, metadata (borrows), cross references and trailer; nothing
 * may be added afterwards. ERR_LIMIT when *out was too small, ERR_CORRUPT when a font cannot be
 * subset.
 */
int pdf_finish(struct pdf *pdf, const struct pdf_meta *meta) MUST_USE;

#endif

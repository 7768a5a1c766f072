/*
 * Fonts and shaping: text becomes words of glyphs (HarfBuzz), each glyph of a font a CID with
 * its own text, so that what a reader copies is what was written. Only used glyphs are
 * embedded.
 */
#ifndef VARDE_CODEC_PDF_FONT_H
#define VARDE_CODEC_PDF_FONT_H

#include "codec/pdf.h"

enum { PDF_WORD_MAX = 1024 }; /* bytes of text in one word; the caller splits longer ones */

struct pdf_glyph {
	uint16_t cid;    /* as the page's content names it */
	uint16_t at;     /* offset in bytes of its text within the word */
	int16_t width;   /* the font's advance, in thousandths of the size */
	int16_t advance; /* the shaper's advance: with kerning */
	int16_t dx, dy;  /* offset from the pen; dy grows upwards */
	uint8_t font;
};

/* A shaped word; the pdf's arena owns it. */
struct pdf_word {
	int width; /* thousandths of the font size */
	size_t n;
	const struct pdf_glyph *glyphs;
};

/*
 * Adds a TrueType font; its bytes are borrowed until pdf_free. ERR_SYNTAX when they are no
 * usable font, ERR_LIMIT when there are too many.
 */
int pdf_font_add(struct pdf *pdf, struct span bytes, int *ret_font) MUST_USE;

/*
 * Adds a typeface: the first font, and a second one for characters that it lacks. Ligatures are
 * formed only if asked for. Gives the face's number.
 */
int pdf_font_face(struct pdf *pdf, int first, int fallback, bool ligatures);

/*
 * The word's glyphs. Text may be any bytes: invalid and control bytes, direction overrides and
 * characters that neither font has become U+FFFD or '?'; invisible ones (soft hyphen, joiners,
 * zero-width space) go. Words are kept and shaped once. Never NULL.
 */
const struct pdf_word *pdf_font_shape(struct pdf *pdf, int face, struct span text);

#endif

/*
 * What stands on a page. Decoration is painted into layers below the text and is one Artifact;
 * text is painted inside marked content that belongs to a structure element, or to none (an
 * Artifact too).
 */
#ifndef VARDE_CODEC_PDF_PAGE_H
#define VARDE_CODEC_PDF_PAGE_H

#include "codec/pdf.h"
#include "codec/pdf_font.h"

enum { PDF_ARTIFACT = -1, PDF_NO_COLOUR = -1 };

/* Layers from below; only PDF_TEXT holds marked content, and its shapes belong to the element
 * that is marked. */
enum pdf_layer { PDF_BACK, PDF_MIDDLE, PDF_FRONT, PDF_TEXT, PDF_LAYERS };

/* A shape's paint: colours are 0xRRGGBB or PDF_NO_COLOUR. */
struct pdf_paint {
	int fill, stroke;
	double width; /* of the stroke */
	double dash;  /* length of dashes and gaps; 0 is a solid line */
};

/* Begins a page of that size and gives its number, from 0. */
int pdf_page_begin(struct pdf *pdf, double width, double height);

/* Begins to add to a page that has ended (page numbers, known only at the end). */
void pdf_page_reopen(struct pdf *pdf, int page);

/* Ends the page, or the addition. */
void pdf_page_end(struct pdf *pdf);

/* Pages so far. */
int pdf_page_count(const struct pdf *pdf);

/* What follows in PDF_TEXT belongs to the element, or is an Artifact. */
void pdf_page_mark(struct pdf *pdf, int element);

/* Shows a word with its baseline's begin at (x, y); returns its width in points. */
double pdf_page_show(
    struct pdf *pdf, const struct pdf_word *word, double x, double y, double size, int colour);

/* A place on a page: its upper left corner and its size. */
struct pdf_area {
	double x, y, w, h;
};

/* A rectangle with rounded corners (radius 0: square ones). */
void pdf_page_rect(struct pdf *pdf, enum pdf_layer layer, struct pdf_area area, double radius,
    struct pdf_paint paint);

/* A path: its paint, then a point to begin at, lines and cubic curves, and last (closed first
 * if asked for) it is painted. */
void pdf_page_path(struct pdf *pdf, enum pdf_layer layer, struct pdf_paint paint);
void pdf_page_move(struct pdf *pdf, enum pdf_layer layer, double x, double y);
void pdf_page_line(struct pdf *pdf, enum pdf_layer layer, double x, double y);
void pdf_page_curve(struct pdf *pdf, enum pdf_layer layer, const double points[6]);
void pdf_page_paint(struct pdf *pdf, enum pdf_layer layer, bool closed);

#endif

/* The structure tree (ISO 32000-1, 14.7 and 14.8), links, destinations and the outline. */
#ifndef VARDE_CODEC_PDF_STRUCT_H
#define VARDE_CODEC_PDF_STRUCT_H

#include "codec/pdf.h"

enum { PDF_ROOT = 0 }; /* the Document element */

/* Adds an element of a standard type ("P", "H1", "TD": borrows) at the end of the parent's
 * children. Gives its number. */
int pdf_struct_add(struct pdf *pdf, int parent, const char *type);

/* Sets the element's language (BCP 47), alternative text (UTF-8), or attribute dictionary's
 * inside. Borrows all. */
void pdf_struct_lang(struct pdf *pdf, int element, const char *lang);
void pdf_struct_alt(struct pdf *pdf, int element, const char *alt);
void pdf_struct_attr(struct pdf *pdf, int element, const char *attributes);

/* A new destination, to be set later. Gives its number. */
int pdf_struct_dest(struct pdf *pdf);

/* Sets the destination to y on the page that is open. */
void pdf_struct_dest_here(struct pdf *pdf, int dest, double y);

/* The page of a destination, or -1 while it is not set. */
int pdf_struct_dest_page(const struct pdf *pdf, int dest);

struct pdf_link {
	double x, y, w, h;    /* the area to click on the open page, y at its top */
	int element;          /* the Link element */
	const char *uri;      /* borrows; NULL for a destination in this file */
	int dest;             /* used when uri is NULL */
	const char *contents; /* what a screen reader says, UTF-8; borrows */
};

/* Adds the link to the page that is open. */
void pdf_struct_link(struct pdf *pdf, const struct pdf_link *link);

/* Adds a bookmark; level 1 is outermost and may be followed by levels up to one deeper. Borrows
 * the title (UTF-8). */
void pdf_struct_bookmark(struct pdf *pdf, int level, const char *title, int dest);

#endif

/* What the files of the PDF writer share; nobody else includes it. */
#ifndef VARDE_CODEC_PDF_IMPL_H
#define VARDE_CODEC_PDF_IMPL_H

#include "base/map.h"
#include "base/vec.h"
#include "codec/pdf.h"
#include "codec/pdf_font.h"
#include "codec/pdf_page.h"
#include "codec/pdf_struct.h"

#define ZLIB_CONST /* zlib only reads its input */
#include <zlib.h>

/* Where an object is: a row of the cross-reference stream (ISO 32000-1, 7.5.8.3). */
struct pdf_entry {
	uint32_t where; /* offset in the file, or the object stream's number */
	uint16_t index; /* within the object stream */
	uint8_t type;   /* 0 not written, 1 at an offset, 2 in an object stream */
};

struct pdf_packed {
	int number;
	size_t at; /* offset in the object stream's body */
};

struct pdf_page {
	int object;
	double width, height;
	VEC(int) contents; /* object numbers of its content streams */
	VEC(int) owners;   /* the element of each marked-content identifier */
};

/* What a viewer's graphics state is at the end of the text layer. Sizes in hundredths of
 * points. */
struct pdf_pen {
	bool text;  /* within BT ... ET */
	bool array; /* within [ ... ] TJ */
	bool hex;   /* within < ... > */
	bool marked;
	int mark; /* element that the next content belongs to */
	int font, size, colour;
	double x, y;    /* where the next glyph of the array falls */
	int64_t lx, ly; /* the last Td's position, y upwards */
	int kern;       /* thousandths to go left before the next glyph of the array */
};

enum pdf_kid_kind { PDF_KID_ELEMENT, PDF_KID_CONTENT, PDF_KID_LINK };

struct pdf_kid {
	enum pdf_kid_kind kind;
	int value; /* element, marked-content identifier, link */
	int page;  /* PDF_KID_CONTENT */
	int next;  /* -1 ends the list */
};

struct pdf_element {
	const char *type;
	const char *lang, *alt, *attributes; /* borrowed; NULL for none */
	int parent;
	int first, last; /* kids, -1 for none */
};

struct pdf_dest {
	int page; /* -1 while not set */
	double y;
};

struct pdf_link_row {
	struct pdf_link link;
	int page, object;
};

struct pdf_bookmark {
	const char *title;
	int level, dest;
};

/* One CID of a font: a glyph and the text that it stands for. */
struct pdf_cid {
	uint32_t glyph;
	int width;
	const char *text;
};

struct pdf_font {
	struct hb_face_t *face;
	struct hb_font_t *font;
	struct map by_key;        /* glyph and text -> uint16_t CID */
	VEC(struct pdf_cid) cids; /* the first is .notdef and never shown */
	int object;
};

struct pdf_face {
	int first, fallback;
	bool ligatures;
};

struct pdf {
	struct arena *arena; /* borrowed */
	struct str *out;     /* borrowed */
	size_t base;         /* bytes of *out before the file begins */
	z_stream deflate;
	struct str body;   /* the object being built */
	struct str packed; /* bodies of the object stream being built */
	struct str small;  /* compressed bytes */
	VEC(struct pdf_packed) inside;
	VEC(struct pdf_entry) entries;
	int resources, tree; /* object numbers */

	VEC(struct pdf_page) pages;
	int page; /* the open one, or -1 */
	struct str layers[PDF_LAYERS];
	struct pdf_pen pen;
	struct pdf_paint paint; /* of the path being built */

	VEC(struct pdf_font) fonts;
	VEC(struct pdf_face) faces;
	struct map words;
	struct hb_buffer_t *buffer;
	bool broken; /* a font could not be subset */

	VEC(struct pdf_element) elements;
	VEC(struct pdf_kid) kids;
	VEC(struct pdf_dest) dests;
	VEC(struct pdf_link_row) links;
	VEC(struct pdf_bookmark) bookmarks;
};

/* A new object's number. */
int pdf_object_new(struct pdf *pdf);

/* The empty buffer in which one object is built (borrows, until the next call). */
struct str *pdf_object_body(struct pdf *pdf);

/* Writes the object's body (borrows) into an object stream. */
void pdf_object_put(struct pdf *pdf, int number, const struct str *body);

/* Writes a stream with these entries in its dictionary (borrows), compressed if asked for. */
void pdf_object_stream(
    struct pdf *pdf, int number, const char *entries, struct span data, bool compress);

/* Writes the last object stream, the cross-reference stream and the trailer. */
void pdf_object_finish(struct pdf *pdf, int catalog, int info);

/* Appends a number with at most two decimals and a space. */
void pdf_object_num(struct str *to, double value);

/* Appends UTF-8 as a text string (ISO 32000-1, 7.9.2.2); NULL is an empty one. */
void pdf_object_text(struct str *to, const char *text);

/* Appends bytes as a literal string. */
void pdf_object_bytes(struct str *to, struct span bytes);

/* Appends "N 0 R ". */
void pdf_object_ref(struct str *to, int number);

/* Writes the used fonts and the resource dictionary that all pages share. */
void pdf_font_finish(struct pdf *pdf);

/* Frees HarfBuzz' objects. */
void pdf_font_done(struct pdf *pdf);

/* The CID of a glyph with its text (copied). */
uint16_t pdf_font_cid(
    struct pdf *pdf, struct pdf_font *font, uint32_t glyph, int width, struct span text);

/* Adds a kid to an element. */
void pdf_struct_kid(struct pdf *pdf, int element, enum pdf_kid_kind kind, int value, int page);

/* Writes the structure tree, its parent tree and the links; gives the object of the structure
 * tree. */
int pdf_struct_finish(struct pdf *pdf);

/* Appends the reference to a page's annotations as an entry of its dictionary. */
void pdf_struct_annots(struct pdf *pdf, int page, struct str *to);

/* Writes the outline and gives its object, or 0 when there is no bookmark. */
int pdf_outline_finish(struct pdf *pdf);

/* Appends a destination's array. */
void pdf_struct_dest_put(struct pdf *pdf, int dest, struct str *to);

/* Writes the page tree and gives its object. */
int pdf_page_finish(struct pdf *pdf);

#endif

/* What the files of report/pdf* share; nobody else includes it. Units are points, y grows
 * downwards. */
#ifndef VARDE_REPORT_PDF_LAYOUT_H
#define VARDE_REPORT_PDF_LAYOUT_H

#include "base/err.h"
#include "base/map.h"
#include "base/vec.h"
#include "codec/pdf.h"
#include "codec/pdf_font.h"
#include "codec/pdf_page.h"
#include "codec/pdf_struct.h"
#include "report/doc.h"
#include "report/palette.h"

/* A4 and its margins. Header and footer stand in the margins. */
#define PAGE_WIDTH  595.28
#define PAGE_HEIGHT 841.89
#define PAGE_LEFT   62.0
#define PAGE_TOP    88.0
#define PAGE_BOTTOM (PAGE_HEIGHT - 74.0)
#define PAGE_INNER  (PAGE_WIDTH - 2 * PAGE_LEFT)

enum face { FACE_TEXT, FACE_BOLD, FACE_MONO, FACES };
enum align { ALIGN_LEFT, ALIGN_CENTRE, ALIGN_RIGHT };

/* How a block of text is set. */
struct text_style {
	double size, leading; /* leading: from baseline to baseline */
	int colour;
	bool bold;
	bool code; /* monospaced; spaces and line ends are kept */
};

/* The styles that several kinds of block share. */
extern const struct text_style pdf_text_body, pdf_text_small, pdf_text_head, pdf_text_caption,
    pdf_text_code;

struct text_piece {
	const struct pdf_word *word;
	double x, width; /* from the line's begin */
	double pad;      /* of a badge's box at either side of the word */
	int run;         /* index into the runs, or -1 between two of them */
	enum face face;
};

struct text_line {
	size_t first, n; /* pieces */
	double width;
};

/* Runs broken into lines; lives in the layout's temporary arena. */
struct text {
	struct text_style style;
	const struct doc_run *runs; /* borrowed */
	int *elements; /* of a run that has its own (links, code), -1 before it is painted */
	VEC(struct text_piece) pieces;
	VEC(struct text_line) lines;
};

/* Where a block goes: a column, and the parent of its structure elements. */
struct box {
	double x, w;
	int element;
};

/* A background that follows its content over page breaks: callouts and code. */
struct frame {
	double x, y, w;
	int fill;
	int bar; /* colour of the bar at its left, or PDF_NO_COLOUR */
};

struct section {
	const struct doc_node *node;
	int level, dest;
	bool in_contents;
};

/* A page number that stands in the table of contents and is known at the end. */
struct late {
	double x, y; /* right end, baseline */
	int page, dest, element, level;
};

struct layout {
	const struct doc *doc;
	struct pdf *pdf;
	struct arena *arena; /* lives as long as the rendering */
	struct arena *temp;  /* cleared after each block of text */
	int faces[FACES];
	double y;      /* where the next block begins */
	double gap;    /* least distance to the block before */
	double bottom; /* where the page's column ends */
	bool fresh;    /* nothing stands on this page yet */
	bool tight;    /* no gap before the next block: it is the first in a frame */
	bool cover;    /* larger letters */
	bool dry;      /* measure, paint nothing */
	int level;     /* of the section that is laid out; chapters are 1 */
	size_t next;   /* section in the order of the document */
	VEC(struct frame) frames;
	VEC(struct section) sections; /* in the order of the document */
	VEC(struct late) late;
	struct map anchors; /* id -> struct section */
};

/* Reads and adds the fonts. ERR_NOTFOUND with *msg filled. */
int pdf_files_load(struct layout *l, struct msg *msg) MUST_USE;

/* Breaks runs (borrows) into lines of that width. Never without a line. */
struct text *pdf_text_new(struct layout *l, const struct doc_run *runs, size_t n,
    const struct text_style *style, double width);

/* The same with one plain run. Borrows the words; NULL is empty. */
struct text *pdf_text_plain(
    struct layout *l, const char *words, const struct text_style *style, double width);

/* The widths of the widest part that should not be broken, and of all in one line. */
void pdf_text_measure(struct layout *l, const struct doc_run *runs, size_t n,
    const struct text_style *style, double *ret_least, double *ret_all);

/* Height of n lines, and of all. */
double pdf_text_height(const struct text *t, size_t n);

/* Paints n lines from line first on, their top at y, in a column; content belongs to the box's
 * element. */
void pdf_text_paint(struct layout *l, struct text *t, size_t first, size_t n,
    const struct box *box, double y, enum align align);

/* Lays the text out at the layout's y, over page breaks, with no line alone at a page's begin
 * or end. */
void pdf_text_flow(struct layout *l, struct text *t, const struct box *box, enum align align);

/* The lines at a text's begin that stay together. */
size_t pdf_text_orphans(const struct text *t);

/* Adds an element, with its language if that differs (NULL: it does not); nothing in a dry run.
 * Borrows the texts. */
int pdf_flow_tag(struct layout *l, int parent, const char *type, const char *lang);

/* Asks for that distance to the block before. */
void pdf_flow_gap(struct layout *l, double gap);

/* Makes the distance, and begins a new page when height more does not fit on this one. */
void pdf_flow_need(struct layout *l, double height);

/* Ends the page and begins the next one. */
void pdf_flow_break(struct layout *l);

/* Begins the first page. */
void pdf_flow_begin(struct layout *l);

/* Ends the last page, then adds headers, footers and the page numbers of the table of contents.
 */
void pdf_flow_finish(struct layout *l);

/* Opens and closes a background around what follows. */
void pdf_flow_frame(struct layout *l, struct frame frame);
void pdf_flow_frame_end(struct layout *l);

/* A hairline, decoration. */
void pdf_flow_rule(struct layout *l, double x, double y, double w, int colour, double width);

/* Height of the protective marking's box, and its width when it ends at right; it is painted
 * unless l is dry. */
double pdf_flow_marking(struct layout *l, double right, double y, double size, int element);

/* Lays out a node, or all children of one. */
void pdf_block_flow(struct layout *l, const struct doc_node *node, const struct box *box);
void pdf_block_children(struct layout *l, const struct doc_node *node, const struct box *box);

/* Height that the begin of the node needs to stand under a heading. */
double pdf_block_least(struct layout *l, const struct doc_node *node, double width);

/* Height of the node laid out on an endless page. */
double pdf_block_height(struct layout *l, const struct doc_node *node, double width);

/* One kind of block each. */
void pdf_list_flow(struct layout *l, const struct doc_node *node, const struct box *box);
/* follow: height of what has to stand on the same page behind the item. */
void pdf_list_item(struct layout *l, const struct doc_node *node, const char *mark,
    const struct box *box, double indent, double follow);
/* Height that the begin of the list, which has items, needs. */
double pdf_list_least(struct layout *l, const struct doc_node *node, double width);
void pdf_facts_flow(struct layout *l, const struct doc_node *node, const struct box *box);
void pdf_facts_tiles(struct layout *l, const struct doc_node *node, const struct box *box);
void pdf_figure_flow(struct layout *l, const struct doc_node *node, const struct box *box);
double pdf_figure_least(struct layout *l, const struct doc_node *node, double width);
void pdf_table_flow(struct layout *l, const struct doc_node *node, const struct box *box);
double pdf_table_least(struct layout *l, const struct doc_node *node, double width);

/* Lists the document's sections with their destinations. */
void pdf_toc_scan(struct layout *l);

/* The table of contents. */
void pdf_toc_flow(struct layout *l, const struct doc_node *node, const struct box *box);

/* The first page. */
void pdf_cover_flow(struct layout *l);

#endif

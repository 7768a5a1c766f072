/*
 * The document model: what a report says, apart from how it looks. report/ builds one document;
 * codec-level writers turn the same document into HTML (report/html.c), PDF (report/pdf.c) and,
 * from the same data, JSON and CSV. All text is UTF-8, unescaped: escaping is the writers' job.
 * The arena owns every node and text.
 */
#ifndef VARDE_REPORT_DOC_H
#define VARDE_REPORT_DOC_H

#include "base/vec.h"
#include "codec/canvas.h"

enum doc_kind {
	DOC_SECTION,    /* children; text is the heading's; level 1..4 follows from nesting */
	DOC_PARA,       /* runs */
	DOC_LIST,       /* children are DOC_ITEM; ordered or not */
	DOC_ITEM,       /* runs, and children below it */
	DOC_TABLE,      /* table */
	DOC_CODE,       /* text: verbatim, monospaced (evidence, commands) */
	DOC_FIGURE,     /* canvas, with alt text and caption */
	DOC_FACTS,      /* children are DOC_FACT: a two-column list of name and value */
	DOC_FACT,       /* text is the name, runs the value */
	DOC_CALLOUT,    /* children, set off in a box; tone gives its colour */
	DOC_TILES,      /* children are DOC_TILE: a row of key figures */
	DOC_TILE,       /* text is the label, runs[0] the figure, tone the colour */
	DOC_TOC,        /* table of contents, made by the writer */
	DOC_PAGE_BREAK, /* PDF only */
};

enum doc_style { RUN_PLAIN, RUN_BOLD, RUN_CODE, RUN_LINK, RUN_BADGE, RUN_MUTED };

/* Colours by meaning; the writers hold the palette (contrast at least 4.5:1 in both). */
enum doc_tone {
	TONE_NONE,
	TONE_CRITICAL,
	TONE_HIGH,
	TONE_MEDIUM,
	TONE_LOW,
	TONE_INFO,
	TONE_GOOD,
	TONE_ACCENT
};

struct doc_run {
	enum doc_style style;
	enum doc_tone tone; /* RUN_BADGE */
	const char *text;
	const char *href; /* RUN_LINK: https:, mailto: or "#id" of a section */
};

struct doc_runs {
	VEC(struct doc_run) v;
};

struct doc_table {
	size_t columns;
	const char **header;  /* columns texts */
	const double *widths; /* relative widths, columns of them; NULL for equal ones */
	const char *caption;  /* shown above and named for screen readers */
	VEC(struct doc_runs *)
	rows; /* each points to columns cells; the first cell of a row is its header */
};

struct doc_node {
	enum doc_kind kind;
	const char *text;
	const char *id;   /* anchor of a section: [a-z0-9-]+ ; NULL for none */
	const char *lang; /* BCP 47, when it differs from the document's; NULL */
	enum doc_tone tone;
	bool ordered;
	bool new_page; /* SECTION: begins on a new page in the PDF */
	struct doc_runs runs;
	struct doc_table *table;
	struct canvas *canvas;
	const char *alt, *caption; /* FIGURE */
	VEC(struct doc_node *) children;
};

struct doc {
	struct arena *arena; /* borrowed */
	const char *lang;    /* "en", "fr", "nb" */
	const char *title, *subtitle;
	const char *author;    /* producer shown in the metadata: "Varde 0.1.0" */
	const char *subject;   /* one sentence for the metadata */
	const char *label;     /* protective marking on every page, "TLP:AMBER" */
	const char *watermark; /* at the foot of every page: whose copy it is; NULL for none */
	int64_t created; /* epoch ms; the PDF's dates: the same input gives the same bytes */
	struct doc_node *
	    cover; /* SECTION whose children stand on the first page below title and subtitle */
	struct doc_node *body; /* SECTION without text; its children are the chapters */
	/* Words the writers need in the document's language. */
	const char *word_contents, *word_page_of; /* "Contents", "Page %1 of %2" */
	const char *word_skip;                    /* "Skip to content" */
};

/* An empty document; the arena is borrowed and owns all that is added. lang is borrowed. */
struct doc *doc_new(struct arena *arena, const char *lang);

/* Adds a node of that kind below the parent and gives it (the document owns it). */
struct doc_node *doc_add(struct doc *doc, struct doc_node *parent, enum doc_kind kind);

/* Adds a section with heading and anchor (id may be NULL). Borrows the texts. */
struct doc_node *doc_section(
    struct doc *doc, struct doc_node *parent, const char *heading, const char *id);

/* Adds a paragraph of one plain run. Borrows the text. */
struct doc_node *doc_para(struct doc *doc, struct doc_node *parent, const char *text);

/* Adds a run to a node's runs. Borrows the texts. */
void doc_run(struct doc *doc, struct doc_node *node, enum doc_style style, const char *text);
void doc_link(struct doc *doc, struct doc_node *node, const char *text, const char *href);
void doc_badge(struct doc *doc, struct doc_node *node, enum doc_tone tone, const char *text);

/* Adds a name and value to a DOC_FACTS node. */
void doc_fact(struct doc *doc, struct doc_node *facts, const char *name, const char *value);

/* Adds a table; header and widths are borrowed. */
struct doc_node *doc_table(struct doc *doc, struct doc_node *parent, const char *caption,
    size_t columns, const char **header, const double *widths);

/* Adds an empty row and gives its cells (the document owns them). */
struct doc_runs *doc_row(struct doc *doc, struct doc_node *table);

/* Adds a run to a cell. */
void doc_cell(struct doc *doc, struct doc_runs *cell, enum doc_style style, enum doc_tone tone,
    const char *text, const char *href);

/* Adds a figure; the canvas is borrowed. */
struct doc_node *doc_figure(struct doc *doc, struct doc_node *parent, struct canvas *canvas,
    const char *alt, const char *caption);

#endif

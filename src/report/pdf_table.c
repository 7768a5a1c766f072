#include "report/pdf_layout.h"

#include <math.h>

#define PAD_X 5.0
#define PAD_Y 4.0

/* A table on its way onto pages. */
struct grid {
	const struct doc_table *table;
	const struct box *box;
	double *widths;          /* points, with padding */
	struct doc_runs *header; /* the header's texts as runs */
	int body;                /* TBody */
	int rows;                /* painted so far */
};

/* A row's cells, broken into lines. */
struct row {
	struct text **cells;
	size_t lines; /* of the highest cell */
	double leading;
};

enum {
	SAMPLE = 200, /* rows that decide the columns' widths */
	STEPS = 60,   /* moves between them */
	BROKEN = 3,   /* lines that keeping a word whole is worth */
};

/* A column's width in points, padding included. */
struct column {
	double least;   /* what no move of width goes below */
	double *wanted; /* of each row's cell in one line; the first is the header's */
	double *words;  /* of the longest word of each row's cell that is no code */
	double width;
};

static void measure_cell(struct layout *l, const struct doc_runs *cell,
    const struct text_style *style, struct column *column, size_t row)
{
	double least, all, word = 0;

	/* Code is broken at its signs, and may be: its words count for nothing. */
	for (size_t i = 0; i < cell->v.n; i++) {
		if (cell->v.items[i].style == RUN_CODE)
			continue;
		pdf_text_measure(l, &cell->v.items[i], 1, style, &least, &all);
		word = MAX(word, least);
	}
	pdf_text_measure(l, cell->v.items, cell->v.n, style, &least, &all);
	column->least = MAX(column->least, least + 2 * PAD_X + 0.1);
	if (row <= SAMPLE) {
		column->wanted[row] = all;
		column->words[row] = word;
	}
}

/*
 * Words of prose and badges stay whole; host names, paths and lists of ciphers may be longer
 * than a column can be, and are broken at their signs. So no column insists on more than a
 * fifth of the width, or less where many columns insist.
 */
static void cap_words(struct column *columns, size_t n, double width)
{
	double cap = width / 5, sum = 0;

	for (size_t c = 0; c < n; c++)
		sum += MIN(columns[c].least, cap);
	if (sum > width)
		cap = width / (double)n;
	for (size_t c = 0; c < n; c++)
		columns[c].least = MIN(columns[c].least, cap);
}

static struct column *measure_columns(struct layout *l, const struct grid *g, double width)
{
	const struct doc_table *t = g->table;
	struct column *columns = ARENA_ARRAY(l->arena, t->columns, struct column);
	size_t n = MIN(t->rows.n, (size_t)SAMPLE) + 1;

	for (size_t c = 0; c < t->columns; c++) {
		columns[c].wanted = ARENA_ARRAY(l->arena, n, double);
		columns[c].words = ARENA_ARRAY(l->arena, n, double);
		measure_cell(l, &g->header[c], &pdf_text_head, &columns[c], 0);
	}
	for (size_t r = 0; r < t->rows.n; r++) {
		for (size_t c = 0; c < t->columns; c++)
			measure_cell(
			    l, &t->rows.items[r][c], &pdf_text_small, &columns[c], r + 1);
		arena_clear(l->temp);
	}
	cap_words(columns, t->columns, width);
	return columns;
}

/* Gives each column room for its longest word, taken from those that have more than theirs. */
static void fit_words(struct column *columns, size_t n)
{
	double missing = 0, spare = 0;

	for (size_t c = 0; c < n; c++) {
		missing += MAX(columns[c].least - columns[c].width, 0);
		spare += MAX(columns[c].width - columns[c].least, 0);
	}
	for (size_t c = 0; c < n; c++) {
		struct column *k = &columns[c];

		if (k->width < k->least)
			k->width = k->least;
		else if (missing > 0)
			k->width -= (k->width - k->least) * missing / spare;
	}
}

/* About how many lines the rows need: a wrapped line is not quite full, and a broken word is as
 * bad as some more. */
static double count_lines(const struct column *columns, size_t n, size_t rows)
{
	double sum = 0;

	for (size_t r = 0; r < rows; r++) {
		double most = 1;

		for (size_t c = 0; c < n; c++) {
			double room = columns[c].width - 2 * PAD_X;
			double lines = columns[c].wanted[r] <= room
					   ? 1
					   : ceil(columns[c].wanted[r] * 1.08 / room);

			most = MAX(most, lines);
			sum += columns[c].words[r] > room ? BROKEN : 0;
		}
		sum += most;
	}
	return sum;
}

/* The best move of some width from one column to another; false when none saves a line. */
static bool move_width(struct column *columns, size_t n, size_t rows, double step)
{
	double best = count_lines(columns, n, rows);
	size_t from = n, to = n;

	for (size_t a = 0; a < n; a++) {
		if (columns[a].width - step < columns[a].least)
			continue;
		columns[a].width -= step;
		for (size_t b = 0; b < n; b++) {
			double lines;

			columns[b].width += step;
			lines = a == b ? best : count_lines(columns, n, rows);
			columns[b].width -= step;
			if (lines < best) {
				best = lines;
				from = a;
				to = b;
			}
		}
		columns[a].width += step;
	}
	if (from == n)
		return false;
	columns[from].width -= step;
	columns[to].width += step;
	return true;
}

/* Moves width to where it saves lines, in large steps and then in small ones. */
static void fit_lines(struct column *columns, size_t n, size_t rows, double width)
{
	int left = STEPS;

	for (int part = 8; width / part > 4; part *= 2)
		while (left > 0 && move_width(columns, n, rows, width / part))
			left--;
}

/* Shares the width by the table's weights, then by what stands in the columns. */
static double *share(struct layout *l, const struct grid *g, double width)
{
	const struct doc_table *t = g->table;
	struct column *columns = measure_columns(l, g, width);
	double *widths = ARENA_ARRAY(l->arena, t->columns, double);
	double weights = 0;

	for (size_t c = 0; c < t->columns; c++)
		weights += t->widths ? MAX(t->widths[c], 0.01) : 1;
	for (size_t c = 0; c < t->columns; c++)
		columns[c].width = width * (t->widths ? MAX(t->widths[c], 0.01) : 1) / weights;
	fit_words(columns, t->columns);
	fit_lines(columns, t->columns, MIN(t->rows.n, (size_t)SAMPLE) + 1, width);
	for (size_t c = 0; c < t->columns; c++)
		widths[c] = columns[c].width;
	return widths;
}

static struct grid grid_new(struct layout *l, const struct doc_node *node, double width)
{
	const struct doc_table *t = node->table;
	struct grid g = {.table = t};

	g.header = ARENA_ARRAY(l->arena, t->columns, struct doc_runs);
	for (size_t c = 0; c < t->columns; c++)
		vec_push(l->arena, &g.header[c].v, (struct doc_run){.text = t->header[c]});
	g.widths = share(l, &g, width);
	return g;
}

static struct row row_new(struct layout *l, const struct grid *g, const struct doc_runs *cells,
    const struct text_style *style)
{
	struct row row = {.leading = style->leading};

	row.cells = ARENA_ARRAY(l->temp, g->table->columns, struct text *);
	for (size_t c = 0; c < g->table->columns; c++) {
		row.cells[c] = pdf_text_new(
		    l, cells[c].v.items, cells[c].v.n, style, g->widths[c] - 2 * PAD_X);
		row.lines = MAX(row.lines, row.cells[c]->lines.n);
	}
	return row;
}

static double row_height(const struct row *row, size_t lines)
{
	return (double)lines * row->leading + 2 * PAD_Y;
}

/* Paints n lines of each cell and moves down. elements: one of each column, NULL for an
 * Artifact. */
static void paint_row(struct layout *l, const struct grid *g, struct row *row, size_t first,
    size_t n, const int *elements)
{
	double x = g->box->x;

	for (size_t c = 0; c < g->table->columns; c++) {
		struct box cell = {
		    x + PAD_X, g->widths[c] - 2 * PAD_X, elements ? elements[c] : PDF_ARTIFACT};
		size_t lines = row->cells[c]->lines.n;

		if (first < lines)
			pdf_text_paint(l, row->cells[c], first, MIN(n, lines - first), &cell,
			    l->y + PAD_Y, ALIGN_LEFT);
		x += g->widths[c];
	}
	l->y += row_height(row, n);
	l->fresh = false;
}

static void fill_row(struct layout *l, const struct grid *g, double height, int colour)
{
	struct pdf_paint paint = {.fill = colour, .stroke = PDF_NO_COLOUR};

	if (!l->dry)
		pdf_page_rect(l->pdf, PDF_MIDDLE,
		    (struct pdf_area){g->box->x, l->y, g->box->w, height}, 0, paint);
}

/* The elements of a row's cells: header cells say of what they are the header (ISO
 * 14289-1, 7.5). */
static int *tag_cells(struct layout *l, const struct grid *g, int row, bool header)
{
	int *elements = ARENA_ARRAY(l->temp, g->table->columns, int);

	for (size_t c = 0; c < g->table->columns; c++) {
		bool th = header || c == 0;

		elements[c] = pdf_flow_tag(l, row, th ? "TH" : "TD", NULL);
		if (th && !l->dry)
			pdf_struct_attr(l->pdf, elements[c],
			    header ? "/O/Table/Scope/Column" : "/O/Table/Scope/Row");
	}
	return elements;
}

static void paint_header(struct layout *l, const struct grid *g, const int *elements)
{
	struct row row = row_new(l, g, g->header, &pdf_text_head);

	fill_row(l, g, row_height(&row, row.lines), palette_tone(TONE_ACCENT)->soft);
	paint_row(l, g, &row, 0, row.lines, elements);
	pdf_flow_rule(l, g->box->x, l->y, g->box->w, PALETTE_ACCENT, 0.8);
}

/* The header on a further page repeats what is tagged once. */
static void break_page(struct layout *l, const struct grid *g)
{
	pdf_flow_break(l);
	paint_header(l, g, NULL);
}

static void flow_row(struct layout *l, struct grid *g, const struct doc_runs *cells)
{
	struct row row = row_new(l, g, cells, &pdf_text_small);
	int *elements = tag_cells(l, g, pdf_flow_tag(l, g->body, "TR", NULL), false);
	double room = l->bottom - l->y, page = l->bottom - PAGE_TOP - 40;
	size_t at = 0;

	if (row_height(&row, row.lines) > room &&
	    (row_height(&row, row.lines) <= page || room < 90))
		break_page(l, g);
	while (at < row.lines) {
		size_t fit =
		    (size_t)(MAX(l->bottom - l->y - 2 * PAD_Y + 0.01, 0) / row.leading);
		size_t n = MIN(row.lines - at, MAX(fit, (size_t)1));

		if (g->rows % 2)
			fill_row(l, g, row_height(&row, n), PALETTE_STRIPE);
		paint_row(l, g, &row, at, n, elements);
		at += n;
		if (at < row.lines)
			break_page(l, g);
	}
	pdf_flow_rule(l, g->box->x, l->y, g->box->w, PALETTE_RULE, 0.5);
	g->rows++;
	arena_clear(l->temp);
}

static struct text *caption_text(struct layout *l, const struct doc_table *t, double width)
{
	struct text_style style = pdf_text_caption;

	style.bold = true;
	return pdf_text_plain(l, t->caption, &style, width);
}

static void flow_caption(
    struct layout *l, const struct doc_table *t, const struct box *box, int table)
{
	struct box inner = {box->x, box->w, 0};

	if (!t->caption)
		return;
	inner.element = pdf_flow_tag(l, table, "Caption", NULL);
	pdf_text_flow(l, caption_text(l, t, box->w), &inner, ALIGN_LEFT);
	arena_clear(l->temp);
	l->y += 4;
}

static double least(struct layout *l, const struct grid *g, double width)
{
	struct row header = row_new(l, g, g->header, &pdf_text_head);
	double h = row_height(&header, header.lines);

	if (g->table->rows.n) {
		struct row first = row_new(l, g, g->table->rows.items[0], &pdf_text_small);

		h += MIN(row_height(&first, first.lines), 120);
	}
	if (g->table->caption) {
		struct text *caption = caption_text(l, g->table, width);

		h += pdf_text_height(caption, caption->lines.n) + 4;
	}
	arena_clear(l->temp);
	return h;
}

double pdf_table_least(struct layout *l, const struct doc_node *node, double width)
{
	struct grid g = grid_new(l, node, width);

	return least(l, &g, width);
}

void pdf_table_flow(struct layout *l, const struct doc_node *node, const struct box *box)
{
	struct grid g = grid_new(l, node, box->w);
	int table = pdf_flow_tag(l, box->element, "Table", node->lang);
	int head;

	g.box = box;
	pdf_flow_gap(l, 9);
	pdf_flow_need(l, MIN(least(l, &g, box->w), PAGE_BOTTOM - PAGE_TOP));
	flow_caption(l, node->table, box, table);
	head = pdf_flow_tag(l, pdf_flow_tag(l, table, "THead", NULL), "TR", NULL);
	paint_header(l, &g, tag_cells(l, &g, head, true));
	arena_clear(l->temp);
	g.body = pdf_flow_tag(l, table, "TBody", NULL);
	vec_foreach (row, &node->table->rows)
		flow_row(l, &g, *row);
	pdf_flow_gap(l, 13);
}

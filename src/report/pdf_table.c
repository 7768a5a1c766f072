#include "report/pdf_layout.h"

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

/* The least and the wanted width of each column. */
static void measure_columns(
    struct layout *l, const struct doc_table *t, double width, double *least)
{
	for (size_t c = 0; c < t->columns; c++) {
		struct doc_run head = {.text = t->header[c]};
		double all;

		pdf_text_measure(l, &head, 1, &pdf_text_head, &least[c], &all);
		arena_clear(l->temp);
	}
	vec_foreach (row, &t->rows) {
		for (size_t c = 0; c < t->columns; c++) {
			const struct doc_runs *cell = &(*row)[c];
			double one, all;

			pdf_text_measure(
			    l, cell->v.items, cell->v.n, &pdf_text_small, &one, &all);
			least[c] = MAX(least[c], one);
		}
		arena_clear(l->temp);
	}
	for (size_t c = 0; c < t->columns; c++)
		least[c] = MIN(least[c] + 2 * PAD_X + 0.1, width * 0.4);
}

/* Shares the width by the wanted weights, but gives each column room for its longest word while
 * others have more. */
static double *share(struct layout *l, const struct doc_table *t, double width)
{
	double *least = ARENA_ARRAY(l->arena, t->columns, double);
	double *widths = ARENA_ARRAY(l->arena, t->columns, double);
	double weights = 0, missing = 0, spare = 0, sum = 0;

	measure_columns(l, t, width, least);
	for (size_t c = 0; c < t->columns; c++)
		weights += t->widths ? MAX(t->widths[c], 0.01) : 1;
	for (size_t c = 0; c < t->columns; c++) {
		widths[c] = width * (t->widths ? MAX(t->widths[c], 0.01) : 1) / weights;
		missing += MAX(least[c] - widths[c], 0);
		spare += MAX(widths[c] - least[c], 0);
		sum += least[c];
	}
	for (size_t c = 0; c < t->columns; c++) {
		if (spare < missing)
			widths[c] = least[c] * width / sum;
		else if (widths[c] < least[c])
			widths[c] = least[c];
		else if (missing > 0)
			widths[c] -= (widths[c] - least[c]) * missing / spare;
	}
	return widths;
}

static struct grid grid_new(struct layout *l, const struct doc_node *node, double width)
{
	const struct doc_table *t = node->table;
	struct grid g = {.table = t};

	g.widths = share(l, t, width);
	g.header = ARENA_ARRAY(l->arena, t->columns, struct doc_runs);
	for (size_t c = 0; c < t->columns; c++)
		vec_push(l->arena, &g.header[c].v, (struct doc_run){.text = t->header[c]});
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

static void flow_caption(
    struct layout *l, const struct doc_table *t, const struct box *box, int table)
{
	struct box inner = {box->x, box->w, 0};
	struct text_style style = pdf_text_caption;

	if (!t->caption)
		return;
	style.bold = true;
	inner.element = pdf_flow_tag(l, table, "Caption", NULL);
	pdf_text_flow(l, pdf_text_plain(l, t->caption, &style, box->w), &inner, ALIGN_LEFT);
	arena_clear(l->temp);
	l->y += 4;
}

static double least(struct layout *l, const struct grid *g)
{
	struct row header = row_new(l, g, g->header, &pdf_text_head);
	double h = row_height(&header, header.lines);

	if (g->table->rows.n) {
		struct row first = row_new(l, g, g->table->rows.items[0], &pdf_text_small);

		h += MIN(row_height(&first, first.lines), 120);
	}
	if (g->table->caption)
		h += 2 * pdf_text_caption.leading + 4;
	arena_clear(l->temp);
	return h;
}

double pdf_table_least(struct layout *l, const struct doc_node *node, double width)
{
	struct grid g = grid_new(l, node, width);

	return least(l, &g);
}

void pdf_table_flow(struct layout *l, const struct doc_node *node, const struct box *box)
{
	struct grid g = grid_new(l, node, box->w);
	int table = pdf_flow_tag(l, box->element, "Table", node->lang);
	int head;

	g.box = box;
	pdf_flow_gap(l, 9);
	pdf_flow_need(l, MIN(least(l, &g), PAGE_BOTTOM - PAGE_TOP));
	flow_caption(l, node->table, box, table);
	head = pdf_flow_tag(l, pdf_flow_tag(l, table, "THead", NULL), "TR", NULL);
	paint_header(l, &g, tag_cells(l, &g, head, true));
	arena_clear(l->temp);
	g.body = pdf_flow_tag(l, table, "TBody", NULL);
	vec_foreach (row, &node->table->rows)
		flow_row(l, &g, *row);
	pdf_flow_gap(l, 13);
}

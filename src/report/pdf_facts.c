#include "report/pdf_layout.h"

enum { TILES_ROW = 5 };

#define TILE_GAP 9.0

/* How facts are set: larger on the cover. */
static const struct facts_style {
	struct text_style name, value;
	double pad;
} plain = {{8.6, 12.4, PALETTE_ACCENT, true, false}, {8.6, 12.4, PALETTE_TEXT, false, false},
    4},
  large = {{10, 15, PALETTE_ACCENT, true, false}, {10, 15, PALETTE_TEXT, false, false}, 7};

/* Width of the column of names. */
static double name_width(struct layout *l, const struct doc_node *node, double width)
{
	double most = 80;

	vec_foreach (child, &node->children) {
		struct doc_run run = {.text = (*child)->text};
		double least, all;

		pdf_text_measure(
		    l, &run, 1, l->cover ? &large.name : &plain.name, &least, &all);
		most = MAX(most, all + 14);
		arena_clear(l->temp);
	}
	return MIN(most, width * 0.4);
}

static void flow_fact(
    struct layout *l, const struct doc_node *node, const struct box *box, double first)
{
	int row = pdf_flow_tag(l, box->element, "TR", node->lang);
	struct box name = {box->x, first - 10, pdf_flow_tag(l, row, "TH", NULL)};
	struct box value = {box->x + first, box->w - first, pdf_flow_tag(l, row, "TD", NULL)};
	const struct facts_style *style = l->cover ? &large : &plain;
	struct text *n = pdf_text_plain(l, node->text, &style->name, name.w);
	struct text *v =
	    pdf_text_new(l, node->runs.v.items, node->runs.v.n, &style->value, value.w);
	double h = pdf_text_height(n, n->lines.n), end;
	int page;

	if (!l->dry)
		pdf_struct_attr(l->pdf, name.element, "/O/Table/Scope/Row");
	pdf_flow_need(l, MAX(h, pdf_text_height(v, pdf_text_orphans(v))) + 2 * style->pad);
	l->y += style->pad;
	pdf_text_paint(l, n, 0, n->lines.n, &name, l->y, ALIGN_LEFT);
	end = l->y + h;
	page = pdf_page_count(l->pdf);
	pdf_text_flow(l, v, &value, ALIGN_LEFT);
	if (page == pdf_page_count(l->pdf))
		l->y = MAX(l->y, end);
	l->y += style->pad;
	pdf_flow_rule(l, box->x, l->y, box->w, PALETTE_RULE, 0.5);
	arena_clear(l->temp);
}

void pdf_facts_flow(struct layout *l, const struct doc_node *node, const struct box *box)
{
	double first = name_width(l, node, box->w);
	int table = pdf_flow_tag(l, box->element, "Table", node->lang);
	struct box inner = {box->x, box->w, pdf_flow_tag(l, table, "TBody", NULL)};

	pdf_flow_gap(l, 7);
	vec_foreach (child, &node->children)
		flow_fact(l, *child, &inner, first);
	pdf_flow_gap(l, 11);
}

/* A key figure: the figure, and what it counts below it. */
struct tile {
	const struct doc_node *node;
	struct text *figure, *label;
};

static double tile_height(const struct tile *t)
{
	return 21 + pdf_text_height(t->figure, t->figure->lines.n) +
	       pdf_text_height(t->label, t->label->lines.n);
}

static struct tile tile_new(struct layout *l, const struct doc_node *node, double w)
{
	struct text_style big = {21, 27, palette_tone(node->tone)->on_soft, true, false};

	return (struct tile){node,
	    pdf_text_new(l, node->runs.v.items, node->runs.v.n, &big, w - 20),
	    pdf_text_plain(l, node->text, &pdf_text_small, w - 20)};
}

static void paint_tile(
    struct layout *l, const struct tile *t, const struct box *box, double height)
{
	const struct palette_tone *tone = palette_tone(t->node->tone);
	int item = pdf_flow_tag(l, box->element, "LI", t->node->lang);
	int body = pdf_flow_tag(l, item, "LBody", NULL);
	struct box inner = {box->x + 10, box->w - 20, pdf_flow_tag(l, body, "P", NULL)};
	struct pdf_paint paint = {.fill = tone->soft, .stroke = PDF_NO_COLOUR};
	double y = l->y + 9;

	if (l->dry)
		return;
	pdf_page_rect(
	    l->pdf, PDF_BACK, (struct pdf_area){box->x, l->y, box->w, height}, 3, paint);
	paint.fill = tone->solid;
	pdf_page_rect(
	    l->pdf, PDF_MIDDLE, (struct pdf_area){box->x, l->y, box->w, 3.5}, 1.5, paint);
	pdf_text_paint(l, t->figure, 0, t->figure->lines.n, &inner, y, ALIGN_LEFT);
	inner.element = pdf_flow_tag(l, body, "P", NULL);
	pdf_text_paint(l, t->label, 0, t->label->lines.n, &inner,
	    y + pdf_text_height(t->figure, t->figure->lines.n), ALIGN_LEFT);
}

static void flow_tiles(struct layout *l, const struct doc_node *node, size_t first, size_t n,
    const struct box *box)
{
	struct tile tiles[TILES_ROW];
	double w = (box->w - (double)(n - 1) * TILE_GAP) / (double)n, height = 0;

	for (size_t i = 0; i < n; i++) {
		tiles[i] = tile_new(l, node->children.items[first + i], w);
		height = MAX(height, tile_height(&tiles[i]));
	}
	pdf_flow_need(l, height);
	for (size_t i = 0; i < n; i++) {
		struct box one = {box->x + (double)i * (w + TILE_GAP), w, box->element};

		paint_tile(l, &tiles[i], &one, height);
	}
	l->y += height;
	l->fresh = false;
	pdf_flow_gap(l, TILE_GAP);
	arena_clear(l->temp);
}

void pdf_facts_tiles(struct layout *l, const struct doc_node *node, const struct box *box)
{
	struct box inner = {box->x, box->w, pdf_flow_tag(l, box->element, "L", node->lang)};
	size_t n = node->children.n;
	size_t rows = (n + TILES_ROW - 1) / TILES_ROW;

	pdf_flow_gap(l, 10);
	for (size_t r = 0, at = 0; r < rows; r++) {
		size_t count =
		    (n - at + rows - r - 1) / (rows - r); /* rows of about the same length */

		flow_tiles(l, node, at, count, &inner);
		at += count;
	}
	pdf_flow_gap(l, 13);
}

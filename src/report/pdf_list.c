#include "report/pdf_layout.h"

#define INDENT_BULLET 14.0
#define GAP_ITEMS     3.0

enum { SHORT = 3 }; /* items of a list that is not parted */

/* Paints an item's mark beside its first line. */
static void paint_mark(
    struct layout *l, const char *mark, const struct box *box, double indent, int item)
{
	struct box column = {box->x, indent - 5, pdf_flow_tag(l, item, "Lbl", NULL)};
	struct text_style style = pdf_text_body;

	style.colour = PALETTE_ACCENT;
	style.bold = true;
	pdf_text_paint(
	    l, pdf_text_plain(l, mark, &style, indent), 0, 1, &column, l->y, ALIGN_RIGHT);
}

void pdf_list_item(struct layout *l, const struct doc_node *node, const char *mark,
    const struct box *box, double indent, double follow)
{
	double width = box->w - indent;
	int item = pdf_flow_tag(l, box->element, "LI", node->lang);
	struct box body = {box->x + indent, width, 0};

	pdf_flow_gap(l, GAP_ITEMS);
	pdf_flow_need(l, pdf_block_least(l, node, width) + follow);
	paint_mark(l, mark, box, indent, item);
	body.element = pdf_flow_tag(l, item, "LBody", NULL);
	if (node->runs.v.n) {
		struct box para = {body.x, width, pdf_flow_tag(l, body.element, "P", NULL)};

		pdf_text_flow(l,
		    pdf_text_new(l, node->runs.v.items, node->runs.v.n, &pdf_text_body, width),
		    &para, ALIGN_LEFT);
	}
	arena_clear(l->temp);
	l->tight = node->runs.v.n == 0; /* the mark stands beside what comes first */
	pdf_block_children(l, node, &body);
	l->tight = false;
	pdf_flow_gap(l, GAP_ITEMS);
}

/* Room for the widest number of an ordered list. */
static double indent_of(struct layout *l, const struct doc_node *node)
{
	const char *widest = arena_printf(l->temp, "%zu.", node->children.n);
	struct text_style style = pdf_text_body;
	double w;

	style.bold = true;
	w = pdf_text_plain(l, widest, &style, 200)->lines.items[0].width + 6;
	arena_clear(l->temp);
	return MAX(w, INDENT_BULLET + 2);
}

static double item_room(struct layout *l, const struct doc_node *list, size_t i, double width)
{
	return GAP_ITEMS + pdf_block_least(l, list->children.items[i], width);
}

/* What has to stand on the same page behind an item: a short list stays whole, and of a longer
 * one no single item stands apart at its begin or end. */
static double follow_of(struct layout *l, const struct doc_node *list, size_t i, double width)
{
	size_t n = list->children.n;
	double h = 0;

	if (n > SHORT)
		return i == 0 || i + 2 == n ? item_room(l, list, i + 1, width) : 0;
	for (size_t next = i + 1; next < n; next++)
		h += item_room(l, list, next, width);
	return h;
}

double pdf_list_least(struct layout *l, const struct doc_node *node, double width)
{
	width -= INDENT_BULLET + 2;
	return pdf_block_least(l, node->children.items[0], width) +
	       follow_of(l, node, 0, width);
}

void pdf_list_flow(struct layout *l, const struct doc_node *node, const struct box *box)
{
	struct box inner = {box->x, box->w, pdf_flow_tag(l, box->element, "L", node->lang)};
	double indent = node->ordered ? indent_of(l, node) : INDENT_BULLET;

	if (!l->dry)
		pdf_struct_attr(l->pdf, inner.element,
		    node->ordered ? "/O/List/ListNumbering/Decimal"
				  : "/O/List/ListNumbering/Disc");
	pdf_flow_gap(l, 4);
	for (size_t i = 0; i < node->children.n; i++) {
		char mark[16] = "\xe2\x80\xa2";

		if (node->ordered)
			(void)snprintf(mark, sizeof(mark), "%u.", (unsigned)i + 1); /* fits */
		pdf_list_item(l, node->children.items[i], mark, &inner, indent,
		    follow_of(l, node, i, box->w - indent));
	}
	pdf_flow_gap(l, 7);
}

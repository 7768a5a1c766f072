#include "report/pdf_layout.h"

static const struct text_style headings[] = {
    {19, 25, PALETTE_ACCENT, true, false},
    {13.5, 18.5, PALETTE_ACCENT, true, false},
    {11.2, 15.5, PALETTE_ACCENT, true, false},
    {10, 15, PALETTE_TEXT, true, false},
};

static const double gap_above[] = {30, 22, 15, 11}, gap_below[] = {10, 7, 5, 4};

#define CALLOUT_INDENT 15.0
#define CODE_INDENT    10.0

enum { GAP_WITHIN = 12 }; /* points: the largest gap that a block begins with */

static size_t rank(const struct layout *l)
{
	return (size_t)MIN(MAX(l->level, 1), 4) - 1;
}

/* What the first child needs; nothing when there is none. */
static double least_child(struct layout *l, const struct doc_node *node, double width)
{
	return node->children.n ? pdf_block_least(l, node->children.items[0], width) : 0;
}

static const struct section *find_section(struct layout *l, const struct doc_node *node)
{
	for (size_t i = 0; i < l->sections.n; i++) {
		const struct section *s = &l->sections.items[(l->next + i) % l->sections.n];

		if (s->node == node) {
			l->next += i + 1;
			return s;
		}
	}
	return NULL;
}

/* The heading, its bookmark, and room for what stands under it. */
static void flow_heading(struct layout *l, const struct doc_node *node, const struct box *box)
{
	static const char *const types[] = {"H2", "H3", "H4", "H5"}; /* the title is the H1 */
	const struct section *s = find_section(l, node);
	size_t r = rank(l);
	double least = least_child(l, node, box->w);
	struct box inner = {box->x, box->w, pdf_flow_tag(l, box->element, types[r], NULL)};
	struct text *t = pdf_text_plain(l, node->text, &headings[r], box->w);
	double h = pdf_text_height(t, t->lines.n);
	struct pdf_paint accent = {.fill = PALETTE_ACCENT, .stroke = PDF_NO_COLOUR};

	pdf_flow_gap(l, gap_above[r]);
	/* The block below may begin with a gap of its own, larger than the heading's. */
	pdf_flow_need(
	    l, MIN(h + MAX(gap_below[r], GAP_WITHIN) + least, PAGE_BOTTOM - PAGE_TOP));
	if (s && !l->dry) {
		pdf_struct_dest_here(l->pdf, s->dest, MAX(l->y - 12, 0));
		pdf_struct_bookmark(l->pdf, s->level, node->text, s->dest);
	}
	if (r == 0 && !l->dry) {
		pdf_page_rect(
		    l->pdf, PDF_MIDDLE, (struct pdf_area){box->x, l->y, 34, 3}, 0, accent);
		l->y += 7;
	}
	pdf_text_flow(l, t, &inner, ALIGN_LEFT);
	arena_clear(l->temp);
	pdf_flow_gap(l, gap_below[r]);
}

static void flow_section(struct layout *l, const struct doc_node *node, const struct box *box)
{
	struct box inner = {box->x, box->w, pdf_flow_tag(l, box->element, "Sect", node->lang)};

	if (node->new_page && !l->fresh)
		pdf_flow_break(l);
	if (node->text) {
		l->level++;
		flow_heading(l, node, &inner);
	}
	pdf_block_children(l, node, &inner);
	if (node->text)
		l->level--;
}

static void flow_para(struct layout *l, const struct doc_node *node, const struct box *box)
{
	struct box inner = {box->x, box->w, pdf_flow_tag(l, box->element, "P", node->lang)};

	pdf_flow_gap(l, 7);
	pdf_text_flow(l,
	    pdf_text_new(l, node->runs.v.items, node->runs.v.n, &pdf_text_body, box->w), &inner,
	    ALIGN_LEFT);
	arena_clear(l->temp);
	pdf_flow_gap(l, 7);
}

static void flow_code(struct layout *l, const struct doc_node *node, const struct box *box)
{
	int para = pdf_flow_tag(l, box->element, "P", node->lang);
	struct box inner = {box->x + CODE_INDENT, box->w - 2 * CODE_INDENT,
	    pdf_flow_tag(l, para, "Code", NULL)};
	struct text *t = pdf_text_plain(l, node->text, &pdf_text_code, inner.w);

	pdf_flow_gap(l, 7);
	pdf_flow_need(l, pdf_text_height(t, pdf_text_orphans(t)) + 18);
	pdf_flow_frame(
	    l, (struct frame){
		   .x = box->x, .w = box->w, .fill = PALETTE_SOFT, .bar = PALETTE_RULE});
	pdf_text_flow(l, t, &inner, ALIGN_LEFT);
	pdf_flow_frame_end(l);
	arena_clear(l->temp);
	pdf_flow_gap(l, 9);
}

static void flow_callout(struct layout *l, const struct doc_node *node, const struct box *box)
{
	const struct palette_tone *tone = palette_tone(node->tone);
	struct box inner = {box->x + CALLOUT_INDENT, box->w - CALLOUT_INDENT - 12,
	    pdf_flow_tag(l, box->element, "Div", node->lang)};

	pdf_flow_gap(l, 9);
	pdf_flow_need(l, pdf_block_least(l, node, box->w));
	pdf_flow_frame(l,
	    (struct frame){.x = box->x, .w = box->w, .fill = tone->soft, .bar = tone->solid});
	pdf_block_children(l, node, &inner);
	pdf_flow_frame_end(l);
	pdf_flow_gap(l, 11);
}

static void flow_break(struct layout *l, const struct doc_node *node, const struct box *box)
{
	(void)node, (void)box;
	if (!l->fresh)
		pdf_flow_break(l);
}

/* An item outside a list: a list of one. */
static void flow_item(struct layout *l, const struct doc_node *node, const struct box *box)
{
	struct box inner = {box->x, box->w, pdf_flow_tag(l, box->element, "L", NULL)};

	pdf_list_item(l, node, "\xe2\x80\xa2", &inner, 14, 0);
}

typedef void flow_fn(struct layout *l, const struct doc_node *node, const struct box *box);

static flow_fn *const flows[] = {
    [DOC_SECTION] = flow_section,
    [DOC_PARA] = flow_para,
    [DOC_LIST] = pdf_list_flow,
    [DOC_ITEM] = flow_item,
    [DOC_TABLE] = pdf_table_flow,
    [DOC_CODE] = flow_code,
    [DOC_FIGURE] = pdf_figure_flow,
    [DOC_FACTS] = pdf_facts_flow,
    [DOC_CALLOUT] = flow_callout,
    [DOC_TILES] = pdf_facts_tiles,
    [DOC_TOC] = pdf_toc_flow,
    [DOC_PAGE_BREAK] = flow_break,
};

/* Nodes without content leave no trace, in the structure neither. */
static bool is_empty(const struct doc_node *node)
{
	switch (node->kind) {
	case DOC_LIST:
	case DOC_FACTS:
	case DOC_CALLOUT:
	case DOC_TILES:
		return node->children.n == 0;
	case DOC_PARA:
		return node->runs.v.n == 0;
	case DOC_CODE:
		return !node->text || !*node->text;
	case DOC_TABLE:
		return !node->table || node->table->columns == 0;
	case DOC_SECTION:
	case DOC_ITEM:
	case DOC_FIGURE:
	case DOC_FACT:
	case DOC_TILE:
	case DOC_TOC:
	case DOC_PAGE_BREAK:
		break;
	}
	return false;
}

void pdf_block_flow(struct layout *l, const struct doc_node *node, const struct box *box)
{
	flow_fn *flow = (size_t)node->kind < ARRAY_LEN(flows) ? flows[node->kind] : NULL;

	if (flow && !is_empty(node))
		flow(l, node, box);
}

void pdf_block_children(struct layout *l, const struct doc_node *node, const struct box *box)
{
	vec_foreach (child, &node->children)
		pdf_block_flow(l, *child, box);
}

double pdf_block_height(struct layout *l, const struct doc_node *node, double width)
{
	struct layout copy = *l;
	struct box box = {PAGE_LEFT, width, PDF_ROOT};

	copy.dry = true;
	copy.y = copy.gap = 0;
	copy.fresh = true;
	copy.bottom = 1e9;
	copy.frames.items = NULL;
	copy.frames.n = copy.frames.cap = 0;
	pdf_block_flow(&copy, node, &box);
	return copy.y;
}

/* Small things stay whole; the limit is a third of a page. */
static double whole_or(double height, double least)
{
	return height <= (PAGE_BOTTOM - PAGE_TOP) / 3 ? height : least;
}

static double least_text(struct layout *l, const struct doc_node *node, double width)
{
	struct text *t =
	    pdf_text_new(l, node->runs.v.items, node->runs.v.n, &pdf_text_body, width);
	double h = pdf_text_height(t, pdf_text_orphans(t));

	arena_clear(l->temp);
	return h;
}

double pdf_block_least(struct layout *l, const struct doc_node *node, double width)
{

	if (l->dry || is_empty(node))
		return 0; /* an endless page has room; and heights would be asked for without
			     end */
	switch (node->kind) {
	case DOC_PARA:
		return least_text(l, node, width);
	case DOC_ITEM:
		if (node->runs.v.n)
			return least_text(l, node, width - 16);
		return least_child(l, node, width - 16);
	case DOC_LIST:
		return pdf_list_least(l, node, width);
	case DOC_SECTION:
		return headings[1].leading + 8 + least_child(l, node, width);
	case DOC_TABLE:
		return pdf_table_least(l, node, width);
	case DOC_FIGURE:
		return pdf_figure_least(l, node, width);
	case DOC_CALLOUT:
		return whole_or(pdf_block_height(l, node, width),
		    18 + least_child(l, node, width - CALLOUT_INDENT - 12));
	case DOC_CODE:
		return whole_or(pdf_block_height(l, node, width), 60);
	case DOC_FACTS:
		return whole_or(pdf_block_height(l, node, width), 40);
	case DOC_TILES:
		return pdf_block_height(l, node, width);
	case DOC_TOC:
		return 60;
	case DOC_FACT:
	case DOC_TILE:
	case DOC_PAGE_BREAK:
		break;
	}
	return 0;
}

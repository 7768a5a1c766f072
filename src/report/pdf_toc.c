#include "report/pdf_layout.h"

enum {
	LEVELS = 2,
	CROWD = 60
}; /* levels listed; a chapter with more sections is listed without them */

#define NUMBER_WIDTH 34.0

static void scan(struct layout *l, const struct doc_node *node, int level)
{
	if (node->kind == DOC_SECTION && node->text) {
		struct section s = {.node = node, .dest = pdf_struct_dest(l->pdf)};

		s.level = ++level;
		s.in_contents = level <= LEVELS;
		vec_push(l->arena, &l->sections, s);
	}
	vec_foreach (child, &node->children)
		scan(l, *child, level);
}

/* Leaves the sections of crowded chapters out of the contents; the bookmarks have them all. */
static void thin(struct layout *l)
{
	for (size_t i = 0; i < l->sections.n;) {
		size_t end = i + 1, count = 0;

		for (; end < l->sections.n && l->sections.items[end].level > 1; end++)
			count += l->sections.items[end].in_contents;
		for (size_t k = i + 1; k < end && count > CROWD; k++)
			l->sections.items[k].in_contents = false;
		i = end;
	}
}

void pdf_toc_scan(struct layout *l)
{
	map_init(&l->anchors, l->arena);
	scan(l, l->doc->cover, 0);
	scan(l, l->doc->body, 0);
	thin(l);
	vec_foreach (s, &l->sections)
		if (s->node->id && !map_has(&l->anchors, s->node->id))
			(void)map_set(&l->anchors, s->node->id, s); /* new */
}

/* Paints an entry's lines and leaves room for its page number. */
static void flow_entry(
    struct layout *l, const struct section *s, const struct box *box, int item)
{
	double indent = (s->level - 1) * 16.0;
	struct text_style style = pdf_text_body;
	struct box inner = {box->x + indent, box->w - indent - NUMBER_WIDTH, 0};
	int reference = pdf_flow_tag(l, item, "Reference", NULL);
	struct pdf_paint dots = {PDF_NO_COLOUR, PALETTE_MUTED, 0.5, 1.2};
	const struct text_line *last;
	struct text *t;
	double y, x;

	inner.element = pdf_flow_tag(l, reference, "Link", s->node->lang);
	style.bold = s->level == 1;
	t = pdf_text_plain(l, s->node->text, &style, inner.w);
	pdf_flow_gap(l, s->level == 1 ? 7 : 0);
	pdf_flow_need(l, pdf_text_height(t, t->lines.n));
	y = l->y + pdf_text_height(t, t->lines.n - 1);
	pdf_text_paint(l, t, 0, t->lines.n, &inner, l->y, ALIGN_LEFT);
	if (!l->dry) {
		last = &t->lines.items[t->lines.n - 1];
		x = inner.x + last->width + 5;
		pdf_page_path(l->pdf, PDF_MIDDLE, dots);
		pdf_page_move(l->pdf, PDF_MIDDLE, x, y + 10.5);
		pdf_page_line(l->pdf, PDF_MIDDLE, MAX(x, box->x + box->w - 24), y + 10.5);
		pdf_page_paint(l->pdf, PDF_MIDDLE, false);
		pdf_struct_link(l->pdf, &(struct pdf_link){.x = inner.x,
					    .y = l->y,
					    .w = box->x + box->w - inner.x,
					    .h = pdf_text_height(t, t->lines.n),
					    .element = inner.element,
					    .dest = s->dest,
					    .contents = s->node->text});
		vec_push(l->arena, &l->late,
		    (struct late){box->x + box->w, y, pdf_page_count(l->pdf) - 1, s->dest,
			inner.element, s->level});
	}
	l->y += pdf_text_height(t, t->lines.n);
	l->fresh = false;
	arena_clear(l->temp);
}

static void flow_title(struct layout *l, const struct box *box)
{
	struct text_style style = {19, 25, PALETTE_ACCENT, true, false};
	struct box inner = {box->x, box->w, 0};

	if (!l->doc->word_contents)
		return;
	inner.element = pdf_flow_tag(l, box->element, "H2", NULL);
	pdf_flow_gap(l, 30);
	pdf_text_flow(
	    l, pdf_text_plain(l, l->doc->word_contents, &style, box->w), &inner, ALIGN_LEFT);
	arena_clear(l->temp);
	pdf_flow_gap(l, 12);
}

void pdf_toc_flow(struct layout *l, const struct doc_node *node, const struct box *box)
{
	int lists[LEVELS + 1] = {0}, item = -1, level = 0;

	flow_title(l, box);
	lists[0] = pdf_flow_tag(l, box->element, "TOC", node->lang);
	vec_foreach (s, &l->sections) {
		if (!s->in_contents)
			continue;
		if (s->level > 1 && level <= 1)
			lists[1] = pdf_flow_tag(l, item < 0 ? lists[0] : item, "TOC", NULL);
		level = s->level;
		item = pdf_flow_tag(l, lists[level > 1], "TOCI", NULL);
		flow_entry(l, s, box, item);
	}
	pdf_flow_gap(l, 12);
}

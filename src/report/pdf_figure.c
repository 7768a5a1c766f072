#include "report/pdf_layout.h"

#include <math.h>

/* How far a drawing is made smaller rather than moved to the next page; smaller letters could
 * not be read. */
#define SHRINK 0.8

/* A drawing's place on the page. */
struct place {
	double x, y, scale;
};

static double scale_of(const struct canvas *c, double width, double height)
{
	double scale = 1;

	if (c->w > width)
		scale = width / c->w;
	if (c->h * scale > height)
		scale = height / c->h;
	return scale;
}

/* A ring segment as cubics of at most a quarter turn each; angles run clockwise from the top.
 */
static void add_arc(struct layout *l, double x, double y, double r, double from, double to)
{
	int n = (int)ceil(fabs(to - from) / 1.5708);
	double step = n ? (to - from) / n : 0;
	double k = 4.0 / 3 * tan(step / 4) * r;

	for (int i = 0; i < n; i++, from += step) {
		double s0 = sin(from), c0 = cos(from), s1 = sin(from + step),
		       c1 = cos(from + step);
		double points[6] = {x + r * s0 + k * c0, y - r * c0 + k * s0,
		    x + r * s1 - k * c1, y - r * c1 - k * s1, x + r * s1, y - r * c1};

		pdf_page_curve(l->pdf, PDF_TEXT, points);
	}
}

static void paint_arc(struct layout *l, const struct canvas_item *it, const struct place *p)
{
	double x = p->x + it->x * p->scale, y = p->y + it->y * p->scale;
	double r = it->r * p->scale, inner = it->inner * p->scale;

	pdf_page_move(l->pdf, PDF_TEXT, x + r * sin(it->from), y - r * cos(it->from));
	add_arc(l, x, y, r, it->from, it->to);
	if (inner > 0 || it->to - it->from < 6.28)
		pdf_page_line(
		    l->pdf, PDF_TEXT, x + inner * sin(it->to), y - inner * cos(it->to));
	if (inner > 0)
		add_arc(l, x, y, inner, it->to, it->from);
	pdf_page_paint(l->pdf, PDF_TEXT, true);
}

static void paint_text(struct layout *l, const struct canvas_item *it, const struct place *p)
{
	double size = it->size * p->scale;
	const struct pdf_word *word = pdf_font_shape(
	    l->pdf, l->faces[it->bold ? FACE_BOLD : FACE_TEXT], span_str(it->text));
	double w = word->width * size / 1000;
	double back = it->anchor == ANCHOR_END ? w : it->anchor == ANCHOR_MIDDLE ? w / 2 : 0;

	(void)pdf_page_show(l->pdf, word, p->x + it->x * p->scale - back,
	    p->y + it->y * p->scale, size, it->fill); /* the width was used above */
}

static void paint_stroke(struct layout *l, const struct canvas_item *it, const struct place *p)
{
	double x = p->x + it->x * p->scale, y = p->y + it->y * p->scale;
	double x2 = p->x + it->x2 * p->scale, y2 = p->y + it->y2 * p->scale;
	double middle = (x + x2) / 2;

	pdf_page_move(l->pdf, PDF_TEXT, x, y);
	if (it->op == CANVAS_CURVE)
		pdf_page_curve(
		    l->pdf, PDF_TEXT, (const double[]){middle, y, middle, y2, x2, y2});
	else
		pdf_page_line(l->pdf, PDF_TEXT, x2, y2);
	pdf_page_paint(l->pdf, PDF_TEXT, false);
}

static void paint_item(struct layout *l, const struct canvas_item *it, const struct place *p)
{
	struct pdf_paint paint = {it->fill, it->stroke, it->width * p->scale, 0};

	if (it->op == CANVAS_TEXT) {
		paint_text(l, it, p);
		return;
	}
	if (it->op == CANVAS_RECT) {
		pdf_page_rect(l->pdf, PDF_TEXT,
		    (struct pdf_area){p->x + it->x * p->scale, p->y + it->y * p->scale,
			it->w * p->scale, it->h * p->scale},
		    it->r * p->scale, paint);
		return;
	}
	pdf_page_path(l->pdf, PDF_TEXT, paint);
	if (it->op == CANVAS_ARC)
		paint_arc(l, it, p);
	else
		paint_stroke(l, it, p);
}

/* The figure's element: its text for who cannot see it, and where it stands (ISO 14289-1, 7.3).
 */
static int tag_figure(
    struct layout *l, const struct doc_node *node, const struct box *box, const struct place *p)
{
	int element = pdf_flow_tag(l, box->element, "Figure", node->lang);
	const struct canvas *c = node->canvas;
	STR_AUTO(attr, 256);
	double edges[4] = {p->x, PAGE_HEIGHT - p->y - c->h * p->scale, p->x + c->w * p->scale,
	    PAGE_HEIGHT - p->y};

	str_add(&attr, "/O/Layout/Placement/Block/BBox[");
	for (int i = 0; i < 4; i++)
		str_addf(&attr, "%ld%s", lround(edges[i]), i < 3 ? " " : "]");
	pdf_struct_attr(l->pdf, element, str_dup(&attr, l->arena));
	pdf_struct_alt(l->pdf, element,
	    node->alt       ? node->alt
	    : node->caption ? node->caption
			    : l->doc->title);
	return element;
}

static double caption_height(struct layout *l, const struct doc_node *node, double width)
{
	double h = 0;

	if (node->caption) {
		struct text *t = pdf_text_plain(l, node->caption, &pdf_text_caption, width);

		h = pdf_text_height(t, t->lines.n) + 6;
	}
	arena_clear(l->temp);
	return h;
}

static double full_height(struct layout *l, const struct doc_node *node, double width)
{
	double caption = caption_height(l, node, width);
	double most = PAGE_BOTTOM - PAGE_TOP - caption - 60; /* a heading fits above */

	if (!node->canvas || node->canvas->w <= 0 || node->canvas->h <= 0)
		return caption;
	return node->canvas->h * scale_of(node->canvas, width, most) + caption;
}

double pdf_figure_least(struct layout *l, const struct doc_node *node, double width)
{
	double caption = caption_height(l, node, width);

	return caption + (full_height(l, node, width) - caption) * SHRINK;
}

static void paint_canvas(
    struct layout *l, const struct doc_node *node, const struct box *box, double height)
{
	const struct canvas *c = node->canvas;
	struct place p = {box->x, l->y, scale_of(c, box->w, height)};

	p.x += (box->w - c->w * p.scale) / 2;
	if (!l->dry) {
		pdf_page_mark(l->pdf, tag_figure(l, node, box, &p));
		vec_foreach (it, &c->items)
			paint_item(l, it, &p);
	}
	l->y += c->h * p.scale;
	l->fresh = false;
}

void pdf_figure_flow(struct layout *l, const struct doc_node *node, const struct box *box)
{
	double height = full_height(l, node, box->w);
	double caption = caption_height(l, node, box->w);

	pdf_flow_gap(l, 9);
	pdf_flow_need(l, caption + (height - caption) * SHRINK);
	height = MIN(height, l->bottom - l->y);
	if (node->canvas && node->canvas->w > 0 && node->canvas->h > 0 && node->canvas->items.n)
		paint_canvas(l, node, box, height - caption);
	if (node->caption) {
		struct box inner = {
		    box->x, box->w, pdf_flow_tag(l, box->element, "Caption", NULL)};

		pdf_flow_gap(l, 6);
		pdf_text_flow(l, pdf_text_plain(l, node->caption, &pdf_text_caption, box->w),
		    &inner, ALIGN_CENTRE);
		arena_clear(l->temp);
	}
	pdf_flow_gap(l, 12);
}

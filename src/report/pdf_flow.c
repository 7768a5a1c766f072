#include "report/pdf_layout.h"

enum { FRAME_PAD = 9 };

#define MARK_SIZE 12.0 /* least size of a marking, Traffic Light Protocol 2.0 */

int pdf_flow_tag(struct layout *l, int parent, const char *type, const char *lang)
{
	int element;

	if (l->dry)
		return PDF_ROOT;
	element = pdf_struct_add(l->pdf, parent, type);
	if (lang)
		pdf_struct_lang(l->pdf, element, lang);
	return element;
}

void pdf_flow_gap(struct layout *l, double gap)
{
	l->gap = MAX(l->gap, gap);
}

void pdf_flow_need(struct layout *l, double height)
{
	if (l->tight)
		l->gap = 0;
	l->tight = false;
	if (!l->fresh && l->y + l->gap + height > l->bottom + 0.01)
		pdf_flow_break(l);
	else if (!l->fresh)
		l->y += l->gap;
	l->gap = 0;
}

void pdf_flow_begin(struct layout *l)
{
	(void)pdf_page_begin(
	    l->pdf, PAGE_WIDTH, PAGE_HEIGHT); /* its number is asked for later */
	l->y = PAGE_TOP;
	l->bottom = PAGE_BOTTOM;
	l->fresh = true;
	l->gap = 0;
}

static void paint_frame(struct layout *l, const struct frame *f)
{
	struct pdf_paint paint = {.fill = f->fill, .stroke = PDF_NO_COLOUR};
	double h = l->y + FRAME_PAD - f->y;

	if (l->dry)
		return;
	pdf_page_rect(l->pdf, PDF_BACK, (struct pdf_area){f->x, f->y, f->w, h}, 2.5, paint);
	paint.fill = f->bar;
	if (f->bar != PDF_NO_COLOUR)
		pdf_page_rect(
		    l->pdf, PDF_MIDDLE, (struct pdf_area){f->x, f->y, 3.5, h}, 1.5, paint);
}

void pdf_flow_frame(struct layout *l, struct frame frame)
{
	frame.y = l->y;
	vec_push(l->arena, &l->frames, frame);
	l->y += FRAME_PAD;
	l->bottom -= FRAME_PAD;
	l->gap = 0;
	l->tight = true;
}

void pdf_flow_frame_end(struct layout *l)
{
	l->gap = 0;
	l->tight = false;
	paint_frame(l, &l->frames.items[--l->frames.n]);
	l->y += FRAME_PAD;
	l->bottom += FRAME_PAD;
	l->fresh = false;
}

void pdf_flow_break(struct layout *l)
{
	double bottom = l->bottom;

	l->gap = 0;
	if (l->dry)
		return;
	vec_foreach (f, &l->frames)
		paint_frame(l, f);
	pdf_page_end(l->pdf);
	pdf_flow_begin(l);
	l->bottom = bottom;
	vec_foreach (f, &l->frames) {
		f->y = l->y;
		l->y += FRAME_PAD;
	}
}

void pdf_flow_rule(struct layout *l, double x, double y, double w, int colour, double width)
{
	struct pdf_paint paint = {.fill = PDF_NO_COLOUR, .stroke = colour, .width = width};

	if (l->dry)
		return;
	pdf_page_path(l->pdf, PDF_MIDDLE, paint);
	pdf_page_move(l->pdf, PDF_MIDDLE, x, y);
	pdf_page_line(l->pdf, PDF_MIDDLE, x + w, y);
	pdf_page_paint(l->pdf, PDF_MIDDLE, false);
}

double pdf_flow_marking(struct layout *l, double right, double y, double size, int element)
{
	struct text_style style = {
	    size, size * 1.5, palette_marking(l->doc->label), true, false};
	struct text *t = pdf_text_plain(l, l->doc->label, &style, PAGE_INNER / 2);
	double w = t->lines.items[0].width + size * 0.9, h = style.leading;
	struct box box = {right - w + size * 0.45, w, element};
	struct pdf_paint paint = {.fill = 0, .stroke = PDF_NO_COLOUR};

	if (!l->dry && l->doc->label) {
		pdf_page_rect(
		    l->pdf, PDF_FRONT, (struct pdf_area){right - w, y, w, h}, 1.5, paint);
		pdf_text_paint(l, t, 0, 1, &box, y, ALIGN_LEFT);
	}
	return h;
}

/* "Page %1 of %2" with its numbers. */
static const char *page_of(struct layout *l, int page, int pages)
{
	STR_AUTO(to, 256);
	const char *p = l->doc->word_page_of ? l->doc->word_page_of : "%1 / %2";

	for (; *p; p++) {
		if (p[0] == '%' && (p[1] == '1' || p[1] == '2'))
			str_addf(&to, "%d", *++p == '1' ? page : pages);
		else
			str_char(&to, *p);
	}
	return str_dup(&to, l->temp);
}

/* One line, cut short where it does not fit: it repeats what stands elsewhere. */
static void paint_note(
    struct layout *l, const char *words, double x, double w, double y, enum align align)
{
	struct box box = {x, w, PDF_ARTIFACT};

	pdf_text_paint(l, pdf_text_plain(l, words, &pdf_text_caption, w), 0, 1, &box, y, align);
}

/* Whose copy it is, below everything else, on the cover too. */
static void paint_watermark(struct layout *l)
{
	if (l->doc->watermark)
		paint_note(l, l->doc->watermark, PAGE_LEFT, PAGE_INNER, PAGE_HEIGHT - 26,
		    ALIGN_CENTRE);
	arena_clear(l->temp);
}

static void paint_margins(struct layout *l, int page, int pages)
{
	double right = PAGE_WIDTH - PAGE_LEFT, foot = PAGE_HEIGHT - 48;

	pdf_flow_marking(l, right, 36, MARK_SIZE, PDF_ARTIFACT);
	pdf_flow_marking(l, right, foot, MARK_SIZE, PDF_ARTIFACT);
	pdf_flow_rule(l, PAGE_LEFT, 62, PAGE_INNER, PALETTE_RULE, 0.6);
	pdf_flow_rule(l, PAGE_LEFT, foot - 8, PAGE_INNER, PALETTE_RULE, 0.6);
	paint_note(l, l->doc->title, PAGE_LEFT, PAGE_INNER - 150, 39, ALIGN_LEFT);
	paint_note(l, page_of(l, page + 1, pages), PAGE_LEFT, 160, foot + 3, ALIGN_LEFT);
	paint_note(
	    l, l->doc->author, PAGE_LEFT + 160, PAGE_INNER - 320, foot + 3, ALIGN_CENTRE);
	arena_clear(l->temp);
}

static void paint_late(struct layout *l, const struct late *late)
{
	struct text_style style = pdf_text_body;
	struct box box = {late->x - 60, 60, late->element};
	const char *words =
	    arena_printf(l->temp, "%d", pdf_struct_dest_page(l->pdf, late->dest) + 1);

	style.bold = late->level == 1;
	pdf_text_paint(
	    l, pdf_text_plain(l, words, &style, 60), 0, 1, &box, late->y, ALIGN_RIGHT);
}

void pdf_flow_finish(struct layout *l)
{
	int pages = pdf_page_count(l->pdf);
	size_t next = 0;

	pdf_page_end(l->pdf);
	for (int i = 0; i < pages; i++) {
		pdf_page_reopen(l->pdf, i);
		while (next < l->late.n && l->late.items[next].page == i)
			paint_late(l, &l->late.items[next++]);
		if (i > 0)
			paint_margins(l, i, pages);
		paint_watermark(l);
		pdf_page_end(l->pdf);
	}
}

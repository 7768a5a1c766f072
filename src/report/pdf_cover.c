#include "report/pdf_layout.h"

#define BAND 310.0 /* height of the coloured band */

/* The cairn that Varde is named after: stones on each other, from the lowest up. */
static void paint_cairn(struct layout *l, double x, double base)
{
	static const struct {
		double w, h, shift;
		int colour;
	} stones[] = {
	    {118, 27, 0, 0x1a5470},
	    {96, 24, -5, 0x22637f},
	    {78, 22, 4, 0x2b7390},
	    {56, 19, -2, 0x3785a1},
	    {34, 16, 3, 0x57a0b8},
	    {15, 12, 1, 0xf2b32a},
	};

	for (size_t i = 0; i < ARRAY_LEN(stones); i++) {
		struct pdf_paint paint = {.fill = stones[i].colour, .stroke = PDF_NO_COLOUR};

		base -= stones[i].h;
		pdf_page_rect(l->pdf, PDF_BACK,
		    (struct pdf_area){x + stones[i].shift - stones[i].w / 2, base, stones[i].w,
			stones[i].h - 2},
		    stones[i].h * 0.46, paint);
	}
}

static void flow_line(struct layout *l, const char *words, const struct text_style *style,
    const char *type, int parent, double width)
{
	struct box box = {PAGE_LEFT, width, 0};

	if (!words)
		return;
	box.element = pdf_flow_tag(l, parent, type, NULL);
	pdf_text_flow(l, pdf_text_plain(l, words, style, width), &box, ALIGN_LEFT);
	arena_clear(l->temp);
}

/* Title and subtitle stand at the foot of the band; it grows when they are long. */
static void flow_band(struct layout *l, int parent)
{
	static const struct text_style title = {29, 36, 0xffffff, true, false};
	static const struct text_style subtitle = {14, 20, 0xd6e6ee, false, false};
	struct pdf_paint paint = {.fill = PALETTE_ACCENT, .stroke = PDF_NO_COLOUR};
	double width = PAGE_INNER - 118, h;
	struct text *t = pdf_text_plain(l, l->doc->title, &title, width);
	struct text *s = pdf_text_plain(l, l->doc->subtitle, &subtitle, width);

	h = pdf_text_height(t, t->lines.n) + 7 +
	    (l->doc->subtitle ? pdf_text_height(s, s->lines.n) : 0);
	arena_clear(l->temp);
	l->y = MAX(BAND - 34 - h, 96);
	pdf_page_rect(
	    l->pdf, PDF_BACK, (struct pdf_area){0, 0, PAGE_WIDTH, l->y + h + 34}, 0, paint);
	paint_cairn(l, PAGE_WIDTH - PAGE_LEFT - 59, l->y + h + 34);
	l->fresh = false;
	flow_line(l, l->doc->title, &title, "H1", parent, width);
	l->y += 7;
	flow_line(l, l->doc->subtitle, &subtitle, "P", parent, width);
	l->y += 34 + 34;
}

void pdf_cover_flow(struct layout *l)
{
	int cover = pdf_flow_tag(l, PDF_ROOT, "Sect", l->doc->cover->lang);
	struct box box = {PAGE_LEFT, PAGE_INNER, cover};

	flow_band(l, cover);
	if (l->doc->label) {
		pdf_flow_marking(
		    l, PAGE_WIDTH - PAGE_LEFT, 36, 12, pdf_flow_tag(l, cover, "P", NULL));
		pdf_flow_marking(l, PAGE_WIDTH - PAGE_LEFT, PAGE_HEIGHT - 48, 12, PDF_ARTIFACT);
		arena_clear(l->temp);
	}
	l->gap = 0;
	l->cover = true;
	pdf_block_children(l, l->doc->cover, &box);
	l->cover = false;
}

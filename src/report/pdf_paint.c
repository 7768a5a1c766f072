#include "report/pdf_layout.h"

/* Where a link leads: to a section, or out. */
struct target {
	const char *uri;
	int dest; /* -1 for none */
};

/* Whether the address may be followed: nothing but web and mail, and no section that is not
 * there. */
static bool find_target(const struct layout *l, const struct doc_run *run, struct target *ret)
{
	struct span href = span_str(run->href);

	if (span_starts(href, "#")) {
		const struct section *s = map_get(&l->anchors, run->href + 1);

		if (!s)
			return false;
		*ret = (struct target){NULL, s->dest};
		return true;
	}
	*ret = (struct target){run->href, -1};
	return span_istarts(href, "https://") || span_istarts(href, "http://") ||
	       span_istarts(href, "mailto:");
}

/* An address in ASCII: other bytes percent-encoded (RFC 3986, 2.1). */
static const char *encode(struct layout *l, const char *uri)
{
	STR_AUTO(to, 16384);

	for (const char *p = uri; *p; p++) {
		uint8_t c = (uint8_t)*p;

		if (c <= 32 || c >= 127 || strchr("\"<>\\^`{|}", c))
			str_addf(&to, "%%%02X", c);
		else
			str_char(&to, *p);
	}
	return str_dup(&to, l->arena);
}

/* The element that a run's pieces belong to, made when first painted. */
static int element_of(struct layout *l, struct text *t, int run, int parent)
{
	struct target target;
	const char *type = NULL;

	if (run < 0 || parent == PDF_ARTIFACT)
		return parent;
	if (t->elements[run] >= 0)
		return t->elements[run];
	if (t->runs[run].style == RUN_LINK && find_target(l, &t->runs[run], &target))
		type = "Link";
	else if (t->runs[run].style == RUN_CODE && !t->style.code)
		type = "Code";
	t->elements[run] = type ? pdf_flow_tag(l, parent, type, NULL) : parent;
	return t->elements[run];
}

static int colour_of(const struct layout *l, const struct text *t, int run)
{
	struct target target;

	if (run < 0)
		return t->style.colour;
	switch (t->runs[run].style) {
	case RUN_LINK:
		return find_target(l, &t->runs[run], &target) ? PALETTE_LINK : t->style.colour;
	case RUN_MUTED:
		return PALETTE_MUTED;
	case RUN_BADGE:
		return palette_tone(t->runs[run].tone)->on_solid;
	case RUN_PLAIN:
	case RUN_BOLD:
	case RUN_CODE:
		break;
	}
	return t->style.colour;
}

static double size_of(const struct text *t, int run)
{
	enum doc_style style = run < 0 ? RUN_PLAIN : t->runs[run].style;

	if (t->style.code)
		return t->style.size;
	return t->style.size * (style == RUN_CODE ? 0.92 : style == RUN_BADGE ? 0.86 : 1);
}

/* A stretch of one run's pieces on one line. */
struct stretch {
	int run;
	double x, w;
};

static void decorate(
    struct layout *l, struct text *t, const struct stretch *s, double base, int element)
{
	double size = t->style.size, top = base - 0.36 * size - 0.68 * size;
	const struct doc_run *run = &t->runs[s->run];
	struct pdf_paint fill = {.fill = PALETTE_SOFT, .stroke = PDF_NO_COLOUR};
	struct target target;

	if (run->style == RUN_BADGE) {
		fill.fill = palette_tone(run->tone)->solid;
		pdf_page_rect(l->pdf, PDF_FRONT,
		    (struct pdf_area){s->x, top, s->w, 1.36 * size}, 2.6, fill);
	} else if (run->style == RUN_CODE && !t->style.code) {
		fill.fill = 0xeef1f4;
		pdf_page_rect(l->pdf, PDF_FRONT,
		    (struct pdf_area){s->x - 1, top, s->w + 2, 1.36 * size}, 1.8, fill);
	} else if (run->style == RUN_LINK && find_target(l, run, &target)) {
		pdf_flow_rule(l, s->x, base + 0.14 * size, s->w, PALETTE_LINK, 0.4);
		if (element != PDF_ARTIFACT)
			pdf_struct_link(
			    l->pdf, &(struct pdf_link){
					.x = s->x,
					.y = base - size,
					.w = s->w,
					.h = 1.3 * size,
					.element = element,
					.uri = target.uri ? encode(l, target.uri) : NULL,
					.dest = target.dest,
					.contents = run->text,
				    });
	}
}

static void paint_line(struct layout *l, struct text *t, const struct text_line *line, double x,
    double base, int parent)
{
	struct stretch s = {.run = -1};
	int element = parent;

	for (size_t i = 0; i < line->n; i++) {
		const struct text_piece *p = &t->pieces.items[line->first + i];

		if (p->run != s.run) {
			if (s.run >= 0)
				decorate(l, t, &s, base, element);
			s = (struct stretch){p->run, x + p->x, 0};
		}
		element = element_of(l, t, p->run, parent);
		if (i + 1 < line->n || p->x + p->width <= line->width + 0.01)
			s.w = x + p->x + p->width - s.x;
		pdf_page_mark(l->pdf, element);
		(void)pdf_page_show(l->pdf, p->word, x + p->x + p->pad,
		    p->pad > 0 ? base - 0.05 * t->style.size : base, size_of(t, p->run),
		    colour_of(l, t, p->run)); /* the width is known */
	}
	if (s.run >= 0)
		decorate(l, t, &s, base, element);
}

void pdf_text_paint(struct layout *l, struct text *t, size_t first, size_t n,
    const struct box *box, double y, enum align align)
{
	if (l->dry)
		return;
	for (size_t i = first; i < first + n && i < t->lines.n; i++) {
		const struct text_line *line = &t->lines.items[i];
		double rest = box->w - line->width;
		double x = box->x + (align == ALIGN_RIGHT       ? rest
					: align == ALIGN_CENTRE ? rest / 2
								: 0);

		/* Capitals stand in the middle of their line: they are 0.72 of the size high.
		 */
		paint_line(l, t, line, x, y + t->style.leading / 2 + 0.36 * t->style.size,
		    box->element);
		y += t->style.leading;
	}
}

void pdf_text_flow(struct layout *l, struct text *t, const struct box *box, enum align align)
{
	size_t at = 0;

	pdf_flow_need(l, pdf_text_height(t, pdf_text_orphans(t)));
	while (at < t->lines.n) {
		size_t left = t->lines.n - at;
		size_t fit = (size_t)(MAX(l->bottom - l->y + 0.01, 0) / t->style.leading);
		size_t n = MIN(left, MAX(fit, (size_t)1));

		if (n < left && left - n < 2 && n > 2)
			n--; /* no last line alone on the next page */
		pdf_text_paint(l, t, at, n, box, l->y, align);
		l->y += pdf_text_height(t, n);
		l->fresh = false;
		at += n;
		if (at < t->lines.n)
			pdf_flow_break(l);
	}
}

#include "codec/svg.h"

#include "codec/html.h"

#include <math.h>

/* A number with at most two decimals, none of them a trailing zero; not-a-number and huge
 * values become 0. */
static void number(struct str *out, double v)
{
	long hundredths = isfinite(v) && fabs(v) < 1e7 ? lround(v * 100) : 0;
	long whole = labs(hundredths) / 100, part = labs(hundredths) % 100;

	if (hundredths < 0)
		str_char(out, '-');
	str_addf(out, "%ld", whole);
	if (part % 10)
		str_addf(out, ".%02ld", part);
	else if (part)
		str_addf(out, ".%ld", part / 10);
}

static void attr(struct str *out, const char *name, double v)
{
	str_addf(out, " %s=\"", name);
	number(out, v);
	str_char(out, '"');
}

static void colour(struct str *out, const char *name, int rgb)
{
	if (rgb == CANVAS_NONE)
		str_addf(out, " %s=\"none\"", name);
	else
		str_addf(out, " %s=\"#%06x\"", name, (unsigned)rgb & 0xffffff);
}

static void point(struct str *out, const char *op, double x, double y)
{
	str_add(out, op);
	number(out, x);
	str_char(out, ' ');
	number(out, y);
}

static void write_rect(const struct canvas_item *i, struct str *out)
{
	str_add(out, "<rect");
	attr(out, "x", i->x);
	attr(out, "y", i->y);
	attr(out, "width", i->w);
	attr(out, "height", i->h);
	if (i->r > 0)
		attr(out, "rx", i->r);
	colour(out, "fill", i->fill);
	if (i->stroke != CANVAS_NONE) {
		colour(out, "stroke", i->stroke);
		attr(out, "stroke-width", i->width);
	}
	str_add(out, "/>");
}

static void write_line(const struct canvas_item *i, struct str *out)
{
	double middle = (i->x + i->x2) / 2;

	point(out, "<path d=\"M", i->x, i->y);
	if (i->op == CANVAS_CURVE) {
		point(out, "C", middle, i->y);
		point(out, " ", middle, i->y2);
		point(out, " ", i->x2, i->y2);
	} else {
		point(out, "L", i->x2, i->y2);
	}
	str_add(out, "\" fill=\"none\"");
	colour(out, "stroke", i->stroke);
	attr(out, "stroke-width", i->width);
	str_add(out, "/>");
}

/* The outline of a ring segment, at most half a turn a piece since an SVG arc cannot be a full
 * circle. */
static void write_segment(const struct canvas_item *i, double from, double to, struct str *out)
{
	point(out, "M", i->x + i->r * sin(from), i->y - i->r * cos(from));
	str_char(out, 'A');
	number(out, i->r);
	str_char(out, ' ');
	number(out, i->r);
	point(out, " 0 0 1 ", i->x + i->r * sin(to), i->y - i->r * cos(to));
	point(out, "L", i->x + i->inner * sin(to), i->y - i->inner * cos(to));
	if (i->inner > 0) {
		str_char(out, 'A');
		number(out, i->inner);
		str_char(out, ' ');
		number(out, i->inner);
		point(out, " 0 0 0 ", i->x + i->inner * sin(from), i->y - i->inner * cos(from));
	}
	str_char(out, 'Z');
}

static void write_arc(const struct canvas_item *i, struct str *out)
{
	double turn = fmin(i->to - i->from, 2 * M_PI);

	if (!(turn > 0))
		return;
	str_add(out, "<path d=\"");
	if (turn > M_PI) {
		write_segment(i, i->from, i->from + turn / 2, out);
		write_segment(i, i->from + turn / 2, i->from + turn, out);
	} else {
		write_segment(i, i->from, i->from + turn, out);
	}
	str_char(out, '"');
	colour(out, "fill", i->fill);
	str_add(out, "/>");
}

static void write_text(const struct canvas_item *i, struct str *out)
{
	static const char *const anchors[] = {"start", "middle", "end"};

	str_add(out, "<text");
	attr(out, "x", i->x);
	attr(out, "y", i->y);
	attr(out, "font-size", i->size);
	if (i->bold)
		str_add(out, " font-weight=\"700\"");
	if (i->anchor != ANCHOR_START)
		str_addf(out, " text-anchor=\"%s\"", anchors[i->anchor]);
	colour(out, "fill", i->fill);
	str_char(out, '>');
	html_text(out, span_str(i->text));
	str_add(out, "</text>");
}

void svg_write(const struct canvas *c, const char *title, const char *desc, unsigned anchor,
    struct str *out)
{
	str_add(out, "<svg role=\"img\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ");
	number(out, c->w);
	str_char(out, ' ');
	number(out, c->h);
	str_char(out, '"');
	attr(out, "width", c->w);
	attr(out, "height", c->h);
	str_addf(out, " aria-labelledby=\"svg%u-t%s", anchor, desc ? "" : "\"");
	if (desc)
		str_addf(out, " svg%u-d\"", anchor);
	str_addf(out, "><title id=\"svg%u-t\">", anchor);
	html_text(out, span_str(title));
	str_add(out, "</title>");
	if (desc) {
		str_addf(out, "<desc id=\"svg%u-d\">", anchor);
		html_text(out, span_str(desc));
		str_add(out, "</desc>");
	}
	str_add(out, "\n");
	vec_foreach (i, &c->items) {
		switch (i->op) {
		case CANVAS_RECT:
			write_rect(i, out);
			break;
		case CANVAS_LINE:
		case CANVAS_CURVE:
			write_line(i, out);
			break;
		case CANVAS_ARC:
			write_arc(i, out);
			break;
		case CANVAS_TEXT:
			write_text(i, out);
			break;
		}
		str_char(out, '\n');
	}
	str_add(out, "</svg>\n");
}

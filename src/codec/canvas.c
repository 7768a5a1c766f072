#include "codec/canvas.h"

void canvas_init(struct canvas *c, struct arena *arena, double w, double h)
{
	*c = (struct canvas){.w = w, .h = h, .arena = arena};
}

/* NOLINTNEXTLINE(readability-function-size): a shape is its numbers */
void canvas_rect(struct canvas *c, double x, double y, double w, double h, double radius,
    int fill, int stroke)
{
	vec_push(c->arena, &c->items,
	    (struct canvas_item){.op = CANVAS_RECT,
		.x = x,
		.y = y,
		.w = w,
		.h = h,
		.r = radius,
		.fill = fill,
		.stroke = stroke,
		.width = 1});
}

/* NOLINTNEXTLINE(readability-function-size): a shape is its numbers */
static void add_stroke(struct canvas *c, enum canvas_op op, double x, double y, double x2,
    double y2, double width, int stroke)
{
	vec_push(c->arena, &c->items,
	    (struct canvas_item){.op = op,
		.x = x,
		.y = y,
		.x2 = x2,
		.y2 = y2,
		.fill = CANVAS_NONE,
		.stroke = stroke,
		.width = width});
}

void canvas_line(
    struct canvas *c, double x, double y, double x2, double y2, double width, int stroke)
{
	add_stroke(c, CANVAS_LINE, x, y, x2, y2, width, stroke);
}

void canvas_curve(
    struct canvas *c, double x, double y, double x2, double y2, double width, int stroke)
{
	add_stroke(c, CANVAS_CURVE, x, y, x2, y2, width, stroke);
}

/* NOLINTNEXTLINE(readability-function-size): a shape is its numbers */
void canvas_arc(struct canvas *c, double x, double y, double r, double inner, double from,
    double to, int fill)
{
	vec_push(c->arena, &c->items,
	    (struct canvas_item){.op = CANVAS_ARC,
		.x = x,
		.y = y,
		.r = r,
		.inner = inner,
		.from = from,
		.to = to,
		.fill = fill,
		.stroke = CANVAS_NONE});
}

/* NOLINTNEXTLINE(readability-function-size): a shape is its numbers */
void canvas_text(struct canvas *c, double x, double y, double size, bool bold,
    enum canvas_anchor anchor, int colour, const char *text)
{
	vec_push(c->arena, &c->items,
	    (struct canvas_item){.op = CANVAS_TEXT,
		.x = x,
		.y = y,
		.size = size,
		.bold = bold,
		.anchor = anchor,
		.fill = colour,
		.stroke = CANVAS_NONE,
		.text = arena_strdup(c->arena, text ? text : "")});
}

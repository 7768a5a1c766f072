#include "codec/canvas.h"
#include "test.h"

TEST(canvas_keeps_what_is_drawn_in_order)
{
	struct arena *a = arena_new();
	char text[] = "label";
	struct canvas c;

	canvas_init(&c, a, 100, 50);
	canvas_rect(&c, 1, 2, 3, 4, 5, 0x123456, CANVAS_NONE);
	canvas_line(&c, 1, 2, 3, 4, 0.5, 0);
	canvas_curve(&c, 1, 2, 3, 4, 0.5, 0);
	canvas_arc(&c, 10, 10, 8, 4, 0, 1, 0xff0000);
	canvas_text(&c, 5, 6, 9, true, ANCHOR_END, 0, text);
	text[0] = 'L'; /* the canvas has its own copy */

	assert_int_equal(c.items.n, 5);
	assert_int_equal(c.items.items[0].op, CANVAS_RECT);
	assert_int_equal(c.items.items[0].stroke, CANVAS_NONE);
	assert_int_equal(c.items.items[1].op, CANVAS_LINE);
	assert_int_equal(c.items.items[1].fill, CANVAS_NONE);
	assert_int_equal(c.items.items[2].op, CANVAS_CURVE);
	assert_int_equal(c.items.items[3].op, CANVAS_ARC);
	assert_string_equal(c.items.items[4].text, "label");
	assert_int_equal(c.items.items[4].anchor, ANCHOR_END);
	arena_free(a);
}

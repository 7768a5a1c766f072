#include "test.h"

#include "codec/svg.h"

static void draw(struct canvas *c, struct arena *arena)
{
	canvas_init(c, arena, 100, 50.5);
	canvas_rect(c, 1, 2, 3, 4, 0, 0xff0000, CANVAS_NONE);
	canvas_line(c, 0, 0, 10, 10, 0.75, 0x112233);
	canvas_curve(c, 0, 0, 20, 10, 1, 0x112233);
	canvas_text(c, 5, 6, 7, true, ANCHOR_MIDDLE, 0, "</text><script>alert(1)</script>");
}

TEST(svg_is_a_named_image)
{
	struct arena *arena = arena_new();
	struct canvas c;
	STR_AUTO(out, 65536);

	draw(&c, arena);
	svg_write(&c, "A & B", "what <it> shows", 7, &out);
	assert_non_null(strstr(str_text(&out), "role=\"img\""));
	assert_non_null(strstr(str_text(&out), "viewBox=\"0 0 100 50.5\""));
	assert_non_null(strstr(str_text(&out),
	    "aria-labelledby=\"svg7-t svg7-d\"><title id=\"svg7-t\">A &amp; B</title>"));
	assert_non_null(
	    strstr(str_text(&out), "<desc id=\"svg7-d\">what &lt;it&gt; shows</desc>"));
	assert_non_null(strstr(str_text(&out), "M0 0C10 0 10 10 20 10"));
	assert_non_null(strstr(str_text(&out), "stroke-width=\"0.75\""));
	assert_null(strstr(str_text(&out), "<script"));
	arena_free(arena);
}

TEST(svg_full_circles_are_two_arcs)
{
	struct arena *arena = arena_new();
	struct canvas c;
	STR_AUTO(out, 65536);

	canvas_init(&c, arena, 10, 10);
	canvas_arc(&c, 5, 5, 4, 2, 0, 6.283185307179586, 0x123456);
	svg_write(&c, "t", NULL, 1, &out);
	assert_non_null(strstr(str_text(&out), "ZM"));
	assert_null(strstr(str_text(&out), "<desc"));
	assert_non_null(strstr(str_text(&out), "aria-labelledby=\"svg1-t\""));
	arena_free(arena);
}

TEST(svg_numbers_are_finite)
{
	struct arena *arena = arena_new();
	struct canvas c;
	STR_AUTO(out, 65536);

	canvas_init(&c, arena, 10, 10);
	canvas_rect(&c, 0.0 / 0.0, 1e300, -0.004, -1.256, 0, 0, CANVAS_NONE);
	svg_write(&c, "t", NULL, 1, &out);
	assert_non_null(strstr(str_text(&out), "x=\"0\" y=\"0\" width=\"0\" height=\"-1.26\""));
	arena_free(arena);
}

#include "test.h"

#include "report/build_parts.h"
#include "sample_input.h"

static struct build begin(struct arena *arena, size_t n, unsigned flags)
{
	struct build b = {
	    .in = sample_input(arena, "nb", n, flags), .lang = i18n_lang("nb"), .arena = arena};

	b.doc = doc_new(arena, "nb");
	view_make(b.in, arena, &b.view);
	return b;
}

TEST(chart_ring_closes)
{
	struct arena *arena = arena_new();
	struct build b = begin(arena, 38, 0);
	struct canvas *c = chart_levels(&b);
	double end = 0;

	vec_foreach (i, &c->items) {
		if (i->op != CANVAS_ARC)
			continue;
		assert_true(i->from > end - 1e-9 && i->from < end + 1e-9);
		end = i->to;
	}
	assert_true(end > 6.283 && end < 6.284);
	arena_free(arena);
}

TEST(chart_nothing_draws_no_ring)
{
	struct arena *arena = arena_new();
	struct build b = begin(arena, 0, SAMPLE_CLEAN);
	struct canvas *c = chart_levels(&b);

	vec_foreach (i, &c->items)
		assert_int_not_equal(i->op, CANVAS_ARC);
	assert_true(chart_categories(&b)->h > 0);
	arena_free(arena);
}

TEST(chart_bars_fall_and_fit)
{
	struct arena *arena = arena_new();
	struct build b = begin(arena, 500, 0);
	struct canvas *c = chart_categories(&b);
	double last = c->w;

	vec_foreach (i, &c->items) {
		if (i->op != CANVAS_RECT)
			continue;
		assert_true(i->w <= last && i->w > 0);
		assert_true(i->x + i->w <= c->w);
		last = i->w;
	}
	arena_free(arena);
}

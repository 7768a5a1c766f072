/* The charts of the summary. */
#include "report/build_parts.h"

#include "report/palette.h"

#include <math.h>

enum { CHART_WIDTH = 290, ROW = 14, TEXT_SIZE = 9 };

struct canvas *chart_levels(struct build *b)
{
	enum { HEIGHT = 90, CENTRE = 50, OUTER = 42, INNER = 26, LEGEND = 132 };
	struct canvas *c = ARENA_NEW(b->arena, struct canvas);
	size_t total = b->view.present.n;
	double angle = 0, y = (HEIGHT - CRIT_LEVELS * ROW) / 2.0 + 12;

	canvas_init(c, b->arena, CHART_WIDTH, HEIGHT);
	for (int i = 0; i < CRIT_LEVELS; i++) {
		double turn =
		    2 * M_PI * (double)b->view.levels[i] / (double)MAX(total, (size_t)1);
		const struct palette_tone *tone = palette_tone(words_tone(i));

		if (turn > 0)
			canvas_arc(c, CENTRE, HEIGHT / 2.0, OUTER, INNER, angle, angle + turn,
			    tone->solid);
		angle += turn;
		canvas_rect(c, LEGEND, y - 8, 9, 9, 2, tone->solid, CANVAS_NONE);
		canvas_text(c, LEGEND + 16, y, TEXT_SIZE, false, ANCHOR_START, PALETTE_TEXT,
		    words_criticality(b->lang, i));
		canvas_text(c, LEGEND + 120, y, TEXT_SIZE, true, ANCHOR_END, PALETTE_TEXT,
		    build_number(b, b->view.levels[i]));
		y += ROW;
	}
	canvas_text(c, CENTRE, HEIGHT / 2.0 + 7, 20, true, ANCHOR_MIDDLE, PALETTE_TEXT,
	    build_number(b, total));
	return c;
}

/* Categories that have findings, most first. */
static size_t sort_categories(const struct build *b, int to[CATEGORIES])
{
	size_t n = 0;

	for (int i = 0; i < CATEGORIES; i++) {
		size_t at = n;

		if (b->view.categories[i] == 0)
			continue;
		for (; at && b->view.categories[to[at - 1]] < b->view.categories[i]; at--)
			to[at] = to[at - 1];
		to[at] = i;
		n++;
	}
	return n;
}

struct canvas *chart_categories(struct build *b)
{
	enum { LABELS = 126, NUMBER = 24 };
	struct canvas *c = ARENA_NEW(b->arena, struct canvas);
	int order[CATEGORIES];
	size_t n = sort_categories(b, order);
	double most = n ? (double)b->view.categories[order[0]] : 1;

	canvas_init(c, b->arena, CHART_WIDTH, (double)MAX(n, (size_t)1) * ROW + 4);
	for (size_t i = 0; i < n; i++) {
		double y = (double)i * ROW + 2, w = (CHART_WIDTH - LABELS - NUMBER) *
						    (double)b->view.categories[order[i]] / most;

		canvas_text(c, LABELS - 8, y + 10, TEXT_SIZE, false, ANCHOR_END, PALETTE_TEXT,
		    words_category(b->lang, order[i]));
		canvas_rect(c, LABELS, y + 2, fmax(w, 2), ROW - 4, 2,
		    palette_tone(TONE_ACCENT)->solid, CANVAS_NONE);
		canvas_text(c, LABELS + fmax(w, 2) + 5, y + 10, TEXT_SIZE, true, ANCHOR_START,
		    PALETTE_TEXT, build_number(b, b->view.categories[order[i]]));
	}
	return c;
}

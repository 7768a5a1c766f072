#include "portal/chart.h"

#include "base/limits.h"
#include "codec/svg.h"
#include "report/palette.h"
#include "report/words.h"

enum { WIDTH = 480, ROW = 22, SIZE = 11, LABELS = 120, CUT = 34, SVG_MAX = 1 << 20 };

int chart_colour(int criticality)
{
	return palette_tone(words_tone(criticality))->solid;
}

static const char *written(
    struct arena *arena, const struct canvas *c, const char *title, unsigned anchor)
{
	STR_AUTO(out, SVG_MAX);

	svg_write(c, title, NULL, anchor, &out);
	return str_ok(&out) < 0 ? NULL : str_dup(&out, arena);
}

const char *chart_bars(
    struct arena *arena, const char *title, const struct chart_bar *bars, size_t n)
{
	struct canvas c;
	int64_t most = 1;

	canvas_init(&c, arena, WIDTH, (double)n * ROW + 4);
	for (size_t i = 0; i < n; i++)
		most = MAX(most, bars[i].value);
	for (size_t i = 0; i < n; i++) {
		double y = (double)i * ROW;
		double w = (WIDTH - LABELS - 60) * (double)bars[i].value / (double)most;

		canvas_text(&c, LABELS - 8, y + 15, SIZE, false, ANCHOR_END, PALETTE_TEXT,
		    bars[i].label);
		if (bars[i].value)
			canvas_rect(
			    &c, LABELS, y + 3, w, ROW - 6, 2, bars[i].colour, CANVAS_NONE);
		canvas_text(&c, LABELS + w + 6, y + 15, SIZE, true, ANCHOR_START, PALETTE_TEXT,
		    arena_printf(arena, "%lld", (long long)bars[i].value));
	}
	return written(arena, &c, title, 1);
}

static int64_t open_of(const struct snapshot *s)
{
	return s->critical + s->high + s->medium + s->low;
}

const char *chart_trend(
    struct arena *arena, const char *title, const struct figures_snapshots *days)
{
	enum { HEIGHT = 150, TOP = 10, BOTTOM = 20, LEFT = 40, RIGHT = 10 };
	struct canvas c;
	int64_t most = 1, first, last;
	double px = 0, py = 0;

	if (days->all.n < 2)
		return NULL;
	first = days->all.items[0].day;
	last = days->all.items[days->all.n - 1].day;
	vec_foreach (s, &days->all)
		most = MAX(most, open_of(s));
	canvas_init(&c, arena, WIDTH, HEIGHT);
	canvas_line(&c, LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM, 1, PALETTE_TEXT);
	canvas_text(&c, LEFT - 6, TOP + 8, SIZE, false, ANCHOR_END, PALETTE_TEXT,
	    arena_printf(arena, "%lld", (long long)most));
	canvas_text(&c, LEFT - 6, HEIGHT - BOTTOM, SIZE, false, ANCHOR_END, PALETTE_TEXT, "0");
	for (size_t i = 0; i < days->all.n; i++) {
		const struct snapshot *s = &days->all.items[i];
		double x = LEFT + (WIDTH - LEFT - RIGHT) * (double)(s->day - first) /
				      (double)MAX(last - first, 1);
		double y = HEIGHT - BOTTOM -
			   (HEIGHT - TOP - BOTTOM) * (double)open_of(s) / (double)most;

		if (i)
			canvas_line(&c, px, py, x, y, 2, palette_tone(TONE_ACCENT)->solid);
		px = x;
		py = y;
	}
	return written(arena, &c, title, 2);
}

/* --- the map --- */

static size_t of_kind(const struct exposed *assets, size_t n, int kind, size_t *to)
{
	size_t k = 0;

	for (size_t i = 0; i < n && k < CHART_MAP; i++)
		if (assets[i].type == kind && !assets[i].gone)
			to[k++] = i;
	return k;
}

static const char *shortened(struct arena *arena, const char *text)
{
	size_t n = strlen(text);

	return n <= CUT ? text : arena_printf(arena, "…%s", text + n - CUT);
}

struct map_columns {
	size_t names[CHART_MAP], addresses[CHART_MAP], services[CHART_MAP];
	size_t n[EXPOSED_SERVICE + 1];
};

enum { MAP_WIDTH = 900, NAME_END = 270, ADDRESS = 370, ADDRESS_END = 530, SERVICE = 630 };

static double row_y(size_t i)
{
	return (double)i * ROW + 15;
}

static void draw_joins(
    struct canvas *c, const struct exposed *assets, const struct map_columns *m)
{
	for (size_t a = 0; a < m->n[EXPOSED_ADDRESS]; a++) {
		const char *addr = assets[m->addresses[a]].name;

		for (size_t i = 0; i < m->n[EXPOSED_NAME]; i++) {
			const char *at = assets[m->names[i]].addr;

			if (at && strcmp(at, addr) == 0)
				canvas_curve(c, NAME_END + 4, row_y(i) - 4, ADDRESS - 4,
				    row_y(a) - 4, 1, palette_tone(TONE_ACCENT)->solid);
		}
		for (size_t i = 0; i < m->n[EXPOSED_SERVICE]; i++) {
			const char *at = assets[m->services[i]].addr;

			if (at && strcmp(at, addr) == 0)
				canvas_curve(c, ADDRESS_END + 4, row_y(a) - 4, SERVICE - 4,
				    row_y(i) - 4, 1, palette_tone(TONE_ACCENT)->solid);
		}
	}
}

static void draw_services(struct canvas *c, struct arena *arena, const struct exposed *assets,
    const struct map_columns *m)
{
	for (size_t i = 0; i < m->n[EXPOSED_SERVICE]; i++) {
		const struct exposed *e = &assets[m->services[i]];

		canvas_text(c, SERVICE, row_y(i), SIZE, false, ANCHOR_START, PALETTE_TEXT,
		    shortened(arena,
			arena_printf(arena, "%d %s %s", (int)e->port,
			    e->protocol ? e->protocol : "", e->product ? e->product : "")));
	}
}

const char *chart_map(
    struct arena *arena, const char *title, const struct exposed *assets, size_t n)
{
	struct map_columns m;
	struct canvas c;
	size_t rows;

	m.n[EXPOSED_NAME] = of_kind(assets, n, EXPOSED_NAME, m.names);
	m.n[EXPOSED_ADDRESS] = of_kind(assets, n, EXPOSED_ADDRESS, m.addresses);
	m.n[EXPOSED_SERVICE] = of_kind(assets, n, EXPOSED_SERVICE, m.services);
	rows = MAX(m.n[EXPOSED_NAME], MAX(m.n[EXPOSED_ADDRESS], m.n[EXPOSED_SERVICE]));
	if (!rows)
		return NULL;
	canvas_init(&c, arena, MAP_WIDTH, (double)rows * ROW + 6);
	draw_joins(&c, assets, &m);
	for (size_t i = 0; i < m.n[EXPOSED_NAME]; i++)
		canvas_text(&c, NAME_END, row_y(i), SIZE, false, ANCHOR_END, PALETTE_TEXT,
		    shortened(arena, assets[m.names[i]].name));
	for (size_t i = 0; i < m.n[EXPOSED_ADDRESS]; i++)
		canvas_text(&c, (ADDRESS + ADDRESS_END) / 2.0, row_y(i), SIZE, true,
		    ANCHOR_MIDDLE, PALETTE_TEXT, assets[m.addresses[i]].name);
	draw_services(&c, arena, assets, &m);
	return written(arena, &c, title, 3);
}

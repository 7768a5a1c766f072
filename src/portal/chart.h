/* Small drawings of the portal, as SVG elements with a name for screen readers. A table beside
 * each tells the same. */
#ifndef VARDE_PORTAL_CHART_H
#define VARDE_PORTAL_CHART_H

#include "desk/figures.h"

/* Bars, one a value, each with its label and number; texts are borrowed. In the arena. */
struct chart_bar {
	const char *label;
	int64_t value;
	int colour; /* 0xRRGGBB */
};
const char *chart_bars(
    struct arena *arena, const char *title, const struct chart_bar *bars, size_t n);

/* The open findings of each day as a line over time. In the arena; NULL for fewer than two
 * days. */
const char *chart_trend(
    struct arena *arena, const char *title, const struct figures_snapshots *days);

/* Names, addresses and services as three columns, joined where one hangs on the other. At most
 * CHART_MAP of each kind are drawn. In the arena; NULL for none. */
enum { CHART_MAP = 40 };
const char *chart_map(
    struct arena *arena, const char *title, const struct exposed *assets, size_t n);

/* The colour of a criticality (enum criticality). */
int chart_colour(int criticality);

#endif

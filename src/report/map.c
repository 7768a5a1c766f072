/*
 * The map of the systems found: domain, host names, addresses, services from left to right, one
 * block an address. Blocks are sorted by domain and dealt out over as many figures as stay
 * readable on a page.
 */
#include "report/build_parts.h"

#include "report/palette.h"

enum {
	WIDTH = 480,
	DOMAIN_X = 0,
	DOMAIN_W = 100,
	NAME_X = 118,
	NAME_W = 118,
	ADDR_X = 254,
	ADDR_W = 84,
	CHIP_X = 354,
	CHIP_W = 61,
	CHIP_GAP = 4,
	CHIPS = 2, /* in a row */
	ROW = 14,
	BOX = 12, /* height of a box in a row */
	GAP = 6,  /* between blocks */
	LEGEND = 22,
	HEIGHT =
	    540, /* of a figure at most, legend included; a single larger block exceeds it */
	NAMES_MAX = 8, /* of one address */
	CHIPS_MAX = 20,
	CHIP_CHARS = 17,
	NAME_CHARS = 32,
	DOMAIN_CHARS = 26,
	ADDR_CHARS = 22,
};

/* Sizes of letters in points. */
#define LETTER      6.5
#define LETTER_NAME 7.0

struct block {
	const struct view_host *host;
	const char *domain; /* "" when no name tells it */
	size_t rows;
};

struct blocks {
	VEC(struct block) v;
};

/* Whether the name is the domain or below it. */
static bool below(const char *name, const char *domain)
{
	size_t n = strlen(name), d = strlen(domain);

	return n >= d && strcmp(name + n - d, domain) == 0 &&
	       (n == d || name[n - d - 1] == '.');
}

/* The longest ordered domain that the name belongs to; "" when there is none. */
static const char *domain_of_name(struct build *b, const char *name)
{
	const char *best = "";

	vec_foreach (n, &b->view.names) {
		if (n->seed && n->type == ASSET_DOMAIN && strlen(n->name) > strlen(best) &&
		    below(name, n->name))
			best = n->name;
	}
	return best;
}

/* The domain of most of the host's names; the first of them when several are equal. */
static const char *domain_of(struct build *b, const struct view_host *h)
{
	const char *best = "";
	size_t most = 0, n = MIN(h->names.n, (size_t)NAMES_MAX * 4);

	for (size_t i = 0; i < n; i++) {
		const char *domain = domain_of_name(b, h->names.items[i]);
		size_t same = 0;

		for (size_t j = 0; j < n; j++)
			same += below(h->names.items[j], domain);
		if (*domain && same > most) {
			best = domain;
			most = same;
		}
	}
	return best;
}

static int compare_blocks(const void *a, const void *b)
{
	const struct block *x = a, *y = b;
	int r = (x->domain[0] == 0) - (y->domain[0] == 0);

	if (r == 0)
		r = view_compare_name(x->domain, y->domain);
	return r ? r : view_compare_addr(x->host->addr, y->host->addr);
}

static void make_blocks(struct build *b, struct blocks *ret)
{
	vec_foreach (h, &b->view.hosts) {
		size_t names = MIN(h->names.n, (size_t)NAMES_MAX);
		size_t chips = (MIN(h->n, (size_t)CHIPS_MAX) + CHIPS - 1) / CHIPS;
		struct block block = {.host = h,
		    .domain = domain_of(b, h),
		    .rows = MAX(MAX(names, chips), (size_t)1)};

		if (h->n)
			vec_push(b->arena, &ret->v, block);
	}
	if (ret->v.n)
		qsort(ret->v.items, ret->v.n, sizeof(struct block), compare_blocks);
}

static double block_height(const struct block *block)
{
	return (double)block->rows * ROW + GAP;
}

static void box(struct canvas *c, double x, double y, double w, int tone_bar, const char *text)
{
	canvas_rect(c, x, y, w, BOX, 2, PALETTE_SOFT, PALETTE_RULE);
	if (tone_bar >= 0)
		canvas_rect(
		    c, x, y, 3, BOX, 0, palette_tone(words_tone(tone_bar))->solid, CANVAS_NONE);
	canvas_text(c, x + 6, y + 8.6, LETTER_NAME, false, ANCHOR_START, PALETTE_TEXT, text);
}

/* The name as seen from its domain: "portal" of portal.example.org; the domain itself in full.
 */
static const char *short_name(struct build *b, const char *name, const char *domain)
{
	size_t n = strlen(name), d = strlen(domain);

	if (d && n > d && below(name, domain))
		name = arena_strndup(b->arena, name, n - d - 1);
	return text_clean(b->arena, name, NAME_CHARS);
}

static void draw_names(
    struct build *b, struct canvas *c, const struct block *block, double y, double domain_y)
{
	const struct text_list *names = &block->host->names;
	size_t shown = MIN(names->n, (size_t)NAMES_MAX);
	double addr_y = y + BOX / 2.0;

	for (size_t i = 0; i < shown; i++) {
		double at = y + (double)i * ROW;
		const char *text = short_name(b, names->items[i], block->domain);

		if (i + 1 == shown && names->n > shown)
			text = sayn(
			    b, "and %1 more name", "and %1 more names", names->n - shown + 1);
		if (domain_y >= 0 && below(names->items[i], block->domain))
			canvas_curve(c, DOMAIN_X + DOMAIN_W, domain_y, NAME_X, at + BOX / 2.0,
			    0.7, PALETTE_RULE);
		canvas_curve(
		    c, NAME_X + NAME_W, at + BOX / 2.0, ADDR_X, addr_y, 0.7, PALETTE_RULE);
		box(c, NAME_X, at, NAME_W, -1, text);
	}
}

/* "443 http+tls", as far as it is known.  */
static const char *chip_text(struct build *b, const struct view_service *s)
{
	const char *protocol =
	    s->seen && strcmp(s->seen->protocol, "unknown") != 0 ? s->seen->protocol : "?";
	const char *tls = s->seen && s->seen->tls ? "+tls" : "";
	const char *text = arena_printf(b->arena, "%d %s%s", (int)s->port, protocol, tls);

	return text_clean(b->arena, text, CHIP_CHARS);
}

static void draw_chip(
    struct build *b, struct canvas *c, const struct view_service *s, double x, double y)
{
	const struct palette_tone *tone = palette_tone(words_tone(s->worst));
	bool bad = s->worst < CRIT_LEVELS;

	canvas_rect(c, x, y, CHIP_W, BOX, 3, bad ? tone->solid : PALETTE_PAPER,
	    bad ? CANVAS_NONE : PALETTE_RULE);
	canvas_text(c, x + CHIP_W / 2.0, y + 8.4, LETTER, bad, ANCHOR_MIDDLE,
	    bad ? tone->on_solid : PALETTE_TEXT, chip_text(b, s));
}

static void draw_services(
    struct build *b, struct canvas *c, const struct block *block, double y)
{
	const struct view_host *h = block->host;
	size_t shown = MIN(h->n, (size_t)CHIPS_MAX);

	canvas_line(
	    c, ADDR_X + ADDR_W, y + BOX / 2.0, CHIP_X, y + BOX / 2.0, 0.7, PALETTE_RULE);
	for (size_t i = 0; i < shown; i++) {
		size_t row = i / CHIPS;
		double x = CHIP_X + (double)(i % CHIPS) * (CHIP_W + CHIP_GAP),
		       at = y + (double)row * ROW;

		if (i + 1 == shown && h->n > shown)
			canvas_text(c, x + 2, at + 8.4, LETTER, false, ANCHOR_START,
			    PALETTE_TEXT,
			    sayn(b, "and %1 more", "and %1 more", h->n - shown + 1));
		else
			draw_chip(b, c, &b->view.services.items[h->first + i], x, at);
	}
}

static void draw_legend(struct build *b, struct canvas *c)
{
	double x = 0;

	for (int i = 0; i <= CRIT_LEVELS; i++) {
		const char *word = i < CRIT_LEVELS ? words_criticality(b->lang, i)
						   : say(b, "No vulnerability");
		bool bad = i < CRIT_LEVELS;

		canvas_rect(c, x, 2, 9, 9, 2,
		    bad ? palette_tone(words_tone(i))->solid : PALETTE_PAPER,
		    bad ? CANVAS_NONE : PALETTE_RULE);
		canvas_text(
		    c, x + 13, 9.5, LETTER_NAME + 0.5, false, ANCHOR_START, PALETTE_TEXT, word);
		x += 24 + 4.1 * (double)text_length(word);
	}
}

/* Draws the blocks of one domain that stand together from y on; gives where the next one
 * begins. */
static double draw_domain(
    struct build *b, struct canvas *c, const struct block *blocks, size_t n, double y)
{
	double height = 0, middle;
	bool named = blocks[0].domain[0] != 0;

	for (size_t i = 0; i < n; i++)
		height += block_height(&blocks[i]);
	middle = y + (height - GAP) / 2;
	for (size_t i = 0; i < n; i++) {
		draw_names(b, c, &blocks[i], y, named ? middle : -1);
		draw_services(b, c, &blocks[i], y);
		box(c, ADDR_X, y, ADDR_W, blocks[i].host->worst,
		    text_clean(b->arena, blocks[i].host->addr, ADDR_CHARS));
		y += block_height(&blocks[i]);
	}
	if (named) {
		canvas_rect(c, DOMAIN_X, middle - BOX / 2.0 - 1, DOMAIN_W, BOX + 2, 2,
		    PALETTE_ACCENT, CANVAS_NONE);
		canvas_text(c, DOMAIN_X + DOMAIN_W / 2.0, middle + 2.4, LETTER, true,
		    ANCHOR_MIDDLE, PALETTE_PAPER,
		    text_clean(b->arena, blocks[0].domain, DOMAIN_CHARS));
	}
	return y;
}

/* How many of the first n blocks fit one figure (at least one), and its height. */
static size_t fit(const struct block *blocks, size_t n, double *ret_height)
{
	double height = LEGEND;
	size_t i = 0;

	while (i < n && (i == 0 || height + block_height(&blocks[i]) <= HEIGHT))
		height += block_height(&blocks[i++]);
	*ret_height = height;
	return i;
}

static const char *alt_text(struct build *b, const struct block *blocks, size_t n)
{
	size_t services = 0;
	int worst = CRIT_LEVELS;

	for (size_t i = 0; i < n; i++) {
		services += blocks[i].host->n;
		worst = MIN(worst, blocks[i].host->worst);
	}
	return sayf(b,
	    "Map of the systems %1 to %2: addresses %3, services %4, worst vulnerability: %5. "
	    "The table of services "
	    "below lists the same.",
	    blocks[0].host->addr, blocks[n - 1].host->addr, build_number(b, n),
	    build_number(b, services),
	    worst < CRIT_LEVELS ? words_criticality(b->lang, worst) : say(b, "none"));
}

static void add_figure(struct build *b, struct doc_node *section, const struct block *blocks,
    size_t n, double height, const char *caption)
{
	struct canvas *c = ARENA_NEW(b->arena, struct canvas);
	double y = LEGEND;

	canvas_init(c, b->arena, WIDTH, height);
	draw_legend(b, c);
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && strcmp(blocks[end].domain, blocks[i].domain) == 0;
		     end++)
			;
		y = draw_domain(b, c, blocks + i, end - i, y);
	}
	doc_figure(b->doc, section, c, alt_text(b, blocks, n), caption);
}

void map_figures(struct build *b, struct doc_node *section)
{
	struct blocks all = {0};
	size_t figures = 0, number = 0;
	double height;

	make_blocks(b, &all);
	for (size_t i = 0; i < all.v.n; i += fit(all.v.items + i, all.v.n - i, &height))
		figures++;
	for (size_t i = 0, n; i < all.v.n; i += n) {
		n = fit(all.v.items + i, all.v.n - i, &height);
		number++;
		add_figure(b, section, all.v.items + i, n, height,
		    figures == 1 ? say(b, "Systems found")
				 : sayf(b, "Systems found, part %1 of %2",
				       build_number(b, number), build_number(b, figures)));
	}
}

/*
 * Rules that are asked once a flow, of which most are lists of addresses: which of them can
 * hold is found by the addresses, instead of asking a thousand. Ranges of all lists are cut at
 * each other's borders; each piece knows its rules. Made when an image is taken.
 */
#include "detect/detect_impl.h"

#include <stdlib.h>

enum {
	WIDE = 1 << 24,        /* a rule of more addresses than that is always asked */
	ENTRIES_MAX = 8 << 20, /* of all pieces' rules: beyond it every rule is always asked */
	BLOCKS = 65536 / 8
};

/* Where a range of a rule begins or, with end set, has ended. */
struct border {
	uint64_t at;
	uint32_t rule;
	bool end;
};

/* A piece: from low to the next one's low. */
struct piece {
	uint32_t low, first, n; /* of the index's rules */
};

struct once_index {
	uint8_t blocks[BLOCKS]; /* bits by the upper half of an address: whether to look */
	struct piece *pieces;
	size_t n;
	uint32_t *rules;
	size_t nrules, cap;
};

struct once {
	uint32_t *always, nalways;  /* whatever the addresses are */
	struct once_index index[2]; /* by source, by destination */
};

static bool narrow(const struct rule_image *im, uint32_t set)
{
	const struct rule_range_set *s = &im->addresses[set];
	uint64_t sum = 0;

	if (!set)
		return false;
	for (uint32_t i = 0; i < s->nv4; i++)
		sum += (uint64_t)im->ranges4[s->v4 + i].high - im->ranges4[s->v4 + i].low + 1;
	return sum <= WIDE;
}

/* 0 by source, 1 by destination, -1 always. */
static int side_of(const struct rule_image *im, uint32_t rule)
{
	const struct rule_row *row = &im->rules[rule];

	if (row->flags & RULE_BOTHWAYS)
		return -1;
	return narrow(im, row->src) ? 0 : narrow(im, row->dst) ? 1 : -1;
}

static int by_place(const void *a, const void *b)
{
	const struct border *x = a, *y = b;

	return (x->at > y->at) - (x->at < y->at);
}

static size_t borders_of(
    const struct rule_image *im, const struct rule_group *g, int side, struct border *to)
{
	size_t n = 0;

	for (uint32_t i = 0; i < g->nrule; i++) {
		uint32_t rule = im->ids[g->rule + i];
		const struct rule_row *row = &im->rules[rule];
		const struct rule_range_set *s = &im->addresses[side ? row->dst : row->src];

		if (side_of(im, rule) != side)
			continue;
		for (uint32_t k = 0; k < s->nv4; k++, n += 2) {
			const struct rule_range4 *r = &im->ranges4[s->v4 + k];

			if (!to)
				continue;
			to[n] = (struct border){r->low, rule, false};
			to[n + 1] = (struct border){(uint64_t)r->high + 1, rule, true};
		}
	}
	return n;
}

static bool put_piece(struct once_index *x, uint64_t low, const uint32_t *open, uint32_t n)
{
	if (low > UINT32_MAX)
		return true;
	if (x->nrules + n > ENTRIES_MAX)
		return false;
	while (x->nrules + n > x->cap) {
		x->cap = x->cap ? x->cap * 2 : 4096;
		x->rules = mem_resize(x->rules, x->cap * sizeof(*x->rules));
	}
	x->pieces[x->n++] = (struct piece){(uint32_t)low, (uint32_t)x->nrules, n};
	for (uint32_t i = 0; i < n; i++)
		x->rules[x->nrules++] = open[i];
	return true;
}

static void mark(struct once_index *x)
{
	for (size_t i = 0; i < x->n; i++) {
		uint32_t last = i + 1 < x->n ? (x->pieces[i + 1].low - 1) >> 16 : 65535;

		for (uint32_t b = x->pieces[i].low >> 16; x->pieces[i].n && b <= last; b++)
			x->blocks[b / 8] |= (uint8_t)(1U << b % 8);
	}
}

/* Takes a rule into those that are open, or out of them. */
static uint32_t change(uint32_t *open, uint32_t n, const struct border *b)
{
	if (!b->end) {
		open[n] = b->rule;
		return n + 1;
	}
	for (uint32_t i = 0; i < n; i++)
		if (open[i] == b->rule) {
			open[i] = open[n - 1];
			return n - 1;
		}
	return n;
}

/* False: it would become too large. */
static bool fill(
    struct once_index *x, const struct rule_image *im, const struct rule_group *g, int side)
{
	size_t n = borders_of(im, g, side, NULL);
	struct border *borders = mem_alloc((n + 1) * sizeof(*borders));
	uint32_t *open = mem_alloc((n + 1) * sizeof(*open)), depth = 0;
	bool ok = true;

	x->pieces = mem_alloc((n + 1) * sizeof(*x->pieces));
	(void)borders_of(im, g, side, borders);
	if (n)
		qsort(borders, n, sizeof(*borders), by_place);
	for (size_t i = 0; i < n && ok; i++) {
		depth = change(open, depth, &borders[i]);
		if (i + 1 == n || borders[i + 1].at != borders[i].at)
			ok = put_piece(x, borders[i].at, open, depth);
	}
	if (ok)
		mark(x);
	(void)mem_free(borders);
	(void)mem_free(open);
	return ok;
}

static void index_done(struct once_index *x)
{
	x->pieces = mem_free(x->pieces);
	x->rules = mem_free(x->rules);
	*x = (struct once_index){0};
}

struct once *once_open(const struct rule_image *im, uint32_t group)
{
	const struct rule_group *g = &im->groups[group];
	struct once *o = mem_alloc(sizeof(*o));
	bool ok;

	memset(o, 0, sizeof(*o));
	ok = fill(&o->index[0], im, g, 0) && fill(&o->index[1], im, g, 1);
	if (!ok) {
		index_done(&o->index[0]);
		index_done(&o->index[1]);
	}
	o->always = mem_alloc((g->nrule + 1) * sizeof(*o->always));
	for (uint32_t i = 0; i < g->nrule; i++)
		if (!ok || side_of(im, im->ids[g->rule + i]) < 0)
			o->always[o->nalways++] = im->ids[g->rule + i];
	return o;
}

struct once *once_close(struct once *o)
{
	if (!o)
		return NULL;
	index_done(&o->index[0]);
	index_done(&o->index[1]);
	(void)mem_free(o->always);
	return mem_free(o);
}

static void ask(struct detect *d, uint32_t rule, bool first, bool app)
{
	const struct rule_row *row = &d->image->rules[rule];
	bool asks_app =
	    row->apps || (row->nhead && d->image->ops[row->head].kind == OP_APP_PROTO);

	if (asks_app ? app : first)
		candidate_add(d, rule);
}

static void ask_at(
    struct detect *d, const struct once_index *x, const uint8_t *p, bool first, bool app)
{
	uint32_t a = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
	size_t low = 0, high = x->n;

	if (!(x->blocks[a >> 19] >> (a >> 16 & 7) & 1))
		return;
	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (x->pieces[mid].low <= a)
			low = mid + 1;
		else
			high = mid;
	}
	for (uint32_t i = 0; low && i < x->pieces[low - 1].n; i++)
		ask(d, x->rules[x->pieces[low - 1].first + i], first, app);
}

void once_ask(struct look *l, bool first, bool app)
{
	struct detect *d = l->d;
	const struct rule_group *g = &d->image->groups[d->once - 1];

	if (l->family != 4) {
		for (uint32_t i = 0; i < g->nrule; i++)
			ask(d, d->image->ids[g->rule + i], first, app);
		return;
	}
	for (uint32_t i = 0; i < d->onces->nalways; i++)
		ask(d, d->onces->always[i], first, app);
	ask_at(d, &d->onces->index[0], l->src, first, app);
	ask_at(d, &d->onces->index[1], l->dst, first, app);
}

/* A list of indicators as the tables of an image. */
#include "rule/indicator_list.h"

#include <arpa/inet.h>
#include <stdlib.h>

/* A network; row: 1 + its number. */
struct net {
	unsigned __int128 low, high;
	uint32_t row;
};

struct writing {
	struct indicator_list *list;
	struct indicator_row *rows;
	uint32_t n;
	struct indicator_head head;
	uint32_t *slots; /* 1 + row while it is filled */
	uint32_t nslots;
};

static struct indicator_row *rows_of(struct indicator_list *list)
{
	union {
		char *p;
		struct indicator_row *rows;
	} u = {.p = list->rows.p};

	return u.rows;
}

static struct span value_of(const struct writing *w, const struct indicator_row *row)
{
	return span_sub(str_bytes(&w->list->text), row->text, row->n);
}

static bool is_net(const struct indicator_row *row)
{
	return indicator_row_kind(row) == INDICATOR_IPV4 ||
	       indicator_row_kind(row) == INDICATOR_IPV6;
}

/* Of two rows of one value: the surer one stays, then the one that more may see. */
static bool better(const struct indicator_row *a, const struct indicator_row *b)
{
	/* Levels by number; what is not known is less than low. */
	static const uint8_t sure[4] = {1, 2, 3, 0};
	unsigned x = sure[a->said >> 4 & 3], y = sure[b->said >> 4 & 3];

	if (x != y)
		return x > y;
	return indicator_row_tlp(a) < indicator_row_tlp(b);
}

/* --- values --- */

static void count_labels(struct writing *w, struct span name)
{
	unsigned labels = 1;

	for (size_t i = 0; i < name.n; i++)
		labels += name.p[i] == '.';
	w->head.labels |= UINT64_C(1) << MIN(labels, 63U);
}

static bool same_value(
    const struct writing *w, const struct indicator_row *a, const struct indicator_row *b)
{
	struct span x = value_of(w, a), y = value_of(w, b);

	return indicator_row_kind(a) == indicator_row_kind(b) && x.n == y.n &&
	       memcmp(x.p, y.p, x.n) == 0;
}

static void put_slot(struct writing *w, uint32_t row, uint64_t hash)
{
	uint32_t i = indicator_slot(hash, w->nslots);

	for (; w->slots[i]; i = (i + 1) & (w->nslots - 1)) {
		uint32_t other = w->slots[i] - 1;

		if (!same_value(w, &w->rows[row], &w->rows[other]))
			continue;
		w->list->doubles++;
		if (better(&w->rows[row], &w->rows[other]))
			w->slots[i] = row + 1;
		return;
	}
	w->slots[i] = row + 1;
}

static uint64_t hash_of(const struct writing *w, const struct indicator_row *row)
{
	return indicator_hash(indicator_row_kind(row), value_of(w, row), span_of(NULL, 0));
}

/* Half of the slots at most are taken, so that a search is short. */
static void put_values(struct writing *w)
{
	w->nslots = 16;
	while (w->nslots < w->n * UINT64_C(2))
		w->nslots *= 2;
	w->slots = mem_alloc(w->nslots * sizeof(*w->slots));
	memset(w->slots, 0, w->nslots * sizeof(*w->slots));
	for (uint32_t i = 0; i < w->n; i++) {
		const struct indicator_row *row = &w->rows[i];

		w->head.kinds |= UINT32_C(1) << indicator_row_kind(row);
		if (is_net(row))
			continue;
		if (indicator_row_kind(row) == INDICATOR_WILDCARD)
			count_labels(w, value_of(w, row));
		put_slot(w, i, hash_of(w, row));
	}
	for (uint32_t i = 0; i < w->nslots; i++)
		if (w->slots[i])
			w->slots[i] |= indicator_tag(
			    hash_of(w, &w->rows[w->slots[i] - 1]), w->head.row_bits);
}

/* --- networks --- */

static unsigned __int128 number_of(const uint8_t *p, size_t n)
{
	unsigned __int128 v = 0;

	for (size_t i = 0; i < n; i++)
		v = v << 8 | p[i];
	return v;
}

/* The list's own text: it was written by indicator_list.c. */
static struct net net_of(struct span text, int family, uint32_t row)
{
	char copy[64] = {0};
	size_t bytes = family == AF_INET ? 4 : 16;
	unsigned bits = (unsigned)bytes * 8, given = bits;
	uint8_t p[16] = {0};
	struct net net = {.row = row + 1};
	char *slash;

	memcpy(copy, text.p, MIN(text.n, sizeof(copy) - 1));
	slash = strchr(copy, '/');
	if (slash) {
		*slash = '\0';
		given = (unsigned)strtoul(slash + 1, NULL, 10);
	}
	(void)inet_pton(family, copy, p);
	net.low = net.high = number_of(p, bytes);
	if (given < bits)
		net.high |= ((unsigned __int128)1 << (bits - given)) - 1;
	return net;
}

struct nets {
	struct net *all;
	size_t n;
	const struct writing *w;
};

/* By their beginning, the larger ones first. */
static int by_low(const void *a, const void *b)
{
	const struct net *x = a, *y = b;

	if (x->low != y->low)
		return x->low < y->low ? -1 : 1;
	if (x->high != y->high)
		return x->high > y->high ? -1 : 1;
	return (x->row > y->row) - (x->row < y->row);
}

static void nets_of(struct writing *w, enum indicator_kind kind, struct nets *ret)
{
	size_t n = 0;

	for (uint32_t i = 0; i < w->n; i++)
		n += indicator_row_kind(&w->rows[i]) == kind;
	*ret = (struct nets){.all = mem_alloc(n * sizeof(struct net)), .w = w};
	for (uint32_t i = 0; i < w->n; i++)
		if (indicator_row_kind(&w->rows[i]) == kind)
			ret->all[ret->n++] = net_of(value_of(w, &w->rows[i]),
			    kind == INDICATOR_IPV4 ? AF_INET : AF_INET6, i);
	if (ret->n)
		qsort(ret->all, ret->n, sizeof(*ret->all), by_low);
	n = 0;
	for (size_t i = 0; i < ret->n; i++) {
		struct net *net = &ret->all[i], *last = n ? &ret->all[n - 1] : NULL;

		if (!last || last->low != net->low || last->high != net->high) {
			ret->all[n++] = *net;
			continue;
		}
		w->list->doubles++;
		if (better(&w->rows[net->row - 1], &w->rows[last->row - 1]))
			last->row = net->row;
	}
	ret->n = n;
}

/* Ranges side by side that are made of networks in one another. */
struct cut {
	struct image_writer *w;
	int table;
	unsigned __int128 low; /* of the last range, which waits */
	uint32_t row;
	bool any;
};

static void put_range(const struct cut *c)
{
	if (c->table == RT_INDICATOR_NETS4) {
		struct indicator_net4 net = {(uint32_t)c->low, c->row};

		(void)image_put(c->w, c->table, &net, 1);
	} else {
		struct indicator_net6 net = {.row = c->row};

		for (size_t i = 0; i < 16; i++)
			net.low[i] = (uint8_t)(c->low >> (8 * (15 - i)));
		(void)image_put(c->w, c->table, &net, 1);
	}
}

static void begin_range(struct cut *c, unsigned __int128 low, uint32_t row)
{
	if (c->any && c->low != low)
		put_range(c);
	c->low = low;
	c->row = row;
	c->any = true;
}

static void cut_nets(struct cut *c, const struct nets *nets, unsigned __int128 last)
{
	const struct net *open[129] = {
	    0}; /* networks around each other: one a length at most */
	size_t depth = 0;

	for (size_t i = 0; i <= nets->n; i++) {
		const struct net *net = i < nets->n ? &nets->all[i] : NULL;

		while (depth && (!net || open[depth - 1]->high < net->low)) {
			unsigned __int128 high = open[--depth]->high;

			if (high < last)
				begin_range(c, high + 1, depth ? open[depth - 1]->row : 0);
		}
		if (!net)
			break;
		begin_range(c, net->low, net->row);
		if (depth < ARRAY_LEN(open))
			open[depth++] = net;
	}
	if (c->any)
		put_range(c);
}

static void put_tops(struct image_writer *w)
{
	union {
		const char *p;
		const struct indicator_net4 *nets;
	} u = {.p = w->tables[RT_INDICATOR_NETS4].p};
	uint32_t n = (uint32_t)(w->tables[RT_INDICATOR_NETS4].n / sizeof(*u.nets)), at = 0;

	for (uint32_t top = 0; top < INDICATOR_TOPS; top++) {
		while (at < n && u.nets[at].low < (uint64_t)top << 16)
			at++;
		(void)image_put(w, RT_INDICATOR_TOPS, &at, 1);
	}
}

static void put_nets(struct writing *w, struct image_writer *iw)
{
	struct cut four = {.w = iw, .table = RT_INDICATOR_NETS4};
	struct cut six = {.w = iw, .table = RT_INDICATOR_NETS6};
	struct nets nets;

	nets_of(w, INDICATOR_IPV4, &nets);
	cut_nets(&four, &nets, UINT32_MAX);
	(void)mem_free(nets.all);
	if (iw->tables[RT_INDICATOR_NETS4].n)
		put_tops(iw);
	nets_of(w, INDICATOR_IPV6, &nets);
	cut_nets(&six, &nets, ~(unsigned __int128)0);
	(void)mem_free(nets.all);
}

int indicator_list_write(struct indicator_list *list, struct image_writer *iw)
{
	struct writing w = {.list = list, .rows = rows_of(list), .n = (uint32_t)list->n};

	list->doubles = 0;
	if (!list->n)
		return 0;
	if (str_ok(&list->rows) < 0 || str_ok(&list->text) < 0)
		return ERR_LIMIT;
	w.head.row_bits = 1;
	while (w.n >= UINT32_C(1) << w.head.row_bits)
		w.head.row_bits++;
	put_values(&w);
	put_nets(&w, iw);
	(void)image_put(iw, RT_INDICATOR_HEAD, &w.head, 1);
	(void)image_put(iw, RT_INDICATORS, w.rows, w.n);
	(void)image_put(iw, RT_INDICATOR_SLOTS, w.slots, w.nslots);
	(void)image_put(iw, RT_INDICATOR_TEXT, list->text.p, (uint32_t)list->text.n);
	(void)mem_free(w.slots);
	return 0;
}

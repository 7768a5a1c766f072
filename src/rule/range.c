#include "rule/range.h"

#include <stdlib.h>

void range_add(
    struct arena *arena, struct range_list *list, const uint8_t low[16], const uint8_t high[16])
{
	struct range6 r;

	memcpy(r.low, low, 16);
	memcpy(r.high, high, 16);
	vec_push(arena, &list->v, r);
}

static int by_low(const void *a, const void *b)
{
	return memcmp(((const struct range6 *)a)->low, ((const struct range6 *)b)->low, 16);
}

/* Adds 1; false when it overflows. */
static bool next(uint8_t v[16])
{
	for (int i = 15; i >= 0; i--)
		if (++v[i])
			return true;
	return false;
}

static bool before(uint8_t v[16])
{
	for (int i = 15; i >= 0; i--)
		if (v[i]--)
			return true;
	return false;
}

void range_tidy(struct range_list *list)
{
	size_t n = 0;

	if (!list->v.n)
		return;
	qsort(list->v.items, list->v.n, sizeof(*list->v.items), by_low);
	for (size_t i = 1; i < list->v.n; i++) {
		struct range6 *last = &list->v.items[n], *r = &list->v.items[i];
		uint8_t end[16];
		bool open;

		memcpy(end, last->high, 16);
		open = next(end);
		if (!open || memcmp(r->low, end, 16) <= 0) {
			if (memcmp(r->high, last->high, 16) > 0)
				memcpy(last->high, r->high, 16);
		} else {
			list->v.items[++n] = *r;
		}
	}
	list->v.n = n + 1;
}

static void top(uint8_t v[16], int bytes)
{
	memset(v, 0, 16);
	memset(v + 16 - bytes, 0xff, (size_t)bytes);
}

struct range_list range_invert(struct arena *arena, const struct range_list *list, int bytes)
{
	struct range_list out = {0};
	uint8_t low[16] = {0}, high[16];

	for (size_t i = 0; i < list->v.n; i++) {
		const struct range6 *r = &list->v.items[i];

		if (memcmp(low, r->low, 16) < 0) {
			memcpy(high, r->low, 16);
			(void)before(high);
			range_add(arena, &out, low, high);
		}
		memcpy(low, r->high, 16);
		if (!next(low))
			return out;
	}
	top(high, bytes);
	if (memcmp(low, high, 16) <= 0)
		range_add(arena, &out, low, high);
	return out;
}

struct range_list range_both(
    struct arena *arena, const struct range_list *a, const struct range_list *b)
{
	struct range_list out = {0};
	size_t i = 0, j = 0;

	while (i < a->v.n && j < b->v.n) {
		const struct range6 *x = &a->v.items[i], *y = &b->v.items[j];
		const uint8_t *low = memcmp(x->low, y->low, 16) > 0 ? x->low : y->low;
		const uint8_t *high = memcmp(x->high, y->high, 16) < 0 ? x->high : y->high;

		if (memcmp(low, high, 16) <= 0)
			range_add(arena, &out, low, high);
		if (memcmp(x->high, y->high, 16) < 0)
			i++;
		else
			j++;
	}
	return out;
}

bool range_is_all(const struct range_list *list, int bytes)
{
	uint8_t low[16] = {0}, high[16];

	top(high, bytes);
	return list->v.n == 1 && memcmp(list->v.items[0].low, low, 16) == 0 &&
	       memcmp(list->v.items[0].high, high, 16) == 0;
}

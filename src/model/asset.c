#include "model/asset.h"

#include "base/map.h"

/* Ways in which an asset is found, the strongest proof that it belongs to the organisation
 * first. */
static const char *const ways[] = {"seed", "perimeter", "zone transfer", "name server",
    "mail exchanger", "spf", "certificate", "reverse dns", "redirect", "link", "word list",
    "resolved"};

static size_t rank(const char *why)
{
	size_t i = 0;

	while (i < ARRAY_LEN(ways) && strcmp(ways[i], why) != 0)
		i++;
	return i;
}

static int by_rank(const void *a, const void *b)
{
	const char *x = *(const char *const *)a, *y = *(const char *const *)b;
	size_t rx = rank(x), ry = rank(y);

	return rx != ry ? (rx < ry ? -1 : 1) : strcmp(x, y);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int by_name(const void *a, const void *b)
{
	const struct asset *x = a, *y = b;

	return x->type != y->type ? x->type - y->type : strcmp(x->name, y->name);
}

static void merge(struct asset *to, const struct obs_asset *o, struct arena *arena)
{
	bool stronger = !to->why || rank(o->why) < rank(to->why) ||
			(rank(o->why) == rank(to->why) && o->parent && to->parent &&
			    strcmp(o->parent, to->parent) < 0);
	bool resolved = o->addresses.n > 0 || o->type == ASSET_ADDRESS;

	to->type = MIN(to->type, o->type); /* a domain is a host too */
	if (stronger) {
		to->why = o->why;
		to->parent = o->parent;
	}
	if (resolved) {
		to->reach = to->resolved ? MIN(to->reach, o->reach) : o->reach;
		to->resolved = true;
	}
	text_list_add(&to->ways, arena, o->why);
	for (size_t i = 0; i < o->addresses.n; i++)
		text_list_add(&to->addresses, arena, o->addresses.items[i]);
}

void assets_of(const struct observations *obs, struct arena *arena, struct assets *ret)
{
	struct map index;

	map_init(&index, arena);
	vec_foreach (o, &obs->all) {
		struct asset *a;

		if (o->kind != OBS_ASSET)
			continue;
		a = map_get(&index, o->asset->name);
		if (!a) {
			a = ARENA_NEW(arena, struct asset);
			*a = (struct asset){.type = o->asset->type,
			    .name = o->asset->name,
			    .reach = REACH_NONE};
			map_set(&index, a->name, a);
		}
		merge(a, o->asset, arena);
	}
	*ret = (struct assets){0};
	map_foreach (e, &index) {
		struct asset *a = e->value;

		if (a->ways.n > 1)
			qsort(a->ways.items, a->ways.n, sizeof(*a->ways.items), by_rank);
		if (a->addresses.n > 1)
			qsort(a->addresses.items, a->addresses.n, sizeof(*a->addresses.items),
			    by_text);
		vec_push(arena, &ret->all, *a);
	}
	if (ret->all.n > 1)
		qsort(ret->all.items, ret->all.n, sizeof(*ret->all.items), by_name);
}

const struct asset *assets_find(const struct assets *assets, const char *name)
{
	vec_foreach (a, &assets->all)
		if (strcmp(a->name, name) == 0)
			return a;
	return NULL;
}

/* From records to a graph: what hangs on what, and which of it is drawn. */
#include "portal/graph.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { SITES_MOST = 100 }; /* drawn even when nothing hangs on them */

/* --- findings by place --- */

void graph_tallies_init(struct graph_tallies *tallies, struct arena *arena)
{
	tallies->arena = arena;
	map_init(&tallies->by_place, arena);
}

static void add_at(struct graph_tallies *tallies, const char *place, struct graph_tally of)
{
	struct graph_tally *at = map_get(&tallies->by_place, place);

	if (!at) {
		at = ARENA_NEW(tallies->arena, struct graph_tally);
		at->worst = CRIT_LEVELS;
		(void)map_set(&tallies->by_place, place, at);
	}
	at->worst = MIN(at->worst, of.worst);
	at->findings += of.findings;
}

/* The places of a finding; an endpoint's and an address's cannot be taken for a subject's. */
static const char *at_endpoint(
    struct arena *arena, const char *org, const char *addr, int64_t port)
{
	return arena_printf(arena, "%s endpoint %s %lld", org, addr, (long long)port);
}

static const char *at_address(struct arena *arena, const char *org, const char *addr)
{
	return arena_printf(arena, "%s address %s", org, addr);
}

static const char *at_subject(struct arena *arena, const char *org, const char *subject)
{
	return arena_printf(arena, "%s subject %s", org, subject);
}

void graph_tally_add(struct graph_tallies *tallies, const char *org, const char *addr,
    int64_t port, const char *subject, struct graph_tally of)
{
	struct arena *arena = tallies->arena;

	add_at(tallies, arena_printf(arena, "%s", org), of);
	if (addr)
		add_at(tallies, at_address(arena, org, addr), of);
	if (addr && port)
		add_at(tallies, at_endpoint(arena, org, addr, port), of);
	if (subject)
		add_at(tallies, at_subject(arena, org, subject), of);
}

static struct graph_tally tally_of(
    struct arena *arena, const struct graph_tallies *tallies, const struct graph_node *node)
{
	const struct exposed *e = node->e;
	const char *org = node->org->id, *place = org;
	const struct graph_tally *at;

	if (e && e->type == EXPOSED_SERVICE)
		place = at_endpoint(arena, org, e->addr ? e->addr : "", e->port);
	else if (e && e->type == EXPOSED_ADDRESS)
		place = at_address(arena, org, e->name);
	else if (e)
		place = at_subject(arena, org, e->name);
	at = map_get(&tallies->by_place, place);
	return at ? *at : (struct graph_tally){.worst = CRIT_LEVELS};
}

/* --- what hangs on what --- */

struct builder {
	struct arena *arena;
	struct graph *graph;
	struct map orgs;   /* id -> node */
	struct map assets; /* org, name -> node; names and addresses */
	struct map leads;  /* org, address -> the first name that leads there */
};

static const char *key_of(const struct builder *b, const char *org, const char *name)
{
	return arena_printf(b->arena, "%s %s", org, name);
}

static struct graph_node *find(const struct builder *b, const struct map *in,
    const struct graph_node *of, const char *name)
{
	return name ? map_get(in, key_of(b, of->org->id, name)) : NULL;
}

/* The nearest name above: www.chu.example hangs on chu.example. */
static struct graph_node *name_above(const struct builder *b, const struct graph_node *node)
{
	for (const char *dot = strchr(node->e->name, '.'); dot; dot = strchr(dot + 1, '.')) {
		struct graph_node *above = find(b, &b->assets, node, dot + 1);

		if (above && above->e->type == EXPOSED_NAME)
			return above;
	}
	return NULL;
}

/* Where a name or service leads: its address, or the address that a name was found by. */
static const char *leads_to(const struct exposed *e)
{
	return e->addr ? e->addr : e->parent;
}

static struct graph_node *address_of(const struct builder *b, const struct graph_node *node)
{
	struct graph_node *to = find(b, &b->assets, node, leads_to(node->e));

	return to && to->e->type == EXPOSED_ADDRESS ? to : NULL;
}

/* A name hangs on a shorter one, an address on a name, a service on an address: no circles. */
static struct graph_node *above_of(const struct builder *b, const struct graph_node *node)
{
	struct graph_node *above = NULL;

	if (node->e->type == EXPOSED_NAME)
		above = name_above(b, node);
	else if (node->e->type == EXPOSED_ADDRESS)
		above = find(b, &b->leads, node, node->e->name);
	else
		above = address_of(b, node);
	return above ? above : map_get(&b->orgs, node->org->id);
}

static void register_asset(struct builder *b, struct graph_node *node)
{
	const char *leads;

	if (node->e->type == EXPOSED_SERVICE)
		return;
	(void)map_set(&b->assets, key_of(b, node->org->id, node->e->name), node);
	if (node->e->type != EXPOSED_NAME || !leads_to(node->e))
		return;
	leads = key_of(b, node->org->id, leads_to(node->e));
	if (!map_has(&b->leads, leads))
		(void)map_set(&b->leads, leads, node);
}

static void hang_sites(struct builder *b)
{
	struct graph_node *top = b->graph->nodes;

	for (size_t i = 1; i < b->graph->norgs; i++) {
		struct graph_node *site = &b->graph->nodes[i];
		struct graph_node *above =
		    site->org->parent ? map_get(&b->orgs, site->org->parent) : NULL;

		/* Organisations come by path: whoever stands above comes before. */
		site->above = above && above < site ? above : top;
	}
}

/* A group counts what its sites have; they come after it. */
static void add_up(struct graph *graph)
{
	for (size_t i = graph->norgs - 1; i > 0; i--) {
		const struct graph_node *site = &graph->nodes[i];

		site->above->tally.worst = MIN(site->above->tally.worst, site->tally.worst);
		site->above->tally.findings += site->tally.findings;
	}
}

void graph_build(struct arena *arena, const struct org *orgs, size_t norgs,
    const struct exposed *assets, size_t n, const struct graph_tallies *tallies,
    struct graph *ret)
{
	struct graph graph = {
	    .nodes = ARENA_ARRAY(arena, norgs + n, struct graph_node), .norgs = norgs};
	struct builder b = {.arena = arena, .graph = &graph};

	map_init(&b.orgs, arena);
	map_init(&b.assets, arena);
	map_init(&b.leads, arena);
	for (size_t i = 0; i < norgs; i++) {
		graph.nodes[graph.n] = (struct graph_node){.org = &orgs[i]};
		(void)map_set(&b.orgs, orgs[i].id, &graph.nodes[graph.n++]);
	}
	for (size_t i = 0; i < n; i++) {
		const struct graph_node *own = map_get(&b.orgs, assets[i].org);

		if (!own)
			continue;
		graph.nodes[graph.n] = (struct graph_node){.e = &assets[i], .org = own->org};
		register_asset(&b, &graph.nodes[graph.n++]);
	}
	hang_sites(&b);
	for (size_t i = 0; i < graph.n; i++) {
		struct graph_node *node = &graph.nodes[i];

		node->tally = tally_of(arena, tallies, node);
		if (!node->e)
			continue;
		node->above = above_of(&b, node);
		if (node->e->type == EXPOSED_NAME)
			node->beside = address_of(&b, node);
	}
	add_up(&graph);
	/* What hangs on the name already needs no second line. */
	for (size_t i = 0; i < graph.n; i++)
		if (graph.nodes[i].beside && graph.nodes[i].beside->above == &graph.nodes[i])
			graph.nodes[i].beside = NULL;
	*ret = graph;
}

/* --- which of it --- */

static bool holds(const char *text, const char *q)
{
	size_t n = strlen(q);

	for (; text && *text; text++)
		if (strncasecmp(text, q, n) == 0)
			return true;
	return false;
}

static bool is_wanted(const struct graph_node *node, const struct graph_wish *wish)
{
	const struct exposed *e = node->e;

	if (wish->at_least != CRIT_LEVELS && node->tally.worst > wish->at_least)
		return false;
	if (wish->since && e->first_seen <= wish->since)
		return false;
	return !*wish->q || holds(e->name, wish->q) || holds(e->protocol, wish->q) ||
	       holds(e->product, wish->q);
}

/* The worst first; names before addresses before services, so that the frame is there first. */
static int by_worst(const void *a, const void *b)
{
	const struct graph_node *x = *(struct graph_node *const *)a;
	const struct graph_node *y = *(struct graph_node *const *)b;

	if (x->tally.worst != y->tally.worst)
		return x->tally.worst < y->tally.worst ? -1 : 1;
	if (x->e->type != y->e->type)
		return x->e->type < y->e->type ? -1 : 1;
	return strcmp(x->e->name, y->e->name);
}

/* By kind, then name: how people look for it. */
static int by_name(const void *a, const void *b)
{
	const struct graph_node *x = *(struct graph_node *const *)a;
	const struct graph_node *y = *(struct graph_node *const *)b;

	if (!x->e || !y->e)
		return x->e ? -1 : y->e ? 1 : strcmp(x->org->name, y->org->name);
	if (x->e->type != y->e->type)
		return x->e->type < y->e->type ? -1 : 1;
	return x->e->port != y->e->port ? (x->e->port < y->e->port ? -1 : 1)
					: strcmp(x->e->name, y->e->name);
}

/* Chooses it with what stands above it, as long as there is room for all of them. */
static void choose(struct graph *graph, struct graph_node *node, size_t *nodes)
{
	size_t need = 0;

	for (struct graph_node *up = node; up && !up->chosen; up = up->above)
		need++;
	if (*nodes + need > GRAPH_MOST)
		return;
	for (struct graph_node *up = node; up && !up->chosen; up = up->above) {
		up->chosen = true;
		graph->drawn += up->e != NULL;
	}
	*nodes += need;
}

static bool is_all(const struct graph_wish *wish)
{
	return wish->at_least == CRIT_LEVELS && !wish->since && !*wish->q;
}

void graph_choose(struct arena *arena, struct graph *graph, const struct graph_wish *wish)
{
	struct graph_node **order = ARENA_ARRAY(arena, graph->n, struct graph_node *);
	size_t nodes = 0;

	graph->wanted = graph->drawn = 0;
	/* Who asks for everything also sees where nothing is known. */
	for (size_t i = 0; i < (is_all(wish) ? MIN(graph->norgs, SITES_MOST) : 1); i++)
		choose(graph, &graph->nodes[i], &nodes);
	for (size_t i = graph->norgs; i < graph->n; i++) {
		graph->nodes[i].wanted = is_wanted(&graph->nodes[i], wish);
		if (graph->nodes[i].wanted)
			order[graph->wanted++] = &graph->nodes[i];
	}
	if (graph->wanted)
		qsort(order, graph->wanted, sizeof(struct graph_node *), by_worst);
	for (size_t i = 0; i < graph->wanted; i++)
		choose(graph, order[i], &nodes);
	for (size_t i = 0; i < graph->n; i++)
		if (graph->nodes[i].chosen && graph->nodes[i].above)
			vec_push(arena, &graph->nodes[i].above->below, &graph->nodes[i]);
	for (size_t i = 0; i < graph->n; i++)
		if (graph->nodes[i].below.n)
			qsort(graph->nodes[i].below.items, graph->nodes[i].below.n,
			    sizeof(struct graph_node *), by_name);
}

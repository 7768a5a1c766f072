#include "report/view.h"

#include "base/map.h"
#include "model/asset.h"

#include <inttypes.h>

struct making {
	const struct report_input *in;
	struct arena *arena;
	struct view *view;
	struct map hosts;   /* addr -> index + 1 into view.hosts */
	struct map foreign; /* addresses of other parties' services */
};

static void *index_value(size_t i)
{
	return (void *)(uintptr_t)(i + 1);
}

static size_t index_of(void *value)
{
	return (size_t)(uintptr_t)value - 1;
}

/* The host of that address, made when it is new. Good until the next one is made. */
static struct view_host *host(struct making *m, const char *addr)
{
	void *at = map_get(&m->hosts, addr);

	if (!at) {
		at = index_value(m->view->hosts.n);
		vec_push(m->arena, &m->view->hosts,
		    (struct view_host){.addr = addr, .worst = CRIT_LEVELS});
		map_set(&m->hosts, addr, at);
	}
	return &m->view->hosts.items[index_of(at)];
}

/* What a record says about addresses: which are of the perimeter, which another party's. */
static void add_addresses(struct making *m, const struct obs_asset *a)
{
	bool inside = a->reach == REACH_FULL;

	if (a->type == ASSET_ADDRESS && inside)
		host(m, a->name);
	else if (a->type == ASSET_ADDRESS)
		map_set(&m->foreign, a->name, NULL);
	for (size_t i = 0; i < a->addresses.n; i++) {
		if (!inside)
			map_set(&m->foreign, a->addresses.items[i], NULL);
		else if (a->type != ASSET_URL && a->type != ASSET_ADDRESS)
			text_list_add(
			    &host(m, a->addresses.items[i])->names, m->arena, a->name);
	}
}

/*
 * A name is whose its address is: "link" and "certificate" only tell that it was read, and say
 * nothing against the record that resolved it. One that never resolved belongs to the perimeter
 * when any record says so.
 */
static void add_name(struct making *m, const struct asset *a, const struct map *claimed)
{
	int reach = a->resolved ? a->reach : map_has(claimed, a->name) ? REACH_FULL : a->reach;
	struct view_name name = {.name = a->name,
	    .type = a->type,
	    .reach = reach,
	    .seed = text_list_has(&a->ways, "seed"),
	    .whys = a->ways,
	    .addresses = a->addresses};

	if (reach != REACH_FULL)
		vec_push(m->arena, &m->view->external, name);
	else if (a->type != ASSET_ADDRESS)
		vec_push(m->arena, &m->view->names, name);
}

static int compare_names(const void *a, const void *b)
{
	return view_compare_name(
	    ((const struct view_name *)a)->name, ((const struct view_name *)b)->name);
}

static int compare_name_texts(const void *a, const void *b)
{
	return view_compare_name(*(const char *const *)a, *(const char *const *)b);
}

static int compare_addr_texts(const void *a, const void *b)
{
	return view_compare_addr(*(const char *const *)a, *(const char *const *)b);
}

static void sort_list(struct text_list *list, int (*compare)(const void *, const void *))
{
	if (list->n > 1)
		qsort(list->items, list->n, sizeof(*list->items), compare);
}

static void sort_names(struct view_name *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		sort_list(&names[i].addresses, compare_addr_texts);
	if (n)
		qsort(names, n, sizeof(*names), compare_names);
}

static void add_assets(struct making *m)
{
	struct assets assets;
	struct map claimed;

	map_init(&claimed, m->arena);
	vec_foreach (o, &m->in->obs->all) {
		if (o->kind != OBS_ASSET)
			continue;
		add_addresses(m, o->asset);
		if (o->asset->reach == REACH_FULL)
			map_set(&claimed, o->asset->name, NULL);
	}
	assets_of(m->in->obs, m->arena, &assets);
	vec_foreach (a, &assets.all)
		add_name(m, a, &claimed);
	sort_names(m->view->names.items, m->view->names.n);
	sort_names(m->view->external.items, m->view->external.n);
}

/* Whether b says more about the service than a. */
static bool surer(const struct obs_service *a, const struct obs_service *b)
{
	if (!a || !b)
		return b != NULL;
	if (a->confidence != b->confidence)
		return b->confidence > a->confidence;
	return record_compare(&obs_types[OBS_SERVICE], b, a) < 0;
}

static void add_service(struct making *m, struct map *seen, const char *addr, int64_t port,
    int transport, const struct obs_service *obs)
{
	const char *key = arena_printf(m->arena, "%s|%" PRId64 "|%d", addr, port, transport);
	void *at = map_get(seen, key);
	struct view_service *s;

	/* Another party's address is listed as external, not as a system of the perimeter. */
	if (map_has(&m->foreign, addr) && !map_has(&m->hosts, addr))
		return;
	host(m, addr);
	if (!at) {
		struct view_service fresh = {
		    .addr = addr, .port = port, .transport = transport, .worst = CRIT_LEVELS};

		at = index_value(m->view->services.n);
		vec_push(m->arena, &m->view->services, fresh);
		map_set(seen, key, at);
	}
	s = &m->view->services.items[index_of(at)];
	if (surer(s->seen, obs))
		s->seen = obs;
}

static int compare_services(const void *a, const void *b)
{
	const struct view_service *x = a, *y = b;
	int r = view_compare_addr(x->addr, y->addr);

	if (r == 0)
		r = (x->port > y->port) - (x->port < y->port);
	return r ? r : x->transport - y->transport;
}

static int compare_hosts(const void *a, const void *b)
{
	return view_compare_addr(
	    ((const struct view_host *)a)->addr, ((const struct view_host *)b)->addr);
}

static void add_services(struct making *m)
{
	struct view *v = m->view;
	struct map seen;

	map_init(&seen, m->arena);
	vec_foreach (o, &m->in->obs->all) {
		if (o->kind == OBS_SERVICE && o->service->addr)
			add_service(m, &seen, o->service->addr, o->service->port,
			    o->service->transport, o->service);
		else if (o->kind == OBS_PORT && o->port->state == PORT_OPEN && o->port->addr)
			add_service(
			    m, &seen, o->port->addr, o->port->port, o->port->transport, NULL);
	}
	if (v->services.n)
		qsort(v->services.items, v->services.n, sizeof(struct view_service),
		    compare_services);
	if (v->hosts.n)
		qsort(v->hosts.items, v->hosts.n, sizeof(struct view_host), compare_hosts);
	for (size_t i = 0, s = 0; i < v->hosts.n; i++) {
		struct view_host *h = &v->hosts.items[i];

		sort_list(&h->names, compare_name_texts);
		h->first = s;
		while (s < v->services.n && strcmp(v->services.items[s].addr, h->addr) == 0)
			s++;
		h->n = s - h->first;
		v->live += h->n > 0;
	}
}

static struct view_service *find_service(
    const struct view *v, const char *addr, int64_t port, int transport)
{
	struct view_service key = {.addr = addr, .port = port, .transport = transport};

	if (!addr || v->services.n == 0)
		return NULL;
	return bsearch(&key, v->services.items, v->services.n, sizeof(key), compare_services);
}

const struct view_service *view_service_at(
    const struct view *view, const char *addr, int64_t port, int transport)
{
	return find_service(view, addr, port, transport);
}

static void mark(struct view *v, const struct finding *f)
{
	struct view_service *s = find_service(v, f->addr, f->port, f->transport);
	struct view_host key = {.addr = f->addr}, *h = NULL;

	if (s) {
		s->worst = MIN(s->worst, f->criticality);
		s->findings++;
	}
	if (f->addr && v->hosts.n)
		h = bsearch(&key, v->hosts.items, v->hosts.n, sizeof(key), compare_hosts);
	if (h) {
		h->worst = MIN(h->worst, f->criticality);
		h->findings++;
	}
}

static int compare_findings(const void *a, const void *b)
{
	return finding_compare(
	    *(const struct finding *const *)a, *(const struct finding *const *)b);
}

static int compare_groups(const void *a, const void *b)
{
	const struct view_group *x = a, *y = b;

	return x->criticality != y->criticality ? x->criticality - y->criticality
						: strcmp(x->type, y->type);
}

/* Fills a group from its run of findings, which all have one type. */
static struct view_group make_group(struct arena *arena, const struct finding **items, size_t n)
{
	struct view_group g = {.type = items[0]->type,
	    .items = items,
	    .n = n,
	    .criticality = CRIT_INFO,
	    .qod = 100};
	struct map subjects;

	map_init(&subjects, arena);
	for (size_t i = 0; i < n; i++) {
		const struct finding *f = items[i];

		g.criticality = MIN(g.criticality, f->criticality);
		g.category = f->category;
		g.qod = MIN(g.qod, f->qod);
		g.cwe = g.cwe ? g.cwe : f->cwe;
		g.states[f->state]++;
		g.subjects += map_set(&subjects, f->subject, NULL);
	}
	return g;
}

static int compare_type_first(const void *a, const void *b)
{
	const struct finding *x = *(const struct finding *const *)a,
			     *y = *(const struct finding *const *)b;
	int r = strcmp(x->type, y->type);

	return r ? r : compare_findings(a, b);
}

/* Deals the findings out by their state. */
static void deal(const struct findings *findings, struct view *v)
{
	vec_foreach (f, &findings->all) {
		bool here = f->state == FINDING_NEW || f->state == FINDING_OPEN;
		struct view_findings *to = !here                            ? &v->gone
					   : f->verdict == VERDICT_POSSIBLE ? &v->verify
									    : &v->present;

		to->items[to->n++] = f;
	}
}

void view_split(const struct report_input *in, struct arena *arena, struct view *ret)
{
	size_t n = in->findings->all.n + (in->gone ? in->gone->all.n : 0) + 1;
	struct view_findings *const all[] = {&ret->present, &ret->verify, &ret->gone};

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		*all[i] =
		    (struct view_findings){ARENA_ARRAY(arena, n, const struct finding *), 0};
	deal(in->findings, ret);
	if (in->gone)
		deal(in->gone, ret);
	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		qsort(all[i]->items, all[i]->n, sizeof(*all[i]->items), compare_findings);
}

static void count_findings(struct view *v)
{
	for (size_t i = 0; i < v->present.n; i++) {
		const struct finding *f = v->present.items[i];

		v->levels[f->criticality]++;
		v->categories[f->category]++;
		v->states[f->state]++;
		mark(v, f);
	}
	for (size_t i = 0; i < v->gone.n; i++)
		v->states[v->gone.items[i]->state]++;
}

static const struct finding **by_type(struct making *m, const struct view_findings *findings)
{
	const struct finding **all =
	    ARENA_ARRAY(m->arena, MAX(findings->n, (size_t)1), const struct finding *);

	memcpy(all, findings->items, findings->n * sizeof(*all));
	qsort(all, findings->n, sizeof(*all), compare_type_first);
	return all;
}

static size_t end_of_type(const struct finding **all, size_t n, size_t i)
{
	size_t end = i + 1;

	while (end < n && strcmp(all[end]->type, all[i]->type) == 0)
		end++;
	return end;
}

#define add_groups(m, findings, groups)                                                        \
	do {                                                                                   \
		const struct finding **all_ = by_type(m, findings);                            \
		for (size_t i_ = 0, end_; i_ < (findings)->n; i_ = end_) {                     \
			end_ = end_of_type(all_, (findings)->n, i_);                           \
			vec_push(                                                              \
			    (m)->arena, groups, make_group((m)->arena, all_ + i_, end_ - i_)); \
		}                                                                              \
		if ((groups)->n)                                                               \
			qsort((groups)->items, (groups)->n, sizeof(struct view_group),         \
			    compare_groups);                                                   \
	} while (0)

void view_make(const struct report_input *in, struct arena *arena, struct view *ret)
{
	struct making m = {.in = in, .arena = arena, .view = ret};

	*ret = (struct view){0};
	map_init(&m.hosts, arena);
	map_init(&m.foreign, arena);
	add_assets(&m);
	add_services(&m);
	view_split(in, arena, ret);
	count_findings(ret);
	add_groups(&m, &ret->present, &ret->groups);
	add_groups(&m, &ret->verify, &ret->verify_groups);
	view_traffic(in, arena, ret);
}

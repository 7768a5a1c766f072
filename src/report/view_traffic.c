/* What was sent, how far the audit came, and what it could not see. */
#include "report/view.h"

#include "base/map.h"

/* In the order of an audit; others follow as they come. */
static const char *const stage_order[] = {"discover", "sweep", "identify", "examine"};

static struct view_stage *stage(struct arena *arena, struct view *view, const char *name)
{
	vec_foreach (s, &view->stages)
		if (strcmp(s->stage, name) == 0)
			return s;
	vec_push(arena, &view->stages, (struct view_stage){.stage = name});
	return &view->stages.items[view->stages.n - 1];
}

static int compare_text(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

static int compare_gaps(const void *a, const void *b)
{
	const struct obs_coverage *x = *(const struct obs_coverage *const *)a;
	const struct obs_coverage *y = *(const struct obs_coverage *const *)b;
	int r = view_compare_addr(x->subject, y->subject);

	if (r == 0)
		r = compare_text(x->addr, y->addr);
	if (r == 0)
		r = (x->port > y->port) - (x->port < y->port);
	if (r == 0)
		r = compare_text(x->stage, y->stage);
	return r ? r : record_compare(&obs_types[OBS_COVERAGE], x, y);
}

static void add_coverage(const struct report_input *in, struct arena *arena, struct view *view)
{
	struct map subjects; /* a value is set for those with a gap */
	struct map foreign;

	map_init(&subjects, arena);
	map_init(&foreign, arena);
	vec_foreach (n, &view->external)
		(void)map_set(&foreign, n->name, NULL);
	for (size_t i = 0; i < ARRAY_LEN(stage_order); i++)
		stage(arena, view, stage_order[i]);
	vec_foreach (o, &in->obs->all) {
		const struct obs_coverage *c = o->coverage;

		/* What lies outside the perimeter is no gap in it; it has its own list. */
		if (o->kind != OBS_COVERAGE || map_has(&foreign, c->subject))
			continue;
		stage(arena, view, c->stage)->states[c->state]++;
		if (c->state != COVERAGE_SCANNED) {
			vec_push(arena, &view->gaps, c);
			map_set(&subjects, c->subject, view);
		} else if (!map_has(&subjects, c->subject)) {
			map_set(&subjects, c->subject, NULL);
		}
	}
	if (view->gaps.n)
		qsort(view->gaps.items, view->gaps.n, sizeof(*view->gaps.items), compare_gaps);
	view->subjects = subjects.n;
	map_foreach (e, &subjects)
		view->complete += e->value == NULL;
}

static int compare_probes(const void *a, const void *b)
{
	return strcmp(
	    ((const struct view_probe *)a)->probe, ((const struct view_probe *)b)->probe);
}

static void add_burst(struct arena *arena, struct view *view, struct map *probes,
    struct map *dests, const struct obs_burst *b)
{
	uintptr_t at = (uintptr_t)map_get(probes, b->probe);
	struct view_probe *p;

	if (!at) {
		vec_push(arena, &view->probes, (struct view_probe){.probe = b->probe});
		at = view->probes.n;
		map_set(probes, b->probe, (void *)at);
	}
	p = &view->probes.items[at - 1];
	p->bursts++;
	p->packets += b->packets;
	p->destinations +=
	    map_set(dests, arena_printf(arena, "%s|%s", b->probe, b->dest), NULL);
	view->packets += b->packets;
	if (b->source)
		text_list_add(&view->sources, arena, b->source);
}

static int compare_sources(const void *a, const void *b)
{
	return view_compare_addr(*(const char *const *)a, *(const char *const *)b);
}

void view_traffic(const struct report_input *in, struct arena *arena, struct view *view)
{
	struct map probes, dests;

	map_init(&probes, arena);
	map_init(&dests, arena);
	for (size_t i = 0; i < in->run->sources.n; i++)
		text_list_add(&view->sources, arena, in->run->sources.items[i]);
	vec_foreach (o, &in->obs->all) {
		/* Every record begins with its time. */
		int64_t time = *(const int64_t *)o->rec;

		if (time && (!view->first || time < view->first))
			view->first = time;
		view->last = MAX(view->last, time);
		if (o->kind == OBS_BURST)
			add_burst(arena, view, &probes, &dests, o->burst);
	}
	if (view->probes.n)
		qsort(view->probes.items, view->probes.n, sizeof(struct view_probe),
		    compare_probes);
	if (view->sources.n)
		qsort(view->sources.items, view->sources.n, sizeof(*view->sources.items),
		    compare_sources);
	add_coverage(in, arena, view);
}

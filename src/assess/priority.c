#include "assess/priority.h"

#include "base/map.h"

/* Steep enough that ten subjects of one level weigh as one of the next. */
static const int64_t weights[CRIT_LEVELS] = {
    [CRIT_CRITICAL] = 10000,
    [CRIT_HIGH] = 1000,
    [CRIT_MEDIUM] = 100,
    [CRIT_LOW] = 10,
    [CRIT_INFO] = 1,
};

static int by_score(const void *a, const void *b)
{
	const struct priority_item *x = a, *y = b;
	int r;

	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	r = strcmp(x->type, y->type);
	return r ? r : strcmp(x->product ? x->product : "", y->product ? y->product : "");
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int by_finding(const void *a, const void *b)
{
	return finding_compare(
	    *(const struct finding *const *)a, *(const struct finding *const *)b);
}

static void add(struct priority_item *item, const struct finding *f, struct arena *arena)
{
	item->criticality = MIN(item->criticality, f->criticality);
	item->qod = MAX(item->qod, f->qod);
	text_list_add(&item->subjects, arena, f->subject);
	vec_push(arena, &item->findings, f);
}

static void finish(struct priority_item *item)
{
	if (item->subjects.n > 1)
		qsort(item->subjects.items, item->subjects.n, sizeof(*item->subjects.items),
		    by_text);
	if (item->findings.n > 1)
		qsort(item->findings.items, item->findings.n, sizeof(*item->findings.items),
		    by_finding);
	item->score = weights[item->criticality] * item->qod * (int64_t)item->subjects.n;
}

void priority_plan(
    const struct findings *findings, struct arena *arena, struct priority_plan *ret)
{
	struct priority_plan plan = {0};
	struct map index;

	map_init(&index, arena);
	vec_foreach (f, &findings->all) {
		const char *key =
		    arena_printf(arena, "%s %s", f->type, f->product ? f->product : "");
		struct priority_item *item = map_get(&index, key);

		if ((f->state != FINDING_NEW && f->state != FINDING_OPEN) ||
		    f->verdict == VERDICT_POSSIBLE)
			continue;
		if (!item) {
			item = ARENA_NEW(arena, struct priority_item);
			*item = (struct priority_item){.type = f->type,
			    .product = f->product,
			    .criticality = f->criticality};
			(void)map_set(&index, key, item);
		}
		add(item, f, arena);
	}
	map_foreach (e, &index) {
		finish(e->value);
		vec_push(arena, &plan.all, *(struct priority_item *)e->value);
	}
	if (plan.all.n > 1)
		qsort(plan.all.items, plan.all.n, sizeof(*plan.all.items), by_score);
	*ret = plan;
}

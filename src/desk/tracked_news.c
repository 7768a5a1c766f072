#include "desk/tracked_news.h"

const char *tracked_news_place(const char *addr, int64_t port, struct arena *arena)
{
	return arena_printf(arena, "%s %d", addr ? addr : "", (int)port);
}

static bool is_touched(const struct tracked_news *news, int category, const char *addr,
    int64_t port, struct arena *arena)
{
	return category == CATEGORY_SOFTWARE &&
	       map_has(news->places, tracked_news_place(addr, port, arena));
}

static const struct finding *stored(const struct tracked_news *news, const char *key)
{
	vec_foreach (f, &news->before->all)
		if (strcmp(f->key, key) == 0)
			return f;
	return NULL;
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static bool same_list(const struct text_list *a, const struct text_list *b)
{
	for (size_t i = 0; i < a->n && i < b->n; i++)
		if (strcmp(a->items[i], b->items[i]) != 0)
			return false;
	return a->n == b->n;
}

static bool same_finding(const struct finding *a, const struct finding *b)
{
	return a->criticality == b->criticality && a->verdict == b->verdict &&
	       a->ncves == b->ncves && a->priority == b->priority &&
	       same_text(a->fixed_in, b->fixed_in) && same_list(&a->cves, &b->cves);
}

/* What is the matter, the most telling first. */
static const char *note_of(const struct tracked_news *news, const struct tracked *t,
    const struct finding *f, bool sooner, struct arena *arena)
{
	const struct finding *was = stored(news, f->key);

	if (map_has(news->exploited, tracked_news_place(f->addr, f->port, arena)))
		return TR("known to be exploited now");
	if (f->criticality < t->criticality)
		return TR("worse");
	if (sooner)
		return TR("another deadline");
	if (was && !same_text(was->fixed_in, f->fixed_in))
		return TR("another fix");
	return TR("other vulnerabilities");
}

/* One that is followed, and stated otherwise. */
static void otherwise(const struct tracked_news *news, const struct tracked *t,
    const struct finding *f, struct arena *arena, struct tracked_changes *out)
{
	const struct finding *was = stored(news, f->key);
	struct tracked after = *t;
	bool sooner;

	if (was && same_finding(was, f) && f->criticality == t->criticality)
		return;
	sooner = tracked_run_sooner(&after, f, news->time);
	after.criticality = f->criticality;
	after.evidence = f->evidence;
	after.product = f->product;
	vec_push(arena, &out->all,
	    (struct tracked_change){t, after, note_of(news, t, f, sooner, arena)});
}

static void stated(const struct tracked_news *news, const struct tracked *t,
    const struct finding *f, struct arena *arena, struct tracked_changes *out)
{
	struct tracked_change c = {.note = TR("stated by the knowledge")};

	if (t && t->checked > news->run.time)
		return;
	if (t && (t->state == TRACKED_WITHDRAWN || t->state == TRACKED_VERIFIED_FIXED)) {
		tracked_run_back(&news->run, t, f, news->time, arena, out);
		return;
	}
	if (t) {
		otherwise(news, t, f, arena, out);
		return;
	}
	c.after = tracked_run_opened(&news->run, f, news->time);
	c.after.source = TRACKED_NEWS_SOURCE;
	vec_push(arena, &out->all, c);
}

static void unstated(const struct tracked_news *news, const struct tracked *t,
    struct arena *arena, struct tracked_changes *out)
{
	const struct tracked_step step = {.action = TRACKED_DO_WITHDRAW};
	struct tracked_change c = {.before = t, .note = TR("no longer stated")};
	struct msg msg = {0};

	/* What no run has seen, a tester stated: knowledge has no say in it. */
	if (t->checked > news->run.time || !t->run ||
	    tracked_apply(t, &step, NULL, news->time, &c.after, &msg) < 0)
		return;
	vec_push(arena, &out->all, c);
}

void tracked_news_decide(const struct tracked_news *news, const struct tracked_list *list,
    struct arena *arena, struct tracked_changes *ret)
{
	struct tracked_changes out = {0};
	struct map known, here;

	tracked_run_known(list, arena, &known);
	map_init(&here, arena);
	vec_foreach (f, &news->now->all)
		if (is_touched(news, f->category, f->addr, f->port, arena) &&
		    map_set(&here, f->key, f))
			stated(news, map_get(&known, f->key), f, arena, &out);
	map_foreach (e, &known) {
		const struct tracked *t = e->value;

		if (!map_has(&here, t->key) &&
		    is_touched(news, t->category, t->addr, t->port, arena))
			unstated(news, t, arena, &out);
	}
	*ret = out;
}

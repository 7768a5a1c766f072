#include "match/watch_impl.h"

const char *const watch_how_names[] = {"new", "changed", "withdrawn", NULL};
const char *const watch_why_names[] = {
    "stated", "exploited", "verdict", "fix", "rejected", "mended", "cleared", NULL};

const char *watch_sentence(enum watch_why why)
{
	static const char *const sentences[WATCH_WHYS] = {
	    [WATCH_STATED] = TR("It is stated now."),
	    [WATCH_EXPLOITED] = TR("It is now known to be exploited."),
	    [WATCH_VERDICT] = TR("The verdict is another."),
	    [WATCH_FIX] = TR("The version that mends it is another."),
	    [WATCH_REJECTED] = TR("Its publisher has rejected it."),
	    [WATCH_MENDED] = TR("What runs has the fix, or is not affected."),
	    [WATCH_CLEARED] = TR("This version is no longer stated to be affected."),
	};

	return sentences[why];
}

/* A matcher of what the pack says of the ids; NULL when it says nothing. */
static struct matcher *matcher_of(const struct watch *w, const struct knowledge_pack *k)
{
	VEC(uint32_t) owners = {0};
	struct matcher *m;

	vec_foreach (id, &w->ids) {
		struct knowledge_rows v = knowledge_find(k, KT_VULNS, *id);
		struct knowledge_rows a = knowledge_find(k, KT_ADVISORIES, *id);

		for (uint32_t i = v.first; i < v.end; i++)
			vec_push(w->arena, &owners, i);
		for (uint32_t i = a.first; i < a.end; i++)
			vec_push(w->arena, &owners, i | (uint32_t)KNOWLEDGE_OF_ADVISORY);
	}
	if (!owners.n)
		return NULL;
	m = match_new(k);
	match_only(m, owners.items, owners.n);
	return m;
}

struct watch *watch_new(const struct knowledge_pack *was, const struct knowledge_pack *now)
{
	struct arena *arena = arena_new();
	struct watch *w = ARENA_NEW(arena, struct watch);

	w->was = was;
	w->now = now;
	w->arena = arena;
	map_init(&w->seen, arena);
	watch_diff(w);
	w->before = matcher_of(w, was);
	w->after = matcher_of(w, now);
	return w;
}

struct watch *watch_free(struct watch *w)
{
	if (w) {
		match_free(w->before);
		match_free(w->after);
		arena_free(w->arena);
	}
	return NULL;
}

size_t watch_changes(const struct watch *w)
{
	return w->ids.n;
}

static const char *id_of(
    const struct knowledge_pack *k, const struct match *m, struct arena *arena)
{
	struct knowledge_advisory a = {0};
	char room[KNOWLEDGE_ID];

	if (m->owner & KNOWLEDGE_OF_ADVISORY) {
		(void)knowledge_advisory(k, m->owner & ~(uint32_t)KNOWLEDGE_OF_ADVISORY, &a);
		return a.id;
	}
	return arena_strdup(arena, knowledge_id(k, m->id, room));
}

/* Hidden ones are shown to who asks, and are no news. */
static bool stands(const struct match *m)
{
	return m && !m->hidden && m->verdict < MATCH_FIXED;
}

static bool is_exploited(const struct knowledge_pack *k, const char *id)
{
	struct knowledge_rows rows = knowledge_find(k, KT_EXPLOITED, id);

	return rows.first < rows.end;
}

static bool is_rejected(const struct knowledge_pack *k, const char *id)
{
	struct knowledge_rows rows = knowledge_find(k, KT_VULNS, id);
	struct knowledge_vuln v;

	for (uint32_t i = rows.first; i < rows.end; i++)
		if (knowledge_vuln(k, i, &v) && v.status == VULN_REJECTED)
			return true;
	return false;
}

static bool same_fix(const struct match *a, const struct match *b)
{
	const char *x = a->package_fixed ? a->package_fixed : a->fixed;
	const char *y = b->package_fixed ? b->package_fixed : b->fixed;

	return x == y || (x && y && strcmp(x, y) == 0);
}

/* Sets how and why; false when it is no news. */
static bool judge(const struct watch *w, const struct match *was, const struct match *now,
    struct watch_event *e)
{
	e->exploited = is_exploited(w->now, e->id);
	e->how = stands(now) ? stands(was) ? WATCH_CHANGED : WATCH_NEW : WATCH_WITHDRAWN;
	if (!stands(was) && !stands(now))
		return false;
	if (e->how == WATCH_NEW)
		e->why = WATCH_STATED;
	else if (e->how == WATCH_WITHDRAWN)
		e->why = now && now->verdict == MATCH_FIXED ? WATCH_MENDED
			 : is_rejected(w->now, e->id)       ? WATCH_REJECTED
							    : WATCH_CLEARED;
	else if (e->exploited && !is_exploited(w->was, e->id))
		e->why = WATCH_EXPLOITED;
	else if (was->verdict != now->verdict)
		e->why = WATCH_VERDICT;
	else if (!same_fix(was, now))
		e->why = WATCH_FIX;
	else
		return false;
	return true;
}

static void add(const struct watch *w, const char *id, const struct match *was,
    const struct match *now, struct arena *arena, struct watch_events *to)
{
	struct watch_event e = {
	    .id = id, .was = stands(was) ? was->verdict : -1, .now = now ? *now : *was};

	if (judge(w, was, now, &e))
		vec_push(arena, &to->all, e);
}

void watch_find(struct watch *w, const struct match_product *p, struct arena *arena,
    struct watch_events *ret)
{
	struct matches before = {0}, after = {0};
	struct map was, now;

	*ret = (struct watch_events){0};
	map_init(&was, arena);
	map_init(&now, arena);
	if (w->before)
		match_find(w->before, p, arena, &before);
	if (w->after)
		match_find(w->after, p, arena, &after);
	vec_foreach (m, &before.all) {
		const char *id = id_of(w->was, m, arena);

		if (id)
			(void)map_set(&was, id, m);
	}
	vec_foreach (m, &after.all) {
		const char *id = id_of(w->now, m, arena);

		if (id && map_set(&now, id, m))
			add(w, id, map_get(&was, id), m, arena, ret);
	}
	vec_foreach (m, &before.all) {
		const char *id = id_of(w->was, m, arena);

		if (id && map_get(&was, id) == m && !map_has(&now, id))
			add(w, id, m, NULL, arena, ret);
	}
}

#include "match/group.h"

#include "codec/version.h"

#include <ctype.h>
#include <stdlib.h>

static bool same(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

/* The first number of both is the same: an update along the branch. */
static bool same_branch(const char *a, const char *b)
{
	size_t n = 0;

	while (isdigit((unsigned char)a[n]) && a[n] == b[n])
		n++;
	return n > 0 && !isdigit((unsigned char)a[n]) && !isdigit((unsigned char)b[n]);
}

static int compare(const char *a, const char *b)
{
	return version_compare(version_guess(span_str(a)), span_str(a), span_str(b));
}

/* Where a match belongs: to the group of its package's fix, of its branch, or of none. */
static bool belongs(const struct match_group *g, const struct match *m)
{
	if (g->package_fixed || m->package_fixed)
		return g->package_fixed && m->package_fixed;
	if (!g->fixed || !m->fixed)
		return !g->fixed && !m->fixed;
	return same_branch(g->fixed, m->fixed);
}

/* The later of both versions mends both. */
static void raise(struct match_group *g, const struct match *m)
{
	int r;

	if (m->package_fixed && (!g->package_fixed ||
				    version_compare(VERSION_DEB, span_str(g->package_fixed),
					span_str(m->package_fixed)) < 0))
		g->package_fixed = m->package_fixed;
	if (!m->fixed || same(g->fixed, m->fixed)) {
		g->fixed_after |= m->fixed && m->fixed_after;
		return;
	}
	r = g->fixed ? compare(g->fixed, m->fixed) : -1;
	if (r < 0) {
		g->fixed = m->fixed;
		g->fixed_after = m->fixed_after;
	} else if (r == 0) {
		g->fixed_after |= m->fixed_after;
	}
}

static void add(struct match_groups *to, const struct match *m, struct arena *arena)
{
	struct match_group *g = NULL;

	vec_foreach (it, &to->all)
		if (!g && belongs(it, m))
			g = it;
	if (!g) {
		struct match_group fresh = {.verdict = m->verdict};

		vec_push(arena, &to->all, fresh);
		g = &to->all.items[to->all.n - 1];
	}
	raise(g, m);
	g->verdict = MIN(g->verdict, m->verdict);
	vec_push(arena, &g->all, m);
}

static int by_size(const void *x, const void *y)
{
	const struct match_group *a = x, *b = y;
	bool na = !a->fixed && !a->package_fixed, nb = !b->fixed && !b->package_fixed;

	if (na != nb)
		return na - nb;
	if (a->all.n != b->all.n)
		return a->all.n < b->all.n ? 1 : -1;
	return a->all.items[0]->id < b->all.items[0]->id ? -1 : 1;
}

void group_matches(
    const struct matches *matches, bool hidden, struct arena *arena, struct match_groups *ret)
{
	*ret = (struct match_groups){0};
	vec_foreach (m, &matches->all)
		if (m->verdict != MATCH_FIXED && (hidden || !m->hidden))
			add(ret, m, arena);
	if (ret->all.n)
		qsort(ret->all.items, ret->all.n, sizeof(*ret->all.items), by_size);
}

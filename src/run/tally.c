#include "run/tally.h"

#include "assess/assess.h"
#include "os/clock.h"
#include "pack/kb.h"
#include "pack/knowledge_current.h"

enum { COUNT_MS = 1000 };

void tally_init(struct tally *t, const struct observations *before, struct arena *arena)
{
	*t = (struct tally){.arena = arena};
	vec_foreach (o, &before->all)
		vec_push(arena, &t->seen.all, *o);
}

static void keep(struct tally *t, const struct observations *unit)
{
	vec_foreach (o, &unit->all) {
		struct observation copy = *o;

		if (o->kind == OBS_BURST || o->kind == OBS_UNIT)
			continue;
		copy.rec = record_copy(&obs_types[o->kind], o->rec, t->arena);
		vec_push(t->arena, &t->seen.all, copy);
	}
}

void tally_add(struct tally *t, const struct observations *units, size_t n)
{
	int64_t begin = clock_system.mono(NULL);
	struct findings found = {0};
	const struct knowledge_pack *know;
	struct arena *arena;

	for (size_t i = 0; i < n; i++)
		keep(t, &units[i]);
	if (begin < t->next)
		return;
	arena = arena_new();
	know = knowledge_hold();
	if (assess(&t->seen, &(struct assess_with){kb_builtin(), know, DEADLINES_BOD_26_04},
		clock_system.wall(NULL), arena, &found) == 0)
		t->findings = (int64_t)found.all.n;
	knowledge_release(know);
	arena_free(arena);
	t->next = begin + MAX((int64_t)COUNT_MS, (clock_system.mono(NULL) - begin) * 10);
}

#include "desk/sources.h"

#include "model/log.h"
#include "store/desk.h"
#include "store/knowledge.h"

int sources_on(struct db *db, const struct feed *feed, bool *ret)
{
	struct arena *arena = arena_new();
	struct setting s;
	int r = desk_get(
	    db, &setting_type, arena_printf(arena, SOURCES_SWITCH "%s", feed->name), arena, &s);

	if (r == 0)
		*ret = s.value && strcmp(s.value, "on") == 0;
	else if (r == ERR_NOTFOUND)
		*ret = feed->on;
	arena_free(arena);
	return r == ERR_NOTFOUND ? 0 : r;
}

int sources_url(struct db *db, const struct feed *feed, struct arena *arena, const char **ret)
{
	struct setting s;
	int r = desk_get(
	    db, &setting_type, arena_printf(arena, SOURCES_URL "%s", feed->name), arena, &s);

	if (r == ERR_NOTFOUND || (r == 0 && (!s.value || !*s.value))) {
		*ret = feed->urls ? feed->urls[0] : NULL;
		return 0;
	}
	if (r == 0)
		*ret = s.value;
	return r;
}

static void add(struct source *to, const struct know_source *from)
{
	to->publications++;
	to->records += from->records;
	to->newest = MAX(to->newest, from->newest);
	to->taken = MAX(to->taken, from->taken);
	to->checked = MAX(to->checked, from->checked);
	if (from->error)
		to->error = from->error;
}

int sources_list(struct db *db, struct arena *arena, struct sources *ret)
{
	struct know_sources known = {0};
	struct sources out = {0};
	int r = know_source_list(db, arena, &known);

	for (const struct feed *feed = feeds; r == 0 && feed->name; feed++) {
		struct source s = {.feed = feed};

		vec_foreach (k, &known.all)
			if (strcmp(k->feed, feed->name) == 0)
				add(&s, k);
		r = sources_on(db, feed, &s.on);
		if (r == 0)
			r = sources_url(db, feed, arena, &s.url);
		vec_push(arena, &out.all, s);
	}
	if (r == 0)
		*ret = out;
	return r;
}

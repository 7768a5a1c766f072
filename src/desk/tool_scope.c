/* What a plan of an import needs: the perimeter, and what is followed (desk/tool_import.h). */
#include "desk/tool_import.h"

#include "base/map.h"
#include "import/clean.h"
#include "model/scope.h"
#include "model/tracked.h"
#include "store/desk.h"
#include "store/finding.h"

enum { ADDRESSES = 20000 };

static int items(struct db *db, const char *org, struct arena *arena, struct plan_scope *to)
{
	struct desk_records all = {0};
	int r = desk_list(db, &item_type,
	    "WHERE \"org\" = $1 AND \"state\" IN ('verified', 'excluded') ORDER BY \"id\"",
	    DESK_PARAMS(DESK_TEXT(org)), arena, &all);

	if (r < 0)
		return r;
	vec_foreach (it, &all.all) {
		const struct item *item = *it;
		struct text_list *list = item->state == ITEM_EXCLUDED ? &to->excluded
					 : item->type == ITEM_NETWORK ? &to->nets
					 : item->type == ITEM_HOST    ? &to->hosts
								      : &to->names;

		text_list_add(list, arena, item->value);
	}
	return 0;
}

/* Where verified names led surveillance to. */
static int addresses(struct db *db, const char *org, struct arena *arena, struct plan_scope *to)
{
	struct desk_records all = {0};
	int r = desk_list(db, &exposed_type,
	    "WHERE \"org\" = $1 AND \"type\" = 'address' AND \"gone\" = 0 ORDER BY \"name\" "
	    "LIMIT $2",
	    DESK_PARAMS(DESK_TEXT(org), DESK_INT(ADDRESSES)), arena, &all);

	if (r < 0)
		return r;
	vec_foreach (it, &all.all)
		text_list_add(&to->nets, arena, ((const struct exposed *)*it)->name);
	return 0;
}

int tool_scope_load(struct db *db, const char *org, struct arena *arena, struct plan_scope *ret)
{
	struct plan_scope scope = {0};
	int r = items(db, org, arena, &scope);

	if (r == 0)
		r = addresses(db, org, arena, &scope);
	if (r == 0)
		*ret = scope;
	return r;
}

/* Numbers of the vulnerabilities that a run stated, by the finding's key. */
static int numbers(
    struct db *db, const char *run, struct arena *arena, struct map *runs, struct map **ret)
{
	struct map *of = map_get(runs, run);
	struct findings all = {0};
	int r;

	if (!of) {
		of = ARENA_NEW(arena, struct map);
		map_init(of, arena);
		r = finding_load(db, run, arena, &all);
		if (r < 0)
			return r;
		vec_foreach (f, &all.all)
			if (f->cves.n)
				(void)map_set(of, f->key, &f->cves);
		(void)map_set(runs, run, of);
	}
	*ret = of;
	return 0;
}

static int known_of(struct db *db, const struct tracked *t, struct arena *arena,
    struct map *runs, struct plan_known *ret)
{
	struct plan_known k = {.id = t->id,
	    .type = t->type,
	    .key = t->key,
	    .subject = t->subject,
	    .addr = t->addr,
	    .port = t->port};
	const struct text_list *lines = NULL;
	struct map *of = NULL;
	int r = 0;

	for (size_t i = 0; i < t->evidence.n; i++)
		clean_cves(arena, t->evidence.items[i], &k.cves);
	if (t->run && t->category == CATEGORY_SOFTWARE) {
		r = numbers(db, t->run, arena, runs, &of);
		lines = of ? map_get(of, t->key) : NULL;
	}
	for (size_t i = 0; lines && i < lines->n; i++)
		clean_cves(arena, lines->items[i], &k.cves);
	*ret = k;
	return r;
}

int tool_scope_known(
    struct db *db, const char *org, struct arena *arena, struct plan_knowns *ret)
{
	struct desk_records all = {0};
	struct plan_knowns out = {0};
	struct map runs;
	int r = desk_list(db, &tracked_type,
	    "WHERE \"org\" = $1 AND \"state\" NOT IN ('verified_fixed', 'withdrawn', "
	    "'duplicate') "
	    "ORDER BY \"first_seen\", \"id\"",
	    DESK_PARAMS(DESK_TEXT(org)), arena, &all);

	map_init(&runs, arena);
	for (size_t i = 0; r == 0 && i < all.all.n; i++) {
		struct plan_known k;

		r = known_of(db, all.all.items[i], arena, &runs, &k);
		if (r == 0)
			vec_push(arena, &out.all, k);
	}
	if (r == 0)
		*ret = out;
	return r;
}

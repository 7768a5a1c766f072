#include "desk/schedule.h"

#include "desk/figures.h"
#include "desk/queue.h"
#include "desk/tracked.h"
#include "model/scope.h"
#include "store/desk.h"

/* A proof that was not renewed in time: the item is not scanned until it is. */
static int lapse(struct db *db, int64_t now, int64_t *ret)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct desk_records due = {0};
	int r = desk_list(db, &item_type,
	    "WHERE \"state\" = 'verified' AND \"lapses\" > 0 AND \"lapses\" <= $1 ORDER BY "
	    "\"lapses\" LIMIT $2",
	    DESK_PARAMS(DESK_INT(now), DESK_INT(SCHEDULE_MAX)), arena, &due);

	if (r < 0)
		return r;
	for (size_t i = 0; i < due.all.n; i++) {
		struct item *item = due.all.items[i];

		r = db_begin(db, DB_WRITE);
		if (r < 0)
			return r;
		item->state = ITEM_LAPSED;
		r = desk_update(db, &item_type, item);
		if (r == 0)
			r = log_append(
			    db, NULL, "perimeter.lapse", item->org, item->id, NULL, NULL, now);
		r = db_end(db, r);
		if (r < 0 && r != ERR_BUSY)
			return r;
		*ret += r == 0;
	}
	return 0;
}

int schedule_step(
    struct db *db, const struct order_house *house, int64_t now, struct schedule_done *ret)
{
	struct schedule_done n = {0};
	const int results[] = {queue_expire(db, now, &n.leases),
	    tracked_expire(db, now, SCHEDULE_MAX, &n.acceptances), lapse(db, now, &n.lapsed),
	    order_settle_due(db, house, now, SCHEDULE_MAX, &n.orders),
	    order_repeat_due(db, house, now, SCHEDULE_MAX, &n.repeats),
	    figures_take_due(db, now, SCHEDULE_MAX, &n.snapshots)};

	*ret = n;
	for (size_t i = 0; i < ARRAY_LEN(results); i++)
		if (results[i] < 0)
			return results[i];
	return 0;
}

int schedule_proofs_due(
    struct db *db, int64_t now, int max, struct arena *arena, struct text_list *ret_items)
{
	struct text_list items = {0};
	struct desk_records due = {0};
	int r = desk_list(db, &proof_type,
	    "WHERE \"state\" IN ('waiting', 'valid', 'failed') AND \"next\" > 0 AND \"next\" "
	    "<= "
	    "$1 ORDER BY \"next\", \"id\" LIMIT $2",
	    DESK_PARAMS(DESK_INT(now), DESK_INT(max)), arena, &due);

	if (r < 0)
		return r;
	vec_foreach (p, &due.all)
		text_list_add(&items, arena, ((struct proof *)*p)->item);
	*ret_items = items;
	return 0;
}

#include "desk/queue_move.h"

#include "model/order.h"
#include "store/desk.h"

static bool waits(int state)
{
	return state <= ORDER_SCHEDULED || state == ORDER_PAUSED;
}

static int move(struct db *db, const struct actor *actor, const char *id, int64_t priority,
    int64_t now, struct arena *arena)
{
	struct audit_order o = {0};
	int64_t was;
	int r = desk_get(db, &audit_order_type, id, arena, &o);

	if (r < 0)
		return r;
	if (!waits(o.state))
		return db_fail(db, ERR_UNSUPPORTED, "this order waits no more",
		    "only what waits can be moved", "%s is %-s", o.ref,
		    order_state_names[o.state]);
	was = o.priority;
	o.priority = priority;
	r = desk_update(db, &audit_order_type, &o);
	if (r == 0)
		r = desk_exec(db,
		    "UPDATE chunk SET \"priority\" = $2 WHERE \"audit_order\" = $1 AND "
		    "\"state\" IN ('waiting', 'cancelled', 'failed')",
		    DESK_PARAMS(DESK_TEXT(id), DESK_INT(priority)), NULL);
	return r < 0 ? r
		     : log_append(db, actor, "order.priority", o.org, o.id, NULL,
			   arena_printf(arena, "{\"was\":%lld,\"becomes\":%lld}",
			       (long long)was, (long long)priority),
			   now);
}

int queue_move(
    struct db *db, const struct actor *actor, const char *order, int64_t priority, int64_t now)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	int r;

	if (priority < QUEUE_FIRST || priority > QUEUE_LAST)
		return db_fail(db, ERR_RANGE, "there is no such place in the queue",
		    "a number from -10000 (first) to 10000 (last)", "%lld",
		    (long long)priority);
	r = db_begin(db, DB_WRITE);
	return r < 0 ? r : db_end(db, move(db, actor, order, priority, now, arena));
}

int queue_front(struct db *db, int64_t *ret)
{
	int64_t least = 0;
	int r = desk_number(db,
	    "SELECT coalesce(min(\"priority\"), 0) FROM chunk WHERE \"state\" = 'waiting'",
	    NULL, 0, &least);

	if (r == 0)
		*ret = MAX(least - 1, QUEUE_FIRST);
	return r;
}

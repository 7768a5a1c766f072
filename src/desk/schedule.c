#include "desk/schedule.h"

#include "desk/figures.h"
#include "desk/ioc.h"
#include "desk/obligation.h"
#include "desk/pentest_window.h"
#include "desk/proof.h"
#include "desk/queue.h"
#include "desk/remind.h"
#include "desk/sector.h"
#include "desk/tracked.h"

static int lapse(struct db *db, int64_t now, int64_t *ret)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	size_t n = 0;
	int r = proof_sweep(db, arena, now, &n);

	*ret = (int64_t)n;
	return r == ERR_BUSY ? 0 : r; /* another server does it */
}

static int end_indicators(struct db *db, int64_t now, int64_t *ret)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	size_t n = 0;
	int r = ioc_sweep(db, arena, now, &n);

	*ret = (int64_t)n;
	return r == ERR_BUSY ? 0 : r; /* another server does it */
}

int schedule_step(
    struct db *db, const struct order_house *house, int64_t now, struct schedule_done *ret)
{
	struct schedule_done n = {0};
	int64_t clocks = 0;
	int results[9];

	results[0] = queue_expire(db, now, &n.leases);
	results[1] = tracked_expire(db, now, SCHEDULE_MAX, &n.acceptances);
	results[2] = lapse(db, now, &n.lapsed);
	results[3] = order_settle_due(db, house, now, SCHEDULE_MAX, &n.orders);
	results[4] = order_repeat_due(db, house, now, SCHEDULE_MAX, &n.repeats);
	results[5] = remind_due(db, now, SCHEDULE_MAX, &n.reminders);
	results[6] = end_indicators(db, now, &n.indicators);
	results[7] = obligation_remind(db, now, SCHEDULE_MAX, &clocks);
	results[8] = pentest_window_due(db, now, SCHEDULE_MAX, &n.windows);
	n.reminders += clocks;
	*ret = n;
	for (size_t i = 0; i < ARRAY_LEN(results); i++)
		if (results[i] < 0)
			return results[i];
	return 0;
}

int schedule_figures(struct db *db, int64_t now, struct schedule_done *ret)
{
	struct schedule_done n = {0};
	int r = figures_take_due(db, now, SCHEDULE_FIGURES, &n.snapshots);

	if (r == 0)
		r = sector_make_due(db, now, n.snapshots, SCHEDULE_FIGURES, &n.sector);
	*ret = n;
	return r;
}

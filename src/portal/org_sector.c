/* The sector beside an organisation. Its distribution is one for all members and changes once a
 * day: it is computed at most every few minutes a process. */
#include "desk/figures.h"
#include "portal/bound.h"
#include "portal/org.h"
#include "report/i18n.h"

#include <pthread.h>

enum { KEEP_MS = 10 * 60 * 1000 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct {
	struct app *app; /* whose; another one in the same process is a test's */
	int64_t made, day;
	struct figures_sector figures;
} kept;

/* Of today, or of yesterday while today's are being made. */
static int compute(struct call *call, struct figures_sector *ret)
{
	int64_t day = figures_day(call->now);
	int r = figures_sector(call->db, day, ret);

	if (r == 0 && ret->orgs == FIGURES_HIDDEN)
		r = figures_sector(call->db, day - FIGURES_DAY, ret);
	return r;
}

static int sector(struct call *call, struct figures_sector *ret)
{
	bool fresh;
	int r;

	(void)pthread_mutex_lock(&lock);
	fresh =
	    kept.app == call->app && call->now - kept.made < KEEP_MS && call->now >= kept.made;
	if (fresh)
		*ret = kept.figures;
	(void)pthread_mutex_unlock(&lock);
	if (fresh)
		return 0;
	r = compute(call, ret);
	if (r < 0)
		return call_db(call, r);
	(void)pthread_mutex_lock(&lock);
	kept.app = call->app;
	kept.made = call->now;
	kept.figures = *ret;
	(void)pthread_mutex_unlock(&lock);
	return 0;
}

static void add(struct call *call, struct json *all, const char *label,
    const struct figures_spread *spread, bool duration)
{
	struct json *one;

	if (spread->orgs == FIGURES_HIDDEN || spread->median == FIGURES_HIDDEN)
		return;
	one = json_new_object(call->arena);
	json_set_text(call->arena, one, "label", label);
	json_set_int(call->arena, one, "low", spread->low);
	json_set_int(call->arena, one, "median", spread->median);
	json_set_int(call->arena, one, "high", spread->high);
	json_set_bool(call->arena, one, "lasts", duration);
	json_add_value(call->arena, all, one);
}

int org_sector(struct call *call)
{
	struct json *all = json_new_array(call->arena), *to = json_new_object(call->arena);
	struct figures_sector s;
	int r = sector(call, &s);

	if (r < 0 || s.orgs == FIGURES_HIDDEN)
		return r;
	add(call, all, TR("Open findings"), &s.open, false);
	add(call, all, TR("Overdue"), &s.overdue, false);
	add(call, all, TR("Median age of open findings"), &s.median_age, true);
	add(call, all, TR("Median time to fix"), &s.median_fix, true);
	add(call, all, TR("Exposed services"), &s.services, false);
	json_set_value(call->arena, to, "spreads", all);
	json_set_int(call->arena, to, "orgs", s.orgs);
	json_set_value(call->arena, call->data, "sector", to);
	return 0;
}

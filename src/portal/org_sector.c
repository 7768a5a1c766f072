/* The sector beside an organisation: its distribution is one for all members, made once a day.
 */
#include "desk/sector.h"
#include "portal/bound.h"
#include "portal/org.h"
#include "report/i18n.h"

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
	struct sector_day day;
	int r = sector_newest(call->db, call->now, SECTOR_ALL, SECTOR_ALL, call->arena, &day);

	if (r < 0)
		return r == ERR_NOTFOUND ? 0 : call_db(call, r);
	sector_spread(&day, &s);
	if (s.orgs == FIGURES_HIDDEN)
		return 0;
	add(call, all, TR("Open findings"), &s.open, false);
	add(call, all, TR("Overdue"), &s.overdue, false);
	add(call, all, TR("Median age of open findings"), &s.median_age, true);
	add(call, all, TR("Median time to fix"), &s.median_fix, true);
	add(call, all, TR("Exposed services"), &s.services, false);
	json_set_value(call->arena, to, "spreads", all);
	json_set_int(call->arena, to, "orgs", s.orgs);
	json_set_int(call->arena, to, "day", day.day);
	json_set_value(call->arena, call->data, "sector", to);
	return 0;
}

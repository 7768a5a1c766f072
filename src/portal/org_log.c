/* Who did and read what at the organisation. */
#include "portal/bound.h"
#include "portal/routes.h"
#include "report/i18n.h"

static const struct list_column columns[] = {
    {"time", TR("When"), "l.\"time\"", LIST_TIME, LIST_FILTER, NULL, NULL},
    {"actor_name", TR("Who"), "l.\"actor_name\"", LIST_TEXT, LIST_SEARCH, NULL, NULL},
    {"action", TR("Action"), "l.\"action\"", LIST_TEXT, LIST_SEARCH, NULL, NULL},
    {"object", TR("What"), "l.\"object\"", LIST_TEXT, LIST_SEARCH, NULL, NULL},
    {"outcome", TR("Outcome"), "l.\"outcome\"", LIST_TEXT, 0, NULL, NULL},
    {"remote", TR("From"), "l.\"remote\"", LIST_TEXT, LIST_SEARCH, NULL, NULL},
    {"seq", TR("Entry"), "l.\"seq\"", LIST_INT, LIST_SORT, NULL, NULL},
};

static int list(struct call *call)
{
	static const struct list rows = {.name = "log",
	    .from = "audit_log AS l",
	    .where = "l.\"org\" = $1",
	    .columns = columns,
	    .ncolumns = ARRAY_LEN(columns),
	    .sort = "-seq",
	    .key = "l.\"seq\"",
	    .empty = TR("Nobody has done or read anything yet.")};

	return list_run(call, &rows, DESK_PARAMS(DESK_TEXT(call->org->id)));
}

const struct route org_log_routes[] = {
    {"GET", "/orgs/{org}/log", MAY_SEE_LOG, "org_log", list, 0,
	"Who did and read what at the organisation.", NULL, TR("Log")},
    {.method = NULL},
};

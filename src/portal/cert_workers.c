/* Who carries out the audits. */
#include "portal/cert.h"
#include "portal/routes.h"
#include "report/i18n.h"

static const char *const healths[] = {"working", "idle", "silent", NULL};

static const struct list_column columns[] = {
    {"worker", TR("Worker"), "w.\"worker\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"health", TR("Health"),
	"CASE WHEN w.\"held\" = 0 THEN 'idle' WHEN w.\"told\" < CAST($1 AS @int) - 90000 THEN "
	"'silent' ELSE 'working' END",
	LIST_ENUM, LIST_FILTER, healths, NULL},
    {"held", TR("Audits it holds"), "w.\"held\"", LIST_INT, LIST_SORT, NULL, NULL},
    {"done", TR("Audits done"), "w.\"done\"", LIST_INT, LIST_SORT, NULL, NULL},
    {"failed", TR("Audits failed"), "w.\"failed\"", LIST_INT, LIST_SORT, NULL, NULL},
    {"told", TR("Last heard of"), "w.\"told\"", LIST_TIME, LIST_SORT | LIST_FILTER, NULL,
	NULL},
};

static int workers(struct call *call)
{
	static const struct list list = {.name = "workers",
	    .from = "(SELECT \"worker\", sum(CASE WHEN \"state\" = 'leased' THEN 1 ELSE 0 END) "
		    "AS \"held\", sum(CASE WHEN \"state\" = 'done' THEN 1 ELSE 0 END) AS "
		    "\"done\", sum(CASE WHEN \"state\" = 'failed' THEN 1 ELSE 0 END) AS "
		    "\"failed\", max(\"told\") AS \"told\" FROM chunk WHERE \"worker\" IS NOT "
		    "NULL GROUP BY \"worker\") AS w",
	    .where = "CAST($1 AS @int) > 0",
	    .columns = columns,
	    .ncolumns = ARRAY_LEN(columns),
	    .sort = "-told",
	    .key = "w.\"worker\"",
	    .empty = TR("No worker has taken an audit yet.")};

	return list_run(call, &list, DESK_PARAMS(DESK_INT(call->now)));
}

const struct route cert_workers_routes[] = {
    {"GET", "/cert/workers", MAY_OPERATE, "cert_workers", workers, ROUTE_NO_LOG,
	"Who carries out the audits.", NULL, TR("Workers")},
    {.method = NULL},
};

/* Who carries out the audits. */
#include "api/worker.h"
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
    {"told", TR("Last heard of"), "w.\"told\"", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
};

/* The registered ones; SHA-256 of the certificate, name. */
static int add_registered(struct call *call)
{
	struct json *all = json_new_array(call->arena);
	struct desk_records rows = {0};
	int r = desk_list(call->db, &setting_type,
	    "WHERE \"name\" LIKE $1 ORDER BY \"value\", \"name\" LIMIT 1000",
	    DESK_PARAMS(DESK_TEXT(WORKER_SETTING "%")), call->arena, &rows);

	vec_foreach (p, &rows.all) {
		const struct setting *s = *p;
		struct json *one = json_new_object(call->arena);

		json_set_text(call->arena, one, "name", s->value);
		json_set_text(call->arena, one, "print", s->name + strlen(WORKER_SETTING));
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "registered", all);
	json_set_bool(call->arena, call->data, "has_registered", all->array.n > 0);
	return call_db(call, r);
}

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
	int r = list_run(call, &list, DESK_PARAMS(DESK_INT(call->now)));

	return r < 0 || call->replied ? r : add_registered(call);
}

static int add(struct call *call)
{
	const char *name = cert_need(call, "name", 60);
	const char *pem = cert_need(call, "pem", 20000);
	int r = 0;

	if (!call->wrong)
		r = cert_refused(
		    call, worker_add(call->db, &call->actor, name, span_str(pem), call->now));
	if (r == 0 && !call->wrong)
		return call_redirect(call, TR("The worker was registered."), "/cert/workers");
	/* A private key that was pasted by mistake is not sent back. */
	cert_keep(call, strstr(call_field(call, "pem"), "PRIVATE KEY") ? "name" : "name pem");
	return r < 0 ? r : workers(call);
}

static int revoke(struct call *call)
{
	int r = worker_remove(call->db, &call->actor, call_arg(call, "name"), call->now);

	return r < 0 ? call_db(call, r)
		     : call_redirect(call, TR("The worker's certificates count no more."),
			   "/cert/workers");
}

const struct route cert_workers_routes[] = {
    {"GET", "/cert/workers", MAY_OPERATE, "cert_workers", workers, ROUTE_NO_LOG,
	"Who carries out the audits.", NULL, TR("Workers")},
    {"POST", "/cert/workers", MAY_OPERATE, "cert_workers", add, 0,
	"Registers a worker by its certificate.", "name pem", TR("Workers")},
    {"POST", "/cert/workers/{name}/revoke", MAY_OPERATE, NULL, revoke, 0,
	"Takes away all certificates of a worker.", NULL, NULL},
    {.method = NULL},
};

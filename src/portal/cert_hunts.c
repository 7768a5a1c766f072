/* Retro-hunts: indicators that were searched in what sensors met before. */
#include "desk/hunt.h"
#include "desk/ioc.h"
#include "portal/bound.h"
#include "portal/cert.h"
#include "portal/routes.h"
#include "report/i18n.h"

static const struct list_column columns[] = {
    {"id", "", "h.\"id\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"value", TR("Indicator"), "i.\"value\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"type", TR("Kind"), "i.\"type\"", LIST_ENUM, LIST_FILTER, ioc_kind_names, NULL},
    {"malware", TR("Malware"), "i.\"malware\"", LIST_TEXT, LIST_SEARCH, NULL, NULL},
    {"traces", TR("Met"), "h.\"traces\"", LIST_INT, LIST_SORT, NULL, NULL},
    {"orgs", TR("Organisations"), "h.\"orgs\"", LIST_INT, LIST_SORT, NULL, NULL},
    {"first", TR("First seen"), "h.\"first\"", LIST_TIME, LIST_SORT, NULL, NULL},
    {"last", TR("Last seen"), "h.\"last\"", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
    {"done", TR("Searched"), "h.\"done\"", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
    {"millis", TR("Took (ms)"), "h.\"millis\"", LIST_INT, LIST_SORT, NULL, NULL},
};

/* What is typed into the search: any indicator, published or not. */
static int search(struct call *call, const char *text)
{
	struct json *all = json_new_array(call->arena);
	struct hunt_found found = {0};
	struct ioc ioc = {0};
	struct msg why = {0};
	int r = ioc_parse(span_str(text), -1, call->arena, &ioc, &why);

	json_set_text(call->arena, call->data, "indicator", text);
	if (r < 0) {
		call_wrong(call, "indicator", why.detail[0] ? why.detail : why.what);
		return 0;
	}
	r = hunt_search(call->db, &ioc, call->now, call->arena, &found);
	if (r < 0)
		return r == ERR_UNSUPPORTED ? 0 : call_db(call, r);
	for (size_t i = 0; i < found.traces.all.n && i < HUNT_SHOWN; i++) {
		const struct trace *t = found.traces.all.items[i];
		struct json *one = bound_json(call, &trace_type, t);
		struct org org;

		if (t->org && desk_get(call->db, &org_type, t->org, call->arena, &org) == 0)
			json_set_text(call->arena, one, "org_name", org.name);
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "traces", all);
	json_set_bool(call->arena, call->data, "searched", true);
	json_set_int(call->arena, call->data, "n", found.n);
	json_set_int(call->arena, call->data, "members", found.orgs);
	json_set_int(call->arena, call->data, "millis", found.millis);
	return 0;
}

static int hunts(struct call *call)
{
	static const struct list list = {.name = "hunts",
	    .from = "hunt AS h JOIN ioc AS i ON i.\"id\" = h.\"id\"",
	    .where = "h.\"state\" = 'done'",
	    .columns = columns,
	    .ncolumns = ARRAY_LEN(columns),
	    .sort = "-done",
	    .key = "h.\"id\"",
	    .empty =
		TR("Nothing was searched yet. Publish an indicator: it is searched in what "
		   "sensors met in the last 90 days by itself.")};
	const char *text = serve_query(call->rq, "indicator");
	const struct serve_request *rq = call->rq;
	struct serve_request plain = *rq;
	int r = text && *text ? search(call, text) : 0;

	/* The list below the search has no column of that name. */
	if (text)
		plain.query = (struct serve_pairs){0};
	call->rq = &plain;
	if (r == 0)
		r = list_run(call, &list, NULL, 0);
	call->rq = rq;
	return r;
}

static int again(struct call *call)
{
	struct hunted done;
	int r = hunt_one(
	    call->db, &call->actor, call_arg(call, "id"), call->now, call->arena, &done);

	return r < 0 ? call_db(call, r)
		     : call_redirect(call,
			   done.traces ? TR("It was met: see the alerts.")
				       : TR("It was met by nobody in the last 90 days."),
			   "/cert/hunts");
}

const struct route cert_hunts_routes[] = {
    {"GET", "/cert/hunts", MAY_REVIEW, "cert_hunts", hunts, 0,
	"Indicators searched in what sensors met before.", NULL, TR("Hunts")},
    {"POST", "/cert/hunts/{id}", MAY_REVIEW, NULL, again, 0, "Searches an indicator again.",
	NULL, NULL},
    {.method = NULL},
};

/* One thing that is exposed: what is known of it, what stands beside it, its findings, and what
 * changed. */
#include "portal/bound.h"
#include "portal/routes.h"

#include "pack/kb.h"
#include "report/i18n.h"

enum { BESIDE_MOST = 200, FINDINGS_MOST = 200, CHANGES_MOST = 50 };

static int find(struct call *call, struct exposed *ret)
{
	const char *id = call_arg(call, "id");
	int r = desk_find(call->db, &exposed_type, "WHERE \"id\" = $1 AND \"org\" = $2",
	    DESK_PARAMS(DESK_TEXT(id), DESK_TEXT(call->org->id)), call->arena, ret);

	if (r == ERR_NOTFOUND)
		return call_fail(call, r, TR("Not found"),
		    TR("Go back to the list: it may have been removed"), "%.40s", id);
	return call_db(call, r);
}

static void set_records(struct call *call, const struct record_type *type,
    const struct desk_records *found, const char *name)
{
	struct json *all = json_new_array(call->arena);

	vec_foreach (rec, &found->all)
		json_add_value(call->arena, all, bound_json(call, type, *rec));
	json_set_value(call->arena, call->data, name, all);
}

/* What it hangs on and what hangs on it: by address, and by the name that it was found by. */
static int set_beside(struct call *call, const struct exposed *e)
{
	struct desk_records found = {0};
	int r = desk_list(call->db, &exposed_type,
	    "WHERE \"org\" = $1 AND \"gone\" = 0 AND \"id\" <> $2 AND ((\"addr\" = $3 AND ($4 "
	    "<> 'service' OR \"type\" <> 'service')) OR \"parent\" = $5 OR \"name\" = $6) "
	    "ORDER BY CASE \"type\" WHEN 'name' THEN 0 WHEN 'address' THEN 1 ELSE 2 END, "
	    "\"port\", \"name\" LIMIT $7",
	    DESK_PARAMS(DESK_TEXT(call->org->id), DESK_TEXT(e->id),
		DESK_TEXT(e->addr ? e->addr : ""), DESK_TEXT(exposed_kind_names[e->type]),
		DESK_TEXT(e->name), DESK_TEXT(e->parent ? e->parent : ""),
		DESK_INT(BESIDE_MOST)),
	    call->arena, &found);

	if (r < 0)
		return call_db(call, r);
	set_records(call, &exposed_type, &found, "beside");
	return 0;
}

/* As a run counts the worst on an asset: on its endpoint, its address, or its name. */
static int list_findings(struct call *call, const struct exposed *e, struct desk_records *ret)
{
	static const char tail[] =
	    "WHERE \"org\" = $1 AND (($2 = 'service' AND \"addr\" = $3 AND \"port\" = $4) OR "
	    "($2 = 'address' AND \"addr\" = $5) OR ($2 = 'name' AND \"subject\" = $5)) ORDER "
	    "BY "
	    "CASE WHEN \"closed\" = 0 THEN 0 ELSE 1 END, CASE \"criticality\" WHEN 'critical' "
	    "THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 WHEN 'low' THEN 3 ELSE 4 END, "
	    "\"ref\" LIMIT $6";

	return call_db(call,
	    desk_list(call->db, &tracked_type, tail,
		DESK_PARAMS(DESK_TEXT(call->org->id), DESK_TEXT(exposed_kind_names[e->type]),
		    DESK_TEXT(e->addr ? e->addr : ""), DESK_INT(e->port), DESK_TEXT(e->name),
		    DESK_INT(FINDINGS_MOST)),
		call->arena, ret));
}

static int set_findings(struct call *call, const struct exposed *e)
{
	struct json *all = json_new_array(call->arena);
	struct desk_records found = {0};
	int r = list_findings(call, e, &found);

	if (r < 0)
		return r;
	vec_foreach (rec, &found.all) {
		const struct tracked *t = *rec;
		struct json *one = bound_json(call, &tracked_type, t);
		const char *title =
		    kb_text(kb_builtin(), t->type, call->lang, KB_TITLE, t->product);

		json_set_text(call->arena, one, "title",
		    t->title ? t->title
		    : title  ? title
			     : t->type);
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "findings", all);
	return 0;
}

static int set_changes(struct call *call, const struct exposed *e)
{
	struct desk_records found = {0};
	int r = desk_list(call->db, &exposure_event_type,
	    "WHERE \"org\" = $1 AND \"asset\" = $2 ORDER BY \"time\" DESC, \"id\" LIMIT $3",
	    DESK_PARAMS(DESK_TEXT(call->org->id), DESK_TEXT(e->id), DESK_INT(CHANGES_MOST)),
	    call->arena, &found);

	if (r < 0)
		return call_db(call, r);
	set_records(call, &exposure_event_type, &found, "changes");
	return 0;
}

static int show(struct call *call)
{
	struct exposed e;
	int r = find(call, &e);

	if (r == 0)
		r = set_beside(call, &e);
	if (r == 0)
		r = set_findings(call, &e);
	if (r == 0)
		r = set_changes(call, &e);
	if (r < 0)
		return r;
	json_set_value(call->arena, call->data, "asset", bound_json(call, &exposed_type, &e));
	json_set_text(call->arena, call->data, "heading", e.name);
	bound_crumb(call, TR("Exposure"), "exposure");
	return 0;
}

const struct route asset_routes[] = {
    {"GET", "/orgs/{org}/exposure/assets/{id}", MAY_VIEW, "asset", show, 0,
	"One name, address or service: what is known of it, and its findings.", NULL,
	TR("Exposure")},
    {.method = NULL},
};

/* Who asks, the organisations where that counts, and their log. */
#include "api/v1.h"

#include "api/list_view.h"
#include "codec/json.h"
#include "desk/org.h"

enum { BELOW_MAX = 1000 };

static int me(struct call *call)
{
	struct json *roles = json_new_array(call->arena), *scopes = json_new_array(call->arena);

	vec_foreach (s, &call->who.standings) {
		struct json *one = json_new_object(call->arena);

		json_set_text(call->arena, one, "role", role_names[s->role]);
		json_set_text(call->arena, one, "org", s->org);
		json_add_value(call->arena, roles, one);
	}
	for (size_t i = 0; i < call->who.scopes.n; i++)
		json_add_text(call->arena, scopes, call->who.scopes.items[i]);
	json_set_text(call->arena, call->data, "id", call->who.person);
	json_set_text(call->arena, call->data, "name", call->who.name);
	json_set_text(call->arena, call->data, "mail", call->who.mail);
	json_set_text(call->arena, call->data, "lang", call->who.lang);
	json_set_bool(call->arena, call->data, "token", call->who.token);
	json_set_value(call->arena, call->data, "roles", roles);
	json_set_value(call->arena, call->data, "scopes", scopes);
	return 0;
}

static const struct list_column org_columns[] = {
    {"id", "Identifier", "o.id", LIST_TEXT, 0, NULL, NULL},
    {"name", "Name", "o.name", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"type", "Kind", "o.type", LIST_ENUM, LIST_FILTER, org_kind_names, NULL},
    {"state", "State", "o.state", LIST_ENUM, LIST_FILTER, org_state_names, NULL},
    {"parent", "Group", "o.parent", LIST_TEXT, LIST_FILTER, NULL, NULL},
    {"region", "Region", "o.region", LIST_TEXT, LIST_SORT | LIST_FILTER, NULL, NULL},
    {"criticality", "Criticality", "o.criticality", LIST_INT, LIST_SORT | LIST_FILTER, NULL,
	NULL},
    {"joined", "Joined", "o.joined", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
};

const struct list v1_orgs = {.name = "orgs",
    .from = "org AS o",
    .columns = org_columns,
    .ncolumns = ARRAY_LEN(org_columns),
    .sort = "name",
    .key = "o.id"};

static void add_org(
    struct call *call, const struct org *org, struct text_list *seen, struct json *items)
{
	struct json *one = json_new_object(call->arena);

	if (text_list_has(seen, org->id))
		return;
	text_list_add(seen, call->arena, org->id);
	json_set_text(call->arena, one, "id", org->id);
	json_set_text(call->arena, one, "name", org->name);
	json_set_text(call->arena, one, "type", org_kind_names[org->type]);
	json_set_text(call->arena, one, "state", org_state_names[org->state]);
	json_set_text(call->arena, one, "parent", org->parent);
	json_set_text(call->arena, one, "region", org->region);
	json_set_int(call->arena, one, "criticality", org->criticality);
	json_set_text(call->arena, one, "joined",
	    org->joined ? list_time_text(org->joined, call->arena) : NULL);
	json_add_value(call->arena, items, one);
}

/* The standing's organisation, and for a group officer those below it. */
static int add_standing(
    struct call *call, const struct standing *s, struct text_list *seen, struct json *items)
{
	struct desk_records below = {0};
	struct org org;
	int r;

	if (s->role != ROLE_GROUP_OFFICER) {
		r = desk_get(call->db, &org_type, s->org, call->arena, &org);
		if (r == 0)
			add_org(call, &org, seen, items);
		return call_db(call, r);
	}
	r = org_below(call->db, s->path, NULL, BELOW_MAX, call->arena, &below);
	vec_foreach (o, &below.all)
		add_org(call, *o, seen, items);
	return call_db(call, r);
}

/* A member's are few and on one page; the CERT's are a list. */
static int orgs(struct call *call)
{
	struct json *items = json_new_array(call->arena);
	struct text_list seen = {0};

	if (who_may(&call->who, MAY_SECTOR, NULL))
		return v1_list(call, &v1_orgs, NULL, 0);
	vec_foreach (s, &call->who.standings) {
		int r = s->org ? add_standing(call, s, &seen, items) : 0;

		if (r < 0)
			return r;
	}
	json_set_value(call->arena, call->data, "items", items);
	json_set_int(call->arena, call->data, "page", 1);
	json_set_int(call->arena, call->data, "pages", 1);
	json_set_int(call->arena, call->data, "total", (int64_t)items->array.n);
	json_set_bool(call->arena, call->data, "more", false);
	json_set_text(call->arena, call->data, "next", NULL);
	json_set_text(call->arena, call->data, "previous", NULL);
	return 0;
}

static int org(struct call *call)
{
	return v1_record(call, &org_type, call->org);
}

static const struct list_column log_columns[] = {
    {"seq", "Number", "l.seq", LIST_INT, LIST_SORT, NULL, NULL},
    {"time", "Time", "l.time", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
    {"actor", "Who", "l.actor", LIST_TEXT, LIST_FILTER, NULL, NULL},
    {"actor_name", "Name", "l.actor_name", LIST_TEXT, LIST_SEARCH, NULL, NULL},
    {"remote", "Address", "l.remote", LIST_TEXT, LIST_FILTER, NULL, NULL},
    {"action", "Action", "l.action", LIST_TEXT, LIST_FILTER | LIST_SEARCH, NULL, NULL},
    {"object", "Object", "l.object", LIST_TEXT, LIST_FILTER, NULL, NULL},
    {"outcome", "Outcome", "l.outcome", LIST_TEXT, LIST_FILTER, NULL, NULL},
};

const struct list v1_log = {.name = "log",
    .from = "audit_log AS l",
    .where = "l.org = $1",
    .columns = log_columns,
    .ncolumns = ARRAY_LEN(log_columns),
    .sort = "-seq",
    .key = "l.seq"};

static int org_log(struct call *call)
{
	return v1_list(call, &v1_log, DESK_PARAMS(DESK_TEXT(call->org->id)));
}

const struct route v1_me_routes[] = {
    {"GET", "/api/v1/me", MAY_SIGN_IN, NULL, me, ROUTE_NO_LOG,
	"Who the token or session stands for, with roles and scopes.", NULL, NULL},
    {"GET", "/api/v1/orgs", MAY_SIGN_IN, NULL, orgs, 0,
	"The organisations that the caller has to do with.", NULL, NULL},
    {"GET", "/api/v1/orgs/{org}", MAY_VIEW, NULL, org, 0, "An organisation.", NULL, NULL},
    {"GET", "/api/v1/orgs/{org}/log", MAY_SEE_LOG, NULL, org_log, 0,
	"Who did and read what there.", NULL, NULL},
    {.method = NULL},
};

/* Applications for membership, and their decision. */
#include "desk/enrol.h"
#include "desk/org.h"
#include "desk/people.h"
#include "portal/cert.h"
#include "portal/routes.h"
#include "report/i18n.h"

static const struct list_column columns[] = {
    {"id", "", "e.\"id\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"created", TR("When"), "e.\"created\"", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
    {"org", TR("Organisation"), "coalesce(o.\"name\", e.\"name\", '')", LIST_TEXT,
	LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"kind", TR("Kind"), "coalesce(o.\"type\", e.\"type\")", LIST_ENUM, LIST_SORT | LIST_FILTER,
	org_kind_names, NULL},
    {"person", TR("Applicant"), "p.\"name\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"role", TR("Role"), "e.\"role\"", LIST_ENUM, LIST_SORT, role_names, NULL},
    {"state", TR("State"), "e.\"state\"", LIST_ENUM, LIST_SORT | LIST_FILTER,
	enrolment_state_names, NULL},
    {"decided", TR("Decided"), "e.\"decided\"", LIST_TIME, LIST_SORT, NULL, NULL},
};

static int enrolments(struct call *call)
{
	static const struct list list = {.name = "enrolments",
	    .from = "enrolment AS e JOIN person AS p ON p.\"id\" = e.\"person\" LEFT JOIN org "
		    "AS o ON o.\"id\" = e.\"org\"",
	    .columns = columns,
	    .ncolumns = ARRAY_LEN(columns),
	    .sort = "-created",
	    .key = "e.\"id\"",
	    .empty = TR("Nobody has applied yet. Organisations apply on the start page.")};
	int r = cert_take(call);

	return r < 0 ? r : list_run(call, &list, NULL, 0);
}

static void set_applicant(struct call *call, struct json *e, const char *id)
{
	struct person p;

	if (people_get(call->db, id, call->arena, &p) < 0)
		return;
	json_set_text(call->arena, e, "person", p.name);
	json_set_text(call->arena, e, "mail", p.mail);
	json_set_text(call->arena, e, "phone", p.phone);
	json_set_bool(call->arena, e, "confirmed", p.mail_confirmed != 0);
}

static int set_org(struct call *call, struct json *to, const struct enrolment *e)
{
	struct org org;
	const char *ids = "";
	int r = 0;

	if (e->org) {
		r = org_get(call->db, e->org, call->arena, &org);
		if (r == 0) {
			json_set_text(call->arena, to, "picked", org.id);
			json_set_text(call->arena, to, "org", org.name);
			json_set_text(call->arena, to, "kind", org_kind_names[org.type]);
			json_set_text(call->arena, to, "org_state", org_state_names[org.state]);
		}
		return call_db(call, r);
	}
	for (size_t i = 0; i < e->national_ids.n; i++)
		ids = arena_printf(
		    call->arena, "%s%s%s", ids, i ? ", " : "", e->national_ids.items[i]);
	json_set_text(call->arena, to, "org", e->name);
	json_set_text(call->arena, to, "kind", org_kind_names[e->type]);
	json_set_text(call->arena, to, "national_ids", ids);
	if (e->parent && org_get(call->db, e->parent, call->arena, &org) == 0)
		json_set_text(call->arena, to, "parent", org.name);
	return 0;
}

/* Sentences, one a line, each a key of the catalogue. */
static int set_missing(struct call *call, const struct enrolment *e)
{
	struct json *all = json_new_array(call->arena);
	const char *text = "";
	int r = enrol_missing(call->db, e, call->arena, &text);

	for (; r == 0 && *text; text += strspn(text, "\n")) {
		size_t n = strcspn(text, "\n");

		json_add_text(call->arena, all, arena_strndup(call->arena, text, n));
		text += n;
	}
	json_set_bool(call->arena, call->data, "has_missing", all->array.n > 0);
	json_set_value(call->arena, call->data, "missing", all);
	return call_db(call, r);
}

static int show(struct call *call, const struct enrolment *e)
{
	struct json *one = json_new_object(call->arena);
	bool own = strcmp(e->person, call->who.person) == 0;
	int r;

	json_set_text(call->arena, one, "id", e->id);
	json_set_text(call->arena, one, "state", enrolment_state_names[e->state]);
	json_set_text(call->arena, one, "role", role_names[e->role]);
	json_set_text(call->arena, one, "legal_name", e->legal_name);
	json_set_text(call->arena, one, "legal_mail", e->legal_mail);
	json_set_text(call->arena, one, "oncall_name", e->oncall_name);
	json_set_text(call->arena, one, "oncall_phone", e->oncall_phone);
	json_set_text(call->arena, one, "terms", e->terms);
	json_set_text(call->arena, one, "message", e->message);
	json_set_text(call->arena, one, "reason", e->reason);
	json_set_int(call->arena, one, "created", e->created);
	if (e->decided) {
		json_set_int(call->arena, one, "decided", e->decided);
		json_set_text(call->arena, one, "decided_by", cert_person(call, e->decided_by));
	}
	set_applicant(call, one, e->person);
	r = set_org(call, one, e);
	json_set_value(call->arena, call->data, "enrolment", one);
	json_set_bool(call->arena, call->data, "own", own);
	json_set_bool(call->arena, call->data, "can_ask",
	    !own && enrol_next((enum enrolment_state)e->state, ENROL_ASK) >= 0);
	json_set_bool(call->arena, call->data, "can_approve",
	    !own && enrol_next((enum enrolment_state)e->state, ENROL_APPROVE) >= 0);
	json_set_bool(call->arena, call->data, "can_reject",
	    !own && enrol_next((enum enrolment_state)e->state, ENROL_REJECT) >= 0);
	return r < 0 ? r : set_missing(call, e);
}

static int find(struct call *call, struct enrolment *e)
{
	int r = desk_get(call->db, &enrolment_type, call_arg(call, "id"), call->arena, e);

	return r < 0 ? call_db(call, r) : e->org ? cert_at(call, e->org) : cert_take(call);
}

static int one(struct call *call)
{
	struct enrolment e;
	int r = find(call, &e);

	return r < 0 ? r : show(call, &e);
}

static int decide(struct call *call)
{
	static const char *const words[] = {"approve", "ask", "reject", NULL};
	static const enum enrol_action actions[] = {ENROL_APPROVE, ENROL_ASK, ENROL_REJECT};
	static const char *const said[] = {TR("The application was approved."),
	    TR("The applicant was asked."), TR("The application was rejected.")};
	int which = cert_choice(call, "action", words);
	const char *reason = which > 0 ? cert_need(call, "reason", CERT_REASON)
				       : cert_text(call, "reason", CERT_REASON);
	struct enrolment e;
	int r = find(call, &e);

	if (r < 0)
		return r;
	if (which < 0)
		call_wrong(call, "form", TR("Choose what to do."));
	if (!call->wrong)
		r = cert_refused(call, enrol_step(call->db, &call->actor, &call->who, e.id,
					   actions[which], reason, call->now));
	if (r == 0 && !call->wrong)
		return call_redirect(call, said[which], "/cert/enrolments/%s", e.id);
	cert_keep(call, "reason");
	return r < 0 ? r : show(call, &e);
}

const struct route cert_enrolments_routes[] = {
    {"GET", "/cert/enrolments", MAY_DECIDE, "cert_enrolments", enrolments, ROUTE_NO_LOG,
	"Applications for membership.", NULL, TR("Enrolments")},
    {"GET", "/cert/enrolments/{id}", MAY_DECIDE, "cert_enrolment", one, 0,
	"An application, and what it still needs.", NULL, TR("Application for membership")},
    {"POST", "/cert/enrolments/{id}", MAY_DECIDE, "cert_enrolment", decide, 0,
	"Approves or rejects an application, or asks for more.", "action reason?",
	TR("Application for membership")},
    {.method = NULL},
};

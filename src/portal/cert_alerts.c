/* Alerts at the CERT: the board, the queue of what is nobody's, one alert and its steps. */
#include "portal/cert_alerts.h"
#include "desk/alert_tell.h"
#include "desk/pentest_sight.h"
#include "model/event_kind.h"
#include "portal/alerts.h"
#include "portal/bound.h"
#include "portal/cert.h"
#include "portal/routes.h"
#include "report/i18n.h"

/* What audience_sees says of the CERT's readers: they see all but RED. */
#define SEEN "a.\"tlp\" <> 'red'"

static const struct list_column columns[] = {
    {"id", "", "a.\"id\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"org_id", "", "a.\"org\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"ref", TR("Number"), "a.\"ref\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"org", TR("Organisation"), "o.\"name\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"type", TR("Kind"), "a.\"type\"", LIST_ENUM, LIST_SORT | LIST_FILTER, event_kind_names,
	NULL},
    {"severity", TR("Severity"), "a.\"severity\"", LIST_ENUM, LIST_SORT | LIST_FILTER,
	criticality_names, ALERTS_SEVERITY},
    {"priority", TR("Priority"), "a.\"priority\"", LIST_INT, LIST_SORT, NULL, NULL},
    {"asset", TR("Asset"), "a.\"asset\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"indicator", TR("Indicator"), "a.\"indicator\"", LIST_TEXT, LIST_SEARCH, NULL, NULL},
    {"events", TR("Observations"), "a.\"events\"", LIST_INT, LIST_SORT, NULL, NULL},
    {"last", TR("Last seen"), "a.\"last\"", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
    {"state", TR("State"), "a.\"state\"", LIST_ENUM, LIST_SORT | LIST_FILTER, alert_state_names,
	NULL},
    {"answer", TR("Answer"), "a.\"answer\"", LIST_ENUM, LIST_FILTER, alert_answer_names, NULL},
    {"end", TR("Ended"), "a.\"end\"", LIST_ENUM, LIST_FILTER | LIST_HIDE, alert_end_names,
	NULL},
    {"tlp", TR("Label"), "a.\"tlp\"", LIST_ENUM, LIST_FILTER | LIST_HIDE, tlp_names, NULL},
    {"feed", TR("Source"), "a.\"feed\"", LIST_TEXT, LIST_FILTER | LIST_HIDE, NULL, NULL},
};

static int list(struct call *call)
{
	static const struct list rows = {.name = "alerts",
	    .from = "alert AS a LEFT JOIN org AS o ON o.\"id\" = a.\"org\"",
	    .where = SEEN,
	    .columns = columns,
	    .ncolumns = ARRAY_LEN(columns),
	    .sort = "-last",
	    .key = "a.\"id\"",
	    .row = alerts_row,
	    .empty = TR("There is no alert yet. Take in a report.")};
	int r = cert_take(call);

	return r < 0 ? r : list_run(call, &rows, NULL, 0);
}

/* --- nobody's --- */

static const struct list_column queue_columns[] = {
    {"id", "", "a.\"id\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"ref", TR("Number"), "a.\"ref\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"type", TR("Kind"), "a.\"type\"", LIST_ENUM, LIST_SORT | LIST_FILTER, event_kind_names,
	NULL},
    {"severity", TR("Severity"), "a.\"severity\"", LIST_ENUM, LIST_SORT | LIST_FILTER,
	criticality_names, ALERTS_SEVERITY},
    {"asset", TR("Asset"), "a.\"asset\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"reverse", TR("Name backwards"), "a.\"reverse\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL,
	NULL},
    {"indicator", TR("Indicator"), "a.\"indicator\"", LIST_TEXT, LIST_SEARCH, NULL, NULL},
    {"events", TR("Observations"), "a.\"events\"", LIST_INT, LIST_SORT, NULL, NULL},
    {"last", TR("Last seen"), "a.\"last\"", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
    {"tlp", TR("Label"), "a.\"tlp\"", LIST_ENUM, LIST_HIDE, tlp_names, NULL},
};

static int unattributed(struct call *call)
{
	static const struct list rows = {.name = "unattributed",
	    .from = "alert AS a",
	    .where = "a.\"state\" = 'unattributed' AND " SEEN,
	    .columns = queue_columns,
	    .ncolumns = ARRAY_LEN(queue_columns),
	    .sort = "-last",
	    .key = "a.\"id\"",
	    .row = alerts_row,
	    .empty = TR("Everything that was reported is somebody's.")};
	int r = cert_take(call);

	return r < 0 ? r : list_run(call, &rows, NULL, 0);
}

/* --- one --- */

static int find(struct call *call, struct alert *ret)
{
	int r = desk_find(call->db, &alert_type, "AS a WHERE " SEEN " AND a.\"id\" = $1",
	    DESK_PARAMS(DESK_TEXT(call_arg(call, "id"))), call->arena, ret);

	return r == ERR_NOTFOUND
		   ? call_fail(call, r, "there is no such record",
			 "it may have been removed meanwhile: go back to the list", "%s", "")
		   : call_db(call, r);
}

static void set_can(struct call *call, const struct alert *a)
{
	struct json *can = json_new_object(call->arena);
	bool may = (cert_roles(call) & (1u << ROLE_ANALYST | 1u << ROLE_COORDINATOR)) != 0;

	for (int i = 0; i < ALERT_ACTIONS; i++)
		json_set_bool(call->arena, can, alert_rows[i].name,
		    may && alert_rows[i].who == MAY_REVIEW && alert_allows(a, i));
	json_set_bool(call->arena, can, "tell", may && a->state == ALERT_TRIAGE);
	json_set_bool(
	    call->arena, can, "release", may && a->state == ALERT_SUPPRESSED && !a->ask);
	json_set_bool(call->arena, can, "rule", may);
	/* Not while a penetration test answers for it: the organisation would learn of it. */
	json_set_bool(call->arena, can, "go_on",
	    may && a->org && !(a->ask && a->state == ALERT_SUPPRESSED));
	json_set_bool(call->arena, can, "take",
	    may && (!a->assignee || strcmp(a->assignee, call->who.person) != 0));
	json_set_value(call->arena, call->data, "can", can);
}

static int set_owner(struct call *call, const struct alert *a)
{
	struct org org = {0};
	struct item item = {0};
	int r = 0;

	if (a->org) {
		r = desk_get(call->db, &org_type, a->org, call->arena, &org);
		json_set_text(call->arena, call->data, "owner", org.name);
		json_set_text(call->arena, call->data, "owner_id", a->org);
	}
	if (r == 0 && a->item && a->how != EVENT_BY_RULE) {
		r = desk_get(call->db, &item_type, a->item, call->arena, &item);
		json_set_text(call->arena, call->data, "item_value", item.value);
	}
	return r == ERR_NOTFOUND ? 0 : call_db(call, r);
}

/* That somebody answers for it; which test it is, for those who may know. */
static int set_held(struct call *call, const struct alert *a)
{
	struct audience_viewer viewer;
	struct pentest_ask ask = {0};
	struct engagement e = {0};
	int r = pentest_viewer(call->db, &call->who, call->arena, &viewer);

	if (r == 0)
		r = desk_get(call->db, &pentest_ask_type, a->ask, call->arena, &ask);
	if (r == 0)
		r = desk_get(call->db, &engagement_type, ask.engagement, call->arena, &e);
	json_set_bool(call->arena, call->data, "held", true);
	if (r == 0 && pentest_inside_seen_by(&e, &viewer)) {
		json_set_text(call->arena, call->data, "held_by", e.ref);
		json_set_text(call->arena, call->data, "held_id", e.id);
	}
	return r == ERR_NOTFOUND ? 0 : call_db(call, r);
}

static int show(struct call *call, const struct alert *a)
{
	int r = alerts_fill(call, a, true);

	set_can(call, a);
	json_set_text(
	    call->arena, call->data, "seed_of", arena_printf(call->arena, "alert/%s", a->id));
	cert_options(call, "end", alert_end_names, ALERT_END_FIXED, ALERT_END_INCIDENT,
	    ALERT_END_FALSE_POSITIVE);
	json_set_text(
	    call->arena, call->data, "assignee_name", bound_person(call, a->assignee));
	cert_keep(call, "note assign_note org_ref");
	if (r == 0 && a->ask && a->state == ALERT_SUPPRESSED)
		r = set_held(call, a);
	return r < 0 ? r : set_owner(call, a);
}

static int one(struct call *call)
{
	struct alert a;
	int r = find(call, &a);

	if (r == 0 && a.org)
		r = cert_at(call, a.org);
	return r < 0 ? r : show(call, &a);
}

static int its_rows(struct call *call)
{
	struct alert a;
	int r = find(call, &a);

	if (r == 0 && a.org)
		r = cert_at(call, a.org);
	if (r < 0)
		return r;
	json_set_text(call->arena, call->data, "back",
	    arena_printf(call->arena, "/cert/alerts/%s", a.id));
	return alerts_rows(call, &a);
}

/* The organisation as people write it: its name, its abbreviation, its id. */
static const char *org_of(struct call *call, const char *text)
{
	struct org org;
	struct desk_records found = {0};
	int r = desk_list(call->db, &org_type,
	    "WHERE \"id\" = $1 OR \"name\" = $1 OR \"abbreviation\" = $1 ORDER BY \"id\" LIMIT "
	    "2",
	    DESK_PARAMS(DESK_TEXT(text)), call->arena, &found);

	if (r < 0 || found.all.n != 1)
		return NULL;
	org = *(struct org *)found.all.items[0];
	return org.id;
}

const char *cert_alerts_org(struct call *call, const char *field)
{
	const char *text = call_field(call, field), *id = NULL;

	if (*text)
		id = org_of(call, text);
	if (*text && !id)
		call_wrong(call, field,
		    TR("There is no organisation of that name, or more than one: choose from "
		       "the "
		       "list."));
	return id;
}

static int do_step(struct call *call, const struct alert *a, const char *what)
{
	struct alert_step step = {.action = -1, .note = cert_text(call, "note", CERT_REASON)};

	for (int i = 0; i < ALERT_ACTIONS; i++)
		if (strcmp(alert_rows[i].name, what) == 0 && alert_rows[i].who == MAY_REVIEW)
			step.action = i;
	if (strcmp(what, "tell") == 0)
		return alert_tell_one(call->db, &call->actor, a->id, call->now, call->arena);
	if (strcmp(what, "take") == 0)
		return alert_take(
		    call->db, &call->actor, a->id, call->who.person, call->now, call->arena);
	if (step.action == ALERT_DO_CLOSE) {
		step.end = cert_choice(call, "end", alert_end_names);
		step.note = cert_need(call, "note", CERT_REASON);
	} else if (step.action == ALERT_DO_UNASSIGN || step.action == ALERT_DO_ASSIGN) {
		step.note = cert_need(call, "assign_note", CERT_REASON);
	}
	if (step.action == ALERT_DO_ASSIGN) {
		step.org = cert_alerts_org(call, "org_ref");
		if (!step.org && !call->wrong)
			call_wrong(call, "org_ref", TR("This is needed."));
	}
	if (step.action < 0)
		call_wrong(call, "form", TR("Choose what is to be done."));
	if (call->wrong)
		return 0;
	return alert_act(call->db, &call->actor, a->id, &step, call->now, call->arena, NULL);
}

static int act(struct call *call)
{
	struct alert a;
	int r = find(call, &a);

	if (r < 0)
		return r;
	r = cert_refused(call, do_step(call, &a, call_field(call, "action")));
	if (r == 0 && !call->wrong)
		return call_redirect(call, TR("Saved."), "/cert/alerts/%s", a.id);
	return r < 0 ? r : show(call, &a);
}

const struct route cert_alerts_routes[] = {
    {"GET", "/cert/alerts", MAY_VIEW, "cert_alerts", list, ROUTE_NO_LOG,
	"Alerts of the whole constituency.", NULL, TR("Alerts")},
    {"GET", "/cert/unattributed", MAY_VIEW, "cert_unattributed", unattributed, ROUTE_NO_LOG,
	"Alerts that are nobody's.", NULL, TR("Nobody's alerts")},
    {"GET", "/cert/alerts/{id}", MAY_VIEW, "cert_alert", one, 0,
	"An alert, whose it is and why, and its steps.", NULL, NULL},
    {"GET", "/cert/alerts/{id}/rows", MAY_VIEW, "alert_rows", its_rows, 0,
	"The events of an alert.", NULL, NULL},
    {"POST", "/cert/alerts/{id}", MAY_REVIEW, "cert_alert", act, 0, "Does a step of an alert.",
	"action note? end? org_ref? assign_note?", NULL},
    {.method = NULL},
};

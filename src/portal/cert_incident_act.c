/* What the CERT does about an incident: steps, what it says of it, parties, work. What it tells
 * them is cert_incident_posts.c. */
#include "base/parse.h"
#include "desk/id.h"
#include "desk/incident_evidence.h"
#include "desk/incident_work.h"
#include "portal/bound.h"
#include "portal/cert.h"
#include "portal/incident.h"
#include "portal/routes.h"
#include "report/i18n.h"

#include <stdlib.h>

#define AT "/cert/incidents/{id}"

int incident_page_cert_done(struct incident_page *page, int r, const char *tab)
{
	struct call *call = page->call;

	if (!call->wrong)
		r = bound_refused(call, r);
	if (r == 0 && !call->wrong)
		return call_redirect(
		    call, TR("Saved."), "/cert/incidents/%s%s", page->c.incident.id, tab);
	return r < 0 ? r : incident_page_cert_fill(page);
}

static int step(struct call *call)
{
	struct incident_step step = {.action = -1, .roles = cert_roles(call)};
	struct incident_page page = {0};
	int r = incident_page_cert(call, &page);

	if (r < 0)
		return r;
	for (int i = 0; i < INCIDENT_ACTIONS; i++)
		if (strcmp(incident_rows[i].name, call_field(call, "action")) == 0)
			step.action = i;
	step.note = cert_text(call, "note", CERT_REASON);
	if (step.action < 0)
		call_wrong(call, "form", TR("Choose what is to be done."));
	else if (incident_rows[step.action].note && !step.note && !call->wrong)
		call_wrong(call, "note", TR("This is needed."));
	if (!call->wrong)
		r = incident_act(call->db, &call->actor, page.c.incident.id, &step, call->now,
		    call->arena, NULL);
	return incident_page_cert_done(&page, r, "");
}

int incident_page_choice(
    struct call *call, const char *field, const char *const *names, int dflt)
{
	int i = cert_choice(call, field, names);

	if (i < 0 && *call_field(call, field))
		call_wrong(call, field, TR("Choose one."));
	return i < 0 ? dflt : i;
}

static void read_case(struct call *call, struct incident *i)
{
	const char *lead = call_field(call, "lead");
	int class = incident_page_choice(call, "class", incident_class_names, -1);
	int64_t every = 4;

	i->title = cert_need(call, "title", CERT_NAME);
	i->summary = cert_text(call, "summary", 8000);
	i->severity =
	    incident_page_choice(call, "severity", incident_severity_names, i->severity);
	i->class = class < 0 ? NULL : incident_class_names[class];
	i->type = cert_text(call, "type", 60);
	i->tlp = incident_page_choice(call, "tlp", tlp_names, i->tlp);
	i->pap = incident_page_choice(call, "pap", tlp_names, i->pap);
	i->lead = id_valid(lead) ? lead : NULL;
	i->major = *call_field(call, "major") != '\0';
	i->crossborder = *call_field(call, "crossborder") != '\0';
	i->malicious = *call_field(call, "malicious") != '\0';
	i->lessons = cert_text(call, "lessons", 20000);
	if (i->major && *call_field(call, "every") &&
	    parse_int(span_str(call_field(call, "every")), 1, 168, &every) < 0)
		call_wrong(call, "every", TR("Write a number of hours from 1 to 168."));
	i->every = every;
	i->version = strtoll(call_field(call, "version"), NULL, 10);
}

static int edit(struct call *call)
{
	struct incident_page page = {0};
	struct incident i = {0};
	int r = incident_page_cert(call, &page);

	if (r < 0)
		return r;
	i = page.c.incident;
	read_case(call, &i);
	if (!call->wrong)
		r = incident_save(call->db, &call->actor, &i, call->now, call->arena);
	return incident_page_cert_done(&page, r, "");
}

/* --- parties --- */

static int add_party(struct incident_page *page)
{
	struct call *call = page->call;
	struct incident_party p = {.incident = page->c.incident.id,
	    .role = incident_page_choice(call, "role", party_role_names, PARTY_INFORMED),
	    .view = incident_page_choice(call, "view", tlp_names, TLP_GREEN)};
	const char *name = cert_need(call, "org_name", CERT_NAME);
	struct org org = {0};
	int r;

	if (!name)
		return 0;
	r = desk_find(call->db, &org_type,
	    "WHERE \"id\" = $1 OR \"name\" = $1 OR \"abbreviation\" = $1 ORDER BY \"path\" "
	    "LIMIT 1",
	    DESK_PARAMS(DESK_TEXT(name)), call->arena, &org);
	if (r == ERR_NOTFOUND) {
		call_wrong(
		    call, "org_name", TR("There is no such organisation: write its name."));
		return 0;
	}
	p.org = org.id;
	return r < 0 ? r
		     : incident_party_add(call->db, &call->actor, &p, call->now, call->arena);
}

static int change_party(struct incident_page *page, bool leaves)
{
	struct call *call = page->call;
	const struct incident_party *is =
	    incident_case_party(&page->c, call_field(call, "party"));
	struct incident_party p = {0};

	if (!is) {
		call_wrong(call, "form", TR("Choose a party of the case."));
		return 0;
	}
	p = *is;
	p.role = incident_page_choice(call, "role", party_role_names, p.role);
	p.view = incident_page_choice(call, "view", tlp_names, p.view);
	return incident_party_set(call->db, &call->actor, &p, leaves, call->now, call->arena);
}

/* By telephone: the party says where it stands. */
static int say(struct incident_page *page)
{
	struct call *call = page->call;
	const struct incident_party *is =
	    incident_case_party(&page->c, call_field(call, "party"));

	if (!is) {
		call_wrong(call, "form", TR("Choose a party of the case."));
		return 0;
	}
	return incident_party_say(call->db, &call->actor, is->id,
	    cert_choice(call, "status", party_status_names), call->now, call->arena);
}

static int parties(struct call *call)
{
	const char *action = call_field(call, "action");
	struct incident_page page = {0};
	int r = incident_page_cert(call, &page);

	if (r < 0)
		return r;
	if (strcmp(action, "add") == 0)
		r = add_party(&page);
	else if (strcmp(action, "status") == 0)
		r = say(&page);
	else if (strcmp(action, "set") == 0 || strcmp(action, "remove") == 0)
		r = change_party(&page, *action == 'r');
	else
		call_wrong(call, "form", TR("Choose what is to be done."));
	return incident_page_cert_done(&page, r, "/parties");
}

static int merge(struct call *call)
{
	struct incident_page page = {0};
	struct incident into = {0};
	int r = incident_page_cert(call, &page);

	if (r < 0)
		return r;
	r = desk_find(call->db, &incident_type, "WHERE \"ref\" = $1",
	    DESK_PARAMS(DESK_TEXT(call_field(call, "into_ref"))), call->arena, &into);
	if (r == ERR_NOTFOUND) {
		call_wrong(call, "into_ref", TR("There is no incident of that number."));
		r = 0;
	} else if (r == 0)
		r = incident_merge(call->db, &call->actor, page.c.incident.id, into.id,
		    call->now, call->arena);
	return incident_page_cert_done(&page, r, "");
}

static int split(struct call *call)
{
	struct incident_page page = {0};
	struct text_list leaving = call_fields(call, "parties");
	struct incident fresh = {0};
	int r = incident_page_cert(call, &page);

	if (r < 0)
		return r;
	r = bound_refused(call, incident_split(call->db, &call->actor, page.c.incident.id,
				    &leaving, call->now, call->arena, &fresh));
	if (r == 0 && !call->wrong)
		return call_redirect(call, TR("Saved."), "/cert/incidents/%s", fresh.id);
	return r < 0 ? r : incident_page_cert_fill(&page);
}

/* --- work --- */

static const char *party_field(struct call *call)
{
	const char *party = call_field(call, "party");

	return *party ? party : NULL;
}

static int task(struct call *call)
{
	struct incident_page page = {0};
	struct incident_task t = {.title = cert_need(call, "title", CERT_NAME),
	    .due = incident_form_time(call, "due"),
	    .party = party_field(call),
	    .kind = *call_field(call, "call") ? TASK_CALL : TASK_WORK};
	int r = incident_page_cert(call, &page);

	if (r < 0)
		return r;
	t.incident = page.c.incident.id;
	t.assignee = t.party ? NULL : call->who.person;
	if (!call->wrong)
		r = incident_task_put(call->db, &call->actor, &t, call->now, call->arena);
	return incident_page_cert_done(&page, r, "/work");
}

static int end_task(struct call *call)
{
	struct incident_page page = {0};
	int state =
	    strcmp(call_field(call, "state"), "dropped") == 0 ? TASK_DROPPED : TASK_DONE;
	int r = incident_page_cert(call, &page);

	if (r == 0)
		r = incident_task_end(call->db, &call->actor, page.c.incident.id,
		    call_field(call, "task"), state, call->now, call->arena);
	return r == ERR_NOTFOUND ? incident_page_missing(call, call_field(call, "task"))
				 : incident_page_cert_done(&page, r, "/work");
}

static int entry(struct call *call)
{
	struct incident_page page = {0};
	struct incident_entry e = {
	    .kind = incident_page_choice(call, "kind", entry_kind_names, ENTRY_EVENT),
	    .text = cert_need(call, "happened", 8000),
	    .why = cert_text(call, "why", 8000),
	    .tlp = incident_page_choice(call, "label", tlp_names, TLP_AMBER),
	    .parties = call_fields(call, "parties"),
	    .time = incident_form_time(call, "when")};
	int r = incident_page_cert(call, &page);

	if (r < 0)
		return r;
	e.incident = page.c.incident.id;
	if (!call->wrong)
		r = incident_entry_put(call->db, &call->actor, &e, call->now, call->arena);
	return incident_page_cert_done(&page, r, "/work");
}

/* --- evidence, observables, links --- */

static int evidence(struct call *call)
{
	struct incident_page page = {0};
	int r = incident_page_cert(call, &page);

	if (r == 0)
		r = incident_file_take(&page, party_field(call));
	return incident_page_cert_done(&page, r, "/evidence");
}

static int check_file(struct call *call, const struct incident_evidence *e)
{
	struct vault_key key;
	STR_AUTO(out, INCIDENT_EVIDENCE_MAX + VAULT_MORE);
	int r =
	    vault_open(arena_printf(call->arena, "%s/" VAULT_FILE, call->app->settings.data),
		false, &key, &call->msg);

	if (r < 0)
		return r;
	r = incident_evidence_take(
	    call->db, &call->actor, &key, e, CUSTODY_CHECKED, call->now, &out);
	vault_forget(&key);
	return r;
}

static int custody(struct call *call)
{
	const char *id = call_arg(call, "file"), *action = call_field(call, "action");
	const char *note = cert_text(call, "note", 2000);
	struct incident_page page = {0};
	struct incident_evidence e = {0};
	int r = incident_page_cert(call, &page);

	if (r < 0)
		return r;
	r = desk_get(call->db, &incident_evidence_type, id, call->arena, &e);
	if (r == ERR_NOTFOUND || (r == 0 && strcmp(e.incident, page.c.incident.id) != 0))
		return incident_page_missing(call, id);
	if (strcmp(action, "check") == 0)
		r = check_file(call, &e);
	else if (strcmp(action, "hand") == 0)
		r = incident_evidence_hand(call->db, &call->actor, &e, note, call->now);
	else if (strcmp(action, "destroy") == 0)
		r = incident_evidence_destroy(call->db, &call->actor, &e, note, call->now);
	else
		call_wrong(call, "form", TR("Choose what is to be done."));
	return incident_page_cert_done(&page, r, "/evidence");
}

static int observables(struct call *call)
{
	struct incident_page page = {0};
	struct incident_observable o = {
	    .party = party_field(call), .note = cert_text(call, "remark", 2000)};
	struct text_list values = bound_lines(call, "observables");
	int r = incident_page_cert(call, &page);

	if (r < 0)
		return r;
	o.incident = page.c.incident.id;
	for (size_t i = 0; i < values.n; i++)
		if (strlen(values.items[i]) > 2000)
			call_wrong(call, "observables", TR("This is too long."));
	if (!call->wrong)
		r = incident_observables_put(
		    call->db, &call->actor, &o, &values, call->now, call->arena);
	return incident_page_cert_done(&page, r, "/evidence");
}

static int candidate(struct call *call)
{
	struct incident_page page = {0};
	int r = incident_page_cert(call, &page);

	if (r < 0)
		return r;
	r = incident_observable_candidate(call->db, &call->actor, page.c.incident.id,
	    call_field(call, "observable"), call->now, call->arena);
	return r == ERR_NOTFOUND ? incident_page_missing(call, call_field(call, "observable"))
				 : incident_page_cert_done(&page, r, "/evidence");
}

static int link_to(struct call *call)
{
	struct incident_page page = {0};
	struct incident_link l = {
	    .kind = incident_page_choice(call, "link", incident_link_names, 0)};
	const char *what = cert_need(call, "what", 200);
	int r = incident_page_cert(call, &page);

	if (r < 0)
		return r;
	l.incident = page.c.incident.id;
	if (!call->wrong)
		r = incident_link_put(call->db, &call->actor, &l, what, call->now, call->arena);
	if (r == ERR_NOTFOUND) {
		call_wrong(call, "what", TR("There is nothing of that number."));
		r = 0;
	}
	return incident_page_cert_done(&page, r, "/evidence");
}

static int unlink_from(struct call *call)
{
	struct incident_page page = {0};
	int r = incident_page_cert(call, &page);

	if (r < 0)
		return r;
	r = incident_link_drop(call->db, &call->actor, page.c.incident.id,
	    call_field(call, "link"), call->now, call->arena);
	return r == ERR_NOTFOUND ? incident_page_missing(call, call_field(call, "link"))
				 : incident_page_cert_done(&page, r, "/evidence");
}

/* --- an intermediate report --- */

static int ask(struct call *call)
{
	struct incident_page page = {0};
	const struct incident_party *p;
	int64_t due = incident_form_time(call, "due");
	const char *note = cert_need(call, "note", CERT_REASON);
	int r = incident_page_cert(call, &page);

	if (r < 0)
		return r;
	p = incident_case_party(&page.c, call_field(call, "party"));
	if (!p)
		call_wrong(call, "party", TR("Choose a party of the case."));
	if (p && !call->wrong)
		r = obligation_ask(
		    call->db, &call->actor, p->id, due, note, call->now, call->arena);
	return incident_page_cert_done(&page, r, "/clocks");
}

const struct route cert_incident_act_routes[] = {
    {"POST", AT, MAY_REVIEW, "cert_incident", step, 0,
	"A step: qualify, dismiss, open, contain, eradicate, recover, review, close, reopen, "
	"reconsider.",
	"action note?", NULL},
    {"POST", AT "/edit", MAY_REVIEW, "cert_incident", edit, 0,
	"What the CERT says of the case.",
	"title summary? severity class? type? tlp pap lead? major? every? crossborder? "
	"malicious? lessons? version",
	NULL},
    {"POST", AT "/parties", MAY_REVIEW, "cert_incident_parties", parties, 0,
	"Adds, changes or takes out a party.", "action org_name? party? role? view? status?",
	NULL},
    {"POST", AT "/merge", MAY_REVIEW, "cert_incident", merge, 0,
	"Everything goes into another case.", "into_ref", NULL},
    {"POST", AT "/split", MAY_REVIEW, "cert_incident_parties", split, 0,
	"Parties leave for a case of their own.", "parties", NULL},
    {"POST", AT "/tasks", MAY_REVIEW, "cert_incident_work", task, 0, "Sets a task.",
	"title due? party? call?", NULL},
    {"POST", AT "/tasks/end", MAY_REVIEW, "cert_incident_work", end_task, 0, "Ends a task.",
	"task state?", NULL},
    {"POST", AT "/entries", MAY_REVIEW, "cert_incident_work", entry, 0,
	"A line of the timeline, or a decision.", "happened kind? why? when? label? parties?",
	NULL},
    {"POST", AT "/evidence", MAY_REVIEW, "cert_incident_evidence", evidence, 0,
	"A file, which is kept encrypted.", "file? note? taken? party?", NULL},
    {"POST", AT "/evidence/{file}", MAY_REVIEW, "cert_incident_evidence", custody, 0,
	"Compares the digest, notes a handing over, destroys.", "action note?", NULL},
    {"POST", AT "/observables", MAY_REVIEW, "cert_incident_evidence", observables, 0,
	"What was seen of the attacker, a value a line.", "observables remark? party?", NULL},
    {"POST", AT "/candidate", MAY_REVIEW, "cert_incident_evidence", candidate, 0,
	"Makes a candidate indicator of an observable.", "observable", NULL},
    {"POST", AT "/links", MAY_REVIEW, "cert_incident_evidence", link_to, 0,
	"Links the case to a finding, advisory, indicator, alert, pentest, audit or case.",
	"link what", NULL},
    {"POST", AT "/unlink", MAY_REVIEW, "cert_incident_evidence", unlink_from, 0,
	"Takes a link away.", "link", NULL},
    {"POST", AT "/ask", MAY_REVIEW, "cert_incident_clocks", ask, 0,
	"Asks a party for an intermediate report.", "party due note", NULL},
    {.method = NULL},
};

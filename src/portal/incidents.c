/* Incidents as members report and see them: the list, the form, the case as this party sees
 * it, and what it does there. */
#include "desk/incident_work.h"
#include "portal/bound.h"
#include "portal/cert.h"
#include "portal/incident.h"
#include "portal/routes.h"
#include "report/i18n.h"

#include <stdlib.h>

/* What audience_sees says of a party's report at its organisation: $1 the organisation, $2
 * whether who asks belongs to it or is made to see what it sees. */
#define SEEN "p.\"org\" = $1 AND (p.\"tlp\" <> 'amber+strict' OR CAST($2 AS @int) = 1)"

/* What the CERT says of the whole case is told up to the label that the party gets. */
#define RANK(what)                                                                        \
	"CASE " what " WHEN 'clear' THEN 0 WHEN 'green' THEN 1 WHEN 'amber' THEN 2 WHEN " \
	"'amber+strict' THEN 3 ELSE 4 END"
#define TOLD "(p.\"left\" = 0 AND " RANK("i.\"tlp\"") " <= " RANK("p.\"view\"") ")"

static const struct list_column columns[] = {
    {"id", "", "p.\"id\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"ref", TR("Number"), "p.\"ref\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"what", TR("What happened"), "p.\"what\"", LIST_TEXT, LIST_SEARCH, NULL, NULL},
    {"state", TR("State"), "CASE WHEN " TOLD " THEN i.\"state\" ELSE NULL END", LIST_ENUM, 0,
	incident_state_names, NULL},
    {"status", TR("Where you stand"), "p.\"status\"", LIST_ENUM, LIST_SORT | LIST_FILTER,
	party_status_names, NULL},
    {"role", TR("Part"), "p.\"role\"", LIST_ENUM, LIST_SORT | LIST_FILTER, party_role_names,
	NULL},
    {"aware", TR("Became aware"), "p.\"aware\"", LIST_TIME, LIST_SORT | LIST_FILTER, NULL,
	NULL},
    {"due", TR("Next legal deadline"),
	"COALESCE((SELECT min(o.\"due\") FROM obligation AS o WHERE o.\"party\" = p.\"id\" AND "
	"o.\"org\" = p.\"org\" AND o.\"sent\" = 0 AND o.\"waived\" = 0 AND o.\"due\" > 0), 0)",
	LIST_TIME, LIST_SORT, NULL, NULL},
    {"exercise", TR("Exercise"), "i.\"exercise\"", LIST_INT, 0, NULL, NULL},
};

static void shorten(struct call *call, struct json *row)
{
	const char *what = json_text(json_get(row, "what"), "");
	int64_t due = json_int(json_get(row, "due"), 0);

	if (strlen(what) > 120) {
		size_t n = 117;

		while (n && ((unsigned char)what[n] & 0xc0) == 0x80)
			n--;
		json_set_text(call->arena, row, "short",
		    arena_printf(call->arena, "%.*s…", (int)n, what));
	} else {
		json_set_text(call->arena, row, "short", what);
	}
	json_set_bool(call->arena, row, "late", due && due < call->now);
}

static bool is_inside(const struct call *call)
{
	vec_foreach (s, &call->who.standings) {
		if (s->org ? strcmp(s->org, call->org->id) == 0
			   : s->role == ROLE_READER || s->role == ROLE_ANALYST ||
				 s->role == ROLE_COORDINATOR)
			return true;
	}
	return false;
}

static int list(struct call *call)
{
	static const struct list rows = {.name = "incidents",
	    .from = "incident_party AS p JOIN incident AS i ON i.\"id\" = p.\"incident\"",
	    .where = SEEN,
	    .columns = columns,
	    .ncolumns = ARRAY_LEN(columns),
	    .sort = "-aware",
	    .key = "p.\"id\"",
	    .row = shorten,
	    .empty = TR("No incident was reported here. Report one when something happens: the "
			"CERT helps.")};

	return list_run(
	    call, &rows, DESK_PARAMS(DESK_TEXT(call->org->id), DESK_INT(is_inside(call))));
}

/* --- the form --- */

static int report_new(struct call *call)
{
	const struct incident_party empty = {.tlp = TLP_AMBER, .aware = call->now};

	bound_crumb(call, TR("Incidents"), "incidents");
	incident_form_fill(call, &empty);
	return 0;
}

static int report(struct call *call)
{
	struct incident_party p = {.org = call->org->id,
	    .role = PARTY_VICTIM,
	    .status = PARTY_AFFECTED,
	    .view = TLP_AMBER_STRICT,
	    .channel = CHANNEL_PORTAL};
	const struct incident_origin origin = {0};
	int r = 0;

	incident_form_read(call, &p);
	if (!call->wrong)
		r = bound_refused(call, incident_report(call->db, &call->actor, &p, &origin,
					    call->now, call->arena));
	if (r == 0 && !call->wrong)
		return call_redirect(call, TR("The CERT has your report."),
		    "/orgs/%s/incidents/%s", call->org->id, p.id);
	bound_crumb(call, TR("Incidents"), "incidents");
	incident_form_fill(call, &p);
	return r;
}

/* --- the case --- */

static void set_choices(struct incident_page *page)
{
	struct call *call = page->call;
	struct json *all = json_new_array(call->arena);
	bool live = incident_is_live(page->c.incident.state) && !page->party->left;

	for (int i = PARTY_AFFECTED; party_status_names[i]; i++) {
		struct json *one;

		if (!incident_status_allows(page->party->status, i))
			continue;
		one = json_new_object(call->arena);
		json_set_text(call->arena, one, "value", party_status_names[i]);
		json_set_bool(call->arena, one, "here", page->party->status == i);
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "statuses", all);
	json_set_bool(
	    call->arena, call->data, "answerable", live && call_may(call, MAY_ANSWER));
}

static int show(struct incident_page *page)
{
	int r = incident_page_fill(page);

	json_set_text(page->call->arena, page->call->data, "clock_at",
	    arena_printf(page->call->arena, "/orgs/%s/incidents/%s", page->call->org->id,
		page->party->id));
	set_choices(page);
	bound_crumb(page->call, TR("Incidents"), "incidents");
	return r;
}

static int one(struct call *call)
{
	struct incident_page page = {0};
	int r = incident_page_member(call, &page);

	return r < 0 ? r : show(&page);
}

/* After a step: to the page, or shown again with what is wrong. */
static int done(struct incident_page *page, int r, const char *anchor)
{
	struct call *call = page->call;

	if (!call->wrong)
		r = bound_refused(call, r);
	if (r == 0 && !call->wrong)
		return call_redirect(call, TR("Saved."), "/orgs/%s/incidents/%s#%s",
		    call->org->id, page->party->id, anchor);
	bound_typed(call);
	return r < 0 ? r : show(page);
}

static int say(struct call *call)
{
	struct incident_page page = {0};
	int status = bound_name(party_status_names, call_field(call, "status"));
	int r = incident_page_member(call, &page);

	if (r < 0)
		return r;
	if (status <= PARTY_NOT_KNOWN)
		call_wrong(call, "status", TR("Choose one."));
	else
		r = incident_party_say(
		    call->db, &call->actor, page.party->id, status, call->now, call->arena);
	return done(&page, r, "status");
}

static int post(struct call *call)
{
	struct incident_page page = {0};
	struct incident_post p = {.org = call->org->id, .tlp = TLP_AMBER};
	int r = incident_page_member(call, &page);

	if (r < 0)
		return r;
	p.incident = page.c.incident.id;
	p.text = cert_need(call, "text", 20000);
	if (strcmp(call_field(call, "tlp"), tlp_names[TLP_AMBER_STRICT]) == 0)
		p.tlp = TLP_AMBER_STRICT;
	if (!call->wrong)
		r = incident_post_put(call->db, &call->actor, &p, call->now, call->arena);
	return done(&page, r, "posts");
}

static int entry(struct call *call)
{
	struct incident_page page = {0};
	struct incident_entry e = {.org = call->org->id, .tlp = TLP_AMBER};
	int kind = cert_choice(call, "kind", entry_kind_names);
	int r = incident_page_member(call, &page);

	if (r < 0)
		return r;
	e.incident = page.c.incident.id;
	e.kind = kind == ENTRY_MEASURE ? ENTRY_MEASURE : ENTRY_EVENT;
	e.text = cert_need(call, "happened", 8000);
	e.time = incident_form_time(call, "when");
	if (!call->wrong)
		r = incident_entry_put(call->db, &call->actor, &e, call->now, call->arena);
	return done(&page, r, "timeline");
}

static int observables(struct call *call)
{
	struct incident_page page = {0};
	struct incident_observable o = {0};
	struct text_list values = bound_lines(call, "observables");
	int r = incident_page_member(call, &page);

	if (r < 0)
		return r;
	o.incident = page.c.incident.id;
	o.party = page.party->id;
	o.note = cert_text(call, "remark", 2000);
	for (size_t i = 0; i < values.n; i++)
		if (strlen(values.items[i]) > 2000)
			call_wrong(call, "observables", TR("This is too long."));
	if (!call->wrong)
		r = incident_observables_put(
		    call->db, &call->actor, &o, &values, call->now, call->arena);
	return done(&page, r, "observables");
}

static int task(struct call *call)
{
	struct incident_page page = {0};
	struct incident_task t = {0};
	int r = incident_page_member(call, &page);

	if (r < 0)
		return r;
	r = desk_get(call->db, &incident_task_type, call_field(call, "task"), call->arena, &t);
	if (r == ERR_NOTFOUND || (r == 0 && (!t.party || strcmp(t.party, page.party->id) != 0)))
		return incident_page_missing(call, call_field(call, "task"));
	if (r == 0)
		r = incident_task_end(call->db, &call->actor, page.c.incident.id, t.id,
		    TASK_DONE, call->now, call->arena);
	return done(&page, r, "tasks");
}

static int evidence(struct call *call)
{
	struct incident_page page = {0};
	int r = incident_page_member(call, &page);

	if (r == 0)
		r = incident_file_take(&page, page.party->id);
	return page.party ? done(&page, r, "evidence") : r;
}

static int file(struct call *call)
{
	struct incident_page page = {0};
	int r = incident_page_member(call, &page);

	return r < 0 ? r : incident_file_send(&page);
}

/* --- changing the report --- */

static int edit(struct call *call)
{
	struct incident_page page = {0};
	int r = incident_page_member(call, &page);

	if (r < 0)
		return r;
	incident_form_fill(call, page.party);
	json_set_text(call->arena, call->data, "edit", page.party->id);
	json_set_text(call->arena, call->data, "ref", page.party->ref);
	json_set_int(call->arena, call->data, "version", page.party->version);
	bound_crumb(call, TR("Incidents"), "incidents");
	return 0;
}

static int save(struct call *call)
{
	struct incident_page page = {0};
	struct incident_party p = {0};
	int r = incident_page_member(call, &page);

	if (r < 0)
		return r;
	p = *page.party;
	incident_form_read(call, &p);
	p.version = strtoll(call_field(call, "version"), NULL, 10);
	if (!call->wrong)
		r = bound_refused(call,
		    incident_report_save(call->db, &call->actor, &p, call->now, call->arena));
	if (r == 0 && !call->wrong)
		return call_redirect(
		    call, TR("Saved."), "/orgs/%s/incidents/%s", call->org->id, p.id);
	return r < 0 ? r : edit(call);
}

/* --- clocks, reports --- */

static int clock_page(struct call *call)
{
	struct incident_page page = {0};
	int r = incident_page_member(call, &page);

	if (r == 0)
		r = incident_clock_fill(&page);
	if (r < 0)
		return r;
	json_set_text(call->arena, call->data, "action", call->rq->path);
	bound_crumb(call, TR("Incidents"), "incidents");
	return incident_page_fill(&page);
}

static int clock_act(struct call *call)
{
	struct incident_page page = {0};
	int r = incident_page_member(call, &page);

	if (r == 0)
		r = incident_clock_post(
		    &page, arena_printf(call->arena, "/orgs/%s/incidents/%s", call->org->id,
			       page.party->id));
	if (r < 0 || call->replied || !call->wrong)
		return r;
	return clock_page(call);
}

static int situation(struct call *call)
{
	struct incident_page page = {0};
	int r = incident_page_member(call, &page);

	return r < 0 ? r : incident_report_send(&page, call_arg(call, "format"));
}

static int pack(struct call *call)
{
	struct incident_page page = {0};
	int r = incident_page_member(call, &page);

	return r < 0 ? r : incident_pack_send(&page);
}

#define AT "/orgs/{org}/incidents/{id}"

const struct route incidents_routes[] = {
    {"GET", "/orgs/{org}/incidents", MAY_VIEW, "incidents", list, 0,
	"The incidents that the organisation is a party of.", NULL, TR("Incidents")},
    {"GET", "/orgs/{org}/incidents/new", MAY_ANSWER, "incident_new", report_new, ROUTE_NO_LOG,
	"The form of a report.", NULL, TR("Report an incident")},
    {"POST", "/orgs/{org}/incidents/new", MAY_ANSWER, "incident_new", report, 0,
	"Reports an incident to the CERT; its legal clocks begin.", INCIDENT_FORM,
	TR("Report an incident")},
    {"GET", AT, MAY_VIEW, "incident", one, 0, "The case as this party sees it.", NULL, NULL},
    {"POST", AT "/status", MAY_ANSWER, "incident", say, 0,
	"Says where the organisation stands.", "status", NULL},
    {"POST", AT "/posts", MAY_ANSWER, "incident", post, 0, "Says something to the CERT.",
	"text tlp?", NULL},
    {"POST", AT "/entries", MAY_ANSWER, "incident", entry, 0, "A line of the timeline.",
	"happened when? kind?", NULL},
    {"POST", AT "/observables", MAY_ANSWER, "incident", observables, 0,
	"What was seen of the attacker, a value a line.", "observables remark?", NULL},
    {"POST", AT "/tasks", MAY_ANSWER, "incident", task, 0, "A task is done.", "task", NULL},
    {"POST", AT "/evidence", MAY_ANSWER, "incident", evidence, 0,
	"A file, which is kept encrypted.", "file? note? taken?", NULL},
    {"GET", AT "/evidence/{file}", MAY_VIEW, NULL, file, 0,
	"A file; who took it is written down.", NULL, NULL},
    {"GET", AT "/edit", MAY_ANSWER, "incident_new", edit, 0, "The form of the report.", NULL,
	TR("Change the report")},
    {"POST", AT "/edit", MAY_ANSWER, "incident_new", save, 0,
	"Changes the report; clocks follow.", INCIDENT_FORM " version",
	TR("Change the report")},
    {"GET", AT "/clocks/{clock}", MAY_VIEW, "incident_clock", clock_page, 0,
	"A legal clock with the content that is prepared.", NULL, TR("Legal deadline")},
    {"POST", AT "/clocks/{clock}", MAY_ANSWER, "incident_clock", clock_act, 0,
	"Submits it, or says that it does not apply.", "action recipient? content? sent? note?",
	TR("Legal deadline")},
    {"GET", AT "/report/{format}", MAY_VIEW, NULL, situation, 0,
	"The situation report as this party may read it: html or pdf.", NULL, NULL},
    {"GET", AT "/pack", MAY_REPORT, NULL, pack, 0,
	"Everything that this party has of the case as one JSON file, for a board or an audit.",
	NULL, NULL},
    {.method = NULL},
};

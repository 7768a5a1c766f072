/* One incident at the CERT: its tabs, files, what a party sees. What is done there is
 * cert_incident_act.c. */
#include "portal/bound.h"
#include "portal/cert.h"
#include "portal/incident.h"
#include "portal/routes.h"
#include "report/i18n.h"

#define AT "/cert/incidents/{id}"

static void set_tabs(struct incident_page *page)
{
	static const struct {
		const char *path, *label;
	} all[] = {
	    {"", TR("Overview")},
	    {"/parties", TR("Parties")},
	    {"/posts", TR("Posts")},
	    {"/work", TR("Tasks and timeline")},
	    {"/evidence", TR("Evidence")},
	    {"/clocks", TR("Legal deadlines")},
	};
	struct call *call = page->call;
	struct json *tabs = json_new_array(call->arena);

	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		struct json *one = json_new_object(call->arena);
		const char *href = arena_printf(
		    call->arena, "/cert/incidents/%s%s", page->c.incident.id, all[i].path);

		json_set_text(call->arena, one, "href", href);
		json_set_text(call->arena, one, "label", all[i].label);
		json_set_bool(call->arena, one, "here", strcmp(href, call->rq->path) == 0);
		json_add_value(call->arena, tabs, one);
	}
	json_set_value(call->arena, call->data, "tabs", tabs);
}

static void set_steps(struct incident_page *page)
{
	struct call *call = page->call;
	struct json *can = json_new_object(call->arena);
	unsigned roles = cert_roles(call);
	bool any = false;

	for (int i = 0; i < INCIDENT_ACTIONS; i++) {
		bool ok = false;

		for (int role = ROLE_READER; role <= ROLE_AUDITOR; role++)
			ok |= (roles & 1u << role) &&
			      incident_allows(page->c.incident.state, i, role);
		json_set_bool(call->arena, can, incident_rows[i].name, ok);
		any |= ok;
	}
	json_set_bool(call->arena, can, "any", any);
	json_set_bool(call->arena, can, "work",
	    call_may(call, MAY_REVIEW) && incident_is_live(page->c.incident.state));
	json_set_value(call->arena, call->data, "can", can);
}

static void set_types(struct incident_page *page)
{
	struct call *call = page->call;
	struct json *all = json_new_array(call->arena);
	const char *is = call->wrong ? call_field(call, "type") : page->c.incident.type;
	const char *class = NULL;

	for (const struct incident_type_row *row = incident_types; row->class; row++) {
		struct json *one = json_new_object(call->arena);
		bool first = !class || strcmp(class, row->class) != 0;

		class = row->class;
		json_set_text(call->arena, one, "value", row->type);
		json_set_text(call->arena, one, "class", class);
		json_set_bool(call->arena, one, "first", first);
		json_set_bool(call->arena, one, "chosen", is && strcmp(is, row->type) == 0);
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "type_options", all);
}

/* Who leads: those of the CERT who review. */
static int set_leads(struct incident_page *page)
{
	struct call *call = page->call;
	struct json *all = json_new_array(call->arena);
	struct desk_records found = {0};
	struct text_list seen = {0};
	const char *is = call->wrong ? call_field(call, "lead") : page->c.incident.lead;
	int r = desk_list(call->db, &membership_type,
	    "WHERE \"org\" IS NULL AND \"role\" IN ('analyst', 'coordinator') AND \"since\" <= "
	    "$1 AND (\"until\" = 0 OR \"until\" > $1) ORDER BY \"id\" LIMIT 200",
	    DESK_PARAMS(DESK_INT(call->now)), call->arena, &found);

	vec_foreach (v, &found.all) {
		const struct membership *m = *v;
		struct json *one = json_new_object(call->arena);

		if (text_list_has(&seen, m->person))
			continue;
		text_list_add(&seen, call->arena, m->person);
		json_set_text(call->arena, one, "id", m->person);
		json_set_text(call->arena, one, "name", bound_person(call, m->person));
		json_set_bool(call->arena, one, "chosen", is && strcmp(is, m->person) == 0);
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "leads", all);
	return call_db(call, r);
}

static const char *ref_of(struct call *call, const char *id)
{
	struct incident i = {0};

	return id && desk_get(call->db, &incident_type, id, call->arena, &i) == 0 ? i.ref
										  : NULL;
}

int incident_page_cert_fill(struct incident_page *page)
{
	struct call *call = page->call;
	const struct incident *i = &page->c.incident;
	struct json *full = bound_json(call, &incident_type, i);
	int r = incident_page_fill(page);

	json_set_text(call->arena, full, "criticality", incident_severity_names[i->severity]);
	json_set_text(
	    call->arena, full, "lead_name", i->lead ? bound_person(call, i->lead) : NULL);
	json_set_text(call->arena, full, "into_ref", ref_of(call, i->into));
	json_set_value(call->arena, call->data, "incident", full);
	json_set_text(call->arena, call->data, "clock_at",
	    arena_printf(call->arena, "/cert/incidents/%s", i->id));
	json_set_bool(call->arena, call->data, "named", true);
	json_set_text(call->arena, call->data, "seed_of",
	    arena_printf(call->arena, "incident/%s", i->id));
	set_tabs(page);
	set_steps(page);
	set_types(page);
	cert_options(call, "class", incident_class_names, 0, 99,
	    i->class ? bound_name(incident_class_names, i->class) : -1);
	cert_options(
	    call, "severity", incident_severity_names, 0, INCIDENT_CRITICAL, i->severity);
	cert_options(call, "tlp", tlp_names, 0, TLP_AMBER_STRICT, i->tlp);
	cert_options(call, "pap", tlp_names, 0, TLP_RED, i->pap);
	cert_options(call, "role", party_role_names, 0, PARTY_INFORMED, PARTY_INFORMED);
	cert_options(call, "view", tlp_names, 0, TLP_RED, TLP_GREEN);
	cert_options(call, "label", tlp_names, 0, TLP_RED, TLP_AMBER);
	cert_options(call, "kind", entry_kind_names, 0, ENTRY_DECISION, ENTRY_MEASURE);
	cert_options(call, "link", incident_link_names, 0, INCIDENT_LINK_INCIDENT, 0);
	bound_typed(call);
	return r == 0 ? set_leads(page) : r;
}

static int tab(struct call *call)
{
	struct incident_page page = {0};
	int r = incident_page_cert(call, &page);

	return r < 0 ? r : incident_page_cert_fill(&page);
}

/* --- what one of them sees --- */

static int preview(struct call *call)
{
	struct incident_page page = {0}, as = {0};
	const struct incident_party *p;
	int r = incident_page_cert(call, &page);

	if (r < 0)
		return r;
	p = incident_case_party(&page.c, call_arg(call, "party"));
	if (!p)
		return incident_page_missing(call, call_arg(call, "party"));
	as = incident_page_as(&page, p);
	json_set_text(call->arena, call->data, "preview", incident_case_name(&page.c, p->id));
	json_set_text(call->arena, call->data, "preview_case", page.c.incident.id);
	json_set_bool(call->arena, call->data, "answerable", false);
	return incident_page_fill(&as);
}

static int file(struct call *call)
{
	struct incident_page page = {0};
	int r = incident_page_cert(call, &page);

	return r < 0 ? r : incident_file_send(&page);
}

/* Of all of it, or for one party (query party): what that one may read. */
static int situation(struct call *call)
{
	const char *party = serve_query(call->rq, "party");
	struct incident_page page = {0};
	const struct incident_party *p;
	int r = incident_page_cert(call, &page);

	if (r < 0)
		return r;
	if (!party)
		return incident_report_send(&page, call_arg(call, "format"));
	p = incident_case_party(&page.c, party);
	if (!p)
		return incident_page_missing(call, party);
	page = incident_page_as(&page, p);
	return incident_report_send(&page, call_arg(call, "format"));
}

static int pack(struct call *call)
{
	struct incident_page page = {0};
	int r = incident_page_cert(call, &page);

	return r < 0 ? r : incident_pack_send(&page);
}

static int clock_page(struct call *call)
{
	struct incident_page page = {0};
	int r = incident_page_cert(call, &page);

	if (r == 0)
		r = incident_clock_fill(&page);
	json_set_text(call->arena, call->data, "action", call->rq->path);
	return r < 0 ? r : incident_page_cert_fill(&page);
}

static int clock_act(struct call *call)
{
	struct incident_page page = {0};
	int r = incident_page_cert(call, &page);

	if (r == 0)
		r = incident_clock_post(&page,
		    arena_printf(call->arena, "/cert/incidents/%s/clocks", page.c.incident.id));
	return r < 0 || !call->wrong ? r : clock_page(call);
}

const struct route cert_incident_routes[] = {
    {"GET", AT, MAY_VIEW, "cert_incident", tab, 0, "A case: overview.", NULL, NULL},
    {"GET", AT "/parties", MAY_VIEW, "cert_incident_parties", tab, 0,
	"Who is in the case, and what each reported.", NULL, NULL},
    {"GET", AT "/work", MAY_VIEW, "cert_incident_work", tab, 0,
	"Tasks, timeline and decisions.", NULL, NULL},
    {"GET", AT "/evidence", MAY_VIEW, "cert_incident_evidence", tab, 0,
	"Files, observables and links.", NULL, NULL},
    {"GET", AT "/clocks", MAY_VIEW, "cert_incident_clocks", tab, 0,
	"The legal clocks of the case.", NULL, NULL},
    {"GET", AT "/clocks/{clock}", MAY_VIEW, "incident_clock", clock_page, 0,
	"A legal clock and its content.", NULL, TR("Legal deadline")},
    {"POST", AT "/clocks/{clock}", MAY_REVIEW, "incident_clock", clock_act, 0,
	"Accepts what was submitted, asks for a revision, hands it on to an authority.",
	"action recipient? content? sent? note?", TR("Legal deadline")},
    {"GET", AT "/preview/{party}", MAY_REVIEW, "incident", preview, 0,
	"Exactly what one party sees.", NULL, TR("Preview")},
    {"GET", AT "/evidence/{file}", MAY_VIEW, NULL, file, 0,
	"A file; who took it is written down.", NULL, NULL},
    {"GET", AT "/report/{format}", MAY_VIEW, NULL, situation, 0,
	"The situation report as html or pdf, whole or for one party.", NULL, NULL},
    {"GET", AT "/pack", MAY_REVIEW, NULL, pack, 0, "Everything of the case as one JSON file.",
	NULL, NULL},
    {.method = NULL},
};

#include "portal/incident.h"

#include "desk/incident_evidence.h"
#include "desk/incident_work.h"
#include "portal/bound.h"
#include "portal/cert.h"
#include "portal/words.h"
#include "report/i18n.h"

int incident_page_missing(struct call *call, const char *id)
{
	return call_fail(call, ERR_NOTFOUND, TR("Not found"),
	    TR("Go back to the list: it may have been removed"), "%.40s", id);
}

int incident_page_member(struct call *call, struct incident_page *ret)
{
	const char *id = call_arg(call, "id");
	struct incident_page page = {.call = call};
	struct incident_party p = {0};
	struct incident_part part = {0};
	int r = desk_get(call->db, &incident_party_type, id, call->arena, &p);

	if (r == ERR_NOTFOUND || (r == 0 && strcmp(p.org, call->org->id) != 0))
		return incident_page_missing(call, id);
	if (r == 0)
		r = incident_case_load(call->db, p.incident, call->arena, &page.c);
	if (r < 0)
		return call_db(call, r);
	page.party = incident_case_party(&page.c, id);
	incident_viewer_at(&call->who, &page.c, page.party, call->arena, &page.viewer);
	part = incident_part_party(page.party);
	if (!incident_page_shows(&page, &part))
		return incident_page_missing(call, id);
	*ret = page;
	return 0;
}

int incident_page_cert(struct call *call, struct incident_page *ret)
{
	const char *id = call_arg(call, "id");
	const struct incident_part part = incident_part_cert();
	struct incident_page page = {.call = call};
	int r = incident_case_load(call->db, id, call->arena, &page.c);

	if (r == ERR_NOTFOUND)
		return incident_page_missing(call, id);
	if (r < 0)
		return call_db(call, r);
	incident_viewer(&call->who, call->arena, &page.viewer);
	if (!incident_page_shows(&page, &part))
		return incident_page_missing(call, id);
	*ret = page;
	return 0;
}

struct incident_page incident_page_as(
    const struct incident_page *page, const struct incident_party *party)
{
	static const struct who nobody;
	struct incident_page out = *page;

	out.party = party;
	incident_viewer_at(&nobody, &out.c, party, out.call->arena, &out.viewer);
	return out;
}

bool incident_page_shows(const struct incident_page *page, const struct incident_part *part)
{
	return page->party ? incident_sees_at(&page->c, &page->viewer, page->party, part)
			   : incident_sees(&page->c, &page->viewer, part);
}

bool incident_page_shows_of(const struct incident_page *page, const char *party)
{
	const struct incident_party *p = incident_case_party(&page->c, party);
	struct incident_part part = p ? incident_part_party(p) : incident_part_cert();

	/* An organisation that was added twice has two pages, each with its own. */
	if (page->party && p != page->party)
		return false;
	return incident_page_shows(page, &part);
}

/* --- the parts as JSON --- */

static struct arena *arena_of(const struct incident_page *page)
{
	return page->call->arena;
}

/* Who says it, as the reader may know: a party learns of itself and of the CERT. */
static void set_whose(
    const struct incident_page *page, struct json *to, const char *org, const char *person)
{
	bool own = page->party && org && strcmp(org, page->party->org) == 0;
	const char *name = NULL;

	for (size_t i = 0; org && i < page->c.orgs.n; i++)
		if (strcmp(page->c.orgs.items[i].id, org) == 0)
			name = page->c.names.items[i];
	json_set_bool(arena_of(page), to, "of_cert", org == NULL);
	if (!page->party || own)
		json_set_text(arena_of(page), to, "org_name", name);
	else
		json_set_text(arena_of(page), to, "org_name", NULL);
	if (!page->party || own)
		json_set_text(
		    arena_of(page), to, "by", person ? bound_person(page->call, person) : NULL);
	else
		json_set_text(arena_of(page), to, "by", NULL);
}

static void set_party_name(const struct incident_page *page, struct json *to, const char *party)
{
	json_set_text(arena_of(page), to, "party_name",
	    page->party ? NULL : incident_case_name(&page->c, party));
}

/* Names of those it is for, at the CERT alone. */
static void set_audience(
    const struct incident_page *page, struct json *to, const struct text_list *parties)
{
	struct json *names = json_new_array(arena_of(page));

	for (size_t i = 0; !page->party && i < parties->n; i++) {
		struct json *one = json_new_object(arena_of(page));

		json_set_text(arena_of(page), one, "name",
		    incident_case_name(&page->c, parties->items[i]));
		json_add_value(arena_of(page), names, one);
	}
	json_set_value(arena_of(page), to, "audience_names", names);
}

static struct json *post_json(const struct incident_page *page, const struct incident_post *p)
{
	struct json *to = json_new_object(arena_of(page));

	json_set_text(arena_of(page), to, "id", p->id);
	json_set_text(arena_of(page), to, "text", p->text);
	json_set_text(arena_of(page), to, "kind", post_kind_names[p->kind]);
	json_set_bool(arena_of(page), to, "answer", p->kind == POST_ANSWER);
	json_set_text(arena_of(page), to, "label", tlp_label((enum tlp)p->tlp));
	json_set_int(arena_of(page), to, "time", p->time);
	set_whose(page, to, p->org, p->author);
	set_audience(page, to, &p->parties);
	return to;
}

static const char *step_label(const struct incident_page *page, const char *step)
{
	const char *key = arena_printf(arena_of(page), "step %.40s", step);
	const char *label = words_value(key);

	return label == key ? step : label;
}

/* What a step notes, in the reader's language where it is a word of ours: a party's part or
 * status, or a clock ("nis2 early_warning: CERT"). */
static const char *step_note(const struct incident_page *page, const char *why)
{
	const struct lang *lang = i18n_lang(page->call->lang);

	for (const struct obligation_row *row = obligation_rows; why && row->regime; row++) {
		const char *stage = obligation_stage_names[row->stage];
		const char *head = arena_printf(arena_of(page), "%s %s", row->regime, stage);

		if (strncmp(why, head, strlen(head)) == 0)
			return arena_printf(arena_of(page), "%s%s",
			    tr(lang, words_value(stage)), why + strlen(head));
	}
	return why ? tr(lang, words_value(why)) : NULL;
}

static struct json *entry_json(const struct incident_page *page, const struct incident_entry *e)
{
	struct json *to = json_new_object(arena_of(page));
	bool step = e->kind == ENTRY_STEP;

	json_set_text(arena_of(page), to, "id", e->id);
	json_set_text(arena_of(page), to, "kind", entry_kind_names[e->kind]);
	json_set_text(arena_of(page), to, "text", step ? NULL : e->text);
	json_set_text(arena_of(page), to, "step", step ? step_label(page, e->text) : NULL);
	json_set_text(arena_of(page), to, "why", step ? step_note(page, e->why) : e->why);
	json_set_text(arena_of(page), to, "label", tlp_label((enum tlp)e->tlp));
	json_set_int(arena_of(page), to, "time", e->time);
	set_whose(page, to, e->org, e->person);
	set_audience(page, to, &e->parties);
	return to;
}

static struct json *task_json(const struct incident_page *page, const struct incident_task *t)
{
	struct json *to = json_new_object(arena_of(page));

	json_set_text(arena_of(page), to, "id", t->id);
	json_set_text(arena_of(page), to, "title", t->title);
	json_set_text(arena_of(page), to, "kind", task_kind_names[t->kind]);
	json_set_bool(arena_of(page), to, "situation", t->kind == TASK_SITUATION);
	json_set_text(arena_of(page), to, "state", task_state_names[t->state]);
	json_set_bool(arena_of(page), to, "is_open", t->state == TASK_OPEN);
	json_set_bool(arena_of(page), to, "late",
	    t->state == TASK_OPEN && t->due && t->due < page->call->now);
	json_set_int(arena_of(page), to, "due", t->due);
	json_set_int(arena_of(page), to, "ended", t->ended);
	json_set_text(arena_of(page), to, "assignee",
	    page->party || !t->assignee ? NULL : bound_person(page->call, t->assignee));
	set_party_name(page, to, t->party);
	return to;
}

static int set_custody(
    const struct incident_page *page, struct json *to, const struct incident_evidence *e)
{
	struct json *all = json_new_array(arena_of(page));
	struct desk_records found = {0};
	int r = desk_list(page->call->db, &incident_custody_type,
	    "WHERE \"evidence\" = $1 ORDER BY \"time\", \"id\" LIMIT 200",
	    DESK_PARAMS(DESK_TEXT(e->id)), arena_of(page), &found);

	vec_foreach (v, &found.all) {
		const struct incident_custody *c = *v;
		struct json *one = json_new_object(arena_of(page));

		json_set_int(arena_of(page), one, "time", c->time);
		json_set_text(arena_of(page), one, "kind", custody_act_names[c->kind]);
		json_set_text(
		    arena_of(page), one, "person", cert_person(page->call, c->person));
		json_set_text(arena_of(page), one, "note", c->note);
		json_add_value(arena_of(page), all, one);
	}
	json_set_value(arena_of(page), to, "custody", all);
	return r;
}

static struct json *evidence_json(
    const struct incident_page *page, const struct incident_evidence *e)
{
	struct json *to = json_new_object(arena_of(page));

	json_set_text(arena_of(page), to, "id", e->id);
	json_set_text(arena_of(page), to, "name", e->name);
	json_set_text(arena_of(page), to, "note", e->note);
	json_set_text(arena_of(page), to, "sha256", e->sha256);
	json_set_int(arena_of(page), to, "size", e->size);
	json_set_int(arena_of(page), to, "entered", e->entered);
	json_set_int(arena_of(page), to, "destroyed", e->destroyed);
	set_party_name(page, to, e->party);
	return to;
}

static struct json *observable_json(
    const struct incident_page *page, const struct incident_observable *o)
{
	struct json *to = json_new_object(arena_of(page));

	json_set_text(arena_of(page), to, "id", o->id);
	json_set_text(arena_of(page), to, "observable", o->value);
	json_set_text(arena_of(page), to, "note", o->note);
	json_set_int(arena_of(page), to, "time", o->time);
	json_set_text(arena_of(page), to, "ioc", page->party ? NULL : o->ioc);
	set_party_name(page, to, o->party);
	return to;
}

static const char *link_path(const struct incident_page *page, const struct incident_link *l)
{
	struct arena *a = arena_of(page);

	switch (l->kind) {
	case INCIDENT_LINK_FINDING:
		return arena_printf(
		    a, "/orgs/%s/findings/%s", l->org ? l->org : "-", l->object);
	case INCIDENT_LINK_ADVISORY:
		return arena_printf(a, "/cert/advisories/%s", l->object);
	case INCIDENT_LINK_IOC:
		return arena_printf(a, "/cert/iocs/%s", l->object);
	case INCIDENT_LINK_ORDER:
		return arena_printf(a, "/orgs/%s/orders/%s", l->org ? l->org : "-", l->object);
	case INCIDENT_LINK_INCIDENT:
		return arena_printf(a, "/cert/incidents/%s", l->object);
	default:
		return NULL;
	}
}

static struct json *link_json(const struct incident_page *page, const struct incident_link *l)
{
	struct json *to = json_new_object(arena_of(page));

	json_set_text(arena_of(page), to, "id", l->id);
	json_set_text(arena_of(page), to, "kind", incident_link_names[l->kind]);
	json_set_text(arena_of(page), to, "label", l->label);
	json_set_text(arena_of(page), to, "href", link_path(page, l));
	return to;
}

struct json *incident_page_clock(const struct incident_page *page, const struct obligation *o)
{
	struct json *to = json_new_object(arena_of(page));
	const struct obligation_row *row = obligation_row_of(o->regime, o->stage);
	int64_t now = page->call->now;

	json_set_text(arena_of(page), to, "id", o->id);
	json_set_text(arena_of(page), to, "regime", o->regime);
	json_set_text(arena_of(page), to, "stage", obligation_stage_names[o->stage]);
	json_set_text(
	    arena_of(page), to, "state", obligation_state_names[obligation_state(o, now)]);
	json_set_text(arena_of(page), to, "law", row ? row->law : NULL);
	json_set_bool(arena_of(page), to, "of_cert", o->org == NULL);
	json_set_bool(arena_of(page), to, "late", obligation_is_late(o, now));
	json_set_bool(arena_of(page), to, "final", o->stage == STAGE_FINAL);
	json_set_bool(arena_of(page), to, "is_open",
	    !o->waived && (!o->sent || o->verdict == RECEIPT_REVISION));
	json_set_bool(arena_of(page), to, "waived", o->waived);
	json_set_int(arena_of(page), to, "trigger", o->trigger);
	json_set_int(arena_of(page), to, "due", o->due);
	json_set_int(arena_of(page), to, "left", o->due > now && !o->sent ? o->due - now : 0);
	json_set_int(arena_of(page), to, "sent", o->sent);
	json_set_text(arena_of(page), to, "recipient", o->recipient);
	json_set_text(arena_of(page), to, "note",
	    o->note && strcmp(o->note, "not_an_incident") == 0 ? NULL : o->note);
	json_set_int(arena_of(page), to, "forwarded", o->forwarded);
	json_set_text(arena_of(page), to, "forwarded_to", o->forwarded_to);
	set_party_name(page, to, o->party);
	json_set_text(arena_of(page), to, "party", o->party);
	return to;
}

/* --- the lists --- */

static int set_posts(struct incident_page *page)
{
	struct json *all = json_new_array(arena_of(page));
	struct desk_records found = {0};
	int r = desk_list(page->call->db, &incident_post_type,
	    "WHERE \"incident\" = $1 ORDER BY \"time\" DESC, \"id\" LIMIT $2",
	    DESK_PARAMS(DESK_TEXT(page->c.incident.id), DESK_INT(INCIDENT_ITEMS)),
	    arena_of(page), &found);

	vec_foreach (v, &found.all) {
		struct incident_part part = incident_part_post(*v);

		if (incident_page_shows(page, &part))
			json_add_value(arena_of(page), all, post_json(page, *v));
	}
	json_set_value(arena_of(page), page->call->data, "posts", all);
	return r;
}

static int set_entries(struct incident_page *page)
{
	struct json *all = json_new_array(arena_of(page));
	struct desk_records found = {0};
	int r = desk_list(page->call->db, &incident_entry_type,
	    "WHERE \"incident\" = $1 ORDER BY \"time\" DESC, \"entered\" DESC, \"id\" LIMIT $2",
	    DESK_PARAMS(DESK_TEXT(page->c.incident.id), DESK_INT(INCIDENT_ITEMS)),
	    arena_of(page), &found);

	vec_foreach (v, &found.all) {
		struct incident_part part = incident_part_entry(*v);

		if (incident_page_shows(page, &part))
			json_add_value(arena_of(page), all, entry_json(page, *v));
	}
	json_set_value(arena_of(page), page->call->data, "entries", all);
	return r;
}

static int set_tasks(struct incident_page *page)
{
	struct json *all = json_new_array(arena_of(page));
	struct desk_records found = {0};
	int r = desk_list(page->call->db, &incident_task_type,
	    "WHERE \"incident\" = $1 ORDER BY \"ended\", \"due\", \"created\", \"id\" LIMIT $2",
	    DESK_PARAMS(DESK_TEXT(page->c.incident.id), DESK_INT(INCIDENT_ITEMS)),
	    arena_of(page), &found);

	vec_foreach (v, &found.all) {
		const struct incident_task *t = *v;

		if (incident_page_shows_of(page, t->party))
			json_add_value(arena_of(page), all, task_json(page, t));
	}
	json_set_value(arena_of(page), page->call->data, "tasks", all);
	return r;
}

static int set_evidence(struct incident_page *page)
{
	struct json *all = json_new_array(arena_of(page));
	struct desk_records found = {0};
	int r = desk_list(page->call->db, &incident_evidence_type,
	    "WHERE \"incident\" = $1 ORDER BY \"entered\", \"id\" LIMIT $2",
	    DESK_PARAMS(DESK_TEXT(page->c.incident.id), DESK_INT(INCIDENT_FILES)),
	    arena_of(page), &found);

	vec_foreach (v, &found.all) {
		const struct incident_evidence *e = *v;
		struct json *one;

		if (r < 0 || !incident_page_shows_of(page, e->party))
			continue;
		one = evidence_json(page, e);
		if (!page->party)
			r = set_custody(page, one, e);
		json_add_value(arena_of(page), all, one);
	}
	json_set_value(arena_of(page), page->call->data, "evidence", all);
	return r;
}

static int set_observables(struct incident_page *page)
{
	struct json *all = json_new_array(arena_of(page));
	struct desk_records found = {0};
	int r = desk_list(page->call->db, &incident_observable_type,
	    "WHERE \"incident\" = $1 ORDER BY \"time\", \"value\", \"id\" LIMIT $2",
	    DESK_PARAMS(DESK_TEXT(page->c.incident.id), DESK_INT(INCIDENT_ITEMS)),
	    arena_of(page), &found);

	vec_foreach (v, &found.all) {
		const struct incident_observable *o = *v;

		if (incident_page_shows_of(page, o->party))
			json_add_value(arena_of(page), all, observable_json(page, o));
	}
	json_set_value(arena_of(page), page->call->data, "observables", all);
	return r;
}

static int set_links(struct incident_page *page)
{
	struct json *all = json_new_array(arena_of(page));
	struct desk_records found = {0};
	int r = 0;

	/* What the CERT sees a connection to is the CERT's. */
	if (!page->party)
		r = desk_list(page->call->db, &incident_link_type,
		    "WHERE \"incident\" = $1 ORDER BY \"time\", \"id\" LIMIT $2",
		    DESK_PARAMS(DESK_TEXT(page->c.incident.id), DESK_INT(INCIDENT_ITEMS)),
		    arena_of(page), &found);
	vec_foreach (v, &found.all)
		json_add_value(arena_of(page), all, link_json(page, *v));
	json_set_value(arena_of(page), page->call->data, "links", all);
	return r;
}

static int set_clocks(struct incident_page *page)
{
	struct json *all = json_new_array(arena_of(page));
	struct desk_records found = {0};
	int r = desk_list(page->call->db, &obligation_type,
	    "WHERE \"incident\" = $1 ORDER BY \"party\", \"waived\", CASE WHEN \"due\" = 0 "
	    "THEN 1 ELSE 0 END, \"due\", \"created\", \"id\" LIMIT $2",
	    DESK_PARAMS(DESK_TEXT(page->c.incident.id), DESK_INT(INCIDENT_ITEMS)),
	    arena_of(page), &found);

	vec_foreach (v, &found.all) {
		const struct obligation *o = *v;

		if (incident_page_shows_of(page, o->party))
			json_add_value(arena_of(page), all, incident_page_clock(page, o));
	}
	json_set_value(arena_of(page), page->call->data, "clocks", all);
	return r;
}

/* --- the page --- */

static struct json *case_json(const struct incident_page *page)
{
	const struct incident *i = &page->c.incident;
	struct json *to = json_new_object(arena_of(page));
	bool all = !page->party;
	bool told = all || incident_sees_case(&page->c, &page->viewer, page->party);

	json_set_bool(arena_of(page), to, "told", told);
	json_set_bool(arena_of(page), to, "exercise", i->exercise);
	json_set_bool(arena_of(page), to, "live", incident_is_live(i->state));
	json_set_text(arena_of(page), to, "id", all ? i->id : NULL);
	json_set_text(arena_of(page), to, "ref", all ? i->ref : NULL);
	json_set_text(arena_of(page), to, "title", all ? i->title : NULL);
	/* That it was merged names no other case, and is none of a party's business. */
	json_set_text(
	    arena_of(page), to, "state", told ? incident_state_names[i->state] : NULL);
	json_set_text(arena_of(page), to, "criticality",
	    told ? incident_severity_names[i->severity] : NULL);
	json_set_text(arena_of(page), to, "class", told ? i->class : NULL);
	json_set_text(arena_of(page), to, "type", told ? i->type : NULL);
	json_set_text(arena_of(page), to, "summary", told ? i->summary : NULL);
	json_set_text(arena_of(page), to, "label", told ? tlp_label((enum tlp)i->tlp) : NULL);
	json_set_text(arena_of(page), to, "pap",
	    told ? arena_printf(arena_of(page), "PAP:%s", tlp_label((enum tlp)i->pap) + 4)
		 : NULL);
	json_set_bool(arena_of(page), to, "major", all && i->major);
	return to;
}

static struct json *party_json(const struct incident_page *page, const struct incident_party *p)
{
	struct json *to = bound_json(page->call, &incident_party_type, p);

	json_set_text(arena_of(page), to, "incident", page->party ? NULL : p->incident);
	json_set_text(arena_of(page), to, "label", tlp_label((enum tlp)p->tlp));
	json_set_text(arena_of(page), to, "view_label", tlp_label((enum tlp)p->view));
	json_set_bool(arena_of(page), to, "reported", p->aware > 0);
	json_set_text(arena_of(page), to, "name", incident_case_name(&page->c, p->id));
	json_set_text(
	    arena_of(page), to, "by", p->person ? bound_person(page->call, p->person) : NULL);
	return to;
}

static void set_parties(struct incident_page *page)
{
	struct json *all = json_new_array(arena_of(page));

	if (!page->party)
		vec_foreach (p, &page->c.parties)
			json_add_value(arena_of(page), all, party_json(page, p));
	json_set_value(arena_of(page), page->call->data, "parties", all);
}

int incident_page_fill(struct incident_page *page)
{
	struct call *call = page->call;
	const struct incident *i = &page->c.incident;
	static int (*const sets[])(struct incident_page * page) = {set_posts, set_entries,
	    set_tasks, set_evidence, set_observables, set_links, set_clocks};
	int r = 0;

	json_set_value(call->arena, call->data, "case", case_json(page));
	if (page->party)
		json_set_value(call->arena, call->data, "party", party_json(page, page->party));
	set_parties(page);
	for (size_t k = 0; r == 0 && k < ARRAY_LEN(sets); k++)
		r = sets[k](page);
	json_set_text(call->arena, call->data, "heading",
	    page->party ? page->party->ref
			: arena_printf(call->arena, "%s %s", i->ref, i->title));
	return call_db(call, r);
}

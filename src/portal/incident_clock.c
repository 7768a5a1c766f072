/* A legal clock: what is proposed as its content, submitting it, and what else is done. */
#include "base/time.h"
#include "portal/bound.h"
#include "portal/cert.h"
#include "portal/incident.h"
#include "portal/words.h"
#include "report/i18n.h"

enum { CONTENT = 60000 };

static int find(struct incident_page *page, struct obligation *ret)
{
	const char *id = call_arg(page->call, "clock");
	int r = desk_get(page->call->db, &obligation_type, id, page->call->arena, ret);

	if (r == ERR_NOTFOUND || (r == 0 && (strcmp(ret->incident, page->c.incident.id) != 0 ||
						!incident_page_shows_of(page, ret->party))))
		return incident_page_missing(page->call, id);
	return call_db(page->call, r);
}

/* --- the content that is proposed --- */

struct draft {
	struct str *out;
	const struct lang *lang;
	struct arena *arena;
};

static void line(struct draft *d, const char *label, const char *value)
{
	if (value && *value)
		str_addf(d->out, "%s: %s\n", tr(d->lang, label), value);
}

static void line_time(struct draft *d, const char *label, int64_t ms)
{
	if (ms)
		line(d, label, i18n_time(d->arena, d->lang, ms));
}

static const char *word(const struct draft *d, const char *value)
{
	return value ? tr(d->lang, words_value(value)) : NULL;
}

/* What article 23 (4) and article 33 (3) ask for, as far as the case knows it. */
static void prepare(
    const struct incident_page *page, const struct obligation *o, struct draft *d)
{
	const struct incident_party *p = incident_case_party(&page->c, o->party);
	const struct incident *i = &page->c.incident;
	const struct obligation_row *row = obligation_row_of(o->regime, o->stage);
	bool told = !page->party || incident_sees_case(&page->c, &page->viewer, page->party);
	bool full = o->stage != STAGE_EARLY_WARNING;
	const char *degraded;

	if (i->exercise)
		str_addf(d->out, "%s\n\n", tr(d->lang, TR("EXERCISE")));
	line(d, TR("Law"), row ? row->law : NULL);
	line(d, TR("Organisation"), incident_case_name(&page->c, p->id));
	line(d, TR("Reference"), p->ref);
	line_time(d, TR("Became aware"), p->aware);
	line(d, TR("Class"), word(d, p->class));
	line(d, TR("What happened"), p->what);
	if (told && (i->malicious || o->stage == STAGE_EARLY_WARNING))
		line(d, TR("Suspected unlawful or malicious act"),
		    word(d, i->malicious ? "yes" : "not_known"));
	if (told && (i->crossborder || o->stage == STAGE_EARLY_WARNING))
		line(d, TR("May concern other countries"),
		    word(d, i->crossborder ? "yes" : "not_known"));
	line(d, TR("Patients"), word(d, incident_impact_names[p->impact]));
	line(d, TR("Affected systems"), p->systems);
	degraded =
	    p->degraded_since
		? arena_printf(d->arena, "%s – %s",
		      i18n_time(d->arena, d->lang, p->degraded_since),
		      p->degraded_until ? i18n_time(d->arena, d->lang, p->degraded_until) : "…")
		: NULL;
	line(d, TR("Degraded mode"), degraded);
	line(d, TR("Personal data"), word(d, incident_truth_names[p->personal]));
	line(d, TR("Which data, and of how many people"), p->categories);
	if (full && told) {
		line(d, TR("Severity"), word(d, incident_severity_names[i->severity]));
		line(d, TR("State"), word(d, incident_state_names[i->state]));
		line(d, TR("Assessment of the CERT"), i->summary);
	}
	line(d, TR("Where the organisation stands"), word(d, party_status_names[p->status]));
	line(d, TR("Contact"), p->contact);
}

/* Measures that were written down; they belong into notifications and reports. */
static int measures(struct incident_page *page, const struct obligation *o, struct draft *d)
{
	struct desk_records found = {0};
	int r;

	if (o->stage == STAGE_EARLY_WARNING)
		return 0;
	r = desk_list(page->call->db, &incident_entry_type,
	    "WHERE \"incident\" = $1 AND \"kind\" IN ('occurrence', 'measure') ORDER BY "
	    "\"time\", "
	    "\"id\" LIMIT 200",
	    DESK_PARAMS(DESK_TEXT(page->c.incident.id)), d->arena, &found);
	vec_foreach (v, &found.all) {
		const struct incident_entry *e = *v;
		const struct incident_party *p = incident_case_party(&page->c, o->party);
		struct incident_part part = incident_part_entry(e);
		struct incident_page as = incident_page_as(page, p);

		/* In the name of the party: what it knows, whoever writes it. */
		if (incident_page_shows(&as, &part))
			str_addf(d->out, "%s – %s\n", i18n_time(d->arena, d->lang, e->time),
			    e->text);
	}
	return call_db(page->call, r);
}

static void set_recipients(struct incident_page *page, const struct obligation *o)
{
	struct call *call = page->call;
	struct json *all = json_new_array(call->arena);
	const struct incident_party *p = incident_case_party(&page->c, o->party);
	struct org org = {0};
	const char *names[2] = {call->app->settings.name, NULL};

	if (desk_get(call->db, &org_type, p->org, call->arena, &org) == 0)
		names[1] = obligation_authority(o->regime, org.lang);
	/* Data protection is not the CERT's. */
	if (strcmp(o->regime, "gdpr") == 0)
		names[0] = NULL;
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (names[i])
			json_add_text(call->arena, all, names[i]);
	json_set_text(call->arena, call->data, "recipient",
	    call->wrong    ? call_field(call, "recipient")
	    : o->recipient ? o->recipient
	    : names[0]     ? names[0]
			   : names[1]);
	json_set_value(call->arena, call->data, "recipients", all);
}

int incident_clock_fill(struct incident_page *page)
{
	struct call *call = page->call;
	struct obligation o = {0};
	STR_AUTO(text, CONTENT);
	struct draft d = {.out = &text, .lang = i18n_lang(call->lang), .arena = call->arena};
	int r = find(page, &o);

	if (r < 0)
		return r;
	if (o.content) {
		str_add(&text, o.content);
	} else {
		prepare(page, &o, &d);
		r = measures(page, &o, &d);
	}
	json_set_value(call->arena, call->data, "clock", incident_page_clock(page, &o));
	json_set_text(call->arena, call->data, "content",
	    call->wrong && *call_field(call, "content") ? call_field(call, "content")
							: str_text(&text));
	json_set_text(call->arena, call->data, "sent_as",
	    call->wrong ? call_field(call, "sent") : incident_form_clock(call, call->now));
	json_set_bool(call->arena, call->data, "mine",
	    page->party && o.org && call_may(call, MAY_ANSWER));
	json_set_bool(
	    call->arena, call->data, "cert", !page->party && call_may(call, MAY_REVIEW));
	set_recipients(page, &o);
	bound_typed(call);
	return r;
}

static int submit(struct incident_page *page, const struct obligation *o)
{
	struct call *call = page->call;
	struct obligation_submission what = {.recipient = cert_need(call, "recipient", 300),
	    .content = cert_need(call, "content", CONTENT),
	    .sent = incident_form_time(call, "sent")};

	/* A minute is what the form knows: now is not in the future. */
	if (what.sent > call->now && what.sent < call->now + 60000)
		what.sent = call->now;
	if (call->wrong)
		return 0;
	return obligation_submit(
	    call->db, &call->actor, o->id, &what, call->now, call->arena, NULL);
}

int incident_clock_post(struct incident_page *page, const char *back)
{
	struct call *call = page->call;
	const char *action = call_field(call, "action");
	int i = bound_name(obligation_action_names, action);
	struct obligation o = {0};
	int r = find(page, &o);

	if (r < 0)
		return r;
	if (strcmp(action, "submit") == 0)
		r = submit(page, &o);
	else if (i < 0 || obligation_action_of_cert(i) != !page->party)
		call_wrong(call, "form", TR("Choose what is to be done."));
	else
		r = obligation_act(call->db, &call->actor, o.id, i,
		    cert_text(call, "note", CERT_REASON), call->now, call->arena);
	if (!call->wrong)
		r = bound_refused(call, r);
	if (r == 0 && !call->wrong)
		return call_redirect(call, TR("Saved."), "%s#clocks", back);
	return r;
}

/* Texts that the CERT's posts begin with: the answer to an early warning (NIS2 article 23 (5):
 * first feedback, advice, where else to turn), questions, the end. A text is a row. */
#include "portal/bound.h"
#include "portal/incident.h"
#include "portal/words.h"
#include "report/i18n.h"

enum { PREPARED_MAX = 16000, DEADLINES = 3, LINES = 3 };

struct draft {
	struct call *call;
	const struct incident *incident;
	const struct incident_party *party;
	const struct lang *lang; /* of the party's organisation */
	struct str *out;
};

/* What helps at once, by class of the RSIT; the last row is for every other one. */
static const struct advice {
	const char *class;
	bool crime; /* the police may have to know */
	const char *lines[LINES];
} advices[] = {
    {"malicious-code", true,
	{TR("Take affected machines off the network and leave them running: their memory holds "
	    "traces."),
	    TR("Take the backup and its storage off the network before anything else is looked "
	       "at."),
	    TR("Restore nothing before the way in is known and closed.")}},
    {"intrusion-attempts", true,
	{TR("Close what is attacked to the Internet, or ask for a second factor there."),
	    TR("Keep the logs of firewall, remote access and directory where the attacker "
	       "cannot "
	       "reach them."),
	    TR("Look for a success among the attempts, and tell us of the first one.")}},
    {"intrusions", true,
	{TR("Block the accounts that were used and end their sessions, remote access "
	    "included."),
	    TR("Keep the logs of firewall, remote access and directory where the attacker "
	       "cannot "
	       "reach them."),
	    TR("Leave at least one affected machine as it is.")}},
    {"availability", false,
	{TR("Ask your provider to filter the traffic, and write down times and addresses."),
	    TR("Let those who depend on what is down work by their downtime procedure."),
	    NULL}},
    {"information-content-security", true,
	{TR("Close the way by which data got out, and keep the logs that tell how much it "
	    "was."),
	    TR("Tell your data protection officer now: the 72 hours run from when you became "
	       "aware."),
	    NULL}},
    {"fraud", true,
	{TR("Change the passwords of those who typed them in, and end their sessions."),
	    TR("Send us the message with its headers, as a file."), NULL}},
    {NULL, false,
	{TR("Write down what was seen, when and by whom."),
	    TR("Keep logs that would be overwritten within days."), NULL}},
};

static const struct advice *advice_of(const char *class)
{
	const struct advice *a = advices;

	while (a->class && (!class || strcmp(a->class, class) != 0))
		a++;
	return a;
}

static void paragraph(struct draft *d, const char *text)
{
	str_addf(d->out, "%s%s", d->out->n ? "\n\n" : "", text);
}

static void item(struct draft *d, const char *text)
{
	str_addf(d->out, "\n- %s", tr(d->lang, text));
}

static const char *class_of(const struct draft *d)
{
	return d->incident->class ? d->incident->class : d->party->class;
}

/* The organisation's own clocks that run. */
static int deadlines(struct draft *d)
{
	struct arena *arena = d->call->arena;
	struct desk_records found = {0};
	int r = desk_list(d->call->db, &obligation_type,
	    "WHERE \"party\" = $1 AND \"org\" IS NOT NULL AND \"sent\" = 0 AND \"waived\" = 0 "
	    "AND \"due\" > $2 ORDER BY \"due\", \"id\" LIMIT $3",
	    DESK_PARAMS(DESK_TEXT(d->party->id), DESK_INT(d->call->now), DESK_INT(DEADLINES)),
	    arena, &found);

	if (r < 0 || !found.all.n)
		return call_db(d->call, r);
	paragraph(d, tr(d->lang, TR("Your next legal deadlines:")));
	vec_foreach (v, &found.all) {
		const struct obligation *o = *v;

		str_addf(d->out, "\n- %s: %s",
		    tr(d->lang, words_value(obligation_stage_names[o->stage])),
		    i18n_time(arena, d->lang, o->due));
	}
	return 0;
}

/* How the CERT is reached. */
static void sign(struct draft *d)
{
	const struct settings *s = &d->call->app->settings;
	const char *contact = settings_contact(s), *phone = s->phone ? s->phone : "";
	const char *comma = contact && *phone ? ", " : "";

	paragraph(d, tr(d->lang, TR("Answer in the portal, below the case.")));
	if (contact || *phone)
		str_addf(d->out, " %s",
		    trf(d->call->arena, d->lang, TR("You reach us here as well: %1"),
			arena_printf(
			    d->call->arena, "%s%s%s", phone, comma, contact ? contact : "")));
	paragraph(d, s->name ? s->name : "CERT");
}

/* --- the texts --- */

static void assess(struct draft *d)
{
	const char *class = class_of(d);
	struct arena *arena = d->call->arena;

	if (class && d->incident->state != INCIDENT_REPORTED)
		paragraph(
		    d, trf(arena, d->lang, TR("First assessment: %1, severity: %2."),
			   tr(d->lang, words_value(class)),
			   tr(d->lang,
			       words_value(incident_severity_names[d->incident->severity]))));
}

static void advise(struct draft *d)
{
	const struct advice *a = advice_of(class_of(d));
	const char *url = d->call->app->settings.url;

	paragraph(d, tr(d->lang, TR("What helps now:")));
	for (size_t i = 0; i < LINES && a->lines[i]; i++)
		item(d, a->lines[i]);
	if (url)
		str_addf(d->out, "\n- %s",
		    trf(d->call->arena, d->lang, TR("Reflex cards, step by step: %1"),
			arena_printf(d->call->arena, "%s/watch?kind=reflex_card", url)));
	if (a->crime || d->incident->malicious)
		paragraph(d,
		    tr(d->lang,
			TR("If it may be a crime, report it to the police. We help with what "
			   "they ask for.")));
}

static int answer(struct draft *d)
{
	struct arena *arena = d->call->arena;
	const char *when = i18n_time(arena, d->lang, d->party->joined),
		   *lead = d->incident->lead ? bound_person(d->call, d->incident->lead) : NULL;
	int r;

	paragraph(
	    d, trf(arena, d->lang, TR("We have had your report %1 since %2, and work on it."),
		   d->party->ref, when));
	if (lead)
		str_addf(d->out, " %s",
		    trf(arena, d->lang, TR("%1 leads the case at the CERT."), lead));
	assess(d);
	advise(d);
	r = deadlines(d);
	if (r == 0)
		sign(d);
	return r;
}

/* What the report leaves open. */
static int questions(struct draft *d)
{
	const struct incident_party *p = d->party;

	paragraph(d, trf(d->call->arena, d->lang,
			 TR("About your report %1 we still have to know:"), p->ref));
	if (!p->systems)
		item(d, TR("Which systems are affected?"));
	if (p->impact == IMPACT_POSSIBLE)
		item(d, TR("Are patients affected, and how?"));
	if (p->impact >= IMPACT_DEGRADED && !p->degraded_since)
		item(d, TR("Since when do you work in degraded mode?"));
	if (p->personal == TRUTH_NOT_KNOWN)
		item(d, TR("Are personal data concerned?"));
	if (p->personal == TRUTH_YES && !p->categories)
		item(d, TR("Which personal data, and of how many people?"));
	item(d, TR("What was done so far, and when?"));
	item(d, TR("What is known of the way in?"));
	if (!p->consent.n)
		item(d, TR("May we hand your report on to an authority, and to which?"));
	sign(d);
	return 0;
}

static int over(struct draft *d)
{
	int r;

	paragraph(d, trf(d->call->arena, d->lang,
			 TR("We end our work on your report %1: as far as we can see it is "
			    "over. Tell us "
			    "at once when you see any of it again."),
			 d->party->ref));
	r = deadlines(d);
	if (r == 0)
		sign(d);
	return r;
}

static const struct row {
	const char *name, *label;
	bool answer; /* to the early warning */
	int (*write)(struct draft *d);
} rows[] = {
    {"answer", TR("Answer to the early warning"), true, answer},
    {"questions", TR("Questions that the report leaves open"), false, questions},
    {"over", TR("It is over"), false, over},
};

void incident_prepared_options(struct call *call)
{
	struct json *all = json_new_array(call->arena);

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct json *one = json_new_object(call->arena);

		json_set_text(call->arena, one, "value", rows[i].name);
		json_set_text(call->arena, one, "label", rows[i].label);
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "prepared", all);
}

static const struct row *row_of(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (strcmp(rows[i].name, name) == 0)
			return &rows[i];
	return NULL;
}

int incident_prepared(const struct incident_page *page, const struct incident_party *p,
    const char *name, const char **ret_text, bool *ret_answer)
{
	struct call *call = page->call;
	const struct row *row = row_of(name);
	struct org org = {0};
	STR_AUTO(out, PREPARED_MAX);
	struct draft d = {.call = call, .incident = &page->c.incident, .party = p, .out = &out};
	int r = row ? desk_get(call->db, &org_type, p->org, call->arena, &org) : ERR_NOTFOUND;

	if (r < 0)
		return r;
	d.lang = i18n_lang(org.lang ? org.lang : call->lang);
	if (!d.lang)
		d.lang = i18n_lang("en");
	r = row->write(&d);
	if (r < 0)
		return r;
	*ret_text = str_dup(&out, call->arena);
	*ret_answer = row->answer;
	return 0;
}

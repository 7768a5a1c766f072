/* The eight fields of a report: what happened, when they became aware, class, systems,
 * patients, degraded mode, personal data, who is reached now. */
#include "base/time.h"
#include "portal/bound.h"
#include "portal/cert.h"
#include "portal/incident.h"
#include "report/i18n.h"

enum { MINUTE_MS = 60000 };

static int64_t zone(const struct call *call)
{
	return (call->who.zone ? call->who.zone : call->app->settings.zone) * MINUTE_MS;
}

int64_t incident_form_time(struct call *call, const char *field)
{
	const char *text = call_field(call, field);
	int64_t ms = 0;

	if (!*text)
		return 0;
	/* Seconds are there when they are not 0; a program may write RFC 3339. */
	if (strlen(text) == 16)
		text = arena_printf(call->arena, "%s:00", text);
	if (strlen(text) == 19 &&
	    time_parse(span_str(arena_printf(call->arena, "%sZ", text)), &ms) == 0)
		return ms - zone(call);
	if (strlen(text) > 19 && time_parse(span_str(text), &ms) == 0)
		return ms;
	call_wrong(call, field, TR("Write a day and a time."));
	return 0;
}

const char *incident_form_clock(struct call *call, int64_t ms)
{
	char text[TIME_TEXT];

	if (!ms)
		return NULL;
	return arena_printf(call->arena, "%.16s", time_text(ms + zone(call), text));
}

static int choice(struct call *call, const char *field, const char *const *names)
{
	int i = cert_choice(call, field, names);

	if (i < 0)
		call_wrong(call, field, TR("Choose one."));
	return MAX(i, 0);
}

void incident_form_read(struct call *call, struct incident_party *p)
{
	int class = cert_choice(call, "class", incident_class_names);
	int tlp = cert_choice(call, "tlp", tlp_names);

	p->what = cert_need(call, "what", 20000);
	p->aware = incident_form_time(call, "aware");
	if (!*call_field(call, "aware"))
		call_wrong(call, "aware", TR("This is needed."));
	else if (p->aware > call->now)
		call_wrong(call, "aware", TR("This time lies ahead."));
	p->class = class < 0 ? NULL : incident_class_names[class];
	if (*call_field(call, "class") && class < 0)
		call_wrong(call, "class", TR("Choose one."));
	p->systems = cert_text(call, "systems", 8000);
	p->impact = choice(call, "impact", incident_impact_names);
	p->degraded_since = incident_form_time(call, "degraded_since");
	p->degraded_until = incident_form_time(call, "degraded_until");
	if (p->degraded_until && p->degraded_until < p->degraded_since)
		call_wrong(call, "degraded_until", TR("It ends before it begins."));
	p->personal = choice(call, "personal", incident_truth_names);
	p->categories = cert_text(call, "categories", 4000);
	p->contact = cert_need(call, "contact", 500);
	p->tlp = tlp < 0 ? TLP_AMBER : tlp;
	p->consent = call_fields(call, "consent");
}

/* What stands in the field: as typed when something was wrong, else as it is. */
static void set(struct call *call, struct json *to, const char *name, const char *is)
{
	json_set_text(call->arena, to, name, call->wrong ? call_field(call, name) : is);
}

static void set_consent(struct call *call, struct json *to, const struct incident_party *p)
{
	const struct text_list typed = call_fields(call, "consent");
	struct json *all = json_new_array(call->arena);
	struct text_list seen = {0};

	for (const struct obligation_authority *a = obligation_authorities; a->regime; a++) {
		struct json *one;

		if (text_list_has(&seen, a->name) ||
		    (call->org && call->org->lang && strcmp(call->org->lang, "en") != 0 &&
			strcmp(a->lang, call->org->lang) != 0))
			continue;
		text_list_add(&seen, call->arena, a->name);
		one = json_new_object(call->arena);
		json_set_text(call->arena, one, "name", a->name);
		json_set_bool(call->arena, one, "chosen",
		    text_list_has(call->wrong ? &typed : &p->consent, a->name));
		json_set_int(call->arena, one, "number", (int64_t)seen.n);
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, to, "consents", all);
}

void incident_form_fill(struct call *call, const struct incident_party *p)
{
	struct json *to = json_new_object(call->arena);
	int class = p->class ? bound_name(incident_class_names, p->class) : -1;

	set(call, to, "what", p->what);
	set(call, to, "aware", incident_form_clock(call, p->aware));
	set(call, to, "systems", p->systems);
	set(call, to, "degraded_since", incident_form_clock(call, p->degraded_since));
	set(call, to, "degraded_until", incident_form_clock(call, p->degraded_until));
	set(call, to, "categories", p->categories);
	set(call, to, "contact", p->contact);
	set(call, to, "caller", p->caller);
	set_consent(call, to, p);
	json_set_value(call->arena, call->data, "filled", to);
	cert_options(call, "class", incident_class_names, 0, 99, class);
	cert_options(call, "impact", incident_impact_names, 0, IMPACT_HARM, p->impact);
	cert_options(call, "personal", incident_truth_names, 0, TRUTH_YES, p->personal);
	cert_options(call, "tlp", tlp_names, TLP_AMBER, TLP_AMBER_STRICT, p->tlp);
}

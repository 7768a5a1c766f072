/* Rules of who is told what, when and how: of an organisation, and the CERT's for all others.
 */
#include "desk/directive.h"
#include "desk/people.h"
#include "portal/bound.h"
#include "portal/cert.h"
#include "portal/routes.h"
#include "report/i18n.h"

#include <stdlib.h>

static const char *const function_names[] = {
    "on-call", "ciso", "it-ops", "legal-rep", "dpo", "comms", "supplier", NULL};
static const char *const role_choices[] = {
    "officer", "technician", "group_officer", "management", "legal", "viewer", NULL};
static const char *const channel_choices[] = {"portal", "mail", "webhook", NULL};
static const char *const common_channels[] = {"portal", "mail", NULL};
static const char *const lang_names[] = {"en", "fr", "nb", NULL};

/* Whose rules: the organisation's of the path, or the CERT's (NULL). */
static const char *owner(const struct call *call)
{
	return call->org ? call->org->id : NULL;
}

static const char *base(const struct call *call)
{
	return call->org ? arena_printf(call->arena, "/orgs/%s/rules", call->org->id)
			 : "/cert/rules";
}

/* --- showing --- */

static struct json *checks(
    struct call *call, const char *const *names, const struct text_list *chosen)
{
	struct json *all = json_new_array(call->arena);

	for (int i = 0; names[i]; i++) {
		struct json *one = json_new_object(call->arena);

		json_set_text(call->arena, one, "value", names[i]);
		json_set_bool(call->arena, one, "here", text_list_has(chosen, names[i]));
		json_add_value(call->arena, all, one);
	}
	return all;
}

/* Labels are never translated. */
static struct json *labels(struct call *call, int chosen)
{
	struct json *all = json_new_array(call->arena);

	for (int i = 0; tlp_names[i]; i++) {
		struct json *one = json_new_object(call->arena);

		json_set_text(call->arena, one, "name", tlp_names[i]);
		json_set_text(call->arena, one, "label", tlp_label((enum tlp)i));
		json_set_bool(call->arena, one, "here", i == chosen);
		json_add_value(call->arena, all, one);
	}
	return all;
}

static struct json *kinds(struct call *call, const struct text_list *chosen)
{
	struct json *all = json_new_array(call->arena);

	for (const struct notice_cause *c = notice_causes; c->name; c++) {
		struct json *one = json_new_object(call->arena);

		json_set_text(call->arena, one, "name", c->name);
		json_set_text(call->arena, one, "label", c->label);
		json_set_bool(call->arena, one, "here", text_list_has(chosen, c->name));
		json_add_value(call->arena, all, one);
	}
	return all;
}

static const char *joined(struct call *call, const struct text_list *list, const char *between)
{
	const char *text = "";

	for (size_t i = 0; i < list->n; i++)
		text =
		    arena_printf(call->arena, "%s%s%s", text, i ? between : "", list->items[i]);
	return text;
}

static void add_words(
    struct call *call, struct json *to, const struct text_list *list, bool names)
{
	for (size_t i = 0; i < list->n; i++) {
		struct json *one = json_new_object(call->arena);

		json_set_text(call->arena, one, "name",
		    names ? bound_person(call, list->items[i]) : NULL);
		json_set_text(call->arena, one, "value", names ? NULL : list->items[i]);
		json_add_value(call->arena, to, one);
	}
}

static struct json *rule_json(struct call *call, const struct directive *d)
{
	struct json *one = bound_json(call, &directive_type, d);
	struct json *who = json_new_array(call->arena), *what = json_new_array(call->arena);

	json_set_text(call->arena, one, "secret", NULL);
	json_set_text(call->arena, one, "href",
	    d->version || d->created ? arena_printf(call->arena, "%s/%s", base(call), d->id)
				     : NULL);
	add_words(call, who, &d->functions, false);
	add_words(call, who, &d->roles, false);
	add_words(call, who, &d->persons, true);
	for (size_t i = 0; i < d->kinds.n; i++) {
		const struct notice_cause *c = notice_cause_of(d->kinds.items[i]);
		struct json *kind = json_new_object(call->arena);

		json_set_text(call->arena, kind, "label", c ? c->label : d->kinds.items[i]);
		json_add_value(call->arena, what, kind);
	}
	json_set_value(call->arena, one, "who", who);
	json_set_bool(call->arena, one, "everybody", who->array.n == 0);
	json_set_value(call->arena, one, "kinds", what);
	json_set_bool(call->arena, one, "anything", what->array.n == 0);
	json_set_text(call->arena, one, "criticality", criticality_names[d->least]);
	json_set_text(call->arena, one, "label", tlp_label((enum tlp)d->tlp));
	json_set_text(call->arena, one, "hours", joined(call, &d->hours, ", "));
	json_set_bool(call->arena, one, "is_webhook", d->channel == NOTICE_BY_WEBHOOK);
	return one;
}

static void set_rules(struct call *call, const char *name, const struct directives *rules)
{
	struct json *all = json_new_array(call->arena);

	vec_foreach (d, &rules->all)
		json_add_value(call->arena, all, rule_json(call, d));
	json_set_value(call->arena, call->data, name, all);
}

static int list(struct call *call)
{
	struct directives own = {0}, common = {0};
	size_t on = 0;
	int r = directive_list(call->db, owner(call), call->arena, &own);

	if (r == 0)
		r = directive_common(call->db, call->arena, &common);
	vec_foreach (d, &own.all)
		on += d->enabled;
	set_rules(call, "own", &own);
	set_rules(call, "common", &common);
	json_set_bool(call->arena, call->data, "has_own", own.all.n > 0);
	json_set_bool(call->arena, call->data, "common_hold", !on);
	json_set_bool(call->arena, call->data, "of_org", call->org != NULL);
	json_set_bool(call->arena, call->data, "changes",
	    call_may(call, call->org ? MAY_PEOPLE : MAY_DECIDE));
	json_set_text(call->arena, call->data, "base", base(call));
	return call_db(call, r);
}

/* The form with what the rule is, or was typed. */
static int form(struct call *call, const struct directive *d)
{
	struct json *rule = rule_json(call, d);
	struct json *people = json_new_array(call->arena);
	const struct json *named;
	int r = 0;

	json_set_text(call->arena, rule, "hours", joined(call, &d->hours, "\n"));
	json_set_value(call->arena, call->data, "rule", rule);
	json_set_value(call->arena, call->data, "channels",
	    bound_choices(call, call->org ? channel_choices : common_channels,
		notice_channel_names[d->channel]));
	json_set_value(
	    call->arena, call->data, "functions", checks(call, function_names, &d->functions));
	json_set_value(call->arena, call->data, "roles", checks(call, role_choices, &d->roles));
	json_set_value(call->arena, call->data, "all_kinds", kinds(call, &d->kinds));
	json_set_value(call->arena, call->data, "least",
	    bound_choices(call, criticality_names, criticality_names[d->least]));
	json_set_value(call->arena, call->data, "at_once",
	    bound_choices(call, criticality_names, criticality_names[d->at_once]));
	json_set_value(call->arena, call->data, "labels", labels(call, d->tlp));
	json_set_value(call->arena, call->data, "plain", labels(call, d->plain));
	json_set_value(call->arena, call->data, "rule_langs",
	    bound_choices(call, lang_names, d->lang ? d->lang : ""));
	json_set_text(call->arena, call->data, "base", base(call));
	json_set_bool(call->arena, call->data, "of_org", call->org != NULL);
	if (call->org)
		r = bound_people(call);
	named = json_get(call->data, "people");
	for (size_t i = 0; r == 0 && named && i < named->array.n; i++) {
		struct json one = named->array.items[i];

		json_set_bool(call->arena, &one, "here",
		    text_list_has(&d->persons, json_text(json_get(&one, "id"), "")));
		json_add_value(call->arena, people, &one);
	}
	json_set_value(call->arena, call->data, "people", people);
	if (call->org)
		bound_crumb(call, TR("Who is told: rules"), "rules");
	return r;
}

/* --- changing --- */

static int choice(struct call *call, const char *field, const char *const *names, int before)
{
	const char *typed = call_field(call, field);
	int i = bound_name(names, typed);

	if (i < 0)
		call_wrong(call, field, TR("Choose one of the list."));
	return i < 0 ? before : i;
}

static void read_form(struct call *call, struct directive *d)
{
	const char *lang = call_field(call, "lang"), *interval = call_field(call, "interval");
	struct msg why = {0};
	const char *field = NULL;

	d->org = owner(call);
	d->name = call_field(call, "name");
	d->enabled = *call_field(call, "enabled") != '\0';
	d->channel = choice(call, "channel", notice_channel_names, d->channel);
	d->persons = call->org ? call_fields(call, "persons") : (struct text_list){0};
	d->functions = call_fields(call, "functions");
	d->roles = call_fields(call, "roles");
	d->kinds = call_fields(call, "kinds");
	d->least = choice(call, "least", criticality_names, d->least);
	d->at_once = choice(call, "at_once", criticality_names, d->at_once);
	d->tlp = choice(call, "tlp", tlp_names, d->tlp);
	d->plain = choice(call, "plain", tlp_names, d->plain);
	d->hours = bound_lines(call, "hours");
	d->weekdays = *call_field(call, "weekdays") != '\0';
	d->digest = *call_field(call, "digest") != '\0';
	d->lang = *lang ? lang : NULL;
	d->interval = *interval ? strtoll(interval, NULL, 10) : 0;
	d->url = *call_field(call, "url") ? call_field(call, "url") : NULL;
	if (!call->wrong && directive_check(d, &field, &why) < 0) {
		call_wrong(call, field, arena_strdup(call->arena, why.what));
		call_wrong(call, "form", arena_strdup(call->arena, why.hint));
	}
}

static int load(struct call *call, struct directive *ret)
{
	return call_db(
	    call, directive_get(call->db, owner(call), call_arg(call, "id"), call->arena, ret));
}

static struct directive fresh(void)
{
	return (struct directive){.enabled = true,
	    .channel = NOTICE_BY_MAIL,
	    .least = CRIT_INFO,
	    .at_once = CRIT_HIGH,
	    .tlp = TLP_RED,
	    .plain = TLP_GREEN,
	    .interval = 1440};
}

static int new_form(struct call *call)
{
	const struct directive d = fresh();

	return form(call, &d);
}

static int edit_form(struct call *call)
{
	struct directive d;
	int r = load(call, &d);

	return r < 0 ? r : form(call, &d);
}

static int store(struct call *call, struct directive *d)
{
	bool keyed = d->secret != NULL;
	int r;

	read_form(call, d);
	if (call->wrong)
		return form(call, d);
	r = directive_save(call->db, &call->actor, d, call->now, call->arena);
	if (r < 0) {
		r = bound_refused(call, r);
		return r < 0 ? r : form(call, d);
	}
	if (d->channel == NOTICE_BY_WEBHOOK && !keyed) { /* the key is shown once */
		json_set_text(call->arena, call->data, "made", d->secret);
		call->page = "rules";
		return list(call);
	}
	return call_redirect(call, TR("Saved."), "%s", base(call));
}

static int create(struct call *call)
{
	struct directive d = fresh();

	return store(call, &d);
}

static int change(struct call *call)
{
	struct directive d;
	int r = load(call, &d);

	return r < 0 ? r : store(call, &d);
}

static int take_away(struct call *call)
{
	int r = directive_remove(
	    call->db, &call->actor, owner(call), call_arg(call, "id"), call->now);

	return r < 0 ? call_db(call, r)
		     : call_redirect(call, TR("The rule was taken away."), "%s", base(call));
}

#define FIELDS                                                                             \
	"name enabled? channel persons? functions? roles? kinds? least at_once tlp plain " \
	"hours? weekdays? digest? lang? interval? url?"

const struct route rules_routes[] = {
    {"GET", "/orgs/{org}/rules", MAY_VIEW, "rules", list, 0,
	"The rules of who is told of notices.", NULL, TR("Who is told: rules")},
    {"GET", "/orgs/{org}/rules/new", MAY_PEOPLE, "rule", new_form, 0, "A new rule.", NULL,
	TR("A new rule")},
    {"POST", "/orgs/{org}/rules/new", MAY_PEOPLE, "rule", create, 0, "Stores a new rule.",
	FIELDS, TR("A new rule")},
    {"GET", "/orgs/{org}/rules/{id}", MAY_PEOPLE, "rule", edit_form, 0, "A rule, to change it.",
	NULL, TR("Change a rule")},
    {"POST", "/orgs/{org}/rules/{id}", MAY_PEOPLE, "rule", change, 0, "Changes a rule.", FIELDS,
	TR("Change a rule")},
    {"POST", "/orgs/{org}/rules/{id}/remove", MAY_PEOPLE, NULL, take_away, 0,
	"Takes a rule away.", NULL, NULL},
    {"GET", "/cert/rules", MAY_SECTOR, "rules", list, ROUTE_NO_LOG,
	"The rules that hold where an organisation has none of its own.", NULL,
	TR("Who is told: rules")},
    {"GET", "/cert/rules/new", MAY_DECIDE, "rule", new_form, ROUTE_NO_LOG, "A new rule.", NULL,
	TR("A new rule")},
    {"POST", "/cert/rules/new", MAY_DECIDE, "rule", create, 0, "Stores a new rule.", FIELDS,
	TR("A new rule")},
    {"GET", "/cert/rules/{id}", MAY_DECIDE, "rule", edit_form, ROUTE_NO_LOG,
	"A rule, to change it.", NULL, TR("Change a rule")},
    {"POST", "/cert/rules/{id}", MAY_DECIDE, "rule", change, 0, "Changes a rule.", FIELDS,
	TR("Change a rule")},
    {"POST", "/cert/rules/{id}/remove", MAY_DECIDE, NULL, take_away, 0, "Takes a rule away.",
	NULL, NULL},
    {.method = NULL},
};

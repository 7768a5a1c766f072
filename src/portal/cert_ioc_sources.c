/* Feeds of indicators that are pulled: entering one, seeing what it holds, switching it on. */
#include "base/parse.h"
#include "desk/ioc_source.h"
#include "portal/bound.h"
#include "portal/cert.h"
#include "portal/routes.h"
#include "report/i18n.h"

static const char *const states[] = {"working", "paused", "failed", NULL};

static const struct list_column columns[] = {
    {"id", "", "s.\"id\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"name", TR("Name"), "s.\"name\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"url", TR("Address"), "s.\"url\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"state", TR("State"),
	"CASE WHEN s.\"failures\" > 0 THEN 'failed' WHEN s.\"enabled\" = 1 THEN 'working' ELSE "
	"'paused' END",
	LIST_ENUM, LIST_FILTER, states, NULL},
    {"worked", TR("Last look that worked"), "s.\"worked\"", LIST_TIME, LIST_SORT, NULL, NULL},
    {"due", TR("Next look"), "s.\"due\"", LIST_TIME, LIST_SORT, NULL, NULL},
    {"events", TR("Events taken in"), "s.\"events\"", LIST_INT, LIST_SORT, NULL, NULL},
    {"added", TR("New indicators"), "s.\"added\"", LIST_INT, LIST_SORT, NULL, NULL},
};

static int sources(struct call *call)
{
	static const struct list list = {.name = "sources",
	    .from = "ioc_source AS s",
	    .columns = columns,
	    .ncolumns = ARRAY_LEN(columns),
	    .sort = "name",
	    .key = "s.\"id\"",
	    .empty =
		TR("No feed is pulled yet. Add the feed of a MISP that somebody shares with "
		   "you.")};
	int r = cert_take(call);

	return r < 0 ? r : list_run(call, &list, NULL, 0);
}

/* --- the form --- */

static struct ioc_source fresh(void)
{
	return (struct ioc_source){.every = 6,
	    .days = 30,
	    .keep = 90,
	    .confidence = IOC_MEDIUM,
	    .fp_rate = IOC_FP_LOW,
	    .tlp = TLP_GREEN};
}

static void set_form(struct call *call, const struct ioc_source *s)
{
	static const char *const fields[] = {"name", "url", "every", "days", "keep"};
	bool typed = strcmp(call->rq->method, "POST") == 0;

	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		const struct field *f = record_field(&ioc_source_type, fields[i]);
		const char *name = arena_printf(call->arena, "typed_%s", fields[i]);

		if (typed)
			json_set_text(
			    call->arena, call->data, name, call_field(call, fields[i]));
		else if (f->type == FIELD_TEXT)
			json_set_text(call->arena, call->data, name, field_text(f, s));
		else
			json_set_int(call->arena, call->data, name, field_int(f, s));
	}
	cert_options(call, "list", ioc_list_names, 0, IOC_LIST_AUTH, s->list);
	cert_options(call, "confidence", ioc_level_names, 0, IOC_HIGH, s->confidence);
	cert_options(call, "fp_rate", ioc_fp_rate_names, 0, IOC_FP_HIGH, s->fp_rate);
	cert_options(call, "tlp", tlp_names, 0, TLP_AMBER_STRICT, s->tlp);
}

static int64_t number(struct call *call, const char *field)
{
	int64_t n = 0;

	return parse_int(span_str(call_field(call, field)), 1, INT32_MAX, &n) < 0 ? 0 : n;
}

static int chosen(const struct call *call, const char *field, const char *const *names, int was)
{
	int i = cert_choice(call, field, names);

	return i < 0 ? was : i;
}

/* What was typed over what is there. A key is never shown: an empty field leaves it. */
static void read_form(struct call *call, struct ioc_source *s)
{
	const char *field = NULL;
	struct msg why = {0};

	s->name = cert_text(call, "name", 100);
	s->url = cert_text(call, "url", 1000);
	if (*call_field(call, "no_key"))
		s->key = NULL;
	else if (*call_field(call, "key"))
		s->key = cert_text(call, "key", 1000);
	s->every = number(call, "every");
	s->days = number(call, "days");
	s->keep = number(call, "keep");
	s->list = chosen(call, "list", ioc_list_names, s->list);
	s->confidence = chosen(call, "confidence", ioc_level_names, s->confidence);
	s->fp_rate = chosen(call, "fp_rate", ioc_fp_rate_names, s->fp_rate);
	s->tlp = chosen(call, "tlp", tlp_names, s->tlp);
	if (!call->wrong && ioc_source_check(s, &field, &why) < 0) {
		call_wrong(call, field, arena_strdup(call->arena, why.what));
		json_set_text(
		    call->arena, call->data, "wrong_hint", arena_strdup(call->arena, why.hint));
	}
}

static int show_add(struct call *call)
{
	struct ioc_source s = fresh();

	set_form(call, &s);
	return 0;
}

static int add(struct call *call)
{
	struct ioc_source s = fresh();
	int r = 0;

	read_form(call, &s);
	if (!call->wrong)
		r = cert_refused(
		    call, ioc_source_save(call->db, &call->actor, &s, call->now, call->arena));
	if (r == 0 && !call->wrong)
		return call_redirect(call,
		    TR("The feed is being looked at. Nothing is taken in before you have seen "
		       "what it holds."),
		    "/cert/iocs/sources/%s", s.id);
	set_form(call, &s);
	return r;
}

/* --- one --- */

static int find(struct call *call, struct ioc_source *s)
{
	return call_db(call, ioc_source_get(call->db, call_arg(call, "id"), call->arena, s));
}

/* What the last look found, as it was written down (desk/ioc_pull.h). */
static void set_told(struct call *call, const struct ioc_source *s)
{
	struct json *told = NULL;

	if (!s->told || json_parse(span_str(s->told), call->arena, &told, NULL) < 0)
		return;
	told = json_copy(call->arena, told);
	json_set_bool(call->arena, told, "has_rows", json_count(json_get(told, "rows")) > 0);
	json_set_bool(
	    call->arena, told, "has_problems", json_count(json_get(told, "problems")) > 0);
	json_set_bool(call->arena, told, "has_left", json_int(json_get(told, "left"), 0) > 0);
	json_set_bool(call->arena, told, "has_held", json_int(json_get(told, "held"), 0) > 0);
	json_set_value(call->arena, call->data, "told", told);
}

static void show(struct call *call, struct ioc_source *s)
{
	bool keyed = s->key != NULL;
	struct json *one;

	set_told(call, s);
	set_form(call, s);
	s->key = s->told = NULL;
	one = bound_json(call, &ioc_source_type, s);
	json_set_bool(call->arena, one, "keyed", keyed);
	json_set_text(call->arena, one, "tlp_label", tlp_label((enum tlp)s->tlp));
	json_set_text(call->arena, one, "by", cert_person(call, s->owner));
	json_set_text(call->arena, one, "state",
	    s->failures  ? "failed"
	    : s->enabled ? "working"
			 : "paused");
	json_set_bool(call->arena, one, "busy", s->asked > 0 || s->lease > call->now);
	json_set_bool(call->arena, one, "seen", s->worked > 0);
	json_set_value(call->arena, call->data, "source", one);
	json_set_text(call->arena, call->data, "heading", s->name);
}

static int one(struct call *call)
{
	struct ioc_source s = {0};
	int r = find(call, &s);

	if (r == 0)
		show(call, &s);
	return r;
}

static int save(struct call *call)
{
	struct ioc_source s = {0};
	int r = find(call, &s);

	if (r < 0)
		return r;
	read_form(call, &s);
	if (!call->wrong)
		r = cert_refused(
		    call, ioc_source_save(call->db, &call->actor, &s, call->now, call->arena));
	if (r == 0 && !call->wrong)
		return call_redirect(call, TR("Saved."), "/cert/iocs/sources/%s", s.id);
	if (r == 0)
		r = find(call, &s);
	if (r == 0)
		show(call, &s);
	return r;
}

/* After a step: the page again, with the reason when it was refused. */
static int after(struct call *call, int r, const char *done)
{
	r = cert_refused(call, r);
	if (r == 0 && !call->wrong)
		return call_redirect(call, done, "/cert/iocs/sources/%s", call_arg(call, "id"));
	return r < 0 ? r : one(call);
}

static int look(struct call *call)
{
	return after(call,
	    ioc_source_ask(
		call->db, &call->actor, call_arg(call, "id"), call->now, call->arena),
	    TR("The feed is being looked at."));
}

static int switch_on(struct call *call)
{
	return after(call,
	    ioc_source_switch(
		call->db, &call->actor, call_arg(call, "id"), true, call->now, call->arena),
	    TR("The feed is pulled from now on, in your name."));
}

static int switch_off(struct call *call)
{
	return after(call,
	    ioc_source_switch(
		call->db, &call->actor, call_arg(call, "id"), false, call->now, call->arena),
	    TR("The feed is not pulled any more."));
}

static int take_away(struct call *call)
{
	int r = ioc_source_remove(
	    call->db, &call->actor, call_arg(call, "id"), call->now, call->arena);
	return r < 0
		   ? call_db(call, r)
		   : call_redirect(call, TR("The feed was taken away."), "/cert/iocs/sources");
}

#define FORM "name url key? no_key? every days keep list? confidence? fp_rate? tlp?"

const struct route cert_ioc_sources_routes[] = {
    {"GET", "/cert/iocs/sources", MAY_REVIEW, "cert_ioc_sources", sources, ROUTE_NO_LOG,
	"Feeds of indicators that are pulled.", NULL, TR("Sources of indicators")},
    {"GET", "/cert/iocs/sources/add", MAY_DECIDE, "cert_ioc_source_add", show_add, ROUTE_NO_LOG,
	"The form to enter a feed.", NULL, TR("Add a feed")},
    {"POST", "/cert/iocs/sources/add", MAY_DECIDE, "cert_ioc_source_add", add, 0,
	"Enters a feed and has it looked at; nothing is taken in yet.", FORM, TR("Add a feed")},
    {"GET", "/cert/iocs/sources/{id}", MAY_REVIEW, "cert_ioc_source", one, 0,
	"A feed, and what it held when it was last looked at.", NULL, NULL},
    {"POST", "/cert/iocs/sources/{id}", MAY_DECIDE, "cert_ioc_source", save, 0,
	"Changes a feed.", FORM, NULL},
    {"POST", "/cert/iocs/sources/{id}/look", MAY_REVIEW, "cert_ioc_source", look, 0,
	"Has it looked at now.", NULL, NULL},
    {"POST", "/cert/iocs/sources/{id}/on", MAY_DECIDE, "cert_ioc_source", switch_on, 0,
	"Has it taken in from now on.", NULL, NULL},
    {"POST", "/cert/iocs/sources/{id}/off", MAY_DECIDE, "cert_ioc_source", switch_off, 0,
	"Has it taken in no more.", NULL, NULL},
    {"POST", "/cert/iocs/sources/{id}/remove", MAY_DECIDE, NULL, take_away, 0,
	"Takes it away; its indicators stay.", NULL, NULL},
    {.method = NULL},
};

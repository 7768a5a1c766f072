/* Rules over events, with what they would have done; and taking in files. */
#include "api/refusal.h"
#include "base/parse.h"
#include "desk/event.h"
#include "desk/event_rule.h"
#include "model/event_kind.h"
#include "portal/alerts.h"
#include "portal/bound.h"
#include "portal/cert.h"
#include "portal/cert_alerts.h"
#include "portal/routes.h"
#include "report/i18n.h"

#define DAY_MS INT64_C(86400000)

static const struct list_column columns[] = {
    {"id", "", "r.\"id\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"created", TR("When"), "r.\"created\"", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
    {"does", TR("What it does"), "r.\"does\"", LIST_ENUM, LIST_SORT | LIST_FILTER,
	event_rule_does_names, NULL},
    {"net", TR("Network"), "r.\"net\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"name", TR("Name"), "r.\"name\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"type", TR("Kind"), "r.\"type\"", LIST_ENUM, LIST_FILTER, event_kind_names, NULL},
    {"indicator", TR("Indicator"), "r.\"indicator\"", LIST_TEXT, LIST_SEARCH, NULL, NULL},
    {"port", TR("Port"), "r.\"port\"", LIST_INT, LIST_SORT, NULL, NULL},
    {"org", TR("Organisation"), "coalesce(o.\"name\", w.\"name\")", LIST_TEXT,
	LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"reason", TR("Reason"), "r.\"reason\"", LIST_TEXT, LIST_SEARCH, NULL, NULL},
    {"expires", TR("Until"), "r.\"expires\"", LIST_TIME, LIST_SORT, NULL, NULL},
    {"ended", TR("Ended"), "r.\"ended\"", LIST_TIME, LIST_SORT, NULL, NULL},
};

static int rules(struct call *call)
{
	static const struct list rows = {.name = "rules",
	    .from =
		"event_rule AS r LEFT JOIN org AS o ON o.\"id\" = r.\"org\" LEFT JOIN org AS "
		"w ON w.\"id\" = r.\"whose\"",
	    .columns = columns,
	    .ncolumns = ARRAY_LEN(columns),
	    .sort = "-created",
	    .key = "r.\"id\"",
	    .empty =
		TR("There is no rule yet. Make one from an alert that is nobody's, or that "
		   "need not be told.")};
	int r = cert_take(call);

	return r < 0 ? r : list_run(call, &rows, NULL, 0);
}

/* --- a new one --- */

static const char *typed(struct call *call, const char *name)
{
	const char *text =
	    *call_field(call, name) ? call_field(call, name) : serve_query(call->rq, name);

	return text && *text ? text : NULL;
}

static void set_form(struct call *call)
{
	static const char *const fields[] = {
	    "net", "name", "indicator", "port", "whose", "org_ref", "days", "reason"};
	struct json *kinds = json_new_array(call->arena);
	const char *chosen = typed(call, "type"), *does = typed(call, "does");

	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		json_set_text(call->arena, call->data, fields[i], typed(call, fields[i]));
	for (const struct event_kind *k = event_kinds; k->name; k++) {
		struct json *one = json_new_object(call->arena);

		json_set_text(call->arena, one, "value", k->name);
		json_set_text(call->arena, one, "title", k->title);
		json_set_bool(
		    call->arena, one, "chosen", chosen && strcmp(chosen, k->name) == 0);
		json_add_value(call->arena, kinds, one);
	}
	json_set_value(call->arena, call->data, "kinds", kinds);
	cert_options(call, "does", event_rule_does_names, 0, EVENT_RULE_SUPPRESSES,
	    does && strcmp(does, "suppresses") == 0 ? EVENT_RULE_SUPPRESSES
						    : EVENT_RULE_ASSIGNS);
}

static int show_new(struct call *call)
{
	set_form(call);
	return 0;
}

static struct event_rule read_rule(struct call *call)
{
	int does = cert_choice(call, "does", event_rule_does_names);
	struct event_rule rule = {.does = MAX(does, 0),
	    .name = cert_text(call, "name", 255),
	    .type = typed(call, "type"),
	    .indicator = cert_text(call, "indicator", 200),
	    .reason = cert_need(call, "reason", CERT_REASON)};
	int64_t days = 0;

	if (*call_field(call, "net") &&
	    event_rule_net(span_str(call_field(call, "net")), call->arena, &rule) < 0)
		call_wrong(call, "net", TR("Write an address or a network: 192.0.2.0/28."));
	if (*call_field(call, "port") &&
	    parse_int(span_str(call_field(call, "port")), 1, 65535, &rule.port) < 0)
		call_wrong(call, "port", TR("Write a port from 1 to 65535."));
	if (*call_field(call, "days") &&
	    parse_int(span_str(call_field(call, "days")), 1, 3650, &days) < 0)
		call_wrong(call, "days", TR("Write a number of days."));
	if (days)
		rule.expires = call->now + days * DAY_MS;
	if (rule.does == EVENT_RULE_ASSIGNS)
		rule.org = cert_alerts_org(call, "org_ref");
	else
		rule.whose = cert_alerts_org(call, "whose");
	return rule;
}

static int set_preview(struct call *call, const struct event_rule *rule)
{
	struct json *to = json_new_object(call->arena), *rows = json_new_array(call->arena);
	struct event_rule_preview p;
	int r = event_rule_preview(call->db, rule, call->now, call->arena, &p);

	if (r < 0)
		return call_db(call, r);
	for (size_t i = 0; i < p.shown.all.n; i++) {
		struct json *one = bound_json(call, &alert_type, p.shown.all.items[i]);

		alerts_row(call, one);
		json_add_value(call->arena, rows, one);
	}
	json_set_int(call->arena, to, "alerts", p.alerts);
	json_set_int(call->arena, to, "events", p.events);
	json_set_int(call->arena, to, "orgs", p.orgs);
	json_set_int(call->arena, to, "nobodys", p.nobodys);
	json_set_int(call->arena, to, "told", p.told);
	json_set_value(call->arena, to, "rows", rows);
	json_set_value(call->arena, call->data, "preview", to);
	return 0;
}

static int make(struct call *call)
{
	struct event_rule rule = read_rule(call);
	struct msg msg = {0};
	int64_t applied = 0;
	int r = 0;

	if (!call->wrong && event_rule_check(&rule, &msg) < 0)
		call_wrong(call, "form", arena_strdup(call->arena, msg.what));
	if (!call->wrong && strcmp(call_field(call, "step"), "save") == 0) {
		r = cert_refused(call, event_rule_add(call->db, &call->actor, &rule, call->now,
					   call->arena, &applied));
		if (r == 0 && !call->wrong)
			return call_redirect(
			    call, TR("The rule holds from now on."), "/cert/alerts/rules");
	} else if (!call->wrong) {
		r = set_preview(call, &rule);
	}
	set_form(call);
	return r;
}

static int end(struct call *call)
{
	int r = event_rule_end(
	    call->db, &call->actor, call_arg(call, "id"), call->now, call->arena);

	return r < 0 ? call_db(call, r)
		     : call_redirect(call, TR("The rule has ended."), "/cert/alerts/rules");
}

/* --- files --- */

static const struct list_column import_columns[] = {
    {"id", "", "i.\"id\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"time", TR("When"), "i.\"time\"", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
    {"feed", TR("Source"), "i.\"feed\"", LIST_TEXT, LIST_SORT | LIST_FILTER, NULL, NULL},
    {"report", TR("Kind of report"), "i.\"report\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL,
	NULL},
    {"rows", TR("Rows"), "i.\"rows\"", LIST_INT, LIST_SORT, NULL, NULL},
    {"wrong", TR("Wrong rows"), "i.\"wrong\"", LIST_INT, LIST_SORT, NULL, NULL},
    {"added", TR("New events"), "i.\"added\"", LIST_INT, LIST_SORT, NULL, NULL},
    {"unattributed", TR("Nobody's"), "i.\"unattributed\"", LIST_INT, LIST_SORT, NULL, NULL},
    {"alerts", TR("New alerts"), "i.\"alerts\"", LIST_INT, LIST_SORT, NULL, NULL},
    {"orgs", TR("Notices"), "i.\"orgs\"", LIST_INT, LIST_SORT, NULL, NULL},
    {"lines", TR("What is wrong"), "i.\"lines\"", LIST_TEXT, 0, NULL, NULL},
};

static int imports(struct call *call)
{
	static const struct list rows = {.name = "imports",
	    .from = "event_import AS i",
	    .columns = import_columns,
	    .ncolumns = ARRAY_LEN(import_columns),
	    .sort = "-time",
	    .key = "i.\"id\"",
	    .empty = TR("No report was taken in yet.")};
	int r = cert_take(call);

	cert_options(call, "tlp", tlp_names, 0, TLP_AMBER_STRICT, TLP_AMBER);
	return r < 0 ? r : list_run(call, &rows, NULL, 0);
}

static int take_in(struct call *call)
{
	int tlp = cert_choice(call, "tlp", tlp_names);
	struct event_source source = {.feed = "shadowserver",
	    .tlp = tlp >= 0 && tlp < TLP_RED ? (enum tlp)tlp : TLP_AMBER,
	    .hold = *call_field(call, "hold") != '\0'};
	struct event_taken taken;
	int r = 0;

	for (size_t i = 0; i < call->rq->nfiles; i++)
		if (strcmp(call->rq->files[i].name, "file") == 0 &&
		    call->rq->files[i].bytes.n) {
			source.file = call->rq->files[i].filename;
			source.bytes = call->rq->files[i].bytes;
		}
	if (*call_field(call, "feed"))
		source.feed = cert_text(call, "feed", 80);
	if (!source.bytes.n)
		call_wrong(call, "file", TR("Choose a file."));
	if (!call->wrong)
		r = cert_refused(call, event_take(call->db, &call->actor, &source, call->now,
					   call->arena, &taken));
	if (r == 0 && !call->wrong)
		return call_redirect(call,
		    taken.again ? TR("This file was taken in before: nothing was changed.")
				: TR("The report was taken in."),
		    "/cert/alerts/imports");
	return r < 0 ? r : imports(call);
}

const struct route cert_alerts_rules_routes[] = {
    {"GET", "/cert/alerts/rules", MAY_VIEW, "cert_alert_rules", rules, ROUTE_NO_LOG,
	"Rules over events.", NULL, TR("Rules")},
    {"GET", "/cert/alerts/rules/new", MAY_REVIEW, "cert_alert_rule", show_new, ROUTE_NO_LOG,
	"The form of a rule over events.", NULL, TR("New rule")},
    {"POST", "/cert/alerts/rules/new", MAY_REVIEW, "cert_alert_rule", make, 0,
	"Shows what a rule would have done, or makes it.",
	"does net? name? type? indicator? port? whose? org_ref? days? reason step?",
	TR("New rule")},
    {"POST", "/cert/alerts/rules/{id}/end", MAY_REVIEW, NULL, end, 0, "Ends a rule.", NULL,
	NULL},
    {"GET", "/cert/alerts/imports", MAY_VIEW, "cert_alert_imports", imports, ROUTE_NO_LOG,
	"Reports that were taken in.", NULL, TR("Reports taken in")},
    {"POST", "/cert/alerts/imports", MAY_REVIEW, "cert_alert_imports", take_in, 0,
	"Takes in a report.", "feed? tlp? hold?", TR("Reports taken in")},
    {.method = NULL},
};

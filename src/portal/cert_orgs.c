/* The organisations of the constituency: list, entering, importing, suspending. */
#include "api/refusal.h"
#include "base/limits.h"
#include "base/parse.h"
#include "desk/org.h"
#include "portal/cert.h"
#include "portal/cert_sql.h"
#include "portal/routes.h"
#include "report/i18n.h"

static const char *const langs[] = {"en", "fr", "nb", NULL};

static const struct list_column columns[] = {
    {"id", "", "o.\"id\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"name", TR("Name"), "o.\"name\"", LIST_TEXT, LIST_SORT, NULL, NULL},
    {"kind", TR("Kind"), "o.\"type\"", LIST_ENUM, LIST_SORT | LIST_FILTER, org_kind_names,
	NULL},
    {"parent", TR("Group"), "g.\"name\"", LIST_TEXT, LIST_SORT | LIST_SEARCH | LIST_FOLDED,
	NULL, NULL},
    {"region", TR("Region"), "o.\"region\"", LIST_TEXT, LIST_SORT | LIST_FILTER, NULL, NULL},
    {"state", TR("State"), "o.\"state\"", LIST_ENUM, LIST_SORT | LIST_FILTER, org_state_names,
	NULL},
    {"open", TR("Open findings"),
	"(SELECT count(*) FROM tracked_finding AS f WHERE f.\"org\" = o.\"id\" "
	"AND " CERT_SQL_OPEN ")",
	LIST_INT, 0, NULL, NULL},
    {"national_ids", TR("National identifiers"), "o.\"national_ids\"", LIST_TEXT, 0, NULL,
	NULL},
    {"search", "", "o.\"search\"", LIST_TEXT, LIST_HIDE | LIST_SEARCH | LIST_FOLDED, NULL,
	NULL},
    {"joined", TR("Member since"), "o.\"joined\"", LIST_TIME, LIST_SORT | LIST_FILTER, NULL,
	NULL},
};

/* A group's name is looked for among the groups, not again for each organisation. */
static const struct list_way ways[] = {
    {.column = "parent",
	.search = "o.\"parent\" IN (SELECT x.\"id\" FROM org AS x WHERE x.\"type\" = 'group' "
		  "AND x.\"search\" LIKE ? ESCAPE '\\')"},
    {.column = NULL},
};

static int orgs(struct call *call)
{
	static const struct list list = {.name = "organisations",
	    .from = "org AS o LEFT JOIN org AS g ON g.\"id\" = o.\"parent\"",
	    .columns = columns,
	    .ncolumns = ARRAY_LEN(columns),
	    .ways = ways,
	    .sort = "name",
	    .key = "o.\"id\"",
	    .empty = TR("There is no organisation yet. Enter one, or import a list.")};
	int r = cert_take(call);

	return r < 0 ? r : list_run(call, &list, NULL, 0);
}

/* --- entering one --- */

static int show_new(struct call *call)
{
	cert_options(call, "type", org_kind_names, 0, ORG_AUTHORITY, ORG_HOSPITAL);
	cert_options(call, "lang", langs, 0, 2, -1);
	cert_keep(call, "name abbreviation parent region national_ids criticality beds "
			"emergency");
	return 0;
}

/* "scheme:value" separated by blanks or commas. */
static struct text_list identifiers(struct call *call)
{
	struct text_list ids = {0};
	const char *text = call_field(call, "national_ids");

	while (*text) {
		size_t n = strcspn(text, " ,;\t\r\n");

		if (n)
			text_list_add(&ids, call->arena, arena_strndup(call->arena, text, n));
		text += n + strspn(text + n, " ,;\t\r\n");
	}
	return ids;
}

static int64_t number(struct call *call, const char *field, int64_t max, int64_t dflt)
{
	int64_t n = dflt;

	if (*call_field(call, field) &&
	    parse_int(span_str(call_field(call, field)), 0, max, &n) < 0)
		call_wrong(call, field, TR("This is not a number that fits."));
	return n;
}

/* The group is named by its name or one of its national identifiers. */
static int find_parent(struct call *call, const char **ret)
{
	const char *name = cert_text(call, "parent", CERT_NAME);
	struct org parent;
	int r;

	if (!name)
		return 0;
	r = desk_find(call->db, &org_type,
	    "WHERE \"id\" = $1 OR \"name\" = $1 ORDER BY \"id\" LIMIT 1",
	    DESK_PARAMS(DESK_TEXT(name)), call->arena, &parent);
	if (r == ERR_NOTFOUND) {
		call_wrong(call, "parent", TR("There is no organisation of this name."));
		return 0;
	}
	*ret = parent.id;
	return call_db(call, r);
}

static int create(struct call *call)
{
	struct org org = {.name = cert_need(call, "name", CERT_NAME),
	    .abbreviation = cert_text(call, "abbreviation", 40),
	    .type = cert_choice(call, "type", org_kind_names),
	    .state = ORG_ACTIVE,
	    .region = cert_text(call, "region", CERT_NAME),
	    .national_ids = identifiers(call),
	    .criticality = number(call, "criticality", 4, 3),
	    .beds = number(call, "beds", 100000, 0),
	    .emergency = cert_text(call, "emergency", 60),
	    .zone = call->app->settings.zone};
	int lang = cert_choice(call, "lang", langs);
	int r = find_parent(call, &org.parent);

	if (org.type < 0)
		call_wrong(call, "type", TR("Choose one."));
	org.lang = langs[MAX(lang, 0)];
	if (r == 0 && !call->wrong)
		r = cert_refused(
		    call, org_create(call->db, &call->actor, &org, call->now, call->arena));
	if (r < 0)
		return r;
	return call->wrong ? show_new(call)
			   : call_redirect(call, TR("The organisation was entered."),
				 "/cert/orgs/%s", org.id);
}

/* --- one --- */

static int find(struct call *call, struct org *org)
{
	int r = cert_at(call, call_arg(call, "id"));

	if (r == 0)
		*org = *call->org;
	return r;
}

static int show(struct call *call, const struct org *org)
{
	struct json *o = json_new_object(call->arena), *can = json_new_object(call->arena);

	json_set_text(call->arena, o, "id", org->id);
	json_set_text(call->arena, o, "name", org->name);
	json_set_text(call->arena, o, "abbreviation", org->abbreviation);
	json_set_text(call->arena, o, "kind", org_kind_names[org->type]);
	json_set_text(call->arena, o, "state", org_state_names[org->state]);
	json_set_text(call->arena, o, "region", org->region);
	json_set_text(call->arena, o, "emergency", org->emergency);
	json_set_int(call->arena, o, "criticality", org->criticality);
	if (org->beds)
		json_set_int(call->arena, o, "beds", org->beds);
	if (org->joined)
		json_set_int(call->arena, o, "joined", org->joined);
	json_set_int(call->arena, o, "created", org->created);
	json_set_value(call->arena, call->data, "member", o);
	json_set_bool(call->arena, can, "activate",
	    org_next((enum org_state)org->state, ORG_ACTIVATE) >= 0);
	json_set_bool(call->arena, can, "suspend",
	    org_next((enum org_state)org->state, ORG_SUSPEND) >= 0);
	json_set_bool(
	    call->arena, can, "leave", org_next((enum org_state)org->state, ORG_LEAVE) >= 0);
	json_set_value(call->arena, call->data, "can", can);
	json_set_text(call->arena, call->data, "heading", org->name);
	return 0;
}

static int one(struct call *call)
{
	struct org org = {0};
	int r = find(call, &org);

	return r < 0 ? r : show(call, &org);
}

static int step(struct call *call)
{
	static const char *const words[] = {"activate", "suspend", "leave", NULL};
	static const enum org_action steps[] = {ORG_ACTIVATE, ORG_SUSPEND, ORG_LEAVE};
	int which = cert_choice(call, "action", words);
	const char *reason = which > 0 ? cert_need(call, "reason", CERT_REASON)
				       : cert_text(call, "reason", CERT_REASON);
	struct org org = {0};
	int r = find(call, &org);

	if (r < 0)
		return r;
	if (which < 0)
		call_wrong(call, "form", TR("Choose what to do."));
	if (!call->wrong)
		r = cert_refused(call,
		    org_step(call->db, &call->actor, org.id, steps[which], reason, call->now));
	if (r == 0 && !call->wrong)
		return call_redirect(call, TR("Saved."), "/cert/orgs/%s", org.id);
	cert_keep(call, "reason");
	return r < 0 ? r : show(call, &org);
}

/* --- importing --- */

static int show_import(struct call *call)
{
	cert_keep(call, "csv");
	return 0;
}

static void set_import(struct call *call, const struct org_import *import, bool dry)
{
	struct json *result = json_new_object(call->arena),
		    *faults = json_new_array(call->arena);

	vec_foreach (f, &import->faults) {
		struct json *one = json_new_object(call->arena);

		json_set_int(call->arena, one, "line", f->line);
		json_set_text(call->arena, one, "text", refusal_detail(call, f->why));
		json_add_value(call->arena, faults, one);
	}
	json_set_int(call->arena, result, "lines", import->lines);
	json_set_int(call->arena, result, "created", import->created);
	json_set_int(call->arena, result, "existing", import->existing);
	json_set_bool(call->arena, result, "dry", dry);
	json_set_bool(call->arena, result, "good", import->faults.n == 0);
	json_set_value(call->arena, result, "faults", faults);
	json_set_value(call->arena, call->data, "result", result);
}

/* The file, or what was pasted; after a dry run the text comes back in the form. */
static struct span csv_of(struct call *call)
{
	for (size_t i = 0; i < call->rq->nfiles; i++)
		if (strcmp(call->rq->files[i].name, "file") == 0 && call->rq->files[i].bytes.n)
			return call->rq->files[i].bytes;
	return span_str(call_field(call, "csv"));
}

static int import(struct call *call)
{
	bool dry = !*call_field(call, "import");
	struct org_import result = {0};
	struct span csv = csv_of(call);
	int r;

	if (!csv.n) {
		call_wrong(call, "csv", TR("Choose a file, or paste the list."));
		return show_import(call);
	}
	r = org_import(call->db, &call->actor, csv, dry, call->now, call->arena, &result);
	if (r < 0 && r != ERR_SYNTAX)
		return call_db(call, r);
	if (r == 0 && !dry)
		return call_redirect(
		    call, TR("The organisations were imported."), "/cert/orgs");
	if (r < 0)
		call_wrong(call, "csv", TR("Some lines are wrong: nothing was imported."));
	set_import(call, &result, dry);
	json_set_text(call->arena, call->data, "csv",
	    arena_strndup(call->arena, (const char *)csv.p, csv.n));
	return 0;
}

const struct route cert_orgs_routes[] = {
    {"GET", "/cert/orgs", MAY_SECTOR, "cert_orgs", orgs, ROUTE_NO_LOG,
	"The organisations of the constituency.", NULL, TR("Organisations")},
    {"GET", "/cert/orgs/new", MAY_DECIDE, "cert_org_new", show_new, ROUTE_NO_LOG,
	"The form to enter an organisation.", NULL, TR("Enter an organisation")},
    {"POST", "/cert/orgs/new", MAY_DECIDE, "cert_org_new", create, 0, "Enters an organisation.",
	"name type abbreviation? parent? region? national_ids? lang? criticality? beds? "
	"emergency?",
	TR("Enter an organisation")},
    {"GET", "/cert/orgs/import", MAY_DECIDE, "cert_org_import", show_import, ROUTE_NO_LOG,
	"The form to import organisations.", NULL, TR("Import organisations")},
    {"POST", "/cert/orgs/import", MAY_DECIDE, "cert_org_import", import, 0,
	"Imports organisations from CSV, or only looks at it.", "csv? file? import?",
	TR("Import organisations")},
    {"GET", "/cert/orgs/{id}", MAY_SECTOR, "cert_org", one, 0,
	"An organisation, as the CERT has entered it.", NULL, NULL},
    {"POST", "/cert/orgs/{id}", MAY_DECIDE, "cert_org", step, 0,
	"Activates or suspends an organisation, or lets it leave.", "action reason?", NULL},
    {.method = NULL},
};

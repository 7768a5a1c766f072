/* Results of testers' tools at the CERT: the list of imports, a file and its preview, taking it
 * into an organisation's findings, and taking it back. */
#include "portal/cert_imports.h"

#include "api/refusal.h"
#include "import/import.h"
#include "portal/cert.h"
#include "portal/routes.h"
#include "report/i18n.h"

enum { NAMES = 500 }; /* organisations that the form offers */

static const struct list_column columns[] = {
    {"id", "", "i.\"id\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"ref", TR("Number"), "i.\"ref\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"org", TR("Organisation"), "o.\"name\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"tool", TR("Tool"), "i.\"tool\"", LIST_ENUM, LIST_SORT | LIST_FILTER, tool_kind_names,
	NULL},
    {"state", TR("State"), "i.\"state\"", LIST_ENUM, LIST_SORT | LIST_FILTER,
	tool_import_state_names, NULL},
    {"created", TR("Read"), "i.\"created\"", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
    {"fresh", TR("New"), "i.\"fresh\"", LIST_INT, LIST_SORT, NULL, NULL},
    {"known", TR("Known already"), "i.\"known\"", LIST_INT, LIST_SORT, NULL, NULL},
    {"outside", TR("Outside"), "i.\"outside\"", LIST_INT, LIST_SORT, NULL, NULL},
    {"name", "", "i.\"name\"", LIST_TEXT, LIST_HIDE | LIST_SEARCH, NULL, NULL},
};

void cert_imports_row(struct call *call, struct json *row)
{
	const char *tool = json_text(json_get(row, "tool"), "");

	for (size_t i = 0; tool_kind_names[i]; i++)
		if (strcmp(tool_kind_names[i], tool) == 0)
			json_set_text(call->arena, row, "tool_name", tool_kind_labels[i]);
}

static int imports(struct call *call)
{
	static const struct list list = {.name = "imports",
	    .from = "tool_import AS i JOIN org AS o ON o.\"id\" = i.\"org\"",
	    .where = "i.\"engagement\" IS NULL",
	    .columns = columns,
	    .ncolumns = ARRAY_LEN(columns),
	    .sort = "-created",
	    .key = "i.\"id\"",
	    .row = cert_imports_row,
	    .empty = TR("Nothing was imported yet. Import what a tool wrote.")};
	int r = cert_take(call);

	return r < 0 ? r : list_run(call, &list, NULL, 0);
}

/* --- a file --- */

void cert_imports_tools(struct call *call)
{
	struct json *all = json_new_array(call->arena);

	for (size_t i = 0; i < TOOL_KINDS; i++) {
		struct json *one = json_new_object(call->arena);

		json_set_text(call->arena, one, "name", tool_kind_labels[i]);
		json_set_text(call->arena, one, "formats", import_readers[i]->formats);
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "tools", all);
}

static int show_new(struct call *call)
{
	struct json *names = json_new_array(call->arena);
	struct desk_records all = {0};
	int r = desk_list(call->db, &org_type,
	    "WHERE \"state\" = 'active' ORDER BY \"name\", \"id\" LIMIT $1",
	    DESK_PARAMS(DESK_INT(NAMES)), call->arena, &all);

	if (r < 0)
		return call_db(call, r);
	vec_foreach (o, &all.all)
		json_add_text(call->arena, names, ((const struct org *)*o)->name);
	json_set_value(call->arena, call->data, "names", names);
	cert_imports_tools(call);
	cert_keep(call, "org");
	return 0;
}

/* The organisation by its name or identifier; two of one name are told by the identifier. */
static int find_org(struct call *call, const char **ret)
{
	const char *name = cert_need(call, "org", CERT_NAME);
	struct desk_records all = {0};
	int r;

	if (!name)
		return 0;
	r = desk_list(call->db, &org_type,
	    "WHERE \"id\" = $1 OR \"name\" = $1 ORDER BY \"id\" LIMIT 2",
	    DESK_PARAMS(DESK_TEXT(name)), call->arena, &all);
	if (r < 0)
		return call_db(call, r);
	if (all.all.n == 0)
		call_wrong(call, "org", TR("There is no organisation of this name."));
	else if (all.all.n > 1)
		call_wrong(call, "org",
		    TR("Several organisations have this name: write the identifier instead."));
	else
		*ret = ((const struct org *)all.all.items[0])->id;
	return 0;
}

void cert_imports_file(struct call *call, struct tool_import_file *file)
{
	for (size_t k = 0; k < call->rq->nfiles; k++)
		if (strcmp(call->rq->files[k].name, "file") == 0) {
			file->bytes = call->rq->files[k].bytes;
			file->name = call->rq->files[k].filename;
		}
	if (!file->bytes.n)
		call_wrong(call, "file", TR("Choose a file."));
}

static int read_file(struct call *call)
{
	struct tool_import_file file = {.may = MAY_REVIEW};
	struct tool_import i = {0};
	int r = find_org(call, &file.org);

	cert_imports_file(call, &file);
	if (r == 0 && !call->wrong)
		r = cert_refused(call, tool_import_preview(call->db, &call->actor, &file,
					   call->now, call->arena, &i));
	if (r < 0)
		return r;
	return call->wrong ? show_new(call)
			   : call_redirect(call, NULL, "/cert/import/%s", i.id);
}

/* --- one import --- */

static const struct list_column line_columns[] = {
    {"number", TR("Line"), "l.\"number\"", LIST_INT, LIST_SORT, NULL, NULL},
    {"verdict", TR("What becomes of it"), "l.\"verdict\"", LIST_ENUM, LIST_SORT | LIST_FILTER,
	tool_verdict_names,
	"CASE l.\"verdict\" WHEN 'new' THEN 0 WHEN 'known' THEN 1 WHEN 'twice' THEN 2 WHEN "
	"'outside' THEN 3 ELSE 4 END"},
    {"criticality", TR("Criticality"), "l.\"severity\"", LIST_ENUM, LIST_SORT | LIST_FILTER,
	criticality_names,
	"CASE l.\"severity\" WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 "
	"WHEN 'low' THEN 3 ELSE 4 END"},
    {"title", TR("Weakness"), "l.\"title\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"place", TR("Where"),
	"coalesce(l.\"host\" || ' ', '') || coalesce(l.\"addr\", '') || CASE WHEN l.\"port\" = "
	"0 THEN '' ELSE ':' || CAST(l.\"port\" AS TEXT) END",
	LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"rule", TR("Check of the tool"), "l.\"rule\"", LIST_TEXT, LIST_SEARCH, NULL, NULL},
    {"type", "", "l.\"type\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"path", "", "l.\"path\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"evidence", "", "l.\"evidence\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"dropped", "", "l.\"dropped\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"known", "", "l.\"known\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"known_ref", "", "k.\"ref\"", LIST_TEXT, LIST_HIDE | LIST_JOINED, NULL, NULL},
    {"finding", "", "l.\"finding\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"finding_ref", "", "f.\"ref\"", LIST_TEXT, LIST_HIDE | LIST_JOINED, NULL, NULL},
};

/* What the file says beside, and is not kept, in words. */
static const char *not_kept(const char *dropped)
{
	static const char *const words[][2] = {
	    {"request, response", TR("request and response")},
	    {"listing", TR("names of files or data")}, {"extracted", TR("what was extracted")},
	    {"attachment", TR("attachment")}};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (strcmp(words[i][0], dropped) == 0)
			return words[i][1];
	return NULL;
}

/* Our own name of what the tool calls otherwise. */
static void label_line(struct call *call, struct json *row)
{
	const char *type = json_text(json_get(row, "type"), "");
	const char *ours = cert_title(call, type);

	if (strcmp(ours, type) != 0)
		json_set_text(call->arena, row, "ours", ours);
	json_set_text(
	    call->arena, row, "not_kept", not_kept(json_text(json_get(row, "dropped"), "")));
	json_set_bool(call->arena, row, "is_known", json_text(json_get(row, "known"), "")[0]);
}

static int lines(struct call *call, const struct tool_import *i)
{
	static const struct list list = {.name = "import",
	    .from = "tool_finding AS l",
	    .join = "LEFT JOIN tracked_finding AS k ON k.\"id\" = l.\"known\" LEFT JOIN "
		    "tracked_finding AS f ON f.\"id\" = l.\"finding\"",
	    .where = "l.\"import\" = $1",
	    .columns = line_columns,
	    .ncolumns = ARRAY_LEN(line_columns),
	    .sort = "verdict",
	    .key = "l.\"number\"",
	    .row = label_line,
	    .empty = TR("The file says nothing of any place.")};

	return list_run(call, &list, DESK_PARAMS(DESK_TEXT(i->id)));
}

static int find(struct call *call, struct tool_import *i)
{
	int r = desk_find(call->db, &tool_import_type,
	    "WHERE \"id\" = $1 AND \"engagement\" IS NULL",
	    DESK_PARAMS(DESK_TEXT(call_arg(call, "id"))), call->arena, i);

	return r < 0 ? call_db(call, r) : cert_at(call, i->org);
}

static void set_import(struct call *call, const struct tool_import *i)
{
	static const char *const names[] = {"lines", "fresh", "known", "twice", "outside",
	    "info", "bad", "bytes", "withdrawn", "kept", "scanned", "created", "taken",
	    "undone"};
	const int64_t values[] = {i->lines, i->fresh, i->known, i->twice, i->outside, i->info,
	    i->bad, i->bytes, i->withdrawn, i->kept, i->scanned, i->created, i->taken,
	    i->undone};
	struct json *one = json_new_object(call->arena);

	json_set_text(call->arena, one, "id", i->id);
	json_set_text(call->arena, one, "state", tool_import_state_names[i->state]);
	json_set_text(call->arena, one, "tool_name", tool_kind_labels[i->tool]);
	json_set_text(
	    call->arena, one, "program", i->program && *i->program ? i->program : NULL);
	json_set_text(call->arena, one, "name", i->name);
	json_set_text(call->arena, one, "digest", i->digest);
	json_set_text(call->arena, one, "reason", i->reason);
	json_set_text(call->arena, one, "created_by", cert_person(call, i->created_by));
	json_set_text(call->arena, one, "taken_by", cert_person(call, i->taken_by));
	json_set_text(call->arena, one, "undone_by", cert_person(call, i->undone_by));
	for (size_t k = 0; k < ARRAY_LEN(names); k++)
		json_set_int(call->arena, one, names[k], values[k]);
	json_set_value(call->arena, call->data, "import", one);
	json_set_text(call->arena, call->data, "heading", i->ref);
	json_set_bool(call->arena, call->data, "is_preview", i->state == TOOL_PREVIEW);
	json_set_bool(call->arena, call->data, "is_taken", i->state == TOOL_TAKEN);
	json_set_bool(call->arena, call->data, "is_undone", i->state == TOOL_UNDONE);
	json_set_bool(call->arena, call->data, "has_fresh", i->fresh > 0);
	json_set_bool(call->arena, call->data, "has_outside", i->outside > 0);
	json_set_bool(call->arena, call->data, "has_bad", i->bad > 0);
	json_set_bool(call->arena, call->data, "has_kept", i->kept > 0);
}

int cert_imports_show(struct call *call, const struct tool_import *i)
{
	set_import(call, i);
	cert_keep(call, "reason");
	return lines(call, i);
}

static int one(struct call *call)
{
	struct tool_import i = {0};
	int r = find(call, &i);

	return r < 0 ? r : cert_imports_show(call, &i);
}

static int take(struct call *call)
{
	struct tool_import i = {0};
	int r = find(call, &i);

	if (r == 0)
		r = cert_refused(call, tool_import_take(call->db, &call->actor, i.id,
					   MAY_REVIEW, call->now, call->arena, &i));
	if (r < 0)
		return r;
	return call->wrong ? cert_imports_show(call, &i)
			   : call_redirect(call, TR("Its new lines are findings now."),
				 "/cert/import/%s", i.id);
}

static int undo(struct call *call)
{
	struct tool_import i = {0};
	int r = find(call, &i);
	bool taken = r == 0 && i.state == TOOL_TAKEN;
	const char *reason = taken ? cert_need(call, "reason", CERT_REASON)
				   : cert_text(call, "reason", CERT_REASON);

	if (r == 0 && !call->wrong)
		r = cert_refused(call, tool_import_undo(call->db, &call->actor, i.id, reason,
					   MAY_REVIEW, call->now, call->arena, &i));
	if (r < 0)
		return r;
	return call->wrong
		   ? cert_imports_show(call, &i)
		   : call_redirect(call,
			 taken ? TR("The import was taken back.") : TR("It was dropped."),
			 "/cert/import/%s", i.id);
}

const struct route cert_imports_routes[] = {
    {"GET", "/cert/import", MAY_REVIEW, "cert_imports", imports, ROUTE_NO_LOG,
	"Imported results of testers' tools.", NULL, TR("Imports")},
    {"GET", "/cert/import/new", MAY_REVIEW, "cert_import_new", show_new, ROUTE_NO_LOG,
	"The form for a tool's file.", NULL, TR("Import")},
    {"POST", "/cert/import/new", MAY_REVIEW, "cert_import_new", read_file, 0,
	"Reads a tool's file, and shows what would become of it.", "org file", TR("Import")},
    {"GET", "/cert/import/{id}", MAY_REVIEW, "cert_import", one, 0, "One import, line by line.",
	NULL, NULL},
    {"POST", "/cert/import/{id}/take", MAY_REVIEW, "cert_import", take, 0,
	"Makes findings of what is new.", "", NULL},
    {"POST", "/cert/import/{id}/undo", MAY_REVIEW, "cert_import", undo, 0,
	"Takes an import back, or drops a preview.", "reason?", NULL},
    {.method = NULL},
};

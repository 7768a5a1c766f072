/* Imports of testers' tools, for the CERT. */
#include "api/v1.h"

#include "model/tool.h"

/* clang-format off */
static const struct list_column import_columns[] = {
	{"id", "Identifier", "i.id", LIST_TEXT, 0, NULL, NULL},
	{"ref", "Number", "i.ref", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
	{"org", "Organisation", "i.org", LIST_TEXT, LIST_FILTER, NULL, NULL},
	{"tool", "Tool", "i.tool", LIST_ENUM, LIST_SORT | LIST_FILTER, tool_kind_names, NULL},
	{"state", "State", "i.state", LIST_ENUM, LIST_FILTER, tool_import_state_names, NULL},
	{"name", "File", "i.name", LIST_TEXT, LIST_SEARCH, NULL, NULL},
	{"digest", "SHA-256", "i.digest", LIST_TEXT, LIST_FILTER, NULL, NULL},
	{"created", "Read", "i.created", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
	{"taken", "Taken", "i.taken", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
	{"fresh", "New", "i.fresh", LIST_INT, 0, NULL, NULL},
	{"known", "Known already", "i.known", LIST_INT, 0, NULL, NULL},
	{"twice", "Said twice", "i.twice", LIST_INT, 0, NULL, NULL},
	{"outside", "Outside", "i.outside", LIST_INT, 0, NULL, NULL},
	{"info", "For information", "i.info", LIST_INT, 0, NULL, NULL},
};

static const struct list_column line_columns[] = {
	{"number", "Line", "l.number", LIST_INT, LIST_SORT, NULL, NULL},
	{"verdict", "What becomes of it", "l.verdict", LIST_ENUM, LIST_FILTER, tool_verdict_names, NULL},
	{"severity", "Severity", "l.severity", LIST_ENUM, LIST_FILTER, criticality_names, NULL},
	{"rule", "Check of the tool", "l.rule", LIST_TEXT, LIST_FILTER | LIST_SEARCH, NULL, NULL},
	{"title", "Weakness", "l.title", LIST_TEXT, LIST_SEARCH, NULL, NULL},
	{"vector", "CVSS vector", "l.vector", LIST_TEXT, 0, NULL, NULL},
	{"cves", "CVE numbers", "l.cves", LIST_TEXT, LIST_SEARCH, NULL, NULL},
	{"cwe", "CWE number", "l.cwe", LIST_INT, 0, NULL, NULL},
	{"host", "Name", "l.host", LIST_TEXT, LIST_FILTER, NULL, NULL},
	{"addr", "Address", "l.addr", LIST_TEXT, LIST_FILTER, NULL, NULL},
	{"port", "Port", "l.port", LIST_INT, LIST_FILTER, NULL, NULL},
	{"path", "Path", "l.path", LIST_TEXT, 0, NULL, NULL},
	{"type", "Finding type", "l.type", LIST_TEXT, LIST_FILTER, NULL, NULL},
	{"known", "The same as", "l.known", LIST_TEXT, 0, NULL, NULL},
	{"finding", "Became", "l.finding", LIST_TEXT, 0, NULL, NULL},
};
/* clang-format on */

const struct list v1_imports = {.name = "imports",
    .from = "tool_import AS i",
    .where = "i.engagement IS NULL",
    .columns = import_columns,
    .ncolumns = ARRAY_LEN(import_columns),
    .sort = "-created",
    .key = "i.id"};

const struct list v1_import_lines = {.name = "lines",
    .from = "tool_finding AS l",
    .where = "l.\"import\" = $1",
    .columns = line_columns,
    .ncolumns = ARRAY_LEN(line_columns),
    .sort = "number",
    .key = "l.id"};

static int imports(struct call *call)
{
	return v1_list(call, &v1_imports, NULL, 0);
}

/* Those of penetration tests are their team's. */
static int find(struct call *call, struct tool_import *ret)
{
	return desk_find(call->db, &tool_import_type,
	    "WHERE \"id\" = $1 AND \"engagement\" IS NULL",
	    DESK_PARAMS(DESK_TEXT(call_arg(call, "id"))), call->arena, ret);
}

static int one(struct call *call)
{
	struct tool_import i;
	int r = find(call, &i);

	return r < 0 ? call_db(call, r) : v1_record(call, &tool_import_type, &i);
}

static int lines(struct call *call)
{
	struct tool_import i;
	int r = find(call, &i);

	return r < 0 ? call_db(call, r)
		     : v1_list(call, &v1_import_lines, DESK_PARAMS(DESK_TEXT(i.id)));
}

#define IMPORTS "/api/v1/cert/imports"

const struct route v1_import_routes[] = {
    {"GET", IMPORTS, MAY_REVIEW, NULL, imports, 0, "Imported results of testers' tools.", NULL,
	NULL},
    {"GET", IMPORTS "/{id}", MAY_REVIEW, NULL, one, 0, "One import.", NULL, NULL},
    {"GET", IMPORTS "/{id}/lines", MAY_REVIEW, NULL, lines, 0,
	"What an imported file says, line by line, and what became of it.", NULL, NULL},
    {.method = NULL},
};

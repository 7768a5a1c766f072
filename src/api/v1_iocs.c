/* Indicators as records: published ones by their label, the rest for those who write them. The
 * blocklist (portal/blocklist.c) and the exchange formats are for devices. */
#include "api/v1.h"

#include "codec/json_build.h"
#include "desk/ioc.h"
#include "desk/ioc_source.h"
#include "desk/viewer.h"

/* What audience_sees says: $1 to $4 whether the label (clear, green, amber, amber+strict) is
 * seen, $5 whether who asks writes them, $6 who they are. */
#define SEEN                                                                                  \
	"((CAST($5 AS @int) = 1 OR i.\"created_by\" = $6) OR ((i.\"state\" = 'active' OR "    \
	"(i.\"state\" IN ('expired', 'withdrawn') AND i.\"published\" > 0)) AND CASE "        \
	"i.\"tlp\" WHEN 'clear' THEN CAST($1 AS @int) WHEN 'green' THEN CAST($2 AS @int) "    \
	"WHEN "                                                                               \
	"'amber' THEN CAST($3 AS @int) WHEN 'amber+strict' THEN CAST($4 AS @int) ELSE 0 END " \
	"= "                                                                                  \
	"1))"

/* clang-format off */
static const struct list_column columns[] = {
	{"id", "Identifier", "i.\"id\"", LIST_TEXT, 0, NULL, NULL},
	{"type", "Kind", "i.\"type\"", LIST_ENUM, LIST_FILTER, ioc_kind_names, NULL},
	{"value", "Value", "i.\"value\"", LIST_TEXT, LIST_SORT | LIST_FILTER | LIST_SEARCH, NULL, NULL},
	{"list", "List", "i.\"list\"", LIST_ENUM, LIST_FILTER, ioc_list_names, NULL},
	{"state", "State", "i.\"state\"", LIST_ENUM, LIST_FILTER, ioc_state_names, NULL},
	{"confidence", "Confidence", "i.\"confidence\"", LIST_ENUM, LIST_FILTER, ioc_level_names, NULL},
	{"impact", "Impact", "i.\"impact\"", LIST_ENUM, LIST_FILTER, ioc_level_names, NULL},
	{"fp_rate", "False alarms", "i.\"fp_rate\"", LIST_ENUM, LIST_FILTER, ioc_fp_rate_names, NULL},
	{"category", "Category", "i.\"category\"", LIST_ENUM, LIST_FILTER, ioc_category_names, NULL},
	{"malware", "Malware", "i.\"malware\"", LIST_TEXT, LIST_FILTER | LIST_SEARCH, NULL, NULL},
	{"tlp", "Label", "i.\"tlp\"", LIST_ENUM, LIST_FILTER, tlp_names, NULL},
	{"added", "Added", "i.\"added\"", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
	{"expires", "Expires", "i.\"expires\"", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
	{"sightings", "Seen", "i.\"sightings\"", LIST_INT, LIST_SORT, NULL, NULL},
	{"version", "Version", "i.\"version\"", LIST_INT, 0, NULL, NULL},
};
/* clang-format on */

const struct list v1_iocs = {.name = "indicators",
    .from = "ioc AS i",
    .where = SEEN,
    .columns = columns,
    .ncolumns = ARRAY_LEN(columns),
    .sort = "-added",
    .key = "i.\"id\""};

static bool writes(const struct audience_viewer *viewer)
{
	return (viewer->cert_roles & (1u << ROLE_ANALYST | 1u << ROLE_COORDINATOR)) != 0;
}

static int indicators(struct call *call)
{
	struct audience_viewer viewer;
	unsigned labels;

	viewer_of(&call->who, call->arena, &viewer);
	labels = viewer_labels(&viewer);
	return v1_list(call, &v1_iocs,
	    DESK_PARAMS(DESK_INT((labels & 1u << TLP_CLEAR) != 0),
		DESK_INT((labels & 1u << TLP_GREEN) != 0),
		DESK_INT((labels & 1u << TLP_AMBER) != 0),
		DESK_INT((labels & 1u << TLP_AMBER_STRICT) != 0), DESK_INT(writes(&viewer)),
		DESK_TEXT(call->who.person)));
}

static int one(struct call *call)
{
	struct audience_viewer viewer;
	struct audience audience;
	struct ioc i = {0};
	int r = desk_get(call->db, &ioc_type, call_arg(call, "id"), call->arena, &i);

	viewer_of(&call->who, call->arena, &viewer);
	viewer_ioc_audience(&i, &audience);
	if (r == ERR_NOTFOUND || (r == 0 && !audience_sees(&viewer, &audience)))
		return call_fail(call, ERR_NOTFOUND, "there is no such record",
		    "it may have been removed meanwhile: go back to the list", "%.40s",
		    call_arg(call, "id"));
	if (r < 0)
		return call_db(call, r);
	/* Where it comes from and what was thought of it is for those who write it. */
	if (!writes(&viewer)) {
		i.source = i.note = i.override = i.created_by = i.reason = NULL;
		i.warnings = (struct text_list){0};
	}
	return v1_record(call, &ioc_type, &i);
}

/* --- feeds that are pulled --- */

/* clang-format off */
static const struct list_column source_columns[] = {
	{"id", "Identifier", "s.\"id\"", LIST_TEXT, 0, NULL, NULL},
	{"name", "Name", "s.\"name\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
	{"url", "Address", "s.\"url\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
	{"enabled", "1 when it is taken in", "s.\"enabled\"", LIST_INT, LIST_FILTER, NULL, NULL},
	{"every", "Hours between two looks", "s.\"every\"", LIST_INT, 0, NULL, NULL},
	{"tlp", "Least strict label of what comes", "s.\"tlp\"", LIST_ENUM, LIST_FILTER, tlp_names, NULL},
	{"worked", "Last look that worked", "s.\"worked\"", LIST_TIME, LIST_SORT, NULL, NULL},
	{"due", "Next look", "s.\"due\"", LIST_TIME, LIST_SORT, NULL, NULL},
	{"failures", "Looks in a row that failed", "s.\"failures\"", LIST_INT, LIST_SORT, NULL, NULL},
	{"failed", "Why the last one did", "s.\"failed\"", LIST_TEXT, 0, NULL, NULL},
	{"events", "Events that were taken in", "s.\"events\"", LIST_INT, LIST_SORT, NULL, NULL},
	{"added", "Indicators that were new", "s.\"added\"", LIST_INT, LIST_SORT, NULL, NULL},
};
/* clang-format on */

const struct list v1_ioc_sources = {.name = "indicator-sources",
    .from = "ioc_source AS s",
    .columns = source_columns,
    .ncolumns = ARRAY_LEN(source_columns),
    .sort = "name",
    .key = "s.\"id\""};

static int sources(struct call *call)
{
	return v1_list(call, &v1_ioc_sources, NULL, 0);
}

/* The key is for nobody; what the last look found is an object. */
static int source(struct call *call)
{
	struct ioc_source s = {0};
	struct json *told = NULL;
	int r = call_db(call, ioc_source_get(call->db, call_arg(call, "id"), call->arena, &s));

	if (r < 0)
		return r;
	if (s.told && json_parse(span_str(s.told), call->arena, &told, NULL) < 0)
		told = NULL;
	s.key = s.told = NULL;
	call->data = json_copy(call->arena, v1_json(call, &ioc_source_type, &s));
	if (told)
		json_set_value(call->arena, call->data, "told", told);
	return 0;
}

const struct route v1_iocs_routes[] = {
    {"GET", "/api/v1/indicators", MAY_SIGN_IN, NULL, indicators, 0,
	"Indicators that who asks may know.", NULL, NULL},
    {"GET", "/api/v1/indicators/{id}", MAY_SIGN_IN, NULL, one, 0, "An indicator.", NULL, NULL},
    {"GET", "/api/v1/cert/indicator-sources", MAY_REVIEW, NULL, sources, ROUTE_NO_LOG,
	"Feeds of indicators that are pulled.", NULL, NULL},
    {"GET", "/api/v1/cert/indicator-sources/{id}", MAY_REVIEW, NULL, source, 0,
	"One of them, and what the last look at it found.", NULL, NULL},
    {.method = NULL},
};

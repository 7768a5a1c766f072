/* One operation of the description: its parameters, its body, its replies. */
#include "api/openapi_impl.h"
#include "api/v1.h"
#include "base/limits.h"
#include "model/incident.h"

#include <ctype.h>

static const char *const yes_alone[] = {"yes", NULL};

/* What fields of a body, or of a query, mean; those that are not here are text. */
static const struct {
	const char *name, *doc;
	const char *const *values;
	bool list, time;
} fields[] = {
    {"action", "What is to be done, as the states of findings allow.", NULL, false, false},
    {"all", "Also who has the fix, and what states no versions: yes.", yes_alone, false, false},
    {"aware", "When the organisation became aware.", NULL, false, true},
    {"class", "Class of the RSIT.", incident_class_names, false, false},
    {"consent", "Authorities that it may be forwarded to.", NULL, true, false},
    {"cve", "The CVE of a targeted audit.", NULL, false, false},
    {"degraded_since", "Care is degraded since then.", NULL, false, true},
    {"degraded_until", "Care was degraded until then.", NULL, false, true},
    {"impact", "What it does to patients.", incident_impact_names, false, false},
    {"items", "Identifiers of perimeter items; none: all.", NULL, true, false},
    {"lines", "Domains, hosts, addresses and networks, one a line.", NULL, false, false},
    {"months", "3 for a quarter; else a year.", NULL, false, false},
    {"note", "Why, in words for people.", NULL, false, false},
    {"other", "Identifier of a person (owner), or of the finding it is a duplicate of.", NULL,
	false, false},
    {"orgs", "Identifiers of organisations.", NULL, true, false},
    {"owner", "Identifier of the person who owns the risk.", NULL, false, false},
    {"personal", "Whether personal data are concerned.", incident_truth_names, false, false},
    {"profile", "Intensity.", profile_names, false, false},
    {"reason", "Why, in words for people.", NULL, false, false},
    {"recurrence", "How often.", recurrence_names, false, false},
    {"status", "Where the organisation stands.", party_status_names, false, false},
    {"type", "What is ordered.", order_kind_names, false, false},
    {"until", "When it ends.", NULL, false, true},
    {"wanted", "Not before.", NULL, false, true},
    {"what",
	"Of a question who runs it: CVE-..., the number of an advisory, or a product and its "
	"versions. Of an incident: what happened.",
	NULL, false, false},
    {"when", "A date or time.", NULL, false, true},
};

static void write_names(struct json_writer *w, const char *const *values)
{
	json_write_key(w, "enum");
	json_write_array(w);
	for (; *values; values++)
		json_write_text(w, *values);
	json_write_array_end(w);
}

void openapi_ref(struct json_writer *w, const char *folder, const char *name)
{
	char ref[128];

	(void)snprintf(ref, sizeof(ref), "#/components/%s/%s", folder, name);
	json_member_text(w, "$ref", ref);
}

/* --- replies --- */

static const char *const json_types[] = {
    [LIST_TEXT] = "string", [LIST_INT] = "integer", [LIST_TIME] = "string", [LIST_ENUM] = NULL};

/* The value of a column: what is absent is null. */
static void write_column(struct json_writer *w, const struct list_column *c)
{
	json_write_key(w, c->name);
	json_write_object(w);
	json_member_text(w, "description", c->label);
	if (c->type == LIST_ENUM) {
		write_names(w, c->values);
	} else {
		json_write_key(w, "type");
		json_write_array(w);
		json_write_text(w, json_types[c->type]);
		json_write_text(w, "null");
		json_write_array_end(w);
	}
	if (c->type == LIST_TIME)
		json_member_text(w, "format", "date-time");
	json_write_object_end(w);
}

void openapi_typed(struct json_writer *w, const char *name, const char *type)
{
	json_write_key(w, name);
	json_write_object(w);
	json_member_text(w, "type", type);
	json_write_object_end(w);
}

void openapi_link(struct json_writer *w, const char *name)
{
	json_write_key(w, name);
	json_write_object(w);
	json_write_key(w, "type");
	json_write_array(w);
	json_write_text(w, "string");
	json_write_text(w, "null");
	json_write_array_end(w);
	json_write_object_end(w);
}

static void write_page(struct json_writer *w, const struct list *list)
{
	json_write_object(w);
	json_member_text(w, "type", "object");
	json_write_key(w, "properties");
	json_write_object(w);
	json_write_key(w, "items");
	json_write_object(w);
	json_member_text(w, "type", "array");
	json_write_key(w, "items");
	json_write_object(w);
	json_member_text(w, "type", "object");
	json_write_key(w, "properties");
	json_write_object(w);
	for (size_t i = 0; i < list->ncolumns; i++)
		write_column(w, &list->columns[i]);
	json_write_object_end(w);
	json_write_object_end(w);
	json_write_object_end(w);
	openapi_typed(w, "page", "integer");
	openapi_typed(w, "pages", "integer");
	openapi_typed(w, "total", "integer");
	openapi_typed(w, "more", "boolean");
	openapi_link(w, "next");
	openapi_link(w, "previous");
	json_write_object_end(w);
	json_write_object_end(w);
}

static const struct v1_reply *reply_of(const struct route *route)
{
	for (const struct v1_reply *r = v1_replies; r->method; r++)
		if (strcmp(r->method, route->method) == 0 && strcmp(r->path, route->path) == 0)
			return r;
	return NULL;
}

/* Rows that make something reply with 201. */
static const char *good_status(const struct route *route)
{
	const struct v1_reply *reply = reply_of(route);
	bool makes = strcmp(route->method, "POST") == 0 && reply &&
		     reply->type == &audit_order_type && !strstr(route->path, "/orders/");

	return makes ? "201" : "200";
}

static void write_schema_of(struct json_writer *w, const struct route *route)
{
	const struct v1_reply *reply = reply_of(route);

	json_write_key(w, "schema");
	if (reply && reply->list) {
		write_page(w, reply->list);
		return;
	}
	json_write_object(w);
	if (reply && reply->type)
		openapi_ref(w, "schemas", reply->type->name);
	else
		json_member_text(w, "type", "object");
	json_write_object_end(w);
}

/* Rows that reply with a file of the format in their path. */
static bool is_file(const struct route *route)
{
	return strstr(route->path, "/{format}") != NULL;
}

static void write_responses(struct json_writer *w, const struct route *route)
{
	json_write_key(w, "responses");
	json_write_object(w);
	json_write_key(w, good_status(route));
	json_write_object(w);
	json_member_text(w, "description", "Done.");
	json_write_key(w, "content");
	json_write_object(w);
	json_write_key(w, is_file(route) ? "application/octet-stream" : "application/json");
	json_write_object(w);
	if (!is_file(route))
		write_schema_of(w, route);
	json_write_object_end(w);
	json_write_object_end(w);
	json_write_object_end(w);
	json_write_key(w, "4XX");
	json_write_object(w);
	openapi_ref(w, "responses", "problem");
	json_write_object_end(w);
	json_write_key(w, "5XX");
	json_write_object(w);
	openapi_ref(w, "responses", "problem");
	json_write_object_end(w);
	json_write_object_end(w);
}

/* --- parameters --- */

static void write_parameter(struct json_writer *w, const char *name, const char *in,
    const char *doc, const char *type, const char *const *values)
{
	json_write_object(w);
	json_member_text(w, "name", name);
	json_member_text(w, "in", in);
	if (strcmp(in, "path") == 0)
		json_member_bool(w, "required", true);
	json_member_text(w, "description", doc);
	json_write_key(w, "schema");
	json_write_object(w);
	json_member_text(w, "type", type);
	if (values)
		write_names(w, values);
	json_write_object_end(w);
	json_write_object_end(w);
}

static void write_path_parameters(struct json_writer *w, const char *path)
{
	static const char *const formats[] = {"html", "pdf", "csv", "json", "ndjson", NULL};
	const char *at = path;

	while ((at = strchr(at, '{')) != NULL) {
		char name[40];

		(void)snprintf(name, sizeof(name), "%.*s", (int)strcspn(at + 1, "}"), at + 1);
		if (strcmp(name, "format") == 0)
			write_parameter(w, name, "path", "Of the file.", "string", formats);
		else
			write_parameter(w, name, "path",
			    strcmp(name, "org") == 0 ? "Identifier of the organisation."
						     : "Identifier of the record.",
			    "string", NULL);
		at++;
	}
}

static void write_filter(struct json_writer *w, const struct list_column *c)
{
	char name[80];

	if (!(c->flags & LIST_FILTER))
		return;
	if (c->type != LIST_TIME) {
		write_parameter(w, c->name, "query", c->label,
		    c->type == LIST_INT ? "integer" : "string",
		    c->type == LIST_ENUM ? c->values : NULL);
		return;
	}
	(void)snprintf(name, sizeof(name), "%s_from", c->name);
	write_parameter(w, name, "query", "From that day on (YYYY-MM-DD).", "string", NULL);
	(void)snprintf(name, sizeof(name), "%s_to", c->name);
	write_parameter(w, name, "query", "To that day, included.", "string", NULL);
}

static void write_list_parameters(struct json_writer *w, const struct list *list)
{
	bool search = false;

	for (size_t i = 0; i < list->ncolumns; i++) {
		write_filter(w, &list->columns[i]);
		search = search || (list->columns[i].flags & LIST_SEARCH);
	}
	if (search)
		write_parameter(w, "q", "query", "Searched text.", "string", NULL);
	write_parameter(
	    w, "sort", "query", "A column, with - before it for descending.", "string", NULL);
	write_parameter(w, "page", "query", "From 1.", "integer", NULL);
}

/* What a query asks for beside the list's own filters. */
static void write_query(struct json_writer *w, const char *names)
{
	while (*names) {
		char name[40];
		size_t n = strcspn(names, " "), i = 0;

		(void)snprintf(
		    name, sizeof(name), "%.*s", (int)(names[n - 1] == '?' ? n - 1 : n), names);
		while (i < ARRAY_LEN(fields) && strcmp(fields[i].name, name) != 0)
			i++;
		write_parameter(w, name, "query", i < ARRAY_LEN(fields) ? fields[i].doc : "",
		    "string", i < ARRAY_LEN(fields) ? fields[i].values : NULL);
		names += n;
		names += strspn(names, " ");
	}
}

static void write_parameters(struct json_writer *w, const struct route *route)
{
	const struct v1_reply *reply = reply_of(route);

	json_write_key(w, "parameters");
	json_write_array(w);
	write_path_parameters(w, route->path);
	if (strcmp(route->method, "GET") == 0 && route->fields)
		write_query(w, route->fields);
	if (reply && reply->list)
		write_list_parameters(w, reply->list);
	if (strcmp(route->method, "POST") == 0)
		write_parameter(w, "Idempotency-Key", "header",
		    "Sent again within 24 hours with the same body, it gives the same reply "
		    "and nothing is done twice.",
		    "string", NULL);
	json_write_array_end(w);
}

/* --- bodies --- */

static void write_field(struct json_writer *w, const char *name)
{
	size_t i = 0;

	while (i < ARRAY_LEN(fields) && strcmp(fields[i].name, name) != 0)
		i++;
	json_write_key(w, name);
	json_write_object(w);
	if (i < ARRAY_LEN(fields)) {
		json_member_text(w, "description", fields[i].doc);
		json_member_text(w, "type", fields[i].list ? "array" : "string");
		if (fields[i].values)
			write_names(w, fields[i].values);
		if (fields[i].time)
			json_member_text(w, "format", "date-time");
		if (fields[i].list) {
			json_write_key(w, "items");
			json_write_object(w);
			json_member_text(w, "type", "string");
			json_write_object_end(w);
		}
	} else {
		json_member_text(w, "type", "string");
	}
	json_write_object_end(w);
}

/* Calls back for each name of "a b? c"; optional tells of the ending ?. */
static void each_field(struct json_writer *w, const char *names, bool required)
{
	while (*names) {
		char name[40];
		size_t n = strcspn(names, " ");
		bool optional = n && names[n - 1] == '?';

		(void)snprintf(name, sizeof(name), "%.*s", (int)(n - optional), names);
		if (!required)
			write_field(w, name);
		else if (!optional)
			json_write_text(w, name);
		names += n;
		names += strspn(names, " ");
	}
}

static void write_body(struct json_writer *w, const struct route *route)
{
	if (!route->fields || !*route->fields || strcmp(route->method, "GET") == 0)
		return;
	json_write_key(w, "requestBody");
	json_write_object(w);
	json_member_bool(w, "required", true);
	json_write_key(w, "content");
	json_write_object(w);
	json_write_key(w, "application/json");
	json_write_object(w);
	json_write_key(w, "schema");
	json_write_object(w);
	json_member_text(w, "type", "object");
	json_member_bool(w, "additionalProperties", false);
	json_write_key(w, "properties");
	json_write_object(w);
	each_field(w, route->fields, false);
	json_write_object_end(w);
	json_write_key(w, "required");
	json_write_array(w);
	each_field(w, route->fields, true);
	json_write_array_end(w);
	json_write_object_end(w);
	json_write_object_end(w);
	json_write_object_end(w);
	json_write_object_end(w);
}

/* --- operations --- */

/* "get_orgs_org_findings": unique, as the path is. */
static void write_id(struct json_writer *w, const struct route *route)
{
	char id[160];
	size_t n = 0;

	for (const char *p = route->method; *p; p++)
		id[n++] = (char)tolower((unsigned char)*p);
	for (const char *p = route->path + strlen("/api/v1"); *p && n + 1 < sizeof(id); p++) {
		if (*p == '{' || *p == '}')
			continue;
		id[n++] = (char)(*p == '/' || *p == '.' ? '_' : *p);
	}
	id[n] = '\0';
	json_member_text(w, "operationId", id);
}

static const char *group_of(const char *path)
{
	static const char *const groups[] = {"findings", "perimeter", "authorisations",
	    "orders", "reports", "exposure", "figures", "log"};

	if (strncmp(path, "/api/v1/cert/", 13) == 0)
		return "cert";
	for (size_t i = 0; i < ARRAY_LEN(groups); i++)
		if (strstr(path, groups[i]))
			return groups[i];
	return "start";
}

void openapi_operation(struct json_writer *w, const struct route *route)
{
	char method[8];

	(void)snprintf(method, sizeof(method), "%s",
	    strcmp(route->method, "GET") == 0    ? "get"
	    : strcmp(route->method, "POST") == 0 ? "post"
	    : strcmp(route->method, "PUT") == 0  ? "put"
						 : "delete");
	json_write_key(w, method);
	json_write_object(w);
	write_id(w, route);
	json_write_key(w, "tags");
	json_write_array(w);
	json_write_text(w, group_of(route->path));
	json_write_array_end(w);
	json_member_text(w, "summary", route->doc);
	json_member_text(w, "x-permission", permission_names[route->need]);
	json_write_key(w, "security");
	json_write_array(w);
	if (route->need != MAY_PUBLIC) {
		json_write_object(w);
		json_write_key(w, "token");
		json_write_array(w);
		json_write_array_end(w);
		json_write_object_end(w);
	}
	json_write_array_end(w);
	write_parameters(w, route);
	write_body(w, route);
	write_responses(w, route);
	json_write_object_end(w);
}

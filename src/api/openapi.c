#include "api/openapi.h"

#include "api/openapi_impl.h"
#include "api/v1.h"
#include "base/limits.h"

enum { SEEN_MAX = 256 };

/* A path holds all its methods: it is written where its first row stands. */
static void write_paths(const struct route *const *tables, struct json_writer *w)
{
	const struct route *all[SEEN_MAX];
	size_t n = 0;

	for (size_t t = 0; tables[t]; t++)
		for (const struct route *r = tables[t]; r->method && n < SEEN_MAX; r++)
			if (strncmp(r->path, "/api/v1/", 8) == 0)
				all[n++] = r;
	json_write_key(w, "paths");
	json_write_object(w);
	for (size_t i = 0; i < n; i++) {
		bool first = true;

		for (size_t k = 0; k < i; k++)
			first = first && strcmp(all[k]->path, all[i]->path) != 0;
		if (!first)
			continue;
		json_write_key(w, all[i]->path);
		json_write_object(w);
		for (size_t k = i; k < n; k++)
			if (strcmp(all[k]->path, all[i]->path) == 0)
				openapi_operation(w, all[k]);
		json_write_object_end(w);
	}
	json_write_object_end(w);
}

/* --- components --- */

static void write_problem(struct json_writer *w)
{
	static const char *const texts[] = {"type", "title", "detail", "hint", "request"};

	json_write_key(w, "problem");
	json_write_object(w);
	json_member_text(
	    w, "description", "What went wrong, in what way, and what to do (RFC 9457).");
	json_member_text(w, "type", "object");
	json_write_key(w, "properties");
	json_write_object(w);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		openapi_link(w, texts[i]);
	openapi_typed(w, "status", "integer");
	json_write_key(w, "errors");
	json_write_object(w);
	json_member_text(w, "description", "By member of the body, what is wrong with it.");
	json_member_text(w, "type", "object");
	json_write_key(w, "additionalProperties");
	json_write_object(w);
	json_member_text(w, "type", "string");
	json_write_object_end(w);
	json_write_object_end(w);
	json_write_object_end(w);
	json_write_object_end(w);
}

/* Whether a row before has the same record. */
static bool is_written(const struct v1_reply *reply)
{
	for (const struct v1_reply *r = v1_replies; r < reply; r++)
		if (r->type == reply->type)
			return true;
	return false;
}

static void write_schemas(struct json_writer *w)
{
	json_write_key(w, "schemas");
	json_write_object(w);
	for (const struct v1_reply *r = v1_replies; r->method; r++) {
		if (!r->type || is_written(r))
			continue;
		json_write_key(w, r->type->name);
		record_schema(r->type, false, w);
	}
	write_problem(w);
	json_write_object_end(w);
}

static void write_components(struct json_writer *w)
{
	json_write_key(w, "components");
	json_write_object(w);
	json_write_key(w, "securitySchemes");
	json_write_object(w);
	json_write_key(w, "token");
	json_write_object(w);
	json_member_text(w, "type", "http");
	json_member_text(w, "scheme", "bearer");
	json_member_text(w, "description",
	    "A token of the profile; its scopes are the permissions (x-permission).");
	json_write_object_end(w);
	json_write_object_end(w);
	write_schemas(w);
	json_write_key(w, "responses");
	json_write_object(w);
	json_write_key(w, "problem");
	json_write_object(w);
	json_member_text(w, "description", "It was refused, or it failed.");
	json_write_key(w, "content");
	json_write_object(w);
	json_write_key(w, "application/problem+json");
	json_write_object(w);
	json_write_key(w, "schema");
	json_write_object(w);
	openapi_ref(w, "schemas", "problem");
	json_write_object_end(w);
	json_write_object_end(w);
	json_write_object_end(w);
	json_write_object_end(w);
	json_write_object_end(w);
	json_write_object_end(w);
}

static void write_info(struct json_writer *w)
{
	json_write_key(w, "info");
	json_write_object(w);
	json_member_text(w, "title", "Varde");
	json_member_text(w, "version", "1");
	json_member_text(w, "description",
	    "Findings, perimeters, orders and figures of a health-care CERT's members. Lists "
	    "come in pages; records with a version have an ETag and understand If-Match; "
	    "unknown members are refused.");
	json_write_key(w, "license");
	json_write_object(w);
	json_member_text(w, "name", "Apache-2.0");
	json_member_text(w, "identifier", "Apache-2.0");
	json_write_object_end(w);
	json_write_object_end(w);
}

void openapi_write(const struct route *const *tables, struct json_writer *w)
{
	json_write_object(w);
	json_member_text(w, "openapi", "3.1.0");
	write_info(w);
	json_write_key(w, "servers");
	json_write_array(w);
	json_write_object(w);
	json_member_text(w, "url", "/");
	json_write_object_end(w);
	json_write_array_end(w);
	write_paths(tables, w);
	write_components(w);
	json_write_object_end(w);
}

/* --- its routes --- */

static int document(struct call *call)
{
	struct json_writer w;

	json_write_init(&w, &call->reply->body, 0);
	openapi_write(call->app->routes, &w);
	serve_reply_header(call->reply, "Content-Type", "application/json");
	call->replied = true;
	return str_ok(&call->reply->body);
}

static void add_operation(struct call *call, const struct route *r, struct json *to)
{
	struct json *one = json_new_object(call->arena);

	if (strncmp(r->path, "/api/v1/", 8) != 0)
		return;
	json_set_text(call->arena, one, "method", r->method);
	json_set_text(call->arena, one, "path", r->path);
	json_set_text(call->arena, one, "doc", r->doc);
	json_set_text(call->arena, one, "permission", permission_names[r->need]);
	json_set_text(call->arena, one, "fields", r->fields);
	json_add_value(call->arena, to, one);
}

static int page(struct call *call)
{
	struct json *all = json_new_array(call->arena);

	for (size_t t = 0; call->app->routes[t]; t++)
		for (const struct route *r = call->app->routes[t]; r->method; r++)
			add_operation(call, r, all);
	json_set_value(call->arena, call->data, "operations", all);
	return 0;
}

const struct route openapi_routes[] = {
    {"GET", "/api", MAY_PUBLIC, "api", page, ROUTE_NO_LOG, "The page about the API.", NULL,
	"API"},
    {"GET", "/api/v1/openapi.json", MAY_PUBLIC, NULL, document, ROUTE_NO_LOG,
	"This description.", NULL, NULL},
    {.method = NULL},
};

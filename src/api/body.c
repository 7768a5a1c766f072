#include "api/body.h"

#include "api/problem.h"
#include "api/route.h"
#include "codec/json.h"

/* The part of "a b? c" that stands for the name, or NULL. */
static const char *field_of(const char *fields, const char *name, size_t n)
{
	while (fields && *fields) {
		size_t length = strcspn(fields, " ");
		size_t bare = length && fields[length - 1] == '?' ? length - 1 : length;

		if (bare == n && memcmp(fields, name, n) == 0)
			return fields;
		fields += length;
		fields += strspn(fields, " ");
	}
	return NULL;
}

static int check_known(struct call *call)
{
	for (size_t i = 0; i < call->body->object.n; i++) {
		const struct json_member *m = &call->body->object.members[i];

		if (!field_of(call->route->fields, m->key, m->key_n))
			return call_fail(call, ERR_SYNTAX,
			    "the body has a member that is unknown",
			    "the description (/api/v1/openapi.json) names the members", "%.60s",
			    m->key);
		if (m->value.type == JSON_OBJECT || m->value.type == JSON_REAL)
			return call_fail(call, ERR_SYNTAX,
			    "the body has a member of the wrong type",
			    "the description (/api/v1/openapi.json) gives the types", "%.60s",
			    m->key);
	}
	return 0;
}

static void check_missing(struct call *call)
{
	const char *fields = call->route->fields;

	while (fields && *fields) {
		size_t n = strcspn(fields, " ");
		const char *name = arena_strndup(call->arena, fields, n);

		if (n && name[n - 1] != '?' && !*call_field(call, name) &&
		    !call_fields(call, name).n)
			call_wrong(call, name, "This is needed");
		fields += n;
		fields += strspn(fields, " ");
	}
}

int body_read(struct call *call)
{
	const char *type = serve_header(call->rq, "content-type");
	bool json = type && strncmp(type, "application/json", 16) == 0;
	bool changes = strcmp(call->route->method, "GET") != 0;
	bool worker = strncmp(call->rq->path, "/worker/", 8) == 0; /* units are NDJSON */
	struct json *v;
	int r = 0;

	if (call->route->flags & ROUTE_RAW)
		return 0;
	if (call->json && changes && call->rq->body.n && !json && !worker) {
		(void)call_fail(call, ERR_SYNTAX, "the body is not JSON",
		    "send one JSON object, and Content-Type: application/json", "%.60s",
		    type ? type : "no type");
		problem_reply(call, 415);
		call->replied = true;
		return 0;
	}
	if (json && call->rq->body.n) {
		if (json_parse(call->rq->body, call->arena, &v, NULL) < 0 ||
		    v->type != JSON_OBJECT)
			return call_fail(call, ERR_SYNTAX, "the body is not a JSON object",
			    "send one JSON object (RFC 8259)", "%zu bytes", call->rq->body.n);
		call->body = v;
	}
	if (!call->json || !changes)
		return 0;
	if (!call->body)
		call->body = json_new_object(call->arena);
	r = check_known(call);
	if (r == 0)
		check_missing(call);
	return r;
}

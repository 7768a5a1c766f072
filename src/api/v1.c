#include "api/v1.h"

#include "model/incident.h"
#include "model/sensor.h"

#include "api/list_view.h"
#include "api/problem.h"
#include "api/refusal.h"
#include "base/limits.h"
#include "base/time.h"
#include "codec/json.h"
#include "model/event.h"
#include "model/ioc.h"
#include "model/pentest.h"
#include "model/tool.h"

const struct route *const v1_tables[] = {
    v1_me_routes,
    v1_findings_routes,
    v1_alerts_routes,
    v1_perimeter_routes,
    v1_orders_routes,
    v1_incidents_routes,
    v1_iocs_routes,
    v1_exposure_routes,
    v1_cert_routes,
    v1_contacts_routes,
    v1_cvss_routes,
    v1_import_routes,
    v1_intake_routes,
    v1_knowledge_routes,
    v1_pentests_routes,
    v1_sensors_routes,
    v1_watch_routes,
    v1_advisories_routes,
    v1_notices_routes,
    openapi_routes,
    NULL,
};

const struct v1_reply v1_replies[] = {
    {"GET", "/api/v1/orgs", NULL, &v1_orgs},
    {"GET", "/api/v1/orgs/{org}", &org_type, NULL},
    {"GET", "/api/v1/orgs/{org}/log", NULL, &v1_log},
    {"GET", "/api/v1/orgs/{org}/findings", NULL, &v1_findings},
    {"GET", "/api/v1/orgs/{org}/findings/{id}", &tracked_type, NULL},
    {"GET", "/api/v1/orgs/{org}/findings/{id}/events", NULL, &v1_events},
    {"POST", "/api/v1/orgs/{org}/findings/{id}/answer", &tracked_type, NULL},
    {"POST", "/api/v1/orgs/{org}/findings/{id}/plan", &tracked_type, NULL},
    {"POST", "/api/v1/orgs/{org}/findings/{id}/accept", &tracked_type, NULL},
    {"POST", "/api/v1/orgs/{org}/findings/{id}/triage", &tracked_type, NULL},
    {"POST", "/api/v1/orgs/{org}/findings/{id}/retest", &audit_order_type, NULL},
    {"GET", "/api/v1/orgs/{org}/alerts", NULL, &v1_alerts},
    {"GET", "/api/v1/orgs/{org}/alerts/{id}", &alert_type, NULL},
    {"GET", "/api/v1/orgs/{org}/alerts/{id}/rows", NULL, &v1_alert_rows},
    {"POST", "/api/v1/orgs/{org}/alerts/{id}/answer", &alert_type, NULL},
    {"GET", "/api/v1/cert/alerts", NULL, &v1_cert_alerts},
    {"GET", "/api/v1/cert/traces", NULL, &v1_traces},
    {"GET", "/api/v1/cert/hunts", NULL, &v1_hunts},
    {"GET", "/api/v1/cert/alerts/{id}", &alert_type, NULL},
    {"GET", "/api/v1/cert/pentests", NULL, &v1_pentests},
    {"GET", "/api/v1/cert/pentests/{id}", &engagement_type, NULL},
    {"GET", "/api/v1/cert/pentests/{id}/log", NULL, &v1_pentest_ops},
    {"GET", "/api/v1/cert/pentests/{id}/findings", NULL, &v1_pentest_findings},
    {"GET", "/api/v1/cert/pentests/{id}/imports", NULL, &v1_pentest_imports},
    {"GET", "/api/v1/cert/sensors", NULL, &v1_sensors},
    {"GET", "/api/v1/cert/sensors/{id}", &sensor_type, NULL},
    {"GET", "/api/v1/orgs/{org}/pentests", NULL, &v1_org_pentests},
    {"GET", "/api/v1/orgs/{org}/perimeter", NULL, &v1_perimeter},
    {"GET", "/api/v1/orgs/{org}/perimeter/{id}", &item_type, NULL},
    {"POST", "/api/v1/orgs/{org}/perimeter/{id}/retire", &item_type, NULL},
    {"GET", "/api/v1/orgs/{org}/authorisations", NULL, &v1_authorisations},
    {"GET", "/api/v1/orgs/{org}/authorisations/{id}", &authorisation_type, NULL},
    {"POST", "/api/v1/orgs/{org}/authorisations/{id}/revoke", &authorisation_type, NULL},
    {"GET", "/api/v1/orgs/{org}/orders", NULL, &v1_orders},
    {"POST", "/api/v1/orgs/{org}/orders", &audit_order_type, NULL},
    {"GET", "/api/v1/orgs/{org}/orders/{id}", &audit_order_type, NULL},
    {"POST", "/api/v1/orgs/{org}/orders/{id}/stop", &audit_order_type, NULL},
    {"POST", "/api/v1/orgs/{org}/orders/{id}/cancel", &audit_order_type, NULL},
    {"GET", "/api/v1/orgs/{org}/incidents", NULL, &v1_incidents},
    {"GET", "/api/v1/orgs/{org}/clocks", NULL, &v1_clocks},
    {"GET", "/api/v1/cert/incidents", NULL, &v1_cert_incidents},
    {"GET", "/api/v1/cert/incidents/{id}", &incident_type, NULL},
    {"GET", "/api/v1/cert/clocks", NULL, &v1_cert_clocks},
    {"GET", "/api/v1/orgs/{org}/reports", NULL, &v1_reports},
    {"GET", "/api/v1/orgs/{org}/exposure", NULL, &v1_exposure},
    {"GET", "/api/v1/orgs/{org}/exposure/events", NULL, &v1_exposure_events},
    {"GET", "/api/v1/orgs/{org}/advisories", NULL, &v1_advisories},
    {"GET", "/api/v1/cert/advisories/{id}/board", NULL, &v1_advisory_board},
    {"GET", "/api/v1/orgs/{org}/notices", NULL, &v1_notices},
    {"GET", "/api/v1/cert/notices", NULL, &v1_cert_notices},
    {"GET", "/api/v1/cert/orgs", NULL, &v1_orgs},
    {"GET", "/api/v1/cert/findings", NULL, &v1_cert_findings},
    {"GET", "/api/v1/cert/orders", NULL, &v1_cert_orders},
    {"GET", "/api/v1/cert/queue", NULL, &v1_queue},
    {"GET", "/api/v1/cert/contacts", NULL, &v1_contacts},
    {"GET", "/api/v1/me/keys", NULL, &v1_contact_keys},
    {"GET", "/api/v1/indicators", NULL, &v1_iocs},
    {"GET", "/api/v1/indicators/{id}", &ioc_type, NULL},
    {"GET", "/api/v1/cert/indicator-sources", NULL, &v1_ioc_sources},
    {"POST", "/api/v1/cert/incidents/{id}/steps", &incident_type, NULL},
    {"GET", "/api/v1/cert/imports", NULL, &v1_imports},
    {"GET", "/api/v1/cert/imports/{id}", &tool_import_type, NULL},
    {"GET", "/api/v1/cert/imports/{id}/lines", NULL, &v1_import_lines},
    {"GET", "/api/v1/cert/who", NULL, &v1_who},
    {"GET", "/api/v1/cert/knowledge/events", NULL, &v1_news},
    {"GET", "/api/v1/watch", NULL, &v1_watch},
    {"GET", "/api/v1/cert/watch", NULL, &v1_cert_watch},
    {NULL, NULL, NULL, NULL},
};

enum { RECORD_MAX = 1 << 20 };

/* A row with its times as text. */
static struct json *item_of(struct call *call, const struct list *list, const struct json *row)
{
	struct json *item = json_new_object(call->arena);

	for (size_t i = 0; i < list->ncolumns; i++) {
		const struct list_column *c = &list->columns[i];
		const struct json *v = json_get(row, c->name);
		int64_t ms = json_int(v, 0);

		if (c->type == LIST_TIME)
			json_set_text(call->arena, item, c->name,
			    ms ? list_time_text(ms, call->arena) : NULL);
		else
			json_set_value(call->arena, item, c->name, v);
	}
	return item;
}

static void add_link(struct call *call, struct json *reply, const struct json *view,
    const char *from, const char *to)
{
	const char *path = json_text(json_get(view, from), NULL);

	json_set_text(call->arena, reply, to, path);
	if (path)
		serve_reply_add(call->reply, "Link",
		    arena_printf(call->arena, "<%s>; rel=\"%s\"", path,
			strcmp(to, "next") == 0 ? "next" : "prev"));
}

void v1_page(struct call *call, const struct list *list)
{
	struct json *reply = json_new_object(call->arena), *items = json_new_array(call->arena);
	const struct json *view = json_get(call->data, "list"), *rows = json_get(view, "rows");

	for (size_t i = 0; i < rows->array.n; i++)
		json_add_value(call->arena, items, item_of(call, list, &rows->array.items[i]));
	json_set_value(call->arena, reply, "items", items);
	json_set_int(call->arena, reply, "page", json_int(json_get(view, "page"), 1));
	json_set_int(call->arena, reply, "pages", json_int(json_get(view, "pages"), 1));
	json_set_int(call->arena, reply, "total", json_int(json_get(view, "total"), 0));
	json_set_bool(call->arena, reply, "more", json_bool(json_get(view, "more"), false));
	add_link(call, reply, view, "next", "next");
	add_link(call, reply, view, "previous", "previous");
	call->data = reply;
}

int v1_list(
    struct call *call, const struct list *list, const struct desk_param *params, size_t n)
{
	int r = list_run(call, list, params, n);

	if (r == 0)
		v1_page(call, list);
	return r;
}

void v1_set_time(struct call *call, struct json *to, const char *name, int64_t ms)
{
	if (ms && !call->json)
		json_set_int(call->arena, to, name, ms);
	else
		json_set_text(
		    call->arena, to, name, ms ? list_time_text(ms, call->arena) : NULL);
}

int v1_find(struct call *call, const struct record_type *type, const char *id, void *ret)
{
	int r = desk_find(call->db, type, "WHERE \"id\" = $1 AND \"org\" = $2",
	    DESK_PARAMS(DESK_TEXT(id), DESK_TEXT(call->org->id)), call->arena, ret);

	if (r == ERR_NOTFOUND)
		return call_fail(call, r, "there is nothing of that identifier here",
		    "take identifiers from the list of the same organisation", "%.40s", id);
	return call_db(call, r);
}

struct json *v1_json(struct call *call, const struct record_type *type, const void *rec)
{
	struct json_writer w;
	struct json *v = NULL;
	STR_AUTO(text, RECORD_MAX);

	json_write_init(&w, &text, 0);
	record_to_json(type, rec, false, &w);
	if (str_ok(&text) < 0 || json_parse(str_bytes(&text), call->arena, &v, NULL) < 0)
		return json_new_object(call->arena);
	if (record_field(type, "note") && json_get(v, "note"))
		json_set_text(call->arena, v, "note",
		    refusal_line(call, json_text(json_get(v, "note"), "")));
	return v;
}

static const char *tag(struct call *call, int64_t version)
{
	return arena_printf(call->arena, "\"%lld\"", (long long)version);
}

int v1_record(struct call *call, const struct record_type *type, const void *rec)
{
	const struct field *f = record_field(type, "version");
	const char *have = serve_header(call->rq, "if-none-match");
	const char *now = f ? tag(call, field_int(f, rec)) : NULL;

	if (now)
		serve_reply_header(call->reply, "ETag", now);
	if (now && have && strcmp(call->rq->method, "GET") == 0 && strcmp(have, now) == 0) {
		call->reply->status = 304;
		call->replied = true;
		return 0;
	}
	call->data = v1_json(call, type, rec);
	return 0;
}

bool v1_matches(struct call *call, int64_t version)
{
	const char *want = serve_header(call->rq, "if-match");

	if (!want || strcmp(want, "*") == 0 || strcmp(want, tag(call, version)) == 0)
		return true;
	problem_refuse(call, 412);
	call->replied = true;
	return false;
}

unsigned v1_roles(const struct call *call)
{
	unsigned roles = 0;

	vec_foreach (s, &call->who.standings) {
		bool here = !s->org || (call->org && strcmp(s->org, call->org->id) == 0);
		bool above = s->role == ROLE_GROUP_OFFICER && s->path && call->org &&
			     strncmp(call->org->path, s->path, strlen(s->path)) == 0;

		if (here || above)
			roles |= 1u << s->role;
	}
	return roles;
}

int64_t v1_time(struct call *call, const char *field)
{
	const char *text = call_field(call, field);
	int64_t ms = 0;

	if (*text && time_parse(span_str(text), &ms) < 0)
		call_wrong(call, field, "This is no time as in RFC 3339, and no date");
	return ms;
}

int v1_enum(struct call *call, const char *field, const char *const *values, int dflt)
{
	const char *text = call_field(call, field);

	if (!*text)
		return dflt;
	for (int i = 0; values[i]; i++)
		if (strcmp(values[i], text) == 0)
			return i;
	call_wrong(call, field, "This is none of the values that are allowed");
	return dflt;
}

#include "portal/alert_facts.h"

#include "model/event_kind.h"
#include "model/tracked.h"
#include "portal/bound.h"
#include "portal/cert.h"
#include "report/i18n.h"

enum { SHOWN = 10 };

/* What an event's detail may hold, in the order of the page, and what people call it. Anything
 * else stands in the list of all events. */
static const struct {
	const char *key, *label;
} facts[] = {{"sid", TR("Rule of the sensor")}, {"class", TR("Class of the rule")},
    {"cve", TR("Vulnerability")}, {"malware_family", TR("Malware")},
    {"mitre_technique_id", TR("Technique (MITRE ATT&CK)")},
    {"affected_product", TR("Affected product")}, {"app", TR("Protocol")},
    {"question", TR("Name that was asked for")}, {"host", TR("Host")}, {"method", TR("Method")},
    {"path", TR("Path")}, {"status", TR("Answer of the server")},
    {"agent", TR("Program (user agent)")}, {"sni", TR("Name in TLS")},
    {"subject", TR("Certificate for")}, {"issuer", TR("Certificate by")},
    {"certificate", TR("Print of the certificate")}, {"ja4", TR("Print of the client (JA4)")},
    {"file", TR("File")}, {"sha256", TR("SHA-256 of the file")}, {"md5", TR("MD5 of the file")},
    {"met", TR("Met in")}, {"flow", TR("Flow")}};

static const char *text_of(struct call *call, const struct json *v)
{
	if (!v)
		return NULL;
	if (v->type == JSON_INT)
		return arena_printf(call->arena, "%lld", (long long)v->integer);
	return json_text(v, NULL);
}

/* The newest event's. */
static void set_evidence(struct call *call, const struct alert_around *around)
{
	struct json *all = json_new_array(call->arena), *detail = NULL;
	const struct event *e = around->events.all.n ? around->events.all.items[0] : NULL;

	if (e && e->detail && json_parse(span_str(e->detail), call->arena, &detail, NULL) == 0)
		for (size_t i = 0; i < ARRAY_LEN(facts); i++) {
			const char *value = text_of(call, json_get(detail, facts[i].key));
			struct json *one;

			if (!value || !*value)
				continue;
			one = json_new_object(call->arena);
			json_set_text(call->arena, one, "label", facts[i].label);
			json_set_text(call->arena, one, "value", value);
			json_add_value(call->arena, all, one);
		}
	json_set_value(call->arena, call->data, "evidence", all);
}

static void set_newest(struct call *call, const struct alert_around *around)
{
	struct json *all = json_new_array(call->arena);

	for (size_t i = 0; i < around->events.all.n && i < SHOWN; i++) {
		const struct event *e = around->events.all.items[i];
		struct json *one = json_new_object(call->arena);

		json_set_int(call->arena, one, "time", e->time);
		json_set_text(call->arena, one, "peer", e->peer);
		json_set_text(call->arena, one, "transport", e->transport);
		json_set_int(call->arena, one, "port", e->port);
		json_set_int(call->arena, one, "count", e->count);
		json_set_text(call->arena, one, "feed", e->feed);
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "newest", all);
}

static const char *why_of(const struct alert_around *around, const struct tracked *t)
{
	if (text_list_has(&around->same, t->id))
		return TR("It is about the same vulnerability: this explains the alert.");
	if (text_list_has(&around->tested, t->id))
		return TR("A penetration test found it on the same system.");
	return TR("It is on the same system.");
}

/* What explains it stands first. */
static void set_explained(struct call *call, const struct alert_around *around)
{
	struct json *all = json_new_array(call->arena);

	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < around->findings.all.n; i++) {
			const struct tracked *t = around->findings.all.items[i];
			struct json *one;

			if (text_list_has(&around->same, t->id) != (pass == 0))
				continue;
			one = bound_json(call, &tracked_type, t);
			json_set_text(call->arena, one, "title",
			    t->title ? t->title : cert_title(call, t->type));
			json_set_text(call->arena, one, "why", why_of(around, t));
			json_add_value(call->arena, all, one);
		}
	json_set_value(call->arena, call->data, "explained", all);
}

static void set_before(struct call *call, const struct alert_around *around, bool cert)
{
	struct json *all = json_new_array(call->arena);

	for (size_t i = 0; i < around->before.all.n; i++) {
		const struct alert *b = around->before.all.items[i];
		const struct event_kind *kind = event_kind_of(b->type);
		struct json *one = bound_json(call, &alert_type, b);

		json_set_text(call->arena, one, "title", kind ? kind->title : b->type);
		json_set_text(call->arena, one, "href",
		    cert ? arena_printf(call->arena, "/cert/alerts/%s", b->id)
			 : arena_printf(call->arena, "/orgs/%s/alerts/%s", b->org, b->id));
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "before", all);
}

static void set_services(struct call *call, const struct alert_around *around)
{
	struct json *all = json_new_array(call->arena);

	for (size_t i = 0; i < around->services.all.n; i++)
		json_add_value(call->arena, all,
		    bound_json(call, &exposed_type, around->services.all.items[i]));
	json_set_value(call->arena, call->data, "services", all);
}

static void set_values(struct call *call, const struct alert_around *around)
{
	struct json *all = json_new_array(call->arena);

	for (size_t i = 0; i < around->values.n; i++) {
		struct json *one = json_new_object(call->arena);

		json_set_text(call->arena, one, "value", around->values.items[i]);
		json_set_int(call->arena, one, "n", (int64_t)i);
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "values", all);
}

/* Whether who asks may see what is AMBER+STRICT there. */
static bool is_inside(const struct call *call, const char *org)
{
	vec_foreach (s, &call->who.standings)
		if (s->org ? org && strcmp(s->org, org) == 0
			   : s->role == ROLE_READER || s->role == ROLE_ANALYST ||
				 s->role == ROLE_COORDINATOR)
			return true;
	return false;
}

int alert_facts_fill(struct call *call, const struct alert *a, bool cert)
{
	const struct alert_around_view view = {
	    .cert = cert, .inside = cert || is_inside(call, a->org)};
	struct alert_around around = {0};
	int r = alert_around(call->db, a, &view, call->arena, &around);

	if (r < 0)
		return call_db(call, r);
	set_evidence(call, &around);
	set_newest(call, &around);
	set_explained(call, &around);
	set_before(call, &around, cert);
	set_services(call, &around);
	if (cert)
		set_values(call, &around);
	return 0;
}

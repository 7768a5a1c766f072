#include "scan/web_facts.h"

#include "base/limits.h"
#include "codec/json.h"
#include "codec/utf8.h"

static void fact(struct scan_unit *unit, const char *addr, const struct http_url *url,
    const char *name, const struct text_list *values, const struct http_reply *reply)
{
	unit_fact(unit, url->host, addr, url->port, name, values,
	    arena_printf(
		unit->arena, "%s: %d", http_url_text(url, unit->arena), reply->head.status));
}

static void add(
    struct scan_unit *unit, struct text_list *list, const char *label, const char *value)
{
	if (value && *value)
		text_list_add(list, unit->arena,
		    utf8_clean(unit->arena,
			span_str(arena_printf(unit->arena, "%s: %s", label, value)), 512));
}

/* Whether rest[0].security declares a service (FHIR R4 CapabilityStatement.rest.security). */
static bool declares_security(const struct json *v)
{
	const struct json *rest = json_get(v, "rest"), *security;

	if (!rest || rest->type != JSON_ARRAY || rest->array.n == 0)
		return false;
	security = json_get(&rest->array.items[0], "security");
	return json_get(security, "service") || json_get(security, "extension");
}

static const char *clean(struct scan_unit *unit, const char *text)
{
	return text && *text ? utf8_clean(unit->arena, span_str(text), 128) : NULL;
}

static void fhir_fact(struct scan_unit *unit, const char *addr, const struct http_url *url,
    const struct http_reply *reply)
{
	struct obs_service s = {
	    .addr = addr, .port = url->port, .tls = url->tls, .protocol = "fhir"};
	struct text_list list = {0};
	struct json *v;

	if (reply->head.status != 200 || json_parse(reply->body, unit->arena, &v, NULL) < 0 ||
	    strcmp(json_text(json_get(v, "resourceType"), ""), "CapabilityStatement") != 0)
		return;
	add(unit, &list, "software",
	    json_text(json_get(json_get(v, "software"), "name"), NULL));
	add(unit, &list, "version",
	    json_text(json_get(json_get(v, "software"), "version"), NULL));
	add(unit, &list, "fhir", json_text(json_get(v, "fhirVersion"), NULL));
	add(unit, &list, "security", declares_security(v) ? "declared" : "none");
	fact(unit, addr, url, "fhir.capability", &list, reply);
	s.product = clean(unit, json_text(json_get(json_get(v, "software"), "name"), NULL));
	s.version = clean(unit, json_text(json_get(json_get(v, "software"), "version"), NULL));
	s.confidence = s.product ? 90 : 0;
	unit_emit(unit, OBS_SERVICE, &s);
}

static void orthanc_fact(struct scan_unit *unit, const char *addr, const struct http_url *url,
    const struct http_reply *reply)
{
	struct obs_service s = {
	    .addr = addr, .port = url->port, .tls = url->tls, .protocol = "http"};
	struct text_list list = {0};
	const char *version;
	struct json *v;

	if (reply->head.status != 200 || json_parse(reply->body, unit->arena, &v, NULL) < 0)
		return;
	version = json_text(json_get(v, "Version"), NULL);
	if (!version || !json_get(v, "ApiVersion") || !json_get(v, "DicomAet"))
		return;
	add(unit, &list, "version", version);
	fact(unit, addr, url, "orthanc.system", &list, reply);
	s.version = utf8_clean(unit->arena, span_str(version), 64);
	s.vendor = "orthanc-server";
	s.product = "Orthanc";
	s.cpe = arena_printf(
	    unit->arena, "cpe:2.3:a:orthanc-server:orthanc:%s:*:*:*:*:*:*:*", s.version);
	s.confidence = 100;
	unit_emit(unit, OBS_SERVICE, &s);
}

static bool lists_dicomweb(const struct json *v)
{
	const char *name = json_text(json_get(v, "ID"), json_text(json_get(v, "Name"), ""));

	return span_ifind(span_str(name), "dicom") >= 0 || json_get(v, "DicomWebRoot") ||
	       json_get(v, "StowRoot");
}

/* A DICOMweb root is told by what describes it, never by a query for studies. */
static void dicomweb_fact(struct scan_unit *unit, const char *addr, const struct http_url *url,
    const struct http_reply *reply)
{
	struct text_list list = {0};
	struct json *v;

	if (reply->head.status != 200 || json_parse(reply->body, unit->arena, &v, NULL) < 0 ||
	    !lists_dicomweb(v))
		return;
	add(unit, &list, "version", json_text(json_get(v, "Version"), NULL));
	add(unit, &list, "path", url->path);
	fact(unit, addr, url, "dicomweb.root", &list, reply);
}

static void allow_fact(struct scan_unit *unit, const char *addr, const struct http_url *url,
    const struct http_reply *reply)
{
	const char *allow = http_header(&reply->head, "allow");
	struct span rest = span_str(allow), part;
	struct text_list list = {0};

	while (allow && span_split(&rest, ',', &part))
		if (span_trim(part).n && list.n < 32)
			text_list_add(
			    &list, unit->arena, utf8_clean(unit->arena, span_trim(part), 32));
	if (list.n)
		fact(unit, addr, url, "http.allow", &list, reply);
}

void web_facts(struct scan_unit *unit, const char *addr, const struct http_url *url,
    const struct web_row *row, const struct http_reply *reply)
{
	if (strcmp(row->probe, "fhir") == 0)
		fhir_fact(unit, addr, url, reply);
	else if (strcmp(row->probe, "orthanc") == 0)
		orthanc_fact(unit, addr, url, reply);
	else if (strcmp(row->probe, "dicomweb") == 0)
		dicomweb_fact(unit, addr, url, reply);
	else if (strcmp(row->probe, "options") == 0)
		allow_fact(unit, addr, url, reply);
}

void web_identify(
    struct probe_run *run, const struct http_reply *reply, struct obs_service *service)
{
	static const struct {
		const char *header, *field;
	} rows[] = {{"server", "http.server"}, {"x-powered-by", "http.powered-by"},
	    {"set-cookie", "http.cookie"}};
	const char *title = http_title(reply->body, run->arena);
	const char *server = http_header(&reply->head, "server");

	service->banner = server;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *value = http_header(&reply->head, rows[i].header);

		if (value && probe_fingerprint(run, rows[i].field, span_str(value), service))
			return;
	}
	if (title && probe_fingerprint(run, "http.title", span_str(title), service))
		return;
	(void)probe_fingerprint(run, "http.body", span_sub(reply->body, 0, 16384), service);
}

/* Replaces what stands behind the first "=" or ":" of each line, so that a leak is proven and
 * not copied. */
static void put_masked(struct str *to, struct span body)
{
	struct span line;

	while (span_line(&body, &line)) {
		size_t n = 0;

		while (n < line.n && line.p[n] != '=' && line.p[n] != ':')
			n++;
		str_span(to, span_sub(line, 0, MIN(n + 1, line.n)));
		if (n < line.n)
			str_add(to, "***");
		str_char(to, '\n');
	}
}

const char *web_evidence(struct arena *arena, const char *probe, struct span body)
{
	STR_AUTO(masked, (size_t)LIMIT_HTTP_BODY * 4);

	if (strcmp(probe, "env") == 0 && span_ifind(body, "<html") < 0) {
		put_masked(&masked, span_sub(body, 0, LIMIT_HTTP_EVIDENCE));
		body = str_bytes(&masked);
	}
	return utf8_clean(arena, body, LIMIT_HTTP_EVIDENCE);
}

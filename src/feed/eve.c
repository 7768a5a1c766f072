/* EVE JSON, schema of Suricata 6 to 8: docs.suricata.io, "EVE JSON Format". */
#include "feed/intake.h"
#include "model/event_kind.h"

#include <ctype.h>

enum { TEXT_SHORT = 120, TEXT_LONG = 400, NUMBER_TEXT = 64, MARK_MAX = 16 };

bool eve_sniff(const struct intake_read *rd)
{
	return json_text(json_get(rd->json, "event_type"), NULL) &&
	       json_get(rd->json, "timestamp");
}

/* --- sides --- */

static void set_side(const struct intake_read *rd, const struct json *at, const char *addr,
    const char *port, struct intake_side *ret)
{
	const char *text = json_text(json_get(at, addr), NULL);

	if (text && intake_addr(span_str(text), rd->arena, ret))
		ret->port = MIN(MAX(json_int(json_get(at, port), 0), 0), 65535);
}

/* Who opened the connection: the flow says it; else the direction of the packet. */
static void set_sides(struct intake_read *rd, struct intake *in)
{
	const struct json *flow = json_get(rd->json, "flow");
	const char *direction = json_text(json_get(rd->json, "direction"), "");
	bool turned = strcmp(direction, "to_client") == 0;

	if (json_text(json_get(flow, "src_ip"), NULL)) {
		set_side(rd, flow, "src_ip", "src_port", &in->side[INTAKE_CLIENT]);
		set_side(rd, flow, "dest_ip", "dest_port", &in->side[INTAKE_SERVER]);
		return;
	}
	set_side(rd, rd->json, "src_ip", "src_port",
	    &in->side[turned ? INTAKE_SERVER : INTAKE_CLIENT]);
	set_side(rd, rd->json, "dest_ip", "dest_port",
	    &in->side[turned ? INTAKE_CLIENT : INTAKE_SERVER]);
}

/* --- alerts --- */

/* The first value of a rule's metadata; NULL. */
static const char *metadata(const struct json *alert, const char *key)
{
	const struct json *v = json_get(json_get(alert, "metadata"), key);

	if (v && v->type == JSON_ARRAY && v->array.n)
		v = &v->array.items[0];
	return json_text(v, NULL);
}

static void set_severity(const struct json *alert, struct intake *in)
{
	static const struct {
		const char *name;
		enum criticality severity;
	} names[] = {{"Critical", CRIT_CRITICAL}, {"Major", CRIT_HIGH}, {"Minor", CRIT_LOW},
	    {"Informational", CRIT_INFO}};
	static const enum criticality numbers[] = {CRIT_HIGH, CRIT_MEDIUM, CRIT_LOW, CRIT_INFO};
	const char *said = metadata(alert, "signature_severity");
	const char *sure = metadata(alert, "confidence");
	int64_t number = json_int(json_get(alert, "severity"), 0);
	bool found = false;

	for (size_t i = 0; said && i < ARRAY_LEN(names); i++)
		if (strcasecmp(said, names[i].name) == 0) {
			in->of.severity = (int)names[i].severity;
			found = true;
		}
	if (!found && number >= 1 && number <= 4 &&
	    strcmp(in->type[INTAKE_CLIENT], "suspicious-traffic") == 0)
		in->of.severity = (int)numbers[number - 1];
	if (sure && strcasecmp(sure, "Low") == 0 && in->of.severity < CRIT_INFO)
		in->of.severity++;
}

/* Whom the rule says that it is about: its option target, else its metadata. */
static void set_victim(struct intake_read *rd, const struct json *alert, struct intake *in)
{
	const char *target = json_text(json_get(json_get(alert, "target"), "ip"), NULL);
	const char *meta = metadata(alert, "attack_target");
	struct intake_side side = {0};
	int was = in->victim;

	if (target && intake_addr(span_str(target), rd->arena, &side)) {
		for (int i = 0; i < INTAKE_SIDES; i++)
			if (in->side[i].addr && strcmp(in->side[i].addr, side.addr) == 0) {
				in->victim = i;
				in->said = true;
			}
	} else if (meta && (strncasecmp(meta, "Client", 6) == 0 ||
			       strncasecmp(meta, "Mobile", 6) == 0)) {
		in->victim = INTAKE_CLIENT;
		in->said = strcasecmp(meta, "Client_and_Server") != 0;
	} else if (meta && (strstr(meta, "Server") || strstr(meta, "IoT") ||
			       strstr(meta, "Networking"))) {
		in->victim = INTAKE_SERVER;
		in->said = true;
	}
	/* An attack on who asks: the server is the attacker's. */
	if (in->said && in->victim != was) {
		const char *type = in->type[INTAKE_CLIENT];

		in->type[INTAKE_CLIENT] = in->type[INTAKE_SERVER];
		in->type[INTAKE_SERVER] = type;
	}
}

static void member(struct json_writer *w, struct intake_read *rd, const char *key,
    const char *text, size_t max)
{
	if (text && *text && w->out->n < INTAKE_DETAIL - TEXT_LONG - TEXT_SHORT)
		json_member_text(w, key, intake_text(text, max, rd->arena));
}

static const char *text_at(const struct json *v, const char *object, const char *key)
{
	return json_text(json_get(object ? json_get(v, object) : v, key), NULL);
}

/* Without what stands behind "?": that is where people and secrets are. */
static const char *path_of(const struct intake_read *rd, const char *url)
{
	return url ? arena_strndup(rd->arena, url, strcspn(url, "?#;")) : NULL;
}

static void member_number(struct json_writer *w, const struct json *v, const char *key)
{
	if (v && v->type == JSON_INT)
		json_member_int(w, key, v->integer);
}

/* What a person needs to judge it; no payload. */
static const char *detail_of(struct intake_read *rd, const struct json *alert)
{
	static const struct {
		const char *object, *key, *as;
	} texts[] = {{NULL, "app_proto", "app"}, {NULL, "in_iface", "interface"},
	    {NULL, "community_id", "community"}, {NULL, "direction", "direction"},
	    {"http", "hostname", "host"}, {"http", "http_method", "method"},
	    {"http", "http_user_agent", "agent"}, {"dns", "rrname", "question"},
	    {"tls", "sni", "sni"}, {"tls", "subject", "subject"}, {"tls", "issuerdn", "issuer"},
	    {"tls", "fingerprint", "certificate"}, {"tls", "ja4", "ja4"},
	    {"fileinfo", "filename", "file"}, {"fileinfo", "sha256", "sha256"},
	    {"fileinfo", "md5", "md5"}};
	static const char *const metas[] = {"cve", "mitre_technique_id", "malware_family",
	    "affected_product", "attack_target", "signature_severity", "confidence"};
	STR_AUTO(out, INTAKE_DETAIL);
	struct json_writer w;

	json_write_init(&w, &out, 0);
	json_write_object(&w);
	member_number(&w, json_get(alert, "signature_id"), "sid");
	member_number(&w, json_get(alert, "rev"), "rev");
	member(&w, rd, "class", json_text(json_get(alert, "category"), NULL), TEXT_SHORT);
	member(&w, rd, "action", json_text(json_get(alert, "action"), NULL), MARK_MAX);
	for (size_t i = 0; i < ARRAY_LEN(metas); i++)
		member(&w, rd, metas[i], metadata(alert, metas[i]), TEXT_SHORT);
	member(&w, rd, "ioc", metadata(alert, "id"), TEXT_SHORT);
	member_number(&w, json_get(rd->json, "flow_id"), "flow");
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		member(&w, rd, texts[i].as, text_at(rd->json, texts[i].object, texts[i].key),
		    TEXT_LONG);
	member(&w, rd, "path", path_of(rd, text_at(rd->json, "http", "url")), TEXT_LONG);
	member_number(&w, json_get(json_get(rd->json, "http"), "status"), "status");
	json_write_object_end(&w);
	return str_ok(&out) == 0 ? str_dup(&out, rd->arena) : NULL;
}

/* Any value as text, for the id. */
static const char *as_text(struct intake_read *rd, const struct json *v)
{
	STR_AUTO(out, NUMBER_TEXT);
	struct json_writer w;

	if (!v || v->type == JSON_ARRAY || v->type == JSON_OBJECT)
		return NULL;
	if (v->type == JSON_STRING)
		return v->string.text;
	json_write_init(&w, &out, 0);
	json_write_value(&w, v);
	return str_dup(&out, rd->arena);
}

static void set_id(struct intake_read *rd, const struct json *alert, struct intake *in)
{
	const char *const parts[] = {as_text(rd, json_get(rd->json, "flow_id")),
	    as_text(rd, json_get(rd->json, "tx_id")),
	    as_text(rd, json_get(alert, "signature_id")),
	    as_text(rd, json_get(rd->json, "timestamp")), in->side[INTAKE_CLIENT].addr,
	    in->side[INTAKE_SERVER].addr};

	in->of.id = intake_id(rd, parts, ARRAY_LEN(parts));
}

static void set_label(const struct json *alert, struct intake *in)
{
	const char *said = metadata(alert, "tlp");
	enum tlp tlp;

	/* Our own rules carry their indicator's; the stricter one counts. */
	if (said && tlp_from_text(span_str(said), &tlp) == 0 && (int)tlp > in->of.tlp)
		in->of.tlp = (int)tlp;
}

static const char *lower(struct intake_read *rd, const char *text, size_t max)
{
	char *copy = text ? arena_strndup(rd->arena, text, strnlen(text, max)) : NULL;

	for (char *p = copy; p && *p; p++)
		*p = (char)tolower((unsigned char)*p);
	return copy;
}

static int alert_of(struct intake_read *rd, struct intake *in)
{
	const struct json *alert = json_get(rd->json, "alert");
	const char *signature = json_text(json_get(alert, "signature"), NULL);
	const char *host = text_at(rd->json, "http", "hostname");

	if (!in->side[INTAKE_CLIENT].addr && !in->side[INTAKE_SERVER].addr)
		return intake_bad(rd, "there is no address in it");
	intake_begin(rd, in);
	intake_class(json_text(json_get(alert, "category"), NULL), in);
	set_victim(rd, alert, in);
	set_severity(alert, in);
	/* A resolver that was asked for a bad name is not bad. */
	if (strcmp(json_text(json_get(rd->json, "app_proto"), ""), "dns") == 0 &&
	    strcmp(in->type[INTAKE_SERVER], "c2-server") == 0)
		in->type[INTAKE_SERVER] = "suspicious-traffic";
	set_label(alert, in);
	in->of.transport =
	    intake_text(lower(rd, text_at(rd->json, NULL, "proto"), 10), 10, rd->arena);
	in->of.indicator = intake_text(signature ? signature : "?", 200, rd->arena);
	in->of.detail = detail_of(rd, alert);
	if (!host)
		host = text_at(rd->json, "tls", "sni");
	if (host)
		in->side[INTAKE_SERVER].name =
		    intake_name(span_of(host, strcspn(host, ":")), rd->arena);
	set_id(rd, alert, in);
	return 0;
}

/* --- traces --- */

static const char *name_at(struct intake_read *rd, const char *text)
{
	return text ? intake_name(span_of(text, strcspn(text, ":")), rd->arena) : NULL;
}

static void meet_dns(struct intake_read *rd, struct intake *in)
{
	const struct json *dns = json_get(rd->json, "dns");
	const struct json *queries = json_get(dns, "queries");

	/* Version 3 has a list. */
	for (size_t i = 0; i < json_count(queries); i++)
		intake_meet(in, TRACE_NAME, TRACE_DNS,
		    name_at(rd, text_at(&queries->array.items[i], NULL, "rrname")));
	if (!queries)
		intake_meet(
		    in, TRACE_NAME, TRACE_DNS, name_at(rd, text_at(dns, NULL, "rrname")));
}

static void meet_http(struct intake_read *rd, struct intake *in)
{
	const struct json *http = json_get(rd->json, "http");
	const char *name = name_at(rd, text_at(http, NULL, "hostname"));
	const char *url = path_of(rd, text_at(http, NULL, "url"));

	intake_meet(in, TRACE_NAME, TRACE_HTTP, name);
	if (name && url && *url == '/' && strlen(url) < TEXT_LONG)
		intake_meet(in, TRACE_URL, TRACE_HTTP,
		    intake_text(
			arena_printf(rd->arena, "http://%s%s", name, url), 900, rd->arena));
}

static void meet_tls(struct intake_read *rd, const struct json *tls, struct intake *in)
{
	intake_meet(in, TRACE_NAME, TRACE_TLS, name_at(rd, text_at(tls, NULL, "sni")));
	intake_meet(in, TRACE_HASH, TRACE_TLS,
	    intake_hash(text_at(tls, NULL, "fingerprint"), rd->arena));
	intake_meet(
	    in, TRACE_JA3, TRACE_TLS, intake_hash(text_at(tls, "ja3", "hash"), rd->arena));
	intake_meet(in, TRACE_JA4, TRACE_TLS,
	    intake_text(lower(rd, text_at(tls, NULL, "ja4"), 40), 40, rd->arena));
}

static void meet_file(struct intake_read *rd, struct intake *in)
{
	static const char *const hashes[] = {"sha256", "sha1", "md5"};
	const struct json *file = json_get(rd->json, "fileinfo");

	for (size_t i = 0; i < ARRAY_LEN(hashes); i++)
		intake_meet(in, TRACE_HASH, TRACE_FILE,
		    intake_hash(text_at(file, NULL, hashes[i]), rd->arena));
}

int eve_read(struct intake_read *rd, struct intake *in)
{
	const char *type = json_text(json_get(rd->json, "event_type"), NULL);

	if (!type)
		return intake_bad(rd, "there is no event_type in it");
	if (!intake_time(json_get(rd->json, "timestamp"), &in->time))
		return intake_bad(rd, "its time is none");
	set_sides(rd, in);
	if (strcmp(type, "alert") == 0)
		return alert_of(rd, in);
	if (strcmp(type, "dns") == 0)
		meet_dns(rd, in);
	else if (strcmp(type, "http") == 0 || strcmp(type, "http2") == 0)
		meet_http(rd, in);
	else if (strcmp(type, "tls") == 0)
		meet_tls(rd, json_get(rd->json, "tls"), in);
	else if (strcmp(type, "quic") == 0)
		meet_tls(rd, json_get(rd->json, "quic"), in);
	else if (strcmp(type, "fileinfo") == 0)
		meet_file(rd, in);
	else if (strcmp(type, "flow") == 0)
		intake_meet(in, TRACE_ADDR, TRACE_FLOW, in->side[INTAKE_SERVER].addr);
	return 0;
}

/* Zeek's logs as JSON (docs.zeek.org, "Logs"): notice and intel are events, the rest traces. */
#include "feed/intake.h"

#include "base/time.h"

enum { PATH_MAX_TEXT = 16, TEXT_MAX = 400 };

enum zeek_path { OTHER, CONN, DNS, HTTP, SSL, FILES, NOTICE, INTEL };

static const char *const paths[] = {
    "", "conn", "dns", "http", "ssl", "files", "notice", "intel"};

/* Members that only one log has. */
static const struct {
	const char *member;
	enum zeek_path path;
} marks[] = {{"seen.indicator", INTEL}, {"note", NOTICE}, {"fuid", FILES}, {"conn_state", CONN},
    {"query", DNS}, {"rcode_name", DNS}, {"server_name", SSL}, {"cipher", SSL}, {"uri", HTTP},
    {"host", HTTP}};

static enum zeek_path path_of_name(const char *name)
{
	for (size_t i = CONN; name && i < ARRAY_LEN(paths); i++) {
		size_t n = strlen(paths[i]);

		if (strncmp(name, paths[i], n) == 0 && (name[n] == '\0' || name[n] == '.'))
			return (enum zeek_path)i;
	}
	return OTHER;
}

/* Which log: the line says it, else the file's name, else what it has. */
static enum zeek_path path_of(const struct intake_read *rd)
{
	const char *said = json_text(json_get(rd->json, "_path"), NULL);
	const char *slash = rd->file ? strrchr(rd->file, '/') : NULL;
	enum zeek_path path = path_of_name(said);

	if (path == OTHER && !said)
		path = path_of_name(slash ? slash + 1 : rd->file);
	for (size_t i = 0; path == OTHER && !said && i < ARRAY_LEN(marks); i++)
		if (json_get(rd->json, marks[i].member))
			path = marks[i].path;
	return path;
}

bool zeek_sniff(const struct intake_read *rd)
{
	return json_get(rd->json, "ts") &&
	       (json_get(rd->json, "uid") || json_get(rd->json, "id.orig_h") ||
		   json_get(rd->json, "note") || json_get(rd->json, "fuid"));
}

static const char *text(const struct intake_read *rd, const char *key)
{
	return json_text(json_get(rd->json, key), NULL);
}

static void set_side(
    struct intake_read *rd, const char *host, const char *port, int side, struct intake *in)
{
	const char *addr = text(rd, host);

	if (in->side[side].addr || !addr ||
	    !intake_addr(span_str(addr), rd->arena, &in->side[side]))
		return;
	in->side[side].port = MIN(MAX(json_int(json_get(rd->json, port), 0), 0), 65535);
}

static const char *host_of(struct intake_read *rd, const char *name)
{
	return name ? intake_name(span_of(name, strcspn(name, ":")), rd->arena) : NULL;
}

static void meet_http(struct intake_read *rd, struct intake *in)
{
	const char *name = host_of(rd, text(rd, "host")), *uri = text(rd, "uri");

	intake_meet(in, TRACE_NAME, TRACE_HTTP, name);
	if (name && uri && *uri == '/')
		intake_meet(in, TRACE_URL, TRACE_HTTP,
		    intake_text(arena_printf(rd->arena, "http://%s%.*s", name,
				    (int)MIN(strcspn(uri, "?#;"), (size_t)TEXT_MAX), uri),
			900, rd->arena));
}

static void meet_ssl(struct intake_read *rd, struct intake *in)
{
	const struct json *chain = json_get(rd->json, "cert_chain_fps");

	intake_meet(in, TRACE_NAME, TRACE_TLS, host_of(rd, text(rd, "server_name")));
	intake_meet(in, TRACE_JA3, TRACE_TLS, intake_hash(text(rd, "ja3"), rd->arena));
	intake_meet(in, TRACE_JA4, TRACE_TLS, intake_text(text(rd, "ja4"), 40, rd->arena));
	if (json_count(chain))
		intake_meet(in, TRACE_HASH, TRACE_TLS,
		    intake_hash(json_text(&chain->array.items[0], NULL), rd->arena));
}

static void meet_file(struct intake_read *rd, struct intake *in)
{
	static const char *const hashes[] = {"sha256", "sha1", "md5"};

	/* Before version 5.1 it has hosts instead of a connection: who sent, who received. */
	for (int i = 0; i < INTAKE_SIDES; i++) {
		const char *addr =
		    intake_first(rd->json, i == INTAKE_CLIENT ? "rx_hosts" : "tx_hosts");

		if (!in->side[i].addr && addr)
			(void)intake_addr(span_str(addr), rd->arena, &in->side[i]);
	}
	for (size_t i = 0; i < ARRAY_LEN(hashes); i++)
		intake_meet(
		    in, TRACE_HASH, TRACE_FILE, intake_hash(text(rd, hashes[i]), rd->arena));
}

/* --- events --- */

static void set_types(
    struct intake *in, const char *client, const char *server, int victim, int severity)
{
	in->type[INTAKE_CLIENT] = client;
	in->type[INTAKE_SERVER] = server;
	in->victim = victim;
	in->of.severity = severity;
}

/* What a notice is about, by the beginning of its type. */
static void set_notice(const char *note, struct intake *in)
{
	if (strncmp(note, "Scan::", 6) == 0)
		set_types(in, "scan-source", "scan-target", INTAKE_CLIENT, CRIT_LOW);
	else if (strstr(note, "Password_Guessing") || strstr(note, "Bruteforcing"))
		set_types(
		    in, "brute-force-source", "brute-force-target", INTAKE_SERVER, CRIT_HIGH);
	else if (strncmp(note, "Intel::", 7) == 0 || strstr(note, "MalwareHash"))
		set_types(in, "infected-device", "c2-server", INTAKE_CLIENT, CRIT_CRITICAL);
	else if (strstr(note, "SQL_Injection") || strncmp(note, "Heartbleed::", 12) == 0 ||
		 strncmp(note, "CVE", 3) == 0)
		set_types(in, "attack-source", "attack-target", INTAKE_SERVER, CRIT_HIGH);
	else
		intake_class(NULL, in);
}

static const char *detail_of(struct intake_read *rd)
{
	static const struct {
		const char *member, *as;
	} members[] = {{"note", "note"}, {"msg", "message"}, {"sub", "more"},
	    {"proto", "proto"}, {"uid", "flow"}, {"seen.indicator", "indicator"},
	    {"seen.indicator_type", "kind"}, {"seen.where", "where"},
	    {"file_mime_type", "mime"}, {"file_desc", "file"}, {"peer_descr", "peer"}};
	STR_AUTO(out, INTAKE_DETAIL);
	struct json_writer w;

	json_write_init(&w, &out, 0);
	json_write_object(&w);
	for (size_t i = 0; i < ARRAY_LEN(members); i++)
		if (text(rd, members[i].member))
			json_member_text(&w, members[i].as,
			    intake_text(text(rd, members[i].member), 300, rd->arena));
	if (intake_first(rd->json, "sources"))
		json_member_text(&w, "source",
		    intake_text(intake_first(rd->json, "sources"), 120, rd->arena));
	json_write_object_end(&w);
	return str_ok(&out) == 0 ? str_dup(&out, rd->arena) : NULL;
}

static int event_of(struct intake_read *rd, enum zeek_path path, struct intake *in)
{
	const char *note = text(rd, path == NOTICE ? "note" : "seen.indicator");
	char time[TIME_TEXT];
	const char *parts[] = {paths[path], text(rd, "uid"), note, text(rd, "seen.where"), NULL,
	    NULL, NULL, text(rd, "sub")};

	if (!note)
		return intake_bad(rd, "it does not say what was noticed");
	intake_begin(rd, in);
	if (path == NOTICE)
		set_notice(note, in);
	else
		set_types(in, "infected-device", "c2-server", INTAKE_CLIENT, CRIT_HIGH);
	set_side(rd, "src", "id.orig_p", INTAKE_CLIENT, in);
	set_side(rd, "dst", "p", INTAKE_SERVER, in);
	if (!in->side[INTAKE_CLIENT].addr && !in->side[INTAKE_SERVER].addr)
		return intake_bad(rd, "there is no address in it");
	in->of.transport = intake_text(text(rd, "proto"), 10, rd->arena);
	in->of.indicator = intake_text(note, 200, rd->arena);
	in->of.detail = detail_of(rd);
	parts[4] = in->side[INTAKE_CLIENT].addr;
	parts[5] = in->side[INTAKE_SERVER].addr;
	parts[6] = arena_strdup(rd->arena, time_text(in->time, time));
	in->of.id = intake_id(rd, parts, ARRAY_LEN(parts));
	return 0;
}

int zeek_read(struct intake_read *rd, struct intake *in)
{
	enum zeek_path path = path_of(rd);

	if (!rd->json)
		return intake_bad(rd, "it is no JSON: set LogAscii::use_json=T");
	if (!intake_time(json_get(rd->json, "ts"), &in->time))
		return intake_bad(rd, "its time is none");
	set_side(rd, "id.orig_h", "id.orig_p", INTAKE_CLIENT, in);
	set_side(rd, "id.resp_h", "id.resp_p", INTAKE_SERVER, in);
	switch (path) {
	case NOTICE:
	case INTEL:
		return event_of(rd, path, in);
	case CONN:
		intake_meet(in, TRACE_ADDR, TRACE_FLOW, in->side[INTAKE_SERVER].addr);
		break;
	case DNS:
		intake_meet(in, TRACE_NAME, TRACE_DNS, host_of(rd, text(rd, "query")));
		break;
	case HTTP:
		meet_http(rd, in);
		break;
	case SSL:
		meet_ssl(rd, in);
		break;
	case FILES:
		meet_file(rd, in);
		break;
	case OTHER:
		break;
	}
	return 0;
}

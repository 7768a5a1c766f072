/* X-ARF as JSON: version 4 of abusix (xarf.org; members in snake_case), version 3
 * (ReporterInfo, Report), and the flat one of version 0.1 and 0.2 ("Report-Type"). */
#include "feed/intake.h"

#include "base/parse.h"
#include "base/time.h"

#include <ctype.h>

/* What a type is about: letters and digits alone, by its beginning. */
static const struct {
	const char *type, *kind;
	enum criticality severity;
} types[] = {
    {"loginattack", "brute-force-source", CRIT_HIGH},
    {"bruteforce", "brute-force-source", CRIT_HIGH},
    {"portscan", "scan-source", CRIT_MEDIUM},
    {"vulnerabilityscan", "scan-source", CRIT_MEDIUM},
    {"scan", "scan-source", CRIT_MEDIUM},
    {"ddos", "ddos-source", CRIT_HIGH},
    {"dos", "ddos-source", CRIT_HIGH},
    {"exploit", "attack-source", CRIT_HIGH},
    {"webattack", "attack-source", CRIT_HIGH},
    {"webapplicationattack", "attack-source", CRIT_HIGH},
    {"bot", "infected-device", CRIT_CRITICAL},
    {"infected", "infected-device", CRIT_CRITICAL},
    {"compromised", "compromised-device", CRIT_CRITICAL},
    {"malware", "malware-distribution", CRIT_CRITICAL},
    {"phishing", "phishing-site", CRIT_HIGH},
    {"fraud", "phishing-site", CRIT_HIGH},
    {"webhack", "compromised-website", CRIT_CRITICAL},
    {"defacement", "compromised-website", CRIT_CRITICAL},
    {"spam", "spam-source", CRIT_LOW},
    {"openservice", "open-service", CRIT_MEDIUM},
    {"misconfiguration", "open-service", CRIT_MEDIUM},
};

/* What the three call the same. */
static const struct {
	const char *v4, *v3, *flat;
} names[] = {
    {"type", "ReportType", "Report-Type"},
    {"timestamp", "Date", "Date"},
    {"source_identifier", "SourceIp", "Source"},
    {"source_port", "SourcePort", "Source-Port"},
    {"destination_ip", "DestinationIp", "Destination"},
    {"destination_port", "DestinationPort", "Port"},
    {"report_id", "ReportId", "Report-ID"},
    {"protocol", "Transport", "Service"},
    {"url", "SourceUrl", "Source-Url"},
    {"category", "ReportClass", "Category"},
};

enum { TYPE, DATE, SOURCE, SOURCE_PORT, TARGET, TARGET_PORT, ID, PROTOCOL, URL, CATEGORY };

bool xarf_sniff(const struct intake_read *rd)
{
	return json_get(rd->json, "xarf_version") || json_get(rd->json, "XARF") ||
	       json_get(rd->json, "ReporterInfo") ||
	       (json_get(rd->json, "Report-Type") && json_get(rd->json, "Source"));
}

static const struct json *value(const struct intake_read *rd, int which)
{
	const struct json *report = json_get(rd->json, "Report");

	if (report)
		return json_get(report, names[which].v3);
	if (json_get(rd->json, "Report-Type"))
		return json_get(rd->json, names[which].flat);
	return json_get(rd->json, names[which].v4);
}

static const char *text(const struct intake_read *rd, int which)
{
	return json_text(value(rd, which), NULL);
}

static int64_t port(const struct intake_read *rd, int which)
{
	int64_t n = json_int(value(rd, which), 0);

	if (text(rd, which) && parse_int(span_str(text(rd, which)), 0, 65535, &n) < 0)
		n = 0;
	return MIN(MAX(n, 0), 65535);
}

static void set_type(const char *type, struct intake *in)
{
	char plain[40];
	size_t n = 0;

	for (; *type && n < sizeof(plain) - 1; type++)
		if (isalnum((unsigned char)*type))
			plain[n++] = (char)tolower((unsigned char)*type);
	plain[n] = '\0';
	in->type[INTAKE_CLIENT] = in->type[INTAKE_SERVER] = "other";
	in->of.severity = CRIT_MEDIUM;
	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		if (strncmp(plain, types[i].type, strlen(types[i].type)) == 0) {
			in->type[INTAKE_CLIENT] = types[i].kind;
			in->of.severity = (int)types[i].severity;
			return;
		}
}

static const char *host_of(struct intake_read *rd, const char *url)
{
	const char *at = url ? strstr(url, "://") : NULL;

	at = at ? at + 3 : url;
	return at ? intake_name(span_of(at, strcspn(at, "/:?#")), rd->arena) : NULL;
}

static const char *detail_of(struct intake_read *rd)
{
	static const struct {
		int which;
		const char *as;
	} members[] = {
	    {CATEGORY, "category"}, {TYPE, "type"}, {PROTOCOL, "service"}, {URL, "url"}};
	STR_AUTO(out, INTAKE_DETAIL);
	struct json_writer w;

	json_write_init(&w, &out, 0);
	json_write_object(&w);
	for (size_t i = 0; i < ARRAY_LEN(members); i++)
		if (text(rd, members[i].which))
			json_member_text(&w, members[i].as,
			    intake_text(text(rd, members[i].which), 300, rd->arena));
	json_write_object_end(&w);
	return str_ok(&out) == 0 ? str_dup(&out, rd->arena) : NULL;
}

int xarf_read(struct intake_read *rd, struct intake *in)
{
	struct intake_side *source = &in->side[INTAKE_CLIENT];
	const char *type = text(rd, TYPE), *from = text(rd, SOURCE), *to = text(rd, TARGET);
	char time[TIME_TEXT];
	const char *parts[5];

	if (!type)
		return intake_bad(rd, "there is no type of report in it");
	if (!intake_time(value(rd, DATE), &in->time))
		return intake_bad(rd, "its time is none");
	intake_begin(rd, in);
	set_type(type, in);
	in->victim = INTAKE_CLIENT;
	in->said = true;
	if (from && !intake_addr(span_str(from), rd->arena, source))
		source->name = host_of(rd, from);
	if (!source->name)
		source->name = host_of(rd, text(rd, URL));
	if (!source->addr && !source->name)
		return intake_bad(rd, "there is no address and no name in it");
	source->port = port(rd, SOURCE_PORT);
	if (to && intake_addr(span_str(to), rd->arena, &in->side[INTAKE_SERVER]))
		in->side[INTAKE_SERVER].port = port(rd, TARGET_PORT);
	in->of.indicator = intake_text(type, 200, rd->arena);
	in->of.detail = detail_of(rd);
	parts[0] = text(rd, ID);
	parts[1] = type;
	parts[2] = source->addr ? source->addr : source->name;
	parts[3] = to;
	parts[4] = arena_strdup(rd->arena, time_text(in->time, time));
	in->of.id = intake_id(rd, parts, ARRAY_LEN(parts));
	return 0;
}

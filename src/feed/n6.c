/* Events as n6 (CERT Polska's exchange) gives them, one JSON object each: n6 documentation,
 * "REST API" and "Stream API". */
#include "feed/intake.h"

#include "base/parse.h"
#include "base/time.h"

/* Its categories; what is not here is "other". */
static const struct {
	const char *category, *type;
	enum criticality severity;
} categories[] = {
    {"amplifier", "open-amplifier", CRIT_MEDIUM},
    {"backdoor", "compromised-device", CRIT_CRITICAL},
    {"bots", "infected-device", CRIT_CRITICAL},
    {"cnc", "c2-server", CRIT_CRITICAL},
    {"deface", "compromised-website", CRIT_HIGH},
    {"dos-attacker", "ddos-source", CRIT_HIGH},
    {"dos-victim", "ddos-target", CRIT_MEDIUM},
    {"flow-anomaly", "suspicious-traffic", CRIT_LOW},
    {"leak", "leaked-credentials", CRIT_CRITICAL},
    {"malurl", "malware-distribution", CRIT_CRITICAL},
    {"malware-action", "malware-distribution", CRIT_HIGH},
    {"phish", "phishing-site", CRIT_HIGH},
    {"proxy", "open-proxy", CRIT_MEDIUM},
    {"sandbox-url", "malware-distribution", CRIT_HIGH},
    {"scam", "phishing-site", CRIT_MEDIUM},
    {"scanning", "scan-source", CRIT_MEDIUM},
    {"server-exploit", "attack-source", CRIT_HIGH},
    {"spam", "spam-source", CRIT_LOW},
    {"spam-url", "spam-source", CRIT_LOW},
    {"vulnerable", "open-service", CRIT_MEDIUM},
    {"webinject", "compromised-website", CRIT_HIGH},
};

bool n6_sniff(const struct intake_read *rd)
{
	return json_text(json_get(rd->json, "category"), NULL) && json_get(rd->json, "time") &&
	       json_get(rd->json, "source") && json_get(rd->json, "restriction");
}

static const char *text(const struct intake_read *rd, const char *key)
{
	return json_text(json_get(rd->json, key), NULL);
}

static int64_t port(const struct intake_read *rd, const char *key)
{
	return MIN(MAX(json_int(json_get(rd->json, key), 0), 0), 65535);
}

/* Its addresses: each a system of its own. */
static int set_addresses(struct intake_read *rd, struct intake *in)
{
	const struct json *all = json_get(rd->json, "address");

	for (size_t i = 0; i < json_count(all); i++) {
		const struct json *one = &all->array.items[i];
		struct intake_side side = {0};
		const char *ip = json_text(json_get(one, "ip"), NULL);

		if (!ip || !intake_addr(span_str(ip), rd->arena, &side))
			return intake_bad(rd, "its address is none");
		side.port = port(rd, "sport");
		side.name = in->side[INTAKE_CLIENT].name;
		if (!i) {
			in->side[INTAKE_CLIENT] = side;
			in->of.asn =
			    MIN(MAX(json_int(json_get(one, "asn"), 0), 0), (int64_t)UINT32_MAX);
			in->of.country =
			    intake_text(json_text(json_get(one, "cc"), NULL), 2, rd->arena);
		} else if (in->nmore < INTAKE_MORE) {
			in->more[in->nmore++] = side;
		}
	}
	return 0;
}

static const char *host_of_url(struct intake_read *rd, const char *url)
{
	const char *at = url ? strstr(url, "://") : NULL;

	return at ? intake_name(span_of(at + 3, strcspn(at + 3, "/:?#")), rd->arena) : NULL;
}

static const char *detail_of(struct intake_read *rd)
{
	static const char *const members[] = {"source", "category", "confidence", "name", "url",
	    "md5", "sha1", "origin", "target"};
	STR_AUTO(out, INTAKE_DETAIL);
	struct json_writer w;

	json_write_init(&w, &out, 0);
	json_write_object(&w);
	for (size_t i = 0; i < ARRAY_LEN(members); i++)
		if (text(rd, members[i]))
			json_member_text(
			    &w, members[i], intake_text(text(rd, members[i]), 300, rd->arena));
	json_write_object_end(&w);
	return str_ok(&out) == 0 ? str_dup(&out, rd->arena) : NULL;
}

/* What may be shown to whom: "need-to-know" is for the affected alone. */
static void set_label(struct intake_read *rd, struct intake *in)
{
	const char *said = text(rd, "restriction");
	int tlp = TLP_AMBER;

	if (said && strcmp(said, "public") == 0)
		tlp = TLP_CLEAR;
	else if (said && strcmp(said, "internal") == 0)
		tlp = TLP_AMBER_STRICT;
	in->of.tlp = MAX(in->of.tlp, tlp);
}

int n6_read(struct intake_read *rd, struct intake *in)
{
	const char *category = text(rd, "category"), *dip = text(rd, "dip");
	const char *name = text(rd, "fqdn");
	const char *parts[6];
	int r;

	if (!category)
		return intake_bad(rd, "there is no category in it");
	if (!intake_time(json_get(rd->json, "time"), &in->time))
		return intake_bad(rd, "its time is none");
	intake_begin(rd, in);
	in->type[INTAKE_CLIENT] = in->type[INTAKE_SERVER] = "other";
	in->of.severity = CRIT_MEDIUM;
	for (size_t i = 0; i < ARRAY_LEN(categories); i++)
		if (strcmp(categories[i].category, category) == 0) {
			in->type[INTAKE_CLIENT] = categories[i].type;
			in->of.severity = (int)categories[i].severity;
		}
	in->victim = INTAKE_CLIENT;
	in->said = true;
	in->side[INTAKE_CLIENT].name =
	    name ? intake_name(span_str(name), rd->arena) : host_of_url(rd, text(rd, "url"));
	r = set_addresses(rd, in);
	if (r < 0)
		return r;
	if (!in->side[INTAKE_CLIENT].addr && !in->side[INTAKE_CLIENT].name)
		return intake_bad(rd, "there is no address and no name in it");
	if (dip && intake_addr(span_str(dip), rd->arena, &in->side[INTAKE_SERVER]))
		in->side[INTAKE_SERVER].port = port(rd, "dport");
	in->of.count = MAX(json_int(json_get(rd->json, "count"), 1), 1);
	in->of.transport = intake_text(text(rd, "proto"), 10, rd->arena);
	in->of.indicator =
	    intake_text(text(rd, "name") ? text(rd, "name") : category, 200, rd->arena);
	in->of.detail = detail_of(rd);
	set_label(rd, in);
	parts[0] = text(rd, "id");
	parts[1] = parts[0] ? NULL : text(rd, "time");
	parts[2] = parts[0] ? NULL : category;
	parts[3] = parts[0] ? NULL : in->side[INTAKE_CLIENT].addr;
	parts[4] = parts[0] ? NULL : in->side[INTAKE_CLIENT].name;
	in->of.id = intake_id(rd, parts, 5);
	return 0;
}

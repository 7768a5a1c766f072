/* IDEA, the Intrusion Detection Extensible Alert of CESNET (idea.cesnet.cz), one message a
 * line: Source is who does wrong, Target whom it meets. */
#include "feed/intake.h"

#include "base/time.h"

/* Categories by their beginning, longest first; the first of the message that is known counts.
 */
static const struct {
	const char *category, *source, *target;
	enum criticality severity;
} categories[] = {
    {"Intrusion.Botnet", "infected-device", "c2-server", CRIT_CRITICAL},
    {"Intrusion", "compromised-device", "attack-target", CRIT_CRITICAL},
    {"Malware", "infected-device", "malware-distribution", CRIT_HIGH},
    {"Recon", "scan-source", "scan-target", CRIT_LOW},
    {"Attempt.Login", "brute-force-source", "brute-force-target", CRIT_HIGH},
    {"Attempt", "attack-source", "attack-target", CRIT_HIGH},
    {"Availability", "ddos-source", "ddos-target", CRIT_MEDIUM},
    {"Abusive.Spam", "spam-source", "other", CRIT_LOW},
    {"Fraud.Phishing", "phishing-site", "phished-account", CRIT_HIGH},
    {"Vulnerable", "open-service", "other", CRIT_MEDIUM},
    {"Information", "leaked-credentials", "leaked-credentials", CRIT_HIGH},
    {"Anomaly", "suspicious-traffic", "suspicious-traffic", CRIT_LOW},
};

bool idea_sniff(const struct intake_read *rd)
{
	const char *format = json_text(json_get(rd->json, "Format"), "");

	return strncmp(format, "IDEA", 4) == 0;
}

static void set_types(const struct json *list, struct intake *in)
{
	size_t n = json_count(list);

	in->type[INTAKE_CLIENT] = in->type[INTAKE_SERVER] = "other";
	in->of.severity = CRIT_MEDIUM;
	for (size_t i = 0; i < n; i++) {
		const char *c = json_text(&list->array.items[i], "");

		for (size_t k = 0; k < ARRAY_LEN(categories); k++) {
			size_t m = strlen(categories[k].category);

			if (strncmp(c, categories[k].category, m) != 0 || (c[m] && c[m] != '.'))
				continue;
			in->type[INTAKE_CLIENT] = categories[k].source;
			in->type[INTAKE_SERVER] = categories[k].target;
			in->of.severity = (int)categories[k].severity;
			return;
		}
	}
}

/* Takes one address: the side's first, or one more of the sources. */
static void take(struct intake_read *rd, const struct json *text, const struct json *of,
    int which, struct intake *in)
{
	struct intake_side side = {0};
	const char *ip = json_text(text, NULL);
	const struct json *ports = json_get(of, "Port");

	/* Ranges and networks name nobody. */
	if (!ip || !intake_addr(span_str(ip), rd->arena, &side))
		return;
	if (json_count(ports) == 1)
		side.port = MIN(MAX(json_int(&ports->array.items[0], 0), 0), 65535);
	if (!in->side[which].addr) {
		side.name = in->side[which].name;
		in->side[which] = side;
	} else if (which == INTAKE_CLIENT && in->nmore < INTAKE_MORE) {
		in->more[in->nmore++] = side;
	}
}

static void set_side(struct intake_read *rd, const char *key, int which, struct intake *in)
{
	static const char *const families[] = {"IP4", "IP6"};
	const struct json *all = json_get(rd->json, key);

	for (size_t i = 0; i < json_count(all); i++) {
		const struct json *one = &all->array.items[i];
		const char *name = intake_first(one, "Hostname");

		if (name && !in->side[which].name)
			in->side[which].name = intake_name(span_str(name), rd->arena);
		for (size_t f = 0; f < ARRAY_LEN(families); f++) {
			const struct json *ips = json_get(one, families[f]);

			for (size_t k = 0; k < json_count(ips); k++)
				take(rd, &ips->array.items[k], one, which, in);
		}
	}
}

static const char *detail_of(struct intake_read *rd)
{
	STR_AUTO(out, INTAKE_DETAIL);
	struct json_writer w;

	json_write_init(&w, &out, 0);
	json_write_object(&w);
	json_member_text(
	    &w, "category", intake_text(intake_first(rd->json, "Category"), 100, rd->arena));
	json_member_text(&w, "description",
	    intake_text(json_text(json_get(rd->json, "Description"), NULL), 400, rd->arena));
	json_member_text(&w, "note",
	    intake_text(json_text(json_get(rd->json, "Note"), NULL), 400, rd->arena));
	json_write_object_end(&w);
	return str_ok(&out) == 0 ? str_dup(&out, rd->arena) : NULL;
}

int idea_read(struct intake_read *rd, struct intake *in)
{
	static const char *const times[] = {"EventTime", "DetectTime", "CreateTime"};
	const char *category = intake_first(rd->json, "Category"), *id, *parts[1];
	bool dated = false;

	for (size_t i = 0; !dated && i < ARRAY_LEN(times); i++)
		dated = intake_time(json_get(rd->json, times[i]), &in->time);
	if (!dated)
		return intake_bad(rd, "its time is none");
	id = json_text(json_get(rd->json, "ID"), NULL);
	if (!id)
		return intake_bad(rd, "there is no ID in it");
	intake_begin(rd, in);
	set_types(json_get(rd->json, "Category"), in);
	set_side(rd, "Source", INTAKE_CLIENT, in);
	set_side(rd, "Target", INTAKE_SERVER, in);
	if (!in->side[INTAKE_CLIENT].addr && !in->side[INTAKE_CLIENT].name &&
	    !in->side[INTAKE_SERVER].addr && !in->side[INTAKE_SERVER].name)
		return intake_bad(rd, "there is no address and no name in it");
	in->victim = in->side[INTAKE_CLIENT].addr || in->side[INTAKE_CLIENT].name
			 ? INTAKE_CLIENT
			 : INTAKE_SERVER;
	in->of.count = MAX(json_int(json_get(rd->json, "ConnCount"), 1), 1);
	in->of.indicator = intake_text(category ? category : "IDEA", 200, rd->arena);
	in->of.detail = detail_of(rd);
	parts[0] = id;
	in->of.id = intake_id(rd, parts, 1);
	return 0;
}

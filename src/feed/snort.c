/* Snort 3's alert_json: which members there are is the site's choice (fields = ...). */
#include "feed/intake.h"

#include "base/parse.h"
#include "base/time.h"

bool snort_sniff(const struct intake_read *rd)
{
	const struct json *j = rd->json;

	return (json_get(j, "rule") || json_get(j, "sid")) && json_get(j, "msg") &&
	       (json_get(j, "timestamp") || json_get(j, "seconds"));
}

static const char *text(const struct intake_read *rd, const char *key)
{
	return json_text(json_get(rd->json, key), NULL);
}

/* Two digits at the place. */
static int two(struct span s, size_t at)
{
	if (at + 2 > s.n || s.p[at] < '0' || s.p[at] > '9' || s.p[at + 1] < '0' ||
	    s.p[at + 1] > '9')
		return -1;
	return (s.p[at] - '0') * 10 + s.p[at + 1] - '0';
}

/* "11/22-14:20:35.123456", with "26/" before it when the site has it so. */
static bool read_time(struct intake_read *rd, int64_t *ret)
{
	struct span s = span_str(text(rd, "timestamp"));
	int year = -1, part[5];
	char to[40];

	if (json_get(rd->json, "seconds"))
		return intake_time(json_get(rd->json, "seconds"), ret);
	if (s.n > 17 && s.p[2] == '/' && s.p[5] == '/') {
		year = two(s, 0);
		s = span_sub(s, 3, s.n);
	}
	for (size_t i = 0; i < ARRAY_LEN(part); i++) {
		part[i] = two(s, 3 * i);
		if (part[i] < 0)
			return false;
	}
	if (s.p[2] != '/' || s.p[5] != '-')
		return false;
	if (year < 0)
		return intake_time_of_year(
		    part[0], part[1], part[2], part[3], part[4], rd->like->time, ret);
	(void)snprintf(to, sizeof(to), "20%02d-%02d-%02dT%02d:%02d:%02dZ", year, part[0],
	    part[1], part[2], part[3], part[4]);
	return intake_time_text(span_str(to), ret);
}

/* An address and port, in two members or in one ("192.0.2.1:80", "[2001:db8::1]:80"). */
static void set_side(struct intake_read *rd, const char *addr, const char *port,
    const char *both, struct intake_side *ret)
{
	const char *at = text(rd, addr), *pair = text(rd, both), *colon;
	int64_t number;

	if (at) {
		if (intake_addr(span_str(at), rd->arena, ret))
			ret->port = MIN(MAX(json_int(json_get(rd->json, port), 0), 0), 65535);
		return;
	}
	colon = pair ? strrchr(pair, ':') : NULL;
	if (!colon)
		return;
	at = arena_strndup(
	    rd->arena, pair + (*pair == '['), (size_t)(colon - pair) - (*pair == '[' ? 2 : 0));
	if (intake_addr(span_str(at), rd->arena, ret) &&
	    parse_int(span_str(colon + 1), 0, 65535, &number) == 0)
		ret->port = number;
}

static void set_sides(struct intake_read *rd, struct intake *in)
{
	const char *dir = text(rd, "dir");
	bool turned = dir && strcmp(dir, "S2C") == 0;

	set_side(rd, "src_addr", "src_port", "src_ap",
	    &in->side[turned ? INTAKE_SERVER : INTAKE_CLIENT]);
	set_side(rd, "dst_addr", "dst_port", "dst_ap",
	    &in->side[turned ? INTAKE_CLIENT : INTAKE_SERVER]);
}

/* "1:2034567:3", from the parts when it is not said. */
static const char *rule_of(struct intake_read *rd)
{
	const char *rule = text(rd, "rule");

	return rule ? rule
		    : arena_printf(rd->arena, "%lld:%lld:%lld",
			  (long long)json_int(json_get(rd->json, "gid"), 1),
			  (long long)json_int(json_get(rd->json, "sid"), 0),
			  (long long)json_int(json_get(rd->json, "rev"), 0));
}

static const char *detail_of(struct intake_read *rd)
{
	static const char *const members[] = {"class", "action", "service", "iface", "dir"};
	STR_AUTO(out, INTAKE_DETAIL);
	struct json_writer w;

	json_write_init(&w, &out, 0);
	json_write_object(&w);
	json_member_text(&w, "rule", intake_text(rule_of(rd), 60, rd->arena));
	for (size_t i = 0; i < ARRAY_LEN(members); i++)
		if (text(rd, members[i]))
			json_member_text(
			    &w, members[i], intake_text(text(rd, members[i]), 200, rd->arena));
	json_write_object_end(&w);
	return str_ok(&out) == 0 ? str_dup(&out, rd->arena) : NULL;
}

int snort_read(struct intake_read *rd, struct intake *in)
{
	static const enum criticality priorities[] = {
	    CRIT_HIGH, CRIT_MEDIUM, CRIT_LOW, CRIT_INFO};
	int64_t priority = json_int(json_get(rd->json, "priority"), 0);
	const char *parts[8];
	char to[64];

	if (!read_time(rd, &in->time))
		return intake_bad(rd, "its time is none");
	set_sides(rd, in);
	if (!in->side[INTAKE_CLIENT].addr && !in->side[INTAKE_SERVER].addr)
		return intake_bad(rd, "there is no address in it");
	intake_begin(rd, in);
	intake_class(text(rd, "class"), in);
	if (priority >= 1 && priority <= 4 &&
	    strcmp(in->type[INTAKE_CLIENT], "suspicious-traffic") == 0)
		in->of.severity = (int)priorities[priority - 1];
	in->of.transport = intake_text(text(rd, "proto"), 10, rd->arena);
	in->of.indicator = intake_text(text(rd, "msg"), 200, rd->arena);
	in->of.detail = detail_of(rd);
	(void)snprintf(to, sizeof(to), "%lld %lld %lld",
	    (long long)json_int(json_get(rd->json, "pkt_num"), 0),
	    (long long)in->side[INTAKE_CLIENT].port, (long long)in->side[INTAKE_SERVER].port);
	parts[0] = rule_of(rd);
	parts[1] = text(rd, "timestamp");
	parts[2] = to;
	parts[3] = in->side[INTAKE_CLIENT].addr;
	parts[4] = in->side[INTAKE_SERVER].addr;
	parts[5] = parts[1] ? NULL : arena_printf(rd->arena, "%lld", (long long)in->time);
	in->of.id = intake_id(rd, parts, 6);
	return 0;
}

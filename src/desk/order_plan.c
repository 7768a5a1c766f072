#include "desk/order_plan.h"

#include "wire/ip.h"

#include <string.h>

enum {
	PLAN_RETEST = -1000,
	PLAN_GROUP = 0,
	PLAN_HOSPITAL = 100,
	PLAN_OTHER = 200,
	PLAN_CRITICALITY = 10, /* times 1 to 4 */
	PLAN_RECURS = 5,
	RETEST_MS = 120000,
	PLAN_ADDRESSES = 65536, /* counted of one network */
};

/* Ports of medical systems and of the web they stand behind: HL7 and MLLP, DICOM, its TLS
 * ports, Orthanc, FHIR servers. */
static const char health_ports[] = "80,104,443,2575,2761,2762,4242,8042,8080,8443,11112";

/* SMTP and submission, POP3 and IMAP, each with its TLS port. */
static const char mail_ports[] = "25,110,143,465,587,993,995";

int64_t order_priority(const struct org *org, bool grouped, int type, bool recurs)
{
	int64_t place = PLAN_OTHER;

	if (type == ORDER_OF_RETEST)
		place = PLAN_RETEST;
	else if (grouped || org->type == ORG_GROUP)
		place = PLAN_GROUP;
	else if (org->type == ORG_HOSPITAL)
		place = PLAN_HOSPITAL;
	return place + org->criticality * PLAN_CRITICALITY + (recurs ? PLAN_RECURS : 0);
}

int64_t order_estimate(const struct job *job, int type)
{
	static const int name_s[] = {60, 300, 900}, addr_s[] = {0, 20, 90};
	int64_t seconds = 30;

	if (type == ORDER_OF_RETEST)
		return RETEST_MS;
	for (size_t i = 0; i < job->targets.n; i++) {
		struct ip_net net;
		struct ip ip;
		struct span text = span_str(job->targets.items[i]);

		if (ip_net_parse(text, &net, NULL) == 0)
			seconds += (int64_t)MIN(ip_net_count(&net), PLAN_ADDRESSES) *
				   addr_s[job->profile];
		else if (ip_parse(text, &ip) == 0)
			seconds += addr_s[job->profile];
		else
			seconds += name_s[job->profile];
	}
	return seconds * 1000;
}

int64_t order_interval(int recurrence, int worst)
{
	static const int64_t cyhy[] = {[CRIT_CRITICAL] = 12,
	    [CRIT_HIGH] = 24,
	    [CRIT_MEDIUM] = (int64_t)4 * 24,
	    [CRIT_LOW] = (int64_t)6 * 24,
	    [CRIT_INFO] = (int64_t)7 * 24,
	    [ORDER_CLEAN] = (int64_t)7 * 24,
	    [ORDER_QUIET] = (int64_t)14 * 24};

	switch (recurrence) {
	case REPEAT_DAILY:
		return 24LL * ORDER_HOUR;
	case REPEAT_WEEKLY:
		return 7LL * 24 * ORDER_HOUR;
	case REPEAT_MONTHLY:
		return 30LL * 24 * ORDER_HOUR;
	case REPEAT_CYHY:
		return cyhy[worst] * ORDER_HOUR;
	default:
		return 0;
	}
}

/* Whether a target (a name, address or network) holds the name or address. */
static bool covers(const char *target, const char *place)
{
	struct ip_net net;
	struct ip ip, own;
	size_t n = strlen(place), k = strlen(target);

	if (ip_parse(span_str(place), &ip) == 0) {
		if (ip_net_parse(span_str(target), &net, NULL) == 0)
			return ip_net_has(&net, &ip);
		return ip_parse(span_str(target), &own) == 0 && ip_eq(&own, &ip);
	}
	if (n < k || strcmp(place + n - k, target) != 0)
		return false;
	return n == k || place[n - k - 1] == '.';
}

static bool covered(const struct text_list *targets, const char *place)
{
	for (size_t i = 0; i < targets->n; i++)
		if (covers(targets->items[i], place))
			return true;
	return false;
}

static int narrow_to(
    struct job *job, const struct tracked *t, struct arena *arena, struct msg *why)
{
	const char *place = t->subject;

	if (!covered(&job->targets, place) && t->addr)
		place = t->addr;
	if (!covered(&job->targets, place) || covered(&job->exclude, place)) {
		msg_what(why, "the finding's place may not be looked at");
		msg_detail(why, "%.200s is not within what is proved and authorised", place);
		msg_hint(why, "add it to the perimeter, prove it, and sign the authorisation");
		return ERR_DENIED;
	}
	job->targets = (struct text_list){0};
	text_list_add(&job->targets, arena, place);
	job->ports = t->port ? arena_printf(arena, "%d", (int)t->port) : NULL;
	return 0;
}

/* "192.0.2.1:443", "[2001:db8::1]:53/udp": address and port. */
static bool split_place(
    const char *place, struct arena *arena, const char **ret_addr, const char **ret_port)
{
	const char *colon = strrchr(place, ':');
	bool six = place[0] == '[';
	const char *end = colon && six ? colon - 1 : colon;

	if (!colon || end <= place + six)
		return false;
	*ret_addr = arena_strndup(arena, place + six, (size_t)(end - place) - six);
	*ret_port = arena_strndup(arena, colon + 1, strcspn(colon + 1, "/"));
	return true;
}

static bool is_name(const char *target)
{
	struct ip_net net;
	struct ip ip;

	return ip_parse(span_str(target), &ip) < 0 &&
	       ip_net_parse(span_str(target), &net, NULL) < 0;
}

void order_narrow_places(struct job *job, const struct text_list *places, struct arena *arena)
{
	struct text_list targets = {0}, ports = {0};
	const char *all = NULL, *addr, *port;
	bool elsewhere = false;

	for (size_t i = 0; i < places->n; i++) {
		if (!split_place(places->items[i], arena, &addr, &port))
			continue;
		if (covered(&job->exclude, addr))
			continue;
		if (!covered(&job->targets, addr))
			elsewhere = true; /* it was reached by a name */
		else if (!text_list_has(&targets, addr))
			text_list_add(&targets, arena, addr);
		if (!text_list_has(&ports, port)) {
			text_list_add(&ports, arena, port);
			all = all ? arena_printf(arena, "%s,%s", all, port) : port;
		}
	}
	for (size_t i = 0; elsewhere && i < job->targets.n; i++)
		if (is_name(job->targets.items[i]))
			text_list_add(&targets, arena, job->targets.items[i]);
	if (!targets.n)
		return;
	job->targets = targets;
	job->ports = all;
}

int order_narrow(struct job *job, int type, const struct tracked *finding, struct arena *arena,
    struct msg *why)
{
	switch (type) {
	case ORDER_OF_MAIL:
		job->ports = mail_ports;
		return 0;
	case ORDER_OF_HEALTH:
		job->ports = health_ports;
		return 0;
	case ORDER_OF_RETEST:
		return narrow_to(job, finding, arena, why);
	default:
		return 0;
	}
}

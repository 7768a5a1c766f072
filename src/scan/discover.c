#include "scan/discover.h"

#include "base/limits.h"
#include "base/parse.h"
#include "codec/idn.h"
#include "scan/world.h"

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

struct text_list discover_values(
    struct scan_unit *unit, const struct dns_message *m, uint16_t type)
{
	struct text_list list = {0};

	vec_foreach (rr, &m->answers)
		if (rr->type == type && list.n < LIMIT_LIST)
			text_list_add(&list, unit->arena, rr->text);
	if (list.n > 1)
		qsort(list.items, list.n, sizeof(*list.items), by_text);
	return list;
}

int discover_ask(
    struct scan_unit *unit, const char *name, uint16_t type, struct dns_message *ret)
{
	char number[12];
	struct obs_dns d = {.name = name, .type = dns_type_text(type, number)};
	int r = resolver_query(&unit->scan->resolver, name, type, unit->arena, ret);

	for (size_t i = 0; i < MIN(unit->scan->resolver.n, (size_t)1); i++)
		unit_burst(unit, &unit->scan->resolver.servers[i],
		    unit->scan->resolver.ports[i], TRANSPORT_UDP, "dns", NULL);
	if (r == ERR_CANCELLED)
		return r;
	if (r < 0) {
		d.rcode = "TIMEOUT";
	} else {
		d.rcode = dns_rcode_text(ret->rcode);
		d.values = discover_values(unit, ret, type);
		d.authenticated = ret->authenticated;
	}
	unit_emit(unit, OBS_DNS, &d);
	return r;
}

void discover_found(
    struct scan_unit *unit, const char *name, const char *parent, const char *why)
{
	char *ascii;

	if (idn_to_ascii(span_str(name), unit->arena, &ascii) < 0 ||
	    !perimeter_name(gate_perimeter(unit->scan->gate), ascii))
		return;
	unit_asset(unit, ASSET_HOST, ascii, parent, why);
}

int discover_net(struct scan_unit *unit)
{
	struct ip_net net;
	struct ip ip, last;

	if (ip_net_parse(span_str(unit->arg), &net, NULL) < 0)
		return ERR_SYNTAX;
	last = ip_net_last(&net);
	ip = net.ip;
	for (;;) {
		char text[IP_TEXT];

		(void)ip_text(&ip, text);
		if (perimeter_addr(gate_perimeter(unit->scan->gate), &ip))
			unit_asset(unit, ASSET_ADDRESS, text, unit->arg, "perimeter");
		else
			unit_coverage(unit, text, text, 0, COVERAGE_SKIPPED,
			    perimeter_excluded(gate_perimeter(unit->scan->gate), &ip)
				? "it is excluded"
				: "without an authorisation only loopback is scanned");
		if (ip_eq(&ip, &last) || !ip_next(&ip))
			return 0;
	}
}

/* Follows the CNAMEs of an answer from the name. Gives whether the chain stays in the
 * perimeter's domains. */
static bool stays_ours(struct scan_unit *unit, const struct dns_message *m)
{
	vec_foreach (rr, &m->answers)
		if (rr->type == DNS_CNAME &&
		    !perimeter_name(gate_perimeter(unit->scan->gate), rr->text))
			return false;
	return true;
}

static void add_addresses(
    struct scan_unit *unit, const struct dns_message *m, uint16_t type, struct text_list *to)
{
	struct text_list found = discover_values(unit, m, type);

	for (size_t i = 0; i < found.n; i++)
		text_list_add(to, unit->arena, found.items[i]);
}

/* An address that the name makes ours is an asset of its own, and will be swept. */
static enum asset_reach place(
    struct scan_unit *unit, const char *addr, const char *name, bool direct)
{
	enum asset_reach reach;
	struct ip ip;

	if (ip_parse(span_str(addr), &ip) < 0)
		return REACH_NONE;
	reach = gate_reach(unit->scan->gate, &ip, name, direct);
	if (reach == REACH_FULL)
		unit_asset(unit, ASSET_ADDRESS, addr, name, "resolved");
	else
		unit_coverage(unit, name, addr, 0, COVERAGE_SKIPPED,
		    reach == REACH_NAME ? "somebody else's service: asked by name over the "
					  "web, never port-scanned"
					: "outside the authorised perimeter");
	return reach;
}

static void emit_cname(struct scan_unit *unit, const char *name, const struct dns_message *m)
{
	struct obs_dns d = {.name = name,
	    .type = "CNAME",
	    .rcode = "NOERROR",
	    .values = discover_values(unit, m, DNS_CNAME)};

	if (d.values.n)
		unit_emit(unit, OBS_DNS, &d);
}

static bool is_target_domain(struct scan_unit *unit, const char *name)
{
	vec_foreach (t, &gate_perimeter(unit->scan->gate)->targets)
		if (t->kind == TARGET_DOMAIN && strcmp(t->name, name) == 0)
			return true;
	return false;
}

/* The last CNAME target of an answer that has no record of the type: where the question goes
 * on. NULL when it has come to an end. */
static const char *goes_on(const struct dns_message *m, uint16_t type)
{
	const char *target = NULL;

	vec_foreach (rr, &m->answers) {
		if (rr->type == type)
			return NULL;
		if (rr->type == DNS_CNAME)
			target = rr->text;
	}
	return target;
}

/* Asks and follows CNAMEs that the server did not follow itself; all answers end up in *ret. */
static int ask_chain(
    struct scan_unit *unit, const char *name, uint16_t type, struct dns_message *ret)
{
	int r = discover_ask(unit, name, type, ret);

	for (int i = 0; r == 0 && i < LIMIT_CNAME_CHAIN; i++) {
		const char *target = goes_on(ret, type);
		struct dns_message more;

		if (!target)
			break;
		r = discover_ask(unit, target, type, &more);
		if (r == 0 && !more.answers.n)
			break;
		if (r == 0)
			vec_foreach (rr, &more.answers)
				vec_push(unit->arena, &ret->answers, *rr);
	}
	return r;
}

int discover_host(struct scan_unit *unit)
{
	const char *name = unit->arg;
	struct obs_asset a = {.type = ASSET_HOST, .name = name, .reach = REACH_NONE};
	struct dns_message m4 = {0}, m6 = {0};
	int r4 = ask_chain(unit, name, DNS_A, &m4), r6;
	bool direct;

	if (r4 == ERR_CANCELLED)
		return r4;
	r6 = ask_chain(unit, name, DNS_AAAA, &m6);
	if (r6 == ERR_CANCELLED)
		return r6;
	direct = stays_ours(unit, &m4) && stays_ours(unit, &m6);
	emit_cname(unit, name, &m4);
	add_addresses(unit, &m4, DNS_A, &a.addresses);
	add_addresses(unit, &m6, DNS_AAAA, &a.addresses);
	a.why = direct ? "resolved" : "resolved elsewhere";
	for (size_t i = 0; i < a.addresses.n; i++) {
		enum asset_reach reach = place(unit, a.addresses.items[i], name, direct);

		a.reach = MIN(a.reach, (int)reach);
	}
	if (a.addresses.n)
		unit_emit(unit, OBS_ASSET, &a);
	if (r4 < 0 && r6 < 0)
		unit_coverage(
		    unit, name, NULL, 0, COVERAGE_UNREACHABLE, "no resolver answered");
	if (direct && m4.rcode == DNS_NOERROR && !is_target_domain(unit, name))
		return discover_mail(unit, name);
	return loop_stopping(unit->scan->loop) ? ERR_CANCELLED : 0;
}

/* A name server is asked by datagram as well, on the port where it was found. */
int discover_server(struct scan_unit *unit)
{
	const char *slash = strchr(unit->arg, '/');
	struct obs_service s = {.transport = TRANSPORT_UDP, .protocol = "dns"};
	struct obs_port p = {.transport = TRANSPORT_UDP, .state = PORT_OPEN};
	struct dns_message m;
	struct gate_call call;
	int64_t port;
	int r;

	if (!slash || parse_int(span_str(slash + 1), 1, 65535, &port) < 0)
		return ERR_SYNTAX;
	p.addr = s.addr = arena_strndup(unit->arena, unit->arg, (size_t)(slash - unit->arg));
	p.port = s.port = port;
	call = world_call(unit->scan, s.addr, (uint16_t)port, GATE_DNS);
	r = resolver_ask(
	    &unit->scan->resolver, &call, "version.bind", DNS_TXT, DNS_CH, unit->arena, &m);
	unit_burst(unit, &call.ip, (uint16_t)port, TRANSPORT_UDP, "dns", NULL);
	if (r == ERR_BLOCKED || r == ERR_DENIED)
		unit_coverage_error(unit, s.addr, s.addr, (uint16_t)port, r);
	if (r < 0)
		return r == ERR_CANCELLED ? r : 0; /* no answer by datagram says nothing */
	vec_foreach (rr, &m.answers)
		if (rr->type == DNS_TXT && rr->klass == DNS_CH && *rr->text)
			s.banner = rr->text;
	if (s.banner && unit->scan->fingerprints)
		(void)fingerprint_match(unit->scan->fingerprints, "dns.version",
		    span_str(s.banner), unit->arena, &s);
	unit_emit(unit, OBS_PORT, &p);
	unit_emit(unit, OBS_SERVICE, &s);
	return 0;
}

int discover_reverse(struct scan_unit *unit)
{
	char reverse[IP_REVERSE];
	struct dns_message m;
	struct text_list names;
	struct ip ip;
	int r;

	if (ip_parse(span_str(unit->arg), &ip) < 0)
		return ERR_SYNTAX;
	r = discover_ask(unit, ip_reverse_name(&ip, reverse), DNS_PTR, &m);
	if (r < 0)
		return r == ERR_CANCELLED ? r : 0; /* the obs_dns says that nobody answered */
	names = discover_values(unit, &m, DNS_PTR);
	for (size_t i = 0; i < names.n; i++)
		discover_found(unit, names.items[i], unit->arg, "reverse dns");
	return 0;
}

int discover_axfr(struct scan_unit *unit)
{
	const char *at = strchr(unit->arg, '@');
	char *zone =
	    at ? arena_strndup(unit->arena, unit->arg, (size_t)(at - unit->arg)) : NULL;
	struct dns_records records = {0};
	struct gate_call call;
	int r;

	if (!at)
		return ERR_SYNTAX;
	call = world_call(unit->scan, at + 1, 53, GATE_DNS);
	r = resolver_axfr(&unit->scan->resolver, &call, zone, unit->arena, &records);
	if (r == ERR_CANCELLED)
		return r;
	unit_burst(unit, &call.ip, 53, TRANSPORT_TCP, "axfr", NULL);
	if (r == 0) {
		struct text_list names = {0};

		vec_foreach (rr, &records.all)
			if (names.n < 20 && idn_within(rr->name, zone))
				text_list_add(&names, unit->arena, rr->name);
		unit_fact(unit, zone, at + 1, 53, "dns.axfr", &names,
		    arena_printf(
			unit->arena, "%zu records of %s transferred", records.all.n, zone));
	}
	vec_foreach (rr, &records.all)
		if (rr->name[0] != '_' && rr->name[0] != '*')
			discover_found(unit, rr->name, zone, "zone transfer");
	/* A server that refuses, hangs up or talks nonsense has answered; whoever was not heard
	 * is not clean. */
	if (r == 0 || r == ERR_NOTFOUND || r == ERR_CLOSED)
		unit_coverage(unit, zone, at + 1, 53, COVERAGE_SCANNED, NULL);
	else
		unit_coverage_error(unit, zone, at + 1, 53, r);
	return 0;
}

/* DNS over TCP: the version it tells and whether it resolves foreign names for anyone. Zone
 * transfers are units of their own (discover.c). */
#include "scan/probes.h"

#include "base/limits.h"
#include "codec/utf8.h"
#include "wire/dns.h"

enum { TIMEOUT = 4000, ID = 0x5641 };

static int ask(struct probe_run *run, const char *name, uint16_t type, uint16_t klass,
    struct dns_message *ret)
{
	STR_AUTO(query, 512);
	STR_AUTO(in, LIMIT_DNS_MESSAGE + 2);
	size_t n;
	int r;

	str_u16(&query, 0);
	r = dns_build_query(&query, ID, name, type, klass);
	str_set_u16(&query, 0, (uint16_t)(query.n - 2));
	if (r == 0)
		r = conn_write(run->conn, str_bytes(&query), TIMEOUT);
	if (r == 0)
		r = conn_read_upto(run->conn, &in, 2, TIMEOUT);
	if (r < 0)
		return r;
	n = (size_t)(uint8_t)in.p[0] << 8 | (uint8_t)in.p[1];
	r = conn_read_upto(run->conn, &in, n + 2, TIMEOUT);
	if (r == 0)
		r = dns_parse(
		    arena_span(run->arena, span_sub(str_bytes(&in), 2, n)), run->arena, ret);
	if (r == 0 && (!ret->response || ret->id != ID))
		r = ERR_PROTOCOL;
	return r;
}

static const char *version_of(const struct dns_message *m)
{
	vec_foreach (rr, &m->answers)
		if (rr->type == DNS_TXT && rr->klass == DNS_CH && *rr->text)
			return rr->text;
	return NULL;
}

/* A name that cannot exist (RFC 6761 section 6.4): whoever recurses for anyone says so, and
 * nobody is bothered. */
static void check_recursion(struct probe_run *run)
{
	struct dns_message m = {0};

	if (probe_reconnect(run) < 0 ||
	    ask(run, "varde-recursion-check.invalid", DNS_A, DNS_IN, &m) < 0)
		return;
	if (m.recursion && m.rcode != DNS_REFUSED && m.rcode != DNS_NOTIMP)
		probe_fact1(run, "dns.recursion",
		    arena_printf(
			run->arena, "RA set, %s for a foreign name", dns_rcode_text(m.rcode)),
		    "open");
	else
		probe_fact1(run, "dns.recursion", dns_rcode_text(m.rcode), "refused");
}

static int run_dns(struct probe_run *run)
{
	struct obs_service s = {.protocol = "dns"};
	struct dns_message m = {0};
	const char *version;
	int r = ask(run, "version.bind", DNS_TXT, DNS_CH, &m);

	if (r < 0)
		return r == ERR_CANCELLED || r == ERR_BLOCKED ? r : ERR_PROTOCOL;
	version = version_of(&m);
	if (version) {
		s.banner = version;
		(void)probe_fingerprint(run, "dns.version", span_str(version), &s);
	}
	probe_service(run, &s);
	if (version)
		probe_fact1(run, "dns.version",
		    arena_printf(run->arena, "version.bind CH TXT \"%s\"", version), version);
	check_recursion(run);
	return 0;
}

static const uint16_t ports[] = {53, 5300, 5353, 0};

const struct probe probe_dns = {
    .protocol = "dns",
    .doc =
	"Asks for version.bind, and for a name that cannot exist to see whether it recurses.",
    .transport = TRANSPORT_TCP,
    .ports = ports,
    .run = run_dns,
};

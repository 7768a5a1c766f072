#include "scan/identify.h"

#include "base/limits.h"
#include "base/parse.h"
#include "codec/utf8.h"
#include "net/cert.h"
#include "scan/discover.h"
#include "scan/ports.h"
#include "scan/probe_run.h"
#include "scan/world.h"

enum {
	GREETING_MS = 2500,
	GREETING_LATER_MS = 400,
	ENOUGH_MS = 30000, /* in conversation: a service that drips is not tried further */
};

void identify_cert(struct scan_unit *unit, const char *addr, uint16_t port, const char *name,
    const struct span *der, size_t n)
{
	struct obs_cert c = {.addr = addr, .port = port, .name = name, .chain = (int64_t)n};
	char *parent = arena_printf(unit->arena, "%s:%u", addr, port);

	if (n == 0 || cert_read(der[0], unit->arena, &c) < 0)
		return;
	vec_foreach (o, &unit->seen.all)
		if (o->kind == OBS_CERT && o->cert->port == port &&
		    strcmp(o->cert->sha256, c.sha256) == 0)
			return; /* each probe of a port opens its own connection: once is enough
				 */
	unit_emit(unit, OBS_CERT, &c);
	for (size_t i = 0; i < c.names.n; i++)
		discover_found(unit, c.names.items[i], parent, "certificate");
}

static bool has_port(const uint16_t *ports, uint16_t port)
{
	for (; ports && *ports; ports++)
		if (*ports == port)
			return true;
	return false;
}

/* What is known of the port while the probes are tried one after the other. */
struct attempt {
	struct scan_unit *unit;
	struct probe_run run;
	bool connected; /* at least once */
	bool tls_works;
	const char *banner; /* first text of the service */
	int64_t spent;      /* ms in conversation, the gate's turns not counted */
};

/* Runs one probe on a fresh connection, with the greeting if one is waited for. 0 when it is
 * recognised. */
static int try_probe(struct attempt *a, const struct probe *p, bool tls, int greeting_ms)
{
	struct arena *arena = a->unit->arena;
	int64_t begin;
	int r;

	a->run.tls = tls;
	str_clear(&a->run.greeting);
	if (a->spent > ENOUGH_MS)
		return ERR_TIMEOUT;
	r = probe_connect(&a->run, p->protocol);
	a->connected = a->connected || r == 0;
	if (r < 0)
		return r;
	begin = loop_now(a->unit->scan->loop);
	if (greeting_ms)
		r = conn_read(a->run.conn, &a->run.greeting, LIMIT_BANNER, greeting_ms);
	if (r == ERR_CANCELLED)
		goto out;
	if (a->run.greeting.n && !a->banner)
		a->banner = utf8_clean(arena, str_bytes(&a->run.greeting), LIMIT_BANNER);
	r = p->run(&a->run);
out:
	a->spent += loop_now(a->unit->scan->loop) - begin;
	a->run.conn = conn_close(a->run.conn);
	return r;
}

/* Fatal for the unit: the rest would be refused as well. */
static bool ends(int r)
{
	return r == 0 || r == ERR_CANCELLED || r == ERR_BLOCKED || r == ERR_DENIED;
}

/* Listens for a server that speaks first. Gives its words in the attempt's greeting. */
static int listen_first(struct attempt *a, bool tls, int wait_ms)
{
	int r;

	a->run.tls = tls;
	str_clear(&a->run.greeting);
	r = probe_connect(&a->run, tls ? "tls greeting" : "greeting");
	a->connected = a->connected || r == 0;
	a->tls_works = a->tls_works || (tls && r == 0);
	if (r == 0)
		r = conn_read(a->run.conn, &a->run.greeting, LIMIT_BANNER, wait_ms);
	a->run.conn = conn_close(a->run.conn);
	if (a->run.greeting.n && !a->banner)
		a->banner =
		    utf8_clean(a->unit->arena, str_bytes(&a->run.greeting), LIMIT_BANNER);
	return r;
}

/* Probes whose greeting it is, those of this port first. */
static int try_greeting(struct attempt *a, bool tls)
{
	STR_AUTO(greeting, LIMIT_BANNER);
	int r = ERR_PROTOCOL;

	str_span(&greeting, str_bytes(&a->run.greeting));
	for (int usual = 1; usual >= 0; usual--) {
		for (const struct probe *const *p = probe_rows; (*p)->protocol; p++) {
			if (!(*p)->greets || (*p)->transport != TRANSPORT_TCP ||
			    !(*p)->greets(str_bytes(&greeting)) ||
			    has_port(tls ? (*p)->tls_ports : (*p)->ports, a->run.port) != usual)
				continue;
			r = try_probe(a, *p, tls, GREETING_MS);
			if (ends(r))
				return r;
		}
	}
	return r;
}

/* Probes of a client that speaks first: usual ones are tried on their ports, the others only
 * where nothing else is known. */
static int try_silent(struct attempt *a, bool tls, bool usual)
{
	int r = ERR_PROTOCOL;

	for (const struct probe *const *p = probe_rows; (*p)->protocol; p++) {
		if ((*p)->greets || (*p)->exact || (*p)->transport != TRANSPORT_TCP ||
		    has_port(tls ? (*p)->tls_ports : (*p)->ports, a->run.port) != usual)
			continue;
		r = try_probe(a, *p, tls, 0);
		if (ends(r))
			return r;
	}
	return r;
}

/* The web first: it is what most ports speak. */
static int try_web(struct attempt *a, bool tls)
{
	for (const struct probe *const *p = probe_rows; (*p)->protocol; p++)
		if (strcmp((*p)->protocol, "http") == 0)
			return try_probe(a, *p, tls, 0);
	return ERR_PROTOCOL;
}

/* A medical port gets its own protocol, plain and inside TLS, and nothing else. */
static int try_exact(struct attempt *a, bool *ret_medical)
{
	int r = ERR_PROTOCOL;

	*ret_medical = false;
	for (const struct probe *const *p = probe_rows; (*p)->protocol; p++) {
		bool plain = has_port((*p)->ports, a->run.port),
		     tls = has_port((*p)->tls_ports, a->run.port);

		if (!(*p)->exact || (!plain && !tls))
			continue;
		*ret_medical = true;
		r = try_probe(a, *p, tls && !plain, 0);
		if (r < 0 && !ends(r))
			r = try_probe(a, *p, !(tls && !plain), 0);
		if (ends(r))
			return r;
	}
	return r;
}

static int recognise_tls(struct attempt *a)
{
	int r = listen_first(a, true, GREETING_LATER_MS);

	/* An alert: some servers speak TLS to those alone who name a site. */
	if (r == ERR_PROTOCOL && !a->tls_works &&
	    (a->run.name = world_any_name(a->unit->scan, a->run.addr))) {
		r = listen_first(a, true, GREETING_LATER_MS);
		if (!a->tls_works)
			a->run.name = NULL;
	}
	if ((r < 0 && ends(r)) || !a->tls_works)
		return r < 0 ? r : ERR_PROTOCOL;
	r = a->run.greeting.n ? try_greeting(a, true) : ERR_PROTOCOL;
	if (!ends(r))
		r = try_silent(a, true, true);
	if (!ends(r))
		r = try_web(a, true);
	return r;
}

static bool usual_tls(uint16_t port)
{
	for (const struct probe *const *p = probe_rows; (*p)->protocol; p++)
		if (has_port((*p)->tls_ports, port))
			return true;
	return false;
}

static bool usual_silent(uint16_t port)
{
	for (const struct probe *const *p = probe_rows; (*p)->protocol; p++)
		if (!(*p)->greets && has_port((*p)->ports, port))
			return true;
	return false;
}

/* The order: what the port is known for; a server that speaks first; TLS; the web; at last
 * everything harmless. */
static int recognise(struct attempt *a)
{
	bool tls_first = usual_tls(a->run.port), medical;
	int r = try_exact(a, &medical);

	if (medical)
		return r;
	if (!ends(r) && tls_first)
		r = recognise_tls(a);
	if (!ends(r) && usual_silent(a->run.port))
		r = try_silent(a, false, true);
	if (!ends(r)) {
		r = listen_first(a, false, GREETING_MS);
		if (r < 0 && ends(r))
			return r;
		r = a->run.greeting.n ? try_greeting(a, false) : ERR_PROTOCOL;
	}
	if (!ends(r) && !tls_first && !a->banner)
		r = recognise_tls(a);
	if (!ends(r) && !a->tls_works)
		r = try_web(a, false);
	if (!ends(r) && !a->banner && !a->tls_works)
		r = try_silent(a, false, false);
	return r;
}

static void emit_plain(
    struct scan_unit *unit, const struct attempt *a, const char *protocol, bool tls)
{
	struct obs_service s = {.addr = a->run.addr,
	    .port = a->run.port,
	    .protocol = protocol,
	    .tls = tls,
	    .banner = a->banner};

	unit_emit(unit, OBS_SERVICE, &s);
}

/* Whether a probe was asked by the peer to stop: then the port is not called scanned. */
static bool told_blocked(const struct scan_unit *unit)
{
	vec_foreach (o, &unit->seen.all)
		if (o->kind == OBS_COVERAGE && o->coverage->state == COVERAGE_BLOCKED)
			return true;
	return false;
}

/* Whether a probe has told what stands on the port, even if the conversation ended badly
 * afterwards. */
static bool told(const struct scan_unit *unit)
{
	vec_foreach (o, &unit->seen.all)
		if (o->kind == OBS_SERVICE)
			return true;
	return false;
}

int identify_port(struct scan_unit *unit)
{
	const char *slash = strchr(unit->arg, '/');
	struct attempt a = {.unit = unit,
	    .run = {.unit = unit, .arena = unit->arena, .transport = TRANSPORT_TCP}};
	int64_t port;
	int r;

	if (!slash || parse_int(span_str(slash + 1), 1, 65535, &port) < 0)
		return ERR_SYNTAX;
	a.run.addr = arena_strndup(unit->arena, unit->arg, (size_t)(slash - unit->arg));
	a.run.port = (uint16_t)port;
	if (ports_printer(a.run.port)) {
		emit_plain(unit, &a, "jetdirect", false);
		unit_coverage(unit, a.run.addr, a.run.addr, a.run.port, COVERAGE_SKIPPED,
		    "a printing port is connected to and sent nothing");
		return 0;
	}
	str_init(&a.run.greeting, LIMIT_BANNER);
	r = recognise(&a);
	str_done(&a.run.greeting);
	if (r == ERR_CANCELLED)
		return r;
	if (r < 0 && !told(unit))
		emit_plain(unit, &a, "unknown", a.tls_works);
	if (r == ERR_BLOCKED || r == ERR_DENIED || (r < 0 && !a.connected))
		unit_coverage_error(unit, a.run.addr, a.run.addr, a.run.port, r);
	else if (!told_blocked(unit))
		unit_coverage(unit, a.run.addr, a.run.addr, a.run.port, COVERAGE_SCANNED, NULL);
	return 0;
}

int identify_udp(struct scan_unit *unit, const char *addr)
{
	struct probe_run run = {
	    .unit = unit, .arena = unit->arena, .addr = addr, .transport = TRANSPORT_UDP};
	int r = 0;

	str_init(&run.greeting, LIMIT_BANNER);
	for (const struct probe *const *p = probe_rows; (*p)->protocol && r != ERR_CANCELLED;
	     p++) {
		if ((*p)->transport != TRANSPORT_UDP)
			continue;
		for (const uint16_t *port = (*p)->ports; *port && r != ERR_CANCELLED; port++) {
			run.port = *port;
			r = (*p)->run(&run);
			if (r == 0) {
				struct obs_port open = {.addr = addr,
				    .port = *port,
				    .transport = TRANSPORT_UDP,
				    .state = PORT_OPEN};

				unit_emit(unit, OBS_PORT, &open);
			}
			if (r == ERR_BLOCKED || r == ERR_DENIED)
				unit_coverage_error(unit, addr, addr, *port, r);
		}
	}
	str_done(&run.greeting);
	return r == ERR_CANCELLED ? r : 0;
}

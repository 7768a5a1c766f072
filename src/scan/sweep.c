#include "scan/sweep.h"

#include "scan/identify.h"
#include "scan/ports.h"
#include "scan/world.h"

enum { CONNECT_TIMEOUT = 1500, WIDTH = 24, RETRIES = 1 };

struct attempt {
	struct scan_unit *unit;
	uint16_t port;
	int result; /* 0 open, ERR_REFUSED closed, ERR_TIMEOUT silent, or why not tried */
	size_t tries;
};

/* A silent port is tried once more: a lost packet must not hide a service. */
static void try_port(void *item)
{
	struct attempt *a = item;

	for (int i = 0; i <= RETRIES; i++) {
		struct gate_call call =
		    world_call(a->unit->scan, a->unit->arg, a->port, GATE_PLAIN);
		struct conn *conn = NULL;

		a->result = dial_tcp(a->unit->scan->gate, &call, CONNECT_TIMEOUT, &conn);
		conn_close(conn);
		a->tries += a->result != ERR_DENIED && a->result != ERR_BLOCKED;
		if (a->result != ERR_TIMEOUT)
			break;
	}
}

struct tally {
	size_t open, closed, silent, blocked, denied, failed, packets;
	int err; /* of the last that failed */
};

static void emit_open(struct scan_unit *unit, const struct attempt *a)
{
	struct obs_port p = {
	    .addr = unit->arg, .port = a->port, .transport = TRANSPORT_TCP, .state = PORT_OPEN};

	unit_emit(unit, OBS_PORT, &p);
}

static int count(struct scan_unit *unit, const struct attempt *tries, size_t n, struct tally *t)
{
	for (size_t i = 0; i < n; i++) {
		int r = tries[i].result;

		if (r == ERR_CANCELLED)
			return r;
		t->open += r == 0;
		t->closed += r == ERR_REFUSED || r == ERR_CLOSED;
		t->silent += r == ERR_TIMEOUT;
		t->blocked += r == ERR_BLOCKED;
		t->denied += r == ERR_DENIED;
		t->packets += tries[i].tries;
		if (r == 0)
			emit_open(unit, &tries[i]);
		if (r == 0 || r == ERR_REFUSED || r == ERR_CLOSED || r == ERR_TIMEOUT ||
		    r == ERR_BLOCKED || r == ERR_DENIED)
			continue;
		t->failed++;
		t->err = r;
	}
	return 0;
}

/* The sweep is one burst record: port 0, as many packets as connections. */
static void emit_burst(struct scan_unit *unit, size_t connections)
{
	struct gate_call call = world_call(unit->scan, unit->arg, 0, GATE_PLAIN);

	for (size_t i = 0; i < connections; i++)
		unit_burst(unit, &call.ip, 0, TRANSPORT_TCP, "sweep", NULL);
}

static void emit_coverage(struct scan_unit *unit, const struct tally *t, size_t n)
{
	struct ip ip = world_call(unit->scan, unit->arg, 0, GATE_PLAIN).ip;
	const char *why = gate_reason(unit->scan->gate, &ip);
	char *text = arena_printf(unit->arena, "%zu ports: %zu open, %zu closed, %zu silent", n,
	    t->open, t->closed, t->silent);

	if (t->denied == n)
		unit_coverage(unit, unit->arg, unit->arg, 0, COVERAGE_SKIPPED,
		    arena_strdup(unit->arena, why));
	else if (t->blocked)
		unit_coverage(unit, unit->arg, unit->arg, 0, COVERAGE_BLOCKED,
		    arena_printf(
			unit->arena, "%s; %zu of %zu ports not tried", why, t->blocked, n));
	else if (t->failed || t->denied) /* never clean: some ports were not looked at */
		unit_coverage(unit, unit->arg, unit->arg, 0, COVERAGE_UNREACHABLE,
		    arena_printf(unit->arena, "%s; %zu not tried: %s", text,
			t->failed + t->denied, t->failed ? err_text(t->err) : why));
	else if (!t->open && !t->closed)
		unit_coverage(unit, unit->arg, unit->arg, 0, COVERAGE_UNREACHABLE, text);
	else
		unit_coverage(unit, unit->arg, unit->arg, 0, COVERAGE_SCANNED, text);
}

/* A resolver of the job that is a target too is known to listen on a port, which may not be in
 * the list. Gives the new number. */
static size_t add_resolver_ports(struct scan_unit *unit, struct attempt *tries, size_t n)
{
	const struct resolver *r = &unit->scan->resolver;
	char text[IP_TEXT];

	for (size_t i = 0; i < r->n; i++) {
		bool listed = strcmp(ip_text(&r->servers[i], text), unit->arg) != 0;

		for (size_t k = 0; k < n && !listed; k++)
			listed = tries[k].port == r->ports[i];
		if (!listed)
			tries[n++] = (struct attempt){unit, r->ports[i], ERR_CANCELLED, 0};
	}
	return n;
}

int sweep_address(struct scan_unit *unit)
{
	const uint16_t *ports;
	struct attempt *tries;
	struct tally t = {0};
	struct msg msg;
	size_t n;
	int r = ports_of(unit->scan->job, unit->arena, &ports, &n, &msg);

	if (r < 0)
		return r;
	tries = ARENA_ARRAY(unit->arena, n + 8, struct attempt);
	for (size_t i = 0; i < n; i++)
		tries[i] = (struct attempt){unit, ports[i], ERR_CANCELLED, 0};
	n = add_resolver_ports(unit, tries, n);
	unit_parallel(unit, tries, n, sizeof(*tries), WIDTH, try_port);
	r = count(unit, tries, n, &t);
	if (r < 0)
		return r;
	emit_burst(unit, t.packets);
	emit_coverage(unit, &t, n);
	return 0;
}

int sweep_udp(struct scan_unit *unit)
{
	return identify_udp(unit, unit->arg);
}

#include "scan/probe.h"

#include "base/limits.h"
#include "codec/utf8.h"
#include "scan/identify.h"
#include "scan/probe_run.h"
#include "scan/world.h"

#include <errno.h>
#include <sys/socket.h>

enum { CONNECT_TIMEOUT = 5000, TLS_TIMEOUT = 8000 };

void probe_service(struct probe_run *run, const struct obs_service *service)
{
	struct obs_service s = *service;

	s.addr = run->addr;
	s.port = run->port;
	s.transport = run->transport;
	s.tls = run->tls;
	unit_emit(run->unit, OBS_SERVICE, &s);
}

void probe_fact(struct probe_run *run, const char *fact, const char *evidence,
    const struct text_list *values)
{
	struct obs_fact f = {.subject = run->addr,
	    .addr = run->addr,
	    .port = run->port,
	    .transport = run->transport,
	    .fact = fact,
	    .evidence = evidence};

	if (values)
		f.values = *values;
	unit_emit(run->unit, OBS_FACT, &f);
}

void probe_fact1(
    struct probe_run *run, const char *fact, const char *evidence, const char *value)
{
	struct text_list values = {0};

	text_list_add(&values, run->arena, value);
	probe_fact(run, fact, evidence, &values);
}

void probe_coverage(struct probe_run *run, int state, const char *reason)
{
	unit_coverage(
	    run->unit, run->addr, run->addr, run->port, (enum coverage_state)state, reason);
	if (state == COVERAGE_BLOCKED && run->conn)
		dial_busy(run->conn);
}

/* SMTP servers are asked one connection at a time, on whatever probe. */
static enum gate_class class_of(uint16_t port)
{
	return port == 25 || port == 465 || port == 587 ? GATE_SMTP : GATE_PLAIN;
}

int probe_connect(struct probe_run *run, const char *probe)
{
	struct gate_call call =
	    world_call(run->unit->scan, run->addr, run->port, class_of(run->port));
	struct span certs[4];
	int r = unit_dial(run->unit, &call, probe, CONNECT_TIMEOUT, &run->conn);

	if (r < 0)
		return r;
	if (!run->tls)
		return 0;
	r = conn_start_tls(run->conn, run->name, TLS_TIMEOUT);
	if (r < 0) {
		run->conn = conn_close(run->conn);
		return r;
	}
	identify_cert(run->unit, run->addr, run->port, run->name, certs,
	    dial_certificates(run->conn, run->arena, certs, ARRAY_LEN(certs)));
	return 0;
}

int probe_reconnect(struct probe_run *run)
{
	run->conn = conn_close(run->conn);
	str_clear(&run->greeting);
	return probe_connect(run, "again");
}

bool probe_fingerprint(
    struct probe_run *run, const char *field, struct span text, struct obs_service *service)
{
	const struct fingerprint_set *set = run->unit->scan->fingerprints;

	return set && fingerprint_match(set, field, text, run->arena, service);
}

static int receive(int fd, struct str *reply, int timeout_ms)
{
	uint8_t buf[8192];

	for (;;) {
		ssize_t n = recv(fd, buf, sizeof(buf), 0);
		int r;

		if (n >= 0) {
			str_clear(reply);
			str_put(reply, buf, (size_t)n);
			return str_ok(reply);
		}
		if (errno == EINTR)
			continue;
		if (errno != EAGAIN)
			return errno == ECONNREFUSED ? ERR_REFUSED : ERR_IO;
		r = co_wait_fd(fd, CO_READ, timeout_ms);
		if (r < 0)
			return r;
	}
}

int probe_udp(struct probe_run *run, struct span request, struct str *reply, int timeout_ms)
{
	struct gate_call call = world_call(run->unit->scan, run->addr, run->port, GATE_PLAIN);
	struct gate_grant grant;
	int r = gate_udp(run->unit->scan->gate, &call, &grant);

	if (r < 0)
		return r;
	unit_burst(run->unit, &call.ip, run->port, TRANSPORT_UDP, "datagram", NULL);
	if (send(grant.fd, request.p, request.n, MSG_NOSIGNAL) < 0)
		r = errno == ECONNREFUSED ? ERR_REFUSED : ERR_IO;
	if (r == 0)
		r = receive(grant.fd, reply, timeout_ms);
	gate_done(run->unit->scan->gate, &grant, GATE_QUIET, 0);
	return r;
}

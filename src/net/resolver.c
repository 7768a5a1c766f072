#include "net/resolver.h"

#include "base/limits.h"
#include "base/parse.h"
#include "net/dial.h"
#include "os/file.h"

#include <errno.h>
#include <sys/socket.h>

enum { UDP_TIMEOUT = 2000, TCP_TIMEOUT = 5000, AXFR_TIMEOUT = 60000, TRIES = 2 };

int resolver_parse(struct span text, struct ip *ret_ip, uint16_t *ret_port)
{
	struct span addr = text, port = {NULL, 0};
	ptrdiff_t end = span_find(text, "]");
	int64_t number = 53;

	if (end > 0 && text.p[0] == '[') {
		addr = span_sub(text, 1, (size_t)end - 1);
		port = span_of(text.p + end + 1, text.n - (size_t)end - 1);
	} else if (span_find(text, ".") >= 0 && (end = span_find(text, ":")) >= 0) {
		addr = span_sub(text, 0, (size_t)end);
		port = span_of(text.p + end, text.n - (size_t)end);
	}
	if (port.n && (!span_starts(port, ":") ||
			  parse_int(span_sub(port, 1, port.n), 1, 65535, &number) < 0))
		return ERR_SYNTAX;
	if (ip_parse(addr, ret_ip) < 0)
		return ERR_SYNTAX;
	*ret_port = (uint16_t)number;
	return 0;
}

static int add_server(struct resolver *r, struct span text)
{
	int err;

	if (r->n == ARRAY_LEN(r->servers))
		return 0;
	err = resolver_parse(text, &r->servers[r->n], &r->ports[r->n]);
	if (err == 0)
		r->n++;
	return err;
}

int resolver_init(struct resolver *r, const struct job *job, struct gate *gate, struct msg *msg)
{
	*r = (struct resolver){.gate = gate};
	rng_seed_system(&r->rng);
	for (size_t i = 0; i < job->resolvers.n; i++) {
		if (add_server(r, span_str(job->resolvers.items[i])) < 0) {
			msg_what(msg, "the resolver \"%.60s\" cannot be used",
			    job->resolvers.items[i]);
			msg_hint(msg, "write an address, with a port if it is not 53: "
				      "192.0.2.53 or 192.0.2.53:5300 or [2001:db8::53]:5300");
			return ERR_SYNTAX;
		}
	}
	return 0;
}

static bool answers(const struct dns_message *m, uint16_t id, const char *name, uint16_t type)
{
	return m->response && m->id == id &&
	       (!m->qname || (m->qtype == type && strcasecmp(m->qname, name) == 0));
}

/* Whether the datagram bears the id, before it costs any memory. */
static bool bears(const uint8_t *buf, ssize_t n, uint16_t id)
{
	return n >= 12 && (buf[0] << 8 | buf[1]) == id;
}

/* Receives until the answer to this question comes: a datagram that is not is dropped, as RFC
 * 5452 section 9.1 asks. */
static int receive(int fd, uint16_t id, const char *name, uint16_t type, struct arena *arena,
    struct dns_message *ret)
{
	uint8_t buf[4096];
	int64_t deadline = loop_now(co_loop()) + UDP_TIMEOUT;

	for (;;) {
		ssize_t n = recv(fd, buf, sizeof(buf), 0);
		int64_t left = deadline - loop_now(co_loop());
		struct dns_message m;
		int r = 0;

		if (bears(buf, n, id) &&
		    dns_parse(arena_span(arena, span_of(buf, (size_t)n)), arena, &m) == 0 &&
		    answers(&m, id, name, type)) {
			*ret = m;
			return 0;
		}
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return errno == ECONNREFUSED ? ERR_REFUSED : ERR_IO;
		if (left <= 0)
			return ERR_TIMEOUT;
		if (n < 0 && errno == EAGAIN)
			r = co_wait_fd(fd, CO_READ, left);
		else
			co_step(); /* a flood holds up nobody else */
		if (r < 0)
			return r;
	}
}

int resolver_ask(struct resolver *r, const struct gate_call *call, const char *name,
    uint16_t type, uint16_t klass, struct arena *arena, struct dns_message *ret)
{
	struct gate_call dns = *call;
	uint16_t id = (uint16_t)rng_next(&r->rng);
	STR_AUTO(query, 512);
	struct gate_grant grant = {.fd = -1};
	int err = dns_build_query(&query, id, name, type, klass);

	dns.cls = GATE_DNS;
	if (err == 0)
		err = gate_udp(r->gate, &dns, &grant);
	if (err < 0)
		return err;
	if (send(grant.fd, query.p, query.n, MSG_NOSIGNAL) < 0)
		err = errno == ECONNREFUSED ? ERR_REFUSED : ERR_IO;
	if (err == 0)
		err = receive(grant.fd, id, name, type, arena, ret);
	gate_done(r->gate, &grant, err == 0 ? GATE_OK : GATE_QUIET,
	    loop_now(co_loop()) - grant.asked);
	return err;
}

/* One length-prefixed message (RFC 1035 section 4.2.2) into buf; what follows it stays in buf
 * after *ret_n bytes. */
static int read_message(struct conn *conn, struct str *buf, struct span *ret)
{
	size_t n;
	int r = conn_read_upto(conn, buf, 2, TCP_TIMEOUT);

	if (r < 0)
		return r;
	n = (size_t)(uint8_t)buf->p[0] << 8 | (uint8_t)buf->p[1];
	r = conn_read_upto(conn, buf, n + 2, TCP_TIMEOUT);
	if (r < 0)
		return r;
	*ret = span_sub(str_bytes(buf), 2, n);
	return 0;
}

static int open_tcp(struct resolver *r, const struct gate_call *call, uint16_t id,
    const char *name, uint16_t type, struct conn **ret)
{
	struct gate_call dns = *call;
	STR_AUTO(query, 512);
	struct conn *conn = NULL;
	int err;

	dns.cls = GATE_DNS;
	str_u16(&query, 0);
	err = dns_build_query(&query, id, name, type, DNS_IN);
	str_set_u16(&query, 0, (uint16_t)(query.n - 2));
	if (err == 0)
		err = dial_tcp(r->gate, &dns, TCP_TIMEOUT, &conn);
	if (err < 0)
		return err;
	err = conn_write(conn, str_bytes(&query), TCP_TIMEOUT);
	if (err < 0) {
		conn_close(conn);
		return err;
	}
	*ret = conn;
	return 0;
}

static int ask_tcp(struct resolver *r, const struct gate_call *call, const char *name,
    uint16_t type, struct arena *arena, struct dns_message *ret)
{
	uint16_t id = (uint16_t)rng_next(&r->rng);
	STR_AUTO(buf, LIMIT_DNS_MESSAGE + 2);
	struct dns_message m;
	struct span bytes;
	struct conn *conn;
	int err = open_tcp(r, call, id, name, type, &conn);

	if (err < 0)
		return err;
	err = read_message(conn, &buf, &bytes);
	conn_close(conn);
	if (err == 0)
		err = dns_parse(arena_span(arena, bytes), arena, &m);
	if (err == 0 && !answers(&m, id, name, type))
		err = ERR_SYNTAX;
	if (err == 0)
		*ret = m;
	return err;
}

/* A server that cannot or will not answer: the next may know better. */
static bool gives_up(const struct dns_message *m)
{
	return m->rcode == DNS_SERVFAIL || m->rcode == DNS_REFUSED || m->rcode == DNS_NOTIMP;
}

int resolver_query(struct resolver *r, const char *name, uint16_t type, struct arena *arena,
    struct dns_message *ret)
{
	int err = ERR_NOTFOUND;
	bool some = false; /* *ret holds what a server gave up with */

	for (size_t i = 0; i < r->n * TRIES && !(some && i >= r->n); i++) {
		struct gate_call call = {
		    .ip = r->servers[i % r->n], .port = r->ports[i % r->n], .cls = GATE_DNS};
		struct dns_message m;

		err = resolver_ask(r, &call, name, type, DNS_IN, arena, &m);
		if (err == 0 && m.truncated)
			err = ask_tcp(r, &call, name, type, arena, &m);
		if (err == 0)
			*ret = m;
		some = some || err == 0;
		if ((err == 0 && !gives_up(&m)) || err == ERR_CANCELLED || err == ERR_RANGE)
			return err;
	}
	return some ? 0 : err;
}

/* Copies a record out of the message, whose bytes are read over by the next one. */
static void keep(struct arena *arena, const struct dns_rr *rr, struct dns_records *ret)
{
	struct dns_rr copy = *rr;

	copy.rdata = (struct span){NULL, 0};
	vec_push(arena, &ret->all, copy);
}

/* Whether the message goes on with a transfer (RFC 5936 section 2.2), which begins with the SOA
 * record. An empty one goes nowhere. */
static bool continues_zone(const struct dns_message *m, uint16_t id, int soas)
{
	return m->response && m->id == id && m->rcode == DNS_NOERROR && m->answers.n &&
	       (soas || m->answers.items[0].type == DNS_SOA);
}

int resolver_axfr(struct resolver *r, const struct gate_call *call, const char *zone,
    struct arena *arena, struct dns_records *ret)
{
	uint16_t id = (uint16_t)rng_next(&r->rng);
	STR_AUTO(buf, LIMIT_DNS_MESSAGE + 2 + 8192);
	int64_t deadline = loop_now(co_loop()) + AXFR_TIMEOUT;
	struct conn *conn;
	int soas = 0, err = open_tcp(r, call, id, zone, DNS_AXFR, &conn);

	if (err < 0)
		return err;
	while (err == 0 && soas < 2 && ret->all.n < LIMIT_AXFR_RECORDS) {
		struct dns_message m = {0};
		struct span bytes;

		err = loop_now(co_loop()) > deadline ? ERR_TIMEOUT
						     : read_message(conn, &buf, &bytes);
		if (err == 0 &&
		    (dns_parse(bytes, arena, &m) < 0 || !continues_zone(&m, id, soas)))
			err = ERR_NOTFOUND;
		if (err < 0)
			break;
		vec_foreach (rr, &m.answers) {
			soas += rr->type == DNS_SOA;
			keep(arena, rr, ret);
		}
		str_drop(&buf, bytes.n + 2);
	}
	conn_close(conn);
	if (err == ERR_CANCELLED)
		return err;
	return soas >= 1 && ret->all.n > 1 ? 0 : err < 0 ? err : ERR_NOTFOUND;
}

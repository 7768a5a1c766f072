/*
 * In the server's order of preference: one hello with all suites, then one without what it
 * chose, until it refuses. So a version costs as many connections as it has suites, plus one;
 * one connection at a time (gate class GATE_TLS).
 */
#include "scan/examine_tls.h"

#include "base/limits.h"
#include "base/parse.h"
#include "base/rng.h"
#include "net/cert.h"
#include "scan/identify.h"
#include "scan/world.h"
#include "wire/tls.h"

enum { TIMEOUT = 5000, MAX_SUITES = 256, MAX_ACCEPTED = 80 };

struct listener {
	struct scan_unit *unit;
	char *addr;
	uint16_t port;
	const char *how;
	const char *name; /* SNI; NULL for none */
	int unreached;    /* why a connection or its STARTTLS failed: the enumeration has a hole
			     then */
	struct obs_tls seen;
};

/* What a protocol says before TLS: a greeting to wait for, a word to send, an answer that
 * agrees. */
struct preamble {
	const char *how, *hello, *word, *yes;
};

static const struct preamble preambles[] = {
    {"smtp", "EHLO varde-scan.invalid\r\n", "STARTTLS\r\n", "220"},
    {"imap", NULL, "a STARTTLS\r\n", "a OK"},
    {"pop3", NULL, "STLS\r\n", "+OK"},
    {"ftp", NULL, "AUTH TLS\r\n", "234"},
};

static struct span last_line(struct span text)
{
	struct span line = {NULL, 0}, next;

	while (span_line(&text, &next))
		line = next;
	return line;
}

/* Whether the last line is whole and not a continuation ("250-", "220-"). */
static bool line_complete(struct span so_far, void *arg)
{
	struct span line = last_line(so_far);

	(void)arg;
	if (so_far.n == 0 || so_far.p[so_far.n - 1] != '\n')
		return false;
	return line.n < 4 || line.p[3] != '-';
}

static int exchange(struct conn *conn, const char *send, struct str *in)
{
	int r = send ? conn_write(conn, span_str(send), TIMEOUT) : 0;

	str_clear(in);
	return r < 0 ? r : conn_read_lines(conn, in, 8192, line_complete, NULL, TIMEOUT);
}

static int say_preamble(struct conn *conn, const char *how)
{
	STR_AUTO(in, 16384);

	for (size_t i = 0; i < ARRAY_LEN(preambles); i++) {
		const struct preamble *p = &preambles[i];
		int r;

		if (strcmp(p->how, how) != 0)
			continue;
		r = exchange(conn, NULL, &in);
		if (r == 0 && p->hello)
			r = exchange(conn, p->hello, &in);
		if (r == 0)
			r = exchange(conn, p->word, &in);
		if (r == 0 && span_starts(last_line(str_bytes(&in)),
				  "421")) { /* RFC 5321 section 3.8: it has had enough */
			dial_busy(conn);
			r = ERR_BLOCKED;
		}
		if (r == 0 && !span_istarts(last_line(str_bytes(&in)), p->yes))
			r = ERR_PROTOCOL;
		return r;
	}
	return 0;
}

/* A lost packet is tried again once. What fails here says nothing of TLS: it is kept in
 * l->unreached. */
static int open_conn(struct listener *l, struct conn **ret)
{
	struct gate_call call = world_call(l->unit->scan, l->addr, l->port, GATE_TLS);
	int r = unit_dial(l->unit, &call, "tls", TIMEOUT, ret);

	if (r == ERR_TIMEOUT)
		r = unit_dial(l->unit, &call, "tls", TIMEOUT, ret);
	if (r == 0) {
		r = say_preamble(*ret, l->how);
		if (r < 0)
			*ret = conn_close(*ret);
	}
	l->unreached = r;
	return r;
}

/* One hello and its answer. Errors: the connection's; ERR_PROTOCOL when no TLS comes back. */
static int hello(struct listener *l, uint16_t version, const uint16_t *suites, size_t n,
    struct tls_answer *ret)
{
	static const uint8_t random[32] = "varde security audit, no secrets";
	struct tls_hello h = {.version = version,
	    .suites = suites,
	    .nsuites = n,
	    .name = l->name,
	    .random = random};
	STR_AUTO(out, 4096);
	STR_AUTO(in, LIMIT_TLS_FLIGHT);
	struct conn *conn = NULL;
	int r = tls_build_hello(&out, &h);

	if (r == 0)
		r = open_conn(l, &conn);
	if (r < 0)
		return r;
	r = conn_write(conn, str_bytes(&out), TIMEOUT);
	while (r == 0) {
		r = conn_read(conn, &in, LIMIT_TLS_RECORD, TIMEOUT);
		if (r < 0)
			break;
		r = tls_parse_answer(str_bytes(&in), ret);
		if (r != ERR_TRUNCATED)
			break;
		r = 0;
	}
	conn_close(conn);
	return r;
}

static size_t candidates(uint16_t version, uint16_t *to)
{
	size_t n = 0;

	for (const struct tls_suite *s = tls_suites; s->name && n < MAX_SUITES; s++)
		if (s->tls13 == (version == TLS_1_3))
			to[n++] = s->code;
	return n;
}

static size_t without(uint16_t *suites, size_t n, uint16_t code)
{
	size_t k = 0;

	for (size_t i = 0; i < n; i++)
		if (suites[i] != code)
			suites[k++] = suites[i];
	return k;
}

/* A refusal is an alert, silence or a hang-up after the hello; a connection that does not come
 * about ends the enumeration with an error. */
static int enumerate(struct listener *l, uint16_t version)
{
	char vname[8], sname[8];
	uint16_t suites[MAX_SUITES];
	size_t n = candidates(version, suites);
	bool accepted = false;

	while (n && l->seen.suites.n < MAX_ACCEPTED) {
		struct tls_answer a = {0};
		int r = hello(l, version, suites, n, &a);
		size_t left;

		if (r == ERR_CANCELLED || l->unreached)
			return r;
		if (r < 0 || !a.hello || a.version != version)
			break;
		if (!accepted)
			text_list_add(&l->seen.versions, l->unit->arena,
			    arena_strdup(l->unit->arena, tls_version_name(version, vname)));
		accepted = true;
		left = without(suites, n, a.suite);
		if (left == n)
			break; /* it chose what was not offered */
		n = left;
		text_list_add(&l->seen.suites, l->unit->arena,
		    arena_printf(l->unit->arena, "%s %s", tls_version_name(version, vname),
			tls_suite_name(a.suite, sname)));
	}
	return 0;
}

/* The certificate behind STARTTLS; the probes of other services have seen theirs already. */
static int read_cert(struct listener *l)
{
	struct span certs[4];
	struct conn *conn;
	int r = open_conn(l, &conn);

	if (r < 0)
		return r;
	r = conn_start_tls(conn, l->name, TIMEOUT);
	if (r == 0)
		identify_cert(l->unit, l->addr, l->port, l->name, certs,
		    dial_certificates(conn, l->unit->arena, certs, ARRAY_LEN(certs)));
	conn_close(conn);
	/* What OpenSSL cannot speak was enumerated all the same. */
	return r == ERR_CANCELLED ? r : 0;
}

static int parse_key(struct scan_unit *unit, struct listener *l)
{
	struct span rest = span_str(unit->arg), addr, port, how;
	int64_t number;

	if (!span_split(&rest, '/', &addr) || !span_split(&rest, '/', &port) ||
	    !span_split(&rest, '/', &how) || parse_int(port, 1, 65535, &number) < 0)
		return ERR_SYNTAX;
	l->unit = unit;
	l->addr = arena_strndup(unit->arena, addr.p, addr.n);
	l->port = (uint16_t)number;
	l->how = arena_strndup(unit->arena, how.p, how.n);
	l->seen = (struct obs_tls){
	    .addr = l->addr, .port = number, .starttls = !span_eq(how, "direct")};
	return 0;
}

static int enumerate_all(struct listener *l)
{
	static const uint16_t versions[] = {TLS_1_3, TLS_1_2, TLS_1_1, TLS_1_0, TLS_SSL3};
	int r = 0;

	for (size_t i = 0; i < ARRAY_LEN(versions) && r == 0; i++)
		r = enumerate(l, versions[i]);
	return r;
}

int examine_tls(struct scan_unit *unit)
{
	struct listener l = {0};
	int r = parse_key(unit, &l);

	if (r < 0)
		return r;
	r = enumerate_all(&l);
	/* Some servers speak TLS to those alone who name a site. */
	if (r == 0 && !l.seen.versions.n && (l.name = world_any_name(unit->scan, l.addr))) {
		l.seen.name = l.name;
		r = enumerate_all(&l);
	}
	if (r == 0 && l.seen.starttls)
		r = read_cert(&l);
	if (r == ERR_CANCELLED)
		return r;
	if (l.seen.versions.n)
		unit_emit(unit, OBS_TLS, &l.seen);
	if (r < 0)
		unit_coverage_error(unit, l.addr, l.addr, l.port, r);
	else
		unit_coverage(unit, l.addr, l.addr, l.port, COVERAGE_SCANNED, NULL);
	return 0;
}

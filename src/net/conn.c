#include "net/conn.h"

#include "net/dial.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

struct conn {
	struct gate *gate;
	struct gate_grant grant;
	SSL *ssl;
	bool answered;   /* something was read */
	int64_t latency; /* ms from the grant to the first byte */
	enum gate_outcome outcome;
	bool eof;
};

static SSL_CTX *tls_context;

int dial_init(void)
{
	if (tls_context)
		return 0;
	tls_context = SSL_CTX_new(TLS_client_method());
	if (!tls_context)
		return ERR_NOMEM;
	/* What is weak must be spoken to be seen; nothing secret ever passes over these
	 * connections. */
	SSL_CTX_set_security_level(tls_context, 0);
	SSL_CTX_set_verify(tls_context, SSL_VERIFY_NONE, NULL);
	(void)SSL_CTX_set_options(
	    tls_context, SSL_OP_LEGACY_SERVER_CONNECT | SSL_OP_IGNORE_UNEXPECTED_EOF);
	if (SSL_CTX_set_min_proto_version(tls_context, TLS1_VERSION) != 1 ||
	    SSL_CTX_set_cipher_list(tls_context, "ALL:COMPLEMENTOFALL:@SECLEVEL=0") != 1)
		return ERR_UNSUPPORTED;
	return 0;
}

int dial_tcp(struct gate *gate, const struct gate_call *call, int timeout_ms, struct conn **ret)
{
	struct gate_grant grant;
	struct conn *c;
	int r = gate_tcp(gate, call, timeout_ms, &grant);

	if (r < 0)
		return r;
	c = mem_alloc(sizeof(*c));
	c->gate = gate;
	c->grant = grant;
	c->outcome = GATE_QUIET;
	*ret = c;
	return 0;
}

void dial_busy(struct conn *conn)
{
	conn->outcome = GATE_BUSY;
}

struct conn *conn_close(struct conn *conn)
{
	if (!conn)
		return NULL;
	if (conn->ssl) {
		if (!conn->eof)
			(void)SSL_shutdown(
			    conn->ssl); /* one close_notify, no wait for theirs */
		SSL_free(conn->ssl);
		ERR_clear_error();
	}
	gate_done(conn->gate, &conn->grant, conn->outcome, conn->latency);
	return mem_free(conn);
}

bool conn_is_tls(const struct conn *conn)
{
	return conn->ssl != NULL;
}

static void note_answer(struct conn *c)
{
	if (c->answered)
		return;
	c->answered = true;
	c->latency = loop_now(co_loop()) - c->grant.asked;
	if (c->outcome == GATE_QUIET)
		c->outcome = GATE_OK;
}

static int read_failed(struct conn *c, int e)
{
	if (e == ECONNRESET) {
		if (!c->answered && c->outcome != GATE_BUSY)
			c->outcome = GATE_RESET;
		return ERR_CLOSED;
	}
	return e == ETIMEDOUT ? ERR_TIMEOUT : ERR_CLOSED;
}

/* What an unfinished OpenSSL call waits for, or the error it means. */
static int tls_wait(struct conn *c, int result, int timeout_ms)
{
	int e = errno;

	switch (SSL_get_error(c->ssl, result)) {
	case SSL_ERROR_WANT_READ:
		return co_wait_fd(c->grant.fd, CO_READ, timeout_ms);
	case SSL_ERROR_WANT_WRITE:
		return co_wait_fd(c->grant.fd, CO_WRITE, timeout_ms);
	case SSL_ERROR_ZERO_RETURN:
		return ERR_CLOSED;
	case SSL_ERROR_SYSCALL:
		c->eof = true;
		return read_failed(c, e);
	default:
		c->eof = true;
		return ERR_PROTOCOL;
	}
}

static int time_left(int64_t deadline)
{
	int64_t left = deadline - loop_now(co_loop());

	return left > 0 ? (int)left : 0;
}

static int read_tls(struct conn *c, void *buf, size_t max, int64_t deadline, size_t *ret)
{
	for (;;) {
		int n, r;

		ERR_clear_error();
		n = SSL_read(c->ssl, buf, (int)MIN(max, (size_t)65536));
		if (n > 0) {
			*ret = (size_t)n;
			return 0;
		}
		r = tls_wait(c, n, time_left(deadline));
		if (r < 0)
			return r;
	}
}

static int read_plain(struct conn *c, void *buf, size_t max, int64_t deadline, size_t *ret)
{
	for (;;) {
		ssize_t n = recv(c->grant.fd, buf, max, 0);
		int r;

		if (n > 0) {
			*ret = (size_t)n;
			return 0;
		}
		if (n == 0)
			return ERR_CLOSED;
		if (errno == EINTR)
			continue;
		if (errno != EAGAIN)
			return read_failed(c, errno);
		r = co_wait_fd(c->grant.fd, CO_READ, time_left(deadline));
		if (r < 0)
			return r;
	}
}

int conn_read(struct conn *conn, struct str *buf, size_t max, int timeout_ms)
{
	int64_t deadline = loop_now(co_loop()) + timeout_ms;
	uint8_t bytes[8192];
	size_t n = 0;
	int r;

	max = MIN(max, sizeof(bytes));
	r = conn->ssl ? read_tls(conn, bytes, max, deadline, &n)
		      : read_plain(conn, bytes, max, deadline, &n);
	if (r < 0)
		return r;
	note_answer(conn);
	str_put(buf, bytes, n);
	return str_ok(buf);
}

int conn_read_upto(struct conn *conn, struct str *buf, size_t n, int timeout_ms)
{
	int64_t deadline = loop_now(co_loop()) + timeout_ms;

	while (buf->n < n) {
		int r = conn_read(conn, buf, n - buf->n, time_left(deadline));

		if (r < 0)
			return r;
	}
	return 0;
}

int conn_read_lines(struct conn *conn, struct str *buf, size_t max,
    bool (*done)(struct span so_far, void *arg), void *arg, int timeout_ms)
{
	int64_t deadline = loop_now(co_loop()) + timeout_ms;

	while (!done(str_bytes(buf), arg)) {
		int r = buf->n >= max ? ERR_LIMIT
				      : conn_read(conn, buf, max - buf->n, time_left(deadline));

		if (r < 0)
			return r;
	}
	return 0;
}

int conn_write(struct conn *conn, struct span bytes, int timeout_ms)
{
	int64_t deadline = loop_now(co_loop()) + timeout_ms;

	while (bytes.n) {
		ssize_t n;
		int r;

		ERR_clear_error();
		n = conn->ssl ? SSL_write(conn->ssl, bytes.p, (int)MIN(bytes.n, (size_t)65536))
			      : send(conn->grant.fd, bytes.p, bytes.n, MSG_NOSIGNAL);
		if (n > 0) {
			bytes = span_sub(bytes, (size_t)n, bytes.n);
			continue;
		}
		if (conn->ssl)
			r = tls_wait(conn, (int)n, time_left(deadline));
		else if (errno == EAGAIN)
			r = co_wait_fd(conn->grant.fd, CO_WRITE, time_left(deadline));
		else
			r = errno == EINTR ? 0 : read_failed(conn, errno);
		if (r < 0)
			return r;
	}
	return 0;
}

int conn_start_tls(struct conn *conn, const char *name, int timeout_ms)
{
	int64_t deadline = loop_now(co_loop()) + timeout_ms;
	int n, r = 0;

	if (conn->ssl)
		return ERR_EXISTS;
	conn->ssl = SSL_new(tls_context);
	if (!conn->ssl || SSL_set_fd(conn->ssl, conn->grant.fd) != 1)
		return ERR_NOMEM;
	if (name && SSL_set_tlsext_host_name(conn->ssl, name) != 1)
		return ERR_RANGE;
	for (;;) {
		ERR_clear_error();
		n = SSL_connect(conn->ssl);
		if (n == 1)
			break;
		r = tls_wait(conn, n, time_left(deadline));
		if (r < 0)
			break;
	}
	/* An alert, or something that is no TLS, is an answer; silence and a hang-up are none.
	 */
	if (r == 0 || r == ERR_PROTOCOL)
		note_answer(conn);
	return r;
}

const char *dial_source(const struct conn *conn, char *to, size_t size)
{
	struct sockaddr_storage a = {0};
	socklen_t n = sizeof(a);
	char text[IP_TEXT];
	struct ip ip = {0};

	if (getsockname(conn->grant.fd, (struct sockaddr *)&a, &n) == 0) {
		const uint8_t *raw = (const uint8_t *)&a;

		/* sockaddr_in holds the address at byte 4, sockaddr_in6 at byte 8. */
		if (ip_of(a.ss_family == AF_INET ? span_of(raw + 4, 4) : span_of(raw + 8, 16),
			&ip) < 0)
			ip.family = 0;
	}
	(void)snprintf(to, size, "%s", ip_text(&ip, text));
	return to;
}

size_t dial_certificates(
    const struct conn *conn, struct arena *arena, struct span *ret, size_t max)
{
	STACK_OF(X509) *chain = conn->ssl ? SSL_get_peer_cert_chain(conn->ssl) : NULL;
	size_t n = 0;

	for (int i = 0; i < sk_X509_num(chain) && n < max; i++) {
		uint8_t *der = NULL;
		int size = i2d_X509(sk_X509_value(chain, i), &der);

		if (size > 0)
			ret[n++] = arena_span(arena, span_of(der, (size_t)size));
		OPENSSL_free(der);
	}
	return n;
}

const char *dial_tls_version(const struct conn *conn)
{
	return conn->ssl ? SSL_get_version(conn->ssl) : NULL;
}

const char *dial_tls_suite(const struct conn *conn)
{
	return conn->ssl ? SSL_CIPHER_standard_name(SSL_get_current_cipher(conn->ssl)) : NULL;
}

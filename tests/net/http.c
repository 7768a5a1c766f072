#include "net/http.h"

#include "base/limits.h"
#include "net/peer.h"
#include "net/rig.h"

#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/certs.h"
#include "test.h"

/* What one GET of the peer's "/x" gives. */
struct fetched {
	struct peer p;
	bool tls;
	const char *method;
	const char *host;
	int err;
	struct http_reply reply;
	int64_t took; /* ms of the worker's clock */
};

static void fetch(struct rig *rig)
{
	struct fetched *f = rig->arg;
	char text[IP_TEXT];
	struct gate_call call = rig_call(ip_text(&f->p.ip, text), f->p.port, GATE_HTTP);
	struct http_request rq = {.method = f->method ? f->method : "GET",
	    .host = f->host ? f->host : "www.chu.test",
	    .port = f->p.port,
	    .tls = f->tls,
	    .path = "/x"};
	int64_t start = loop_now(rig->loop);

	f->err = http_fetch(rig->gate, &call, &rq, rig->arena, &f->reply);
	f->took = loop_now(rig->loop) - start;
}

/* Runs the request; the rig stays open, since it owns the reply. */
static void run(struct rig *rig, struct fetched *f, peer_serve *serve, const void *arg)
{
	f->p = peer_tcp("127.77.30.1", 0, serve, arg);
	rig_init(rig, "127.77.30.0/30");
	rig->arg = f;
	rig_run(rig, fetch, 50);
}

static void done(struct rig *rig, struct fetched *f)
{
	rig_done(rig);
	peer_end(&f->p);
}

TEST(http_fetch_bodies)
{
	static const struct {
		const char *answer, *method, *body;
		int status;
	} rows[] = {
	    {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", NULL, "hello", 200},
	    {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello, and more", NULL, "hello", 200},
	    {"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\ncut", NULL, "cut", 200},
	    {"HTTP/1.0 200 OK\r\n\r\nuntil the end", NULL, "until the end", 200},
	    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n7\r\n, "
	     "world\r\n0\r\n\r\n",
		NULL, "hello, world", 200},
	    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nff\r\ncut",
		NULL, "hellocut", 200},
	    {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nA: b\r\n\r\nHTTP/1.1 404 "
	     "No\r\nContent-Length: 2\r\n\r\nno",
		NULL, "no", 404},
	    {"HTTP/1.1 204 None\r\n\r\n", NULL, "", 204},
	    {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "HEAD", "", 200},
	    {"HTTP/1.1 301 Moved\r\nLocation: /y\r\nContent-Length: 0\r\n\r\n", NULL, "", 301},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct fetched f = {.method = rows[i].method};
		struct rig rig;

		run(&rig, &f, peer_answer, rows[i].answer);
		if (f.err != 0)
			fail_msg("row %zu: %d", i, f.err);
		assert_int_equal(f.reply.head.status, rows[i].status);
		assert_true(span_eq(f.reply.body, rows[i].body));
		assert_string_equal(f.reply.source, "127.0.0.1");
		assert_int_equal(f.p.log->connections, 1); /* redirects are not followed */
		assert_true(f.took < 5000);
		done(&rig, &f);
	}
}

TEST(http_fetch_what_is_no_http)
{
	static const struct {
		const char *answer;
		int err;
	} rows[] = {{"SSH-2.0-OpenSSH\r\n", ERR_PROTOCOL}, {"", ERR_CLOSED},
	    {"HTTP/1.1 200 OK\r\nA: b\r\n", ERR_CLOSED}, {"HTTP/1.1 x\r\n\r\n", ERR_PROTOCOL}};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct fetched f = {0};
		struct rig rig;

		run(&rig, &f, peer_answer, rows[i].answer);
		assert_int_equal(f.err, rows[i].err);
		done(&rig, &f);
	}
}

/* --- peers that want to hold us up or fill our memory --- */

static void nap(int ms)
{
	struct timespec t = {0, ms * 1000000};

	(void)nanosleep(&t, NULL);
}

/* arg: what stands before an endless drip of single bytes, every 2 ms: 100 ms of the worker's
 * clock. */
static void drip(int fd, struct peer_log *log, const void *arg)
{
	(void)peer_read_until(fd, log, "\r\n\r\n");
	peer_say(fd, arg);
	for (;;) {
		peer_say(fd, "x");
		nap(2);
	}
}

static void nothing(int fd, struct peer_log *log, const void *arg)
{
	peer_silent(fd, log, arg);
}

TEST(http_fetch_slow_peers_meet_a_deadline)
{
	static const struct {
		peer_serve *serve;
		const char *before;
		int err;
		size_t least;
	} rows[] = {
	    {drip, "HTTP/1.1 200 OK\r\nA: ", ERR_TIMEOUT, 0},
	    {drip, "HTTP/1.1 200 OK\r\n\r\n", 0, 100}, /* a short body is better than none */
	    {drip, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", 0, 100},
	    {nothing, NULL, ERR_TIMEOUT, 0},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct fetched f = {0};
		struct rig rig;

		run(&rig, &f, rows[i].serve, rows[i].before);
		if (f.err != rows[i].err)
			fail_msg("row %zu: %d", i, f.err);
		assert_in_range(f.took, 7000, 26000);
		if (f.err == 0)
			assert_true(f.reply.body.n >= rows[i].least);
		done(&rig, &f);
	}
}

/* As much as is taken: the body without end, interim answers without end, a head without end.
 */
static void flood(int fd, struct peer_log *log, const void *arg)
{
	(void)peer_read_until(fd, log, "\r\n\r\n");
	if (arg)
		peer_say(fd, "HTTP/1.1 200 OK\r\n\r\n");
	for (;;)
		peer_say(fd, arg ? arg
				 : "HTTP/1.1 100 Continue\r\nX-Fill: "
				   "0123456789012345678901234567890123456789\r\n\r\n");
}

static void head_flood(int fd, struct peer_log *log, const void *arg)
{
	(void)peer_read_until(fd, log, "\r\n\r\n");
	peer_say(fd, "HTTP/1.1 200 OK\r\nX-Fill: ");
	for (;;)
		peer_say(fd, arg);
}

TEST(http_fetch_floods_have_a_maximum)
{
	static const struct {
		peer_serve *serve;
		const char *fill;
		int err;
		size_t body;
	} rows[] = {{flood, "0123456789abcdef", 0, LIMIT_HTTP_BODY},
	    {flood, NULL, ERR_PROTOCOL, 0}, {head_flood, "0123456789", ERR_PROTOCOL, 0}};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct fetched f = {0};
		struct rig rig;

		run(&rig, &f, rows[i].serve, rows[i].fill);
		if (f.err != rows[i].err)
			fail_msg("row %zu: %d", i, f.err);
		assert_int_equal(f.reply.body.n, rows[i].body);
		assert_true(arena_used(rig.arena) < 4 * LIMIT_HTTP_BODY);
		done(&rig, &f);
	}
}

/* A chunk a byte: the work must grow with the bytes, not with their square. */
static void small_chunks(int fd, struct peer_log *log, const void *arg)
{
	STR_AUTO(chunks, 1 << 18);

	(void)peer_read_until(fd, log, "\r\n\r\n");
	peer_say(fd, arg);
	while (chunks.n < 240000)
		str_add(&chunks, "1\r\nx\r\n");
	for (size_t i = 0; i < chunks.n; i += 60)
		peer_write(fd, chunks.p + i, MIN((size_t)60, chunks.n - i));
	peer_say(fd, "0\r\n\r\n");
	peer_silent(fd, log, NULL);
}

TEST(http_fetch_many_small_chunks)
{
	struct fetched f = {0};
	struct rig rig;

	run(&rig, &f, small_chunks, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
	assert_int_equal(f.err, 0);
	assert_int_equal(f.reply.body.n, 40000);
	done(&rig, &f);
}

/* --- the gate hears how it went --- */

struct back_off {
	struct peer busy, misdirected, silent;
	int left;
	struct co_queue all;
	struct rig *rig;
};

static void end_part(struct back_off *b)
{
	if (--b->left == 0)
		co_queue_wake(&b->all);
}

/* Four requests; the gate counts a burst of pleas once in two seconds. Gives the last result.
 */
static int four_times(struct back_off *b, const struct peer *p)
{
	struct fetched f = {.p = *p};
	struct rig rig = *b->rig;

	rig.arg = &f;
	for (int i = 0; i < 4; i++) {
		fetch(&rig);
		if (i < 3)
			assert_int_equal(f.err, 0);
		if (i < 2)
			assert_int_equal(co_sleep(2050), 0);
	}
	return f.err;
}

static void asked_to_stop(void *arg)
{
	struct back_off *b = arg;
	struct gate_call call = rig_call("127.77.30.1", b->busy.port, GATE_PLAIN),
			 outside = rig_call("127.77.31.1", 1, GATE_PLAIN);
	struct gate_grant got;

	assert_int_equal(four_times(b, &b->busy), ERR_BLOCKED);
	/* for every protocol; and somebody else's refusal does not overwrite the reason */
	assert_int_equal(gate_tcp(b->rig->gate, &call, 1000, &got), ERR_BLOCKED);
	assert_int_equal(gate_udp(b->rig->gate, &call, &got), ERR_BLOCKED);
	assert_int_equal(gate_tcp(b->rig->gate, &outside, 1000, &got), ERR_DENIED);
	assert_string_equal(
	    gate_reason(b->rig->gate, &call.ip), "it asked to slow down (429, 503 or 421)");
	end_part(b);
}

/* 421 is SMTP's "come back later", but HTTP's "not this host on this connection" (RFC 9110
 * section 15.5.20). */
static void misdirected(void *arg)
{
	struct back_off *b = arg;

	assert_int_equal(four_times(b, &b->misdirected), 0);
	end_part(b);
}

/* A peer that takes a hello in silence has answered nothing, slowly or otherwise: it must not
 * count as a slow answer. */
static void silent_hellos(void *arg)
{
	struct back_off *b = arg;

	for (int i = 0; i < 20; i++) {
		struct gate_call call = rig_call("127.77.30.3", b->silent.port, GATE_PLAIN);
		struct conn *conn;

		assert_int_equal(dial_tcp(b->rig->gate, &call, 1000, &conn), 0);
		assert_int_equal(conn_start_tls(conn, NULL, i < 8 ? 1 : 320), ERR_TIMEOUT);
		conn_close(conn);
		if (i % 4 == 3 && i > 8)
			assert_int_equal(co_sleep(750), 0);
	}
	end_part(b);
}

static void back_off(struct rig *rig)
{
	struct back_off *b = rig->arg;

	b->rig = rig;
	b->left = 3;
	loop_spawn(rig->loop, asked_to_stop, b);
	loop_spawn(rig->loop, misdirected, b);
	loop_spawn(rig->loop, silent_hellos, b);
	assert_int_equal(co_queue_wait(&b->all, -1), 0);
}

TEST(http_fetch_and_the_back_off_of_the_gate)
{
	struct back_off b = {
	    .busy = peer_tcp("127.77.30.1", 0, peer_answer,
		"HTTP/1.1 429 Too Many\r\nContent-Length: 0\r\n\r\n"),
	    .misdirected = peer_tcp("127.77.30.2", 0, peer_answer,
		"HTTP/1.1 421 Misdirected\r\nContent-Length: 0\r\n\r\n"),
	    .silent = peer_tcp("127.77.30.3", 0, peer_silent, NULL),
	};
	struct rig rig;

	rig_init(&rig, "127.77.30.0/30");
	rig.arg = &b;
	rig_run(&rig, back_off, 1);
	assert_int_equal(b.busy.log->connections, 3);
	assert_int_equal(b.misdirected.log->connections, 4);
	assert_int_equal(b.silent.log->connections, 20);
	rig_done(&rig);
	peer_end(&b.busy);
	peer_end(&b.misdirected);
	peer_end(&b.silent);
}

/* --- TLS --- */

struct tls_server {
	EVP_PKEY *key;
	X509 *cert;
};

static int note_name(SSL *ssl, int *alert, void *arg)
{
	const char *name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);

	(void)alert;
	peer_note(arg, name ? name : "-", name ? strlen(name) : 1);
	return SSL_TLSEXT_ERR_OK;
}

static void serve_tls(int fd, struct peer_log *log, const void *arg)
{
	static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret";
	const struct tls_server *s = arg;
	SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
	char buf[4096];
	SSL *ssl;

	if (!ctx || SSL_CTX_use_certificate(ctx, s->cert) != 1 ||
	    SSL_CTX_use_PrivateKey(ctx, s->key) != 1)
		_exit(1);
	(void)SSL_CTX_set_tlsext_servername_callback(ctx, note_name);
	(void)SSL_CTX_set_tlsext_servername_arg(ctx, log);
	ssl = SSL_new(ctx);
	if (!ssl || SSL_set_fd(ssl, fd) != 1 || SSL_accept(ssl) != 1)
		return;
	if (SSL_read(ssl, buf, sizeof(buf)) > 0)
		(void)SSL_write(ssl, answer, sizeof(answer) - 1);
	(void)SSL_shutdown(ssl);
}

TEST(http_fetch_tls_with_a_certificate_of_its_own)
{
	struct arena *arena = arena_new();
	struct cert_wish wish = {
	    .name = "www.chu.test", .names = "DNS:www.chu.test", .days = 30};
	struct tls_server server;
	struct fetched f = {.tls = true}, by_addr = {.tls = true, .host = "127.77.30.1"};
	struct rig rig;

	server.cert = cert_make(&wish, &server.key);
	run(&rig, &f, serve_tls, &server);
	assert_int_equal(f.err, 0);
	assert_true(span_eq(f.reply.body, "secret"));
	assert_int_equal(f.reply.ncerts, 1);
	assert_true(f.reply.certs[0].n == cert_der(server.cert, arena).n);
	assert_memory_equal(
	    f.reply.certs[0].p, cert_der(server.cert, arena).p, f.reply.certs[0].n);
	assert_true(span_eq(span_of(f.p.log->bytes, f.p.log->n), "www.chu.test")); /* SNI */
	done(&rig, &f);
	run(&rig, &by_addr, serve_tls, &server);
	assert_int_equal(by_addr.err, 0);
	assert_true(span_eq(span_of(by_addr.p.log->bytes, by_addr.p.log->n),
	    "-")); /* an address is no SNI, RFC 6066 section 3 */
	done(&rig, &by_addr);
	X509_free(server.cert);
	EVP_PKEY_free(server.key);
	arena_free(arena);
}

TEST(http_fetch_tls_where_there_is_none)
{
	static const struct {
		peer_serve *serve;
		const char *arg;
		int err;
	} rows[] = {{peer_greet, "220 mail.chu.test ESMTP\r\n", ERR_PROTOCOL},
	    {peer_hang_up, NULL, ERR_CLOSED}, {peer_silent, NULL, ERR_TIMEOUT}};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct fetched f = {.tls = true};
		struct rig rig;

		run(&rig, &f, rows[i].serve, rows[i].arg);
		if (f.err != rows[i].err)
			fail_msg("row %zu: %d", i, f.err);
		assert_int_equal(f.reply.ncerts, 0);
		done(&rig, &f);
	}
}

#include "test.h"

#include "net/certs.h"
#include "net/fetch.h"
#include "net/peer.h"

#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <unistd.h>

struct fetched {
	struct arena *arena;
	struct peer peer;
	struct fetch_reply reply;
	struct msg msg;
	int err;
};

/* Sends rq (whose url is a path here) to a peer of that kind. */
static struct fetched ask(struct fetch_request rq, peer_serve *serve, const void *arg)
{
	struct fetched f = {.arena = arena_new(), .peer = peer_tcp("127.0.0.1", 0, serve, arg)};

	rq.url = arena_printf(f.arena, "http://127.0.0.1:%u%s", f.peer.port, rq.url);
	f.err = fetch(&rq, f.arena, &f.reply, &f.msg);
	return f;
}

static void end(struct fetched *f)
{
	peer_end(&f->peer);
	f->arena = arena_free(f->arena);
}

static struct span sent(const struct fetched *f)
{
	return span_of(f->peer.log->bytes, f->peer.log->n);
}

TEST(fetch_gets_status_headers_and_body)
{
	struct fetched f = ask((struct fetch_request){.url = "/a?b=c"}, peer_answer,
	    "HTTP/1.1 404 Not Found\r\nX-One:  1 \r\nX-Two: a: b\r\nContent-Length: "
	    "5\r\n\r\nhello");

	assert_int_equal(f.err, 0);
	assert_int_equal(f.reply.status, 404);
	assert_string_equal(fetch_header(&f.reply, "x-one"), "1");
	assert_string_equal(fetch_header(&f.reply, "x-two"), "a: b");
	assert_null(fetch_header(&f.reply, "x-three"));
	assert_true(span_eq(f.reply.body, "hello"));
	assert_true(span_starts(sent(&f), "GET /a?b=c HTTP/1.1\r\n"));
	end(&f);
}

TEST(fetch_posts_a_body_with_headers)
{
	static const struct fetch_header headers[] = {
	    {"Content-Type", "application/json"}, {"DPoP", "x.y.z"}};
	struct fetched f = ask(
	    (struct fetch_request){
		.url = "/", .headers = headers, .nheaders = 2, .body = span_str("{\"a\":1}")},
	    peer_answer,
	    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");

	assert_int_equal(f.err, 0);
	assert_true(span_eq(f.reply.body, "abc"));
	assert_true(span_starts(sent(&f), "POST / HTTP/1.1\r\n"));
	assert_true(span_find(sent(&f), "\r\nContent-Type: application/json\r\n") > 0);
	assert_true(span_find(sent(&f), "\r\nDPoP: x.y.z\r\n") > 0);
	assert_true(span_find(sent(&f), "Expect") < 0);
	end(&f);
}

TEST(fetch_other_methods)
{
	struct fetched f = ask((struct fetch_request){.url = "/", .method = "DELETE"},
	    peer_answer, "HTTP/1.1 204 No Content\r\n\r\n");

	assert_int_equal(f.err, 0);
	assert_int_equal(f.reply.status, 204);
	assert_true(span_starts(sent(&f), "DELETE / "));
	end(&f);
}

TEST(fetch_follows_no_redirect)
{
	struct fetched f = ask((struct fetch_request){.url = "/"}, peer_answer,
	    "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");

	assert_int_equal(f.err, 0);
	assert_int_equal(f.reply.status, 302);
	assert_string_equal(fetch_header(&f.reply, "location"), "http://127.0.0.1:1/");
	assert_int_equal(f.peer.log->connections, 1);
	end(&f);
}

TEST(fetch_bodies_have_a_maximum)
{
	struct fetched f = ask((struct fetch_request){.url = "/", .max_body = 4}, peer_answer,
	    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
	struct fetched exact = ask((struct fetch_request){.url = "/", .max_body = 5},
	    peer_answer, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");

	assert_int_equal(f.err, ERR_LIMIT);
	assert_int_equal(exact.err, 0);
	end(&f);
	end(&exact);
}

static void pour_headers(int fd, struct peer_log *log, const void *arg)
{
	(void)arg;
	(void)peer_read_until(fd, log, "\r\n\r\n");
	peer_say(fd, "HTTP/1.1 200 OK\r\n");
	for (;;)
		peer_say(fd, "X: y\r\n");
}

TEST(fetch_headers_have_a_maximum)
{
	struct fetched f = ask((struct fetch_request){.url = "/"}, pour_headers, NULL);

	assert_int_equal(f.err, ERR_LIMIT);
	end(&f);
}

TEST(fetch_time_has_a_maximum)
{
	struct fetched f =
	    ask((struct fetch_request){.url = "/", .timeout_ms = 200}, peer_silent, NULL);

	assert_int_equal(f.err, ERR_TIMEOUT);
	assert_non_null(strstr(f.msg.detail, "127.0.0.1"));
	end(&f);
}

TEST(fetch_peers_that_hang_up_or_are_not_there)
{
	struct fetched f = ask((struct fetch_request){.url = "/"}, peer_hang_up, NULL);
	struct fetched cut = ask((struct fetch_request){.url = "/"}, peer_answer,
	    "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello");
	struct fetch_request rq = {0};
	struct fetch_reply reply;

	assert_int_equal(f.err, ERR_CLOSED);
	rq.url = arena_printf(f.arena, "http://127.0.0.1:%u/", f.peer.port);
	peer_end(&f.peer);
	assert_int_equal(fetch(&rq, f.arena, &reply, NULL), ERR_REFUSED);
	arena_free(f.arena);
	assert_true(cut.err == ERR_CLOSED || cut.err == ERR_TIMEOUT);
	end(&cut);
}

TEST(fetch_refuses_other_schemes_and_plain_text_beyond_the_machine)
{
	static const struct {
		const char *url;
		int err;
	} cases[] = {{"file:///etc/passwd", ERR_UNSUPPORTED},
	    {"ftp://127.0.0.1/", ERR_UNSUPPORTED}, {"http://192.0.2.1/", ERR_UNSUPPORTED},
	    {"http://idp.example/", ERR_UNSUPPORTED},
	    {"http://127.0.0.1.evil.example/", ERR_UNSUPPORTED}, {"", ERR_SYNTAX},
	    {"https://", ERR_SYNTAX}, {"https://127.0.0.1/\r\nX: y", ERR_SYNTAX}};
	struct arena *arena CLEANUP(arena_freep) = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct fetch_request rq = {.url = cases[i].url};
		struct fetch_reply reply;

		assert_int_equal(fetch(&rq, arena, &reply, NULL), cases[i].err);
	}
}

TEST(fetch_headers_carry_no_line_ends)
{
	static const struct fetch_header bad[] = {
	    {"X", "a\r\nY: b"}, {"X\n", "a"}, {"X: y", "a"}, {"X", NULL}};

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct fetched f =
		    ask((struct fetch_request){.url = "/", .headers = &bad[i], .nheaders = 1},
			peer_answer, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

		assert_int_equal(f.err, ERR_SYNTAX);
		assert_int_equal(f.peer.log->connections, 0);
		end(&f);
	}
}

TEST(fetch_asks_before_it_connects)
{
	struct fetched f = ask((struct fetch_request){.url = "/", .allow = fetch_public_only},
	    peer_answer, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

	assert_int_equal(f.err, ERR_DENIED);
	assert_int_equal(f.peer.log->connections, 0);
	end(&f);
}

TEST(fetch_public_only_knows_what_is_inside)
{
	static const char *const inside[] = {"127.0.0.1", "10.1.2.3", "172.31.255.255",
	    "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
	    "255.255.255.255", "::1", "::", "::ffff:10.0.0.1", "fe80::1", "fd00::1", "fec0::1",
	    "64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1", "2001::1"};
	static const char *const outside[] = {
	    "9.9.9.9", "172.32.0.1", "100.128.0.1", "2620:fe::fe", "2a00::1"};
	struct ip ip;

	for (size_t i = 0; i < ARRAY_LEN(inside); i++) {
		assert_int_equal(ip_parse(span_str(inside[i]), &ip), 0);
		assert_false(fetch_public_only(NULL, &ip));
	}
	for (size_t i = 0; i < ARRAY_LEN(outside); i++) {
		assert_int_equal(ip_parse(span_str(outside[i]), &ip), 0);
		assert_true(fetch_public_only(NULL, &ip));
	}
}

TEST(fetch_the_environment_names_no_proxy)
{
	struct fetched f;

	assert_int_equal(setenv("http_proxy", "http://127.0.0.1:1/", 1), 0);
	f = ask((struct fetch_request){.url = "/"}, peer_answer,
	    "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
	assert_int_equal(unsetenv("http_proxy"), 0);
	assert_int_equal(f.err, 0);
	end(&f);
}

struct tls_server {
	EVP_PKEY *key;
	X509 *cert;
};

static void serve_tls(int fd, struct peer_log *log, const void *arg)
{
	static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret";
	const struct tls_server *s = arg;
	SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
	char buf[4096];
	SSL *ssl;
	int n;

	if (!ctx || SSL_CTX_use_certificate(ctx, s->cert) != 1 ||
	    SSL_CTX_use_PrivateKey(ctx, s->key) != 1)
		_exit(1);
	ssl = SSL_new(ctx);
	if (!ssl || SSL_set_fd(ssl, fd) != 1 || SSL_accept(ssl) != 1)
		return;
	n = SSL_read(ssl, buf, sizeof(buf));
	if (n > 0) {
		peer_note(log, buf, (size_t)n);
		(void)SSL_write(ssl, answer, sizeof(answer) - 1);
	}
	(void)SSL_shutdown(ssl);
}

/* Asks a TLS server with a certificate for those names, trusting it or not; nothing may be sent
 * to one that is not trusted. */
static int ask_tls(const char *names, bool trusted)
{
	struct arena *arena = arena_new();
	struct cert_wish wish = {.name = "idp", .names = names, .days = 30};
	struct tls_server server;
	struct peer peer;
	char file[] = "/tmp/varde-fetch-XXXXXX";
	int fd = mkstemp(file);
	FILE *pem = fd < 0 ? NULL : fdopen(fd, "w");
	struct fetch_request rq = {.ca_file = trusted ? file : NULL};
	struct fetch_reply reply = {0};
	int rc;

	assert_non_null(pem);
	server.cert = cert_make(&wish, &server.key);
	assert_int_equal(PEM_write_X509(pem, server.cert), 1);
	assert_int_equal(fclose(pem), 0);
	peer = peer_tcp("127.0.0.1", 0, serve_tls, &server);
	rq.url = arena_printf(arena, "https://127.0.0.1:%u/", peer.port);
	rc = fetch(&rq, arena, &reply, NULL);
	if (rc == 0)
		assert_true(span_eq(reply.body, "secret"));
	else
		assert_int_equal(peer.log->n, 0);
	peer_end(&peer);
	(void)unlink(file);
	X509_free(server.cert);
	EVP_PKEY_free(server.key);
	arena_free(arena);
	return rc;
}

TEST(fetch_certificates_are_checked)
{
	assert_int_equal(ask_tls("IP:127.0.0.1", true), 0);
	assert_int_equal(ask_tls("IP:127.0.0.1", false), ERR_DENIED);
	assert_int_equal(ask_tls("IP:127.0.0.2,DNS:idp", true), ERR_DENIED);
}

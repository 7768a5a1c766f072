#include "scan/identify.h"

#include "engine.h"
#include "net/certs.h"

#include <openssl/ssl.h>
#include <unistd.h>

#include "test.h"

struct tls_server {
	X509 *cert;
	EVP_PKEY *key;
	const char *only; /* the one name it speaks TLS for; NULL: any */
};

static int check_name(SSL *ssl, int *alert, void *arg)
{
	const char *name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name), *only = arg;

	*alert = SSL_AD_UNRECOGNIZED_NAME;
	return !only || (name && strcmp(name, only) == 0) ? SSL_TLSEXT_ERR_OK
							  : SSL_TLSEXT_ERR_ALERT_FATAL;
}

static void serve_https(int fd, struct peer_log *log, const void *arg)
{
	static const char answer[] =
	    "HTTP/1.1 200 OK\r\nServer: Apache/2.4.57 (Debian)\r\nContent-Length: 2\r\n\r\nok";
	const struct tls_server *s = arg;
	SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
	char buf[4096];
	SSL *ssl;
	int n;

	if (!ctx || SSL_CTX_use_certificate(ctx, s->cert) != 1 ||
	    SSL_CTX_use_PrivateKey(ctx, s->key) != 1)
		_exit(1);
	(void)SSL_CTX_set_tlsext_servername_callback(ctx, check_name);
	(void)SSL_CTX_set_tlsext_servername_arg(ctx, (void *)(uintptr_t)s->only);
	ssl = SSL_new(ctx);
	if (!ssl || SSL_set_fd(ssl, fd) != 1 || SSL_accept(ssl) != 1)
		return;
	n = SSL_read(ssl, buf, sizeof(buf));
	peer_note(log, buf, n > 0 ? (size_t)n : 0);
	if (n > 4 && (memcmp(buf, "GET ", 4) == 0 || memcmp(buf, "OPTI", 4) == 0))
		(void)SSL_write(ssl, answer, sizeof(answer) - 1);
	(void)SSL_shutdown(ssl);
}

/* Whether the bytes are ClientHellos and, else, whole messages of the protocol: HL7 in its
 * frames, or DICOM PDUs. */
static bool only_protocol(const struct peer_log *log, bool hl7)
{
	struct span rest = span_of(log->bytes, log->n);

	while (rest.n) {
		size_t n = 0;

		if (rest.n >= 9 && rest.p[0] == 0x16 && rest.p[1] == 3 && rest.p[5] == 1)
			n = 5 + (size_t)(rest.p[3] << 8 | rest.p[4]);
		else if (hl7 && rest.p[0] == 0x0b && span_find(rest, "\x1c\r") > 0)
			n = (size_t)span_find(rest, "\x1c\r") + 2;
		else if (!hl7 && rest.n >= 6 &&
			 (rest.p[0] == 1 || rest.p[0] == 4 || rest.p[0] == 5 ||
			     rest.p[0] == 7) &&
			 rest.p[1] == 0)
			n = 6 + (size_t)((uint32_t)rest.p[2] << 24 | (uint32_t)rest.p[3] << 16 |
					 (uint32_t)rest.p[4] << 8 | rest.p[5]);
		if (n == 0 || n > rest.n)
			return false;
		rest = span_sub(rest, n, rest.n);
	}
	return log->n > 0;
}

static const char *protocol(const struct engine *e, const struct peer *p)
{
	char text[IP_TEXT];
	const struct observation *hit = NULL;

	vec_foreach (o, &e->seen.all) {
		if (o->kind != OBS_SERVICE || strncmp(o->service->unit, "identify/", 9) != 0 ||
		    o->service->port != p->port ||
		    strcmp(o->service->addr, ip_text(&p->ip, text)) != 0)
			continue;
		if (hit)
			fail_msg("%s port %u is two services", text, p->port);
		hit = o;
	}
	return hit ? arena_printf(e->arena, "%s%s", hit->service->protocol,
			 hit->service->tls ? "/tls" : "")
		   : NULL;
}

enum { SSH, SILENT, TLS, NAMED, WEB, HL7, DICOM, PRINTER, HANGS_UP, ECHO, PEERS };

static void echo(int fd, struct peer_log *log, const void *arg)
{
	struct span got;

	(void)arg;
	while (peer_read(fd, log, &got))
		peer_write(fd, got.p, got.n);
}

/* One hospital with one of each; each on an address of its own, so that they are looked at
 * together. */
TEST(identify_one_of_each)
{
	struct cert_wish wish = {
	    .name = "www.chu.test", .names = "DNS:www.chu.test,DNS:extra.chu.test", .days = 9};
	struct tls_server any = {0}, named = {.only = "portal.chu.test"};
	struct peer p[PEERS],
	    names = engine_names("127.77.70.99", "portal.chu.test 127.77.70.4");
	const struct observation *o;
	struct engine e;

	any.cert = named.cert = cert_make(&wish, &any.key);
	named.key = any.key;
	p[SSH] = peer_tcp(
	    "127.77.70.1", 0, peer_greet, "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u7\r\n");
	p[SILENT] = peer_tcp("127.77.70.2", 0, peer_silent, NULL);
	p[TLS] = peer_tcp("127.77.70.3", 0, serve_https, &any);
	p[NAMED] = peer_tcp("127.77.70.4", 0, serve_https, &named);
	p[WEB] = peer_tcp("127.77.70.5", 0, peer_answer,
	    "HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nContent-Length: 0\r\n\r\n");
	p[HL7] = peer_tcp("127.77.70.6", 2575, peer_silent, NULL);
	p[DICOM] = peer_tcp("127.77.70.7", 11112, peer_silent, NULL);
	p[PRINTER] = peer_tcp("127.77.70.8", 9100, peer_greet, "@PJL READY\r\n");
	p[HANGS_UP] = peer_tcp("127.77.70.10", 0, peer_hang_up, NULL);
	p[ECHO] = peer_tcp("127.77.70.11", 0, echo, NULL);
	engine_init(&e, "chu.test 127.77.70.0/28", NULL);
	e.job.ports = "";
	for (size_t i = 0; i < PEERS; i++)
		e.job.ports = engine_text(&e, "%s%s%u", e.job.ports, i ? "," : "", p[i].port);
	engine_resolver(&e, &names);
	engine_run(&e, 20);
	assert_string_equal(protocol(&e, &p[SSH]), "ssh");
	assert_string_equal(protocol(&e, &p[SILENT]), "unknown");
	assert_string_equal(protocol(&e, &p[TLS]), "http/tls");
	assert_string_equal(protocol(&e, &p[NAMED]), "http/tls");
	assert_string_equal(protocol(&e, &p[WEB]), "http");
	assert_string_equal(protocol(&e, &p[HANGS_UP]), "unknown");
	assert_string_equal(protocol(&e, &p[ECHO]), "unknown");
	/* medical ports get their own protocol and nothing else, printers not a byte */
	assert_string_equal(protocol(&e, &p[HL7]), "unknown");
	assert_true(only_protocol(p[HL7].log, true));
	assert_string_equal(protocol(&e, &p[DICOM]), "unknown");
	assert_true(only_protocol(p[DICOM].log, false));
	assert_string_equal(protocol(&e, &p[PRINTER]), "jetdirect");
	assert_true(p[PRINTER].log->connections >= 1);
	assert_int_equal(p[PRINTER].log->n, 0);
	/* the certificate, and the host that it names */
	o = engine_find(&e, OBS_CERT, "127.77.70.3", p[TLS].port);
	assert_non_null(o);
	assert_string_equal(o->cert->subject, "CN=www.chu.test");
	assert_non_null(strstr(engine_units(&e), "host/extra.chu.test\n"));
	/* TLS as each offers it, also to those alone who name it */
	o = engine_find(&e, OBS_TLS, "127.77.70.3", p[TLS].port);
	assert_true(text_list_has(&o->tls->versions, "TLSv1.3") &&
		    text_list_has(&o->tls->versions, "TLSv1.2"));
	assert_null(o->tls->name);
	o = engine_find(&e, OBS_TLS, "127.77.70.4", p[NAMED].port);
	assert_non_null(o);
	assert_true(text_list_has(&o->tls->versions, "TLSv1.3"));
	assert_string_equal(o->tls->name, "portal.chu.test");
	engine_done(&e);
	for (size_t i = 0; i < PEERS; i++)
		peer_end(&p[i]);
	peer_end(&names);
	X509_free(any.cert);
	EVP_PKEY_free(any.key);
}

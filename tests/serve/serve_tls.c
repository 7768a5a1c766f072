#include "rig.h"
#include "test.h"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <time.h>
#include <unistd.h>

enum { NAME = 256 };

#define GET "GET /t HTTP/1.1\r\nHost: x\r\n\r\n"

/* Who signs whom, as files of PEM in a folder. */
struct pki {
	char folder[64];
	char ca[NAME], other[NAME], cert[NAME], key[NAME];
	char client[NAME], client_key[NAME];           /* signed by ca */
	char stranger[NAME], stranger_key[NAME];       /* signed by other */
	char server_only[NAME], server_only_key[NAME]; /* signed by ca, but no client */
};

static void write_pem(const char *path, gnutls_datum_t *pem)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(pem->data, 1, pem->size, f), pem->size);
	assert_int_equal(fclose(f), 0);
	gnutls_free(pem->data);
}

struct signer {
	gnutls_x509_crt_t cert;
	gnutls_x509_privkey_t key;
};

/* A certificate of P-256; issuer NULL makes a CA. purpose: an extended key usage. */
static struct signer make(
    const struct signer *issuer, const char *purpose, char *cert_path, char *key_path)
{
	static unsigned char serial = 1;
	struct signer s;
	gnutls_datum_t pem;
	time_t now = time(NULL);

	assert_int_equal(gnutls_x509_privkey_init(&s.key), 0);
	assert_int_equal(gnutls_x509_privkey_generate(s.key, GNUTLS_PK_ECDSA,
			     GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0),
	    0);
	assert_int_equal(gnutls_x509_crt_init(&s.cert), 0);
	serial++;
	(void)gnutls_x509_crt_set_version(s.cert, 3);
	(void)gnutls_x509_crt_set_serial(s.cert, &serial, 1);
	(void)gnutls_x509_crt_set_activation_time(s.cert, now - 86400);
	(void)gnutls_x509_crt_set_expiration_time(s.cert, now + 86400);
	(void)gnutls_x509_crt_set_dn_by_oid(s.cert, GNUTLS_OID_X520_COMMON_NAME, 0,
	    issuer ? "leaf" : cert_path, issuer ? 4 : (unsigned)strlen(cert_path));
	(void)gnutls_x509_crt_set_basic_constraints(s.cert, issuer == NULL, -1);
	(void)gnutls_x509_crt_set_key(s.cert, s.key);
	if (purpose)
		(void)gnutls_x509_crt_set_key_purpose_oid(s.cert, purpose, 0);
	assert_int_equal(gnutls_x509_crt_sign2(s.cert, issuer ? issuer->cert : s.cert,
			     issuer ? issuer->key : s.key, GNUTLS_DIG_SHA256, 0),
	    0);
	assert_int_equal(gnutls_x509_crt_export2(s.cert, GNUTLS_X509_FMT_PEM, &pem), 0);
	write_pem(cert_path, &pem);
	if (key_path) {
		assert_int_equal(
		    gnutls_x509_privkey_export2(s.key, GNUTLS_X509_FMT_PEM, &pem), 0);
		write_pem(key_path, &pem);
	}
	return s;
}

static void end(struct signer s)
{
	gnutls_x509_crt_deinit(s.cert);
	gnutls_x509_privkey_deinit(s.key);
}

static void pki_init(struct pki *p)
{
	const struct {
		char *to;
		const char *name;
	} files[] = {
	    {p->ca, "ca"},
	    {p->other, "other"},
	    {p->cert, "cert"},
	    {p->key, "key"},
	    {p->client, "client"},
	    {p->client_key, "client-key"},
	    {p->stranger, "stranger"},
	    {p->stranger_key, "stranger-key"},
	    {p->server_only, "server"},
	    {p->server_only_key, "server-key"},
	};
	struct signer ca, other;

	(void)snprintf(p->folder, sizeof(p->folder), "/tmp/varde-tls-XXXXXX");
	assert_non_null(mkdtemp(p->folder));
	for (size_t i = 0; i < ARRAY_LEN(files); i++)
		(void)snprintf(files[i].to, NAME, "%s/%s.pem", p->folder, files[i].name);
	ca = make(NULL, NULL, p->ca, NULL);
	other = make(NULL, NULL, p->other, NULL);
	end(make(&ca, GNUTLS_KP_TLS_WWW_SERVER, p->cert, p->key));
	end(make(&ca, GNUTLS_KP_TLS_WWW_CLIENT, p->client, p->client_key));
	end(make(&other, GNUTLS_KP_TLS_WWW_CLIENT, p->stranger, p->stranger_key));
	end(make(&ca, GNUTLS_KP_TLS_WWW_SERVER, p->server_only, p->server_only_key));
	end(ca);
	end(other);
}

static void pki_done(struct pki *p)
{
	const char *const all[] = {p->ca, p->other, p->cert, p->key, p->client, p->client_key,
	    p->stranger, p->stranger_key, p->server_only, p->server_only_key};

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		(void)unlink(all[i]);
	assert_int_equal(rmdir(p->folder), 0);
}

struct tls {
	int fd;
	gnutls_session_t session;
	gnutls_certificate_credentials_t cred;
};

/* A handshake with the priorities, and the certificate unless NULL. 0 or GnuTLS's error. */
static int tls_open(struct rig *rig, struct tls *t, const char *priorities, const char *cert,
    const char *key, const char *ca)
{
	int code;

	t->fd = rig_connect(rig);
	assert_true(t->fd >= 0);
	assert_int_equal(gnutls_certificate_allocate_credentials(&t->cred), 0);
	assert_int_equal(
	    gnutls_certificate_set_x509_trust_file(t->cred, ca, GNUTLS_X509_FMT_PEM), 1);
	if (cert)
		assert_int_equal(gnutls_certificate_set_x509_key_file(
				     t->cred, cert, key, GNUTLS_X509_FMT_PEM),
		    0);
	/* FORCE_CLIENT_CERT: also when the server does not name the one who signed it. */
	assert_int_equal(gnutls_init(&t->session, GNUTLS_CLIENT | GNUTLS_FORCE_CLIENT_CERT), 0);
	assert_int_equal(gnutls_priority_set_direct(t->session, priorities, NULL), 0);
	(void)gnutls_credentials_set(t->session, GNUTLS_CRD_CERTIFICATE, t->cred);
	gnutls_session_set_verify_cert(t->session, NULL, 0);
	gnutls_transport_set_int(t->session, t->fd);
	do
		code = gnutls_handshake(t->session);
	while (code < 0 && !gnutls_error_is_fatal(code));
	return code;
}

static void tls_close(struct tls *t)
{
	gnutls_deinit(t->session);
	gnutls_certificate_free_credentials(t->cred);
	(void)close(t->fd);
}

/* Sends the request, and gives the reply up to the text. */
static char *tls_talk(struct rig *rig, struct tls *t, const char *until)
{
	STR_AUTO(all, 1 << 20);
	char buf[4096];
	ssize_t n;

	assert_int_equal(gnutls_record_send(t->session, GET, sizeof(GET) - 1), sizeof(GET) - 1);
	do {
		n = gnutls_record_recv(t->session, buf, sizeof(buf));
		if (n > 0)
			str_put(&all, buf, (size_t)n);
	} while ((n > 0 && !strstr(str_text(&all), until)) || n == GNUTLS_E_AGAIN ||
		 n == GNUTLS_E_INTERRUPTED);
	return str_dup(&all, rig->arena);
}

static void start(struct rig *rig, struct pki *p, const char *client_ca)
{
	pki_init(p);
	rig_init(rig);
	rig->o.cert = p->cert;
	rig->o.key = p->key;
	rig->o.client_ca = client_ca;
	rig_start(rig);
}

TEST(tls_is_spoken_and_the_connection_is_kept)
{
	static const char *const versions[] = {
	    "NORMAL:-VERS-ALL:+VERS-TLS1.3", "NORMAL:-VERS-ALL:+VERS-TLS1.2"};
	struct rig rig;
	struct pki p = {0};

	start(&rig, &p, NULL);
	for (size_t i = 0; i < ARRAY_LEN(versions); i++) {
		struct serve_figures f;
		struct tls t;

		assert_int_equal(tls_open(&rig, &t, versions[i], NULL, NULL, p.ca), 0);
		for (int k = 0; k < 2; k++) {
			char *reply = tls_talk(&rig, &t, "body 0\n");

			assert_int_equal(rig_status(reply), 200);
			assert_non_null(strstr(reply, "tls 1\npeer -\n"));
			assert_non_null(
			    strstr(reply, "Strict-Transport-Security: max-age=63072000; "
					  "includeSubDomains\r\n"));
		}
		serve_figures(rig.serve, &f);
		assert_int_equal(f.connections, 1);
		tls_close(&t);
		rig_wait_connections(&rig, 0);
	}
	rig_done(&rig);
	pki_done(&p);
}

TEST(old_protocols_and_ciphers_are_refused)
{
	static const char *const old[] = {
	    "NORMAL:-VERS-ALL:+VERS-TLS1.1:%COMPAT",
	    "NORMAL:-VERS-ALL:+VERS-TLS1.0:%COMPAT",
	    "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+RSA",
	    "NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+AES-128-CBC:+AES-256-CBC",
	};
	struct rig rig;
	struct pki p = {0};

	start(&rig, &p, NULL);
	for (size_t i = 0; i < ARRAY_LEN(old); i++) {
		struct tls t;

		assert_true(tls_open(&rig, &t, old[i], NULL, NULL, p.ca) < 0);
		tls_close(&t);
	}
	assert_int_equal(rig_ask(&rig, GET, sizeof(GET) - 1), 0);
	rig_done(&rig);
	pki_done(&p);
}

static void hex_of(const char *cert_path, char *ret_hex)
{
	gnutls_datum_t pem;
	gnutls_x509_crt_t cert;
	unsigned char hash[32];
	size_t n = sizeof(hash);

	assert_int_equal(gnutls_load_file(cert_path, &pem), 0);
	(void)gnutls_x509_crt_init(&cert);
	assert_int_equal(gnutls_x509_crt_import(cert, &pem, GNUTLS_X509_FMT_PEM), 0);
	assert_int_equal(gnutls_x509_crt_get_fingerprint(cert, GNUTLS_DIG_SHA256, hash, &n), 0);
	for (size_t i = 0; i < n; i++)
		(void)snprintf(ret_hex + 2 * i, 3, "%02x", hash[i]);
	gnutls_x509_crt_deinit(cert);
	gnutls_free(pem.data);
}

TEST(a_client_is_who_our_ca_says)
{
	struct rig rig;
	struct pki p = {0};
	struct tls t;
	char hex[65], want[80];

	start(&rig, &p, p.ca);
	hex_of(p.client, hex);
	(void)snprintf(want, sizeof(want), "\npeer %s\n", hex);
	assert_int_equal(tls_open(&rig, &t, "NORMAL", p.client, p.client_key, p.ca), 0);
	for (int i = 0; i < 2; i++)
		assert_non_null(strstr(tls_talk(&rig, &t, "body 0\n"), want));
	tls_close(&t);
	assert_int_equal(
	    tls_open(&rig, &t, "NORMAL:-VERS-TLS1.3", p.client, p.client_key, p.ca), 0);
	assert_non_null(strstr(tls_talk(&rig, &t, "body 0\n"), want));
	tls_close(&t);
	rig_done(&rig);
	pki_done(&p);
}

TEST(a_client_whom_our_ca_does_not_know_is_nobody)
{
	struct rig rig;
	struct pki p = {0};
	struct tls t;

	start(&rig, &p, p.ca);
	assert_int_equal(tls_open(&rig, &t, "NORMAL", NULL, NULL, p.ca), 0);
	assert_non_null(strstr(tls_talk(&rig, &t, "body 0\n"), "\npeer -\n"));
	tls_close(&t);
	assert_int_equal(tls_open(&rig, &t, "NORMAL", p.stranger, p.stranger_key, p.ca), 0);
	assert_non_null(strstr(tls_talk(&rig, &t, "body 0\n"), "\npeer -\n"));
	tls_close(&t);
	assert_int_equal(
	    tls_open(&rig, &t, "NORMAL", p.server_only, p.server_only_key, p.ca), 0);
	assert_non_null(strstr(tls_talk(&rig, &t, "body 0\n"), "\npeer -\n"));
	tls_close(&t);
	rig_done(&rig);
	pki_done(&p);
}

TEST(a_certificate_that_nobody_asked_for_is_not_looked_at)
{
	struct rig rig;
	struct pki p = {0};
	struct tls t;

	start(&rig, &p, NULL);
	assert_int_equal(tls_open(&rig, &t, "NORMAL", p.client, p.client_key, p.ca), 0);
	assert_non_null(strstr(tls_talk(&rig, &t, "body 0\n"), "\npeer -\n"));
	tls_close(&t);
	rig_done(&rig);
	pki_done(&p);
}

TEST(a_handshake_that_hangs_is_cut)
{
	struct rig rig;
	struct pki p = {0};
	int64_t from;
	int fd;

	pki_init(&p);
	rig_init(&rig);
	rig.o.cert = p.cert;
	rig.o.key = p.key;
	rig.o.header_ms = 300;
	rig_start(&rig);
	from = rig_now();
	fd = rig_connect(&rig);
	assert_true(rig_say(fd, "\x16\x03\x01\x02"));
	(void)rig_read_all(&rig, fd);
	assert_true(rig_now() - from >= 290 && rig_now() - from < 2000);
	(void)close(fd);
	rig_done(&rig);
	pki_done(&p);
}

TEST(files_that_are_wrong_are_told)
{
	struct serve *serve = NULL;
	struct msg msg = {.what = ""};
	struct rig rig;
	struct pki p = {0};

	pki_init(&p);
	rig_init(&rig);
	rig.o.cert = p.cert;
	assert_int_equal(serve_start(&rig.o, &serve, &msg), ERR_SYNTAX);
	rig.o.key = p.client_key;
	assert_int_equal(serve_start(&rig.o, &serve, &msg), ERR_SYNTAX);
	assert_non_null(strstr(msg.detail, p.cert));
	rig.o.key = "/nonexistent/key.pem";
	assert_int_equal(serve_start(&rig.o, &serve, &msg), ERR_IO);
	rig.o.key = p.key;
	rig.o.client_ca = p.key;
	assert_int_equal(serve_start(&rig.o, &serve, &msg), ERR_SYNTAX);
	assert_non_null(strstr(msg.detail, p.key));
	assert_null(serve);
	rig_done(&rig);
	pki_done(&p);
}

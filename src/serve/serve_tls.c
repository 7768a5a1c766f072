/* TLS with GnuTLS through libmicrohttpd: files, priorities, and who the client is. */
#include "serve/serve_impl.h"

#include "os/file.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

/* TLS 1.2 and 1.3 with forward secrecy and authenticated encryption alone. */
const char serve_tls_priorities[] =
    "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-RSA:-AES-128-CBC:-AES-256-CBC:-AES-128-CCM:"
    "-AES-256-CCM:-SHA1:%SERVER_PRECEDENCE";

enum { PEM_MAX = 1 << 20 };

static int read_pem(const char *path, char **ret, struct msg *msg)
{
	STR_AUTO(text, PEM_MAX);
	int err = file_read(path, &text, msg);

	if (err < 0)
		return err == ERR_LIMIT ? ERR_SYNTAX : ERR_IO;
	str_char(&text, '\0');
	if (str_ok(&text) < 0)
		return ERR_SYNTAX;
	*ret = text.p;
	text.p = NULL;
	return 0;
}

static int refuse(struct msg *msg, const char *path, int code)
{
	msg_what(msg, "the certificate files cannot be used");
	msg_detail(msg, "%s: %s", path, gnutls_strerror(code));
	msg_hint(
	    msg, "PEM files: the certificate with its chain, and the key that belongs to it");
	return ERR_SYNTAX;
}

static gnutls_datum_t datum(char *text)
{
	return (gnutls_datum_t){(unsigned char *)text, (unsigned)strlen(text)};
}

/* MHD says nothing useful about files that are wrong, so GnuTLS reads them once before. */
static int try_files(struct serve *serve, struct msg *msg)
{
	gnutls_certificate_credentials_t cred = NULL;
	gnutls_datum_t cert = datum(serve->cert), key = datum(serve->key), ca;
	int code = gnutls_certificate_allocate_credentials(&cred), err = 0;

	if (code < 0)
		return refuse(msg, serve->o.cert, code);
	code = gnutls_certificate_set_x509_key_mem(cred, &cert, &key, GNUTLS_X509_FMT_PEM);
	if (code < 0)
		err = refuse(msg, serve->o.cert, code);
	if (err == 0 && serve->client_ca) {
		ca = datum(serve->client_ca);
		code = gnutls_certificate_set_x509_trust_mem(cred, &ca, GNUTLS_X509_FMT_PEM);
		if (code <= 0)
			err = refuse(msg, serve->o.client_ca,
			    code ? code : GNUTLS_E_NO_CERTIFICATE_FOUND);
	}
	gnutls_certificate_free_credentials(cred);
	return err;
}

int serve_tls_load(struct serve *serve, struct msg *msg)
{
	const struct serve_options *o = &serve->o;
	int err;

	if (!o->cert || !o->key) {
		msg_what(msg, "TLS needs a certificate and its key");
		msg_hint(msg, "give both files, or neither for plain HTTP behind a proxy");
		return ERR_SYNTAX;
	}
	err = read_pem(o->cert, &serve->cert, msg);
	if (err == 0)
		err = read_pem(o->key, &serve->key, msg);
	if (err == 0 && o->client_ca)
		err = read_pem(o->client_ca, &serve->client_ca, msg);
	return err ? err : try_files(serve, msg);
}

void serve_tls_peer(struct MHD_Connection *mhd, char ret_hex[SERVE_PEER + 1])
{
	const union MHD_ConnectionInfo *info =
	    MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_GNUTLS_SESSION);
	unsigned char client[] = GNUTLS_KP_TLS_WWW_CLIENT;
	gnutls_typed_vdata_st purpose = {.type = GNUTLS_DT_KEY_PURPOSE_OID, .data = client};
	const gnutls_datum_t *chain;
	unsigned status = 0, n = 0;
	uint8_t hash[SERVE_PEER / 2];

	ret_hex[0] = '\0';
	if (!info || !info->tls_session)
		return;
	chain = gnutls_certificate_get_peers(info->tls_session, &n);
	if (!chain || n == 0 ||
	    gnutls_certificate_verify_peers(info->tls_session, &purpose, 1, &status) < 0 ||
	    status != 0 ||
	    gnutls_hash_fast(GNUTLS_DIG_SHA256, chain[0].data, chain[0].size, hash))
		return;
	for (size_t i = 0; i < sizeof(hash); i++) {
		ret_hex[2 * i] = "0123456789abcdef"[hash[i] >> 4];
		ret_hex[2 * i + 1] = "0123456789abcdef"[hash[i] & 15];
	}
	ret_hex[SERVE_PEER] = '\0';
}

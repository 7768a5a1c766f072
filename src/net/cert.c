#include "net/cert.h"

#include "base/limits.h"
#include "codec/utf8.h"
#include "wire/ip.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>

static const char *name_text(struct arena *arena, const X509_NAME *name)
{
	BIO *bio = BIO_new(BIO_s_mem());
	const char *text = NULL;
	char *p = NULL;
	long n;

	if (!bio)
		return NULL;
	if (X509_NAME_print_ex(bio, name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) >= 0) {
		n = BIO_get_mem_data(bio, &p);
		text = utf8_clean(arena, span_of(p, n > 0 ? (size_t)n : 0), 1024);
	}
	BIO_free(bio);
	return text;
}

static int64_t time_ms(const ASN1_TIME *t)
{
	struct tm tm;
	time_t s;

	if (!t || ASN1_TIME_to_tm(t, &tm) != 1)
		return 0;
	s = timegm(&tm);
	return s > 0 ? (int64_t)s * 1000 : 1; /* 0 means absent */
}

static void read_names(X509 *x, struct arena *arena, struct obs_cert *ret)
{
	GENERAL_NAMES *names = X509_get_ext_d2i(x, NID_subject_alt_name, NULL, NULL);

	for (int i = 0; i < sk_GENERAL_NAME_num(names) && ret->names.n < LIMIT_LIST; i++) {
		const GENERAL_NAME *g = sk_GENERAL_NAME_value(names, i);
		char text[IP_TEXT];
		struct ip ip;

		if (g->type == GEN_DNS) {
			struct span s = span_of(ASN1_STRING_get0_data(g->d.dNSName),
			    (size_t)ASN1_STRING_length(g->d.dNSName));

			text_list_add(&ret->names, arena, utf8_clean(arena, s, 512));
		} else if (g->type == GEN_IPADD) {
			struct span s = span_of(ASN1_STRING_get0_data(g->d.iPAddress),
			    (size_t)ASN1_STRING_length(g->d.iPAddress));

			if (ip_of(s, &ip) == 0)
				text_list_add(&ret->names, arena,
				    arena_strdup(arena, ip_text(&ip, text)));
		}
	}
	GENERAL_NAMES_free(names);
}

static void read_key(X509 *x, struct arena *arena, struct obs_cert *ret)
{
	EVP_PKEY *key = X509_get0_pubkey(x);
	int nid = X509_get_signature_nid(x);
	const char *name = NULL;

	if (key) {
		int id = EVP_PKEY_get_base_id(key);

		name = id == EVP_PKEY_RSA   ? "RSA"
		       : id == EVP_PKEY_EC  ? "EC"
		       : id == EVP_PKEY_DSA ? "DSA"
					    : OBJ_nid2sn(id);
		ret->key_bits = EVP_PKEY_get_bits(key);
	}
	ret->key = arena_strdup(arena, name ? name : "unknown");
	name = nid == NID_undef ? NULL : OBJ_nid2ln(nid);
	ret->signature = arena_strdup(arena, name ? name : "unknown");
	/* A certificate is its own issuer when the names are equal and its own key verifies it.
	 */
	ret->self_signed =
	    X509_NAME_cmp(X509_get_subject_name(x), X509_get_issuer_name(x)) == 0 && key &&
	    X509_verify(x, key) == 1;
}

static void read_digest(struct span der, struct arena *arena, struct obs_cert *ret)
{
	uint8_t md[EVP_MAX_MD_SIZE];
	unsigned n = 0;
	STR_AUTO(hex, 128);

	if (EVP_Digest(der.p, der.n, md, &n, EVP_sha256(), NULL) == 1)
		for (unsigned i = 0; i < n; i++)
			str_addf(&hex, "%02x", md[i]);
	ret->sha256 = str_dup(&hex, arena);
}

static bool matches(X509 *x, const char *name)
{
	struct ip ip;

	if (!name)
		return true;
	if (ip_parse(span_str(name), &ip) == 0)
		return X509_check_ip_asc(x, name, 0) == 1;
	return X509_check_host(x, name, strlen(name), 0, NULL) == 1;
}

int cert_read(struct span der, struct arena *arena, struct obs_cert *ret)
{
	const uint8_t *p = der.p;
	X509 *x = d2i_X509(NULL, &p, (long)der.n);
	BIGNUM *serial;
	char *hex = NULL;

	if (!x) {
		ERR_clear_error();
		return ERR_SYNTAX;
	}
	ret->subject = name_text(arena, X509_get_subject_name(x));
	ret->issuer = name_text(arena, X509_get_issuer_name(x));
	serial = ASN1_INTEGER_to_BN(X509_get0_serialNumber(x), NULL);
	hex = serial ? BN_bn2hex(serial) : NULL;
	ret->serial = hex && strlen(hex) <= 128 ? arena_strdup(arena, hex) : NULL;
	OPENSSL_free(hex);
	BN_free(serial);
	ret->not_before = time_ms(X509_get0_notBefore(x));
	ret->not_after = time_ms(X509_get0_notAfter(x));
	read_names(x, arena, ret);
	read_key(x, arena, ret);
	read_digest(der, arena, ret);
	ret->name_matches = matches(x, ret->name);
	X509_free(x);
	ERR_clear_error();
	return 0;
}

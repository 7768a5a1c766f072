#include "net/certs.h"

#include <openssl/ec.h>
#include <openssl/rsa.h>

#include "test.h"

X509 *cert_make(const struct cert_wish *wish, EVP_PKEY **ret_key)
{
	EVP_PKEY *key =
	    wish->rsa_bits ? EVP_RSA_gen((unsigned)wish->rsa_bits) : EVP_EC_gen("P-256");
	const EVP_MD *md = EVP_get_digestbyname(wish->digest ? wish->digest : "SHA256");
	X509 *x = X509_new();

	assert_non_null(key);
	assert_non_null(md);
	assert_int_equal(X509_set_version(x, X509_VERSION_3), 1);
	assert_int_equal(ASN1_INTEGER_set(X509_get_serialNumber(x), 0x1234abcd), 1);
	assert_non_null(X509_gmtime_adj(X509_getm_notBefore(x), -2 * 86400));
	assert_non_null(X509_gmtime_adj(X509_getm_notAfter(x), (long)wish->days * 86400));
	assert_int_equal(X509_set_pubkey(x, key), 1);
	if (wish->name)
		assert_int_equal(X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN",
				     MBSTRING_UTF8, (const uint8_t *)wish->name, -1, -1, 0),
		    1);
	assert_int_equal(
	    X509_set_issuer_name(x, X509_get_subject_name(wish->issuer ? wish->issuer : x)), 1);
	if (wish->names) {
		X509_EXTENSION *e =
		    X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, wish->names);

		assert_non_null(e);
		assert_int_equal(X509_add_ext(x, e, -1), 1);
		X509_EXTENSION_free(e);
	}
	assert_true(X509_sign(x, wish->issuer_key ? wish->issuer_key : key, md) > 0);
	*ret_key = key;
	return x;
}

struct span cert_der(X509 *cert, struct arena *arena)
{
	uint8_t *der = NULL;
	int n = i2d_X509(cert, &der);
	struct span s;

	assert_true(n > 0);
	s = arena_span(arena, span_of(der, (size_t)n));
	OPENSSL_free(der);
	return s;
}

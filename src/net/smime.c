#include "net/smime.h"

#include "codec/utf8.h"

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

enum { CHAIN_MAX = 10, NAMES_MAX = 10, NAME_MAX_BYTES = 500, RSA_MIN = 2048, EC_MIN = 224 };

/* --- what a certificate says --- */

static int64_t time_ms(const ASN1_TIME *t)
{
	struct tm tm;
	time_t s;

	if (!t || ASN1_TIME_to_tm(t, &tm) != 1)
		return 0;
	s = timegm(&tm);
	return s > 0 ? (int64_t)s * 1000 : 1; /* 0 means absent */
}

static const char *subject_of(X509 *x, struct arena *arena)
{
	BIO *bio = BIO_new(BIO_s_mem());
	const char *text = "";
	char *p = NULL;
	long n;

	if (bio && X509_NAME_print_ex(bio, X509_get_subject_name(x), 0,
		       XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) >= 0) {
		n = BIO_get_mem_data(bio, &p);
		text = utf8_clean(arena, span_of(p, n > 0 ? (size_t)n : 0), NAME_MAX_BYTES);
	}
	BIO_free(bio);
	return text;
}

static void add_names(X509 *x, struct arena *arena, struct contact_key *to)
{
	STACK_OF(OPENSSL_STRING) *mails = X509_get1_email(x);
	const char *subject = subject_of(x, arena);

	to->names = (struct text_list){0};
	if (*subject)
		text_list_add(&to->names, arena, subject);
	for (int i = 0; i < sk_OPENSSL_STRING_num(mails) && to->names.n < NAMES_MAX; i++)
		text_list_add(&to->names, arena,
		    utf8_clean(
			arena, span_str(sk_OPENSSL_STRING_value(mails, i)), NAME_MAX_BYTES));
	X509_email_free(mails);
}

static const char *algorithm_of(X509 *x, struct arena *arena)
{
	EVP_PKEY *key = X509_get0_pubkey(x);
	char curve[60] = "";

	if (EVP_PKEY_get_base_id(key) == EVP_PKEY_EC)
		(void)EVP_PKEY_get_group_name(key, curve, sizeof(curve), NULL);
	return *curve ? arena_strdup(arena, curve)
		      : arena_printf(arena, "RSA %d", EVP_PKEY_get_bits(key));
}

static const char *fingerprint_of(X509 *x, struct arena *arena)
{
	uint8_t md[EVP_MAX_MD_SIZE];
	unsigned n = 0;
	STR_AUTO(hex, 2 * EVP_MAX_MD_SIZE + 1);

	if (X509_digest(x, EVP_sha256(), md, &n) == 1)
		for (unsigned i = 0; i < n; i++)
			str_addf(&hex, "%02X", md[i]);
	return str_dup(&hex, arena);
}

/* --- what it is good for --- */

/* RFC 8550 section 4.4.2 and 4.4.4: for mails, when it says what for at all. */
static bool is_for_mails(X509 *x)
{
	uint32_t use = X509_get_extended_key_usage(x);

	return use == UINT32_MAX || (use & (XKU_SMIME | XKU_ANYEKU));
}

/* The key's kind, and that its use allows what encrypting with it means: RSA transports a key,
 * with a curve one is agreed on. */
static enum contact_fault judge_key(X509 *x)
{
	EVP_PKEY *key = X509_get0_pubkey(x);
	uint32_t use = X509_get_key_usage(x);
	int bits = key ? EVP_PKEY_get_bits(key) : 0;

	switch (key ? EVP_PKEY_get_base_id(key) : EVP_PKEY_NONE) {
	case EVP_PKEY_RSA:
		if (!(use & KU_KEY_ENCIPHERMENT))
			return CONTACT_NO_ENCRYPTION;
		return bits < RSA_MIN ? CONTACT_WEAK : CONTACT_FINE;
	case EVP_PKEY_EC:
		if (!(use & KU_KEY_AGREEMENT))
			return CONTACT_NO_ENCRYPTION;
		return bits < EC_MIN ? CONTACT_WEAK : CONTACT_FINE;
	default:
		return CONTACT_NO_ENCRYPTION;
	}
}

static enum contact_fault judge(X509 *x, const char *mail, int64_t now)
{
	if (time_ms(X509_get0_notAfter(x)) <= now)
		return CONTACT_EXPIRED;
	if (time_ms(X509_get0_notBefore(x)) > now)
		return CONTACT_NOT_YET;
	if (!is_for_mails(x))
		return CONTACT_NO_ENCRYPTION;
	if (mail && X509_check_email(x, mail, 0, 0) != 1)
		return CONTACT_OTHER_ADDRESS;
	return judge_key(x);
}

/* --- reading --- */

static enum contact_fault write_out(X509 *x, struct arena *arena, const char **ret)
{
	BIO *bio = BIO_new(BIO_s_mem());
	enum contact_fault fault = CONTACT_NO_KEY;
	char *p = NULL;
	long n;

	if (bio && PEM_write_bio_X509(bio, x) == 1) {
		n = BIO_get_mem_data(bio, &p);
		fault = n > CONTACT_KEY_MAX ? CONTACT_TOO_LONG : CONTACT_FINE;
		if (fault == CONTACT_FINE)
			*ret = arena_strndup(arena, p, (size_t)n);
	}
	BIO_free(bio);
	return fault;
}

static enum contact_fault describe(
    X509 *x, const char *mail, int64_t now, struct arena *arena, struct contact_key *ret)
{
	struct contact_key out = *ret;
	enum contact_fault fault = judge(x, mail, now);

	if (fault != CONTACT_FINE)
		return fault;
	out.type = CONTACT_SMIME;
	out.fingerprint = fingerprint_of(x, arena);
	out.algorithm = algorithm_of(x, arena);
	out.made = time_ms(X509_get0_notBefore(x));
	out.expires = time_ms(X509_get0_notAfter(x));
	add_names(x, arena, &out);
	fault = write_out(x, arena, &out.key);
	if (fault == CONTACT_FINE)
		*ret = out;
	return fault;
}

/* Somebody's own certificate among those that were pasted: the only one that is no
 * authority's. When there is one alone, it is that. */
static enum contact_fault find_own(BIO *bio, X509 **ret)
{
	X509 *own = NULL, *one;
	int count = 0, owns = 0;

	while (count < CHAIN_MAX && (one = PEM_read_bio_X509(bio, NULL, NULL, NULL))) {
		bool authority = X509_check_ca(one) == 1;

		owns += !authority;
		if (!own || (!authority && owns == 1)) {
			X509_free(own);
			own = one;
		} else {
			X509_free(one);
		}
		count++;
	}
	ERR_clear_error();
	if (own && count > 1 && owns != 1) {
		X509_free(own);
		return CONTACT_SEVERAL;
	}
	*ret = own;
	return own ? CONTACT_FINE : CONTACT_NO_KEY;
}

enum contact_fault smime_read(struct span text, const char *mail, int64_t now,
    struct arena *arena, struct contact_key *ret)
{
	enum contact_fault fault;
	X509 *own = NULL;
	BIO *bio;

	if (text.n > CONTACT_PASTE_MAX)
		return CONTACT_TOO_LONG;
	if (span_find(text, "PRIVATE KEY-----") >= 0)
		return CONTACT_SECRET;
	bio = BIO_new_mem_buf(text.p, (int)text.n);
	fault = bio ? find_own(bio, &own) : CONTACT_NO_KEY;
	BIO_free(bio);
	if (fault == CONTACT_FINE)
		fault = describe(own, mail, now, arena, ret);
	X509_free(own);
	ERR_clear_error();
	return fault;
}

/* --- encrypting --- */

static enum contact_fault broken(struct msg *msg)
{
	char text[200];

	ERR_error_string_n(ERR_peek_last_error(), text, sizeof(text));
	msg_what(msg, "a mail cannot be encrypted");
	msg_detail(msg, "%s", text);
	msg_hint(msg, "the reader has to give another certificate");
	ERR_clear_error();
	return CONTACT_BROKEN;
}

/* The recipient; on a curve the key is derived by SHA-256 instead of OpenSSL's SHA-1 (RFC 8551
 * section 2.3). */
static bool add_recipient(CMS_ContentInfo *cms, X509 *x)
{
	CMS_RecipientInfo *info = CMS_add1_recipient_cert(cms, x, CMS_KEY_PARAM);
	EVP_PKEY_CTX *ctx = info ? CMS_RecipientInfo_get0_pkey_ctx(info) : NULL;

	if (!info)
		return false;
	if (EVP_PKEY_get_base_id(X509_get0_pubkey(x)) != EVP_PKEY_EC)
		return true;
	return ctx && EVP_PKEY_CTX_set_ecdh_kdf_md(ctx, EVP_sha256()) == 1;
}

static bool envelop(X509 *x, struct span bytes, struct str *out)
{
	CMS_ContentInfo *cms =
	    CMS_encrypt(NULL, NULL, EVP_aes_256_cbc(), CMS_PARTIAL | CMS_BINARY);
	BIO *in = BIO_new_mem_buf(bytes.p, (int)bytes.n), *der = BIO_new(BIO_s_mem());
	bool done = cms && in && der && add_recipient(cms, x) &&
		    CMS_final(cms, in, NULL, CMS_BINARY) == 1 && i2d_CMS_bio(der, cms) == 1;
	char *p = NULL;
	long n;

	if (done) {
		n = BIO_get_mem_data(der, &p);
		str_put(out, p, n > 0 ? (size_t)n : 0);
		done = str_ok(out) == 0;
	}
	BIO_free(in);
	BIO_free(der);
	CMS_ContentInfo_free(cms);
	return done;
}

enum contact_fault smime_encrypt(
    const char *pem, int64_t now, struct span bytes, struct str *out, struct msg *msg)
{
	BIO *bio = BIO_new_mem_buf(pem, -1);
	X509 *x = bio ? PEM_read_bio_X509(bio, NULL, NULL, NULL) : NULL;
	enum contact_fault fault = x ? judge(x, NULL, now) : CONTACT_NO_KEY;

	if (fault == CONTACT_FINE && !envelop(x, bytes, out))
		fault = broken(msg);
	X509_free(x);
	BIO_free(bio);
	ERR_clear_error();
	return fault;
}

/* Which certificates are taken, and that their owner alone reads what is encrypted to them. */
#include "net/smime.h"

#include "certs.h"
#include "test.h"

#include <openssl/cms.h>
#include <openssl/pem.h>
#include <time.h>

#define MAIL "anna@varde.test"

static int64_t now(void)
{
	return (int64_t)time(NULL) * 1000;
}

static void add_ext(X509 *x, int nid, const char *value)
{
	X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, NULL, nid, value);

	assert_non_null(e);
	assert_int_equal(X509_add_ext(x, e, -1), 1);
	X509_EXTENSION_free(e);
}

/* What a certificate is for. NULL: it does not say. */
struct wish {
	int rsa_bits, days;
	const char *names, *use, *extended;
	bool authority, later;
};

struct made {
	X509 *x;
	EVP_PKEY *key;
	const char *pem;
};

static const char *pem_of(X509 *x, struct arena *arena)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *p = NULL;
	long n;
	const char *pem;

	assert_int_equal(PEM_write_bio_X509(bio, x), 1);
	n = BIO_get_mem_data(bio, &p);
	pem = arena_strndup(arena, p, (size_t)n);
	BIO_free(bio);
	return pem;
}

static struct made make(const struct wish *w, struct arena *arena)
{
	struct made m = {0};

	m.x = cert_make(&(struct cert_wish){.name = "Anna Berg",
			    .names = w->names,
			    .days = w->days,
			    .rsa_bits = w->rsa_bits},
	    &m.key);
	if (w->use)
		add_ext(m.x, NID_key_usage, w->use);
	if (w->extended)
		add_ext(m.x, NID_ext_key_usage, w->extended);
	if (w->authority)
		add_ext(m.x, NID_basic_constraints, "critical,CA:TRUE");
	if (w->later)
		assert_non_null(X509_gmtime_adj(X509_getm_notBefore(m.x), 86400));
	assert_true(X509_sign(m.x, m.key, EVP_sha256()) > 0);
	m.pem = pem_of(m.x, arena);
	return m;
}

static void done(struct made *m)
{
	X509_free(m->x);
	EVP_PKEY_free(m->key);
}

/* What the owner of the key reads; NULL: it is not for them. */
static const char *decrypt(struct span der, const struct made *m, struct arena *arena)
{
	BIO *in = BIO_new_mem_buf(der.p, (int)der.n), *out = BIO_new(BIO_s_mem());
	CMS_ContentInfo *cms = d2i_CMS_bio(in, NULL);
	const char *text = NULL;
	char *p = NULL;
	long n;

	assert_non_null(cms);
	assert_int_equal(OBJ_obj2nid(CMS_get0_type(cms)), NID_pkcs7_enveloped);
	if (CMS_decrypt(cms, m->key, m->x, NULL, out, CMS_BINARY) == 1) {
		n = BIO_get_mem_data(out, &p);
		text = arena_strndup(arena, p, (size_t)n);
	}
	CMS_ContentInfo_free(cms);
	BIO_free(in);
	BIO_free(out);
	return text;
}

TEST(a_certificate_is_read_and_its_owner_alone_can_decrypt)
{
	static const struct wish wishes[] = {
	    {2048, 365, "email:" MAIL, "digitalSignature,keyEncipherment", "emailProtection", 0,
		0},
	    {0, 365, "email:" MAIL, "keyAgreement", "emailProtection,clientAuth", 0, 0},
	    {0, 365, "email:other@varde.test,email:" MAIL, NULL, NULL, 0, 0}};
	static const char *const algorithms[] = {"RSA 2048", "prime256v1", "prime256v1"};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(wishes); i++) {
		struct made m = make(&wishes[i], arena), eve = make(&wishes[i], arena);
		struct contact_key key = {.id = "mine"};
		struct msg msg = {0};
		STR_AUTO(der, 1 << 16);

		assert_int_equal(
		    smime_read(span_str(m.pem), MAIL, now(), arena, &key), CONTACT_FINE);
		assert_int_equal(key.type, CONTACT_SMIME);
		assert_string_equal(key.id, "mine");
		assert_string_equal(key.algorithm, algorithms[i]);
		assert_string_equal(key.names.items[0], "CN=Anna Berg");
		assert_string_equal(key.names.items[key.names.n - 1], MAIL);
		assert_int_equal(strlen(key.fingerprint), 64);
		assert_in_range(key.expires - now(), 364LL * 86400000, 366LL * 86400000);
		assert_int_equal(
		    smime_encrypt(key.key, now(), span_str("only for Anna"), &der, &msg),
		    CONTACT_FINE);
		assert_string_equal(decrypt(str_bytes(&der), &m, arena), "only for Anna");
		/* The name on it does not help without the key. */
		assert_null(decrypt(str_bytes(&der), &eve, arena));
		done(&m);
		done(&eve);
	}
	arena_free(arena);
}

static void expect(struct span text, enum contact_fault wanted)
{
	struct arena *arena = arena_new();
	struct contact_key key = {.id = "as it was"};
	enum contact_fault fault = smime_read(text, MAIL, now(), arena, &key);

	if (fault != wanted)
		fail_msg("%s, not %s: %.100s", contact_fault_names[fault],
		    contact_fault_names[wanted], (const char *)text.p);
	assert_string_equal(key.id, "as it was");
	assert_null(key.key);
	arena_free(arena);
}

static void expect_made(struct wish wish, enum contact_fault wanted)
{
	struct arena *arena = arena_new();
	struct made m;

	if (!wish.names)
		wish.names = "email:" MAIL;
	if (!wish.days)
		wish.days = 10;
	m = make(&wish, arena);
	expect(span_str(m.pem), wanted);
	done(&m);
	arena_free(arena);
}

TEST(what_is_no_good_certificate_is_refused_with_the_reason)
{
	expect(span_str(""), CONTACT_NO_KEY);
	expect(span_str("hello"), CONTACT_NO_KEY);
	expect(span_str("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"),
	    CONTACT_NO_KEY);
	expect_made((struct wish){.days = -1}, CONTACT_EXPIRED);
	expect_made((struct wish){.later = true}, CONTACT_NOT_YET);
	expect_made((struct wish){.names = "email:ole@varde.test"}, CONTACT_OTHER_ADDRESS);
	expect_made((struct wish){.names = "DNS:varde.test"}, CONTACT_OTHER_ADDRESS);
	expect_made((struct wish){.rsa_bits = 1024}, CONTACT_WEAK);
	expect_made((struct wish){.extended = "serverAuth"}, CONTACT_NO_ENCRYPTION);
	expect_made((struct wish){.use = "digitalSignature"}, CONTACT_NO_ENCRYPTION);
	expect_made(
	    (struct wish){.rsa_bits = 2048, .use = "keyAgreement"}, CONTACT_NO_ENCRYPTION);
	expect_made((struct wish){.use = "keyEncipherment"}, CONTACT_NO_ENCRYPTION);
}

TEST(authorities_may_stand_beside_a_certificate_and_private_keys_may_not)
{
	struct arena *arena = arena_new();
	struct made own = make(&(struct wish){.days = 9, .names = "email:" MAIL}, arena);
	struct made ca =
	    make(&(struct wish){.days = 9, .names = "email:ca@varde.test", .authority = true},
		arena);
	struct contact_key key = {0};
	const char *both[] = {arena_printf(arena, "%s%s", own.pem, ca.pem),
	    arena_printf(arena, "%s%s", ca.pem, own.pem)};

	for (size_t i = 0; i < ARRAY_LEN(both); i++) {
		assert_int_equal(
		    smime_read(span_str(both[i]), MAIL, now(), arena, &key), CONTACT_FINE);
		assert_string_equal(key.key, own.pem);
	}
	expect(span_str(arena_printf(arena, "%s%s", own.pem, own.pem)), CONTACT_SEVERAL);
	expect(span_str(arena_printf(
		   arena, "%s-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n", own.pem)),
	    CONTACT_SECRET);
	expect(span_str("-----BEGIN RSA PRIVATE KEY-----\nMIIB\n"), CONTACT_SECRET);
	/* Cut off anywhere, it is none. */
	for (size_t n = 0; n < strlen(own.pem) - 2; n += 7)
		expect(span_of(own.pem, n), CONTACT_NO_KEY);
	done(&own);
	done(&ca);
	arena_free(arena);
}

TEST(a_certificate_that_has_ended_or_is_none_encrypts_nothing)
{
	struct arena *arena = arena_new();
	struct made m = make(&(struct wish){.days = 9, .names = "email:" MAIL}, arena);
	struct msg msg = {0};
	STR_AUTO(der, 1 << 16);
	STR_AUTO(tiny, 8);

	assert_int_equal(
	    smime_encrypt(m.pem, now() + 10LL * 86400000, span_str("x"), &der, &msg),
	    CONTACT_EXPIRED);
	assert_int_equal(
	    smime_encrypt("rubbish", now(), span_str("x"), &der, &msg), CONTACT_NO_KEY);
	assert_int_equal(der.n, 0);
	assert_int_equal(
	    smime_encrypt(m.pem, now(), span_str("x"), &tiny, &msg), CONTACT_BROKEN);
	assert_true(*msg.what);
	done(&m);
	arena_free(arena);
}

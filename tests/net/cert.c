#include "net/cert.h"

#include "base/limits.h"
#include "net/certs.h"
#include "os/clock.h"
#include "test.h"

/* Reads a certificate as wished, asked for by name. */
static struct obs_cert read_wish(
    struct arena *arena, const struct cert_wish *wish, const char *name)
{
	struct obs_cert c = {.addr = "127.0.0.1", .port = 443, .name = name};
	EVP_PKEY *key;
	X509 *x = cert_make(wish, &key);

	assert_int_equal(cert_read(cert_der(x, arena), arena, &c), 0);
	assert_string_equal(c.addr, "127.0.0.1"); /* the rest stays */
	assert_int_equal(c.port, 443);
	X509_free(x);
	EVP_PKEY_free(key);
	return c;
}

TEST(cert_self_signed)
{
	struct arena *arena = arena_new();
	struct cert_wish wish = {.name = "pacs.chu.test",
	    .names = "DNS:pacs.chu.test,DNS:*.img.chu.test,IP:127.0.0.9,IP:2001:db8:0::1,email:"
		     "a@b.test",
	    .days = 90};
	struct obs_cert c = read_wish(arena, &wish, "pacs.chu.test");
	int64_t now = clock_system.wall(NULL);

	assert_string_equal(c.subject, "CN=pacs.chu.test");
	assert_string_equal(c.issuer, c.subject);
	assert_string_equal(c.serial, "1234ABCD");
	assert_int_equal(c.names.n, 4);
	assert_string_equal(c.names.items[0], "pacs.chu.test");
	assert_string_equal(c.names.items[1], "*.img.chu.test");
	assert_string_equal(c.names.items[2], "127.0.0.9");
	assert_string_equal(c.names.items[3], "2001:db8::1");
	assert_in_range(
	    now - c.not_before, INT64_C(2) * 86400000 - 5000, INT64_C(2) * 86400000 + 5000);
	assert_in_range(
	    c.not_after - now, INT64_C(90) * 86400000 - 5000, INT64_C(90) * 86400000 + 5000);
	assert_string_equal(c.key, "EC");
	assert_int_equal(c.key_bits, 256);
	assert_string_equal(c.signature, "ecdsa-with-SHA256");
	assert_true(c.self_signed);
	assert_true(c.name_matches);
	assert_int_equal(strlen(c.sha256), 64);
	arena_free(arena);
}

TEST(cert_names_that_match)
{
	static const struct {
		const char *asked;
		bool matches;
	} rows[] = {{NULL, true}, {"pacs.chu.test", true}, {"PACS.chu.test", true},
	    {"x.img.chu.test", true}, {"x.y.img.chu.test", false}, {"img.chu.test", false},
	    {"other.test", false}, {"127.0.0.9", true}, {"127.0.0.8", false},
	    {"2001:db8::1", true}, {"2001:db8::2", false}, {"", false}};
	struct cert_wish wish = {.name = "cn.chu.test",
	    .names = "DNS:pacs.chu.test,DNS:*.img.chu.test,IP:127.0.0.9,IP:2001:db8:0::1",
	    .days = 9};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (read_wish(arena, &wish, rows[i].asked).name_matches != rows[i].matches)
			fail_msg("%s", rows[i].asked ? rows[i].asked : "(none)");
	arena_free(arena);
}

TEST(cert_expired_weak_and_odd)
{
	struct arena *arena = arena_new();
	struct cert_wish expired = {
	    .name = "old.chu.test", .days = -1, .rsa_bits = 1024, .digest = "SHA1"};
	struct cert_wish nameless = {.days = 1};
	struct cert_wish hostile = {.name = "a\33[2J\nb, CN=\xc3\xa9", .days = 1};
	struct obs_cert c = read_wish(arena, &expired, NULL);

	assert_true(c.not_after < clock_system.wall(NULL));
	assert_string_equal(c.key, "RSA");
	assert_int_equal(c.key_bits, 1024);
	assert_string_equal(c.signature, "sha1WithRSAEncryption");
	assert_int_equal(c.names.n, 0);
	c = read_wish(arena, &nameless, "x.test");
	assert_string_equal(c.subject, "");
	assert_false(c.name_matches);
	c = read_wish(arena, &hostile, NULL);
	assert_null(strpbrk(c.subject, "\33\n"));
	assert_non_null(strstr(c.subject, "\xc3\xa9"));
	arena_free(arena);
}

TEST(cert_of_an_authority)
{
	struct arena *arena = arena_new();
	struct cert_wish ca = {.name = "CHU CA", .days = 300},
			 leaf = {.name = "www.chu.test", .days = 30};
	struct cert_wish fake = {.name = "CHU CA", .days = 30}; /* the same name, another key */
	EVP_PKEY *key;
	struct obs_cert c;

	leaf.issuer = cert_make(&ca, &leaf.issuer_key);
	c = read_wish(arena, &leaf, "www.chu.test");
	assert_string_equal(c.issuer, "CN=CHU CA");
	assert_false(c.self_signed);
	assert_true(c.name_matches); /* by the common name, when there are no others */
	fake.issuer = leaf.issuer;
	fake.issuer_key = leaf.issuer_key;
	c = read_wish(arena, &fake, NULL);
	assert_string_equal(c.issuer, c.subject);
	assert_false(c.self_signed);
	X509_free(leaf.issuer);
	key = leaf.issuer_key;
	EVP_PKEY_free(key);
	arena_free(arena);
}

TEST(cert_cut_at_every_byte)
{
	struct arena *arena = arena_new();
	struct cert_wish wish = {.name = "a.test", .names = "DNS:a.test", .days = 1};
	EVP_PKEY *key;
	X509 *x = cert_make(&wish, &key);
	struct span der = cert_der(x, arena);

	for (size_t n = 0; n < der.n; n++) {
		struct obs_cert c = {.subject = "kept"};

		assert_int_equal(cert_read(span_sub(der, 0, n), arena, &c), ERR_SYNTAX);
		assert_string_equal(c.subject, "kept");
	}
	X509_free(x);
	EVP_PKEY_free(key);
	arena_free(arena);
}

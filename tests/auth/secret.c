#include "test.h"

#include "auth/secret.h"

TEST(secret_tokens_are_43_letters_of_base64url_and_differ)
{
	char a[SECRET_TEXT];
	char b[SECRET_TEXT];
	STR_AUTO(bytes, 64);

	secret_token(a);
	secret_token(b);
	assert_int_equal(strlen(a), 43);
	assert_string_not_equal(a, b);
	assert_int_equal(secret_from_url(span_str(a), &bytes), 0);
	assert_int_equal(bytes.n, 32);
}

TEST(secret_codes_are_digits_of_the_length_asked_for)
{
	char code[SECRET_CODE_MAX + 1];
	int seen[10] = {0};

	for (int round = 0; round < 100; round++) {
		secret_code(code, 8);
		assert_int_equal(strlen(code), 8);
		for (int i = 0; i < 8; i++) {
			assert_in_range(code[i], '0', '9');
			seen[code[i] - '0']++;
		}
	}
	for (int i = 0; i < 10; i++)
		assert_in_range(seen[i], 30, 150); /* 80 expected */
	assert_int_equal(strlen(secret_code(code, 99)), SECRET_CODE_MAX);
}

/* FIPS 180-2 appendix B.1. */
TEST(secret_hash_is_sha256_in_hex)
{
	char hash[SECRET_HASH];

	assert_string_equal(secret_hash(span_str("abc"), hash),
	    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

/* RFC 4231 test cases 2 and 6 (a key longer than a block). */
TEST(secret_hmac_vectors)
{
	static const uint8_t two[4] = {0x5b, 0xdc, 0xc1, 0x46};
	static const uint8_t six[4] = {0x60, 0xe4, 0x31, 0x59};
	uint8_t mac[SECRET_DIGEST];
	uint8_t key[131];

	secret_hmac(span_str("Jefe"), span_str("what do ya want for nothing?"), mac);
	assert_memory_equal(mac, two, sizeof(two));
	memset(key, 0xaa, sizeof(key));
	secret_hmac(span_of(key, sizeof(key)),
	    span_str("Test Using Larger Than Block-Size Key - Hash Key First"), mac);
	assert_memory_equal(mac, six, sizeof(six));
}

TEST(secret_equal_compares_all_bytes)
{
	assert_true(secret_equal(span_str("abc"), span_str("abc")));
	assert_false(secret_equal(span_str("abc"), span_str("abd")));
	assert_false(secret_equal(span_str("abc"), span_str("abcd")));
	assert_true(secret_equal(span_str(""), span_str("")));
	assert_false(secret_equal_text(NULL, NULL));
	assert_false(secret_equal_text("", NULL));
	assert_true(secret_equal_text("x", "x"));
}

TEST(secret_base64url_both_ways)
{
	uint8_t bytes[64];

	for (size_t n = 0; n <= sizeof(bytes); n++) {
		STR_AUTO(text, 128);
		STR_AUTO(back, 128);

		secret_bytes(bytes, n);
		secret_to_url(span_of(bytes, n), &text);
		assert_int_equal(text.n, (n * 4 + 2) / 3);
		assert_int_equal(secret_from_url(str_bytes(&text), &back), 0);
		assert_true(secret_equal(str_bytes(&back), span_of(bytes, n)));
	}
}

TEST(secret_base64url_is_strict)
{
	static const char *const bad[] = {
	    "Z", "Zg==", "Zh", "Zm9=", "Zm 8", "Z+8", "Z/8", "Zm9v\n"};

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		STR_AUTO(out, 64);

		str_add(&out, "kept");
		assert_int_equal(secret_from_url(span_str(bad[i]), &out), ERR_SYNTAX);
		assert_string_equal(str_text(&out), "kept");
	}
	STR_AUTO(small, 4);
	assert_int_equal(secret_from_url(span_str("Zm9vYmFyYmF6"), &small), ERR_LIMIT);
}

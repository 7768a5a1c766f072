#include "codec/sha256.h"

#include "test.h"

/* FIPS 180-4 examples, and a million times the letter a. */
TEST(sha256_knows_the_examples)
{
	char hex[SHA256_HEX];
	STR_AUTO(long_text, 1000000);

	assert_string_equal(sha256_hex((struct span){0}, hex),
	    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	assert_string_equal(sha256_hex(span_str("abc"), hex),
	    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	while (long_text.n < 1000000)
		str_char(&long_text, 'a');
	assert_string_equal(sha256_hex(str_bytes(&long_text), hex),
	    "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(sha256_bytes_are_the_hex)
{
	uint8_t digest[SHA256_BYTES];

	sha256_of(span_str("abc"), digest);
	assert_int_equal(digest[0], 0xba);
	assert_int_equal(digest[31], 0xad);
}

TEST(sha256_in_parts_is_the_same)
{
	char whole[SHA256_HEX], parts[SHA256_HEX];
	struct sha256 sum;

	(void)sha256_hex(span_str("the whole text"), whole);
	sha256_init(&sum);
	sha256_add(&sum, span_str("the "));
	sha256_add(&sum, (struct span){0});
	sha256_add(&sum, span_str("whole text"));
	assert_string_equal(sha256_end(&sum, parts), whole);
}

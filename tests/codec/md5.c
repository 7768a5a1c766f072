#include "codec/md5.h"

#include "test.h"

/* The test suite of RFC 1321, appendix A.5. */
TEST(md5_of_the_texts_of_the_rfc)
{
	static const struct {
		const char *text, *sum;
	} rows[] = {{"", "d41d8cd98f00b204e9800998ecf8427e"},
	    {"a", "0cc175b9c0f1b6a831c399e269772661"},
	    {"abc", "900150983cd24fb0d6963f7d28e17f72"},
	    {"message digest", "f96b697d7cb7938d525a2f31aaf161d0"},
	    {"abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"},
	    {"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
		"d174ab98d277d9f5a5611c2c9f419d9f"},
	    {"1234567890123456789012345678901234567890123456789012345678901234567890"
	     "1234567890",
		"57edf4a22be3c955ac49da2e2107b67a"}};
	char to[MD5_HEX];

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_string_equal(md5_hex(span_str(rows[i].text), to), rows[i].sum);
}

/* Every length around the ends of blocks: those of md5sum of so many letters x, digested once
 * more one after the other. */
TEST(md5_of_every_length_differs)
{
	static char text[200];
	char sums[200][MD5_HEX];

	memset(text, 'x', sizeof(text));
	for (size_t n = 0; n < ARRAY_LEN(sums); n++) {
		(void)md5_hex(span_of(text, n), sums[n]);
		for (size_t k = 0; k < n; k++)
			assert_string_not_equal(sums[k], sums[n]);
	}
	assert_string_equal(sums[55], "04364420e25c512fd958a70738aa8f72");
	assert_string_equal(sums[56], "668a72d5ba17f08e62dabcafad6db14b");
	assert_string_equal(sums[64], "c1bb4f81d892b2d57947682aeb252456");
}

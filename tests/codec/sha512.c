#include "codec/sha512.h"

#include "test.h"

/* FIPS 180-4 examples. */
TEST(sha512_knows_the_examples)
{
	char hex[SHA512_HEX];

	assert_string_equal(sha512_hex((struct span){0}, hex),
	    "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
	    "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e");
	assert_string_equal(sha512_hex(span_str("abc"), hex),
	    "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
	    "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
}

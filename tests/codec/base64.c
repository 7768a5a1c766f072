#include "test.h"

#include "codec/base64.h"

/* RFC 4648 section 10. */
static const char *const pairs[][2] = {{"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"},
    {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}};

TEST(base64_vectors)
{
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		STR_AUTO(encoded, 64);
		STR_AUTO(decoded, 64);

		base64_encode(span_str(pairs[i][0]), &encoded);
		assert_string_equal(str_text(&encoded), pairs[i][1]);
		assert_int_equal(base64_decode(span_str(pairs[i][1]), &decoded), 0);
		assert_string_equal(str_text(&decoded), pairs[i][0]);
	}
}

TEST(base64_every_byte_survives)
{
	uint8_t all[256];
	STR_AUTO(encoded, 512);
	STR_AUTO(decoded, 512);

	for (int i = 0; i < 256; i++)
		all[i] = (uint8_t)i;
	base64_encode(span_of(all, sizeof(all)), &encoded);
	assert_int_equal(base64_decode(str_bytes(&encoded), &decoded), 0);
	assert_int_equal(decoded.n, sizeof(all));
	assert_memory_equal(decoded.p, all, sizeof(all));
}

TEST(base64_refuses)
{
	static const char *const bad[] = {"Z", "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm 8",
	    "Zm8=Zm8=", "====", "Zg==\n", "Z-8=", "=Zm8"};

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		STR_AUTO(out, 64);

		str_add(&out, "kept");
		assert_int_equal(base64_decode(span_str(bad[i]), &out), ERR_SYNTAX);
		assert_string_equal(str_text(&out), "kept");
	}
}

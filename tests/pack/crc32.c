#include "pack/crc32.h"

#include "test.h"

/* The check value of every catalogue of CRCs, and the empty text. */
TEST(crc32_knows_the_check_value)
{
	assert_int_equal(crc32_of(span_str("123456789")), 0xCBF43926);
	assert_int_equal(crc32_of(span_str("")), 0);
}

/* The eight-byte steps agree with the definition, bit by bit, at every length and offset. */
TEST(crc32_equals_the_definition)
{
	uint8_t bytes[64];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(i * 37 + 11);
	for (size_t n = 0; n < sizeof(bytes) - 8; n++) {
		for (size_t at = 0; at < 8; at++) {
			uint32_t c = 0xFFFFFFFF;

			for (size_t i = 0; i < n; i++) {
				c ^= bytes[at + i];
				for (int k = 0; k < 8; k++)
					c = c & 1 ? 0xEDB88320 ^ (c >> 1) : c >> 1;
			}
			assert_int_equal(crc32_of(span_of(bytes + at, n)), ~c);
		}
	}
}

#include "ship/crc32c.h"

#include "test.h"

TEST(crc32c_of_rfc_3720)
{
	uint8_t zeros[32] = {0}, ones[32], up[32];

	memset(ones, 0xff, sizeof(ones));
	for (size_t i = 0; i < sizeof(up); i++)
		up[i] = (uint8_t)i;
	/* Appendix B.4, and the check value of the catalogue of CRCs. */
	assert_int_equal(crc32c_of(span_of(zeros, 32)), 0x8a9136aa);
	assert_int_equal(crc32c_of(span_of(ones, 32)), 0x62a8ab43);
	assert_int_equal(crc32c_of(span_of(up, 32)), 0x46dd794e);
	assert_int_equal(crc32c_of(span_str("123456789")), 0xe3069283);
	assert_int_equal(crc32c_of(span_of(NULL, 0)), 0);
}

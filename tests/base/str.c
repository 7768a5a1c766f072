#include "test.h"

TEST(str_stops_at_its_maximum)
{
	STR_AUTO(s, 8);

	str_add(&s, "12345");
	assert_int_equal(str_ok(&s), 0);
	str_add(&s, "6789");
	assert_int_equal(str_ok(&s), ERR_LIMIT);
	assert_string_equal(str_text(&s), "12345");
	str_clear(&s);
	str_addf(&s, "%08x", 0xbeefU);
	assert_int_equal(str_ok(&s), 0);
	assert_string_equal(str_text(&s), "0000beef");
}

TEST(str_writes_integers_and_patches)
{
	STR_AUTO(s, 64);

	str_u8(&s, 1);
	str_u16(&s, 0);
	str_u24(&s, 0x010203);
	str_u32(&s, 0xdeadbeef);
	str_set_u16(&s, 1, 0xabcd);
	str_set_u24(&s, 8, 0x111111);
	assert_int_equal(s.n, 10);
	assert_memory_equal(s.p, "\x01\xab\xcd\x01\x02\x03\xde\xad\xbe\xef", 10);
	str_drop(&s, 3);
	str_cut(&s, 3);
	assert_memory_equal(s.p, "\x01\x02\x03", 4);
}

TEST(str_writes_little_endian)
{
	STR_AUTO(s, 64);

	str_u16_le(&s, 0x0102);
	str_u32_le(&s, 0xdeadbeef);
	assert_int_equal(s.n, 6);
	assert_memory_equal(s.p, "\x02\x01\xef\xbe\xad\xde", 6);
}

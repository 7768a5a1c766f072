#include "codec/cursor.h"
#include "test.h"

TEST(cursor_reads_and_sticks_at_the_first_overrun)
{
	static const uint8_t bytes[] = {1, 2, 3, 4, 5, 6, 7, 'a', 'b', 0};
	struct cursor c = cursor_of(span_of(bytes, sizeof(bytes))), sub;

	assert_int_equal(cursor_u8(&c), 1);
	assert_int_equal(cursor_u16(&c), 0x0203);
	sub = cursor_sub(&c, 4);
	assert_int_equal(cursor_u32_le(&sub), 0x07060504);
	assert_int_equal(cursor_u8(&sub), 0);
	assert_int_equal(cursor_err(&sub), ERR_TRUNCATED);
	assert_int_equal(cursor_err(&c), 0);
	assert_true(span_eq(cursor_cstr(&c), "ab"));
	assert_int_equal(cursor_left(&c), 0);
	assert_int_equal(cursor_u16(&c), 0);
	assert_int_equal(cursor_err(&c), ERR_TRUNCATED);
	cursor_fail(&c, ERR_SYNTAX);
	assert_int_equal(cursor_err(&c), ERR_TRUNCATED);
	assert_int_equal(cursor_u8(&c), 0);
}

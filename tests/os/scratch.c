#include "os/scratch.h"

#include "test.h"

#include <unistd.h>

TEST(scratch_is_written_and_mapped)
{
	struct scratch s;
	struct span bytes;
	struct msg msg = {0};

	assert_int_equal(scratch_new(11, &s, &msg), 0);
	assert_int_equal(scratch_write(&s, span_str("hello "), &msg), 0);
	assert_int_equal(scratch_clear(&s, &msg), 0);
	assert_int_equal(scratch_write(&s, span_str("hello "), &msg), 0);
	assert_int_equal(scratch_write(&s, span_str("world!"), &msg), ERR_LIMIT);
	assert_true(msg.what[0] && msg.detail[0] && msg.hint[0]);
	assert_int_equal(scratch_write(&s, span_str("world"), &msg), 0);
	assert_int_equal(scratch_bytes(&s, &bytes, &msg), 0);
	assert_true(span_eq(bytes, "hello world"));
	scratch_rest(&s);
	assert_true(span_eq(bytes, "hello world"));
	scratch_done(&s);
	scratch_rest(&s); /* of nothing: nothing */
}

TEST(scratch_of_nothing_is_empty)
{
	struct scratch s;
	struct span bytes;
	struct msg msg = {0};

	assert_int_equal(scratch_new(1, &s, &msg), 0);
	assert_int_equal(scratch_bytes(&s, &bytes, &msg), 0);
	assert_int_equal(bytes.n, 0);
	scratch_done(&s);
}

TEST(scratch_of_a_file_that_is_none)
{
	struct scratch s;
	struct msg msg = {0};

	assert_int_equal(scratch_of_file("/dev/null", 10, &s, &msg), ERR_LIMIT);
	assert_int_equal(scratch_of_file("/nowhere/at/all", 10, &s, &msg), ERR_NOTFOUND);
	assert_int_equal(scratch_of_file("/proc/self/exe", 10, &s, &msg), ERR_LIMIT);
	assert_true(msg.what[0] && msg.detail[0] && msg.hint[0]);
}

#include "pack/mapped.h"

#include <unistd.h>

#include "test.h"

TEST(mapped_bytes_stay_when_the_file_is_replaced)
{
	char path[] = "/tmp/varde-mapped-XXXXXX";
	struct span bytes;
	struct msg msg = {0};
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, "hello", 5), 5);
	assert_int_equal(mapped_open(path, &bytes, &msg), 0);
	assert_int_equal(close(fd) | unlink(path), 0);
	assert_true(span_eq(bytes, "hello"));
	mapped_close(bytes);
}

TEST(mapped_nothing_is_no_bytes)
{
	struct span bytes = span_str("x");
	struct msg msg = {0};

	assert_int_equal(mapped_open("/dev/null", &bytes, &msg), 0);
	assert_int_equal(bytes.n, 0);
	mapped_close(bytes);
	bytes = span_str("x");
	assert_int_equal(mapped_open("/", &bytes, &msg), 0);
	assert_int_equal(bytes.n, 0);
	bytes = span_str("x");
	assert_int_equal(mapped_open("/nonexistent/file", &bytes, &msg), ERR_NOTFOUND);
	assert_non_null(strstr(msg.detail, "/nonexistent/file"));
	assert_true(span_eq(bytes, "x"));
	assert_int_equal(mapped_open("/nonexistent/file", &bytes, NULL), ERR_NOTFOUND);
}

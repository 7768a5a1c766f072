#include "os/spawn.h"

#include "os/file.h"

#include <unistd.h>

#include "test.h"

TEST(spawn_filter_pipes_both_ways)
{
	const char *const argv[] = {"/bin/cat", NULL};
	struct msg msg = {0};
	struct spawn s;
	char buf[16];

	assert_int_equal(spawn_filter(argv, &s, &msg), 0);
	assert_int_equal(file_write_all(s.in, span_str("ping")), 0);
	spawn_close(&s.in);
	assert_int_equal(read(s.out, buf, sizeof(buf)), 4);
	assert_memory_equal(buf, "ping", 4);
	spawn_close(&s.out);
	assert_int_equal(spawn_wait(&s), 0);
}

TEST(spawn_filter_says_what_is_missing)
{
	const char *const argv[] = {"/nowhere/varde-scan", NULL};
	struct msg msg = {0};
	struct spawn s;

	assert_int_equal(spawn_filter(argv, &s, &msg), ERR_NOTFOUND);
	assert_non_null(strstr(msg.what, "/nowhere/varde-scan"));
}

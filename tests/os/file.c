#include "os/file.h"

#include <sys/stat.h>
#include <unistd.h>

#include "test.h"

TEST(file_writes_whole_and_reads_back)
{
	char folder[] = "/tmp/varde-test-XXXXXX", path[96];
	STR_AUTO(back, 1000);
	STR_AUTO(small, 3);
	struct msg msg = {0};

	assert_non_null(mkdtemp(folder));
	(void)snprintf(path, sizeof(path), "%s/a/b", folder);
	assert_int_equal(file_make_folder(path, 0755, &msg), 0);
	assert_int_equal(file_make_folder(path, 0755, &msg), 0);
	(void)snprintf(path, sizeof(path), "%s/a/b/c.txt", folder);
	assert_int_equal(file_write(path, span_str("hello"), 0600, &msg), 0);
	assert_int_equal(file_write(path, span_str("again"), 0600, &msg), 0);
	assert_int_equal(file_read(path, &back, &msg), 0);
	assert_string_equal(str_text(&back), "again");
	assert_int_equal(file_read(path, &small, &msg), ERR_LIMIT);
	assert_int_equal(file_read("/nowhere/at/all", &back, &msg), ERR_NOTFOUND);
	assert_non_null(strstr(msg.what, "/nowhere/at/all"));
	assert_int_equal(file_make_folder(path, 0755, &msg), ERR_NOTFOUND);
	unlink(path);
}

/* A process that was killed while it wrote leaves its half: the next writer must neither keep
 * nor follow it. */
TEST(file_write_clears_what_a_killed_writer_left)
{
	char folder[] = "/tmp/varde-test-XXXXXX", path[96], temp[112], other[96];
	STR_AUTO(back, 1000);
	struct msg msg = {0};
	struct stat st;

	assert_non_null(mkdtemp(folder));
	(void)snprintf(path, sizeof(path), "%s/r.txt", folder);
	(void)snprintf(temp, sizeof(temp), "%s.tmp", path);
	(void)snprintf(other, sizeof(other), "%s/other", folder);
	assert_int_equal(file_write(other, span_str("not yours"), 0600, &msg), 0);
	assert_int_equal(symlink(other, temp), 0);
	assert_int_equal(file_write(path, span_str("whole"), 0600, &msg), 0);
	assert_int_equal(file_read(path, &back, &msg), 0);
	assert_string_equal(str_text(&back), "whole");
	assert_int_equal(lstat(temp, &st), -1);
	str_clear(&back);
	assert_int_equal(file_read(other, &back, &msg), 0);
	assert_string_equal(str_text(&back), "not yours");
	unlink(path);
	unlink(other);
	rmdir(folder);
}

TEST(file_write_to_a_full_disk_says_so_and_keeps_nothing)
{
	struct msg msg = {0};
	struct stat st;

	/* /dev/full takes no byte; the rename never happens. */
	assert_int_equal(file_write_all(1, span_of(NULL, 0)), 0);
	if (stat("/dev/full", &st) == 0) {
		FILE *f = fopen("/dev/full", "w");

		assert_non_null(f);
		assert_int_equal(file_write_all(fileno(f), span_str("x")), ERR_FULL);
		fclose(f);
	}
	assert_int_equal(file_write("/nowhere/file", span_str("x"), 0600, &msg), ERR_NOTFOUND);
}

TEST(file_folder_is_what_stands_before_the_last_slash)
{
	struct arena *a = arena_new();

	assert_string_equal(file_folder(a, "a/b/c"), "a/b");
	assert_string_equal(file_folder(a, "c"), ".");
	assert_string_equal(file_folder(a, "/c"), "/");
	arena_free(a);
}

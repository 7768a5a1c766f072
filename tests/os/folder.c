#include "os/folder.h"

#include "os/file.h"
#include "test.h"

#include <unistd.h>

TEST(folder_names_are_sorted_and_hidden_ones_left_out)
{
	char path[] = "/tmp/varde-folder.XXXXXX";
	static const char *const names[] = {"b", "a", ".c", "B"};
	struct arena *arena = arena_new();
	struct folder all = {0};
	struct msg msg = {0};

	assert_non_null(mkdtemp(path));
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		assert_int_equal(file_write(arena_printf(arena, "%s/%s", path, names[i]),
				     span_str("x"), 0600, &msg),
		    0);
	assert_int_equal(folder_list(path, arena, &all, &msg), 0);
	assert_int_equal(all.names.n, 3);
	assert_string_equal(all.names.items[0], "B");
	assert_string_equal(all.names.items[1], "a");
	assert_string_equal(all.names.items[2], "b");
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		assert_int_equal(unlink(arena_printf(arena, "%s/%s", path, names[i])), 0);
	assert_int_equal(rmdir(path), 0);
	assert_int_equal(folder_list(path, arena, &all, &msg), ERR_NOTFOUND);
	assert_true(msg.what[0] && msg.detail[0] && msg.hint[0]);
	arena_free(arena);
}

TEST(folder_removed_with_all_that_is_in_it)
{
	struct arena *arena = arena_new();
	const char *path = NULL, *inner;
	struct msg msg = {0};
	struct folder all = {0};

	assert_int_equal(folder_temporary(arena, &path, &msg), 0);
	inner = arena_printf(arena, "%s/.a/b", path);
	assert_int_equal(file_make_folder(inner, 0700, &msg), 0);
	assert_int_equal(
	    file_write(arena_printf(arena, "%s/.c", inner), span_str("x"), 0600, &msg), 0);
	assert_int_equal(symlink("/etc", arena_printf(arena, "%s/link", path)), 0);
	assert_int_equal(folder_remove(path), 0);
	assert_int_equal(folder_list(path, arena, &all, &msg), ERR_NOTFOUND);
	assert_int_equal(folder_list("/etc", arena, &all, &msg), 0);
	assert_int_equal(folder_remove(path), 0);
	arena_free(arena);
}

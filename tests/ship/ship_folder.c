#include "ship/ship_folder.h"

#include "os/file.h"
#include "os/folder.h"
#include "test.h"

#include <unistd.h>

TEST(ship_folder_names)
{
	static const char *const wrong[] = {"", "writer", "x.seg",
	    "0-00000001-abcdefgh01234567.seg",
	    "4-00000001-abcdefgh01234567-0000000000000001.seg",
	    "0-0000001-abcdefgh01234567-0000000000000001.seg",
	    "0-00000001-abcdefgh0123456-0000000000000001.seg",
	    "0-00000001-abcdefgh01234567-000000000000000G.seg",
	    "0-00000001-abcdefgh01234567-0000000000000001.tmp",
	    "0-00000001-abcdefgh01234567-0000000000000001.drop",
	    "0-00000001-abcdefgh01234567-0000000000000001-0000000000000002.seg",
	    "0-00000001-abcdefgh01234567-0000000000000001-0000000000000002-3.drop"};
	struct arena *arena = arena_new();
	struct ship_file f;

	assert_true(ship_folder_parse(
	    "1-0000002a-abcdefgh01234567-00000000000000ff-0000000000000100.drop", &f));
	assert_int_equal(f.kind, SHIP_DROPPED);
	assert_int_equal(f.priority, 1);
	assert_int_equal(f.number, 42);
	assert_int_equal(f.first, 255);
	assert_int_equal(f.last, 256);
	assert_string_equal(ship_folder_path("d", &f, arena),
	    "d/1-0000002a-abcdefgh01234567-00000000000000ff-0000000000000100.drop");
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
		assert_false(ship_folder_parse(wrong[i], &f));
	arena_free(arena);
}

TEST(ship_folder_in_order_and_one_at_a_time)
{
	static const char *const names[] = {"2-00000001-abcdefgh01234567-0000000000000001.seg",
	    "0-00000009-abcdefgh01234567-0000000000000001.cur", "other",
	    "0-00000003-abcdefgh01234567-0000000000000001.seg"};
	struct arena *arena = arena_new();
	struct ship_files files;
	struct msg msg = {0};
	const char *folder = NULL;
	int one = -1, two = -1;

	assert_int_equal(folder_temporary(arena, &folder, &msg), 0);
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		assert_int_equal(file_write(arena_printf(arena, "%s/%s", folder, names[i]),
				     span_str("x"), 0600, &msg),
		    0);
	assert_int_equal(ship_folder_list(folder, arena, &files, &msg), 0);
	assert_int_equal(files.all.n, 3);
	assert_int_equal(files.all.items[0].number, 3);
	assert_int_equal(files.all.items[1].number, 9);
	assert_int_equal(files.all.items[2].priority, 2);
	assert_int_equal(ship_folder_lock(folder, "writer", &msg, &one), 0);
	assert_int_equal(ship_folder_lock(folder, "writer", &msg, &two), ERR_BUSY);
	assert_true(msg.what[0] && msg.hint[0]);
	(void)close(one);
	assert_int_equal(ship_folder_lock(folder, "writer", &msg, &two), 0);
	(void)close(two);
	(void)folder_remove(folder);
	arena_free(arena);
}

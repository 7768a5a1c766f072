#include "ship/ship_read.h"

#include "os/file.h"
#include "os/folder.h"
#include "ship/ship_folder.h"
#include "ship/ship_write.h"
#include "test.h"

struct spooled {
	struct arena *arena;
	const char *folder;
	struct ship_write *w;
	struct ship_read *r;
	struct msg msg;
};

static void begin(struct spooled *s)
{
	*s = (struct spooled){.arena = arena_new()};
	assert_int_equal(folder_temporary(s->arena, &s->folder, &s->msg), 0);
	assert_int_equal(ship_write_open(s->folder, 1 << 20, 1000, &s->msg, &s->w), 0);
	assert_int_equal(ship_read_open(s->folder, &s->msg, &s->r), 0);
}

static void end(struct spooled *s)
{
	(void)ship_write_close(s->w);
	(void)ship_read_close(s->r);
	(void)folder_remove(s->folder);
	arena_free(s->arena);
}

static void add(struct spooled *s, enum ship_class class, int n)
{
	for (int i = 0; i < n; i++)
		assert_int_equal(ship_write_add(s->w, class, 1000 + i,
				     span_str(arena_printf(s->arena, "{\"n\":%d}", i))),
		    0);
	assert_int_equal(ship_write_sync(s->w, &s->msg), 0);
}

static size_t files(struct spooled *s)
{
	struct ship_files list;

	assert_int_equal(ship_folder_list(s->folder, s->arena, &list, &s->msg), 0);
	return list.all.n;
}

TEST(ship_read_gives_the_highest_first_and_all_once)
{
	struct spooled s;
	struct ship_batch b;
	size_t n = 0;

	begin(&s);
	assert_int_equal(ship_read_next(s.r, &b, &s.msg), 0);
	add(&s, SHIP_FLOW, 3);
	add(&s, SHIP_ALERT, 2);
	assert_int_equal(ship_read_next(s.r, &b, &s.msg), 1);
	assert_int_equal(b.stream[SHIP_EPOCH + 1], '1');
	assert_int_equal(b.n, 2);
	assert_int_equal(b.first, 1);
	assert_int_equal(b.last, 2);
	assert_int_equal(b.oldest, 1000);
	/* Not acknowledged: the same again. */
	assert_int_equal(ship_read_next(s.r, &b, &s.msg), 1);
	assert_int_equal(b.n, 2);
	ship_read_acked(s.r, b.stream, 1);
	assert_int_equal(ship_read_next(s.r, &b, &s.msg), 1);
	assert_int_equal(b.first, 2);
	ship_read_acked(s.r, b.stream, 2);
	while (ship_read_next(s.r, &b, &s.msg) == 1) {
		n += b.n;
		ship_read_acked(s.r, b.stream, b.last);
	}
	assert_int_equal(n, 3);
	/* More, while it is open. */
	add(&s, SHIP_ALERT, 1);
	assert_int_equal(ship_read_next(s.r, &b, &s.msg), 1);
	assert_int_equal(b.first, 3);
	end(&s);
}

TEST(ship_read_deletes_what_is_acknowledged_alone)
{
	struct spooled s;
	struct ship_batch b;

	begin(&s);
	for (int i = 0; i < 10; i++)
		add(&s, SHIP_META, 40); /* a segment each: they are more than 1,000 bytes */
	assert_int_equal(files(&s), 10);
	assert_int_equal(ship_read_next(s.r, &b, &s.msg), 1);
	assert_int_equal(files(&s), 10);
	while (ship_read_next(s.r, &b, &s.msg) == 1)
		ship_read_acked(s.r, b.stream, b.last);
	assert_int_equal(files(&s), 1); /* the one that is written to */
	s.w = ship_write_close(s.w);
	assert_int_equal(ship_read_next(s.r, &b, &s.msg), 0);
	assert_int_equal(files(&s), 0);
	end(&s);
}

TEST(ship_read_begins_anew_without_acknowledgement)
{
	struct spooled s;
	struct ship_batch b;

	begin(&s);
	add(&s, SHIP_ALERT, 5);
	assert_int_equal(ship_read_next(s.r, &b, &s.msg), 1);
	ship_read_acked(s.r, b.stream, 3);
	(void)ship_read_close(s.r);
	assert_int_equal(ship_read_open(s.folder, &s.msg, &s.r), 0);
	assert_int_equal(ship_read_next(s.r, &b, &s.msg), 1);
	assert_int_equal(b.first, 1);
	assert_int_equal(b.n, 5);
	end(&s);
}

TEST(ship_read_stops_at_what_is_damaged)
{
	struct spooled s;
	struct ship_batch b;
	struct ship_files list;
	STR_AUTO(bytes, 1 << 20);
	const char *path;

	begin(&s);
	add(&s, SHIP_ALERT, 5);
	s.w = ship_write_close(s.w);
	assert_int_equal(ship_folder_list(s.folder, s.arena, &list, &s.msg), 0);
	path = ship_folder_path(s.folder, &list.all.items[0], s.arena);
	assert_int_equal(file_read(path, &bytes, &s.msg), 0);
	/* The third record. */
	bytes.p[SHIP_SEGMENT_HEAD + 2 * (SHIP_FRAME_HEAD + 7) + SHIP_FRAME_HEAD] ^= 1;
	assert_int_equal(file_write(path, str_bytes(&bytes), 0600, &s.msg), 0);
	assert_int_equal(ship_read_next(s.r, &b, &s.msg), 1);
	assert_int_equal(b.n, 2);
	assert_int_equal(b.last, 2);
	end(&s);
}

#include "feed/feed.h"

#include "test.h"

TEST(feed_rows_are_complete)
{
	for (const struct feed *f = feeds; f->name; f++) {
		assert_ptr_equal(feed_of(f->name), f);
		assert_true(*f->what && *f->publisher && *f->licence);
		assert_true(f->hours > 0 && f->max_bytes > 0);
		for (const char *const *url = f->urls; url && *url; url++)
			assert_int_equal(strncmp(*url, "https://", 8), 0);
		assert_true(f->read || f->way == FEED_CSAF || f->way == FEED_OFFLINE);
	}
	assert_null(feed_of("nothing"));
}

TEST(feed_sniff_knows_nothing_of_other_files)
{
	assert_null(feed_sniff(span_str("hello\n"), "a.txt"));
	assert_null(feed_sniff(span_str(""), "a.json"));
	assert_null(feed_sniff(span_str("{\"name\":1}"), "a.json"));
}

TEST(feed_times_as_publishers_write_them)
{
	assert_int_equal(feed_time("2026/08/18"), 1787011200000);
	assert_int_equal(feed_time("2026-08-18"), 1787011200000);
	assert_int_equal(feed_time("2026-08-18T00:00:01.5"), 1787011201500);
	assert_int_equal(feed_time("2026-08-18 00:00:01"), 1787011201000);
	assert_int_equal(feed_time("2026-08-18T02:00:00+02:00"), 1787011200000);
	assert_int_equal(feed_time("2026-13-18"), 0);
	assert_int_equal(feed_time("yesterday!"), 0);
	assert_int_equal(feed_time(NULL), 0);
}

TEST(feed_cve_numbers)
{
	assert_true(feed_is_cve("CVE-2024-6387"));
	assert_true(feed_is_cve("CVE-2024-123456789"));
	assert_false(feed_is_cve("CVE-2024-638"));
	assert_false(feed_is_cve("CVE-24-6387"));
	assert_false(feed_is_cve("CVE-2024-6387 "));
	assert_false(feed_is_cve("cve-2024-6387"));
	assert_false(feed_is_cve(NULL));
}

TEST(feed_reasons_are_counted)
{
	struct feed_read rd = {0};

	for (int i = 0; i < 3; i++)
		feed_leave(&rd, "one");
	feed_leave(&rd, "two");
	assert_int_equal(rd.left, 4);
	assert_int_equal(rd.nreasons, 2);
	assert_int_equal(rd.reasons[0].n, 3);
}

TEST(feed_lists_are_bounded)
{
	struct arena *arena = arena_new();
	struct text_list list = {0};

	feed_list_add(&list, arena, "too long", 3);
	assert_int_equal(list.n, 0);
	for (int i = 0; i < 2000; i++)
		feed_list_add(&list, arena, arena_printf(arena, "%d", i), 10);
	assert_int_equal(list.n, 512);
	arena_free(arena);
}

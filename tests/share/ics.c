#include "share/ics.h"

#include "test.h"

#define START 1795000000000LL

static void lines_fit(const char *text)
{
	while (*text) {
		const char *end = strstr(text, "\r\n");

		assert_non_null(end);
		assert_true(end - text <= 75);
		/* No character is cut. */
		assert_true(((unsigned char)text[0] & 0xc0) != 0x80);
		text = end + 2;
	}
}

TEST(events_become_a_calendar)
{
	const struct ics_event events[] = {
	    {.uid = "a@x.example",
		.title = "Forum; a, b \\ c",
		.text = "One\ntwo",
		.place = "Troms\xc3\xb8",
		.url = "https://x.example/watch/a",
		.starts = START,
		.ends = START + 3600000,
		.changed = START - 1000},
	    {.uid = "b", .title = "B", .starts = START, .ends = START, .cancelled = true},
	};
	STR_AUTO(out, 1 << 16);

	assert_int_equal(ics_write("CERT", events, 2, &out), 0);
	assert_true(span_starts(str_bytes(&out), "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"));
	assert_true(span_find(str_bytes(&out), "SUMMARY:Forum\\; a\\, b \\\\ c\r\n") > 0);
	assert_true(span_find(str_bytes(&out), "DESCRIPTION:One\\ntwo\r\n") > 0);
	assert_true(span_find(str_bytes(&out), "DTSTART:20261118T110640Z\r\n") > 0);
	assert_true(span_find(str_bytes(&out), "URL:https://x.example/watch/a\r\n") > 0);
	assert_true(span_find(str_bytes(&out), "STATUS:CANCELLED\r\n") > 0);
	assert_true(span_find(str_bytes(&out), "END:VCALENDAR\r\n") > 0);
	lines_fit(str_text(&out));
}

TEST(long_lines_are_folded_and_nothing_is_smuggled_in)
{
	STR_AUTO(title, 2000);
	STR_AUTO(out, 1 << 16);
	struct ics_event e = {.uid = "a", .starts = START, .ends = START};

	for (int i = 0; i < 100; i++)
		str_add(&title, "\xc3\xa6\xe2\x82\xac");
	str_add(&title, "\r\nATTENDEE:x\x7f");
	e.title = str_text(&title);
	e.url = "https://x.example/\r\nATTENDEE:y";
	assert_int_equal(ics_write("N", &e, 1, &out), 0);
	lines_fit(str_text(&out));
	assert_int_equal(span_find(str_bytes(&out), "\r\nATTENDEE"), -1);
	assert_true(span_find(str_bytes(&out), "\r\n ") > 0);
}

#include "feed/syndication.h"

#include "base/time.h"
#include "test.h"

TEST(syndication_times_as_they_are_written)
{
	static const struct {
		const char *text, *is;
	} rows[] = {
	    {"Sat, 21 Nov 2026 10:20:30 +0100", "2026-11-21T09:20:30.000Z"},
	    {"21 Nov 2026 10:20 GMT", "2026-11-21T10:20:00.000Z"},
	    {"Sat, 21 November 2026 10:20:30 EST", "2026-11-21T15:20:30.000Z"},
	    {" Sat, 7 Feb 04 10:20:30 -0930 ", "2004-02-07T19:50:30.000Z"},
	    {"2026-11-21T10:00:00+02:00", "2026-11-21T08:00:00.000Z"},
	    {"2026-11-21", "2026-11-21T00:00:00.000Z"},
	    {"soon", NULL},
	    {"Sat, 41 Nov 2026 10:20:30 GMT", NULL},
	    {"Sat, 21 Foo 2026 10:20:30 GMT", NULL},
	    {"Sat, 21 Nov 2026 99:20:30 GMT", NULL},
	    {"Sat,", NULL},
	    {"", NULL},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char text[TIME_TEXT];
		int64_t ms = syndication_time(span_str(rows[i].text));

		if (!rows[i].is)
			assert_true(ms == 0);
		else
			assert_string_equal(time_text(ms, text), rows[i].is);
	}
}

TEST(syndication_html_becomes_text)
{
	static const char *const rows[][2] = {
	    {"", ""},
	    {"  one\n\ttwo  ", "one two"},
	    {"<p>one</p><p>two</p>", "one two"},
	    {"o<b>n</b>e, <A href=x>two</A>.<br>three", "one, two. three"},
	    {"a &lt;b&gt; &amp; &#233;&nbsp;c", "a <b> & \xc3\xa9 c"},
	    {"x<script>alert(1)</script>y<STYLE type=a>z</STYLE>", "x y"},
	    {"5 &unknown; 6", "5 &unknown; 6"},
	    {"cut <b", "cut"},
	    {"<script>never ends", ""},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		STR_AUTO(out, 1000);

		syndication_plain(&out, span_str(rows[i][0]));
		assert_string_equal(str_text(&out), rows[i][1]);
	}
}

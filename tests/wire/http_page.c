#include "base/limits.h"
#include "test.h"
#include "wire/http.h"

TEST(http_title_texts)
{
	static const struct {
		const char *body, *title;
	} rows[] = {
	    {"<html><head><title>Portal</title>", "Portal"},
	    {"<TITLE lang=\"fr\">\n  Centre \t h&amp;pital \r\n</TITLE>", "Centre h&pital"},
	    {"<title>&lt;script&gt;&quot;&#39;&nbsp;&amp;lt;</title>", "<script>\"'&nbsp;&lt;"},
	    {"<title></title>", ""},
	    {"<title>no end", "no end"},
	    {"<title>\33[31mred\x9b\xff</title>", "\xef\xbf\xbd[31mred\xef\xbf\xbd\xc3\xbf"},
	    {"<title>a</titles>b</title>", "a"},
	    {"<p>none</p>", NULL},
	    {"<title", NULL},
	    {"", NULL},
	};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *title = http_title(span_str(rows[i].body), arena);

		if (rows[i].title)
			assert_string_equal(title, rows[i].title);
		else
			assert_null(title);
	}
	arena_free(arena);
}

TEST(http_title_has_a_maximum)
{
	struct arena *arena = arena_new();
	STR_AUTO(body, 8192);

	str_add(&body, "<title>");
	for (int i = 0; i < 2000; i++)
		str_add(&body, "\xff"); /* each becomes two bytes */
	assert_int_equal(strlen(http_title(str_bytes(&body), arena)), 512);
	arena_free(arena);
}

TEST(http_password_fields)
{
	static const char *const yes[] = {"<input type=password>",
	    "<INPUT name='p' TYPE='Password'/>", "<form><input\n type = \"password\" >",
	    "<!-- x --><input value=\"a\"type=\"password\">"};
	static const char *const no[] = {"<input type=text name=password>",
	    "<p>type=password</p>", "<input data-type=password>", "<input type=passwords>",
	    "<input type='password", "<!input type=password>", "<input>", ""};

	for (size_t i = 0; i < ARRAY_LEN(yes); i++)
		if (!http_has_password_field(span_str(yes[i])))
			fail_msg("%s", yes[i]);
	for (size_t i = 0; i < ARRAY_LEN(no); i++)
		if (http_has_password_field(span_str(no[i])))
			fail_msg("%s", no[i]);
}

TEST(http_links_of_a_page)
{
	static const char body[] =
	    "<a href=/a>x</a><A class='x' HREF = \"/b?c=1\">y</A><img "
	    "src='//cdn.test/i.png'><form action=\"/f\" "
	    "method=post><a href=''>z</a><a href=\"/open><a href=/last >";
	static const char *const want[] = {"/a", "/b?c=1", "//cdn.test/i.png", "/f", "/last"};
	struct arena *arena = arena_new();
	struct text_values got = {0};

	http_links(span_str(body), arena, 100, &got);
	assert_int_equal(got.v.n, ARRAY_LEN(want));
	for (size_t i = 0; i < ARRAY_LEN(want); i++)
		assert_string_equal(got.v.items[i], want[i]);
	arena_free(arena);
}

TEST(http_links_stop_at_the_maximum)
{
	struct arena *arena = arena_new();
	struct text_values got = {0};
	STR_AUTO(body, 1 << 16);

	for (int i = 0; i < 100; i++)
		str_addf(&body, "<a href=/%d src=/s>", i);
	http_links(str_bytes(&body), arena, 7, &got);
	assert_int_equal(got.v.n, 7);
	arena_free(arena);
}

/* Tags that never close: the work must stay in proportion to the page. */
TEST(http_links_of_a_hostile_page)
{
	struct arena *arena = arena_new();
	struct text_values got = {0};
	STR_AUTO(body, LIMIT_HTTP_BODY);

	while (body.n < LIMIT_HTTP_BODY)
		str_add(&body, "<");
	http_links(str_bytes(&body), arena, 400, &got);
	assert_int_equal(got.v.n, 0);
	assert_false(http_has_password_field(str_bytes(&body)));
	str_clear(&body);
	str_add(&body, "<a ");
	while (body.n < LIMIT_HTTP_BODY - 16)
		str_add(&body, " href");
	str_add(&body, ">");
	http_links(str_bytes(&body), arena, 400, &got);
	assert_int_equal(got.v.n, 0);
	str_clear(&body);
	while (body.n < LIMIT_HTTP_BODY - 16)
		str_add(&body, "<a ");
	str_add(&body, ">");
	http_links(str_bytes(&body), arena, 400, &got);
	assert_int_equal(got.v.n, 0);
	arena_free(arena);
}

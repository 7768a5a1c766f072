#include "assess/page.h"

#include "test.h"

static struct obs_http page(struct arena *a, const char *const headers[], const char *body)
{
	struct obs_http h = {.probe = "root",
	    .method = "GET",
	    .status = 200,
	    .body = body,
	    .body_bytes = body ? (int64_t)strlen(body) : 0};

	for (; headers && *headers; headers++)
		text_list_add(&h.headers, a, *headers);
	return h;
}

TEST(page_finds_headers)
{
	static const char *const headers[] = {
	    "server: nginx", "set-cookie: a=1", "Set-Cookie:b=2", "servers: x", NULL};
	struct arena *a = arena_new();
	struct obs_http h = page(a, headers, NULL);
	size_t at = 0;

	assert_string_equal(page_header(&h, "server"), "nginx");
	assert_null(page_header(&h, "serve"));
	assert_string_equal(page_next_header(&h, "set-cookie", &at), "a=1");
	assert_string_equal(page_next_header(&h, "set-cookie", &at), "b=2");
	assert_null(page_next_header(&h, "set-cookie", &at));
	(void)arena_free(a);
}

TEST(page_tells_html)
{
	static const char *const html[] = {"content-type: Text/HTML;charset=utf-8", NULL};
	static const char *const text[] = {"content-type: text/plain", NULL};
	struct arena *a = arena_new();
	struct obs_http declared = page(a, html, "x"), plain = page(a, text, "<html>"),
			none = page(a, NULL, "\n<!DOCTYPE html>"), other = page(a, NULL, "{}"),
			nothing = page(a, NULL, NULL);

	assert_true(page_is_html(&declared) && page_is_html(&none));
	assert_false(page_is_html(&plain) || page_is_html(&other) || page_is_html(&nothing));
	(void)arena_free(a);
}

TEST(page_finds_password_fields)
{
	static const struct {
		const char *body;
		bool asks;
	} rows[] = {
	    {"<input type=password>", true},
	    {"<INPUT name='p' type = \"Password\" />", true},
	    {"<input name=a><input\ntype='password'", true},
	    {"<input type=text name=password>", false},
	    {"<p>type=password</p>", false},
	    {"<input name=a> type=password", false},
	    {"<input", false},
	    {NULL, false},
	};
	struct arena *a = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct obs_http h = page(a, NULL, rows[i].body);

		assert_int_equal(page_asks_password(&h), rows[i].asks);
	}
	(void)arena_free(a);
}

TEST(page_same_allows_a_changing_token)
{
	static const char *const headers[] = {"x-frame-options: DENY", "date: now", NULL};
	static const char *const later[] = {"x-frame-options: DENY", "date: later", NULL};
	static const char *const other[] = {"date: now", NULL};
	static const char begin[] = "<html><head><title>Passerelle</title></head><body><form "
				    "action=x><input name=n value=";
	struct arena *a = arena_new();
	struct obs_http one = page(a, headers, arena_printf(a, "%s%s", begin, "1234>")),
			two = page(a, later, arena_printf(a, "%s%s", begin, "98765>")),
			headless = page(a, other, one.body),
			longer = page(a, headers, arena_printf(a, "%s%0200d", one.body, 1)),
			moved = one,
			different =
			    page(a, headers, "<html><head><title>Portail</title></head>");

	assert_true(page_same(&one, &one) && page_same(&one, &two));
	assert_false(page_same(&one, &headless) || page_same(&one, &longer) ||
		     page_same(&one, &different));
	moved.status = 302;
	assert_false(page_same(&one, &moved));
	(void)arena_free(a);
}

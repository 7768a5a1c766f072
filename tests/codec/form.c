#include "test.h"

#include "base/limits.h"
#include "base/macros.h"
#include "codec/form.h"

#define BYTES(text) span_of(text, sizeof(text) - 1)

/* Checks that the pairs are expected, a list of name, value, ..., NULL. */
static void same(const struct form_pairs *pairs, const char *const *expected)
{
	size_t n = 0;

	for (; expected[n]; n += 2) {
		assert_true(n / 2 < pairs->n);
		assert_string_equal(pairs->items[n / 2].name, expected[n]);
		assert_string_equal(pairs->items[n / 2].value, expected[n + 1]);
	}
	assert_int_equal(pairs->n, n / 2);
}

#define LIST(...) ((const char *const[]){__VA_ARGS__ __VA_OPT__(, ) NULL})

static void check(const char *text, const char *const *expected)
{
	struct arena *arena = arena_new();
	struct form_pairs pairs;

	assert_int_equal(form_parse(span_str(text), arena, &pairs), 0);
	same(&pairs, expected);
	arena_free(arena);
}

TEST(form_urlencoded)
{
	check("", LIST());
	check("a=1&b=2&a=3", LIST("a", "1", "b", "2", "a", "3"));
	check("&&a&=x&b=&", LIST("a", "", "", "x", "b", ""));
	check("q=bl%C3%A5+b%c3%a6r%2B%26%3D%25&x=a=b", LIST("q", "blå bær+&=%", "x", "a=b"));
	check("a=100%&b=%zz%4&c=%", LIST("a", "100%", "b", "%zz%4", "c", "%"));
	check("n%61me=x", LIST("name", "x"));
}

TEST(form_urlencoded_refuses_what_is_no_text)
{
	struct arena *arena = arena_new();
	struct form_pairs pairs = {.n = 77};
	STR_AUTO(many, 1 << 16);

	assert_int_equal(form_parse(BYTES("a=%ff"), arena, &pairs), ERR_SYNTAX);
	assert_int_equal(form_parse(BYTES("%ed%a0%80=a"), arena, &pairs), ERR_SYNTAX);
	assert_int_equal(form_parse(BYTES("a=%00"), arena, &pairs), ERR_SYNTAX);
	assert_int_equal(form_parse(BYTES("a\0b=1"), arena, &pairs), ERR_SYNTAX);
	assert_int_equal(pairs.n, 77);
	for (int i = 0; i < LIMIT_FORM_FIELDS; i++)
		str_add(&many, "a=1&");
	assert_int_equal(form_parse(str_bytes(&many), arena, &pairs), 0);
	assert_int_equal(pairs.n, LIMIT_FORM_FIELDS);
	str_add(&many, "a=1");
	assert_int_equal(form_parse(str_bytes(&many), arena, &pairs), ERR_LIMIT);
	arena_free(arena);
}

TEST(form_get_finds_the_last)
{
	struct arena *arena = arena_new();
	struct form_pairs pairs;

	assert_int_equal(form_parse(span_str("a=1&b=2&a=3"), arena, &pairs), 0);
	assert_string_equal(form_get(&pairs, "a"), "3");
	assert_string_equal(form_get(&pairs, "b"), "2");
	assert_null(form_get(&pairs, "c"));
	arena_free(arena);
}

TEST(form_written_is_read_back)
{
	STR_AUTO(out, 1000);

	form_put(&out, "q", "bl\xc3\xa5 +&=%\n");
	form_put(&out, "none", NULL);
	form_put(&out, "a-._~b", "");
	assert_string_equal(str_text(&out), "q=bl%C3%A5%20%2B%26%3D%25%0A&a-._~b=");
	check(str_text(&out), LIST("q", "blå +&=%\n", "a-._~b", ""));
	str_clear(&out);
	str_add(&out, "/list?");
	form_put(&out, "a", "1");
	form_put(&out, "b", "2");
	assert_string_equal(str_text(&out), "/list?a=1&b=2");
}

static void check_cookies(struct span header, const char *const *expected)
{
	struct arena *arena = arena_new();
	struct form_pairs pairs;

	assert_int_equal(form_cookies(header, arena, &pairs), 0);
	same(&pairs, expected);
	arena_free(arena);
}

TEST(form_cookie_headers)
{
	check_cookies(BYTES("a=1; b=2"), LIST("a", "1", "b", "2"));
	check_cookies(BYTES("a=1;b=\"2\" ;  c = x=y "), LIST("a", "1", "b", "2", "c", "x=y"));
	check_cookies(BYTES(""), LIST());
	check_cookies(
	    BYTES("; alone; =x; a=\xff; b=%41+\"; c\0=1; d="), LIST("b", "%41+\"", "d", ""));
}

static void check_path(const char *target, const char *expected)
{
	struct arena *arena = arena_new();
	const char *path = NULL;
	int r = form_path(span_str(target), arena, &path);

	if (!expected) {
		assert_int_equal(r, ERR_SYNTAX);
		assert_null(path);
	} else {
		assert_int_equal(r, 0);
		assert_string_equal(path, expected);
	}
	arena_free(arena);
}

TEST(form_paths)
{
	check_path("/", "/");
	check_path("/a/b?c=/../d", "/a/b");
	check_path("/a/b/#x", "/a/b/");
	check_path("/bl%C3%A5+b%20c", "/blå+b c");
	check_path("//a///b", "/a/b");
	check_path("/a/./b/../c", "/a/c");
	check_path("/a/b/..", "/a/");
	check_path("/../../etc/passwd", "/etc/passwd");
	check_path("/static/%2e%2e/%2E%2e%2fsecret", "/secret");
	check_path("/%252e%252e/a", "/%2e%2e/a"); /* decoded once */
	check_path("/...", "/...");
	check_path("/a%3Fb", "/a?b");
	check_path("", NULL);
	check_path("a", NULL);
	check_path("*", NULL);
	check_path("http://x/", NULL);
	check_path("/%", NULL);
	check_path("/%4", NULL);
	check_path("/%zz", NULL);
	check_path("/%00", NULL);
	check_path("/a%0d%0ab", NULL);
	check_path("/%7f", NULL);
	check_path("/%c3", NULL);
}

#define TYPE "multipart/form-data; boundary=xx"

/* As a browser sends it, with a preamble before and an epilogue behind. */
#define BODY                                                                           \
	"--xx\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nline\r\n--x\r\n" \
	"--xx \r\ncontent-disposition:form-data;name=empty\r\n\r\n\r\n"                \
	"--xx\r\nContent-Disposition: form-data; name=\"proof\"; "                     \
	"filename=\"C:\\tmp\\a%22b;c.txt\"\r\nContent-Type: text/plain\r\n\r\n"        \
	"\0\xff\r\n--xX\r\n--xx\r\n"                                                   \
	"Content-Disposition: form-data; name=\"none\"; filename=\"\"\r\n"             \
	"Content-Type: application/octet-stream\r\n\r\n\r\n--xx--\r\n"

static void check_body(const char *type, struct span body)
{
	struct arena *arena = arena_new();
	struct form_pairs fields;
	struct form_files files;

	assert_int_equal(form_multipart(span_str(type), body, arena, &fields, &files), 0);
	same(&fields, LIST("note", "line\r\n--x", "empty", ""));
	assert_int_equal(files.n, 2);
	assert_string_equal(files.items[0].name, "proof");
	assert_string_equal(files.items[0].filename, "a\"b;c.txt");
	assert_string_equal(files.items[0].type, "text/plain");
	assert_int_equal(files.items[0].bytes.n, 8);
	assert_memory_equal(files.items[0].bytes.p, "\0\xff\r\n--xX", 8);
	assert_string_equal(files.items[1].name, "none");
	assert_string_equal(files.items[1].filename, "");
	assert_int_equal(files.items[1].bytes.n, 0);
	arena_free(arena);
}

TEST(form_multipart_bodies)
{
	check_body(TYPE, BYTES(BODY));
	check_body("Multipart/Form-Data;charset=utf-8; Boundary=\"xx\"", BYTES(BODY));
	check_body(TYPE, BYTES("preamble --xx\r\n" BODY "epilogue"));
}

static int parse(const char *type, struct span body)
{
	struct arena *arena = arena_new();
	struct form_pairs fields = {.n = 77};
	struct form_files files = {.n = 77};
	int r = form_multipart(span_str(type), body, arena, &fields, &files);

	if (r < 0)
		assert_true(fields.n == 77 && files.n == 77);
	arena_free(arena);
	return r;
}

TEST(form_multipart_refuses_what_is_cut_or_strange)
{
	struct span body = BYTES(BODY);
	STR_AUTO(many, 1 << 16);

	/* The last CRLF may be missing, nothing else. */
	for (size_t n = 0; n + 2 < body.n; n++) {
		uint8_t *copy = memcpy(mem_alloc(n + 1), body.p, n);

		assert_int_equal(parse(TYPE, span_of(copy, n)), ERR_SYNTAX);
		mem_free(copy);
	}
	assert_int_equal(parse("text/plain; boundary=xx", body), ERR_UNSUPPORTED);
	assert_int_equal(parse("multipart/form-data", body), ERR_SYNTAX);
	assert_int_equal(parse("multipart/form-data; boundary=", body), ERR_SYNTAX);
	assert_int_equal(parse(TYPE, BYTES("--xx--")), 0);
	assert_int_equal(parse(TYPE, BYTES("--xx\r\n\r\nx\r\n--xx--")), ERR_SYNTAX);
	assert_int_equal(
	    parse(TYPE, BYTES("--xx\r\nContent-Disposition: form-data\r\n\r\nx\r\n--xx--")),
	    ERR_SYNTAX);
	assert_int_equal(
	    parse(TYPE,
		BYTES("--xx\r\nContent-Disposition: form-data; name=a\r\n\r\n\xff\r\n--xx--")),
	    ERR_SYNTAX);
	for (int i = 0; i <= LIMIT_FORM_FIELDS; i++)
		str_add(&many, "--xx\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n");
	str_add(&many, "--xx--");
	assert_int_equal(parse(TYPE, str_bytes(&many)), ERR_LIMIT);
}

#include "feed/misp_feed.h"

#include "test.h"

#define ONE "11111111-2222-4333-8444-555555555555"
#define TWO "aaaaaaaa-2222-4333-8444-555555555555"

static struct misp_feed read_ok(struct arena *arena, const char *text)
{
	struct misp_feed feed = {0};
	struct msg msg = {0};

	assert_int_equal(misp_feed_read(span_str(text), arena, &feed, &msg), 0);
	return feed;
}

TEST(misp_feed_manifest_is_read_newest_first)
{
	struct arena *arena = arena_new();
	struct misp_feed feed = read_ok(arena,
	    "{\"" ONE "\":{\"Orgc\":{\"name\":\"CERT-X\",\"uuid\":\"u\"},\"info\":\"old\","
	    "\"timestamp\":\"1700000000\",\"date\":\"2023-11-14\"},"
	    "\"AAAAAAAA-2222-4333-8444-555555555555\":{\"info\":\"new\",\"timestamp\":"
	    "1700000009}}");

	assert_int_equal(feed.events.n, 2);
	assert_string_equal(feed.events.items[0].uuid, TWO);
	assert_string_equal(feed.events.items[0].info, "new");
	assert_string_equal(feed.events.items[0].org, "");
	assert_int_equal(feed.events.items[0].stamp, 1700000009);
	assert_string_equal(feed.events.items[1].org, "CERT-X");
	assert_int_equal(feed.events.items[1].stamp, 1700000000);
	assert_int_equal(feed.odd, 0);
	assert_int_equal(read_ok(arena, "{}").events.n, 0);
	arena_free(arena);
}

TEST(misp_feed_names_become_addresses_only_as_uuids)
{
	static const char *const odd[] = {"../../../../etc/passwd", "..%2f..%2f",
	    "11111111-2222-4333-8444-55555555555/", "11111111-2222-4333-8444-5555555555551",
	    "11111111x2222-4333-8444-555555555555",
	    "11111111-2222-4333-8444-55555555555\\u0000",
	    "https://evil.example/x?aaaaaaaaaaaaa", "", "manifest"};
	struct arena *arena = arena_new();
	struct misp_feed feed;

	for (size_t i = 0; i < ARRAY_LEN(odd); i++) {
		feed = read_ok(arena, arena_printf(arena,
					  "{\"%s\":{\"timestamp\":1700000000},\"" ONE
					  "\":{\"timestamp\":1700000000}}",
					  odd[i]));
		assert_int_equal(feed.events.n, 1);
		assert_int_equal(feed.odd, 1);
		assert_string_equal(feed.events.items[0].uuid, ONE);
	}
	arena_free(arena);
}

TEST(misp_feed_times_that_are_none_make_no_event)
{
	static const char *const odd[] = {"null", "-1", "0", "\"\"", "\"12x\"", "1.5",
	    "9223372036854775807", "\"99999999999999999999\"", "{}", "true"};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(odd); i++) {
		struct misp_feed feed = read_ok(
		    arena, arena_printf(arena,
			       "{\"" ONE "\":{\"timestamp\":%s},\"" TWO "\":{\"timestamp\":5}}",
			       odd[i]));

		assert_int_equal(feed.events.n, 1);
		assert_string_equal(feed.events.items[0].uuid, TWO);
	}
	arena_free(arena);
}

TEST(misp_feed_of_one_event_twice_is_once)
{
	struct arena *arena = arena_new();
	struct misp_feed feed = read_ok(arena,
	    "{\"" TWO "\":{\"timestamp\":5},\"AAAAAAAA-2222-4333-8444-555555555555\":{"
	    "\"timestamp\":7},\"" TWO "\":{\"timestamp\":6}}");

	assert_int_equal(feed.events.n, 1);
	assert_int_equal(feed.events.items[0].stamp, 7);
	arena_free(arena);
}

TEST(misp_feed_refuses_what_is_no_manifest)
{
	static const char *const wrong[] = {"", "x", "[]", "7", "{\"Event\":{}}",
	    "{\"" ONE "\":{\"timestamp\":1}", "<html>sign in</html>"};
	struct arena *arena = arena_new();
	struct misp_feed feed;

	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		struct msg msg = {0};

		assert_int_equal(
		    misp_feed_read(span_str(wrong[i]), arena, &feed, &msg), ERR_SYNTAX);
		assert_true(msg.what[0] && msg.detail[0] && msg.hint[0]);
	}
	arena_free(arena);
}

TEST(misp_feed_manifest_cut_anywhere_is_refused)
{
	static const char text[] = "{\"" ONE "\":{\"Orgc\":{\"name\":\"\\u00e9\"},\"info\":"
				   "\"a\\\"b\",\"timestamp\":\"1700000000\"}}";
	struct arena *arena = arena_new();
	struct misp_feed feed;
	struct msg msg = {0};

	for (size_t n = 0; n < sizeof(text) - 1; n++)
		assert_int_equal(
		    misp_feed_read(span_of(text, n), arena, &feed, &msg), ERR_SYNTAX);
	assert_int_equal(
	    misp_feed_read(span_of(text, sizeof(text) - 1), arena, &feed, &msg), 0);
	arena_free(arena);
}

TEST(misp_feed_event_is_the_one_that_was_named)
{
	const struct misp_feed_event event = {.uuid = ONE, .stamp = 1};
	struct arena *arena = arena_new();
	struct json *doc = NULL;
	struct msg msg = {0};

	assert_int_equal(
	    misp_feed_open(span_str("{\"Event\":{\"uuid\":\"" ONE "\",\"Attribute\":[]}}"),
		&event, arena, &doc, &msg),
	    0);
	assert_non_null(json_get(doc, "Event"));
	assert_int_equal(misp_feed_open(span_str("{\"Event\":{\"uuid\":\"" TWO "\"}}"), &event,
			     arena, &doc, &msg),
	    ERR_DENIED);
	assert_true(msg.what[0] && msg.detail[0] && msg.hint[0]);
	assert_int_equal(
	    misp_feed_open(span_str("{\"uuid\":\"" ONE "\"}"), &event, arena, &doc, &msg),
	    ERR_DENIED);
	assert_int_equal(misp_feed_open(span_str("[]"), &event, arena, &doc, &msg), ERR_DENIED);
	assert_int_equal(
	    misp_feed_open(span_str("{\"Event\":"), &event, arena, &doc, &msg), ERR_SYNTAX);
	arena_free(arena);
}

TEST(misp_feed_addresses)
{
	static const char *const good[] = {"https://misp.example/feed", "https://misp.example/",
	    "https://misp.example:8443/a/manifest.json", "http://127.0.0.1:8080/feed",
	    "http://localhost/feed", "http://[::1]:9/feed"};
	static const char *const bad[] = {"", "misp.example", "ftp://misp.example/",
	    "http://misp.example/feed", "https://", "https:///feed",
	    "https://u:p@misp.example/", "https://misp.example/?a=b", "https://misp.example/#a",
	    "https://misp.example/a b", "http://127.evil.example/feed",
	    "http://localhost.evil.example/", "http://[::1]x/", "https://m\xc3\xa9.example/",
	    "https://misp.example/\r\nHost: x", "file:///etc/passwd"};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		assert_true(misp_feed_url_fit(good[i]));
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(misp_feed_url_fit(bad[i]));
	assert_false(misp_feed_url_fit(NULL));
	assert_string_equal(misp_feed_url("https://m.example/f", NULL, arena),
	    "https://m.example/f/manifest.json");
	assert_string_equal(misp_feed_url("https://m.example/f//", NULL, arena),
	    "https://m.example/f/manifest.json");
	assert_string_equal(misp_feed_url("https://m.example/f/manifest.json", NULL, arena),
	    "https://m.example/f/manifest.json");
	assert_string_equal(misp_feed_url("https://m.example/f/manifest.json", ONE, arena),
	    "https://m.example/f/" ONE ".json");
	assert_string_equal(misp_feed_url("https://m.example/xmanifest.json", ONE, arena),
	    "https://m.example/xmanifest.json/" ONE ".json");
	arena_free(arena);
}

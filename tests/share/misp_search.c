#include "share/misp_search.h"

#include "test.h"
#include "view_place.h"

static size_t count(const char *body, struct arena *arena, const char **ret_text)
{
	struct misp_events events;
	struct misp_query q;
	struct json *v = NULL;
	struct msg why = {0};
	STR_AUTO(out, 1 << 20);
	size_t n;

	assert_int_equal(json_parse(span_str(body), arena, &v, NULL), 0);
	assert_int_equal(misp_query_read(v, VIEW_NOW, arena, &q, &why), 0);
	misp_events_of(&view_place, arena, &events);
	n = misp_search_attributes(&view_place, &events, &q, &out);
	if (ret_text)
		*ret_text = str_dup(&out, arena);
	return n;
}

TEST(misp_searches_find_what_fits)
{
	static const struct {
		const char *body;
		size_t n;
	} rows[] = {
	    {"{}", 11},
	    {"{\"type\":\"hostname\"}", 1},
	    {"{\"type\":[\"hostname\",\"domain\"]}", 2},
	    {"{\"type\":\"hostname|domain\"}", 2},
	    {"{\"type\":[\"!hostname\"]}", 10},
	    {"{\"type\":{\"OR\":[\"url\"],\"NOT\":[\"domain\"]}}", 2},
	    {"{\"value\":\"EVIL.example\"}", 1},
	    {"{\"value\":\"https://evil.example/x\"}", 1},
	    {"{\"value\":\"%evil.example%\"}", 4},
	    {"{\"value\":\"evil\"}", 0},
	    {"{\"category\":\"Payload delivery\"}", 2},
	    {"{\"tags\":\"tlp:amber\"}", 1},
	    {"{\"tags\":[\"!tlp:green\"]}", 2},
	    {"{\"tags\":\"tlp:red\"}", 0},
	    {"{\"tags\":\"kill-chain:%\"}", 10},
	    {"{\"tags\":\"kill-chain:Command and Control\"}", 1},
	    {"{\"deleted\":1}", 2},
	    {"{\"deleted\":[0,1]}", 13},
	    {"{\"deleted\":\"1\"}", 2},
	    {"{\"limit\":4}", 4},
	    {"{\"limit\":4,\"page\":3}", 3},
	    {"{\"limit\":\"4\",\"page\":\"4\"}", 0},
	    {"{\"to_ids\":0}", 0},
	    {"{\"to_ids\":1}", 11},
	    {"{\"timestamp\":\"2d\"}", 2},
	    {"{\"timestamp\":[\"2d\",\"1h\"]}", 2},
	    {"{\"timestamp\":1795000000}", 0},
	    {"{\"timestamp\":1794900000.5}", 2},
	    {"{\"to\":1e12}", 11},
	    {"{\"from\":\"2026-11-14\",\"to\":\"2026-11-14\"}", 3},
	    {"{\"eventid\":\"nothing\"}", 0},
	    {"{\"nothing_known\":{\"a\":[1]}}", 11},
	    {"{\"request\":{\"type\":\"hostname\"}}", 1},
	};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (count(rows[i].body, arena, NULL) != rows[i].n)
			fail_msg("%s: %zu", rows[i].body, count(rows[i].body, arena, NULL));
	arena_free(arena);
}

TEST(misp_searches_are_answered_in_four_formats)
{
	struct arena *arena = arena_new();
	const char *text;

	assert_int_equal(
	    count("{\"returnFormat\":\"text\",\"type\":\"hostname\"}", arena, &text), 1);
	assert_string_equal(text, "evil.example\n");
	assert_int_equal(
	    count("{\"returnFormat\":\"csv\",\"value\":\"%it's%\"}", arena, &text), 1);
	assert_non_null(strstr(text, "\"http://evil.example/it's;a?b=\"\"c\"\"\","));
	assert_int_equal(count("{\"returnFormat\":\"cache\"}", arena, &text), 11);
	assert_int_equal(
	    count("{\"returnFormat\":\"json\",\"value\":\"%it's%\"}", arena, &text), 1);
	assert_non_null(strstr(text, "it's;a?b=\\\"c\\\""));
	arena_free(arena);
}

TEST(misp_searches_that_cannot_be_answered_are_refused)
{
	static const char *const bodies[] = {"{\"returnFormat\":\"stix\"}",
	    "{\"timestamp\":\"soon\"}", "{\"timestamp\":[1]}", "{\"from\":\"never\"}",
	    "{\"timestamp\":[1,\"x\"]}", "{\"limit\":99999999999}", "{\"to\":1.7e+97}",
	    "{\"from\":-1e300}", "{\"limit\":2,\"page\":9223372036854775807}"};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(bodies); i++) {
		struct misp_query q;
		struct json *v;
		struct msg why = {0};

		assert_int_equal(json_parse(span_str(bodies[i]), arena, &v, NULL), 0);
		assert_true(misp_query_read(v, VIEW_NOW, arena, &q, &why) < 0);
		assert_true(why.what[0] && why.hint[0]);
	}
	arena_free(arena);
}

TEST(misp_event_searches_have_the_events_that_fit)
{
	struct arena *arena = arena_new();
	struct misp_events events;
	struct misp_query q;
	struct json *v;
	struct msg why = {0};
	STR_AUTO(out, 1 << 20);
	STR_AUTO(text, 1000);

	assert_int_equal(json_parse(span_str("{\"tags\":\"tlp:clear\"}"), arena, &v, NULL), 0);
	assert_int_equal(misp_query_read(v, VIEW_NOW, arena, &q, &why), 0);
	misp_events_of(&view_place, arena, &events);
	assert_int_equal(misp_search_events(&view_place, &events, &q, &out), 1);
	v = view_place_json(&out, arena);
	assert_int_equal(json_count(json_get(v, "response")), 1);
	misp_query_text(&q, &text);
	assert_string_equal(str_text(&text), "returnFormat=json&tags=tlp:clear");
	arena_free(arena);
}

#include "feed/items.h"

#include "feed/feed.h"

#include "test.h"

static const char *const names[] = {"list", "other", NULL};

/* All items, "|" between them, or the error in ret. */
static int walk(const char *text, const char *const *lists, struct str *out, struct items *it,
    struct arena *arena, struct msg *msg)
{
	struct span item;
	int r = items_init(it, span_str(text), lists, arena, msg);

	while (r == 0 && (r = items_next(it, &item)) == 1) {
		if (it->shape == ITEMS_MEMBERS) {
			str_span(out, it->key);
			str_char(out, '=');
		}
		str_span(out, item);
		str_char(out, '|');
		r = 0;
	}
	return r;
}

static void check(const char *text, const char *const *lists, const char *want, int err)
{
	struct arena *arena = arena_new();
	struct items it;
	struct msg msg = {0};
	STR_AUTO(out, 1000);

	assert_int_equal(walk(text, lists, &out, &it, arena, &msg), err);
	if (err == 0)
		assert_string_equal(str_text(&out), want);
	else
		assert_true(msg.what[0] && msg.detail[0] && msg.hint[0]);
	arena_free(arena);
}

TEST(items_of_every_shape)
{
	check("[1, {\"a\":[\"]\"]} ,\"x\\\"]\"]\n", names, "1|{\"a\":[\"]\"]}|\"x\\\"]\"|", 0);
	check("{\"a\":1,\"list\":[ {} , [] ],\"b\":[2]}", names, "{}|[]|", 0);
	check("{\"other\":[]}", names, "", 0);
	check("{\"a\":1}\n{\"b\":2}\n", names, "{\"a\":1}|{\"b\":2}|", 0);
	check("{\"a\":{\"x\":1},\"b\":2}", NULL, "a={\"x\":1}|b=2|", 0);
	check("\xef\xbb\xbf{\"list\":[1]}", names, "1|", 0);
	check("{}", NULL, "", 0);
}

TEST(items_of_a_broken_frame_are_refused)
{
	check("", names, NULL, ERR_TRUNCATED);
	check("hello", names, NULL, ERR_SYNTAX);
	check("[1,2", names, NULL, ERR_TRUNCATED);
	check("[1 2]", names, NULL, ERR_SYNTAX);
	check("[1,]", names, NULL, ERR_SYNTAX);
	check("{\"list\":[1]", names, NULL, ERR_TRUNCATED);
	check("{\"list\":[1]} x", names, NULL, ERR_SYNTAX);
	check("{\"list\":[1],\"other\":[2]}", names, NULL, ERR_SYNTAX);
	check("{\"list\":[{\"a\":\"]}", names, NULL, ERR_TRUNCATED);
	check("{\"a\" 1}", NULL, NULL, ERR_SYNTAX);
}

TEST(items_keep_what_stands_beside_the_list)
{
	struct arena *arena = arena_new();
	struct items it;
	struct msg msg = {0};
	STR_AUTO(out, 1000);

	assert_int_equal(
	    walk("{\"a\":1,\"list\":[],\"b\":\"x\"}", names, &out, &it, arena, &msg), 0);
	assert_int_equal(json_int(json_get(it.head, "a"), 0), 1);
	assert_string_equal(json_text(json_get(it.head, "b"), ""), "x");
	arena_free(arena);
}

TEST(items_parse_refuses_a_malformed_one)
{
	struct arena *arena = arena_new(), *one = arena_new();
	const struct json *v;
	struct items it;
	struct msg msg = {0};

	assert_int_equal(
	    items_init(&it, span_str("[{\"a\":1},{\"a\":tru}]"), names, arena, &msg), 0);
	assert_int_equal(items_parse(&it, one, &v), 1);
	assert_int_equal(json_int(json_get(v, "a"), 0), 1);
	assert_int_equal(items_parse(&it, one, &v), ERR_SYNTAX);
	arena_free(one);
	arena_free(arena);
}

static int add_one(const struct json *item, struct feed_read *rd, struct arena *arena)
{
	(void)arena;
	rd->records += json_int(item, 0);
	return json_int(item, 0) == 13 ? ERR_RANGE : 0;
}

static int check_sum(const struct json *head, int64_t n, struct feed_read *rd, struct msg *msg)
{
	rd->total = n;
	return json_int(json_get(head, "sum"), 0) == rd->records
		   ? 0
		   : feed_bad(msg, ERR_TRUNCATED, "another sum");
}

TEST(items_read_takes_each_and_looks_at_the_rest_at_the_end)
{
	struct feed_read rd = {0};
	struct msg msg = {0};

	assert_int_equal(items_read(span_str("{\"list\":[1,2,4],\"sum\":7}"), names, add_one,
			     check_sum, &rd, &msg),
	    0);
	assert_int_equal(rd.records, 7);
	assert_int_equal(rd.total, 3);
	rd = (struct feed_read){0};
	assert_int_equal(items_read(span_str("[1,2]"), names, add_one, NULL, &rd, &msg), 0);
	assert_int_equal(rd.records, 3);
}

TEST(items_read_ends_at_the_first_error)
{
	struct feed_read rd = {0};
	struct msg msg = {0};

	assert_int_equal(items_read(span_str("{\"list\":[1,13,4],\"sum\":7}"), names, add_one,
			     check_sum, &rd, &msg),
	    ERR_RANGE);
	assert_int_equal(rd.records, 14);
	assert_int_equal(rd.total, 0); /* the end was not asked */
	rd = (struct feed_read){0};
	assert_int_equal(items_read(span_str("{\"list\":[1],\"sum\":7}"), names, add_one,
			     check_sum, &rd, &msg),
	    ERR_TRUNCATED);
	assert_int_equal(
	    items_read(span_str("{\"list\":[1"), names, add_one, check_sum, &rd, &msg),
	    ERR_TRUNCATED);
	assert_string_equal(msg.detail, "at byte 10: it ends in the middle");
}

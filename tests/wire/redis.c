#include "wire/redis.h"

#include "test.h"

TEST(redis_replies)
{
	static const struct {
		const char *bytes;
		char type;
		const char *text;
		size_t size;
	} cases[] = {{"+PONG\r\nrest", '+', "PONG", 7},
	    {"-NOAUTH Authentication required.\r\n", '-', "NOAUTH Authentication required.",
		34},
	    {":12\r\n", ':', "12", 5}, {"$5\r\na\r\nbc\r\n", '$', "a\r\nbc", 11},
	    {"$-1\r\n", '$', "", 5}, {"$0\r\n\r\n", '$', "", 6}};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct redis_reply r;
		size_t size = 0;

		assert_int_equal(redis_reply_parse(span_str(cases[i].bytes), &r), 0);
		assert_int_equal(r.type, cases[i].type);
		assert_true(span_eq(r.text, cases[i].text));
		assert_int_equal(r.size, cases[i].size);
		for (size_t n = 0; n < r.size; n++)
			assert_int_equal(
			    redis_reply_size(span_of(cases[i].bytes, n), &size), ERR_TRUNCATED);
	}
}

TEST(redis_refuses_what_is_no_reply)
{
	static const char *const no[] = {"HTTP/1.1 400 Bad Request\r\n", "*1\r\n", "+PONG\n",
	    "$x\r\n", "$-2\r\n", "$99999999\r\n", "$2\r\nabcd", "\r\n"};
	struct redis_reply r;

	for (size_t i = 0; i < ARRAY_LEN(no); i++)
		assert_int_equal(redis_reply_parse(span_str(no[i]), &r), ERR_SYNTAX);
}

TEST(redis_errors_and_info)
{
	struct redis_reply r;
	struct span value;

	assert_int_equal(
	    redis_reply_parse(span_str("-DENIED Redis is running in protected mode\r\n"), &r),
	    0);
	assert_true(redis_is_error(&r, "DENIED"));
	assert_false(redis_is_error(&r, "DEN"));
	r.type = '+';
	assert_false(redis_is_error(&r, "DENIED"));
	assert_true(redis_info(span_str("# Server\r\nredis_version:7.0.15\r\nos:Linux\r\n"),
	    "redis_version", &value));
	assert_true(span_eq(value, "7.0.15"));
	assert_false(redis_info(span_str("redis_versions:7\r\n"), "redis_version", &value));
	assert_false(redis_info(span_of(NULL, 0), "os", &value));
}

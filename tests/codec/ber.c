#include "codec/ber.h"

#include "test.h"

static struct cursor bytes(const char *p, size_t n)
{
	return cursor_of(span_of(p, n));
}

TEST(ber_elements_of_every_length_form)
{
	static const char elements[] = "\x04\x01"
				       "a"
				       "\x04\x81\x01"
				       "b"
				       "\x04\x84\0\0\0\x01"
				       "c"
				       "\x05\x00";
	struct cursor c = bytes(elements, sizeof(elements) - 1);
	struct ber e;

	assert_true(span_eq(ber_take(&c, BER_OCTETS), "a"));
	assert_true(span_eq(ber_take(&c, BER_OCTETS), "b"));
	assert_true(span_eq(ber_take(&c, BER_OCTETS), "c"));
	e = ber_any(&c);
	assert_int_equal(e.tag, BER_NULL);
	assert_int_equal(e.value.n, 0);
	assert_int_equal(cursor_err(&c), 0);
	assert_int_equal(cursor_left(&c), 0);
}

TEST(ber_errors_stick)
{
	static const struct {
		const char *p;
		size_t n;
		int err;
	} cases[] = {
	    {"", 0, ERR_TRUNCATED},
	    {"\x04", 1, ERR_TRUNCATED},
	    {"\x04\x02"
	     "a",
		3, ERR_TRUNCATED},
	    {"\x04\x81", 2, ERR_TRUNCATED},
	    {"\x04\x84\xff\xff\xff\xff", 6, ERR_TRUNCATED},
	    {"\x04\x80"
	     "a\0\0",
		5, ERR_SYNTAX},
	    {"\x04\x85\0\0\0\0\x01"
	     "a",
		8, ERR_SYNTAX},
	    {"\x1f\x01"
	     "a",
		3, ERR_SYNTAX},
	    {"\x02\x01"
	     "a",
		3, ERR_SYNTAX},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct cursor c = bytes(cases[i].p, cases[i].n), sub;

		assert_int_equal(ber_take(&c, BER_OCTETS).n, 0);
		assert_int_equal(cursor_err(&c), cases[i].err);
		sub = ber_open(&c, BER_SEQUENCE);
		assert_int_equal(cursor_err(&sub), cases[i].err);
		assert_int_equal(ber_int(&sub, BER_INTEGER), 0);
	}
}

TEST(ber_integers_there_and_back)
{
	static const struct {
		int64_t value;
		const char *encoded;
		size_t n;
	} cases[] = {
	    {0, "\x02\x01\x00", 3},
	    {127, "\x02\x01\x7f", 3},
	    {128, "\x02\x02\x00\x80", 4},
	    {65507, "\x02\x03\x00\xff\xe3", 5},
	    {-1, "\x02\x01\xff", 3},
	    {-128, "\x02\x01\x80", 3},
	    {-129, "\x02\x02\xff\x7f", 4},
	    {INT64_MAX, "\x02\x08\x7f\xff\xff\xff\xff\xff\xff\xff", 10},
	    {INT64_MIN, "\x02\x08\x80\0\0\0\0\0\0\0", 10},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		STR_AUTO(to, 64);
		struct cursor c;

		ber_put_int(&to, BER_INTEGER, cases[i].value);
		assert_int_equal(to.n, cases[i].n);
		assert_memory_equal(to.p, cases[i].encoded, to.n);
		c = cursor_of(str_bytes(&to));
		assert_true(ber_int(&c, BER_INTEGER) == cases[i].value);
		assert_int_equal(cursor_err(&c), 0);
	}
}

TEST(ber_integers_out_of_range)
{
	struct cursor empty = bytes("\x02\x00", 2),
		      nine = bytes("\x02\x09\0\0\0\0\0\0\0\0\x01", 11);

	assert_int_equal(ber_int(&empty, BER_INTEGER), 0);
	assert_int_equal(cursor_err(&empty), ERR_RANGE);
	assert_int_equal(ber_int(&nine, BER_INTEGER), 0);
	assert_int_equal(cursor_err(&nine), ERR_RANGE);
}

TEST(ber_object_identifiers)
{
	static const struct {
		const char *p;
		size_t n;
		const char *text; /* NULL: an error */
	} cases[] = {
	    {"\x2b\x06\x01\x02\x01\x01\x01\x00", 8, "1.3.6.1.2.1.1.1.0"},
	    {"\x2b\x06\x01\x04\x01\xbf\x08", 7, "1.3.6.1.4.1.8072"},
	    {"\x00", 1, "0.0"},
	    {"\x88\x37\x03", 3, "2.999.3"},
	    {"\x2b\xff\xff\xff\xff\xff\xff\xff\xff\x7f", 10, "1.3.9223372036854775807"},
	    {"\x2b\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f", 11, NULL},
	    {"", 0, NULL},
	    {"\x2b\x86", 2, NULL},
	    {"\x2b\x80\x01", 3, NULL},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		STR_AUTO(to, 128);
		int r = ber_oid_text(span_of(cases[i].p, cases[i].n), &to);

		assert_true(cases[i].text ? r == 0 : r < 0);
		if (cases[i].text)
			assert_string_equal(str_text(&to), cases[i].text);
	}
}

TEST(ber_put_chooses_the_shortest_length)
{
	static const size_t sizes[] = {0, 1, 127, 128, 255, 256, 65535};
	static const size_t heads[] = {2, 2, 2, 3, 3, 4, 4};
	struct arena *arena = arena_new();
	struct span big = span_of(arena_alloc(arena, 65536), 65536);

	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		STR_AUTO(to, 70000);
		struct cursor c;

		ber_put(&to, BER_OCTETS, span_sub(big, 0, sizes[i]));
		assert_int_equal(to.n, sizes[i] + heads[i]);
		c = cursor_of(str_bytes(&to));
		assert_int_equal(ber_take(&c, BER_OCTETS).n, sizes[i]);
		assert_int_equal(cursor_err(&c), 0);
	}
	STR_AUTO(over, 70000);
	ber_put(&over, BER_OCTETS, big);
	assert_int_equal(str_ok(&over), ERR_LIMIT);
	arena_free(arena);
}

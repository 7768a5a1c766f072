#include "proto/hpack.h"

#include "test.h"

static void take(void *ctx, struct span name, struct span value)
{
	str_span(ctx, name);
	str_add(ctx, "=");
	str_span(ctx, value);
	str_add(ctx, "\n");
}

/* RFC 7541 appendix C.4: three requests on one connection, in Huffman's code. */
TEST(hpack_requests_of_the_rfc)
{
	static const struct {
		const char *block;
		size_t n;
		const char *says;
	} rows[] = {{"\x82\x86\x84\x41\x8c\xf1\xe3\xc2\xe5\xf2\x3a\x6b\xa0\xab\x90\xf4\xff", 17,
			":method=GET\n:scheme=http\n:path=/\n:authority=www.example.com\n"},
	    {"\x82\x86\x84\xbe\x58\x86\xa8\xeb\x10\x64\x9c\xbf", 12,
		":method=GET\n:scheme=http\n:path=/\n:authority=www.example.com\n"
		"cache-control=no-cache\n"},
	    {"\x82\x87\x85\xbf\x40\x88\x25\xa8\x49\xe9\x5b\xa9\x7d\x7f\x89\x25\xa8\x49\xe9\x5b"
	     "\xb8\xe8\xb4\xbf",
		24,
		":method=GET\n:scheme=https\n:path=/index.html\n:authority=www.example.com\n"
		"custom-key=custom-value\n"}};
	struct hpack *h = hpack_new();

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		STR_AUTO(out, 4096);

		assert_int_equal(
		    hpack_read(h, span_of(rows[i].block, rows[i].n), take, &out), 0);
		assert_string_equal(str_text(&out), rows[i].says);
	}
	hpack_free(h);
}

TEST(hpack_what_is_wrong_is_refused)
{
	static const struct {
		const char *block;
		size_t n;
	} rows[] = {{"\xff\xff\xff\xff\xff\xff\x0f", 7}, {"\x80", 1}, {"\xc5", 1},
	    {"\x3f\xff\xff\xff\x7f", 5}, {"\x40\x85\xff\xff\xff\xff\xff", 7}, {"\x40\x0a", 2}};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct hpack *h = hpack_new();
		STR_AUTO(out, 4096);

		assert_true(hpack_read(h, span_of(rows[i].block, rows[i].n), take, &out) < 0);
		hpack_free(h);
	}
}

/* However much a peer puts in, the table stays within its size. */
TEST(hpack_table_is_bounded)
{
	struct hpack *h = hpack_new();
	STR_AUTO(out, 8 << 20);

	for (int i = 0; i < 10000; i++) {
		char block[16] = "\x40\x01"
				 "a\x08";
		(void)snprintf(block + 4, 9, "%08d", i);
		assert_int_equal(hpack_read(h, span_of(block, 12), take, &out), 0);
	}
	str_clear(&out);
	/* 4096 bytes hold 99 of 41 bytes: index 61 + 99 is the last. */
	assert_int_equal(hpack_read(h, span_of("\xff\x21", 2), take, &out), 0);
	assert_string_equal(str_text(&out), "a=00009901\n");
	assert_true(hpack_read(h, span_of("\xff\x22", 2), take, &out) < 0);
	hpack_free(h);
}

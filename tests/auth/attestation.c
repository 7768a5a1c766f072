#include "test.h"

#include "auth/attestation.h"

/* {"fmt": "none", "attStmt": {}, "authData": h'010203'}, written by hand after RFC 8949. */
static const uint8_t none[] = "\xa3"
			      "\x63"
			      "fmt"
			      "\x64"
			      "none"
			      "\x67"
			      "attStmt"
			      "\xa0"
			      "\x68"
			      "authData"
			      "\x43\x01\x02\x03";

TEST(attestation_parts)
{
	struct attestation a;

	assert_int_equal(attestation_read(span_of(none, sizeof(none) - 1), &a), 0);
	assert_true(span_eq(a.format, "none"));
	assert_int_equal(a.statement.n, 1);
	assert_int_equal(a.data.n, 3);
	assert_int_equal(a.data.p[2], 3);
}

TEST(attestation_truncated_at_every_length_and_longer)
{
	for (size_t n = 0; n < sizeof(none); n++) {
		uint8_t *exact = test_malloc(n ? n : 1);
		struct attestation a = {.data = {NULL, 42}};

		memcpy(exact, none, n);
		if (n < sizeof(none) - 1) {
			assert_true(attestation_read(span_of(exact, n), &a) < 0);
			assert_int_equal(a.data.n, 42);
		}
		test_free(exact);
	}
	struct attestation a;
	assert_int_equal(attestation_read(span_of(none, sizeof(none)), &a), ERR_SYNTAX);
}

/* Every byte wrong in turn: an error or parts that lie inside. */
TEST(attestation_garbage_stays_inside)
{
	uint8_t bytes[sizeof(none) - 1];

	for (size_t at = 0; at < sizeof(bytes); at++)
		for (int v = 0; v < 256; v++) {
			struct attestation a = {0};

			memcpy(bytes, none, sizeof(bytes));
			bytes[at] = (uint8_t)v;
			if (attestation_read(span_of(bytes, sizeof(bytes)), &a) == 0) {
				assert_true(a.data.p + a.data.n <= bytes + sizeof(bytes));
				assert_true(a.statement.n >= 1);
			}
		}
}

TEST(attestation_depth_and_counts_are_bounded)
{
	uint8_t deep[64];
	struct attestation a;

	memcpy(deep,
	    "\xa3\x67"
	    "attStmt",
	    9);
	memset(deep + 9, 0x81, sizeof(deep) - 9);
	assert_int_equal(attestation_read(span_of(deep, sizeof(deep)), &a), ERR_LIMIT);
	memcpy(deep + 9, "\xbb\xff\xff\xff\xff\xff\xff\xff\xff", 9);
	assert_true(attestation_read(span_of(deep, sizeof(deep)), &a) < 0);
	memcpy(deep + 9, "\x5b\xff\xff\xff\xff\xff\xff\xff\xff", 9);
	assert_int_equal(attestation_read(span_of(deep, sizeof(deep)), &a), ERR_TRUNCATED);
}

TEST(attestation_items_claim_no_more_than_there_is)
{
	static const uint8_t good[] = {0xa1, 0x01, 0x02, 0x80, 0x20};
	static const uint8_t greedy[] = {0x9b, 0, 0, 0, 0x07, 0, 0, 0, 0, 0x01};
	static const uint8_t map[] = {0xa2, 0x01, 0x02, 0x03};

	assert_int_equal(attestation_items(span_of(good, sizeof(good))), 0);
	assert_int_equal(attestation_items(span_of(NULL, 0)), 0);
	assert_int_equal(attestation_items(span_of(greedy, sizeof(greedy))), ERR_TRUNCATED);
	assert_int_equal(attestation_items(span_of(map, sizeof(map))), ERR_TRUNCATED);
	assert_int_equal(attestation_items(span_of("\x9f", 1)), ERR_SYNTAX);
}

#include "ship/ship_frame.h"

#include "base/err.h"
#include "test.h"

static const struct ship_frame frame = {
    .seq = 0x123456789a, .class = SHIP_META, .priority = 1, .time = 1795000000123};

static void put(struct str *out, const char *payload)
{
	struct ship_frame f = frame;

	f.payload = span_str(payload);
	assert_int_equal(ship_frame_put(out, &f), 0);
}

TEST(ship_frame_there_and_back)
{
	struct ship_frame got;
	STR_AUTO(out, 4096);

	put(&out, "{\"a\":1}");
	put(&out, "");
	assert_int_equal(ship_frame_read(str_bytes(&out), &got), 0);
	assert_int_equal(got.seq, frame.seq);
	assert_int_equal(got.class, SHIP_META);
	assert_int_equal(got.priority, 1);
	assert_int_equal(got.time, frame.time);
	assert_true(span_eq(got.payload, "{\"a\":1}"));
	assert_int_equal(ship_frame_read(span_sub(str_bytes(&out), got.size, out.n), &got), 0);
	assert_int_equal(got.payload.n, 0);
	assert_int_equal(got.size, SHIP_FRAME_HEAD);
}

TEST(ship_frame_every_truncation_and_every_changed_bit)
{
	struct ship_frame got;
	STR_AUTO(out, 4096);

	put(&out, "payload");
	for (size_t n = 0; n < out.n; n++)
		assert_int_equal(
		    ship_frame_read(span_sub(str_bytes(&out), 0, n), &got), ERR_TRUNCATED);
	for (size_t bit = 0; bit < out.n * 8; bit++) {
		out.p[bit / 8] = (char)(out.p[bit / 8] ^ 1 << bit % 8);
		assert_true(ship_frame_read(str_bytes(&out), &got) < 0);
		out.p[bit / 8] = (char)(out.p[bit / 8] ^ 1 << bit % 8);
	}
	assert_int_equal(ship_frame_read(str_bytes(&out), &got), 0);
}

TEST(ship_frame_limits)
{
	struct ship_frame f = frame;
	STR_AUTO(out, 100);
	uint8_t *big = calloc(1, SHIP_PAYLOAD + 1);

	assert_non_null(big);
	f.payload = span_of(big, SHIP_PAYLOAD + 1);
	assert_int_equal(ship_frame_put(&out, &f), ERR_LIMIT);
	f.payload = span_of(big, 200);
	assert_int_equal(ship_frame_put(&out, &f), ERR_LIMIT);
	free(big);
}

TEST(ship_head_there_and_back)
{
	struct ship_head h = {.priority = 2, .epoch = "abcdefgh01234567", .first = 77}, got;
	STR_AUTO(out, 100);

	assert_int_equal(ship_head_put(&out, &h), 0);
	assert_int_equal(out.n, SHIP_SEGMENT_HEAD);
	assert_int_equal(ship_head_read(str_bytes(&out), &got), 0);
	assert_int_equal(got.priority, 2);
	assert_string_equal(got.epoch, h.epoch);
	assert_int_equal(got.first, 77);
	for (size_t bit = 0; bit < out.n * 8; bit++) {
		out.p[bit / 8] = (char)(out.p[bit / 8] ^ 1 << bit % 8);
		assert_int_equal(ship_head_read(str_bytes(&out), &got), ERR_CORRUPT);
		out.p[bit / 8] = (char)(out.p[bit / 8] ^ 1 << bit % 8);
	}
	assert_int_equal(
	    ship_head_read(span_sub(str_bytes(&out), 0, out.n - 1), &got), ERR_TRUNCATED);
}

TEST(ship_epochs_names)
{
	assert_true(ship_epoch_ok(span_str("0123456789abcxyz")));
	assert_false(ship_epoch_ok(span_str("0123456789abcxy")));
	assert_false(ship_epoch_ok(span_str("0123456789abcxyZ")));
	assert_false(ship_epoch_ok(span_str("../../../../etc/")));
}

#include "test.h"

#include "codec/mo.h"

/* A file of two messages: "day"/"days" with its plural, and "yes". Little-endian unless big. */
struct file {
	struct str bytes;
	bool big;
};

static void put32(struct file *f, uint32_t v)
{
	if (f->big) {
		str_u32(&f->bytes, v);
		return;
	}
	for (int i = 0; i < 4; i++)
		str_u8(&f->bytes, (uint8_t)(v >> (8 * i)));
}

static void make(struct file *f, bool big)
{
	static const char *const texts[] = {"day\0days", "yes", "dag\0dager", "ja"};
	static const uint32_t sizes[] = {8, 3, 9, 2};
	uint32_t at = 28 + 4 * 8;

	f->big = big;
	str_init(&f->bytes, 1024);
	put32(f, 0x950412de);
	put32(f, 0);
	put32(f, 2);
	put32(f, 28);
	put32(f, 28 + 16);
	put32(f, 0);
	put32(f, 0);
	for (int i = 0; i < 4; i++) {
		put32(f, sizes[i]);
		put32(f, at);
		at += sizes[i] + 1;
	}
	for (int i = 0; i < 4; i++)
		str_put(&f->bytes, texts[i], sizes[i] + 1);
}

TEST(mo_finds_in_both_byte_orders)
{
	for (int big = 0; big < 2; big++) {
		struct file f;
		struct mo mo;
		struct span id, text;

		make(&f, big);
		assert_int_equal(mo_open(str_bytes(&f.bytes), &mo), 0);
		assert_string_equal(mo_get(&mo, "yes"), "ja");
		assert_string_equal(mo_get(&mo, "day"), "dag");
		assert_string_equal(mo_plural(&mo, "day", 1), "dager");
		assert_null(mo_plural(&mo, "day", 2));
		assert_null(mo_plural(&mo, "yes", 1));
		assert_null(mo_get(&mo, "no"));
		assert_null(mo_get(&mo, ""));
		mo_entry(&mo, 0, &id, &text);
		assert_int_equal(id.n, 8);
		assert_int_equal(text.n, 9);
		str_done(&f.bytes);
	}
}

TEST(mo_every_truncation_is_refused)
{
	struct file f;
	struct mo mo;

	make(&f, false);
	for (size_t n = 0; n < f.bytes.n; n++)
		assert_true(mo_open(span_of(f.bytes.p, n), &mo) < 0);
	str_done(&f.bytes);
}

TEST(mo_refuses_what_does_not_hold_together)
{
	struct mo mo;
	struct file f;

	make(&f, false);
	f.bytes.p[0] ^= 1;
	assert_int_equal(mo_open(str_bytes(&f.bytes), &mo), ERR_SYNTAX);
	f.bytes.p[0] ^= 1;
	f.bytes.p[6] = 2; /* major revision */
	assert_int_equal(mo_open(str_bytes(&f.bytes), &mo), ERR_UNSUPPORTED);
	f.bytes.p[6] = 0;
	f.bytes.p[11] = (char)0xff; /* messages */
	assert_int_equal(mo_open(str_bytes(&f.bytes), &mo), ERR_CORRUPT);
	f.bytes.p[11] = 0;
	f.bytes.p[60] = 'z'; /* the first msgid, now after the second */
	assert_int_equal(mo_open(str_bytes(&f.bytes), &mo), ERR_CORRUPT);
	f.bytes.p[60] = 'd';
	assert_int_equal(mo_open(str_bytes(&f.bytes), &mo), 0);
	str_done(&f.bytes);
}

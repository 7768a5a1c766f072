#include "run/spool_frame.h"

#include "test.h"

static void put(struct str *out, const char *name, const char *rest)
{
	assert_int_equal(spool_frame_put(out, SPOOL_UNIT, span_str(name), span_str(rest)), 0);
}

TEST(frame_comes_back_as_it_was_put)
{
	STR_AUTO(out, 4096);
	struct spool_frame f;

	put(&out, "sweep/127.0.0.1", "{}\n{}\n");
	put(&out, "", "");
	assert_int_equal(spool_frame_read(str_bytes(&out), &f), 0);
	assert_int_equal(f.type, SPOOL_UNIT);
	assert_true(span_eq(f.name, "sweep/127.0.0.1"));
	assert_true(span_eq(f.rest, "{}\n{}\n"));
	assert_int_equal(spool_frame_read(span_sub(str_bytes(&out), f.size, out.n), &f), 0);
	assert_int_equal(f.name.n + f.rest.n, 0);
}

TEST(frame_truncated_at_every_length)
{
	STR_AUTO(out, 4096);
	struct spool_frame f;

	put(&out, "unit", "line\n");
	for (size_t n = 0; n < out.n; n++)
		assert_int_equal(
		    spool_frame_read(span_sub(str_bytes(&out), 0, n), &f), ERR_TRUNCATED);
}

TEST(frame_with_any_bit_changed_is_none)
{
	STR_AUTO(out, 4096);
	struct spool_frame f;

	put(&out, "unit", "line\n");
	for (size_t i = 0; i < out.n * 8; i++) {
		out.p[i / 8] = (char)((uint8_t)out.p[i / 8] ^ (1U << (i % 8)));
		assert_true(spool_frame_read(str_bytes(&out), &f) < 0);
		out.p[i / 8] = (char)((uint8_t)out.p[i / 8] ^ (1U << (i % 8)));
	}
	assert_int_equal(spool_frame_read(str_bytes(&out), &f), 0);
}

TEST(frame_is_found_again_behind_damage)
{
	STR_AUTO(out, 4096);
	struct spool_frame f;
	size_t first;

	put(&out, "a", "VFRM inside, as if one began");
	first = out.n;
	put(&out, "b", "");
	out.p[8] = 'X';
	assert_int_equal(spool_frame_resync(str_bytes(&out)), first);
	assert_int_equal(spool_frame_read(span_sub(str_bytes(&out), first, out.n), &f), 0);
	assert_true(span_eq(f.name, "b"));
	assert_int_equal(
	    spool_frame_resync(span_sub(str_bytes(&out), first, out.n)), out.n - first);
	assert_int_equal(spool_frame_resync(span_str("")), 0);
}

TEST(frame_has_a_largest_size)
{
	STR_AUTO(small, 20);
	STR_AUTO(name, 70000);

	while (name.n < 65536)
		str_add(&name, "x");
	assert_int_equal(
	    spool_frame_put(&small, SPOOL_UNIT, span_str("u"), span_str("too long")),
	    ERR_LIMIT);
	assert_int_equal(
	    spool_frame_put(&small, SPOOL_UNIT, str_bytes(&name), span_str("")), ERR_LIMIT);
}

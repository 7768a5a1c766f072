#include "packet/defrag.h"

#include "base/rng.h"
#include "packet/event.h"
#include "packet/frames.h"
#include "test.h"

static const struct defrag_settings small = {DEFRAG_BSD, 8, 64, 64, 30};

/* One fragment of the packet with that number. */
static bool add(struct defrag *d, uint32_t id, uint32_t at, const void *bytes, size_t n,
    bool more, int64_t time, struct span *ret)
{
	struct packet p = {
	    .family = 4, .proto = 17, .ip_id = id, .time = time, .payload = span_of(bytes, n)};

	return defrag_add(d, &p, at, more, ret);
}

TEST(defrag_any_cut_and_order_gives_the_same)
{
	struct defrag *d = defrag_new(&defrag_settings_usual);
	static uint8_t whole[60000];
	struct rng rng;

	rng_seed(&rng, 7);
	for (size_t i = 0; i < sizeof(whole); i++)
		whole[i] = (uint8_t)rng_next(&rng);
	for (uint32_t round = 0; round < 300; round++) {
		struct {
			uint32_t at, n;
		} parts[128];
		uint32_t n = 0, size = (uint32_t)(8 + rng_below(&rng, sizeof(whole) - 8));
		struct span got = {0};
		bool done = false;

		for (uint32_t at = 0; at < size; n++) {
			uint32_t step = 8 * (uint32_t)(1 + rng_below(&rng, size / 8 / 40 + 1));

			parts[n].at = at;
			parts[n].n = MIN(step, size - at);
			at += parts[n].n;
		}
		for (uint32_t i = n; i > 1; i--) {
			uint32_t k = (uint32_t)rng_below(&rng, i), at = parts[k].at,
				 m = parts[k].n;

			parts[k] = parts[i - 1];
			parts[i - 1].at = at;
			parts[i - 1].n = m;
		}
		for (uint32_t i = 0; i < n; i++) {
			assert_false(done);
			done = add(d, round, parts[i].at, whole + parts[i].at, parts[i].n,
			    parts[i].at + parts[i].n < size, 0, &got);
			/* Some come twice, with the same bytes. */
			if (!done && rng_below(&rng, 8) == 0)
				done = add(d, round, parts[i].at, whole + parts[i].at,
				    parts[i].n, parts[i].at + parts[i].n < size, 0, &got);
		}
		assert_true(done);
		assert_int_equal(got.n, size);
		assert_memory_equal(got.p, whole, size);
	}
	assert_int_equal(defrag_count(d).rebuilt, 300);
	assert_int_equal(defrag_count(d).evicted, 0);
	assert_null(defrag_free(d));
}

/* Of two fragments that lie over each other: whose bytes count. */
TEST(defrag_overlaps_by_policy)
{
	static const struct {
		enum defrag_policy policy;
		uint32_t first_at, first_n, then_at, then_n;
		const char *want; /* of 24 bytes, three letters of 8 */
	} rows[] = {
	    /* The later begins in the earlier. */
	    {DEFRAG_BSD, 0, 16, 8, 16, "aab"},
	    {DEFRAG_LINUX, 0, 16, 8, 16, "aab"},
	    {DEFRAG_FIRST, 0, 16, 8, 16, "aab"},
	    {DEFRAG_WINDOWS, 0, 16, 8, 16, "aab"},
	    {DEFRAG_LAST, 0, 16, 8, 16, "abb"},
	    /* The later begins before the earlier. */
	    {DEFRAG_BSD, 8, 16, 0, 16, "bba"},
	    {DEFRAG_LINUX, 8, 16, 0, 16, "bba"},
	    {DEFRAG_FIRST, 8, 16, 0, 16, "baa"},
	    {DEFRAG_WINDOWS, 8, 16, 0, 16, "baa"},
	    {DEFRAG_LAST, 8, 16, 0, 16, "bba"},
	    /* Both begin alike. */
	    {DEFRAG_BSD, 0, 16, 0, 24, "aab"},
	    {DEFRAG_LINUX, 0, 16, 0, 24, "bbb"},
	    {DEFRAG_WINDOWS, 0, 16, 0, 24, "aab"},
	    /* The later covers the earlier. */
	    {DEFRAG_WINDOWS, 8, 8, 0, 24, "bbb"},
	    {DEFRAG_FIRST, 8, 8, 0, 24, "bab"},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct defrag_settings s = small;
		struct defrag *d;
		struct span got = {0};
		char a[24], b[24], want[24];

		memset(a, 'a', 24);
		memset(b, 'b', 24);
		for (size_t k = 0; k < 24; k++)
			want[k] = rows[i].want[k / 8];
		s.policy = rows[i].policy;
		d = defrag_new(&s);
		assert_false(add(d, 1, rows[i].first_at, a, rows[i].first_n,
		    rows[i].first_at + rows[i].first_n < 24, 0, &got));
		assert_true(add(d, 1, rows[i].then_at, b, rows[i].then_n,
		    rows[i].then_at + rows[i].then_n < 24, 0, &got));
		assert_int_equal(got.n, 24);
		assert_memory_equal(got.p, want, 24);
		assert_int_equal(defrag_count(d).overlaps, 1);
		(void)defrag_free(d);
	}
}

TEST(defrag_memory_is_bounded_and_what_is_let_go_is_counted)
{
	struct defrag *d = defrag_new(&small);
	static const uint8_t bytes[4096] = {1};
	struct span got = {0};

	for (uint32_t i = 0; i < 100; i++)
		assert_false(add(d, i, 0, bytes, 8, true, 0, &got));
	assert_int_equal(defrag_count(d).evicted, 92);
	/* Of the oldest the second part comes too late, of the newest not. */
	assert_false(add(d, 0, 8, bytes, 8, false, 0, &got));
	assert_true(add(d, 99, 8, bytes, 8, false, 0, &got));
	/* One packet alone cannot have more than all memory: 64 blocks of 2 KiB. */
	for (uint32_t i = 0; i < 15; i++)
		(void)add(d, 200, i * 4096, bytes, 4096, true, 0, &got);
	for (uint32_t i = 0; i < 300; i++)
		(void)add(d, 201, i * 8, bytes, 8, true, 0, &got);
	assert_true(defrag_count(d).refused > 0);
	(void)defrag_free(d);
}

TEST(defrag_waits_only_so_long)
{
	struct defrag *d = defrag_new(&small);
	struct span got = {0};

	assert_false(add(d, 1, 0, "12345678", 8, true, 0, &got));
	assert_false(add(d, 1, 8, "x", 1, false, 31000000, &got));
	assert_int_equal(defrag_count(d).expired, 1);
	(void)defrag_free(d);
}

TEST(defrag_a_hole_behind_the_end_is_no_whole)
{
	struct defrag *d = defrag_new(&small);
	struct span got = {0};

	assert_false(add(d, 1, 16, "12345678", 8, false, 0, &got));
	assert_false(add(d, 1, 64, "12345678", 8, true, 0, &got));
	assert_false(add(d, 1, 72, "12345678", 8, true, 0, &got));
	assert_false(add(d, 1, 0, "12345678", 8, true, 0, &got));
	assert_true(add(d, 1, 8, "12345678", 8, true, 0, &got));
	assert_int_equal(got.n, 24);
	(void)defrag_free(d);
}

TEST(defrag_packet_decode_tells_fragments_and_then_the_whole)
{
	struct defrag *d = defrag_new(&small);
	struct frame whole = {0};
	static struct told told;

	frame_behind(&whole, "0123456789abcdefghij", 20);
	frame_udp(&whole, 7, 53);
	for (int i = 0; i < 2; i++) {
		struct frame f = {0};

		frame_behind(&f, whole.b + (size_t)i * 16, i ? whole.n - 16 : 16);
		frame_ip4(&f, 17, 1, 2);
		f.b[6] = i ? 0 : 0x20;
		f.b[7] = i ? 2 : 0;
		frame_decode(&f, PACKET_RAW, d, &told);
		assert_true(told.packets[0].fragment);
		assert_int_equal(told.n, i + 1);
	}
	assert_true(told.packets[1].rebuilt);
	assert_int_equal(told.packets[1].dport, 53);
	assert_int_equal(told.packets[1].payload.n, 20);
	assert_memory_equal(told.bytes[1], "0123456789abcdefghij", 20);
	(void)defrag_free(d);
}

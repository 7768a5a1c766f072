#include "flow/stream.h"

#include "base/rng.h"
#include "flow/tcp.h"
#include "flow/wire.h"
#include "packet/event.h"
#include "test.h"

enum { SIZE = 20000, ISN = 0xfffff000 /* it goes round */ };

/* What came out of the client's direction. */
struct out {
	uint8_t bytes[1 << 21];
	uint64_t n, gap;
	uint32_t ends;
	bool bad; /* an offset that does not follow */
};

static struct out out;

struct line {
	struct flow flow;
	struct stream streams[2];
	struct stream_pool *pool;
	struct packet last;
};

static void on_data(
    void *ctx, struct flow *flow, enum flow_dir dir, struct span data, uint64_t at)
{
	(void)ctx;
	(void)flow;
	if (dir != FLOW_TO_SERVER)
		return;
	out.bad |= at != out.n + out.gap;
	memcpy(out.bytes + out.n, data.p, data.n);
	out.n += data.n;
}

static void on_gap(void *ctx, struct flow *flow, enum flow_dir dir, uint64_t n)
{
	(void)ctx;
	(void)flow;
	if (dir == FLOW_TO_SERVER)
		out.gap += n;
}

static void on_end(void *ctx, struct flow *flow, enum flow_dir dir)
{
	(void)ctx;
	(void)flow;
	out.ends += dir == FLOW_TO_SERVER;
}

static void begin(struct line *l, const struct stream_settings *settings)
{
	static const struct stream_sink sink = {.data = on_data, .gap = on_gap, .end = on_end};

	memset(l, 0, sizeof(*l));
	out.n = out.gap = out.ends = out.bad = 0;
	l->pool = stream_pool_new(settings, &sink);
	for (int i = 0; i < 2; i++) {
		stream_init(&l->streams[i]);
		stream_begin(&l->streams[i], (uint32_t)ISN + 1);
		l->flow.side[i].stream = &l->streams[i];
	}
	l->flow.tcp_state = TCP_ESTABLISHED;
}

/* n bytes of the stream at an offset, in a block of their own. */
static void put(struct line *l, uint64_t at, const void *bytes, size_t n, uint8_t flags)
{
	uint8_t *copy = mem_alloc(n + 1);

	if (n)
		memcpy(copy, bytes, n);
	l->last = wire_tcp(0, (uint32_t)((uint32_t)ISN + 1 + at), 0, flags, copy, n);
	stream_put(l->pool, &l->flow, &l->last, FLOW_TO_SERVER);
	stream_look(l->pool, &l->flow, &l->last, FLOW_TO_SERVER);
	stream_flush(l->pool, &l->flow, &l->last, FLOW_TO_SERVER);
	mem_free(copy);
}

static void end(struct line *l)
{
	stream_flow_done(l->pool, &l->flow);
	assert_int_equal(stream_pool_count(l->pool).held, 0);
	assert_null(stream_pool_free(l->pool));
}

TEST(stream_any_cut_order_and_repetition_gives_the_same)
{
	static uint8_t whole[SIZE];
	struct rng rng;

	rng_seed(&rng, 11);
	for (size_t i = 0; i < SIZE; i++)
		whole[i] = (uint8_t)rng_next(&rng);
	for (int round = 0; round < 400; round++) {
		struct stream_settings s = stream_settings_usual;
		struct line l;
		uint64_t covered = 0;

		s.policy = (enum stream_policy)(round % STREAM_POLICIES);
		/* Enough for what is out of order; the usual 64 MiB in every round are slow to
		 * fill. */
		s.blocks = 512;
		begin(&l, &s);
		/* Pieces around a moving front, over each other, with what is missing last. */
		for (int i = 0; i < 200; i++) {
			uint64_t n = 1 + rng_below(&rng, 3000), back = rng_below(&rng, 6000);
			uint64_t from = covered > back ? covered - back : rng_below(&rng, 2000);

			from += rng_below(&rng, 5000);
			from = MIN(from, (uint64_t)SIZE - 1);
			n = MIN(n, SIZE - from);
			put(&l, from, whole + from, n, TCP_ACK);
			covered = MAX(covered, from + n);
		}
		for (uint64_t from = 0; from < SIZE;) {
			uint64_t n = 1 + rng_below(&rng, 4000);

			n = MIN(n, SIZE - from);
			put(&l, from, whole + from, n,
			    from + n == SIZE ? TCP_ACK | TCP_FIN : TCP_ACK);
			from += n;
		}
		assert_false(out.bad);
		assert_int_equal(out.n, SIZE);
		assert_int_equal(out.gap, 0);
		assert_memory_equal(out.bytes, whole, SIZE);
		assert_int_equal(out.ends, 1);
		assert_int_equal(stream_pool_count(l.pool).differences, 0);
		end(&l);
	}
}

/* The slow and plain way: one owner a byte. */
struct oracle {
	uint8_t bytes[4096];
	uint16_t owner[4096]; /* number of the segment, from 1 */
	struct {
		uint32_t at, end;
	} segments[256];
	uint16_t n;
	bool different;
};

static bool oracle_later(const struct oracle *o, enum stream_policy policy, uint16_t old)
{
	uint32_t at = o->segments[o->n].at, end_ = o->segments[o->n].end;

	if (policy == STREAM_LAST)
		return true;
	if (policy == STREAM_FIRST)
		return false;
	if (policy == STREAM_LINUX && at == o->segments[old].at && end_ > o->segments[old].end)
		return true;
	return at < o->segments[old].at;
}

static void oracle_put(
    struct oracle *o, enum stream_policy policy, uint32_t at, const uint8_t *bytes, uint32_t n)
{
	o->n++;
	o->segments[o->n].at = at;
	o->segments[o->n].end = at + n;
	for (uint32_t i = at; i < at + n; i++) {
		uint8_t b = bytes[i - at];

		o->different |= o->owner[i] && o->bytes[i] != b;
		if (o->owner[i] && !oracle_later(o, policy, o->owner[i]))
			continue;
		o->bytes[i] = b;
		o->owner[i] = o->n;
	}
}

TEST(stream_overlaps_with_other_bytes_as_a_plain_oracle_says)
{
	struct rng rng;

	rng_seed(&rng, 5);
	for (int round = 0; round < 2000; round++) {
		struct stream_settings s = stream_settings_usual;
		static struct oracle o;
		struct line l;
		bool different = false;
		uint8_t first = 'x';

		memset(&o, 0, sizeof(o));
		s.policy = (enum stream_policy)(round % STREAM_POLICIES);
		/* Enough for what is out of order; the usual 64 MiB in every round are slow to
		 * fill. */
		s.blocks = 512;
		begin(&l, &s);
		/* Byte 0 is held back, so that all wait; the last ones make it whole. */
		for (int i = 0; i < 40; i++) {
			uint32_t at = 1 + (uint32_t)rng_below(&rng, 3000);
			uint32_t n = 1 + (uint32_t)rng_below(&rng, 4095 - at);
			uint8_t bytes[4096];

			if (i == 39) {
				at = 1;
				n = 4095;
			}
			memset(bytes, 'a' + i % 26, n);
			put(&l, at, bytes, n, TCP_ACK);
			different |=
			    event_has(&l.last, STREAM_REASSEMBLY_OVERLAP_DIFFERENT_DATA);
			oracle_put(&o, s.policy, at, bytes, n);
		}
		assert_int_equal(out.n, 0);
		put(&l, 0, &first, 1, TCP_ACK);
		assert_int_equal(out.n, 4096);
		assert_memory_equal(out.bytes + 1, o.bytes + 1, 4095);
		assert_int_equal(different, o.different);
		end(&l);
	}
}

TEST(stream_repetition_with_other_bytes_is_told)
{
	struct line l;

	begin(&l, &stream_settings_usual);
	put(&l, 0, "hello world", 11, TCP_ACK);
	put(&l, 0, "hello world", 11, TCP_ACK);
	assert_false(event_has(&l.last, STREAM_REASSEMBLY_OVERLAP_DIFFERENT_DATA));
	put(&l, 0, "hello evil!", 11, TCP_ACK);
	assert_true(event_has(&l.last, STREAM_REASSEMBLY_OVERLAP_DIFFERENT_DATA));
	assert_int_equal(out.n, 11);
	end(&l);
}

TEST(stream_a_hole_that_the_peer_confirms_is_told_and_counted)
{
	struct line l;

	begin(&l, &stream_settings_usual);
	put(&l, 0, "abc", 3, TCP_ACK);
	put(&l, 10, "klm", 3, TCP_ACK);
	assert_int_equal(out.n, 3);
	l.streams[0].acked = true;
	l.streams[0].last_ack = (uint32_t)ISN + 1 + 13;
	l.last = wire_tcp(1, (uint32_t)ISN + 1, l.streams[0].last_ack, TCP_ACK, "", 0);
	stream_look(l.pool, &l.flow, &l.last, FLOW_TO_CLIENT);
	assert_true(event_has(&l.last, STREAM_REASSEMBLY_SEQ_GAP));
	stream_flush(l.pool, &l.flow, &l.last, FLOW_TO_CLIENT);
	assert_int_equal(out.n, 6);
	assert_int_equal(out.gap, 7);
	assert_int_equal(l.flow.side[0].gap, 7);
	assert_false(out.bad);
	end(&l);
}

TEST(stream_what_waits_is_bounded)
{
	struct stream_settings s = stream_settings_usual;
	static const uint8_t bytes[1000] = {7};
	struct line l;

	s.held = 64 << 10;
	s.blocks = 256;
	begin(&l, &s);
	for (uint64_t i = 1; i < 1000; i++) {
		put(&l, i * 1000, bytes, 1000, TCP_ACK);
		assert_true(l.streams[0].held <= s.held);
	}
	/* It went on without the first thousand, and said so. */
	assert_int_equal(out.gap, 1000);
	assert_int_equal(out.n, 999000);
	end(&l);
}

TEST(stream_bytes_behind_the_end_are_of_no_stream)
{
	struct line l;

	begin(&l, &stream_settings_usual);
	put(&l, 20, "behind", 6, TCP_ACK);
	put(&l, 0, "all", 3, TCP_ACK | TCP_FIN);
	assert_int_equal(out.n, 3);
	assert_int_equal(out.ends, 1);
	end(&l);
}

TEST(stream_depth_is_where_it_ends)
{
	struct stream_settings s = stream_settings_usual;
	static const uint8_t bytes[1000] = {7};
	struct line l;

	s.depth = 2500;
	begin(&l, &s);
	for (uint64_t i = 0; i < 10; i++) {
		put(&l, i * 1000, bytes, 1000, i == 9 ? TCP_ACK | TCP_FIN : TCP_ACK);
		assert_int_equal(event_has(&l.last, STREAM_REASSEMBLY_DEPTH_REACHED), i == 2);
	}
	assert_int_equal(out.n, 2500);
	assert_int_equal(out.gap, 0);
	assert_int_equal(out.ends, 1);
	assert_int_equal(stream_pool_count(l.pool).depth, 1);
	end(&l);
}

/* The server confirms the client's bytes up to an offset. */
static void confirm(struct line *l, uint64_t to)
{
	l->streams[0].acked = true;
	l->streams[0].last_ack = (uint32_t)((uint32_t)ISN + 1 + to);
	l->last = wire_tcp(1, (uint32_t)ISN + 1, l->streams[0].last_ack, TCP_ACK, "", 0);
	stream_put(l->pool, &l->flow, &l->last, FLOW_TO_CLIENT);
	stream_look(l->pool, &l->flow, &l->last, FLOW_TO_CLIENT);
	stream_flush(l->pool, &l->flow, &l->last, FLOW_TO_CLIENT);
}

static void begin_seen(struct line *l, const struct stream_settings *settings)
{
	begin(l, settings);
	l->flow.side[1].packets = 1;
}

TEST(stream_bytes_wait_until_they_are_confirmed)
{
	struct line l;

	begin_seen(&l, &stream_settings_usual);
	put(&l, 0, "abcdef", 6, TCP_ACK);
	put(&l, 6, "ghi", 3, TCP_ACK);
	assert_int_equal(out.n, 0);
	assert_int_equal(l.streams[0].held, 9);
	confirm(&l, 4);
	assert_int_equal(out.n, 4);
	confirm(&l, 9);
	assert_int_equal(out.n, 9);
	assert_memory_equal(out.bytes, "abcdefghi", 9);
	assert_int_equal(l.streams[0].held, 0);
	/* Confirmed before it was seen: nothing to wait for. */
	l.streams[0].last_ack += 3;
	l.streams[0].next_seq = l.streams[0].last_ack;
	put(&l, 9, "jkl", 3, TCP_ACK);
	assert_int_equal(out.n, 12);
	assert_int_equal(out.gap, 0);
	end(&l);
}

TEST(stream_what_waits_may_be_replaced_as_the_policy_says)
{
	struct stream_settings s = stream_settings_usual;
	struct line l;

	s.policy = STREAM_LAST;
	begin_seen(&l, &s);
	put(&l, 0, "GOOD", 4, TCP_ACK);
	put(&l, 0, "EVIL", 4, TCP_ACK);
	assert_true(event_has(&l.last, STREAM_REASSEMBLY_OVERLAP_DIFFERENT_DATA));
	confirm(&l, 4);
	assert_memory_equal(out.bytes, "EVIL", 4);
	end(&l);
	s.policy = STREAM_BSD;
	begin_seen(&l, &s);
	put(&l, 0, "GOOD", 4, TCP_ACK);
	put(&l, 0, "EVIL", 4, TCP_ACK);
	confirm(&l, 4);
	assert_memory_equal(out.bytes, "GOOD", 4);
	end(&l);
}

TEST(stream_the_end_of_a_flow_hands_on_what_nobody_confirmed)
{
	struct line l;

	begin_seen(&l, &stream_settings_usual);
	put(&l, 4, "GOOD", 4, TCP_ACK);
	put(&l, 8, "DATA", 4, TCP_ACK);
	assert_int_equal(out.n, 0);
	stream_flow_done(l.pool, &l.flow);
	assert_int_equal(out.gap, 4);
	assert_int_equal(out.n, 8);
	assert_memory_equal(out.bytes, "GOODDATA", 8);
	assert_int_equal(stream_pool_count(l.pool).gaps, 0);
	assert_int_equal(stream_pool_count(l.pool).end_gaps, 1);
	assert_int_equal(stream_pool_count(l.pool).gap_bytes, 4);
	end(&l);
}

TEST(stream_at_its_cap_or_when_told_to_nothing_waits)
{
	struct stream_settings s = stream_settings_usual;
	static const uint8_t bytes[1000] = {7};
	struct line l;

	s.held = 16 << 10;
	begin_seen(&l, &s);
	for (uint64_t i = 0; i < 100; i++) {
		put(&l, i * 1000, bytes, 1000, TCP_ACK);
		assert_true(l.streams[0].held <= s.held);
	}
	assert_int_equal(out.gap, 0);
	assert_true(out.n >= 100000 - s.held);
	end(&l);
	s.at_once = true;
	begin_seen(&l, &s);
	put(&l, 0, "abc", 3, TCP_ACK);
	assert_int_equal(out.n, 3);
	end(&l);
}

TEST(stream_any_cut_and_any_confirmation_gives_the_same)
{
	static uint8_t whole[SIZE];
	struct rng rng;

	rng_seed(&rng, 17);
	for (size_t i = 0; i < SIZE; i++)
		whole[i] = (uint8_t)rng_next(&rng);
	for (int round = 0; round < 300; round++) {
		struct stream_settings s = stream_settings_usual;
		struct line l;
		uint64_t sent = 0, said = 0;

		s.policy = (enum stream_policy)(round % STREAM_POLICIES);
		/* Enough for what is out of order; the usual 64 MiB in every round are slow to
		 * fill. */
		s.blocks = 512;
		s.held = round % 3 ? 256 << 10 : 8 << 10;
		s.blocks = 256;
		begin_seen(&l, &s);
		while (sent < SIZE) {
			uint64_t back = rng_below(&rng, 3000), n = 1 + rng_below(&rng, 3000);
			uint64_t from = sent > back ? sent - back : 0;

			n = MIN(n, SIZE - from);
			put(&l, from, whole + from, n, TCP_ACK);
			sent = MAX(sent, from + n);
			if (rng_below(&rng, 3) == 0) {
				said += rng_below(&rng, sent - said + 1);
				confirm(&l, said);
				assert_true(out.n >= said);
			}
		}
		stream_flow_done(l.pool, &l.flow);
		assert_false(out.bad);
		assert_int_equal(out.gap, 0);
		assert_int_equal(out.n, SIZE);
		assert_memory_equal(out.bytes, whole, SIZE);
		end(&l);
	}
}

TEST(stream_behind_a_reset_bytes_are_still_taken)
{
	struct line l;

	begin_seen(&l, &stream_settings_usual);
	l.flow.tcp_state = TCP_CLOSED;
	l.streams[0].reset = true;
	confirm(&l, 0);
	assert_int_equal(out.ends, 0);
	put(&l, 0, "still", 5, TCP_ACK);
	confirm(&l, 5);
	assert_int_equal(out.n, 5);
	stream_flow_done(l.pool, &l.flow);
	assert_int_equal(out.ends, 1);
	end(&l);
}

#include "flow/flow_table.h"

#include "flow/tcp.h"
#include "flow/wire.h"
#include "test.h"

struct seen {
	uint32_t n;
	struct flow last;
};

static void done(void *ctx, struct flow *flow)
{
	struct seen *seen = ctx;

	seen->n++;
	seen->last = *flow;
}

static struct flow_table *table_of(uint32_t flows, struct seen *seen)
{
	struct flow_settings s = flow_settings_usual;

	s.flows = flows;
	*seen = (struct seen){0};
	return flow_table_new(&s, done, seen);
}

TEST(flow_table_both_directions_are_one_flow)
{
	struct seen seen;
	struct flow_table *t = table_of(64, &seen);
	struct packet there = wire_udp(1, 2, 5000, 53), back = wire_udp(2, 1, 53, 5000);
	enum flow_dir dir;
	struct flow *f = flow_table_take(t, &there, &dir);

	assert_int_equal(dir, FLOW_TO_SERVER);
	assert_int_equal(f->state, FLOW_NEW);
	assert_ptr_equal(flow_table_take(t, &back, &dir), f);
	assert_int_equal(dir, FLOW_TO_CLIENT);
	assert_int_equal(f->state, FLOW_ESTABLISHED);
	assert_int_equal(f->side[0].packets, 1);
	assert_int_equal(f->side[1].bytes, 60);
	assert_int_equal(f->sport, 53);
	assert_true(f->id < UINT64_C(1) << 53);
	back.nvlan = 1;
	back.vlan[0] = 9;
	assert_ptr_not_equal(flow_table_take(t, &back, &dir), f);
	(void)flow_table_free(t);
	assert_int_equal(seen.n, 2);
	assert_int_equal(seen.last.reason, FLOW_SHUTDOWN);
}

TEST(flow_table_ids_are_the_same_in_each_run)
{
	uint64_t ids[2];

	for (int i = 0; i < 2; i++) {
		struct seen seen;
		struct flow_table *t = table_of(64, &seen);
		struct packet p = wire_udp(1, 2, 5000, 53);
		enum flow_dir dir;

		ids[i] = flow_table_take(t, &p, &dir)->id;
		(void)flow_table_free(t);
	}
	assert_true(ids[0] == ids[1]);
}

TEST(flow_table_echo_and_its_answer_are_one_flow)
{
	struct seen seen;
	struct flow_table *t = table_of(64, &seen);
	struct packet ask = wire_udp(1, 2, 0, 0), answer = wire_udp(2, 1, 0, 0);
	enum flow_dir dir;
	struct flow *f;

	ask.proto = answer.proto = 1;
	ask.icmp_type = 8;
	f = flow_table_take(t, &ask, &dir);
	assert_ptr_equal(flow_table_take(t, &answer, &dir), f);
	assert_int_equal(dir, FLOW_TO_CLIENT);
	assert_int_equal(f->icmp[0] >> 8, 8);
	assert_int_equal(f->icmp[1] >> 8, 0);
	(void)flow_table_free(t);
}

TEST(flow_table_silence_ends_a_flow)
{
	struct seen seen;
	struct flow_table *t = table_of(64, &seen);
	struct packet p = wire_udp(1, 2, 5000, 53), q = wire_udp(3, 2, 5000, 53);
	enum flow_dir dir;

	(void)flow_table_take(t, &p, &dir);
	q.time = p.time + 29000000;
	(void)flow_table_take(t, &q, &dir);
	assert_int_equal(seen.n, 0);
	q.time = p.time + 31000000;
	(void)flow_table_take(t, &q, &dir);
	assert_int_equal(seen.n, 1);
	assert_int_equal(seen.last.reason, FLOW_TIMEOUT);
	flow_table_expire(t, q.time + 31000000);
	assert_int_equal(seen.n, 2);
	assert_int_equal(flow_table_count(t).timeout, 2);
	assert_int_equal(flow_table_count(t).active, 0);
	(void)flow_table_free(t);
}

TEST(flow_table_full_lets_the_least_go_and_counts)
{
	struct seen seen;
	struct flow_table *t = table_of(64, &seen);
	struct packet keep = wire_udp(1, 2, 5000, 53), back = wire_udp(2, 1, 53, 5000);
	enum flow_dir dir;
	struct flow *f = flow_table_take(t, &keep, &dir);

	(void)flow_table_take(t, &back, &dir);
	for (uint16_t i = 0; i < 1000; i++) {
		struct packet p = wire_udp(3, 4, 1, i);

		(void)flow_table_take(t, &p, &dir);
	}
	assert_int_equal(flow_table_count(t).forced, 1000 - 63);
	assert_int_equal(flow_table_count(t).active, 64);
	/* An answered one outlives a thousand that nobody answers. */
	assert_ptr_equal(flow_table_take(t, &keep, &dir), f);
	(void)flow_table_free(t);
}

TEST(flow_table_malformed_packets_have_no_flow)
{
	struct seen seen;
	struct flow_table *t = table_of(64, &seen);
	struct packet p = wire_udp(1, 2, 1, 1);
	enum flow_dir dir;

	p.l4.n = 0;
	assert_null(flow_table_take(t, &p, &dir));
	p = wire_udp(1, 2, 1, 1);
	p.family = 0;
	assert_null(flow_table_take(t, &p, &dir));
	p = wire_udp(1, 2, 1, 1);
	p.fragment = true;
	assert_null(flow_table_take(t, &p, &dir));
	(void)flow_table_free(t);
	assert_int_equal(seen.n, 0);
}

TEST(flow_table_the_outside_of_a_tunnel_is_no_flow)
{
	static const uint8_t protos[] = {2, 4, 47};
	struct seen seen;
	struct flow_table *t = table_of(64, &seen);
	enum flow_dir dir;

	for (size_t i = 0; i < ARRAY_LEN(protos); i++) {
		struct packet p = wire_udp(1, 2, 0, 0);

		p.proto = protos[i];
		assert_null(flow_table_take(t, &p, &dir));
	}
	(void)flow_table_free(t);
	assert_int_equal(seen.n, 0);
}

TEST(flow_table_a_flow_that_is_turned_round_goes_on)
{
	struct seen seen;
	struct flow_table *t = table_of(64, &seen);
	struct packet p = wire_tcp(FLOW_TO_CLIENT, 1, 1, TCP_ACK, "x", 1);
	enum flow_dir dir;
	struct flow *f = flow_table_take(t, &p, &dir), *again;

	assert_int_equal(dir, FLOW_TO_SERVER);
	f->app_side[0] = 7;
	f->tcp_state = TCP_CLOSE_WAIT;
	flow_table_turn(f);
	assert_int_equal(f->sport, WIRE_SERVER);
	assert_int_equal(f->cport, WIRE_CLIENT);
	assert_int_equal(f->side[1].packets, 1);
	assert_int_equal(f->side[0].packets, 0);
	assert_int_equal(f->app_side[1], 7);
	assert_int_equal(f->tcp_state, TCP_FIN_WAIT1);
	again = flow_table_take(t, &p, &dir);
	assert_ptr_equal(again, f);
	assert_int_equal(dir, FLOW_TO_CLIENT);
	(void)flow_table_free(t);
}

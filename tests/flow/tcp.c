#include "flow/tcp.h"

#include "flow/stream.h"
#include "flow/wire.h"
#include "packet/event.h"
#include "test.h"

struct pair {
	struct flow flow;
	struct stream streams[2];
	struct packet last;
};

static void begin(struct pair *c)
{
	memset(c, 0, sizeof(*c));
	for (int i = 0; i < 2; i++) {
		stream_init(&c->streams[i]);
		c->flow.side[i].stream = &c->streams[i];
	}
}

static bool send(struct pair *c, enum flow_dir dir, uint32_t seq, uint32_t ack, uint8_t flags,
    const char *text)
{
	c->last = wire_tcp(dir, seq, ack, flags, text, strlen(text));
	return tcp_take(&c->flow, &c->last, dir, false);
}

static void shake(struct pair *c)
{
	begin(c);
	assert_false(send(c, 0, 1000, 0, TCP_SYN, ""));
	assert_int_equal(c->flow.tcp_state, TCP_SYN_SENT);
	assert_false(send(c, 1, 5000, 1001, TCP_SYN | TCP_ACK, ""));
	assert_int_equal(c->flow.tcp_state, TCP_SYN_RECV);
	assert_false(send(c, 0, 1001, 5001, TCP_ACK, ""));
	assert_int_equal(c->flow.tcp_state, TCP_ESTABLISHED);
	assert_int_equal(c->flow.state, FLOW_ESTABLISHED);
}

static bool event(const struct pair *c, enum packet_event e)
{
	return event_has(&c->last, e);
}

TEST(tcp_from_handshake_to_close)
{
	struct pair c;

	shake(&c);
	assert_true(send(&c, 0, 1001, 5001, TCP_ACK | TCP_PSH, "GET"));
	assert_true(send(&c, 1, 5001, 1004, TCP_ACK | TCP_FIN, "OK"));
	assert_int_equal(c.flow.tcp_state, TCP_FIN_WAIT1);
	assert_false(send(&c, 0, 1004, 5004, TCP_ACK, ""));
	assert_int_equal(c.flow.tcp_state, TCP_FIN_WAIT2);
	assert_true(send(&c, 0, 1004, 5004, TCP_ACK | TCP_FIN, ""));
	assert_int_equal(c.flow.tcp_state, TCP_TIME_WAIT);
	assert_int_equal(c.flow.state, FLOW_CLOSED);
	assert_false(send(&c, 1, 5004, 1005, TCP_ACK, ""));
	assert_int_equal(c.flow.tcp_state, TCP_CLOSED);
	assert_true(tcp_is_over(&c.flow, 77));
	assert_false(tcp_is_over(&c.flow, 1000));
}

TEST(tcp_client_closes_first)
{
	struct pair c;

	shake(&c);
	assert_true(send(&c, 0, 1001, 5001, TCP_ACK | TCP_FIN, ""));
	assert_int_equal(c.flow.tcp_state, TCP_CLOSE_WAIT);
	assert_true(send(&c, 1, 5001, 1002, TCP_ACK | TCP_FIN, ""));
	assert_int_equal(c.flow.tcp_state, TCP_LAST_ACK);
	assert_false(send(&c, 0, 1002, 5002, TCP_ACK, ""));
	assert_int_equal(c.flow.tcp_state, TCP_CLOSED);
}

TEST(tcp_forged_packets_change_nothing)
{
	struct pair c;

	shake(&c);
	assert_false(send(&c, 1, 900000, 1001, TCP_RST | TCP_ACK, ""));
	assert_true(event(&c, STREAM_SUSPECTED_RST_INJECT));
	assert_false(send(&c, 0, 500000, 5001, TCP_ACK, "evil"));
	assert_true(event(&c, STREAM_EST_PACKET_OUT_OF_WINDOW));
	assert_false(send(&c, 0, 1001, 900000, TCP_ACK, "evil"));
	assert_true(event(&c, STREAM_EST_INVALID_ACK));
	assert_false(send(&c, 0, 900000, 5001, TCP_ACK | TCP_FIN, ""));
	assert_true(event(&c, STREAM_FIN_OUT_OF_WINDOW));
	assert_false(send(&c, 1, 5000, 1001, TCP_SYN | TCP_ACK, ""));
	assert_true(event(&c, STREAM_EST_SYNACK_RESEND));
	assert_int_equal(c.flow.tcp_state, TCP_ESTABLISHED);
	assert_true(send(&c, 0, 1001, 5001, TCP_ACK, "good"));
	assert_false(send(&c, 1, 5001, 1005, TCP_RST | TCP_ACK, ""));
	assert_int_equal(c.flow.tcp_state, TCP_CLOSED);
}

TEST(tcp_old_time_stamps_are_refused)
{
	struct pair c;
	struct packet p;

	shake(&c);
	p = wire_tcp(0, 1001, 5001, TCP_ACK, "ab", 2);
	p.tcp_has_time = true;
	p.tcp_time = 100000;
	assert_true(tcp_take(&c.flow, &p, 0, false));
	p = wire_tcp(0, 1003, 5001, TCP_ACK, "cd", 2);
	p.tcp_has_time = true;
	p.tcp_time = 90000;
	assert_false(tcp_take(&c.flow, &p, 0, false));
	assert_true(event_has(&p, STREAM_PKT_INVALID_TIMESTAMP));
}

TEST(tcp_answers_to_another_syn_are_refused)
{
	struct pair c;

	begin(&c);
	(void)send(&c, 0, 1000, 0, TCP_SYN, "");
	assert_false(send(&c, 1, 5000, 4242, TCP_SYN | TCP_ACK, ""));
	assert_true(event(&c, STREAM_3WHS_SYNACK_WITH_WRONG_ACK));
	assert_false(send(&c, 0, 5000, 1001, TCP_SYN | TCP_ACK, ""));
	assert_true(event(&c, STREAM_3WHS_SYNACK_IN_WRONG_DIRECTION));
	assert_int_equal(c.flow.tcp_state, TCP_SYN_SENT);
	(void)send(&c, 1, 5000, 1001, TCP_SYN | TCP_ACK, "");
	assert_false(send(&c, 0, 1001, 7777, TCP_ACK, ""));
	assert_true(event(&c, STREAM_3WHS_RIGHT_SEQ_WRONG_ACK_EVASION));
	assert_int_equal(c.flow.tcp_state, TCP_SYN_RECV);
}

TEST(tcp_midstream_only_when_it_is_wanted)
{
	struct pair c;
	struct packet p = wire_tcp(0, 77, 99, TCP_ACK | TCP_PSH, "GET", 3);

	begin(&c);
	assert_false(tcp_take(&c.flow, &p, 0, false));
	assert_int_equal(c.flow.tcp_state, TCP_NONE);
	assert_true(tcp_take(&c.flow, &p, 0, true));
	assert_true(c.flow.midstream);
	assert_int_equal(c.streams[0].next, 77);
	assert_int_equal(c.streams[1].next, 99);
	p = wire_tcp(1, 99, 80, TCP_ACK, "OK", 2);
	assert_true(tcp_take(&c.flow, &p, 1, true));
}

TEST(tcp_windows_are_scaled_when_both_say_so)
{
	struct pair c;
	struct packet p;

	begin(&c);
	p = wire_tcp(0, 1000, 0, TCP_SYN, "", 0);
	p.tcp_wscale = 7;
	(void)tcp_take(&c.flow, &p, 0, false);
	p = wire_tcp(1, 5000, 1001, TCP_SYN | TCP_ACK, "", 0);
	p.tcp_wscale = 7;
	(void)tcp_take(&c.flow, &p, 1, false);
	(void)send(&c, 0, 1001, 5001, TCP_ACK, "");
	assert_true(send(&c, 1, 5001 + 1000000, 1001, TCP_ACK, "far but allowed"));
}

TEST(tcp_fast_open_has_bytes_in_its_syn)
{
	struct pair c;

	begin(&c);
	c.last = wire_tcp(0, 1000, 0, TCP_SYN, "GET", 3);
	c.last.tcp_fast_open = true;
	assert_true(tcp_take(&c.flow, &c.last, 0, false));
	assert_false(send(&c, 1, 5000, 1004, TCP_SYN | TCP_ACK, ""));
	assert_false(event(&c, STREAM_3WHS_SYNACK_WITH_WRONG_ACK));
	assert_false(send(&c, 0, 1004, 5001, TCP_ACK, ""));
	assert_int_equal(c.flow.tcp_state, TCP_ESTABLISHED);
}

TEST(tcp_both_may_begin_at_once)
{
	struct pair c;

	begin(&c);
	assert_false(send(&c, 0, 1000, 0, TCP_SYN, ""));
	assert_false(send(&c, 1, 3000, 0, TCP_SYN, ""));
	assert_false(send(&c, 0, 1000, 3001, TCP_SYN | TCP_ACK, ""));
	assert_int_equal(c.flow.tcp_state, TCP_SYN_RECV);
	assert_false(send(&c, 1, 3001, 1001, TCP_ACK, ""));
	assert_int_equal(c.flow.tcp_state, TCP_ESTABLISHED);
	assert_true(send(&c, 0, 1001, 3001, TCP_ACK, "data"));
}

TEST(tcp_a_signed_reset_ends_nothing_that_began_unsigned)
{
	struct pair c;

	shake(&c);
	c.last = wire_tcp(0, 1001, 5001, TCP_RST | TCP_ACK, "", 0);
	c.last.tcp_signed = true;
	assert_false(tcp_take(&c.flow, &c.last, 0, false));
	assert_true(event(&c, STREAM_SUSPECTED_RST_INJECT));
	assert_int_equal(c.flow.tcp_state, TCP_ESTABLISHED);
}

TEST(tcp_a_reset_without_a_clock_is_told_and_taken)
{
	struct pair c;

	shake(&c);
	c.last = wire_tcp(1, 5001, 1001, TCP_ACK, "ab", 2);
	c.last.tcp_has_time = true;
	c.last.tcp_time = 100000;
	assert_true(tcp_take(&c.flow, &c.last, 1, false));
	c.last = wire_tcp(1, 5003, 1001, TCP_RST | TCP_ACK, "", 0);
	c.last.tcp_has_time = true;
	(void)tcp_take(&c.flow, &c.last, 1, false);
	assert_true(event(&c, STREAM_PKT_INVALID_TIMESTAMP));
	assert_int_equal(c.flow.tcp_state, TCP_CLOSED);
}

TEST(tcp_bytes_of_who_has_reset_are_suspected)
{
	struct pair c;

	shake(&c);
	assert_false(send(&c, 0, 1001, 5001, TCP_ACK | TCP_RST, ""));
	assert_int_equal(c.flow.tcp_state, TCP_CLOSED);
	assert_true(send(&c, 0, 1001, 5001, TCP_ACK | TCP_PSH, "GET"));
	assert_true(event(&c, STREAM_SUSPECTED_RST_INJECT));
	assert_true(send(&c, 1, 5001, 1004, TCP_ACK | TCP_PSH, "OK"));
	assert_false(event(&c, STREAM_SUSPECTED_RST_INJECT));
}

TEST(tcp_a_last_segment_with_bytes_is_picked_up)
{
	struct pair c;

	begin(&c);
	c.last = wire_tcp(0, 1000, 5000, TCP_ACK | TCP_FIN, "GET", 3);
	assert_true(tcp_take(&c.flow, &c.last, FLOW_TO_SERVER, true));
	assert_int_equal(c.flow.tcp_state, TCP_CLOSE_WAIT);
	begin(&c);
	c.last = wire_tcp(0, 1000, 5000, TCP_ACK | TCP_FIN, "", 0);
	assert_false(tcp_take(&c.flow, &c.last, FLOW_TO_SERVER, true));
	assert_true(event(&c, STREAM_FIN_BUT_NO_SESSION));
}

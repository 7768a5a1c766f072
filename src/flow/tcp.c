#include "flow/tcp.h"

#include "flow/stream.h"
#include "packet/event.h"

enum {
	WINDOW_UNKNOWN_SCALE = 14, /* of a connection whose SYNs were not seen: the largest */
	TIME_SLACK = 1 << 30,      /* RFC 7323 section 5.4: more is a clock that went round */
	TCP_MASK = TCP_FIN | TCP_SYN | TCP_RST | TCP_ACK
};

static const char *const state_names[TCP_STATES] = {"none", "syn_sent", "syn_recv",
    "established", "fin_wait1", "fin_wait2", "time_wait", "last_ack", "close_wait", "closing",
    "closed"};

/* One packet on its way through the connection. */
struct step {
	struct flow *flow;
	struct packet *packet;
	enum flow_dir dir;
	struct stream *from, *to; /* the sender's direction, and the other */
	bool midstream;
};

const char *tcp_state_name(uint8_t state)
{
	return state < TCP_STATES ? state_names[state] : "none";
}

/* How far b lies behind a, in the arithmetic of sequence numbers. */
static inline int32_t seq_diff(uint32_t b, uint32_t a)
{
	return (int32_t)(b - a);
}

static void set_state(struct flow *flow, enum tcp_state state)
{
	flow->tcp_state = (uint8_t)state;
	switch (state) {
	case TCP_ESTABLISHED:
	case TCP_FIN_WAIT1:
	case TCP_FIN_WAIT2:
	case TCP_CLOSING:
	case TCP_CLOSE_WAIT:
		flow->state = FLOW_ESTABLISHED;
		break;
	case TCP_LAST_ACK:
	case TCP_TIME_WAIT:
	case TCP_CLOSED:
		flow->state = FLOW_CLOSED;
		break;
	case TCP_NONE:
	case TCP_SYN_SENT:
	case TCP_SYN_RECV:
	case TCP_STATES:
		break;
	}
}

/* By the state: one row a state for events whose names have it in them. */
struct state_events {
	uint8_t invalid_ack, out_of_window;
};

static struct state_events events_of(uint8_t state)
{
	switch (state) {
	case TCP_FIN_WAIT1:
		return (struct state_events){
		    STREAM_FIN1_INVALID_ACK, STREAM_FIN1_ACK_WRONG_SEQ};
	case TCP_FIN_WAIT2:
		return (struct state_events){
		    STREAM_FIN2_INVALID_ACK, STREAM_FIN2_ACK_WRONG_SEQ};
	case TCP_CLOSE_WAIT:
		return (struct state_events){
		    STREAM_CLOSEWAIT_INVALID_ACK, STREAM_CLOSEWAIT_ACK_OUT_OF_WINDOW};
	case TCP_CLOSING:
		return (struct state_events){
		    STREAM_CLOSING_INVALID_ACK, STREAM_CLOSING_ACK_WRONG_SEQ};
	case TCP_LAST_ACK:
		return (struct state_events){
		    STREAM_LASTACK_INVALID_ACK, STREAM_LASTACK_ACK_WRONG_SEQ};
	case TCP_TIME_WAIT:
	case TCP_CLOSED:
		return (struct state_events){
		    STREAM_TIMEWAIT_INVALID_ACK, STREAM_TIMEWAIT_ACK_WRONG_SEQ};
	default:
		return (struct state_events){
		    STREAM_EST_INVALID_ACK, STREAM_EST_PACKET_OUT_OF_WINDOW};
	}
}

/* The window that a packet tells: not scaled in a SYN, RFC 7323 section 2.2. */
static uint32_t window_of(const struct step *s)
{
	uint32_t window = s->packet->tcp_window;

	/* RFC 7323 section 2.3: at most 14; 0xff is none. */
	if ((s->packet->tcp_flags & TCP_SYN) || s->from->wscale > 14)
		return window;
	return window << s->from->wscale;
}

static void note_time(const struct step *s)
{
	if (!s->packet->tcp_has_time)
		return;
	if (!s->from->has_time || seq_diff(s->packet->tcp_time, s->from->time) > 0) {
		s->from->time = s->packet->tcp_time;
		s->from->has_time = true;
	}
}

/* RFC 7323 section 5.3: a packet of yesterday, or a forged one. */
static bool time_ok(const struct step *s)
{
	int32_t diff;

	if (!s->from->has_time || !s->packet->tcp_has_time)
		return true;
	if (s->packet->tcp_time == 0) {
		/* Some hosts reset without a clock: told, and taken. */
		if (s->packet->tcp_flags & TCP_RST)
			event_set(s->packet, STREAM_PKT_INVALID_TIMESTAMP);
		return true;
	}
	diff = seq_diff(s->packet->tcp_time, s->from->time);
	if (diff >= -1 || diff < -TIME_SLACK)
		return true;
	event_set(s->packet, STREAM_PKT_INVALID_TIMESTAMP);
	return false;
}

/* The first packet of a direction: its SYN. */
static void begin_side(const struct step *s)
{
	struct stream *from = s->from;

	stream_begin(from, s->packet->tcp_seq + 1);
	from->isn = s->packet->tcp_seq;
	from->next_seq = s->packet->tcp_seq + 1;
	from->window = s->packet->tcp_window;
	from->wscale = s->packet->tcp_wscale;
	from->has_time = false;
	from->is_signed = s->packet->tcp_signed;
	note_time(s);
}

/* Windows are scaled only when both SYNs say so. */
static void settle_scales(struct stream *a, struct stream *b)
{
	if (a->wscale == 0xff || b->wscale == 0xff)
		a->wscale = b->wscale = 0;
}

static void note_ack(const struct step *s)
{
	struct stream *to = s->to;

	if (!(s->packet->tcp_flags & TCP_ACK))
		return;
	if (!to->begun) {
		stream_begin(to, s->packet->tcp_ack);
		to->isn = s->packet->tcp_ack - 1;
		to->next_seq = s->packet->tcp_ack;
		to->wscale = s->from->wscale;
	}
	if (!to->acked || seq_diff(s->packet->tcp_ack, to->last_ack) > 0) {
		to->last_ack = s->packet->tcp_ack;
		to->acked = true;
	}
	/* Bytes that were confirmed were sent, seen or not. */
	if (seq_diff(to->last_ack, to->next_seq) > 0)
		to->next_seq = to->last_ack;
}

/* What the packet moves on in the sender's direction. */
static void note_sent(const struct step *s)
{
	uint32_t end = s->packet->tcp_seq + (uint32_t)s->packet->payload.n +
		       (s->packet->tcp_flags & TCP_FIN ? 1 : 0);

	if (seq_diff(end, s->from->next_seq) > 0)
		s->from->next_seq = end;
	s->from->window = window_of(s);
	note_time(s);
}

/* Whether it acknowledges what can have been sent: not more than the window allows, not from
 * long ago (RFC 5961 section 5.2). */
static bool ack_ok(const struct step *s)
{
	const struct stream *to = s->to;
	uint32_t ack = s->packet->tcp_ack;

	if (!(s->packet->tcp_flags & TCP_ACK) || !to->begun)
		return true;
	if (seq_diff(ack, to->next_seq) > 0 &&
	    seq_diff(ack, (to->acked ? to->last_ack : to->isn + 1) + s->from->window) > 0)
		return false;
	return !to->acked ||
	       seq_diff(ack, to->last_ack) >= -(int32_t)MAX(s->from->window, 65535U);
}

/* Whether its bytes lie in the receiver's window. What is older was sent again. */
static bool seq_ok(const struct step *s)
{
	const struct stream *from = s->from;
	uint32_t base = from->acked ? from->last_ack : from->isn + 1;
	uint32_t window = MAX(s->to->window, 1U);

	if (!from->begun || !s->to->begun)
		return true;
	if (seq_diff(s->packet->tcp_seq, base) <= 0)
		return seq_diff(s->packet->tcp_seq, base) > -(int32_t)(1 << 30);
	return seq_diff(s->packet->tcp_seq, base + window) <= 0 ||
	       seq_diff(s->packet->tcp_seq, from->next_seq) <= 0;
}

/* RFC 5961 section 3.2: a reset ends the connection only when it is within the window. */
static bool reset_ok(const struct step *s)
{
	const struct stream *from = s->from;

	/* RFC 2385: who did not begin with signatures does not take one. */
	if (s->packet->tcp_signed && from->begun && !from->is_signed)
		return false;
	if (!from->begun)
		return s->packet->tcp_flags & TCP_ACK
			   ? s->to->begun &&
				 seq_diff(s->packet->tcp_ack, s->to->next_seq) <= 0 &&
				 seq_diff(s->packet->tcp_ack, s->to->isn) >= 0
			   : true;
	if ((s->packet->tcp_flags & TCP_ACK) && s->packet->tcp_ack && !ack_ok(s)) {
		event_set(s->packet, STREAM_RST_INVALID_ACK);
		return false;
	}
	return seq_diff(s->packet->tcp_seq, from->acked ? from->last_ack : from->isn + 1) >=
		   0 &&
	       seq_ok(s);
}

static bool take_reset(const struct step *s)
{
	if (!reset_ok(s)) {
		if (!event_has(s->packet, STREAM_RST_INVALID_ACK))
			event_set(s->packet, STREAM_SUSPECTED_RST_INJECT);
		return false;
	}
	note_ack(s);
	s->from->reset = true;
	set_state(s->flow, TCP_CLOSED);
	return false;
}

static void take_fin(const struct step *s);

/* A connection whose SYN was not seen. */
static bool pick_up(const struct step *s)
{
	if (!s->midstream)
		return false;
	s->flow->midstream = true;
	if (!s->from->begun) {
		stream_begin(s->from, s->packet->tcp_seq);
		s->from->isn = s->packet->tcp_seq - 1;
		s->from->next_seq = s->packet->tcp_seq;
	}
	s->from->wscale = s->to->wscale = WINDOW_UNKNOWN_SCALE;
	note_ack(s);
	note_sent(s);
	s->to->window = UINT32_C(1) << 30;
	set_state(s->flow, TCP_ESTABLISHED);
	if (s->packet->tcp_flags & TCP_FIN)
		take_fin(s);
	return true;
}

static bool in_none(const struct step *s)
{
	uint8_t flags = s->packet->tcp_flags & TCP_MASK;

	if (flags & TCP_RST) {
		event_set(s->packet, STREAM_RST_BUT_NO_SESSION);
		return false;
	}
	if ((flags & (TCP_SYN | TCP_FIN)) == (TCP_SYN | TCP_FIN)) {
		event_set(s->packet, STREAM_FIN_SYN);
		return false;
	}
	if (flags == TCP_SYN) {
		begin_side(s);
		set_state(s->flow, TCP_SYN_SENT);
		if (!s->packet->tcp_fast_open || !s->packet->payload.n)
			return false;
		/* RFC 7413: its bytes come before the handshake is done. */
		s->from->next_seq += (uint32_t)s->packet->payload.n;
		return true;
	}
	if (flags == (TCP_SYN | TCP_ACK)) {
		if (!s->midstream)
			return false;
		s->flow->midstream = true;
		begin_side(s);
		note_ack(s);
		s->to->wscale = s->from->wscale == 0xff ? 0 : WINDOW_UNKNOWN_SCALE;
		s->from->wscale = s->from->wscale == 0xff ? 0 : s->from->wscale;
		s->to->window = UINT32_C(1) << 30;
		set_state(s->flow, TCP_SYN_RECV);
		return false;
	}
	if (flags & TCP_FIN && !(s->midstream && s->packet->payload.n)) {
		event_set(s->packet, STREAM_FIN_BUT_NO_SESSION);
		return false;
	}
	return flags & TCP_ACK ? pick_up(s) : false;
}

/* The server's answer to the SYN. */
static bool take_syn_ack(const struct step *s)
{
	if (s->dir == FLOW_TO_SERVER && s->to->begun && s->packet->tcp_seq == s->from->isn &&
	    s->packet->tcp_ack == s->to->isn + 1) {
		s->to->crossed = true;
		note_ack(s);
		settle_scales(s->from, s->to);
		set_state(s->flow, TCP_SYN_RECV);
		return false;
	}
	if (s->dir == FLOW_TO_SERVER) {
		event_set(s->packet, STREAM_3WHS_SYNACK_IN_WRONG_DIRECTION);
		return false;
	}
	/* With a fast open the server may confirm the SYN's data, or leave it. */
	if (s->packet->tcp_ack != s->to->isn + 1 && s->packet->tcp_ack != s->to->next_seq) {
		event_set(s->packet, STREAM_3WHS_SYNACK_WITH_WRONG_ACK);
		return false;
	}
	begin_side(s);
	note_ack(s);
	settle_scales(s->from, s->to);
	set_state(s->flow, TCP_SYN_RECV);
	return false;
}

static bool in_syn_sent(const struct step *s)
{
	uint8_t flags = s->packet->tcp_flags & TCP_MASK;

	if (flags & TCP_RST)
		return take_reset(s);
	if ((flags & (TCP_SYN | TCP_ACK)) == (TCP_SYN | TCP_ACK))
		return take_syn_ack(s);
	if (flags & TCP_SYN) {
		/* Sent again; or both begin at once, RFC 9293 section 3.5, figure 7. */
		if (s->dir == FLOW_TO_SERVER || !s->from->begun)
			begin_side(s);
		return false;
	}
	if (flags & TCP_FIN && !s->from->begun)
		return false;
	/* The server's answer is not seen: one half of the connection only. */
	if (s->dir == FLOW_TO_SERVER && s->packet->tcp_seq != s->from->next_seq) {
		event_set(s->packet, STREAM_3WHS_ASYNC_WRONG_SEQ);
		return false;
	}
	return flags & TCP_ACK ? pick_up(s) : false;
}

/* A SYN once more while the handshake goes on. */
static bool resent_syn(const struct step *s)
{
	if (s->packet->tcp_flags & TCP_ACK) {
		if (s->dir == FLOW_TO_SERVER)
			event_set(s->packet, STREAM_3WHS_SYNACK_TOSERVER_ON_SYN_RECV);
		else if (s->packet->tcp_ack != s->to->isn + 1 &&
			 s->packet->tcp_ack != s->to->next_seq)
			event_set(s->packet, STREAM_3WHS_SYNACK_RESEND_WITH_DIFFERENT_ACK);
		else if (s->packet->tcp_seq != s->from->isn)
			event_set(s->packet, STREAM_3WHS_SYNACK_RESEND_WITH_DIFF_SEQ);
	} else if (s->dir == FLOW_TO_CLIENT) {
		event_set(s->packet, STREAM_3WHS_SYN_TOCLIENT_ON_SYN_RECV);
	} else if (s->packet->tcp_seq != s->from->isn) {
		event_set(s->packet, STREAM_3WHS_SYN_RESEND_DIFF_SEQ_ON_SYN_RECV);
	}
	return false;
}

static bool in_established(const struct step *s);

static bool in_syn_recv(const struct step *s)
{
	uint8_t flags = s->packet->tcp_flags & TCP_MASK;
	bool seq_right = seq_ok(s), ack_right;

	if (flags & TCP_RST)
		return take_reset(s);
	if (flags & TCP_SYN)
		return resent_syn(s);
	if (!(flags & TCP_ACK))
		return false;
	ack_right = seq_diff(s->packet->tcp_ack, s->to->isn + 1) >= 0 &&
		    seq_diff(s->packet->tcp_ack, s->to->next_seq) <= 0;
	if (s->dir == FLOW_TO_SERVER && !ack_right) {
		event_set(s->packet, s->packet->tcp_seq == s->from->next_seq
					 ? STREAM_3WHS_RIGHT_SEQ_WRONG_ACK_EVASION
					 : STREAM_3WHS_WRONG_SEQ_WRONG_ACK);
		return false;
	}
	if (!seq_right || !ack_right || !time_ok(s))
		return false;
	/* The client's last packet of the handshake was not seen: the server's bytes say that
	 * it came. */
	if (s->dir == FLOW_TO_CLIENT && !s->from->crossed && s->packet->payload.n == 0 &&
	    !(flags & TCP_FIN)) {
		event_set(s->packet, STREAM_3WHS_ACK_IN_WRONG_DIR);
		return false;
	}
	set_state(s->flow, TCP_ESTABLISHED);
	return in_established(s);
}

static bool late_syn(const struct step *s)
{
	bool ack = s->packet->tcp_flags & TCP_ACK, server = s->dir == FLOW_TO_SERVER;

	if (s->flow->tcp_state != TCP_ESTABLISHED)
		event_set(s->packet, STREAM_SHUTDOWN_SYN_RESEND);
	else if (ack && server)
		event_set(s->packet, STREAM_EST_SYNACK_TOSERVER);
	else if (ack && s->packet->tcp_seq != s->from->isn)
		event_set(s->packet, STREAM_EST_SYNACK_RESEND_WITH_DIFF_SEQ);
	else if (ack)
		event_set(s->packet, STREAM_EST_SYNACK_RESEND);
	else if (!server)
		event_set(s->packet, STREAM_EST_SYN_TOCLIENT);
	else if (s->packet->tcp_seq != s->from->isn)
		event_set(s->packet, STREAM_EST_SYN_RESEND_DIFF_SEQ);
	else
		event_set(s->packet, STREAM_EST_SYN_RESEND);
	return false;
}

/* The states of the end: who closes first is the one whose state changes. */
static void take_fin(const struct step *s)
{
	bool server = s->dir == FLOW_TO_CLIENT;

	switch (s->flow->tcp_state) {
	case TCP_ESTABLISHED:
		set_state(s->flow, server ? TCP_FIN_WAIT1 : TCP_CLOSE_WAIT);
		break;
	case TCP_FIN_WAIT1:
		if (!server)
			set_state(s->flow, s->packet->tcp_ack == s->to->next_seq ? TCP_TIME_WAIT
										 : TCP_CLOSING);
		break;
	case TCP_FIN_WAIT2:
		if (!server)
			set_state(s->flow, TCP_TIME_WAIT);
		break;
	case TCP_CLOSE_WAIT:
		if (server)
			set_state(s->flow, TCP_LAST_ACK);
		break;
	default:
		break;
	}
}

static void take_last_acks(const struct step *s)
{
	bool all = s->to->acked && s->to->last_ack == s->to->next_seq;

	if (!(s->packet->tcp_flags & TCP_ACK) || !all)
		return;
	switch (s->flow->tcp_state) {
	case TCP_FIN_WAIT1:
		if (s->dir == FLOW_TO_SERVER)
			set_state(s->flow, TCP_FIN_WAIT2);
		break;
	case TCP_CLOSING:
		set_state(s->flow, TCP_TIME_WAIT);
		break;
	case TCP_LAST_ACK:
		if (s->dir == FLOW_TO_SERVER)
			set_state(s->flow, TCP_CLOSED);
		break;
	case TCP_TIME_WAIT:
		if (s->dir == FLOW_TO_CLIENT)
			set_state(s->flow, TCP_CLOSED);
		break;
	default:
		break;
	}
}

static void note_repeated(const struct step *s)
{
	const struct stream *from = s->from;
	uint32_t end = s->packet->tcp_seq + (uint32_t)s->packet->payload.n;

	if (s->packet->payload.n == 0 || seq_diff(end, from->next_seq) > 0)
		return;
	/* One byte below what was confirmed asks whether the peer is alive (RFC 9293 section
	 * 3.8.4). */
	if (s->packet->payload.n == 1 && from->acked &&
	    s->packet->tcp_seq == from->last_ack - 1)
		return;
	event_set(s->packet, from->acked && seq_diff(end, from->last_ack) <= 0
				 ? STREAM_PKT_SPURIOUS_RETRANSMISSION
				 : STREAM_PKT_RETRANSMISSION);
}

static bool in_established(const struct step *s)
{
	uint8_t flags = s->packet->tcp_flags & TCP_MASK;
	struct state_events wrong = events_of(s->flow->tcp_state);

	if (flags & TCP_SYN)
		return late_syn(s);
	if (!time_ok(s))
		return false;
	if (flags & TCP_RST)
		return take_reset(s);
	if (!(flags & TCP_ACK) && s->packet->tcp_ack && !(flags & TCP_FIN))
		event_set(s->packet, STREAM_PKT_BROKEN_ACK);
	if (!ack_ok(s)) {
		event_set(s->packet, (enum packet_event)wrong.invalid_ack);
		event_set(s->packet, STREAM_PKT_INVALID_ACK);
		return false;
	}
	if (!seq_ok(s)) {
		event_set(s->packet, flags & TCP_FIN ? STREAM_FIN_OUT_OF_WINDOW
						     : (enum packet_event)wrong.out_of_window);
		return false;
	}
	if (!s->from->begun) {
		stream_begin(s->from, s->packet->tcp_seq);
		s->from->isn = s->packet->tcp_seq - 1;
		s->from->next_seq = s->packet->tcp_seq;
	}
	note_repeated(s);
	note_ack(s);
	note_sent(s);
	if (flags & TCP_FIN)
		take_fin(s);
	take_last_acks(s);
	return s->packet->payload.n || (flags & TCP_FIN);
}

bool tcp_is_over(const struct flow *flow, uint32_t seq)
{
	const struct stream *client = flow->side[FLOW_TO_SERVER].stream;

	if (!client || (client->begun && client->isn == seq))
		return false;
	return flow->tcp_state >= TCP_TIME_WAIT;
}

bool tcp_take(struct flow *flow, struct packet *packet, enum flow_dir dir, bool midstream)
{
	struct step s = {.flow = flow,
	    .packet = packet,
	    .dir = dir,
	    .from = flow->side[dir].stream,
	    .to = flow->side[!dir].stream,
	    .midstream = midstream};

	switch (flow->tcp_state) {
	case TCP_NONE:
		return in_none(&s);
	case TCP_SYN_SENT:
		return in_syn_sent(&s);
	case TCP_SYN_RECV:
		return in_syn_recv(&s);
	case TCP_CLOSED:
		/* Late packets of a connection that has ended. */
		if (packet->tcp_flags & TCP_RST)
			return false;
		/* Who has reset sends no bytes any more: somebody else may have. */
		if (s.from->reset && packet->payload.n)
			event_set(packet, STREAM_SUSPECTED_RST_INJECT);
		return in_established(&s);
	default:
		return in_established(&s);
	}
}

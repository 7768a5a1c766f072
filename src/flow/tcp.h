/*
 * The states of a TCP connection (RFC 9293 section 3.3.2) as they are seen from beside it: the
 * names are those of the server, as Suricata's. What a packet may do is checked as the hosts
 * would check it (sequence numbers within the window, time stamps, acknowledgements), so that a
 * forged packet neither ends a connection nor puts bytes into it.
 */
#ifndef VARDE_FLOW_TCP_H
#define VARDE_FLOW_TCP_H

#include "flow/flow.h"

enum tcp_state {
	TCP_NONE,
	TCP_SYN_SENT,
	TCP_SYN_RECV,
	TCP_ESTABLISHED,
	TCP_FIN_WAIT1,
	TCP_FIN_WAIT2,
	TCP_TIME_WAIT,
	TCP_LAST_ACK,
	TCP_CLOSE_WAIT,
	TCP_CLOSING,
	TCP_CLOSED,
	TCP_STATES
};

/*
 * Moves the connection on by the packet and sets what is wrong with it (packet->events).
 * midstream: a connection whose beginning was not seen is picked up. True: the packet's bytes
 * belong to the stream.
 */
bool tcp_take(struct flow *flow, struct packet *packet, enum flow_dir dir, bool midstream);

/* Whether a SYN with that sequence number begins another connection on the flow's ports. */
bool tcp_is_over(const struct flow *flow, uint32_t seq);

/* "syn_sent", ... Gives a static string. */
const char *tcp_state_name(uint8_t state);

#endif

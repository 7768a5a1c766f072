/*
 * The table of one thread's flows: made once at its full size. A flow ends when it is silent
 * for too long (by the packets' time, so that files and wires behave alike), when its ports are
 * used again, when the table is full (the one that matters least goes, and is counted) or at
 * the end.
 */
#ifndef VARDE_FLOW_FLOW_TABLE_H
#define VARDE_FLOW_FLOW_TABLE_H

#include "flow/flow.h"

/* Which flows wait how long: by protocol and state. */
enum flow_wait {
	FLOW_WAIT_TCP_NEW,
	FLOW_WAIT_TCP_ESTABLISHED,
	FLOW_WAIT_TCP_CLOSED,
	FLOW_WAIT_UDP_NEW,
	FLOW_WAIT_UDP_ESTABLISHED,
	FLOW_WAIT_ICMP_NEW,
	FLOW_WAIT_ICMP_ESTABLISHED,
	FLOW_WAIT_OTHER_NEW,
	FLOW_WAIT_OTHER_ESTABLISHED,
	FLOW_WAITS
};

struct flow_settings {
	uint32_t flows;               /* at a time */
	uint32_t seconds[FLOW_WAITS]; /* of silence until the end */
};

/* The usual: 131,072 flows and Suricata's times. */
extern const struct flow_settings flow_settings_usual;

struct flow_count {
	uint64_t total; /* begun */
	uint64_t tcp, udp, icmp, icmpv6, other;
	uint64_t timeout, forced, reused; /* ended so */
	uint32_t active;
};

/* The flow ends (flow->ended and reason are set): tell it, free what hangs on it. */
typedef void flow_done(void *ctx, struct flow *flow);

struct flow_table;

/* Gives; flow_table_free ends it. Copies the settings, borrows ctx. */
struct flow_table *flow_table_new(
    const struct flow_settings *settings, flow_done *done, void *ctx);

/* Ends all flows (FLOW_SHUTDOWN). NULL is allowed. Returns NULL. */
struct flow_table *flow_table_free(struct flow_table *table);

/*
 * The packet's flow, a new one if need be, and the packet's direction in it; NULL for a packet
 * that has none (no IP, malformed, a fragment). Counts the packet and moves the flow's state,
 * except TCP's (flow/tcp.h). Borrowed, until the flow ends.
 */
struct flow *flow_table_take(
    struct flow_table *table, const struct packet *packet, enum flow_dir *ret_dir);

/* Client and server were taken for each other: turns the flow round, before anything of its
 * bytes was handed on. */
void flow_table_turn(struct flow *flow);

/* Ends flows that were silent for too long at that time (microseconds). */
void flow_table_expire(struct flow_table *table, int64_t now);

/* What was counted. */
struct flow_count flow_table_count(const struct flow_table *table);

/* "new", "established", "closed". Gives a static string. */
const char *flow_table_state(uint8_t state);

/* "timeout", "forced", "shutdown", "tcp_reuse". Gives a static string. */
const char *flow_table_reason(uint8_t reason);

#endif

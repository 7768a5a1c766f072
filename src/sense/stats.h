/* What the sensor counts, of one thread or of all together, and EVE's event of it. */
#ifndef VARDE_SENSE_STATS_H
#define VARDE_SENSE_STATS_H

#include "flow/flow_table.h"
#include "flow/stream.h"
#include "packet/defrag.h"
#include "packet/event.h"
#include "sense/capture.h"
#include "sense/eve.h"

/* Packets by what they are. */
enum stats_kind {
	STATS_IPV4,
	STATS_IPV6,
	STATS_TCP,
	STATS_UDP,
	STATS_ICMPV4,
	STATS_ICMPV6,
	STATS_SCTP,
	STATS_GRE,
	STATS_VLAN,
	STATS_ARP,
	STATS_TUNNEL, /* inside one */
	STATS_IPV4_IN_IPV4,
	STATS_IPV6_IN_IPV4,
	STATS_IPV4_IN_IPV6,
	STATS_IPV6_IN_IPV6,
	STATS_TEREDO,
	STATS_VXLAN,
	STATS_GENEVE,
	STATS_FRAGMENT,
	STATS_UNKNOWN_LINK,
	STATS_KINDS
};

struct stats {
	uint64_t frames, bytes;
	uint64_t packets; /* with those in tunnels and those put together */
	uint64_t invalid; /* malformed */
	uint32_t largest; /* bytes of a frame */
	uint64_t kinds[STATS_KINDS];
	uint64_t events[PACKET_EVENT_END];
	uint64_t syn, synack, rst, sessions, midstream;
	uint64_t checksums;  /* packets whose checksum was wrong */
	uint64_t suppressed; /* anomalies that were counted only, too many in a second */
	uint64_t alerts;
	uint64_t two_way;   /* ended flows of TCP with enough packets to have two sides */
	uint64_t one_sided; /* those that had one */
	uint64_t watched;   /* of them by own detectors */
	uint64_t forgotten; /* what they remembered and had no room for any more */
	struct flow_count flow;
	struct stream_count stream;
	struct defrag_count defrag;
	struct capture_ring_count ring;
	struct eve_count eve;
};

/* Adds one thread's to all. */
void stats_add(struct stats *to, const struct stats *from);

/* The event; ring: there is an interface. seconds: since the start. */
void stats_tell(
    struct eve *eve, const struct stats *stats, bool ring, int64_t time, int64_t seconds);

#endif

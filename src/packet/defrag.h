/*
 * Fragments of IPv4 (RFC 791 section 3.2) and IPv6 (RFC 8200 section 4.5) put together. All
 * memory is taken at the start; when it runs out the packet that waited longest is let go and
 * counted. Where fragments overlap, the policy says whose bytes count, as targets differ
 * (Novak, "Target-Based Fragmentation Reassembly", 2005).
 */
#ifndef VARDE_PACKET_DEFRAG_H
#define VARDE_PACKET_DEFRAG_H

#include "packet/packet.h"

enum defrag_policy {
	DEFRAG_BSD,     /* the earlier one, unless the later one begins before it */
	DEFRAG_LINUX,   /* the earlier one only when it begins before the later one */
	DEFRAG_FIRST,   /* the earlier one */
	DEFRAG_LAST,    /* the later one */
	DEFRAG_WINDOWS, /* the earlier one, unless the later one covers it on both sides */
	DEFRAG_POLICIES
};

struct defrag_settings {
	enum defrag_policy policy;
	uint32_t packets;   /* incomplete ones at a time */
	uint32_t fragments; /* of all of them */
	uint32_t blocks;    /* of 2 KiB, for their bytes */
	uint32_t seconds;   /* an incomplete packet waits so long */
};

/* The usual: BSD, 1024 packets, 4096 fragments, 8 MiB, 60 s. */
extern const struct defrag_settings defrag_settings_usual;

struct defrag_count {
	uint64_t fragments, rebuilt;
	uint64_t expired;  /* packets that did not become whole in time */
	uint64_t evicted;  /* packets let go because the memory was full */
	uint64_t overlaps; /* fragments that lay over others */
	uint64_t refused;  /* fragments that were not taken */
};

/* Gives; defrag_free ends it. Copies the settings. */
struct defrag *defrag_new(const struct defrag_settings *settings);

/* NULL is allowed. Returns NULL. */
struct defrag *defrag_free(struct defrag *defrag);

/*
 * Takes the bytes of a fragment (packet->payload, copied) whose place is at. True: its packet
 * is whole; *ret then are its bytes (borrowed, until the next call that gives true). Sets
 * events of overlaps in the packet.
 */
bool defrag_add(struct defrag *defrag, struct packet *packet, uint32_t at, bool more,
    struct span *ret) MUST_USE;

/* What was counted. */
struct defrag_count defrag_count(const struct defrag *defrag);

/* "bsd", "linux", "first", "last", "windows"; -1: none of them. */
int defrag_policy(struct span name);

#endif

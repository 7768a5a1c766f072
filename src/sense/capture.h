/* Where frames come from: a file or an interface. */
#ifndef VARDE_SENSE_CAPTURE_H
#define VARDE_SENSE_CAPTURE_H

#include "base/err.h"
#include "base/span.h"

enum {
	CAPTURE_FRAME =
	    256 << 10,           /* bytes of one frame at most: as others' limit for captures */
	CAPTURE_INTERFACES = 256 /* of one pcapng section */
};

struct capture_frame {
	int64_t time;         /* microseconds since 1970 */
	uint64_t nr;          /* from 1 */
	const uint8_t *bytes; /* borrowed, until the next frame */
	uint32_t caplen, wirelen;
	int link;      /* enum packet_link */
	bool unsummed; /* its sender's card was to put checksums in: there are none yet */
};

struct capture_file;

/*
 * A file of pcap (microseconds or nanoseconds, either byte order) or pcapng (several sections
 * and interfaces), mapped. ERR_NOTFOUND, ERR_DENIED, ERR_IO, ERR_SYNTAX (it is neither),
 * ERR_LIMIT (longer than max bytes). Gives; capture_file_free ends it.
 */
int capture_file_open(
    const char *path, uint64_t max, struct capture_file **ret, struct msg *msg) MUST_USE;

/* The same over bytes that are there already (borrows). */
int capture_file_over(
    struct span bytes, const char *name, struct capture_file **ret, struct msg *msg) MUST_USE;

/* NULL is allowed. Returns NULL. */
struct capture_file *capture_file_free(struct capture_file *file);

/*
 * The next frame. ERR_CLOSED: that was the last one. ERR_SYNTAX, ERR_TRUNCATED: the rest of the
 * file cannot be read; the message says how much was.
 */
int capture_file_next(
    struct capture_file *file, struct capture_frame *ret, struct msg *msg) MUST_USE;

struct capture_ring_settings {
	const char *interface;
	uint32_t block_bytes;  /* of a ring's blocks, a power of two */
	uint32_t blocks;       /* of a ring */
	uint32_t block_millis; /* a block that is not full is given after so long */
	uint16_t fanout; /* group of the rings that share the interface; 0: one ring alone */
	bool promiscuous;
};

/* The usual: 1 MiB blocks, 64 of them, 20 ms. */
extern const struct capture_ring_settings capture_ring_settings_usual;

struct capture_ring_count {
	uint64_t packets, drops, freezes; /* as the kernel counts, since the start */
};

struct capture_ring;

/* A ring of the kernel (packet(7), TPACKET_V3). ERR_NOTFOUND (no such interface), ERR_DENIED
 * (CAP_NET_RAW), ERR_IO. Gives; capture_ring_free ends it. */
int capture_ring_open(const struct capture_ring_settings *settings, struct capture_ring **ret,
    struct msg *msg) MUST_USE;

/* NULL is allowed. Returns NULL. */
struct capture_ring *capture_ring_free(struct capture_ring *ring);

/* The next frame. ERR_TIMEOUT: there was none for wait milliseconds. ERR_CANCELLED: a signal
 * came. ERR_IO: the interface is gone. */
int capture_ring_next(
    struct capture_ring *ring, int wait, struct capture_frame *ret, struct msg *msg) MUST_USE;

/* What the kernel counted since the start. */
struct capture_ring_count capture_ring_count(struct capture_ring *ring);

#endif

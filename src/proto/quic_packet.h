/*
 * QUIC's Initial packets (RFC 9000 section 17.2.2): they are sealed with keys that follow from
 * the connection's identifier (RFC 9001 section 5.2, RFC 9369), so whoever sees the first
 * packet can open them.
 */
#ifndef VARDE_PROTO_QUIC_PACKET_H
#define VARDE_PROTO_QUIC_PACKET_H

#include "base/str.h"
#include "proto/crypt.h"

enum {
	QUIC_V1 = 0x00000001,
	QUIC_V2 = 0x6b3343cf,
	QUIC_ID = 20,         /* bytes of an identifier at most */
	QUIC_RANGES = 32,     /* pieces of the handshake that wait for those between */
	QUIC_HELLO = 16 << 10 /* bytes of a side's handshake that are looked at */
};

/* A long header (RFC 8999); only of an Initial are token, at and end known. */
struct quic_header {
	uint32_t version;
	bool initial;
	struct span to, from; /* identifiers; borrowed */
	size_t at;            /* of the packet number */
	size_t end;           /* of the packet in its datagram; 0: unknown */
};

struct quic_keys {
	uint8_t key[CRYPT_KEY], header[CRYPT_KEY], iv[CRYPT_NONCE];
};

/* Bytes of the handshake by offset, as CRYPTO frames bring them in any order. */
struct quic_hello {
	uint8_t bytes[QUIC_HELLO];
	struct {
		size_t from, to;
	} ranges[QUIC_RANGES];
	size_t nranges;
};

/* Reads the header of the packet at the front. ERR_PROTOCOL: no long header of a version that
 * we know; ERR_TRUNCATED. */
int quic_packet_header(struct span datagram, struct quic_header *ret) MUST_USE;

/* Keys of both sides' Initial packets from the client's first destination; to the server by 0,
 * to the client by 1. */
void quic_packet_keys(uint32_t version, struct span id, struct quic_keys ret[2]);

/* Opens the Initial that the header describes and appends its frames. ERR_CORRUPT: not with
 * these keys. */
int quic_packet_open(struct span datagram, const struct quic_header *header,
    const struct quic_keys *keys, struct str *to) MUST_USE;

/* Collects the CRYPTO frames; false when a frame is none that an Initial may have. */
bool quic_packet_frames(struct span frames, struct quic_hello *hello);

/* What is there from the beginning without a hole (borrows). */
struct span quic_packet_hello(const struct quic_hello *hello);

#endif

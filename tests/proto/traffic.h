/* Captured packets through decoding, flows, streams and parsers, for tests: what the sensor
 * does, without detection and output. */
#ifndef VARDE_TESTS_PROTO_TRAFFIC_H
#define VARDE_TESTS_PROTO_TRAFFIC_H

#include "proto/env.h"
#include "test.h"

enum { TRAFFIC_ROOM = 64 << 20 };

/* What came out; traffic_init and traffic_done frame it. */
struct traffic {
	struct str events;  /* a JSON object a line, as EVE's without time and addresses */
	struct str buffers; /* "name dir value" a line, as detection is shown them */
	struct str files;   /* "dir nr name type size gaps closed truncated: bytes" a call */
	struct str known;   /* a protocol's name a line */
	struct str prints;  /* "client's port server's port JA4" a line */
	struct proto_limits limits;
	struct proto_counts counts; /* of the last run */
	uint64_t transactions, flows;

	/* Own. */
	struct proto_env *env;
	struct stream_pool *pool;
	struct flow_table *table;
	struct packet *packet;
};

void traffic_init(struct traffic *t);
void traffic_done(struct traffic *t);

/* All packets of a pcap or pcapng file. */
void traffic_file(struct traffic *t, struct span file);

/* Bytes of one direction of a TCP flow (or a datagram), as though they had been captured, in
 * pieces of at most size bytes; "" is an end, NULL are n bytes that are missing. The flow
 * begins with the first piece and ends with traffic_close. */
struct traffic_talk {
	enum flow_dir dir;
	const char *text;
	size_t n; /* 0: strlen(text) */
};
void traffic_talk(struct traffic *t, uint8_t proto, uint16_t port,
    const struct traffic_talk *talk, size_t n, size_t size);

/* Whether a line of events, buffers, files begins or is so. */
bool traffic_line(const struct str *lines, const char *line);

/* How many events have that text in them. */
size_t traffic_count(const struct str *lines, const char *text);

/* Gives every ordinary file of a packed archive of the data to take (borrows). Skips the test
 * without the data. */
void traffic_archive(
    const char *name, void (*take)(void *ctx, const char *name, struct span bytes), void *ctx);

#endif

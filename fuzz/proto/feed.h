/*
 * An input as a conversation: pieces of one flag byte (1: to the client, 2: a gap, 4: an end)
 * and two bytes of length, then so many bytes; handed to the frame as a flow of that protocol
 * number and port.
 */
#ifndef VARDE_FUZZ_PROTO_FEED_H
#define VARDE_FUZZ_PROTO_FEED_H

#include "codec/json.h"
#include "fuzz.h"
#include "proto/env.h"

enum { FEED_TCP = 6, FEED_UDP = 17, FEED_EVENT = 4 << 20 };

static void feed_grown(void *ctx, struct tx *tx, enum flow_dir dir)
{
	(void)ctx;
	for (size_t i = 0; i < tx->buffers.n; i++) {
		struct tx_buffer *b = &tx->buffers.items[i];

		HOLDS(b->id < BUFFER_IDS && buffer_rows[b->id].name);
		/* Not always one that its row has: a query may come in what is taken for the
		 * answers' direction when the flow's beginning was not seen. */
		HOLDS(b->dir <= 1);
		for (size_t k = 0; k < b->data.n; k++) /* a sanitizer sees what is not there */
			*(volatile uint8_t *)ctx = b->data.p[k];
	}
	HOLDS(dir == FLOW_TO_SERVER || dir == FLOW_TO_CLIENT);
}

static void feed_finished(void *ctx, struct tx *tx)
{
	STR_AUTO(out, FEED_EVENT);
	struct json_writer w;

	(void)ctx;
	json_write_init(&w, &out, 0);
	json_write_object(&w);
	if (protos[tx->proto]->log)
		protos[tx->proto]->log(tx, &w);
	if (protos[tx->proto]->log_beside)
		protos[tx->proto]->log_beside(tx, &w);
	json_write_object_end(&w);
	HOLDS(w.depth == 0);
}

static inline void feed(const uint8_t *data, size_t size, uint8_t proto, uint16_t port)
{
	uint8_t last = 0;
	const struct proto_sink sink = {.ctx = &last, feed_grown, feed_finished, NULL, NULL};
	struct proto_limits limits = proto_limits_usual;
	struct proto_env *env;
	struct flow flow = {.family = 4, .proto = proto, .cport = 40000, .sport = port};
	size_t at = 0;

	limits.http_headers = true;
	limits.inflate = 64 << 10;
	env = proto_env_new(&sink, &limits);
	while (at + 3 <= size) {
		uint8_t flags = data[at];
		enum flow_dir dir = flags & 1 ? FLOW_TO_CLIENT : FLOW_TO_SERVER;
		size_t n = (size_t)data[at + 1] << 8 | data[at + 2];
		struct span part = span_sub(span_of(data, size), at + 3, n);

		at += 3 + (flags & 2 ? 0 : part.n);
		if (flags & 4)
			proto_end(env, &flow, dir);
		else if (flags & 2)
			proto_gap(env, &flow, dir, n);
		else if (proto == FEED_UDP)
			proto_udp(env, &flow, dir, part);
		else
			proto_tcp(env, &flow, dir, part);
	}
	proto_flow_done(env, &flow);
	proto_env_free(env);
}

#endif

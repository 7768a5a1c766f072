/* A rule or two against made-up packets and transactions. */
#ifndef VARDE_TESTS_DETECT_SAMPLE_H
#define VARDE_TESTS_DETECT_SAMPLE_H

#include "detect/detect.h"
#include "rule/image.h"
#include "test.h"

enum { SAMPLE_HITS = 32 };

struct sample {
	struct str bytes;
	struct rule_image *image;
	struct detect *detect;
	struct flow flow;
	struct packet packet;
	struct tx tx;
	struct tx_buffer buffers[8];
	uint32_t sids[SAMPLE_HITS];
	char metadata[1024]; /* of the last one */
	char msg[256];
	uint8_t target;
	int n;
};

/* Compiles the rules; all must be taken. sample_end ends it. */
void sample_begin(struct sample *s, const char *rules);

/* The same with a list of indicators. */
void sample_indicators(struct sample *s, const char *rules, const char *list);
void sample_end(struct sample *s);

/* One rule "alert tcp-pkt ... (OPTIONS sid:1;)" against a packet with that payload (n bytes):
 * whether it matches. */
bool sample_matches(const char *options, const void *payload, size_t n);

/* A packet of the flow 10.0.0.1:1234 -> 192.0.2.1:80 over TCP, with that payload. */
void sample_packet(struct sample *s, enum flow_dir dir, const char *payload);

/* The next bytes of the stream. */
void sample_stream(struct sample *s, enum flow_dir dir, const char *data, uint64_t at);

/* A new transaction of that protocol; buffers of it; tells the engine. */
void sample_tx(struct sample *s, enum proto_id proto);
void sample_buffer(struct sample *s, enum buffer_id id, enum flow_dir dir, const char *data);
void sample_grown(struct sample *s, enum flow_dir dir, bool done);

/* How often that sid was told. */
int sample_told(const struct sample *s, uint32_t sid);

#endif

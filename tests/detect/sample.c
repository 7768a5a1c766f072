#include "sample.h"

#include "rule/compile.h"
#include "rule/indicator_list.h"

static void told(void *ctx, const struct detect_hit *hit)
{
	struct sample *s = ctx;

	if (s->n < SAMPLE_HITS)
		s->sids[s->n++] = hit->rule->sid;
	s->target = hit->rule->target;
	(void)snprintf(s->metadata, sizeof(s->metadata), "%s",
	    rule_meta_text(hit->rule, hit->rule->metadata));
	(void)snprintf(s->msg, sizeof(s->msg), "%s", rule_meta_text(hit->rule, hit->rule->msg));
}

void sample_begin(struct sample *s, const char *rules)
{
	sample_indicators(s, rules, "");
}

void sample_indicators(struct sample *s, const char *rules, const char *list)
{
	struct indicator_list indicators CLEANUP(indicator_list_done);
	static const uint8_t client[4] = {10, 0, 0, 1}, server[4] = {192, 0, 2, 1};
	struct arena *arena = arena_new();
	struct rule_compile *c = rule_compile_new(arena);
	struct msg msg = {0};

	memset(s, 0, sizeof(*s));
	indicator_list_init(&indicators);
	indicator_list_read(&indicators, "test.ioc", span_str(list));
	assert_int_equal(indicators.refused, 0);
	c->indicators = &indicators;
	rule_compile_add(c, "test.rules", span_str(rules));
	for (size_t i = 0; i < c->refused.n; i++)
		print_message("# refused: %s %s\n", c->refused.items[i].reason,
		    c->refused.items[i].detail);
	assert_int_equal(c->refused.n, 0);
	str_init(&s->bytes, 1 << 26);
	assert_int_equal(rule_compile_end(c, &s->bytes, &msg), 0);
	assert_int_equal(rule_image_of(str_bytes(&s->bytes), &s->image, &msg), 0);
	assert_int_equal(detect_new(s->image, told, s, &msg, &s->detect), 0);
	(void)arena_free(arena);
	s->flow.family = 4;
	s->flow.proto = 6;
	memcpy(s->flow.client, client, 4);
	memcpy(s->flow.server, server, 4);
	s->flow.cport = 1234;
	s->flow.sport = 80;
	s->flow.state = FLOW_ESTABLISHED;
	s->flow.id = 7;
	s->packet.time = 1000000;
}

void sample_end(struct sample *s)
{
	detect_flow_done(s->detect, &s->flow);
	if (s->tx.arena)
		(void)arena_free(s->tx.arena);
	(void)detect_free(s->detect);
	(void)rule_image_close(s->image);
	str_done(&s->bytes);
}

static void packet(struct sample *s, enum flow_dir dir, struct span payload)
{
	bool out = dir == FLOW_TO_SERVER;

	s->packet.nr++;
	s->packet.family = 4;
	s->packet.proto = 6;
	s->packet.ttl = 64;
	memcpy(s->packet.src, out ? s->flow.client : s->flow.server, 4);
	memcpy(s->packet.dst, out ? s->flow.server : s->flow.client, 4);
	s->packet.sport = out ? s->flow.cport : s->flow.sport;
	s->packet.dport = out ? s->flow.sport : s->flow.cport;
	s->packet.payload = payload;
	s->flow.last = s->packet.time;
	detect_packet(s->detect, &s->packet, &s->flow, dir);
}

void sample_packet(struct sample *s, enum flow_dir dir, const char *payload)
{
	packet(s, dir, span_str(payload));
}

bool sample_matches(const char *options, const void *payload, size_t n)
{
	struct arena *arena = arena_new();
	struct sample s;
	bool yes;

	sample_begin(
	    &s, arena_printf(arena, "alert tcp-pkt any any -> any any (%s sid:1;)\n", options));
	packet(&s, FLOW_TO_SERVER, span_of(payload, n));
	yes = s.n == 1;
	sample_end(&s);
	(void)arena_free(arena);
	return yes;
}

void sample_stream(struct sample *s, enum flow_dir dir, const char *data, uint64_t at)
{
	s->packet.nr++;
	detect_stream(s->detect, &s->packet, &s->flow, dir, span_str(data), at);
}

void sample_tx(struct sample *s, enum proto_id proto)
{
	if (s->tx.arena)
		(void)arena_free(s->tx.arena);
	memset(&s->tx, 0, sizeof(s->tx));
	s->tx.arena = arena_new();
	s->tx.flow = &s->flow;
	s->tx.proto = (uint8_t)proto;
	s->flow.app = (uint8_t)proto;
	s->tx.buffers.items = s->buffers;
	s->tx.buffers.cap = ARRAY_LEN(s->buffers);
}

void sample_buffer(struct sample *s, enum buffer_id id, enum flow_dir dir, const char *data)
{
	s->buffers[s->tx.buffers.n++] =
	    (struct tx_buffer){.id = (uint8_t)id, .dir = (uint8_t)dir, .data = span_str(data)};
}

void sample_grown(struct sample *s, enum flow_dir dir, bool done)
{
	s->tx.done[dir] |= done;
	detect_tx(s->detect, NULL, &s->tx, dir);
}

int sample_told(const struct sample *s, uint32_t sid)
{
	int n = 0;

	for (int i = 0; i < s->n; i++)
		n += s->sids[i] == sid;
	return n;
}

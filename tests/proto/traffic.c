#include "traffic.h"

#include "data.h"
#include "feed/unpack.h"
#include "flow/flow_table.h"
#include "flow/stream.h"
#include "flow/tcp.h"
#include "packet/defrag.h"
#include "proto/event.h"

enum { TCP = 6, UDP = 17, LINKS = 16 };

static void write_value(struct str *to, struct span s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < 32 || s.p[i] > 126 || s.p[i] == '\\')
			str_addf(to, "\\x%02x", (unsigned)s.p[i]);
		else
			str_char(to, (char)s.p[i]);
	}
}

static void on_grown(void *ctx, struct tx *tx, enum flow_dir dir)
{
	struct traffic *t = ctx;

	for (size_t i = 0; i < tx->buffers.n; i++) {
		struct tx_buffer *b = &tx->buffers.items[i];

		if (b->seen || b->dir != dir)
			continue;
		b->seen = true;
		if (b->id == BUFFER_JA4_HASH)
			str_addf(&t->prints, "%u %u %.*s\n", (unsigned)tx->flow->cport,
			    (unsigned)tx->flow->sport, (int)b->data.n, (const char *)b->data.p);
		str_addf(&t->buffers, "%s %d ", buffer_rows[b->id].name, (int)dir);
		write_value(&t->buffers, b->data);
		str_char(&t->buffers, '\n');
	}
}

static void write_address(
    struct json_writer *w, const char *key, const struct flow *flow, const uint8_t *address)
{
	char text[64];
	size_t n = 0;

	if (flow->family == 4)
		n = (size_t)snprintf(text, sizeof(text), "%d.%d.%d.%d", address[0], address[1],
		    address[2], address[3]);
	else
		for (size_t i = 0; i < 16; i += 2)
			n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%02x%02x",
			    i ? ":" : "", address[i], address[i + 1]);
	json_write_key(w, key);
	json_write_span(w, span_of(text, n));
}

static void on_finished(void *ctx, struct tx *tx)
{
	struct traffic *t = ctx;
	const struct proto *proto = protos[tx->proto];
	struct json_writer w;

	t->transactions++;
	if (!proto->event || (proto->tells && !proto->tells(tx)))
		return;
	json_write_init(&w, &t->events, 0);
	json_write_object(&w);
	json_member_text(&w, "event_type", proto->event);
	json_member_int(&w, "pcap_cnt", t->packet ? (int64_t)t->packet->nr : 0);
	json_member_int(&w, "tx_id", (int64_t)tx->nr);
	write_address(&w, "client", tx->flow, tx->flow->client);
	json_member_int(&w, "client_port", tx->flow->cport);
	write_address(&w, "server", tx->flow, tx->flow->server);
	json_member_int(&w, "server_port", tx->flow->sport);
	if (tx->nevents) {
		json_write_key(&w, "wrong");
		json_write_array(&w);
		for (size_t i = 0; i < tx->nevents; i++)
			json_write_text(&w, proto_event_rows[tx->events[i]].name);
		json_write_array_end(&w);
	}
	json_write_key(&w, proto->event);
	json_write_object(&w);
	proto->log(tx, &w);
	json_write_object_end(&w);
	if (proto->log_beside)
		proto->log_beside(tx, &w);
	json_write_object_end(&w);
	str_char(&t->events, '\n');
}

static void on_file(void *ctx, struct tx *tx, const struct tx_file *file, struct span data)
{
	struct traffic *t = ctx;

	(void)tx;
	str_addf(&t->files, "%d %u ", (int)file->dir, file->nr);
	write_value(&t->files, file->name);
	str_char(&t->files, ' ');
	write_value(&t->files, file->type);
	str_addf(&t->files, " %llu %llu %d %d: ", (unsigned long long)file->size,
	    (unsigned long long)file->gaps, file->closed, file->truncated);
	write_value(&t->files, span_sub(data, 0, 200));
	str_char(&t->files, '\n');
}

static void on_known(void *ctx, struct flow *flow)
{
	struct traffic *t = ctx;

	str_addf(
	    &t->known, "%s\n", flow->app == PROTO_FAILED ? "failed" : protos[flow->app]->name);
}

void traffic_init(struct traffic *t)
{
	*t = (struct traffic){.limits = proto_limits_usual};
	str_init(&t->events, TRAFFIC_ROOM);
	str_init(&t->buffers, TRAFFIC_ROOM);
	str_init(&t->files, TRAFFIC_ROOM);
	str_init(&t->known, TRAFFIC_ROOM);
	str_init(&t->prints, TRAFFIC_ROOM);
}

void traffic_done(struct traffic *t)
{
	str_done(&t->events);
	str_done(&t->buffers);
	str_done(&t->files);
	str_done(&t->known);
	str_done(&t->prints);
}

static void on_data(
    void *ctx, struct flow *flow, enum flow_dir dir, struct span data, uint64_t at)
{
	struct traffic *t = ctx;

	(void)at;
	proto_tcp(t->env, flow, dir, data);
}

static void on_gap(void *ctx, struct flow *flow, enum flow_dir dir, uint64_t n)
{
	struct traffic *t = ctx;

	proto_gap(t->env, flow, dir, n);
}

static void on_end(void *ctx, struct flow *flow, enum flow_dir dir)
{
	struct traffic *t = ctx;

	proto_end(t->env, flow, dir);
}

static void on_flow_done(void *ctx, struct flow *flow)
{
	struct traffic *t = ctx;

	t->flows++;
	if (flow->proto == TCP)
		stream_flow_done(t->pool, flow);
	proto_flow_done(t->env, flow);
}

static void on_packet(void *ctx, struct packet *packet)
{
	struct traffic *t = ctx;
	enum flow_dir dir;
	struct flow *flow = flow_table_take(t->table, packet, &dir);

	if (!flow)
		return;
	t->packet = packet;
	if (packet->proto == TCP) {
		if (tcp_take(flow, packet, dir, true))
			stream_put(t->pool, flow, packet, dir);
		stream_flush(t->pool, flow, packet, dir);
	} else if (packet->proto == UDP) {
		proto_udp(t->env, flow, dir, packet->payload);
	}
	t->packet = NULL;
}

static uint32_t u32(const uint8_t *p, bool swapped)
{
	uint32_t v =
	    (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;

	return swapped ? __builtin_bswap32(v) : v;
}

struct reader {
	struct traffic *t;
	struct defrag *defrag;
	uint64_t nr;
	int64_t last;
};

static void take_frame(struct reader *r, int link, int64_t time, struct span frame)
{
	struct packet packet = {.time = time,
	    .nr = ++r->nr,
	    .frame = frame.p,
	    .caplen = (uint32_t)frame.n,
	    .wirelen = (uint32_t)frame.n};

	r->last = time;
	packet_decode(&packet, link, r->defrag, on_packet, r->t);
}

static void read_pcap(struct reader *r, struct span file)
{
	uint32_t magic = u32(file.p, false);
	bool swapped = magic == 0xd4c3b2a1 || magic == 0x4d3cb2a1;
	bool nano = magic == 0xa1b23c4d || magic == 0x4d3cb2a1;
	int link = (int)(u32(file.p + 20, swapped) & 0xffff);
	size_t at = 24;

	while (at + 16 <= file.n) {
		int64_t time = (int64_t)u32(file.p + at, swapped) * 1000000;
		uint32_t part = u32(file.p + at + 4, swapped),
			 n = u32(file.p + at + 8, swapped);

		at += 16;
		if (n > file.n - at)
			return;
		take_frame(
		    r, link, time + (nano ? part / 1000 : part), span_of(file.p + at, n));
		at += n;
	}
}

static void read_pcapng(struct reader *r, struct span file)
{
	int links[LINKS];
	size_t nlinks = 0, at = 0;
	bool swapped = false;

	while (at + 12 <= file.n) {
		uint32_t type = u32(file.p + at, swapped), n;

		if (type == 0x0a0d0d0a) {
			swapped = u32(file.p + at + 8, false) == 0x4d3c2b1a;
			nlinks = 0;
		}
		n = u32(file.p + at + 4, swapped);
		if (n < 12 || n > file.n - at)
			return;
		if (type == 1 && nlinks < LINKS) {
			links[nlinks++] = (int)(u32(file.p + at + 8, swapped) &
						(swapped ? 0xffff0000U : 0xffffU));
			if (swapped)
				links[nlinks - 1] = (int)((unsigned)links[nlinks - 1] >> 16);
		} else if (type == 6 && n >= 32) {
			uint32_t iface = u32(file.p + at + 8, swapped);
			uint32_t len = u32(file.p + at + 20, swapped);
			int64_t time = (int64_t)u32(file.p + at + 12, swapped) << 32 |
				       u32(file.p + at + 16, swapped);

			if (iface < nlinks && len <= n - 32)
				take_frame(
				    r, links[iface], time, span_of(file.p + at + 28, len));
		} else if (type == 3 && n >= 16 && nlinks) {
			uint32_t len = u32(file.p + at + 8, swapped);

			take_frame(
			    r, links[0], r->last, span_of(file.p + at + 12, MIN(len, n - 16)));
		}
		at += n;
	}
}

void traffic_file(struct traffic *t, struct span file)
{
	const struct proto_sink sink = {t, on_grown, on_finished, on_file, on_known};
	const struct stream_sink stream = {t, on_data, on_gap, on_end};
	struct stream_settings settings = stream_settings_usual;
	struct flow_settings flows = flow_settings_usual;
	struct reader r = {.t = t};

	settings.depth = 0;
	flows.flows = 4096;
	t->env = proto_env_new(&sink, &t->limits);
	t->pool = stream_pool_new(&settings, &stream);
	t->table = flow_table_new(&flows, on_flow_done, t);
	r.defrag = defrag_new(&defrag_settings_usual);
	if (file.n >= 28 && u32(file.p, false) == 0x0a0d0d0a)
		read_pcapng(&r, file);
	else if (file.n >= 24)
		read_pcap(&r, file);
	t->table = flow_table_free(t->table);
	r.defrag = defrag_free(r.defrag);
	t->pool = stream_pool_free(t->pool);
	t->counts = *proto_env_counts(t->env);
	t->env = proto_env_free(t->env);
}

void traffic_talk(struct traffic *t, uint8_t proto, uint16_t port,
    const struct traffic_talk *talk, size_t n, size_t size)
{
	const struct proto_sink sink = {t, on_grown, on_finished, on_file, on_known};
	struct flow flow = {.family = 4, .proto = proto, .cport = 40000, .sport = port};

	t->env = proto_env_new(&sink, &t->limits);
	for (size_t i = 0; i < n; i++) {
		size_t all = talk[i].n || !talk[i].text ? talk[i].n : strlen(talk[i].text);

		if (!talk[i].text) {
			proto_gap(t->env, &flow, talk[i].dir, all);
			continue;
		}
		if (!all)
			proto_end(t->env, &flow, talk[i].dir);
		for (size_t at = 0; at < all; at += size) {
			size_t part = MIN(size, all - at);
			/* A block of its own, so that a sanitizer sees every step beyond it. */
			uint8_t *copy = mem_alloc(part);

			memcpy(copy, talk[i].text + at, part);
			if (proto == UDP)
				proto_udp(t->env, &flow, talk[i].dir, span_of(copy, part));
			else
				proto_tcp(t->env, &flow, talk[i].dir, span_of(copy, part));
			mem_free(copy);
		}
	}
	proto_flow_done(t->env, &flow);
	t->counts = *proto_env_counts(t->env);
	t->env = proto_env_free(t->env);
}

bool traffic_line(const struct str *lines, const char *line)
{
	struct span rest = str_bytes(lines), one;

	while (span_line(&rest, &one))
		if (span_eq(one, line))
			return true;
	return false;
}

size_t traffic_count(const struct str *lines, const char *text)
{
	struct span rest = str_bytes(lines), one;
	size_t n = 0;

	while (span_line(&rest, &one))
		n += span_find(one, text) >= 0;
	return n;
}

static int on_piece(void *arg, struct span piece)
{
	str_span(arg, piece);
	return str_ok(arg);
}

struct archive {
	void (*take)(void *ctx, const char *name, struct span bytes);
	void *ctx;
};

static int on_member(void *arg, const struct unpack_member *member)
{
	struct archive *a = arg;

	a->take(a->ctx, member->name, member->bytes);
	return 0;
}

void traffic_archive(
    const char *name, void (*take)(void *ctx, const char *name, struct span bytes), void *ctx)
{
	const struct unpack_limits limits = {32 << 20, 10000, 1 << 30};
	struct arena *arena = arena_new();
	struct archive a = {take, ctx};
	struct msg msg = {0};
	struct span packed;
	STR_AUTO(tar, 512 << 20);

	data_need(&packed, name, arena);
	assert_int_equal(unpack_stream(packed, on_piece, &tar, &msg), 0);
	assert_int_equal(unpack_each(str_bytes(&tar), &limits, on_member, &a, &msg), 0);
	arena_free(arena);
}

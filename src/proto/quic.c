/*
 * QUIC up to the hellos: each side's is a transaction of its own, told as soon as it is whole.
 * After both the flow is quiet.
 */
#include "codec/md5.h"
#include "proto/hello.h"
#include "proto/ja.h"
#include "proto/proto_impl.h"
#include "proto/quic_packet.h"
#include "proto/rows.h"

enum { MESSAGE_HEAD = 4, CLIENT_HELLO = 1, SERVER_HELLO = 2, FAILURES = 8, SMALLEST = 1200 };

struct quic_state {
	bool keyed;
	uint8_t id[QUIC_ID]; /* the destination that the keys follow from */
	size_t nid;
	uint32_t version;
	struct quic_keys keys[2];
	struct quic_hello *hello[2]; /* NULL: nothing yet, or told */
	bool told[2];
	uint8_t failures; /* packets that could not be opened */
};

/* The parser's part of a transaction. */
struct quic_own {
	uint32_t version;
	bool client;
	struct span sni, hash, text, ja4, extensions;
};

static enum proto_guess quic_probe(
    struct span first, enum flow_dir dir, const struct flow *flow)
{
	struct quic_header h;

	(void)flow;
	if (quic_packet_header(first, &h) < 0 || h.to.n + h.from.n == 0)
		return PROTO_NO;
	/* RFC 9000 section 14.1: a client fills its first datagram up. */
	if (dir == FLOW_TO_SERVER && (!h.initial || first.n < SMALLEST - 100))
		return PROTO_NO;
	return PROTO_YES;
}

static void *quic_begin(struct proto_env *env, struct flow *flow)
{
	(void)env;
	(void)flow;
	return mem_alloc(sizeof(struct quic_state));
}

static void add_print(struct tx *tx, struct quic_own *own, const struct hello *hello)
{
	enum flow_dir dir = own->client ? FLOW_TO_SERVER : FLOW_TO_CLIENT;
	STR_AUTO(text, JA_STRING);
	char hex[MD5_HEX], ja4[JA4_SIZE];

	if (own->client)
		ja_3_string(hello, &text);
	else
		ja_3s_string(hello, &text);
	own->text = arena_span(tx->arena, str_bytes(&text));
	own->hash = arena_span(tx->arena, span_str(md5_hex(own->text, hex)));
	proto_tx_add(tx, own->client ? BUFFER_JA3_STRING : BUFFER_JA3S_STRING, dir, own->text);
	proto_tx_add(tx, own->client ? BUFFER_JA3_HASH : BUFFER_JA3S_HASH, dir, own->hash);
	if (!own->client)
		return;
	own->ja4 = arena_span(tx->arena, span_str(ja_4(hello, 'q', ja4)));
	proto_tx_add(tx, BUFFER_JA4_HASH, dir, own->ja4);
}

static void tell(struct proto_env *env, struct flow *flow, struct quic_state *s,
    enum flow_dir dir, struct span body)
{
	struct hello hello = {0};
	struct quic_own *own;
	struct tx *tx;
	uint8_t version[4] = {(uint8_t)(s->version >> 24), (uint8_t)(s->version >> 16),
	    (uint8_t)(s->version >> 8), (uint8_t)s->version};
	int r = dir == FLOW_TO_SERVER ? hello_client(body, &hello) : hello_server(body, &hello);

	s->told[dir] = true;
	tx = r == 0 ? proto_tx_new(env, flow, PROTO_QUIC) : NULL;
	if (!tx)
		return;
	own = ARENA_NEW(tx->arena, struct quic_own);
	tx->own = own;
	own->version = s->version;
	own->client = dir == FLOW_TO_SERVER;
	own->extensions = arena_span(tx->arena, hello.extensions);
	proto_tx_copy(tx, BUFFER_QUIC_VERSION, dir, span_of(version, 4));
	if (hello.name.n) {
		own->sni = arena_span(tx->arena, hello.name);
		proto_tx_add(tx, BUFFER_TLS_SNI, dir, own->sni);
	}
	add_print(tx, own, &hello);
	tx->done[0] = tx->done[1] = true;
	if (s->told[0] && s->told[1])
		flow->quiet = true;
	proto_tx_grown(env, tx, dir, true);
}

/* Opens the packet with the keys of the connection, or with those of its own destination when
 * the client began anew after a Retry. */
static int open_packet(struct quic_state *s, enum flow_dir dir, struct span datagram,
    const struct quic_header *h, struct str *frames)
{
	struct quic_keys keys[2];
	int r = s->keyed ? quic_packet_open(datagram, h, &s->keys[dir], frames) : ERR_CORRUPT;

	if (r == 0 || dir == FLOW_TO_CLIENT ||
	    (s->keyed && s->version == h->version && s->nid == h->to.n &&
		memcmp(s->id, h->to.p, s->nid) == 0))
		return r;
	quic_packet_keys(h->version, h->to, keys);
	r = quic_packet_open(datagram, h, &keys[dir], frames);
	if (r < 0)
		return r;
	memcpy(s->keys, keys, sizeof(keys));
	if (h->to.n)
		memcpy(s->id, h->to.p, h->to.n);
	s->nid = h->to.n;
	s->version = h->version;
	s->keyed = true;
	s->told[FLOW_TO_SERVER] = false;
	s->hello[FLOW_TO_SERVER] = mem_free(s->hello[FLOW_TO_SERVER]);
	return 0;
}

static void initial(struct proto_env *env, struct flow *flow, struct quic_state *s,
    enum flow_dir dir, struct span datagram, const struct quic_header *h)
{
	STR_AUTO(frames, 2048);
	struct span text;
	size_t n;

	if (s->failures >= FAILURES)
		return;
	if (open_packet(s, dir, datagram, h, &frames) < 0) {
		s->failures++;
		return;
	}
	if (s->told[dir])
		return;
	if (!s->hello[dir])
		s->hello[dir] = mem_alloc(sizeof(*s->hello[dir]));
	(void)quic_packet_frames(str_bytes(&frames), s->hello[dir]);
	text = quic_packet_hello(s->hello[dir]);
	if (text.n < MESSAGE_HEAD)
		return;
	n = (size_t)text.p[1] << 16 | (size_t)text.p[2] << 8 | text.p[3];
	if (text.p[0] != (dir == FLOW_TO_SERVER ? CLIENT_HELLO : SERVER_HELLO) ||
	    n > QUIC_HELLO - MESSAGE_HEAD) {
		s->told[dir] = true;
	} else if (text.n >= MESSAGE_HEAD + n) {
		tell(env, flow, s, dir, span_sub(text, MESSAGE_HEAD, n));
	} else {
		return;
	}
	s->hello[dir] = mem_free(s->hello[dir]);
}

static void quic_take(
    struct proto_env *env, struct flow *flow, void *state, enum flow_dir dir, struct span data)
{
	struct quic_state *s = state;

	/* A datagram may hold several packets, RFC 9000 section 12.2. */
	while (data.n) {
		struct quic_header h;

		if (quic_packet_header(data, &h) < 0 || !h.end)
			return;
		if (h.initial)
			initial(env, flow, s, dir, data, &h);
		data = span_sub(data, h.end, data.n);
	}
}

static void quic_free(struct proto_env *env, struct flow *flow, void *state)
{
	struct quic_state *s = state;

	(void)env;
	(void)flow;
	mem_free(s->hello[0]);
	mem_free(s->hello[1]);
	mem_free(s);
}

/* IANA's names of TLS extensions. */
static const struct {
	unsigned type;
	const char *name;
} extensions[] = {{0, "server_name"}, {1, "max_fragment_length"}, {5, "status_request"},
    {10, "supported_groups"}, {11, "ec_point_formats"}, {13, "signature_algorithms"},
    {14, "use_srtp"}, {15, "heartbeat"}, {16, "alpn"}, {17, "status_request_v2"},
    {18, "signed_certificate_timestamp"}, {21, "padding"}, {22, "encrypt_then_mac"},
    {23, "extended_master_secret"}, {24, "token_binding"}, {25, "cached_info"},
    {27, "compress_certificate"}, {28, "record_size_limit"}, {34, "delegated_credentials"},
    {35, "session_ticket"}, {41, "pre_shared_key"}, {42, "early_data"},
    {43, "supported_versions"}, {44, "cookie"}, {45, "psk_key_exchange_modes"},
    {47, "certificate_authorities"}, {48, "oid_filters"}, {49, "post_handshake_auth"},
    {50, "signature_algorithms_cert"}, {51, "key_share"}, {57, "quic_transport_parameters"},
    {17513, "application_settings"}, {65281, "renegotiation_info"}};

static void write_extension(struct json_writer *w, unsigned type, struct span data)
{
	struct span name, list = span_sub(data, 2, data.n);

	json_write_object(w);
	for (size_t i = 0; i < ARRAY_LEN(extensions); i++)
		if (extensions[i].type == type)
			json_member_text(w, "name", extensions[i].name);
	json_member_int(w, "type", type);
	if ((type == HELLO_ALPN && data.n > 2) || (type == HELLO_SERVER_NAME && data.n > 5)) {
		json_write_key(w, "values");
		json_write_array(w);
		if (type == HELLO_SERVER_NAME)
			json_write_span(w, span_sub(data, 5, data.n));
		while (type == HELLO_ALPN && hello_alpn(&list, &name))
			json_write_span(w, name);
		json_write_array_end(w);
	}
	json_write_object_end(w);
}

static void member(struct json_writer *w, const char *key, struct span value)
{
	if (!value.n)
		return;
	json_write_key(w, key);
	json_write_span(w, value);
}

static void quic_log(const struct tx *tx, struct json_writer *w)
{
	const struct quic_own *own = tx->own;
	struct span rest = own->extensions, data;
	unsigned type;
	bool open = false;

	json_member_text(w, "version",
	    own->version == QUIC_V1   ? "1"
	    : own->version == QUIC_V2 ? "2"
				      : "draft");
	member(w, "sni", own->sni);
	if (own->hash.n) {
		json_write_key(w, own->client ? "ja3" : "ja3s");
		json_write_object(w);
		member(w, "hash", own->hash);
		member(w, "string", own->text);
		json_write_object_end(w);
	}
	member(w, "ja4", own->ja4);
	while (hello_extension(&rest, &type, &data)) {
		if (!open) {
			json_write_key(w, "extensions");
			json_write_array(w);
		}
		open = true;
		write_extension(w, type, data);
	}
	if (open)
		json_write_array_end(w);
}

const struct proto proto_row_quic = {
    .id = PROTO_QUIC,
    .name = "quic",
    .event = "quic",
    .udp = true,
    .probe = quic_probe,
    .begin = quic_begin,
    .take = quic_take,
    .free = quic_free,
    .log = quic_log,
};

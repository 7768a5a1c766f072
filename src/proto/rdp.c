/*
 * RDP's beginning (MS-RDPBCGR section 2.2.1): the cookie and what security both sides want;
 * with RDP's own security also who the client says it is and its channels. Afterwards it is
 * TLS, or nobody's business. Each message is a transaction.
 */
#include "codec/cursor.h"
#include "proto/part.h"
#include "proto/proto_impl.h"
#include "proto/rows.h"
#include "proto/say.h"

enum {
	TPKT = 3,
	REQUEST = 0xe0,
	CONFIRM = 0xd0,
	DATA = 0xf0,
	MESSAGE = 8192,
	COOKIE = 256,
	CHANNELS = 31,
	CS_CORE = 0xc001,
	CS_NET = 0xc003,
	REFUSED = 3
};

enum rdp_kind { INITIAL_REQUEST, INITIAL_RESPONSE, CONNECT_REQUEST, CONNECT_RESPONSE };

struct rdp_own {
	uint8_t kind; /* enum rdp_kind */
	struct span cookie;
	bool negotiates, refused;
	uint8_t flags;
	uint32_t protocol; /* asked for, chosen, or why it was refused */
	bool core;
	uint32_t version, layout, build;
	uint16_t width, height;
	struct span name;
	struct span channels[CHANNELS];
	size_t nchannels;
};

struct rdp_state {
	struct part part[2];
	bool over[2];
};

static int64_t message_size(struct span head)
{
	size_t n;

	if (head.n && head.p[0] != TPKT)
		return -1;
	if (head.n < 4)
		return 0;
	n = (size_t)head.p[2] << 8 | head.p[3];
	return n < 7 ? -1 : (int64_t)n;
}

static enum proto_guess rdp_probe(struct span first, enum flow_dir dir, const struct flow *flow)
{
	static const uint8_t cookie[] = {'C', 'o', 'o', 'k', 'i', 'e', ':'};
	uint8_t kind = dir == FLOW_TO_SERVER ? REQUEST : CONFIRM;

	(void)flow;
	if (first.p[0] != TPKT || (first.n > 1 && first.p[1]))
		return PROTO_NO;
	if (first.n < 7)
		return PROTO_MORE;
	if (first.p[5] != kind || message_size(first) < 11)
		return PROTO_NO;
	/* The transport of others (S7, ISO) begins so too: a cookie or a negotiation follows.
	 */
	if (first.n < 12)
		return message_size(first) == 11 && first.n == 11 ? PROTO_YES : PROTO_MORE;
	if (first.p[11] <= 6)
		return PROTO_YES;
	if (memcmp(first.p + 11, cookie, MIN(first.n - 11, sizeof(cookie))) != 0)
		return PROTO_NO;
	return first.n - 11 < sizeof(cookie) ? PROTO_MORE : PROTO_YES;
}

static void *rdp_begin(struct proto_env *env, struct flow *flow)
{
	struct rdp_state *s = mem_alloc(sizeof(*s));

	(void)env;
	(void)flow;
	part_init(&s->part[0], MESSAGE);
	part_init(&s->part[1], MESSAGE);
	return s;
}

/* "Cookie: mstshash=NAME" and the negotiation behind it. */
static void initial(struct tx *tx, struct rdp_own *own, struct span m)
{
	static const char mark[] = "Cookie: mstshash=";
	struct span rest = span_sub(m, 11, m.n), line;
	struct cursor c;

	if (span_starts(rest, "Cookie:") && span_line(&rest, &line)) {
		if (span_starts(line, mark))
			own->cookie =
			    arena_span(tx->arena, span_sub(line, sizeof(mark) - 1, COOKIE));
	}
	c = cursor_of(rest);
	own->refused = cursor_u8(&c) == REFUSED;
	own->flags = cursor_u8(&c);
	cursor_skip(&c, 2);
	own->protocol = cursor_u32_le(&c);
	own->negotiates = cursor_err(&c) == 0;
}

static void core(struct tx *tx, struct rdp_own *own, struct cursor *c)
{
	own->version = cursor_u32_le(c);
	own->width = cursor_u16_le(c);
	own->height = cursor_u16_le(c);
	cursor_skip(c, 4);
	own->layout = cursor_u32_le(c);
	own->build = cursor_u32_le(c);
	own->name = cursor_bytes(c, 32);
	own->core = cursor_err(c) == 0;
	for (size_t i = 0; i + 1 < own->name.n; i += 2)
		if (!own->name.p[i] && !own->name.p[i + 1])
			own->name.n = i;
	own->name = say_utf16(tx->arena, own->name);
}

static void channels(struct tx *tx, struct rdp_own *own, struct cursor *c)
{
	uint32_t n = cursor_u32_le(c);

	/* Blocks may come again: the list is one. */
	for (uint32_t i = 0; i < n && own->nchannels < CHANNELS; i++) {
		struct span name = cursor_bytes(c, 8);
		size_t k = 0;

		cursor_skip(c, 4);
		if (cursor_err(c))
			return;
		while (k < name.n && name.p[k])
			k++;
		own->channels[own->nchannels++] = arena_span(tx->arena, span_sub(name, 0, k));
	}
}

/* The client's blocks behind GCC's key of four letters (T.124). */
static void connect(struct tx *tx, struct rdp_own *own, struct span m)
{
	ptrdiff_t at = span_find(m, "Duca");
	struct cursor c = cursor_of(m);

	if (at < 0)
		return;
	cursor_seek(&c, (size_t)at + 4);
	if (cursor_u8(&c) & 0x80) /* a length of two bytes */
		cursor_skip(&c, 1);
	while (cursor_left(&c) >= 4) {
		uint16_t type = cursor_u16_le(&c), n = cursor_u16_le(&c);
		struct cursor block;

		if (n < 4)
			return;
		block = cursor_sub(&c, n - 4U);
		if (type == CS_CORE)
			core(tx, own, &block);
		else if (type == CS_NET)
			channels(tx, own, &block);
	}
}

static void message(struct proto_env *env, struct flow *flow, struct rdp_state *s,
    enum flow_dir dir, struct span m)
{
	bool request = dir == FLOW_TO_SERVER;
	struct rdp_own *own;
	struct tx *tx;
	bool secured;

	if (m.p[5] != DATA && m.p[5] != (request ? REQUEST : CONFIRM))
		return;
	tx = proto_tx_new(env, flow, PROTO_RDP);
	if (!tx)
		return;
	own = tx->own = ARENA_NEW(tx->arena, struct rdp_own);
	if (m.p[5] == DATA) {
		own->kind = request ? CONNECT_REQUEST : CONNECT_RESPONSE;
		connect(tx, own, m);
		s->over[dir] = true;
	} else {
		own->kind = request ? INITIAL_REQUEST : INITIAL_RESPONSE;
		initial(tx, own, m);
	}
	secured =
	    own->kind == INITIAL_RESPONSE && own->negotiates && !own->refused && own->protocol;
	tx->done[0] = tx->done[1] = true;
	proto_tx_grown(env, tx, dir, true);
	if (secured)
		proto_change(flow);
}

static void rdp_take(
    struct proto_env *env, struct flow *flow, void *state, enum flow_dir dir, struct span data)
{
	struct rdp_state *s = state;
	struct span m;

	while (!s->over[dir] && part_message(&s->part[dir], message_size, &data, &m))
		message(env, flow, s, dir, m);
}

static void rdp_gap(
    struct proto_env *env, struct flow *flow, void *state, enum flow_dir dir, uint64_t n)
{
	struct rdp_state *s = state;

	(void)env;
	(void)flow;
	(void)n;
	s->over[dir] = true;
}

static void rdp_free(struct proto_env *env, struct flow *flow, void *state)
{
	struct rdp_state *s = state;

	(void)env;
	(void)flow;
	part_done(&s->part[0]);
	part_done(&s->part[1]);
	mem_free(s);
}

static const char *protocol(uint32_t v)
{
	static const char *const names[] = {
	    "rdp", "ssl", "hybrid", NULL, "rds_tls", NULL, NULL, NULL, "hybrid_ex"};

	return v < ARRAY_LEN(names) && names[v] ? names[v] : "unknown";
}

static const char *refusal(uint32_t v)
{
	static const char *const names[] = {NULL, "ssl required by server",
	    "ssl not allowed by server", "ssl cert not on server", "inconsistent flags",
	    "hybrid required by server", "ssl with user auth required by server"};

	return v && v < ARRAY_LEN(names) ? names[v] : "unknown";
}

static void write_client(struct json_writer *w, const struct rdp_own *own)
{
	char version[16];

	if (!own->core)
		return;
	json_write_key(w, "client");
	json_write_object(w);
	json_member_text(w, "version", say_number(own->version, 8, version));
	json_member_int(w, "desktop_width", own->width);
	json_member_int(w, "desktop_height", own->height);
	json_member_int(w, "keyboard_layout", own->layout);
	json_member_int(w, "build", own->build);
	say_span(w, "client_name", own->name);
	json_write_object_end(w);
	if (!own->nchannels)
		return;
	json_write_key(w, "channels");
	json_write_array(w);
	for (size_t i = 0; i < own->nchannels; i++)
		json_write_span(w, own->channels[i]);
	json_write_array_end(w);
}

static void rdp_log(const struct tx *tx, struct json_writer *w)
{
	static const char *const kinds[] = {
	    "initial_request", "initial_response", "connect_request", "connect_response"};
	const struct rdp_own *own = tx->own;

	json_member_int(w, "tx_id", (int64_t)tx->nr);
	json_member_text(w, "event_type", kinds[own->kind]);
	say_span(w, "cookie", own->cookie);
	if (own->kind == INITIAL_RESPONSE && own->refused) {
		json_member_int(w, "error_code", own->protocol);
		json_member_text(w, "reason", refusal(own->protocol));
	} else if (own->kind == INITIAL_RESPONSE && own->negotiates) {
		json_member_text(w, "protocol", protocol(own->protocol));
	}
	write_client(w, own);
}

const struct proto proto_row_rdp = {
    .id = PROTO_RDP,
    .name = "rdp",
    .event = "rdp",
    .tcp = true,
    .probe = rdp_probe,
    .begin = rdp_begin,
    .take = rdp_take,
    .gap = rdp_gap,
    .free = rdp_free,
    .log = rdp_log,
};

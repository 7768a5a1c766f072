/*
 * TLS and SSL 3 over TCP up to where it is encrypted: records (RFC 8446 section 5.1) whose
 * handshake messages are put together over records and segments. One transaction a connection,
 * told when both sides have gone over to encryption; from then on the flow is quiet.
 */
#include "base/limits.h"
#include "proto/rows.h"
#include "proto/tls_impl.h"

enum { CHANGE_CIPHER = 20, ALERT = 21, HANDSHAKE = 22, DATA = 23, HEARTBEAT = 24, HEAD = 5 };

enum { CLIENT_HELLO = 1, SERVER_HELLO = 2, CERTIFICATE = 11, MESSAGE_HEAD = 4 };

struct tls_side {
	uint8_t head[HEAD]; /* of the record at hand */
	uint8_t nhead;
	uint32_t left;   /* bytes of it that have not come */
	struct str hand; /* bytes of a handshake message that is not whole */
	bool torn;       /* the handshake lost bytes: only records are followed */
	bool lost;       /* where records begin is not known any more */
	bool done;       /* encrypted from here on */
};

struct tls_state {
	struct tx *tx; /* NULL: told */
	struct tls_own *own;
	struct tls_side side[2];
};

static bool record_type(uint8_t type)
{
	return type >= CHANGE_CIPHER && type <= HEARTBEAT;
}

static enum proto_guess tls_probe(struct span first, enum flow_dir dir, const struct flow *flow)
{
	size_t n;

	(void)flow;
	(void)dir;
	if (!record_type(first.p[0]) || first.p[0] == HEARTBEAT)
		return PROTO_NO;
	if (first.n > 1 && first.p[1] != 3)
		return PROTO_NO;
	if (first.n > 2 && first.p[2] > 4)
		return PROTO_NO;
	if (first.n < HEAD)
		return PROTO_MORE;
	n = (size_t)first.p[3] << 8 | first.p[4];
	if (n == 0 || n > LIMIT_TLS_RECORD)
		return PROTO_NO;
	if (first.p[0] == HANDSHAKE && first.n > HEAD && first.p[HEAD] > 24)
		return PROTO_NO;
	if (first.p[0] == ALERT && n != 2)
		return PROTO_NO;
	return PROTO_YES;
}

static void *tls_begin(struct proto_env *env, struct flow *flow)
{
	struct tls_state *s = mem_alloc(sizeof(*s));

	str_init(&s->side[0].hand, LIMIT_TLS_FLIGHT);
	str_init(&s->side[1].hand, LIMIT_TLS_FLIGHT);
	s->tx = proto_tx_new(env, flow, PROTO_TLS);
	if (s->tx) {
		s->own = ARENA_NEW(s->tx->arena, struct tls_own);
		s->tx->own = s->own;
	}
	return s;
}

/* A side has said all that can be read. */
static void side_done(
    struct proto_env *env, struct flow *flow, struct tls_state *s, enum flow_dir dir)
{
	struct tls_side *side = &s->side[dir];
	struct tx *tx = s->tx;

	if (side->done)
		return;
	side->done = true;
	str_done(&side->hand);
	if (!tx)
		return;
	if (s->side[0].done && s->side[1].done) {
		s->tx = NULL;
		s->own = NULL;
		flow->quiet = true;
	}
	proto_tx_grown(env, tx, dir, true);
}

static void hand_message(struct proto_env *env, struct tls_state *s, enum flow_dir dir,
    unsigned type, struct span body)
{
	if (type == CLIENT_HELLO && dir == FLOW_TO_SERVER)
		tls_impl_client_hello(s->tx, s->own, body);
	else if (type == SERVER_HELLO && dir == FLOW_TO_CLIENT)
		tls_impl_server_hello(s->tx, s->own, body);
	else if (type == CERTIFICATE)
		tls_impl_certificates(s->tx, s->own, dir, body);
	else
		return;
	proto_tx_grown(env, s->tx, dir, false);
}

/* Whole messages of the bytes; gives what is left of them. */
static struct span hand_messages(
    struct proto_env *env, struct tls_state *s, enum flow_dir dir, struct span data)
{
	while (data.n >= MESSAGE_HEAD) {
		size_t n = (size_t)data.p[1] << 16 | (size_t)data.p[2] << 8 | data.p[3];

		if (n > LIMIT_TLS_FLIGHT - MESSAGE_HEAD) {
			s->side[dir].torn = true;
			proto_tx_event(s->tx, PROTO_EVENT_TLS_HANDSHAKE_LENGTH);
			return span_of(NULL, 0);
		}
		if (data.n - MESSAGE_HEAD < n)
			break;
		hand_message(env, s, dir, data.p[0], span_of(data.p + MESSAGE_HEAD, n));
		data = span_sub(data, MESSAGE_HEAD + n, data.n);
	}
	return data;
}

static void handshake(
    struct proto_env *env, struct tls_state *s, enum flow_dir dir, struct span data)
{
	struct tls_side *side = &s->side[dir];
	struct span rest;

	if (side->torn || !s->tx)
		return;
	if (!side->hand.n) {
		rest = hand_messages(env, s, dir, data);
		str_span(&side->hand, rest);
		return;
	}
	str_span(&side->hand, data);
	if (str_ok(&side->hand) < 0) {
		side->torn = true;
		env->counts.cut++;
		str_clear(&side->hand);
		return;
	}
	rest = hand_messages(env, s, dir, str_bytes(&side->hand));
	str_drop(&side->hand, side->hand.n - rest.n);
}

/* CVE-2014-0160: a heartbeat that claims more than it has; only one that is not encrypted shows
 * it. */
static void heartbeat(struct tls_state *s, const struct tls_side *side, struct span data)
{
	size_t record = (size_t)side->head[3] << 8 | side->head[4];

	if (!s->tx || record - side->left != 0 || data.n < 3)
		return;
	if (data.p[0] != 1 && data.p[0] != 2)
		proto_tx_event(s->tx, PROTO_EVENT_TLS_HEARTBEAT);
	else if (((size_t)data.p[1] << 8 | data.p[2]) + 3 > record)
		proto_tx_event(s->tx, PROTO_EVENT_TLS_HEARTBEAT_OVERFLOW);
}

/* Bytes of the record at hand. */
static void record_bytes(struct proto_env *env, struct flow *flow, struct tls_state *s,
    enum flow_dir dir, struct span data)
{
	struct tls_side *side = &s->side[dir];

	switch (side->head[0]) {
	case HANDSHAKE:
		handshake(env, s, dir, data);
		break;
	case CHANGE_CIPHER:
		/* In TLS 1.3 it means nothing, and further hellos may follow. */
		if (!s->own || s->own->version < 0x0304)
			side_done(env, flow, s, dir);
		break;
	case DATA:
		side_done(env, flow, s, dir);
		break;
	case HEARTBEAT:
		heartbeat(s, side, data);
		break;
	default:
		break;
	}
}

/* Whether the header at hand is one; else the rest of the direction is lost. */
static bool head_good(struct tls_state *s, struct tls_side *side)
{
	size_t n = (size_t)side->head[3] << 8 | side->head[4];
	unsigned event = 0;

	if (!record_type(side->head[0]))
		event = PROTO_EVENT_TLS_RECORD_TYPE;
	else if (side->head[1] != 3 && side->head[1] != 0x7f)
		event = PROTO_EVENT_TLS_RECORD_VERSION;
	else if (n > LIMIT_TLS_RECORD)
		event = PROTO_EVENT_TLS_RECORD_LENGTH;
	side->left = (uint32_t)n;
	if (event && s->tx)
		proto_tx_event(s->tx, event);
	return !event;
}

static void tls_take(
    struct proto_env *env, struct flow *flow, void *state, enum flow_dir dir, struct span data)
{
	struct tls_state *s = state;
	struct tls_side *side = &s->side[dir];

	while (data.n && !side->done && !side->lost) {
		size_t n;

		if (side->nhead < HEAD) {
			n = MIN(data.n, (size_t)(HEAD - side->nhead));
			memcpy(side->head + side->nhead, data.p, n);
			side->nhead = (uint8_t)(side->nhead + n);
			data = span_sub(data, n, data.n);
			if (side->nhead == HEAD && !head_good(s, side)) {
				side->lost = true;
				side_done(env, flow, s, dir);
				return;
			}
			continue;
		}
		n = MIN(data.n, (size_t)side->left);
		record_bytes(env, flow, s, dir, span_of(data.p, n));
		side->left -= (uint32_t)n;
		if (!side->left)
			side->nhead = 0;
		data = span_sub(data, n, data.n);
	}
}

static void tls_gap(
    struct proto_env *env, struct flow *flow, void *state, enum flow_dir dir, uint64_t n)
{
	struct tls_state *s = state;
	struct tls_side *side = &s->side[dir];

	if (side->done)
		return;
	if (side->nhead == HEAD && n <= side->left) {
		side->torn |= side->head[0] == HANDSHAKE;
		str_clear(&side->hand);
		side->left -= (uint32_t)n;
		if (!side->left)
			side->nhead = 0;
		return;
	}
	side->lost = true;
	side_done(env, flow, s, dir);
}

static void tls_end(struct proto_env *env, struct flow *flow, void *state, enum flow_dir dir)
{
	side_done(env, flow, state, dir);
}

static void tls_free(struct proto_env *env, struct flow *flow, void *state)
{
	struct tls_state *s = state;

	(void)env;
	(void)flow;
	str_done(&s->side[0].hand);
	str_done(&s->side[1].hand);
	mem_free(s);
}

const struct proto proto_row_tls = {
    .id = PROTO_TLS,
    .name = "tls",
    .event = "tls",
    .tcp = true,
    .probe = tls_probe,
    .begin = tls_begin,
    .take = tls_take,
    .gap = tls_gap,
    .end = tls_end,
    .free = tls_free,
    .log = tls_impl_log,
    .tells = tls_impl_tells,
};

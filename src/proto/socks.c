/*
 * SOCKS 4 and 5 (RFC 1928): what comes through the proxy is recognised as though it had come
 * directly. It has no transactions of its own.
 */
#include "proto/proto_impl.h"
#include "proto/rows.h"

enum { MESSAGE = 512 };

/* What is awaited of a direction. */
enum { GREETING, REQUEST, CREDENTIALS, DONE };

struct socks_state {
	struct str part[2];
	uint8_t version;
	uint8_t stage[2]; /* by direction */
	bool login;       /* the server chose names and passwords */
};

static enum proto_guess socks_probe(
    struct span first, enum flow_dir dir, const struct flow *flow)
{
	(void)flow;
	if (dir != FLOW_TO_SERVER || (first.p[0] != 4 && first.p[0] != 5))
		return PROTO_NO;
	if (first.p[0] == 5) {
		if (first.n < 2)
			return PROTO_MORE;
		if (first.p[1] == 0 || first.p[1] > 8 || first.n > (size_t)first.p[1] + 2)
			return PROTO_NO;
		/* Methods beyond these are private. */
		for (size_t i = 2; i < first.n; i++)
			if (first.p[i] > 9 && first.p[i] < 0x80)
				return PROTO_NO;
		return first.n == (size_t)first.p[1] + 2 ? PROTO_YES : PROTO_MORE;
	}
	if (first.n >= 2 && first.p[1] != 1)
		return PROTO_NO;
	if (first.n < 9)
		return PROTO_MORE;
	return first.p[first.n - 1] == 0 && first.n < 300 ? PROTO_YES : PROTO_NO;
}

static void *socks_begin(struct proto_env *env, struct flow *flow)
{
	struct socks_state *s = mem_alloc(sizeof(*s));

	(void)env;
	(void)flow;
	str_init(&s->part[0], MESSAGE);
	str_init(&s->part[1], MESSAGE);
	return s;
}

/* Bytes of an address as RFC 1928 section 5 has it, with its port, at the offset; 0: more are
 * needed, -1: it is none. */
static int address_size(struct span m, size_t at)
{
	if (m.n <= at + 1)
		return 0;
	switch (m.p[at]) {
	case 1:
		return 1 + 4 + 2;
	case 3:
		return 1 + 1 + m.p[at + 1] + 2;
	case 4:
		return 1 + 16 + 2;
	default:
		return -1;
	}
}

/* Bytes of the message that stands at the front; 0: more are needed, -1: it is none. */
static int message_size(const struct socks_state *s, enum flow_dir dir, struct span m)
{
	int n;

	if (s->version == 4)
		return dir == FLOW_TO_CLIENT ? (m.n >= 8 ? 8 : 0) : (int)m.n;
	switch (s->stage[dir]) {
	case GREETING:
		if (dir == FLOW_TO_CLIENT)
			return m.n >= 2 ? 2 : 0;
		return m.n >= 2 && m.n >= (size_t)m.p[1] + 2 ? m.p[1] + 2 : 0;
	case CREDENTIALS: /* RFC 1929 */
		if (dir == FLOW_TO_CLIENT)
			return m.n >= 2 ? 2 : 0;
		if (m.n < 2 || m.n < (size_t)m.p[1] + 3)
			return 0;
		return m.p[1] + 3 + m.p[m.p[1] + 2];
	default:
		n = address_size(m, 3);
		return n > 0 ? n + 3 : n;
	}
}

/* Moves the direction on behind its message; true: the tunnel is open. */
static bool move(struct socks_state *s, enum flow_dir dir, struct span m)
{
	if (s->version != 4 && s->stage[dir] == GREETING) {
		if (dir == FLOW_TO_CLIENT)
			s->login = m.p[1] == 2;
		s->stage[dir] = REQUEST;
		if (dir == FLOW_TO_CLIENT && s->login)
			s->stage[0] = s->stage[1] = CREDENTIALS;
	} else if (s->version != 4 && s->stage[dir] == CREDENTIALS) {
		s->stage[dir] = REQUEST;
	} else {
		s->stage[dir] = DONE;
	}
	return s->stage[0] == DONE && s->stage[1] == DONE;
}

static void socks_take(
    struct proto_env *env, struct flow *flow, void *state, enum flow_dir dir, struct span data)
{
	struct socks_state *s = state;
	struct str *part = &s->part[dir];

	(void)env;
	if (!s->version)
		s->version = data.p[0];
	str_put(part, data.p, MIN(data.n, part->max - part->n));
	while (part->n && s->stage[dir] != DONE) {
		int n = message_size(s, dir, str_bytes(part));
		bool open;

		if (n < 0)
			s->stage[dir] = DONE;
		if (n <= 0 || (size_t)n > part->n)
			return;
		open = move(s, dir, str_bytes(part));
		str_drop(part, (size_t)n);
		if (open)
			proto_change(flow);
	}
}

static void socks_free(struct proto_env *env, struct flow *flow, void *state)
{
	struct socks_state *s = state;

	(void)env;
	(void)flow;
	str_done(&s->part[0]);
	str_done(&s->part[1]);
	mem_free(s);
}

const struct proto proto_row_socks = {
    .id = PROTO_SOCKS,
    .name = "socks",
    .tcp = true,
    .probe = socks_probe,
    .begin = socks_begin,
    .take = socks_take,
    .free = socks_free,
};

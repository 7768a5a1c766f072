/*
 * SSH (RFC 4253): both sides' banners and key exchange offers, with HASSH fingerprints; what is
 * encrypted afterwards is nobody's business. A connection is one transaction.
 */
#include "codec/cursor.h"
#include "codec/md5.h"
#include "proto/part.h"
#include "proto/proto_impl.h"
#include "proto/rows.h"
#include "proto/say.h"

enum {
	BANNER = 8192,         /* bytes of all lines before a side's packets */
	KEXINIT_MAX = 1 << 15, /* bytes of a packet that are kept; RFC 4253 section 6.1 */
	PACKET_MAX = 1 << 18,
	PACKETS = 16, /* packets of a side that are looked at before its keys are new */
	MSG_KEXINIT = 20,
	MSG_NEWKEYS = 21,
	LISTS = 10
};

struct ssh_side {
	struct span proto, software; /* the transaction's arena's */
	struct span hassh, hassh_text;
};

struct ssh_own {
	struct ssh_side side[2]; /* by direction they send in */
};

struct ssh_state {
	struct part line[2], packet[2];
	struct tx *tx;
	bool banner[2], done[2];
	uint8_t npackets[2];
};

static enum proto_guess ssh_probe(struct span first, enum flow_dir dir, const struct flow *flow)
{
	(void)dir;
	(void)flow;
	if (first.n < 4)
		return memcmp(first.p, "SSH-", first.n) == 0 ? PROTO_MORE : PROTO_NO;
	return span_starts(first, "SSH-") ? PROTO_YES : PROTO_NO;
}

static void *ssh_begin(struct proto_env *env, struct flow *flow)
{
	struct ssh_state *s = mem_alloc(sizeof(*s));

	for (int dir = 0; dir < 2; dir++) {
		part_init(&s->line[dir], BANNER);
		part_init(&s->packet[dir], KEXINIT_MAX);
	}
	s->tx = proto_tx_new(env, flow, PROTO_SSH);
	if (s->tx)
		s->tx->own = ARENA_NEW(s->tx->arena, struct ssh_own);
	return s;
}

/* "SSH-2.0-OpenSSH_9.2p1 Debian-2": protocol version and software without the comment. */
static void banner(struct ssh_state *s, enum flow_dir dir, struct span line)
{
	struct ssh_own *own;
	struct span rest = span_sub(line, 4, line.n), proto, software;
	const uint8_t *dash = rest.n ? memchr(rest.p, '-', rest.n) : NULL;
	const uint8_t *space;

	if (!s->tx)
		return;
	own = s->tx->own;
	if (!dash) {
		proto_tx_event(s->tx, PROTO_EVENT_SSH_BANNER);
		return;
	}
	proto = span_sub(rest, 0, (size_t)(dash - rest.p));
	software = span_sub(rest, proto.n + 1, rest.n);
	space = software.n ? memchr(software.p, ' ', software.n) : NULL;
	if (space)
		software.n = (size_t)(space - software.p);
	if (line.n > 255)
		proto_tx_event(s->tx, PROTO_EVENT_SSH_LONG_BANNER);
	own->side[dir].proto = arena_span(s->tx->arena, proto);
	own->side[dir].software = arena_span(s->tx->arena, software);
	proto_tx_add(s->tx, BUFFER_SSH_PROTO, dir, own->side[dir].proto);
	proto_tx_add(s->tx, BUFFER_SSH_SOFTWARE, dir, own->side[dir].software);
}

static int64_t packet_size(struct span head)
{
	struct cursor c = cursor_of(head);
	uint32_t n = cursor_u32(&c);

	if (head.n < 4)
		return 0;
	return n < 2 || n > PACKET_MAX ? -1 : (int64_t)n + 4;
}

/* HASSH: method lists of the direction's own offer, joined by semicolons. */
static void kexinit(struct ssh_state *s, enum flow_dir dir, struct span payload)
{
	struct cursor c = cursor_of(payload);
	struct span lists[LISTS];
	/* Key exchange; then encryption, MAC and compression of the sender's direction. */
	size_t way = dir == FLOW_TO_SERVER ? 0 : 1;
	size_t which[4] = {0, 2 + way, 4 + way, 6 + way}, n = 0;
	struct ssh_own *own;
	char hex[MD5_HEX];
	uint8_t *text;

	cursor_skip(&c, 1 + 16);
	for (size_t i = 0; i < LISTS; i++)
		lists[i] = cursor_bytes(&c, cursor_u32(&c));
	if (!s->tx)
		return;
	if (cursor_err(&c)) {
		proto_tx_event(s->tx, PROTO_EVENT_SSH_RECORD);
		return;
	}
	own = s->tx->own;
	if (own->side[dir].hassh.n)
		return;
	text = arena_alloc(s->tx->arena, payload.n + 4);
	for (size_t i = 0; i < 4; i++) {
		struct span list = lists[which[i]];

		if (i)
			text[n++] = ';';
		if (list.n)
			memcpy(text + n, list.p, list.n);
		n += list.n;
	}
	own->side[dir].hassh_text = span_of(text, n);
	md5_hex(span_of(text, n), hex);
	own->side[dir].hassh = arena_span(s->tx->arena, span_str(hex));
	proto_tx_add(s->tx, dir == FLOW_TO_SERVER ? BUFFER_SSH_HASSH : BUFFER_SSH_HASSH_SERVER,
	    dir, own->side[dir].hassh);
	proto_tx_add(s->tx,
	    dir == FLOW_TO_SERVER ? BUFFER_SSH_HASSH_STRING : BUFFER_SSH_HASSH_SERVER_STRING,
	    dir, own->side[dir].hassh_text);
}

/* A side is done: it is told; when both are, the transaction is over. */
static void side_done(struct proto_env *env, struct ssh_state *s, enum flow_dir dir)
{
	struct tx *tx = s->tx;

	if (s->done[dir])
		return;
	s->done[dir] = true;
	if (s->done[FLOW_TO_SERVER] && s->done[FLOW_TO_CLIENT])
		s->tx = NULL;
	if (tx)
		proto_tx_grown(env, tx, dir, true);
}

static void packets(
    struct proto_env *env, struct ssh_state *s, enum flow_dir dir, struct span data)
{
	struct part *part = &s->packet[dir];
	struct span m;

	while (!s->done[dir] && part_message(part, packet_size, &data, &m)) {
		struct span payload = span_sub(m, 5, m.n);

		if (payload.n && payload.p[0] == MSG_KEXINIT)
			kexinit(s, dir, payload);
		if (s->tx && payload.n && payload.p[0] == MSG_KEXINIT)
			proto_tx_grown(env, s->tx, dir, false);
		if (!payload.n || payload.p[0] == MSG_NEWKEYS || ++s->npackets[dir] >= PACKETS)
			side_done(env, s, dir);
	}
	if (part->lost && !s->done[dir]) {
		if (s->tx)
			proto_tx_event(s->tx, PROTO_EVENT_SSH_RECORD);
		side_done(env, s, dir);
	}
}

static void ssh_take(
    struct proto_env *env, struct flow *flow, void *state, enum flow_dir dir, struct span data)
{
	struct ssh_state *s = state;
	struct span line;

	(void)flow;
	while (!s->banner[dir] && part_line(&s->line[dir], &data, &line)) {
		/* A server may say something before (RFC 4253 section 4.2). */
		if (!span_starts(line, "SSH-"))
			continue;
		s->banner[dir] = true;
		banner(s, dir, line);
		if (s->tx)
			proto_tx_grown(env, s->tx, dir, false);
	}
	if (s->banner[dir] && !s->done[dir])
		packets(env, s, dir, data);
}

static void ssh_gap(
    struct proto_env *env, struct flow *flow, void *state, enum flow_dir dir, uint64_t n)
{
	struct ssh_state *s = state;

	(void)flow;
	part_gap(&s->packet[dir], packet_size, n);
	if (!s->banner[dir] || s->packet[dir].lost)
		side_done(env, s, dir);
}

static void ssh_free(struct proto_env *env, struct flow *flow, void *state)
{
	struct ssh_state *s = state;

	(void)env;
	(void)flow;
	for (int dir = 0; dir < 2; dir++) {
		part_done(&s->line[dir]);
		part_done(&s->packet[dir]);
	}
	mem_free(s);
}

static void write_side(struct json_writer *w, const char *key, const struct ssh_side *side)
{
	if (!side->proto.n && !side->hassh.n)
		return;
	json_write_key(w, key);
	json_write_object(w);
	say_span(w, "proto_version", side->proto);
	say_span(w, "software_version", side->software);
	if (side->hassh.n) {
		json_write_key(w, "hassh");
		json_write_object(w);
		say_span(w, "hash", side->hassh);
		say_span(w, "string", side->hassh_text);
		json_write_object_end(w);
	}
	json_write_object_end(w);
}

static void ssh_log(const struct tx *tx, struct json_writer *w)
{
	const struct ssh_own *own = tx->own;

	write_side(w, "client", &own->side[FLOW_TO_SERVER]);
	write_side(w, "server", &own->side[FLOW_TO_CLIENT]);
}

static bool ssh_tells(const struct tx *tx)
{
	const struct ssh_own *own = tx->own;

	return own->side[FLOW_TO_SERVER].proto.n && own->side[FLOW_TO_CLIENT].proto.n;
}

const struct proto proto_row_ssh = {
    .id = PROTO_SSH,
    .name = "ssh",
    .event = "ssh",
    .tcp = true,
    .probe = ssh_probe,
    .begin = ssh_begin,
    .take = ssh_take,
    .gap = ssh_gap,
    .free = ssh_free,
    .log = ssh_log,
    .tells = ssh_tells,
};

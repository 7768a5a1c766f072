/*
 * SMB 1, 2 and 3 (MS-CIFS, MS-SMB2) over TCP: a request with its answer is a transaction. What
 * is encrypted (version 3) is stepped over. What is read from or written to a file is one
 * transaction a handle (smb_file.c).
 */
#include "proto/rows.h"
#include "proto/smb_impl.h"

enum {
	SMB1_NEGOTIATE = 0x72,
	PORT_NETBIOS = 139,
	NBSS_MESSAGE = 0,
	NBSS_REQUEST = 0x81,
	NBSS_KEEPALIVE = 0x85
};

static enum proto_guess smb_probe(struct span first, enum flow_dir dir, const struct flow *flow)
{
	(void)dir;
	if (first.p[0] >= NBSS_REQUEST && first.p[0] <= NBSS_KEEPALIVE)
		return flow->sport == PORT_NETBIOS ? PROTO_YES : PROTO_NO;
	if (first.p[0] != NBSS_MESSAGE)
		return PROTO_NO;
	if (first.n < 8)
		return first.n < 2 || first.p[1] <= 1 ? PROTO_MORE : PROTO_NO;
	if (memcmp(first.p + 5, "SMB", 3) != 0)
		return PROTO_NO;
	return first.p[4] >= 0xfd ? PROTO_YES : PROTO_NO;
}

static void *smb_begin(struct proto_env *env, struct flow *flow)
{
	struct smb_state *s = mem_alloc(sizeof(*s));

	(void)env;
	(void)flow;
	part_init(&s->part[0], SMB_MESSAGE);
	part_init(&s->part[1], SMB_MESSAGE);
	return s;
}

static int64_t message_size(struct span head)
{
	if (head.n && head.p[0] != NBSS_MESSAGE &&
	    (head.p[0] < NBSS_REQUEST || head.p[0] > NBSS_KEEPALIVE))
		return -1;
	if (head.n < 4)
		return 0;
	return 4 + ((int64_t)head.p[1] << 16 | (int64_t)head.p[2] << 8 | head.p[3]);
}

struct tx *smb_impl_find(struct smb_state *s, uint64_t id)
{
	for (size_t i = 0; i < s->nopen; i++)
		if (s->open[i].id == id)
			return s->open[i].tx;
	return NULL;
}

struct tx *smb_impl_negotiation(struct smb_state *s)
{
	for (size_t i = 0; i < s->nopen; i++) {
		const struct smb_own *own = s->open[i].tx->own;

		if (own->version == 1 && own->command == SMB1_NEGOTIATE)
			return s->open[i].tx;
	}
	return NULL;
}

static void forget(struct smb_state *s, const struct tx *tx)
{
	for (size_t i = 0; i < s->nopen; i++) {
		if (s->open[i].tx != tx)
			continue;
		memmove(&s->open[i], &s->open[i + 1], (--s->nopen - i) * sizeof(s->open[0]));
		return;
	}
}

struct tx *smb_impl_new(
    struct proto_env *env, struct flow *flow, struct smb_state *s, uint64_t id)
{
	struct tx *old = s->nopen == SMB_OPEN ? s->open[0].tx : smb_impl_find(s, id), *tx;

	if (old) {
		forget(s, old);
		proto_tx_finish(env, old);
	}
	tx = proto_tx_new(env, flow, PROTO_SMB);
	if (!tx)
		return NULL;
	tx->own = ARENA_NEW(tx->arena, struct smb_own);
	s->open[s->nopen].tx = tx;
	s->open[s->nopen++].id = id;
	return tx;
}

void smb_impl_over(struct proto_env *env, struct smb_state *s, struct tx *tx)
{
	forget(s, tx);
	tx->done[FLOW_TO_SERVER] = true;
	proto_tx_grown(env, tx, FLOW_TO_CLIENT, true);
}

void smb_impl_tree(struct smb_state *s, uint32_t id, bool pipe)
{
	s->trees[s->ntrees++ % SMB_TREES] = (struct smb_tree){id, pipe};
}

bool smb_impl_tree_known(const struct smb_state *s, uint32_t tree)
{
	for (size_t i = 0; i < MIN(s->ntrees, (size_t)SMB_TREES); i++)
		if (s->trees[i].id == tree)
			return true;
	return false;
}

bool smb_impl_is_pipe(const struct smb_state *s, uint32_t tree)
{
	size_t n = MIN(s->ntrees, (size_t)SMB_TREES);

	for (size_t i = 1; i <= n; i++) {
		const struct smb_tree *t = &s->trees[(s->ntrees - i) % SMB_TREES];

		if (t->id == tree)
			return t->pipe;
	}
	return false;
}

static void smb_take(
    struct proto_env *env, struct flow *flow, void *state, enum flow_dir dir, struct span data)
{
	struct smb_state *s = state;
	struct span m;

	for (;;) {
		struct span body;

		/* Of a message that is longer than is kept. */
		if (s->part[dir].skip)
			smb_impl_more(env, s, dir,
			    span_sub(data, 0, (size_t)MIN(s->part[dir].skip, data.n)));
		if (!part_message(&s->part[dir], message_size, &data, &m))
			return;
		s->run[dir].file = NULL;
		s->run[dir].left = 0;
		body = span_sub(m, 4, m.n);

		if (m.p[0] != NBSS_MESSAGE || body.n < 4 || memcmp(body.p + 1, "SMB", 3) != 0)
			continue;
		if (body.p[0] == 0xff)
			smb_impl_v1(env, flow, s, dir, body);
		else if (body.p[0] == 0xfe)
			smb_impl_v2(env, flow, s, dir, body);
	}
}

static void smb_gap(
    struct proto_env *env, struct flow *flow, void *state, enum flow_dir dir, uint64_t n)
{
	struct smb_state *s = state;

	(void)env;
	(void)flow;
	smb_impl_lost(s, dir, MIN(n, s->part[dir].skip));
	part_gap(&s->part[dir], message_size, n);
}

static void smb_end(struct proto_env *env, struct flow *flow, void *state, enum flow_dir dir)
{
	(void)flow;
	smb_impl_files_end(env, state, dir);
}

static void smb_free(struct proto_env *env, struct flow *flow, void *state)
{
	struct smb_state *s = state;

	(void)env;
	(void)flow;
	smb_impl_files_free(s);
	part_done(&s->part[0]);
	part_done(&s->part[1]);
	mem_free(s);
}

const struct proto proto_row_smb = {
    .id = PROTO_SMB,
    .name = "smb",
    .event = "smb",
    .tcp = true,
    .probe = smb_probe,
    .begin = smb_begin,
    .take = smb_take,
    .gap = smb_gap,
    .end = smb_end,
    .free = smb_free,
    .log = smb_impl_log,
};

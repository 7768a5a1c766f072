#include "proto/proto_impl.h"

static struct tx_box *box_of(struct tx *tx)
{
	return (struct tx_box *)(void *)tx;
}

static struct tx_box *box_take(struct proto_env *env)
{
	struct tx_box *box = env->boxes;
	struct arena *arena;

	if (!box) {
		box = mem_alloc(sizeof(*box));
		box->tx.arena = arena_new();
		return box;
	}
	env->boxes = box->next;
	env->nboxes--;
	arena = box->tx.arena;
	box->tx = (struct tx){.arena = arena};
	box->next = box->prev = NULL;
	return box;
}

struct tx_box *proto_tx_box_free(struct tx_box *box)
{
	box->tx.arena = arena_free(box->tx.arena);
	return mem_free(box);
}

static void box_give(struct proto_env *env, struct tx_box *box)
{
	if (env->nboxes >= PROTO_POOL) {
		proto_tx_box_free(box);
		return;
	}
	/* A large chunk would stay large for as long as it waits. */
	if (arena_used(box->tx.arena) > PROTO_ARENA_KEEP) {
		box->tx.arena = arena_free(box->tx.arena);
		box->tx.arena = arena_new();
	} else {
		arena_clear(box->tx.arena);
	}
	box->next = env->boxes;
	env->boxes = box;
	env->nboxes++;
}

struct tx *proto_tx_new(struct proto_env *env, struct flow *flow, enum proto_id id)
{
	struct flow_proto *fp = flow->app_state;
	struct tx_box *box;

	if (!fp || fp->open >= env->limits->transactions) {
		env->counts.refused++;
		return NULL;
	}
	box = box_take(env);
	box->tx.nr = flow->tx_count++;
	box->tx.flow = flow;
	box->tx.env = env;
	box->tx.proto = (uint8_t)id;
	box->tx.buffers.items = box->few;
	box->tx.buffers.cap = PROTO_FEW;
	box->prev = fp->last;
	if (fp->last)
		fp->last->next = box;
	else
		fp->first = box;
	fp->last = box;
	fp->open++;
	env->counts.transactions[id]++;
	return &box->tx;
}

void proto_tx_add(struct tx *tx, enum buffer_id id, enum flow_dir dir, struct span data)
{
	vec_push(tx->arena, &tx->buffers,
	    (struct tx_buffer){.id = (uint8_t)id, .dir = (uint8_t)dir, .data = data});
}

void proto_tx_copy(struct tx *tx, enum buffer_id id, enum flow_dir dir, struct span data)
{
	proto_tx_add(tx, id, dir, arena_span(tx->arena, data));
}

void proto_tx_number(struct tx *tx, enum buffer_id id, enum flow_dir dir, uint16_t v)
{
	uint8_t bytes[2] = {(uint8_t)(v >> 8), (uint8_t)v};

	proto_tx_copy(tx, id, dir, span_of(bytes, sizeof(bytes)));
}

struct span proto_tx_get(const struct tx *tx, enum buffer_id id)
{
	for (size_t i = 0; i < tx->buffers.n; i++)
		if (tx->buffers.items[i].id == id)
			return tx->buffers.items[i].data;
	return span_of(NULL, 0);
}

void proto_tx_event(struct tx *tx, unsigned event)
{
	for (size_t i = 0; i < tx->nevents; i++)
		if (tx->events[i] == event)
			return;
	if (tx->nevents < ARRAY_LEN(tx->events))
		tx->events[tx->nevents++] = (uint16_t)event;
}

void proto_tx_grown(struct proto_env *env, struct tx *tx, enum flow_dir dir, bool done)
{
	if (done)
		tx->done[dir] = true;
	if (env->sink->grown)
		env->sink->grown(env->sink->ctx, tx, dir);
	if (tx->done[FLOW_TO_SERVER] && tx->done[FLOW_TO_CLIENT])
		proto_tx_finish(env, tx);
}

void proto_tx_finish(struct proto_env *env, struct tx *tx)
{
	struct tx_box *box = box_of(tx);
	struct flow_proto *fp = tx->flow->app_state;

	env->counts.events[tx->proto] += tx->nevents;
	if (env->sink->finished)
		env->sink->finished(env->sink->ctx, tx);
	if (box->prev)
		box->prev->next = box->next;
	else
		fp->first = box->next;
	if (box->next)
		box->next->prev = box->prev;
	else
		fp->last = box->prev;
	fp->open--;
	box_give(env, box);
}

/* A direction that is not done is told once more, now that nothing more comes. */
static void finish_open(struct proto_env *env, struct tx *tx)
{
	for (int dir = FLOW_TO_SERVER; dir <= FLOW_TO_CLIENT; dir++) {
		if (tx->done[dir])
			continue;
		tx->done[dir] = true;
		if (env->sink->grown)
			env->sink->grown(env->sink->ctx, tx, (enum flow_dir)dir);
	}
	proto_tx_finish(env, tx);
}

void proto_tx_finish_all(struct proto_env *env, struct flow *flow)
{
	struct flow_proto *fp = flow->app_state;

	while (fp->first)
		finish_open(env, &fp->first->tx);
}

#include "proto/carry.h"

enum { FIRST_ROOM = 1024 };

void carry_begin(struct tx *tx, struct carry *c, uint32_t nr, enum flow_dir dir,
    struct span name, struct span type)
{
	*c = (struct carry){.open = true,
	    .nr = nr,
	    .dir = (uint8_t)dir,
	    .name = arena_span(tx->arena, name),
	    .type = arena_span(tx->arena, type),
	    .most = SIZE_MAX};
}

static void keep(struct proto_env *env, struct tx *tx, struct carry *c, struct span data)
{
	size_t limit = MIN((size_t)env->limits->body, c->most);
	size_t n = MIN(data.n, limit - MIN(limit, c->n));

	if (n < data.n && c->n < limit)
		env->counts.cut++;
	if (!n)
		return;
	if (c->n + n > c->cap) {
		size_t cap = MAX(c->cap * 2, (size_t)FIRST_ROOM);
		uint8_t *to;

		while (cap < c->n + n)
			cap *= 2;
		to = arena_alloc(tx->arena, cap);
		if (c->n)
			memcpy(to, c->kept, c->n);
		c->kept = to;
		c->cap = cap;
	}
	memcpy(c->kept + c->n, data.p, n);
	c->n += n;
}

static void tell(struct proto_env *env, struct tx *tx, const struct carry *c, struct span data,
    bool closed, bool truncated)
{
	struct tx_file file = {.nr = c->nr,
	    .name = c->name,
	    .type = c->type,
	    .dir = c->dir,
	    .size = c->size,
	    .gaps = c->gaps,
	    .closed = closed,
	    .truncated = truncated};

	if (env->sink->file)
		env->sink->file(env->sink->ctx, tx, &file, data);
}

void carry_take(struct proto_env *env, struct tx *tx, struct carry *c, struct span data)
{
	if (!c->open || !data.n)
		return;
	c->size += data.n;
	keep(env, tx, c, data);
	tell(env, tx, c, data, false, false);
}

void carry_gap(struct carry *c, uint64_t n)
{
	if (!c->open)
		return;
	c->size += n;
	c->gaps += n;
}

void carry_end(struct proto_env *env, struct tx *tx, struct carry *c, bool whole)
{
	enum flow_dir dir = (enum flow_dir)c->dir;

	if (!c->open)
		return;
	c->open = false;
	if (c->n)
		proto_tx_add(tx, BUFFER_FILE_DATA, dir, span_of(c->kept, c->n));
	if (c->name.n)
		proto_tx_add(tx, BUFFER_FILE_NAME, dir, c->name);
	tell(env, tx, c, span_of(NULL, 0), true, !whole);
}

#include "proto/http_impl.h"

enum { FIRST_ROOM = 4096 };

/* What a piece of a body goes to. */
struct piece {
	struct proto_env *env;
	struct tx *tx;
	struct http_body *body;
	enum flow_dir dir;
};

struct span http_impl_file_name(struct span disposition)
{
	ptrdiff_t at = span_ifind(disposition, "filename=");
	struct span value;

	if (at < 0)
		return span_of(NULL, 0);
	value = span_sub(disposition, (size_t)at + 9, disposition.n);
	if (value.n && value.p[0] == '"') {
		struct span rest = span_sub(value, 1, value.n), part;

		if (span_split(&rest, '"', &part))
			return part;
	}
	for (size_t i = 0; i < value.n; i++)
		if (value.p[i] == ';')
			return span_trim(span_sub(value, 0, i));
	return span_trim(value);
}

void http_impl_body_begin(struct tx *tx, struct http_body *body, enum flow_dir dir)
{
	const struct http_own *own = tx->own;
	struct inflate *kept = body->inflate;
	struct span encoding = http_impl_find(own, dir, "content-encoding");
	enum inflate_kind kind = inflate_kind(encoding);
	struct span name = http_impl_file_name(http_impl_find(own, dir, "content-disposition"));

	*body = (struct http_body){.open = true,
	    .nr = dir == FLOW_TO_CLIENT && tx->done[FLOW_TO_SERVER] ? 1 : 0,
	    .name = name.n ? name : own->path,
	    .type = http_impl_find(own, dir, "content-type"),
	    .packed = kind != INFLATE_NONE,
	    .inflate = kept};
	if (dir == FLOW_TO_SERVER)
		body->parts = http_parts_new(tx, body->type);
	if (!body->packed)
		return;
	if (!body->inflate)
		body->inflate = inflate_new(kind);
	else
		inflate_reset(body->inflate, kind);
}

/* Keeps what rules look at, up to the limit. */
static void keep(const struct piece *p, struct span data)
{
	struct http_body *body = p->body;
	size_t limit = p->env->limits->body;
	size_t n = MIN(data.n, limit - MIN(limit, body->n));

	if (n < data.n && body->n < limit)
		p->env->counts.cut++;
	if (body->n + n > body->cap) {
		size_t cap = MAX(body->cap * 2, (size_t)FIRST_ROOM);
		uint8_t *to;

		while (cap < body->n + n)
			cap *= 2;
		cap = MIN(cap, MAX(limit, body->n + n));
		to = arena_alloc(p->tx->arena, cap);
		if (body->n)
			memcpy(to, body->kept, body->n);
		body->kept = to;
		body->cap = cap;
	}
	if (n)
		memcpy(body->kept + body->n, data.p, n);
	body->n += n;
}

static void tell_file(const struct piece *p, struct span data, bool closed, bool truncated)
{
	struct http_body *body = p->body;
	struct tx_file file = {.nr = body->nr,
	    .name = body->name,
	    .type = body->type,
	    .dir = (uint8_t)p->dir,
	    .size = body->size,
	    .gaps = body->gaps,
	    .closed = closed,
	    .truncated = truncated};

	body->file = true;
	if (p->env->sink->file)
		p->env->sink->file(p->env->sink->ctx, p->tx, &file, data);
}

void http_impl_file_take(struct proto_env *env, struct tx *tx, struct http_body *file,
    enum flow_dir dir, struct span data)
{
	struct piece p = {env, tx, file, dir};

	file->size += data.n;
	keep(&p, data);
	tell_file(&p, data, false, false);
}

void http_impl_file_end(
    struct proto_env *env, struct tx *tx, struct http_body *file, enum flow_dir dir, bool whole)
{
	struct piece p = {env, tx, file, dir};

	if (file->n)
		proto_tx_add(tx, BUFFER_FILE_DATA, dir, span_of(file->kept, file->n));
	if (!file->file)
		return;
	if (file->name.n)
		proto_tx_add(tx, BUFFER_FILE_NAME, dir, file->name);
	tell_file(&p, span_of(NULL, 0), true, !whole || file->failed);
}

/* A piece as the receiver will see it. */
static void plain(void *ctx, struct span data)
{
	const struct piece *p = ctx;

	if (!p->body->parts) {
		http_impl_file_take(p->env, p->tx, p->body, p->dir, data);
		return;
	}
	p->body->size += data.n;
	keep(p, data);
	http_parts_take(p->env, p->tx, p->body->parts, p->dir, data);
}

void http_impl_body_take(struct proto_env *env, struct tx *tx, struct http_body *body,
    enum flow_dir dir, struct span data)
{
	struct piece p = {env, tx, body, dir};
	int r;

	if (!data.n || !body->open)
		return;
	if (env->limits->no_bodies) {
		body->size += data.n;
		return;
	}
	if (!body->packed) {
		plain(&p, data);
		return;
	}
	if (body->failed)
		return;
	r = inflate_take(body->inflate, data, env->limits->inflate, plain, &p);
	if (r == 0)
		return;
	proto_tx_event(
	    tx, r == ERR_LIMIT ? PROTO_EVENT_HTTP_BOMB : PROTO_EVENT_HTTP_DECOMPRESSION);
	body->failed = true;
	/* Not compressed at all though it says so: rules see it as it is. */
	if (r == ERR_SYNTAX && !body->size) {
		body->packed = body->failed = false;
		plain(&p, data);
	}
}

void http_impl_body_gap(
    struct proto_env *env, struct tx *tx, struct http_body *body, enum flow_dir dir, uint64_t n)
{
	body->gaps += n;
	body->size += n;
	/* Of a file that nobody saw a byte of is told, too. */
	body->file = !body->parts;
	if (body->parts)
		http_parts_gap(env, tx, body->parts, dir, n);
	if (body->packed)
		body->failed = true;
}

void http_impl_body_end(
    struct proto_env *env, struct tx *tx, struct http_body *body, enum flow_dir dir, bool whole)
{
	if (!body->open)
		return;
	body->open = false;
	if (body->n)
		proto_tx_add(tx,
		    dir == FLOW_TO_SERVER ? BUFFER_HTTP_REQUEST_BODY
					  : BUFFER_HTTP_RESPONSE_BODY,
		    dir, span_of(body->kept, body->n));
	if (body->parts)
		http_parts_end(env, tx, body->parts, dir);
	else
		http_impl_file_end(env, tx, body, dir, whole);
}

void http_impl_body_done(struct http_body *body)
{
	body->inflate = inflate_free(body->inflate);
}

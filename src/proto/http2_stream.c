#include "proto/http2_impl.h"

struct tx *http2_impl_tx(struct proto_env *env, struct flow *flow, uint32_t id)
{
	struct tx *tx = proto_tx_new(env, flow, PROTO_HTTP2);
	struct http_own *own;

	if (!tx)
		return NULL;
	own = ARENA_NEW(tx->arena, struct http_own);
	own->version = 2;
	own->stream = id;
	tx->own = own;
	return tx;
}

struct http_notes *http2_impl_notes(struct tx *tx, enum flow_dir dir)
{
	struct http_own *own = tx->own;

	if (!own->notes[dir])
		own->notes[dir] = ARENA_NEW(tx->arena, struct http_notes);
	return own->notes[dir];
}

struct stream_2 *http2_impl_stream(
    struct proto_env *env, struct flow *flow, struct http2_state *s, uint32_t id, bool make)
{
	struct stream_2 **at = &s->streams, *st;

	while (*at && (*at)->id != id)
		at = &(*at)->next;
	st = *at;
	if (st) {
		*at = st->next;
	} else {
		struct tx *tx = make ? http2_impl_tx(env, flow, id) : NULL;

		if (!tx)
			return NULL;
		st = mem_alloc(sizeof(*st));
		st->id = id;
		st->tx = tx;
	}
	st->next = s->streams;
	s->streams = st;
	return st;
}

void http2_impl_stream_free(struct http2_state *s, struct stream_2 *st)
{
	struct stream_2 **at = &s->streams;

	while (*at && *at != st)
		at = &(*at)->next;
	if (*at)
		*at = st->next;
	http_impl_body_done(&st->body[0]);
	http_impl_body_done(&st->body[1]);
	mem_free(st);
}

void http2_impl_direction_done(
    struct proto_env *env, struct http2_state *s, struct stream_2 *st, enum flow_dir dir)
{
	struct tx *tx = st->tx;
	struct http_own *own = tx->own;
	struct span length;

	if (tx->done[dir])
		return;
	http_impl_body_end(env, tx, &st->body[dir], dir, true);
	if (dir == FLOW_TO_CLIENT && !own->length)
		own->length = st->size;
	length = http_impl_find(own, FLOW_TO_CLIENT, "content-length");
	if (dir == FLOW_TO_CLIENT && length.n && length.n < 16) {
		own->length = 0;
		for (size_t i = 0; i < length.n && length.p[i] >= '0' && length.p[i] <= '9';
		     i++)
			own->length = own->length * 10 + (length.p[i] - '0');
	}
	if (tx->done[dir == FLOW_TO_SERVER ? FLOW_TO_CLIENT : FLOW_TO_SERVER])
		http2_impl_stream_free(s, st);
	proto_tx_grown(env, tx, dir, true);
}

static void on_header(void *ctx, struct span name, struct span value)
{
	struct http2_state *s = ctx;

	if (!s->reading)
		return;
	http_impl_header(s->reading, s->reading_dir, name, value);
	proto_tx_copy(s->reading, BUFFER_HTTP2_HEADER_NAME, s->reading_dir, name);
}

/* What HTTP/1 has in its first lines. */
static void add_request(struct tx *tx)
{
	struct http_own *own = tx->own;
	struct span authority = http_impl_find(own, FLOW_TO_SERVER, ":authority");
	struct span host = http_impl_find(own, FLOW_TO_SERVER, "host");
	struct span path;

	own->method = http_impl_find(own, FLOW_TO_SERVER, ":method");
	own->url = path = http_impl_find(own, FLOW_TO_SERVER, ":path");
	if (own->method.n)
		proto_tx_add(tx, BUFFER_HTTP_METHOD, FLOW_TO_SERVER, own->method);
	if (path.n) {
		ptrdiff_t query = span_find(path, "?");

		proto_tx_add(tx, BUFFER_HTTP_URI_RAW, FLOW_TO_SERVER, path);
		own->path = http_impl_decoded(tx->arena, path);
		proto_tx_add(tx, BUFFER_HTTP_URI, FLOW_TO_SERVER, own->path);
		if (query >= 0)
			own->path = span_sub(path, 0, (size_t)query);
	}
	if (!authority.n)
		authority = host;
	else if (host.n && (host.n != authority.n || memcmp(host.p, authority.p, host.n) != 0))
		proto_tx_event(tx, PROTO_EVENT_HTTP2_AUTHORITY);
	if (!authority.n)
		return;
	http_impl_host(tx, authority);
	proto_tx_add(tx, BUFFER_HTTP_HOST, FLOW_TO_SERVER, own->host);
	proto_tx_add(tx, BUFFER_HTTP_HOST_RAW, FLOW_TO_SERVER, authority);
}

static void add_response(struct tx *tx)
{
	struct http_own *own = tx->own;
	struct span status = http_impl_find(own, FLOW_TO_CLIENT, ":status");

	own->status_text = status;
	own->status = 0;
	for (size_t i = 0; i < status.n && i < 3 && status.p[i] >= '0' && status.p[i] <= '9';
	     i++)
		own->status = own->status * 10 + (status.p[i] - '0');
	if (status.n)
		proto_tx_add(tx, BUFFER_HTTP_STAT_CODE, FLOW_TO_CLIENT, status);
}

void http2_impl_block(
    struct proto_env *env, struct flow *flow, struct http2_state *s, enum flow_dir dir)
{
	struct side *side = &s->side[dir];
	struct stream_2 *st =
	    side->promise ? NULL : http2_impl_stream(env, flow, s, side->block_of, true);
	bool end = side->block_flags & HTTP2_END_STREAM;
	struct http_own *own;
	int r;

	side->block_open = false;
	s->reading = st && !st->tx->done[dir] ? st->tx : NULL;
	s->reading_dir = dir;
	r = hpack_read(side->hpack, str_bytes(&side->block), on_header, s);
	str_clear(&side->block);
	s->reading = NULL;
	if (!st)
		return;
	if (r < 0)
		proto_tx_event(st->tx, PROTO_EVENT_HTTP2_HEADER);
	own = st->tx->own;
	if (!st->tx->done[dir] && !own->told[dir]) {
		if (dir == FLOW_TO_SERVER)
			add_request(st->tx);
		else
			add_response(st->tx);
		/* 1xx is not the answer yet. */
		if (dir == FLOW_TO_SERVER || own->status >= 200 || own->status == 0)
			http_impl_headers(st->tx, dir);
		if (!end)
			proto_tx_grown(env, st->tx, dir, false);
	}
	if (end)
		http2_impl_direction_done(env, s, st, dir);
}

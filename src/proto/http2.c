/*
 * HTTP/2 without TLS (RFC 9113): frames to the buffers and events of HTTP. A stream is a
 * transaction; settings and the like of the connection are told as transactions of stream 0.
 */
#include "codec/cursor.h"
#include "proto/hpack.h"
#include "proto/http_impl.h"
#include "proto/rows.h"

enum { HEAD = 9, PREFACE = 24, BLOCK = 64 << 10 };

enum {
	DATA,
	HEADERS,
	PRIORITY,
	RST_STREAM,
	SETTINGS,
	PUSH_PROMISE,
	PING,
	GOAWAY,
	WINDOW_UPDATE,
	CONTINUATION
};

enum { END_STREAM = 1, ACK = 1, END_HEADERS = 4, PADDED = 8, PRIORITISED = 0x20 };

static const char preface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

struct stream_2 {
	struct stream_2 *next;
	uint32_t id;
	struct tx *tx;
	struct http_body body[2];
	int64_t size; /* bytes of the answer's DATA */
};

struct side {
	uint8_t head[HEAD];
	uint8_t nhead;
	uint32_t left;       /* bytes of the frame at hand that have not come */
	uint32_t padding;    /* of them at the end, of DATA */
	bool pad_known;      /* a DATA frame's padding was read */
	struct str frame;    /* a frame that is read as a whole */
	struct str block;    /* a header block over several frames */
	uint32_t block_of;   /* its stream */
	uint8_t block_flags; /* of its first frame */
	bool block_open, promise;
	uint8_t preface; /* bytes of it that have come */
	bool lost;
	struct hpack *hpack;
};

struct http2_state {
	struct side side[2];
	struct stream_2 *streams; /* the last used first */
	struct tx *reading;       /* whose header block is being read */
	enum flow_dir reading_dir;
};

static enum proto_guess http2_probe(
    struct span first, enum flow_dir dir, const struct flow *flow)
{
	(void)flow;
	if (dir != FLOW_TO_SERVER)
		return PROTO_NO;
	if (memcmp(first.p, preface, MIN(first.n, (size_t)PREFACE)) != 0)
		return PROTO_NO;
	return first.n < PREFACE ? PROTO_MORE : PROTO_YES;
}

static void *http2_begin(struct proto_env *env, struct flow *flow)
{
	struct http2_state *s = mem_alloc(sizeof(*s));

	(void)env;
	(void)flow;
	for (int dir = 0; dir < 2; dir++) {
		str_init(&s->side[dir].frame, BLOCK);
		str_init(&s->side[dir].block, BLOCK);
		s->side[dir].hpack = hpack_new();
	}
	s->side[FLOW_TO_CLIENT].preface = PREFACE;
	return s;
}

static struct tx *new_tx(struct proto_env *env, struct flow *flow, uint32_t id)
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

static struct http_notes *notes_of(struct tx *tx, enum flow_dir dir)
{
	struct http_own *own = tx->own;

	if (!own->notes[dir])
		own->notes[dir] = ARENA_NEW(tx->arena, struct http_notes);
	return own->notes[dir];
}

/* The stream; make: a new one when it is not known (NULL: too many are open). */
static struct stream_2 *stream_of(
    struct proto_env *env, struct flow *flow, struct http2_state *s, uint32_t id, bool make)
{
	struct stream_2 **at = &s->streams, *st;

	while (*at && (*at)->id != id)
		at = &(*at)->next;
	st = *at;
	if (st) {
		*at = st->next;
	} else {
		struct tx *tx = make ? new_tx(env, flow, id) : NULL;

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

static void stream_free(struct http2_state *s, struct stream_2 *st)
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

/* A transaction of the connection itself: told at once. */
static void tell_connection(struct proto_env *env, struct tx *tx, enum flow_dir dir)
{
	tx->done[0] = tx->done[1] = true;
	proto_tx_grown(env, tx, dir, true);
}

static void direction_done(
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
		stream_free(s, st);
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

/* A header block is whole. */
static void block_done(
    struct proto_env *env, struct flow *flow, struct http2_state *s, enum flow_dir dir)
{
	struct side *side = &s->side[dir];
	struct stream_2 *st =
	    side->promise ? NULL : stream_of(env, flow, s, side->block_of, true);
	bool end = side->block_flags & END_STREAM;
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
		direction_done(env, s, st, dir);
}

/* A frame without its padding, RFC 9113 section 6.2. */
static struct span unpadded(struct span f, uint8_t flags)
{
	size_t n;

	if (!(flags & PADDED) || !f.n)
		return f;
	n = f.p[0];
	return span_sub(f, 1, f.n - 1 - MIN(n, f.n - 1));
}

static void take_headers(struct proto_env *env, struct flow *flow, struct http2_state *s,
    enum flow_dir dir, uint32_t id, struct span f)
{
	struct side *side = &s->side[dir];
	uint8_t type = side->head[3], flags = side->head[4];

	if (type != CONTINUATION) {
		f = unpadded(f, flags);
		if (type == HEADERS && flags & PRIORITISED && f.n >= 5) {
			struct stream_2 *st = stream_of(env, flow, s, id, true);

			if (st) {
				notes_of(st->tx, dir)->has_priority = true;
				notes_of(st->tx, dir)->priority = f.p[4];
			}
			f = span_sub(f, 5, f.n);
		}
		if (type == PUSH_PROMISE)
			f = span_sub(f, 4, f.n);
		side->promise = type == PUSH_PROMISE;
		side->block_of = id;
		side->block_flags = flags;
		side->block_open = true;
		str_clear(&side->block);
	} else if (!side->block_open) {
		return;
	}
	str_span(&side->block, f);
	if (flags & END_HEADERS)
		block_done(env, flow, s, dir);
}

static void take_settings(
    struct proto_env *env, struct flow *flow, enum flow_dir dir, struct span f)
{
	struct cursor c = cursor_of(f);
	struct http_notes *notes;
	struct tx *tx;

	if (!f.n)
		return;
	tx = new_tx(env, flow, 0);
	if (!tx)
		return;
	notes = notes_of(tx, dir);
	while (cursor_left(&c) >= 6 && notes->nsettings < HTTP_NOTES) {
		notes->settings[notes->nsettings].id = cursor_u16(&c);
		notes->settings[notes->nsettings++].value = cursor_u32(&c);
	}
	tell_connection(env, tx, dir);
}

static void take_error(struct proto_env *env, struct flow *flow, struct http2_state *s,
    enum flow_dir dir, uint32_t id, struct span f)
{
	struct cursor c = cursor_of(f);
	bool away = s->side[dir].head[3] == GOAWAY;
	struct stream_2 *st = away ? NULL : stream_of(env, flow, s, id, false);
	struct tx *tx = away ? new_tx(env, flow, 0) : st ? st->tx : NULL;
	struct http_notes *notes;

	if (!tx)
		return;
	if (away)
		cursor_skip(&c, 4);
	notes = notes_of(tx, dir);
	notes->has_error = true;
	notes->error = cursor_u32(&c);
	if (away) {
		tell_connection(env, tx, dir);
		return;
	}
	/* The stream is over in both directions. */
	http_impl_body_end(env, tx, &st->body[0], FLOW_TO_SERVER, false);
	http_impl_body_end(env, tx, &st->body[1], FLOW_TO_CLIENT, false);
	stream_free(s, st);
	tx->done[0] = tx->done[1] = true;
	proto_tx_grown(env, tx, dir, true);
}

static void take_priority(struct proto_env *env, struct flow *flow, struct http2_state *s,
    enum flow_dir dir, uint32_t id, struct span f)
{
	struct stream_2 *st = stream_of(env, flow, s, id, false);

	if (!st || f.n < 5)
		return;
	notes_of(st->tx, dir)->has_priority = true;
	notes_of(st->tx, dir)->priority = f.p[4];
}

static uint32_t frame_stream(const struct side *side)
{
	return ((uint32_t)side->head[5] << 24 | (uint32_t)side->head[6] << 16 |
		   (uint32_t)side->head[7] << 8 | side->head[8]) &
	       0x7fffffff;
}

/* A whole frame that is no DATA. */
static void frame(struct proto_env *env, struct flow *flow, struct http2_state *s,
    enum flow_dir dir, struct span f)
{
	struct side *side = &s->side[dir];
	uint32_t id = frame_stream(side);

	switch (side->head[3]) {
	case HEADERS:
	case PUSH_PROMISE:
	case CONTINUATION:
		if (id)
			take_headers(env, flow, s, dir, id, f);
		break;
	case SETTINGS:
		if (!(side->head[4] & ACK))
			take_settings(env, flow, dir, f);
		break;
	case RST_STREAM:
	case GOAWAY:
		take_error(env, flow, s, dir, id, f);
		break;
	case PRIORITY:
		take_priority(env, flow, s, dir, id, f);
		break;
	default:
		break;
	}
}

/* Bytes of a DATA frame, as they come. */
static void data_bytes(struct proto_env *env, struct flow *flow, struct http2_state *s,
    enum flow_dir dir, struct span f)
{
	struct side *side = &s->side[dir];
	struct stream_2 *st = stream_of(env, flow, s, frame_stream(side), false);
	uint32_t left = side->left; /* with these */

	if (!side->pad_known) {
		side->pad_known = true;
		side->padding = 0;
		if (side->head[4] & PADDED && f.n) {
			side->padding = f.p[0];
			f = span_sub(f, 1, f.n);
			left--;
		}
	}
	if (st && !st->tx->done[dir]) {
		size_t useful = left > side->padding ? left - side->padding : 0;
		struct span body = span_sub(f, 0, useful);

		if (!st->body[dir].open && body.n)
			http_impl_body_begin(st->tx, &st->body[dir], dir);
		if (dir == FLOW_TO_CLIENT)
			st->size += (int64_t)body.n;
		http_impl_body_take(env, st->tx, &st->body[dir], dir, body);
	}
}

static void frame_end(
    struct proto_env *env, struct flow *flow, struct http2_state *s, enum flow_dir dir)
{
	struct side *side = &s->side[dir];

	if (side->head[3] == DATA) {
		struct stream_2 *st = stream_of(env, flow, s, frame_stream(side), false);

		if (st && side->head[4] & END_STREAM)
			direction_done(env, s, st, dir);
	} else {
		frame(env, flow, s, dir, str_bytes(&side->frame));
		str_clear(&side->frame);
	}
	side->nhead = 0;
	side->pad_known = false;
}

/* Bytes that belong to the frame at hand. */
static void frame_bytes(struct proto_env *env, struct flow *flow, struct http2_state *s,
    enum flow_dir dir, struct span part)
{
	struct side *side = &s->side[dir];

	if (side->head[3] == DATA) {
		data_bytes(env, flow, s, dir, part);
	} else {
		if (part.n > side->frame.max - side->frame.n)
			env->counts.cut++;
		str_put(&side->frame, part.p, MIN(part.n, side->frame.max - side->frame.n));
	}
	side->left -= (uint32_t)part.n;
}

/* Steps over what is left of the preface; false: it is another's. */
static bool take_preface(struct side *side, struct span *data)
{
	size_t n = MIN(data->n, (size_t)(PREFACE - side->preface));

	if (n && memcmp(data->p, preface + side->preface, n) != 0)
		return false;
	side->preface = (uint8_t)(side->preface + n);
	*data = span_sub(*data, n, data->n);
	return true;
}

static void http2_take(
    struct proto_env *env, struct flow *flow, void *state, enum flow_dir dir, struct span data)
{
	struct http2_state *s = state;
	struct side *side = &s->side[dir];

	if (side->preface < PREFACE && !take_preface(side, &data))
		side->lost = true;
	while (data.n && !side->lost) {
		size_t n;

		if (side->nhead < HEAD) {
			n = MIN(data.n, (size_t)(HEAD - side->nhead));
			memcpy(side->head + side->nhead, data.p, n);
			side->nhead = (uint8_t)(side->nhead + n);
			data = span_sub(data, n, data.n);
			if (side->nhead < HEAD)
				return;
			side->left = (uint32_t)side->head[0] << 16 |
				     (uint32_t)side->head[1] << 8 | side->head[2];
		} else {
			n = MIN(data.n, (size_t)side->left);
			frame_bytes(env, flow, s, dir, span_sub(data, 0, n));
			data = span_sub(data, n, data.n);
		}
		if (!side->left)
			frame_end(env, flow, s, dir);
	}
}

/* A hole in a body is a hole there; one that takes headers loses the table, hence all. */
static void http2_gap(
    struct proto_env *env, struct flow *flow, void *state, enum flow_dir dir, uint64_t n)
{
	struct http2_state *s = state;
	struct side *side = &s->side[dir];
	struct stream_2 *st;

	if (side->lost)
		return;
	if (side->nhead < HEAD || side->head[3] != DATA || n > side->left) {
		side->lost = true;
		return;
	}
	st = stream_of(env, flow, s, frame_stream(side), false);
	if (st && st->body[dir].open)
		http_impl_body_gap(env, st->tx, &st->body[dir], dir, n);
	side->left -= (uint32_t)n;
	if (!side->left)
		frame_end(env, flow, s, dir);
}

static void http2_end(struct proto_env *env, struct flow *flow, void *state, enum flow_dir dir)
{
	struct http2_state *s = state;

	(void)flow;
	for (struct stream_2 *st = s->streams; st; st = st->next)
		http_impl_body_end(env, st->tx, &st->body[dir], dir, false);
}

static void http2_free(struct proto_env *env, struct flow *flow, void *state)
{
	struct http2_state *s = state;

	(void)env;
	(void)flow;
	while (s->streams)
		stream_free(s, s->streams);
	for (int dir = 0; dir < 2; dir++) {
		str_done(&s->side[dir].frame);
		str_done(&s->side[dir].block);
		hpack_free(s->side[dir].hpack);
	}
	mem_free(s);
}

const struct proto proto_row_http2 = {
    .id = PROTO_HTTP2,
    .name = "http2",
    .event = "http",
    .tcp = true,
    .probe = http2_probe,
    .begin = http2_begin,
    .take = http2_take,
    .gap = http2_gap,
    .end = http2_end,
    .free = http2_free,
    .log = http_impl_log,
    .tells = http_impl_tells,
};

/*
 * HTTP/2 without TLS (RFC 9113): frames to the buffers and events of HTTP. A stream is a
 * transaction; settings and the like of the connection are told as transactions of stream 0.
 */
#include "codec/cursor.h"
#include "proto/http2_impl.h"
#include "proto/rows.h"

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

enum { HTTP2_FRAME = 1 << 14, SETTING_FRAME = 5 };

enum { ACK = 1, END_HEADERS = 4, PADDED = 8, PRIORITISED = 0x20 };

static const char preface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

static enum proto_guess http2_probe(
    struct span first, enum flow_dir dir, const struct flow *flow)
{
	(void)flow;
	if (dir != FLOW_TO_SERVER)
		return PROTO_NO;
	if (memcmp(first.p, preface, MIN(first.n, (size_t)HTTP2_PREFACE)) != 0)
		return PROTO_NO;
	return first.n < HTTP2_PREFACE ? PROTO_MORE : PROTO_YES;
}

static void *http2_begin(struct proto_env *env, struct flow *flow)
{
	struct http2_state *s = mem_alloc(sizeof(*s));

	(void)env;
	(void)flow;
	for (int dir = 0; dir < 2; dir++) {
		str_init(&s->side[dir].frame, HTTP2_BLOCK);
		str_init(&s->side[dir].block, HTTP2_BLOCK);
		s->side[dir].hpack = hpack_new();
		s->side[dir].frame_max = HTTP2_FRAME;
	}
	s->side[FLOW_TO_CLIENT].preface = HTTP2_PREFACE;
	return s;
}

/* A transaction of the connection itself: told at once. */
static void tell_connection(struct proto_env *env, struct tx *tx, enum flow_dir dir)
{
	tx->done[0] = tx->done[1] = true;
	proto_tx_grown(env, tx, dir, true);
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
			struct stream_2 *st = http2_impl_stream(env, flow, s, id, true);

			if (st) {
				http2_impl_notes(st->tx, dir)->has_priority = true;
				http2_impl_notes(st->tx, dir)->priority = f.p[4];
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
		http2_impl_block(env, flow, s, dir);
}

static void take_settings(struct proto_env *env, struct flow *flow, struct http2_state *s,
    enum flow_dir dir, struct span f)
{
	struct cursor c = cursor_of(f);
	struct http_notes *notes;
	struct tx *tx;

	if (!f.n)
		return;
	tx = http2_impl_tx(env, flow, 0);
	if (!tx)
		return;
	notes = http2_impl_notes(tx, dir);
	while (cursor_left(&c) >= 6 && notes->nsettings < HTTP_NOTES) {
		notes->settings[notes->nsettings].id = cursor_u16(&c);
		notes->settings[notes->nsettings].value = cursor_u32(&c);
		if (notes->settings[notes->nsettings].id == SETTING_FRAME)
			s->side[dir].frame_max = notes->settings[notes->nsettings].value;
		notes->nsettings++;
	}
	tell_connection(env, tx, dir);
}

static void take_error(struct proto_env *env, struct flow *flow, struct http2_state *s,
    enum flow_dir dir, uint32_t id, struct span f)
{
	struct cursor c = cursor_of(f);
	bool away = s->side[dir].head[3] == GOAWAY;
	struct stream_2 *st = away ? NULL : http2_impl_stream(env, flow, s, id, false);
	struct tx *tx = away ? http2_impl_tx(env, flow, 0) : st ? st->tx : NULL;
	struct http_notes *notes;

	if (!tx)
		return;
	if (away)
		cursor_skip(&c, 4);
	notes = http2_impl_notes(tx, dir);
	notes->has_error = true;
	notes->error = cursor_u32(&c);
	if (away) {
		tell_connection(env, tx, dir);
		return;
	}
	/* The stream is over in both directions. */
	http_impl_body_end(env, tx, &st->body[0], FLOW_TO_SERVER, false);
	http_impl_body_end(env, tx, &st->body[1], FLOW_TO_CLIENT, false);
	http2_impl_stream_free(s, st);
	tx->done[0] = tx->done[1] = true;
	proto_tx_grown(env, tx, dir, true);
}

static void take_priority(struct proto_env *env, struct flow *flow, struct http2_state *s,
    enum flow_dir dir, uint32_t id, struct span f)
{
	struct stream_2 *st = http2_impl_stream(env, flow, s, id, false);

	if (!st || f.n < 5)
		return;
	http2_impl_notes(st->tx, dir)->has_priority = true;
	http2_impl_notes(st->tx, dir)->priority = f.p[4];
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
			take_settings(env, flow, s, dir, f);
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
	struct stream_2 *st = http2_impl_stream(env, flow, s, frame_stream(side), false);
	uint32_t left = side->left; /* with these */

	if (!side->pad_known) {
		side->pad_known = true;
		side->padding = 0;
		if (st && left > s->side[!dir].frame_max)
			proto_tx_event(st->tx, PROTO_EVENT_HTTP2_LONG);
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
		struct stream_2 *st =
		    http2_impl_stream(env, flow, s, frame_stream(side), false);

		if (st && side->head[4] & HTTP2_END_STREAM)
			http2_impl_direction_done(env, s, st, dir);
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
	size_t n = MIN(data->n, (size_t)(HTTP2_PREFACE - side->preface));

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

	if (side->preface < HTTP2_PREFACE && !take_preface(side, &data))
		side->lost = true;
	while (data.n && !side->lost) {
		size_t n;

		if (side->nhead < HTTP2_HEAD) {
			n = MIN(data.n, (size_t)(HTTP2_HEAD - side->nhead));
			memcpy(side->head + side->nhead, data.p, n);
			side->nhead = (uint8_t)(side->nhead + n);
			data = span_sub(data, n, data.n);
			if (side->nhead < HTTP2_HEAD)
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
	if (side->nhead < HTTP2_HEAD || side->head[3] != DATA || n > side->left) {
		side->lost = true;
		return;
	}
	st = http2_impl_stream(env, flow, s, frame_stream(side), false);
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
		http2_impl_stream_free(s, s->streams);
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

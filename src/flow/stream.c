#include "flow/stream_impl.h"

#include "flow/tcp.h"
#include "packet/event.h"

const struct stream_settings stream_settings_usual = {
    1 << 20, 256 << 10, 32768, STREAM_BSD, false};

static const char *const policy_names[STREAM_POLICIES] = {"bsd", "linux", "first", "last"};

int stream_policy(struct span name)
{
	for (int i = 0; i < STREAM_POLICIES; i++)
		if (span_eq(name, policy_names[i]))
			return i;
	return -1;
}

struct stream_pool *stream_pool_new(
    const struct stream_settings *settings, const struct stream_sink *sink)
{
	struct stream_pool *pool = mem_alloc(sizeof(*pool));

	memset(pool, 0, sizeof(*pool));
	pool->settings = *settings;
	pool->sink = *sink;
	/* Not touched before it is used: the system gives pages as they are needed. */
	pool->pieces = mem_alloc(settings->blocks * sizeof(*pool->pieces));
	pool->join = mem_alloc(STREAM_JOIN);
	pool->free = STREAM_NONE;
	return pool;
}

struct stream_pool *stream_pool_free(struct stream_pool *pool)
{
	if (!pool)
		return NULL;
	(void)mem_free(pool->pieces);
	(void)mem_free(pool->join);
	return mem_free(pool);
}

struct stream_count stream_pool_count(const struct stream_pool *pool)
{
	return pool->count;
}

void stream_init(struct stream *stream)
{
	memset(stream, 0, sizeof(*stream));
	stream->first = stream->last = STREAM_NONE;
}

void stream_begin(struct stream *stream, uint32_t seq)
{
	/* A SYN that is sent again with another number begins anew; bytes never do. */
	if (stream->at == 0 && stream->first == STREAM_NONE)
		stream->next = seq;
	stream->begun = true;
}

/* Hands on bytes that begin at stream->at. */
static void hand_on(struct stream_pool *pool, struct flow *flow, struct packet *packet,
    enum flow_dir dir, struct span data)
{
	struct stream *stream = flow->side[dir].stream;
	uint64_t at = stream->at, depth = pool->settings.depth;

	stream->at += data.n;
	stream->next += (uint32_t)data.n;
	if (stream->over)
		return;
	if (depth && at + data.n > depth) {
		data.n = at < depth ? (size_t)(depth - at) : 0;
		stream->over = true;
		pool->count.depth++;
		if (packet)
			event_set(packet, STREAM_REASSEMBLY_DEPTH_REACHED);
	}
	if (data.n == 0)
		return;
	pool->count.bytes += data.n;
	pool->sink.data(pool->sink.ctx, flow, dir, data, at);
}

static void hand_on_pieces(struct stream_pool *pool, struct flow *flow, struct packet *packet,
    enum flow_dir dir, uint64_t ready)
{
	struct span data = stream_wait_gather(pool, flow->side[dir].stream, ready);

	while (data.n) {
		hand_on(pool, flow, packet, dir, data);
		data = stream_wait_gather(pool, flow->side[dir].stream, ready);
	}
}

/* Whether bytes do not wait until they are confirmed: nobody was seen who could, or there is no
 * room for n more. */
static bool hurries(
    const struct stream_pool *pool, const struct flow *flow, enum flow_dir dir, size_t n)
{
	const struct stream_settings *s = &pool->settings;

	return s->at_once || flow->side[!dir].packets == 0 ||
	       flow->side[dir].stream->held + MAX(n, (size_t)STREAM_PIECE) > s->held ||
	       pool->count.held + s->blocks / STREAM_SPARE >= s->blocks;
}

/* Up to which offset bytes may be handed on. */
static uint64_t ready(
    const struct stream_pool *pool, const struct flow *flow, enum flow_dir dir)
{
	const struct stream *stream = flow->side[dir].stream;
	int32_t ahead = (int32_t)(stream->last_ack - stream->next);

	if (hurries(pool, flow, dir, 0))
		return UINT64_MAX;
	return stream->at + (stream->acked && ahead > 0 ? (uint32_t)ahead : 0);
}

/* Whether a segment that follows goes on at once, without a copy. */
static bool passes(
    const struct stream_pool *pool, const struct flow *flow, enum flow_dir dir, size_t n)
{
	return hurries(pool, flow, dir, n) ||
	       ready(pool, flow, dir) >= flow->side[dir].stream->at + n;
}

void stream_put(
    struct stream_pool *pool, struct flow *flow, struct packet *packet, enum flow_dir dir)
{
	struct stream *stream = flow->side[dir].stream;
	size_t n = packet->payload.n;
	struct segment s = {.pool = pool, .stream = stream, .packet = packet};
	int64_t off;

	pool->direct = (struct span){0};
	if (stream->ended)
		return;
	/* Makes room. */
	if (n && stream->first != STREAM_NONE && !stream->over && hurries(pool, flow, dir, n))
		hand_on_pieces(pool, flow, packet, dir, UINT64_MAX);
	off = (int32_t)(packet->tcp_seq + (packet->tcp_flags & TCP_SYN ? 1 : 0) - stream->next);
	if (packet->tcp_flags & TCP_FIN && off + (int64_t)n >= 0) {
		stream->fin = true;
		stream->fin_at = stream->at + (uint64_t)(off + (int64_t)n);
	}
	if (n == 0 || stream->over)
		return;
	if (off == 0 && stream->first == STREAM_NONE && passes(pool, flow, dir, n)) {
		pool->direct = packet->payload;
		pool->direct_at = stream->at;
		return;
	}
	if (off < 0) {
		if ((uint64_t)-off <= stream->at)
			stream_wait_compare(pool, stream, packet, stream->at - (uint64_t)-off);
		if (off + (int64_t)n <= 0)
			return;
		s.start = stream->at;
		s.bytes = packet->payload.p + -off;
		s.end = stream->at + n - (uint64_t)-off;
	} else {
		s.start = stream->at + (uint64_t)off;
		s.bytes = packet->payload.p;
		s.end = s.start + n;
		pool->count.early += off > 0 && (stream->first == STREAM_NONE ||
						    pool->pieces[stream->last].end != s.start);
	}
	stream_wait_insert(&s);
}

static void tell_end(struct stream_pool *pool, struct flow *flow, enum flow_dir dir)
{
	struct stream *stream = flow->side[dir].stream;

	/* What lies behind the end is of no stream. */
	stream_wait_drop(pool, stream);
	stream->ended = true;
	if (stream->begun)
		pool->sink.end(pool->sink.ctx, flow, dir);
}

static void skip(struct stream_pool *pool, struct flow *flow, struct packet *packet,
    enum flow_dir dir, uint64_t n)
{
	struct stream *stream = flow->side[dir].stream;

	stream->at += n;
	stream->next += (uint32_t)n;
	flow->side[dir].gap += n;
	if (packet)
		pool->count.gaps++;
	else
		pool->count.end_gaps++;
	pool->count.gap_bytes += n;
	if (packet)
		event_set(packet, STREAM_REASSEMBLY_SEQ_GAP);
	pool->sink.gap(pool->sink.ctx, flow, dir, n);
}

/* How many bytes are lost behind what is in order: the peer has confirmed them, or no more can
 * be kept. */
static uint64_t lost(const struct stream_pool *pool, const struct stream *stream)
{
	int32_t ahead = (int32_t)(stream->last_ack - stream->next);
	uint64_t at = stream->at, acked = at;
	uint32_t i = stream->first;

	if (stream->acked && ahead > 0)
		acked = at + (uint32_t)ahead;
	/* The end's own number is no byte. */
	if (stream->fin && acked > stream->fin_at)
		acked = MAX(at, stream->fin_at);
	/* What is there and confirmed goes first. */
	for (; i != STREAM_NONE && at < acked && pool->pieces[i].start <= at;
	     i = pool->pieces[i].next)
		at = MAX(at, pool->pieces[i].end);
	/* A confirmation may be captured before what it confirms: more must follow. */
	if (i == STREAM_NONE)
		return stream->fin && acked > at ? acked - at : 0;
	if (pool->pieces[i].start <= at)
		return 0;
	if (acked >= pool->pieces[i].start ||
	    (i == stream->first && (stream->held + STREAM_PIECE > pool->settings.held ||
				       pool->count.held >= pool->settings.blocks)))
		return pool->pieces[i].start - at;
	return 0;
}

void stream_look(
    struct stream_pool *pool, struct flow *flow, struct packet *packet, enum flow_dir dir)
{
	const struct stream *from = flow->side[dir].stream, *to = flow->side[!dir].stream;
	uint32_t depth = pool->settings.depth;

	if ((to->begun && !to->over && !to->ended && lost(pool, to)) ||
	    (from->begun && !from->over && !from->ended && !pool->direct.n && lost(pool, from)))
		event_set(packet, STREAM_REASSEMBLY_SEQ_GAP);
	if (depth && !from->over && pool->direct_at + pool->direct.n > depth && pool->direct.n)
		event_set(packet, STREAM_REASSEMBLY_DEPTH_REACHED);
}

static void flush_side(
    struct stream_pool *pool, struct flow *flow, struct packet *packet, enum flow_dir dir)
{
	struct stream *stream = flow->side[dir].stream;
	uint64_t n;

	if (!stream->begun || stream->ended)
		return;
	if (stream->over) {
		stream_wait_drop(pool, stream);
		if (stream->fin)
			tell_end(pool, flow, dir);
		return;
	}
	hand_on_pieces(pool, flow, packet, dir, ready(pool, flow, dir));
	while ((n = lost(pool, stream)) > 0) {
		skip(pool, flow, packet, dir, n);
		hand_on_pieces(pool, flow, packet, dir, ready(pool, flow, dir));
	}
	if (stream->fin && stream->at >= stream->fin_at)
		tell_end(pool, flow, dir);
}

/* Nothing more comes: what waits is handed on, holes are told. */
static void end_side(struct stream_pool *pool, struct flow *flow, enum flow_dir dir)
{
	struct stream *stream = flow->side[dir].stream;
	int32_t ahead;

	if (!stream || stream->ended)
		return;
	if (stream->over)
		stream_wait_drop(pool, stream);
	while (stream->first != STREAM_NONE) {
		uint64_t start = pool->pieces[stream->first].start;

		if (start > stream->at)
			skip(pool, flow, NULL, dir, start - stream->at);
		hand_on_pieces(pool, flow, NULL, dir, UINT64_MAX);
	}
	ahead = (int32_t)(stream->last_ack - stream->next);
	if (stream->begun && !stream->over && stream->acked && ahead > 0)
		skip(pool, flow, NULL, dir, (uint32_t)ahead);
	tell_end(pool, flow, dir);
}

void stream_flush(
    struct stream_pool *pool, struct flow *flow, struct packet *packet, enum flow_dir dir)
{
	struct span direct = pool->direct;

	pool->direct = (struct span){0};
	/* What the packet confirms comes first: an answer is looked at after its question. */
	flush_side(pool, flow, packet, !dir);
	if (direct.n) {
		stream_wait_remember(flow->side[dir].stream, direct, pool->direct_at);
		hand_on(pool, flow, packet, dir, direct);
	}
	flush_side(pool, flow, packet, dir);
	/* A reset may be forged, and what was not confirmed before it may not have come: that
	 * waits for the flow's end. */
	for (int i = 0; i < 2 && flow->tcp_state == TCP_CLOSED; i++)
		if (flow->side[i].stream->first == STREAM_NONE &&
		    !flow->side[0].stream->reset && !flow->side[1].stream->reset)
			end_side(pool, flow, (enum flow_dir)i);
}

void stream_flow_done(struct stream_pool *pool, struct flow *flow)
{
	end_side(pool, flow, FLOW_TO_SERVER);
	end_side(pool, flow, FLOW_TO_CLIENT);
}

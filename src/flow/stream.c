#include "flow/stream.h"

#include "flow/tcp.h"
#include "packet/event.h"

enum { NONE = 0xffffffff, BLOCK = 2048, HEAD = 48, PIECE_BYTES = BLOCK - HEAD };

/* Bytes that wait. start and end are offsets in the stream. */
struct piece {
	uint64_t start, end;
	uint64_t whole_start, whole_end; /* of the segment that it came in */
	uint32_t next;
	uint8_t bytes[PIECE_BYTES];
};

struct stream_pool {
	struct stream_settings settings;
	struct stream_sink sink;
	struct stream_count count;
	struct piece *pieces;
	uint32_t free, unused;
	struct span direct; /* of the packet at hand: in order, not copied */
	uint64_t direct_at;
};

const struct stream_settings stream_settings_usual = {1 << 20, 256 << 10, 32768, STREAM_BSD};

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
	pool->free = NONE;
	return pool;
}

struct stream_pool *stream_pool_free(struct stream_pool *pool)
{
	if (!pool)
		return NULL;
	(void)mem_free(pool->pieces);
	return mem_free(pool);
}

struct stream_count stream_pool_count(const struct stream_pool *pool)
{
	return pool->count;
}

void stream_init(struct stream *stream)
{
	memset(stream, 0, sizeof(*stream));
	stream->first = NONE;
}

void stream_begin(struct stream *stream, uint32_t seq)
{
	/* A SYN that is sent again with another number begins anew; bytes never do. */
	if (stream->at == 0 && stream->first == NONE)
		stream->next = seq;
	stream->begun = true;
}

static uint32_t take_piece(struct stream_pool *pool)
{
	uint32_t i = pool->free;

	if (i != NONE)
		pool->free = pool->pieces[i].next;
	else if (pool->unused < pool->settings.blocks)
		i = pool->unused++;
	else
		return NONE;
	pool->count.held++;
	return i;
}

static void free_piece(struct stream_pool *pool, struct stream *stream, uint32_t i)
{
	stream->held -= (uint32_t)(pool->pieces[i].end - pool->pieces[i].start);
	pool->pieces[i].next = pool->free;
	pool->free = i;
	pool->count.held--;
}

/* A segment on its way into the stream. */
struct segment {
	struct stream_pool *pool;
	struct stream *stream;
	struct packet *packet; /* for events */
	uint64_t start, end;
	const uint8_t *bytes; /* that of start first */
	bool full;            /* some did not fit */
};

/* Puts the part from..to at *link; gives the link behind it. */
static uint32_t *put_part(struct segment *s, uint32_t *link, uint64_t from, uint64_t to)
{
	while (from < to) {
		uint32_t n = (uint32_t)MIN(to - from, (uint64_t)PIECE_BYTES);
		uint32_t i =
		    s->stream->held + n > s->pool->settings.held ? NONE : take_piece(s->pool);
		struct piece *p;

		if (i == NONE) {
			s->full = true;
			return link;
		}
		p = &s->pool->pieces[i];
		p->start = from;
		p->end = from + n;
		p->whole_start = s->start;
		p->whole_end = s->end;
		memcpy(p->bytes, s->bytes + (from - s->start), n);
		p->next = *link;
		*link = i;
		link = &p->next;
		s->stream->held += n;
		from += n;
	}
	return link;
}

static bool later_wins(const struct segment *s, const struct piece *old)
{
	switch (s->pool->settings.policy) {
	case STREAM_LAST:
		return true;
	case STREAM_LINUX:
		return s->start < old->whole_start ||
		       (s->start == old->whole_start && s->end > old->whole_end);
	case STREAM_BSD:
		return s->start < old->whole_start;
	case STREAM_FIRST:
	case STREAM_POLICIES:
		break;
	}
	return false;
}

/* Cuts from..to out of the piece at *link; gives the link where it was. */
static uint32_t *cut_out(struct segment *s, uint32_t *link, uint64_t from, uint64_t to)
{
	struct stream_pool *pool = s->pool;
	uint32_t i = *link, r;
	struct piece *p = &pool->pieces[i], *right;

	if (p->end > to) {
		r = take_piece(pool);
		if (r == NONE) {
			s->full = true;
			s->stream->held -= (uint32_t)(p->end - to);
		} else {
			right = &pool->pieces[r];
			right->start = to;
			right->end = p->end;
			right->whole_start = p->whole_start;
			right->whole_end = p->whole_end;
			memcpy(right->bytes, p->bytes + (to - p->start), p->end - to);
			right->next = p->next;
			p->next = r;
		}
		p->end = to;
	}
	if (p->start < from) {
		s->stream->held -= (uint32_t)(p->end - from);
		p->end = from;
		return &p->next;
	}
	*link = p->next;
	free_piece(pool, s->stream, i);
	return link;
}

static void note_overlap(
    struct segment *s, const struct piece *old, uint64_t from, uint64_t to, bool *told)
{
	if (!*told)
		s->pool->count.overlaps++;
	*told = true;
	if (memcmp(s->bytes + (from - s->start), old->bytes + (from - old->start), to - from) ==
	    0)
		return;
	event_set(s->packet, STREAM_REASSEMBLY_OVERLAP_DIFFERENT_DATA);
	s->pool->count.differences++;
}

/* Puts the segment among what waits, in order; where both have bytes the policy decides. */
static void insert(struct segment *s)
{
	uint32_t *link = &s->stream->first;
	uint64_t at = s->start;
	bool told = false;

	while (*link != NONE && at < s->end) {
		struct piece *p = &s->pool->pieces[*link];
		uint64_t from = MAX(p->start, at), to = MIN(p->end, s->end);

		if (p->end <= at) {
			link = &p->next;
			continue;
		}
		if (p->start >= s->end)
			break;
		note_overlap(s, p, from, to, &told);
		if (later_wins(s, p)) {
			link = put_part(s, cut_out(s, link, from, to), at, to);
		} else {
			if (at < p->start)
				(void)put_part(s, link, at, p->start);
			link = &p->next;
		}
		at = to;
	}
	if (at < s->end)
		(void)put_part(s, link, at, s->end);
	if (s->full) {
		event_set(s->packet, STREAM_REASSEMBLY_INSERT_MEMCAP);
		s->pool->count.full++;
	}
}

/* A sum that differs for other bytes, or for the same in another order. Not against somebody
 * who computes collisions: it only tells of repetitions. */
static uint32_t sum_of(struct span s)
{
	uint64_t h = s.n, a, b;
	unsigned __int128 m;

	for (; s.n >= 16; s.p += 16, s.n -= 16) {
		memcpy(&a, s.p, 8);
		memcpy(&b, s.p + 8, 8);
		m = (unsigned __int128)(a ^ UINT64_C(0x9e3779b97f4a7c15)) * (b ^ h);
		h = (uint64_t)m ^ (uint64_t)(m >> 64);
	}
	a = b = 0;
	if (s.n) {
		memcpy(&a, s.p, MIN(s.n, (size_t)8));
		if (s.n > 8)
			memcpy(&b, s.p + 8, s.n - 8);
	}
	m = (unsigned __int128)(a ^ UINT64_C(0xd6e8feb86659fd93)) * (b ^ h ^ 0x51);
	h = (uint64_t)m ^ (uint64_t)(m >> 64);
	return (uint32_t)(h ^ h >> 32);
}

static void remember(struct stream *stream, struct span data, uint64_t at)
{
	stream->history[stream->history_at].at = at;
	stream->history[stream->history_at].n = (uint32_t)data.n;
	stream->history[stream->history_at].sum = sum_of(data);
	stream->history_at = (uint8_t)((stream->history_at + 1) % STREAM_HISTORY);
}

/* A segment that was handed on already comes again: with the same bytes? */
static void compare_history(
    struct stream_pool *pool, const struct stream *stream, struct packet *packet, uint64_t at)
{
	for (size_t i = 0; i < STREAM_HISTORY; i++)
		if (stream->history[i].n == packet->payload.n && stream->history[i].at == at &&
		    stream->history[i].sum != sum_of(packet->payload)) {
			event_set(packet, STREAM_REASSEMBLY_OVERLAP_DIFFERENT_DATA);
			pool->count.differences++;
		}
}

void stream_put(
    struct stream_pool *pool, struct flow *flow, struct packet *packet, enum flow_dir dir)
{
	struct stream *stream = flow->side[dir].stream;
	int64_t off =
	    (int32_t)(packet->tcp_seq + (packet->tcp_flags & TCP_SYN ? 1 : 0) - stream->next);
	struct segment s = {.pool = pool, .stream = stream, .packet = packet};

	pool->direct = (struct span){0};
	if (stream->ended)
		return;
	if (packet->tcp_flags & TCP_FIN && off + (int64_t)packet->payload.n >= 0) {
		stream->fin = true;
		stream->fin_at = stream->at + (uint64_t)(off + (int64_t)packet->payload.n);
	}
	if (packet->payload.n == 0 || stream->over)
		return;
	if (off == 0 && stream->first == NONE) {
		pool->direct = packet->payload;
		pool->direct_at = stream->at;
		return;
	}
	if (off < 0) {
		if ((uint64_t)-off <= stream->at)
			compare_history(pool, stream, packet, stream->at - (uint64_t)-off);
		if (off + (int64_t)packet->payload.n <= 0)
			return;
		s.start = stream->at;
		s.bytes = packet->payload.p + -off;
		s.end = stream->at + packet->payload.n - (uint64_t)-off;
	} else {
		s.start = stream->at + (uint64_t)off;
		s.bytes = packet->payload.p;
		s.end = s.start + packet->payload.n;
		pool->count.early += off > 0;
	}
	insert(&s);
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
	remember(stream, data, at);
	pool->count.bytes += data.n;
	pool->sink.data(pool->sink.ctx, flow, dir, data, at);
}

static void hand_on_pieces(
    struct stream_pool *pool, struct flow *flow, struct packet *packet, enum flow_dir dir)
{
	struct stream *stream = flow->side[dir].stream;

	while (stream->first != NONE && pool->pieces[stream->first].start <= stream->at) {
		uint32_t i = stream->first;
		struct piece *p = &pool->pieces[i];

		stream->first = p->next;
		if (p->end > stream->at)
			hand_on(pool, flow, packet, dir,
			    span_of(p->bytes + (stream->at - p->start), p->end - stream->at));
		free_piece(pool, stream, i);
	}
}

static void drop_pieces(struct stream_pool *pool, struct stream *stream)
{
	while (stream->first != NONE) {
		uint32_t i = stream->first;

		stream->first = pool->pieces[i].next;
		free_piece(pool, stream, i);
	}
}

static void tell_end(struct stream_pool *pool, struct flow *flow, enum flow_dir dir)
{
	struct stream *stream = flow->side[dir].stream;

	/* What lies behind the end is of no stream. */
	drop_pieces(pool, stream);
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
	pool->count.gaps++;
	pool->count.gap_bytes += n;
	if (packet)
		event_set(packet, STREAM_REASSEMBLY_SEQ_GAP);
	pool->sink.gap(pool->sink.ctx, flow, dir, n);
}

/* How many bytes of the hole before what waits are lost: the peer has confirmed them, or no
 * more can be kept. */
static uint64_t lost(const struct stream_pool *pool, const struct stream *stream)
{
	uint64_t hole, acked;
	int32_t ahead = (int32_t)(stream->last_ack - stream->next);

	hole = stream->first == NONE ? 0 : pool->pieces[stream->first].start - stream->at;
	acked = stream->acked && ahead > 0 ? (uint64_t)ahead : 0;
	/* The end's own number is no byte. */
	if (stream->fin && stream->at + acked > stream->fin_at)
		acked = stream->fin_at > stream->at ? stream->fin_at - stream->at : 0;
	if (stream->first == NONE)
		return acked;
	if (acked >= hole || stream->held + PIECE_BYTES > pool->settings.held ||
	    pool->count.held >= pool->settings.blocks)
		return hole;
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
		drop_pieces(pool, stream);
		if (stream->fin)
			tell_end(pool, flow, dir);
		return;
	}
	hand_on_pieces(pool, flow, packet, dir);
	while ((n = lost(pool, stream)) > 0) {
		skip(pool, flow, packet, dir, n);
		hand_on_pieces(pool, flow, packet, dir);
	}
	if (stream->fin && stream->at >= stream->fin_at)
		tell_end(pool, flow, dir);
}

/* Nothing more comes: what waits is handed on, holes are told. */
static void end_side(struct stream_pool *pool, struct flow *flow, enum flow_dir dir)
{
	struct stream *stream = flow->side[dir].stream;

	if (!stream || stream->ended)
		return;
	if (stream->over)
		drop_pieces(pool, stream);
	while (stream->first != NONE) {
		uint64_t start = pool->pieces[stream->first].start;

		if (start > stream->at)
			skip(pool, flow, NULL, dir, start - stream->at);
		hand_on_pieces(pool, flow, NULL, dir);
	}
	tell_end(pool, flow, dir);
}

void stream_flush(
    struct stream_pool *pool, struct flow *flow, struct packet *packet, enum flow_dir dir)
{
	struct span direct = pool->direct;

	pool->direct = (struct span){0};
	/* What the packet confirms comes first: an answer is looked at after its question. */
	flush_side(pool, flow, packet, !dir);
	if (direct.n)
		hand_on(pool, flow, packet, dir, direct);
	flush_side(pool, flow, packet, dir);
	if (flow->tcp_state == TCP_CLOSED)
		stream_flow_done(pool, flow);
}

void stream_flow_done(struct stream_pool *pool, struct flow *flow)
{
	end_side(pool, flow, FLOW_TO_SERVER);
	end_side(pool, flow, FLOW_TO_CLIENT);
}

/* The bytes of streams that wait: pieces in order, copied; and what was handed on last. */
#include "flow/stream_impl.h"

#include "packet/event.h"

static uint32_t take_piece(struct stream_pool *pool)
{
	uint32_t i = pool->free;

	if (i != STREAM_NONE)
		pool->free = pool->pieces[i].next;
	else if (pool->unused < pool->settings.blocks)
		i = pool->unused++;
	else
		return STREAM_NONE;
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

/* Puts the part from..to at *link; gives the link behind it. */
static uint32_t *put_part(struct segment *s, uint32_t *link, uint64_t from, uint64_t to)
{
	while (from < to) {
		uint32_t n = (uint32_t)MIN(to - from, (uint64_t)STREAM_PIECE);
		uint32_t i = s->stream->held + n > s->pool->settings.held ? STREAM_NONE
									  : take_piece(s->pool);
		struct piece *p;

		if (i == STREAM_NONE) {
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
		if (r == STREAM_NONE) {
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

/* The list's end, looked for from a piece of it on. */
static void find_last(const struct stream_pool *pool, struct stream *stream, uint32_t from)
{
	stream->last = from;
	for (; from != STREAM_NONE; from = pool->pieces[from].next)
		stream->last = from;
}

void stream_wait_insert(struct segment *s)
{
	uint32_t *link = &s->stream->first, tail = STREAM_NONE;
	uint64_t at = s->start;
	bool told = false;

	/* Mostly it comes behind all the others. */
	if (s->stream->first != STREAM_NONE && s->pool->pieces[s->stream->last].end <= at) {
		tail = s->stream->last;
		link = &s->pool->pieces[tail].next;
	}
	while (*link != STREAM_NONE && at < s->end) {
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
	find_last(s->pool, s->stream, tail == STREAM_NONE ? s->stream->first : tail);
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

void stream_wait_remember(struct stream *stream, struct span data, uint64_t at)
{
	stream->history[stream->history_at].at = at;
	stream->history[stream->history_at].n = (uint32_t)data.n;
	stream->history[stream->history_at].sum = sum_of(data);
	stream->history_at = (uint8_t)((stream->history_at + 1) % STREAM_HISTORY);
}

void stream_wait_compare(
    struct stream_pool *pool, const struct stream *stream, struct packet *packet, uint64_t at)
{
	for (size_t i = 0; i < STREAM_HISTORY; i++)
		if (stream->history[i].n == packet->payload.n && stream->history[i].at == at &&
		    stream->history[i].sum != sum_of(packet->payload)) {
			event_set(packet, STREAM_REASSEMBLY_OVERLAP_DIFFERENT_DATA);
			pool->count.differences++;
		}
}

struct span stream_wait_gather(struct stream_pool *pool, struct stream *stream, uint64_t ready)
{
	uint64_t at = stream->at;

	while (stream->first != STREAM_NONE) {
		uint32_t i = stream->first;
		struct piece *p = &pool->pieces[i];
		uint64_t to = MIN(p->end, ready);
		uint8_t *end = pool->join + (at - stream->at);

		if (p->start > at || (to > at && to - stream->at > STREAM_JOIN))
			break;
		if (to > at) {
			memcpy(end, p->bytes + (at - p->start), to - at);
			if (at == p->start)
				stream_wait_remember(stream, span_of(end, to - at), at);
			at = to;
		}
		if (p->end > to)
			break;
		stream->first = p->next;
		free_piece(pool, stream, i);
	}
	if (stream->first == STREAM_NONE)
		stream->last = STREAM_NONE;
	return span_of(pool->join, at - stream->at);
}

void stream_wait_drop(struct stream_pool *pool, struct stream *stream)
{
	while (stream->first != STREAM_NONE) {
		uint32_t i = stream->first;

		stream->first = pool->pieces[i].next;
		free_piece(pool, stream, i);
	}
	stream->last = STREAM_NONE;
}

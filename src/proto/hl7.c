/*
 * HL7 version 2 over MLLP: who sends what kind of message to whom, from the header segment
 * (MSH), and whether it was accepted (MSA-1). Nothing of other segments is kept or told: they
 * are about patients. A message with its answer is a transaction.
 */
#include "proto/proto_impl.h"
#include "proto/rows.h"
#include "proto/say.h"

enum {
	START = 0x0b,
	END = 0x1c,
	SEGMENT = 1024, /* bytes of a header segment that are read */
	FIELD = 128,    /* bytes of a field that are kept */
	SEGMENT_END = '\r'
};

struct hl7_header {
	struct span application, facility, to_application, to_facility;
	struct span type, processing, version;
};

struct hl7_own {
	struct hl7_header header; /* the transaction's arena's */
	struct span answer_type, code;
	uint8_t dir;   /* in which the message goes */
	bool answered; /* the header of its answer was there; a second one says nothing */
};

struct hl7_side {
	bool inside;  /* between start and end */
	bool kept;    /* the segment at hand is one that is read */
	uint8_t seen; /* bytes of the segment's name */
	struct str segment;
};

struct hl7_state {
	struct hl7_side side[2];
	struct tx *tx;
};

static enum proto_guess hl7_probe(struct span first, enum flow_dir dir, const struct flow *flow)
{
	static const uint8_t begin[] = {START, 'M', 'S', 'H'};

	(void)dir;
	(void)flow;
	if (memcmp(first.p, begin, MIN(first.n, sizeof(begin))) != 0)
		return PROTO_NO;
	return first.n < sizeof(begin) ? PROTO_MORE : PROTO_YES;
}

static void *hl7_begin(struct proto_env *env, struct flow *flow)
{
	struct hl7_state *s = mem_alloc(sizeof(*s));

	(void)env;
	(void)flow;
	str_init(&s->side[0].segment, SEGMENT);
	str_init(&s->side[1].segment, SEGMENT);
	return s;
}

/* A field by its number in the standard; of MSH the first is the separator itself. */
static struct span field(struct arena *arena, struct span segment, unsigned nr)
{
	uint8_t sep = segment.p[3];
	unsigned at = segment.p[2] == 'H' ? 1 : 0;
	size_t from = 3;

	for (size_t i = 3; i <= segment.n; i++) {
		if (i < segment.n && segment.p[i] != sep)
			continue;
		if (at == nr && i > from)
			return arena_span(arena, span_sub(segment, from, MIN(i - from, FIELD)));
		at++;
		from = i + 1;
	}
	return span_of(NULL, 0);
}

static void header(struct proto_env *env, struct flow *flow, struct hl7_state *s,
    enum flow_dir dir, struct span m)
{
	struct tx *tx = s->tx;
	struct hl7_own *own = tx ? tx->own : NULL;
	struct hl7_header *h;

	/* The answer goes the other way. */
	if (tx && own->dir != dir) {
		if (own->answered)
			return;
		own->answered = true;
		own->answer_type = field(tx->arena, m, 9);
		proto_tx_add(tx, BUFFER_HL7_TYPE, dir, own->answer_type);
		return;
	}
	s->tx = NULL;
	if (tx)
		proto_tx_finish(env, tx);
	tx = s->tx = proto_tx_new(env, flow, PROTO_HL7);
	if (!tx)
		return;
	own = tx->own = ARENA_NEW(tx->arena, struct hl7_own);
	own->dir = (uint8_t)dir;
	h = &own->header;
	h->application = field(tx->arena, m, 3);
	h->facility = field(tx->arena, m, 4);
	h->to_application = field(tx->arena, m, 5);
	h->to_facility = field(tx->arena, m, 6);
	h->type = field(tx->arena, m, 9);
	h->processing = field(tx->arena, m, 11);
	h->version = field(tx->arena, m, 12);
	proto_tx_add(tx, BUFFER_HL7_TYPE, dir, h->type);
	proto_tx_add(tx, BUFFER_HL7_APPLICATION, dir, h->application);
}

static void segment_over(
    struct proto_env *env, struct flow *flow, struct hl7_state *s, enum flow_dir dir)
{
	struct hl7_side *side = &s->side[dir];
	struct span m = str_bytes(&side->segment);
	struct hl7_own *own = s->tx ? s->tx->own : NULL;

	if (m.n > 4 && span_starts(m, "MSH"))
		header(env, flow, s, dir, m);
	else if (m.n > 4 && span_starts(m, "MSA") && own && own->dir != dir && !own->code.n)
		own->code = field(s->tx->arena, m, 1);
	str_clear(&side->segment);
	side->kept = true;
}

static void message_over(struct proto_env *env, struct hl7_state *s, enum flow_dir dir)
{
	struct tx *tx = s->tx;
	const struct hl7_own *own = tx ? tx->own : NULL;

	if (!tx)
		return;
	if (own->dir != dir) {
		/* Whether the end of what it answers was seen or not. */
		s->tx = NULL;
		tx->done[own->dir] = true;
	}
	proto_tx_grown(env, tx, dir, true);
}

/* Bytes of a segment: of those that are not header or answer only the name is looked at. */
static void segment(struct hl7_side *side, struct span bytes)
{
	struct span name;

	if (!side->kept)
		return;
	str_put(&side->segment, bytes.p, MIN(bytes.n, SEGMENT - side->segment.n));
	name = str_bytes(&side->segment);
	if (name.n < 3 || span_starts(name, "MSH") || span_starts(name, "MSA"))
		return;
	str_clear(&side->segment);
	side->kept = false;
}

static void hl7_take(
    struct proto_env *env, struct flow *flow, void *state, enum flow_dir dir, struct span data)
{
	struct hl7_state *s = state;
	struct hl7_side *side = &s->side[dir];

	while (data.n) {
		size_t n = 0;

		if (!side->inside) {
			const uint8_t *p = memchr(data.p, START, data.n);

			if (!p)
				return;
			side->inside = side->kept = true;
			str_clear(&side->segment);
			data = span_sub(data, (size_t)(p - data.p) + 1, data.n);
			continue;
		}
		while (n < data.n && data.p[n] != SEGMENT_END && data.p[n] != END)
			n++;
		segment(side, span_sub(data, 0, n));
		if (n == data.n)
			return;
		segment_over(env, flow, s, dir);
		if (data.p[n] == END) {
			side->inside = false;
			message_over(env, s, dir);
		}
		data = span_sub(data, n + 1, data.n);
	}
}

/* What a gap took may have been the end: the next start is looked for. */
static void hl7_gap(
    struct proto_env *env, struct flow *flow, void *state, enum flow_dir dir, uint64_t n)
{
	struct hl7_state *s = state;

	(void)env;
	(void)flow;
	(void)n;
	s->side[dir].inside = false;
}

static void hl7_free(struct proto_env *env, struct flow *flow, void *state)
{
	struct hl7_state *s = state;

	(void)env;
	(void)flow;
	str_done(&s->side[0].segment);
	str_done(&s->side[1].segment);
	mem_free(s);
}

static void hl7_log(const struct tx *tx, struct json_writer *w)
{
	const struct hl7_own *own = tx->own;
	const struct hl7_header *h = &own->header;

	say_span(w, "type", h->type);
	say_span(w, "sending_application", h->application);
	say_span(w, "sending_facility", h->facility);
	say_span(w, "receiving_application", h->to_application);
	say_span(w, "receiving_facility", h->to_facility);
	say_span(w, "version", h->version);
	say_span(w, "processing", h->processing);
	say_span(w, "answer_type", own->answer_type);
	say_span(w, "answer_code", own->code);
}

const struct proto proto_row_hl7 = {
    .id = PROTO_HL7,
    .name = "hl7",
    .event = "hl7",
    .tcp = true,
    .probe = hl7_probe,
    .begin = hl7_begin,
    .take = hl7_take,
    .gap = hl7_gap,
    .free = hl7_free,
    .log = hl7_log,
};

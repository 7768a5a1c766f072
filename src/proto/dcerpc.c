#include "proto/dcerpc_impl.h"

#include "proto/part.h"
#include "proto/rows.h"

enum { HEAD = 16, OPEN = 64, FIRST = 1, LAST = 2 };

struct dcerpc_state {
	struct part part[2];
	struct dcerpc_bound bound;
	struct {
		struct tx *tx;
		uint32_t id;
	} open[OPEN]; /* oldest first */
	size_t nopen;
};

static uint16_t u16(struct span s, size_t at, bool little)
{
	if (at + 2 > s.n)
		return 0;
	return (uint16_t)(little ? s.p[at + 1] << 8 | s.p[at] : s.p[at] << 8 | s.p[at + 1]);
}

static uint32_t u32(struct span s, size_t at, bool little)
{
	uint32_t a = u16(s, at, little), b = u16(s, at + 2, little);

	return little ? b << 16 | a : a << 16 | b;
}

static bool is_little(struct span pdu)
{
	return pdu.n > 4 && pdu.p[4] & 0x10;
}

int64_t dcerpc_impl_size(struct span head)
{
	uint16_t n;

	if (head.n && head.p[0] != 5)
		return -1;
	if (head.n < HEAD)
		return 0;
	n = u16(head, 8, is_little(head));
	return n < HEAD || head.p[1] > 1 || head.p[2] > 19 ? -1 : n;
}

bool dcerpc_impl_head(struct span pdu, uint8_t *ret_type, uint32_t *ret_call)
{
	if (pdu.n < HEAD || dcerpc_impl_size(pdu) < 0)
		return false;
	*ret_type = pdu.p[2];
	*ret_call = u32(pdu, 12, is_little(pdu));
	return true;
}

bool dcerpc_impl_asks(uint8_t type)
{
	return type == DCERPC_REQUEST || type == DCERPC_BIND || type == DCERPC_ALTER ||
	       type > DCERPC_ALTER_RESPONSE;
}

static void uuid(struct span s, size_t at, bool little, uint8_t *to)
{
	static const uint8_t order[16] = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};

	for (size_t i = 0; i < 16 && at + 16 <= s.n; i++)
		to[i] = s.p[at + (little ? order[i] : i)];
}

/* A context that is bound again is another; of too many the places are used anew. */
static void bind(struct dcerpc_bound *bound, const struct dcerpc_iface *iface)
{
	size_t i = 0;

	while (i < bound->n && bound->ifaces[i].context != iface->context)
		i++;
	if (i == DCERPC_IFACES)
		i = iface->context % DCERPC_IFACES;
	if (i == bound->n)
		bound->n++;
	bound->ifaces[i] = *iface;
}

/* The contexts that a bind asks for. */
static void contexts(struct dcerpc_call *call, struct dcerpc_bound *bound, struct span pdu)
{
	bool little = is_little(pdu);
	size_t at = HEAD + 12, n = pdu.n > HEAD + 8 ? pdu.p[HEAD + 8] : 0;

	for (size_t i = 0; i < n && at + 24 <= pdu.n; i++) {
		struct dcerpc_iface iface = {.context = u16(pdu, at, little)};

		uuid(pdu, at + 4, little, iface.uuid);
		iface.major = u16(pdu, at + 20, little);
		iface.minor = u16(pdu, at + 22, little);
		if (call->bound.n < DCERPC_IFACES)
			call->bound.ifaces[call->bound.n++] = iface;
		bind(bound, &iface);
		at += 24 + (size_t)pdu.p[at + 2] * 20;
	}
}

/* The results, in the order of the contexts. */
static void results(struct dcerpc_call *call, struct span pdu)
{
	bool little = is_little(pdu);
	size_t at = HEAD + 8 + 2 + u16(pdu, HEAD + 8, little), n;

	at = (at + 3) & ~(size_t)3;
	n = at < pdu.n ? pdu.p[at] : 0;
	at += 4;
	for (size_t i = 0; i < n && i < call->bound.n && at + 24 <= pdu.n; i++, at += 24) {
		call->bound.ifaces[i].answered = true;
		call->bound.ifaces[i].result = u16(pdu, at, little);
	}
}

static void stub(struct tx *tx, struct dcerpc_call *call, enum flow_dir dir, struct span data)
{
	struct dcerpc_stub *to = &call->kept[dir];
	size_t limit = MIN(tx->env->limits->body, (uint32_t)DCERPC_STUB);
	size_t n = MIN(data.n, limit - MIN(limit, to->n));

	call->stub[dir] += (uint32_t)data.n;
	if (!n || to->told)
		return;
	if (to->n + n > to->cap) {
		uint8_t *p;

		to->cap = MAX(to->n + n, to->cap * 2);
		p = arena_alloc(tx->arena, to->cap);
		if (to->n)
			memcpy(p, to->p, to->n);
		to->p = p;
	}
	memcpy(to->p + to->n, data.p, n);
	to->n += n;
}

void dcerpc_impl_tell(struct tx *tx, struct dcerpc_call *call, enum flow_dir dir)
{
	struct dcerpc_stub *s = &call->kept[dir];

	if (s->told || !s->n)
		return;
	s->told = true;
	proto_tx_add(tx, BUFFER_DCE_STUB_DATA, dir, span_of(s->p, s->n));
}

/* Interface and procedure, for rules. */
static void tell_iface(struct tx *tx, struct dcerpc_call *call, bool first)
{
	const struct dcerpc_iface *iface = &call->bound.ifaces[0];
	uint8_t bytes[20] = {0};

	if (call->told)
		return;
	call->told = true;
	proto_tx_number(tx, BUFFER_DCE_OPNUM, FLOW_TO_SERVER, call->opnum);
	if (!call->bound.n)
		return;
	memcpy(bytes, iface->uuid, sizeof(iface->uuid));
	bytes[16] = (uint8_t)(iface->major >> 8);
	bytes[17] = (uint8_t)iface->major;
	bytes[19] = first;
	proto_tx_copy(tx, BUFFER_DCE_IFACE, FLOW_TO_SERVER, span_of(bytes, sizeof(bytes)));
}

static void request(struct tx *tx, struct dcerpc_call *call, const struct dcerpc_bound *bound,
    enum flow_dir dir, struct span pdu)
{
	bool little = is_little(pdu), object = pdu.p[3] & 0x80;
	size_t tail = u16(pdu, 10, little);

	call->context = u16(pdu, HEAD + 4, little);
	call->opnum = u16(pdu, HEAD + 6, little);
	for (size_t i = 0; i < bound->n && !call->bound.n; i++)
		if (bound->ifaces[i].context == call->context)
			call->bound.ifaces[call->bound.n++] = bound->ifaces[i];
	tell_iface(tx, call, pdu.p[3] & FIRST);
	pdu.n -= MIN(pdu.n, tail ? tail + 8 : 0);
	stub(tx, call, dir, span_sub(pdu, HEAD + 8 + (object ? 16 : 0), pdu.n));
}

bool dcerpc_impl_take(struct tx *tx, struct dcerpc_call *call, struct dcerpc_bound *bound,
    enum flow_dir dir, struct span pdu)
{
	uint8_t type = pdu.p[2];
	bool last = pdu.p[3] & LAST;
	size_t tail = u16(pdu, 10, is_little(pdu));

	call->id = u32(pdu, 12, is_little(pdu));
	call->major = pdu.p[0];
	call->minor = pdu.p[1];
	if (dcerpc_impl_asks(type)) {
		call->asked = true;
		call->request = type;
	} else {
		call->answered = true;
		call->response = type;
	}
	call->fragments[dir]++;
	if (type == DCERPC_BIND || type == DCERPC_ALTER) {
		contexts(call, bound, pdu);
	} else if (type == DCERPC_BINDACK || type == DCERPC_ALTER_RESPONSE) {
		results(call, pdu);
	} else if (type == DCERPC_REQUEST) {
		request(tx, call, bound, dir, pdu);
	} else if (type == DCERPC_RESPONSE) {
		pdu.n -= MIN(pdu.n, tail ? tail + 8 : 0);
		stub(tx, call, dir, span_sub(pdu, HEAD + 8, pdu.n));
	}
	/* Binds are whole, whatever their flags say. */
	last |= type != DCERPC_REQUEST && type != DCERPC_RESPONSE;
	if (last)
		dcerpc_impl_tell(tx, call, dir);
	return last;
}

static enum proto_guess dcerpc_probe(
    struct span first, enum flow_dir dir, const struct flow *flow)
{
	uint8_t type;
	uint32_t call;

	(void)flow;
	if (first.p[0] != 5 || (first.n > 1 && first.p[1] > 1))
		return PROTO_NO;
	if (first.n < HEAD)
		return PROTO_MORE;
	if (!dcerpc_impl_head(first, &type, &call) || first.p[4] & 0xee || first.p[5] > 3 ||
	    first.p[6] || first.p[7])
		return PROTO_NO;
	return dcerpc_impl_asks(type) == (dir == FLOW_TO_SERVER) ? PROTO_YES : PROTO_NO;
}

static void *dcerpc_begin(struct proto_env *env, struct flow *flow)
{
	struct dcerpc_state *s = mem_alloc(sizeof(*s));

	(void)env;
	(void)flow;
	part_init(&s->part[0], DCERPC_PDU);
	part_init(&s->part[1], DCERPC_PDU);
	return s;
}

static size_t find(const struct dcerpc_state *s, uint32_t id)
{
	size_t i = 0;

	while (i < s->nopen && s->open[i].id != id)
		i++;
	return i;
}

static void forget(struct dcerpc_state *s, size_t i)
{
	memmove(&s->open[i], &s->open[i + 1], (--s->nopen - i) * sizeof(s->open[0]));
}

static struct tx *begin_call(
    struct proto_env *env, struct flow *flow, struct dcerpc_state *s, uint32_t id)
{
	struct tx *tx;

	if (s->nopen == OPEN) {
		struct tx *oldest = s->open[0].tx;

		forget(s, 0);
		proto_tx_finish(env, oldest);
	}
	tx = proto_tx_new(env, flow, PROTO_DCERPC);
	if (!tx)
		return NULL;
	tx->own = ARENA_NEW(tx->arena, struct dcerpc_call);
	s->open[s->nopen].tx = tx;
	s->open[s->nopen++].id = id;
	return tx;
}

static void message(struct proto_env *env, struct flow *flow, struct dcerpc_state *s,
    enum flow_dir dir, struct span m)
{
	struct tx *tx;
	uint8_t type;
	uint32_t id;
	size_t i;
	bool last;

	if (!dcerpc_impl_head(m, &type, &id))
		return;
	i = find(s, id);
	if (i < s->nopen && dcerpc_impl_asks(type) && m.p[3] & FIRST &&
	    s->open[i].tx->done[dir]) {
		/* The number is used anew before the answer was seen. */
		tx = s->open[i].tx;
		forget(s, i);
		proto_tx_finish(env, tx);
		i = s->nopen;
	}
	tx = i < s->nopen ? s->open[i].tx : begin_call(env, flow, s, id);
	if (!tx)
		return;
	last = dcerpc_impl_take(tx, tx->own, &s->bound, dir, m);
	if (last && dir == FLOW_TO_CLIENT) {
		tx->done[FLOW_TO_SERVER] = true;
		forget(s, find(s, id));
	}
	if (last)
		proto_tx_grown(env, tx, dir, true);
}

static void dcerpc_take(
    struct proto_env *env, struct flow *flow, void *state, enum flow_dir dir, struct span data)
{
	struct dcerpc_state *s = state;
	struct span m;

	while (part_message(&s->part[dir], dcerpc_impl_size, &data, &m))
		message(env, flow, s, dir, m);
}

static void dcerpc_gap(
    struct proto_env *env, struct flow *flow, void *state, enum flow_dir dir, uint64_t n)
{
	struct dcerpc_state *s = state;

	(void)env;
	(void)flow;
	part_gap(&s->part[dir], dcerpc_impl_size, n);
}

/* Calls whose last fragment does not come. */
static void dcerpc_end(struct proto_env *env, struct flow *flow, void *state, enum flow_dir dir)
{
	struct dcerpc_state *s = state;

	(void)env;
	(void)flow;
	for (size_t i = 0; i < s->nopen; i++)
		dcerpc_impl_tell(s->open[i].tx, s->open[i].tx->own, dir);
}

static void dcerpc_free(struct proto_env *env, struct flow *flow, void *state)
{
	struct dcerpc_state *s = state;

	(void)env;
	(void)flow;
	part_done(&s->part[0]);
	part_done(&s->part[1]);
	mem_free(s);
}

static void dcerpc_log(const struct tx *tx, struct json_writer *w)
{
	dcerpc_impl_log(tx->own, w, false);
}

const struct proto proto_row_dcerpc = {
    .id = PROTO_DCERPC,
    .name = "dcerpc",
    .event = "dcerpc",
    .tcp = true,
    .probe = dcerpc_probe,
    .begin = dcerpc_begin,
    .take = dcerpc_take,
    .gap = dcerpc_gap,
    .end = dcerpc_end,
    .free = dcerpc_free,
    .log = dcerpc_log,
};

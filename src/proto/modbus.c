/* Modbus over TCP: which unit is asked for which function, and whether it refused. A request
 * with its answer is a transaction. */
#include "codec/cursor.h"
#include "proto/part.h"
#include "proto/proto_impl.h"
#include "proto/rows.h"
#include "proto/say.h"

enum { PORT_MODBUS = 502, HEAD = 6, BODY_MAX = 254, OPEN = 32, REFUSED = 0x80 };

struct modbus_side {
	bool there;
	uint16_t id, protocol;
	uint8_t unit, function, exception;
};

struct modbus_own {
	struct modbus_side side[2]; /* by direction */
};

struct modbus_state {
	struct part part[2];
	struct {
		struct tx *tx;
		uint16_t id;
	} open[OPEN]; /* oldest first */
	size_t nopen;
};

static const struct {
	uint8_t code;
	const char *name;
} functions[] = {{1, "RdCoils"}, {2, "RdDiscreteInputs"}, {3, "RdHoldRegs"}, {4, "RdInputRegs"},
    {5, "WrSingleCoil"}, {6, "WrSingleReg"}, {7, "RdExcStatus"}, {8, "Diagnostic"},
    {11, "GetCommEventCtr"}, {12, "GetCommEventLog"}, {15, "WrMultCoils"}, {16, "WrMultRegs"},
    {17, "ReportServerID"}, {20, "RdFileRec"}, {21, "WrFileRec"}, {22, "MaskWrReg"},
    {23, "RdWrMultRegs"}, {24, "RdFIFOQueue"}, {43, "MEI"}};

static int64_t message_size(struct span head)
{
	size_t n;

	if (head.n < HEAD)
		return 0;
	n = (size_t)head.p[4] << 8 | head.p[5];
	return n < 2 || n > BODY_MAX ? -1 : (int64_t)(HEAD + n);
}

static enum proto_guess modbus_probe(
    struct span first, enum flow_dir dir, const struct flow *flow)
{
	(void)dir;
	if (flow->sport != PORT_MODBUS && flow->cport != PORT_MODBUS)
		return PROTO_NO;
	if (first.n < HEAD + 2)
		return PROTO_MORE;
	return !first.p[2] && !first.p[3] && message_size(first) > 0 ? PROTO_YES : PROTO_NO;
}

static void *modbus_begin(struct proto_env *env, struct flow *flow)
{
	struct modbus_state *s = mem_alloc(sizeof(*s));

	(void)env;
	(void)flow;
	part_init(&s->part[0], HEAD + BODY_MAX);
	part_init(&s->part[1], HEAD + BODY_MAX);
	return s;
}

static void forget(struct modbus_state *s, size_t i)
{
	memmove(&s->open[i], &s->open[i + 1], (--s->nopen - i) * sizeof(s->open[0]));
}

static struct tx *request(
    struct proto_env *env, struct flow *flow, struct modbus_state *s, uint16_t id)
{
	struct tx *tx;

	if (s->nopen == OPEN) {
		tx = s->open[0].tx;
		forget(s, 0);
		proto_tx_finish(env, tx);
	}
	tx = proto_tx_new(env, flow, PROTO_MODBUS);
	if (!tx)
		return NULL;
	tx->own = ARENA_NEW(tx->arena, struct modbus_own);
	s->open[s->nopen].tx = tx;
	s->open[s->nopen++].id = id;
	return tx;
}

static void message(struct proto_env *env, struct flow *flow, struct modbus_state *s,
    enum flow_dir dir, struct span m)
{
	struct cursor c = cursor_of(m);
	struct modbus_side side = {.there = true};
	struct modbus_own *own;
	struct tx *tx = NULL;
	size_t i = 0;

	side.id = cursor_u16(&c);
	side.protocol = cursor_u16(&c);
	cursor_skip(&c, 2);
	side.unit = cursor_u8(&c);
	side.function = cursor_u8(&c);
	if (side.function & REFUSED)
		side.exception = cursor_u8(&c);
	while (dir == FLOW_TO_CLIENT && i < s->nopen && s->open[i].id != side.id)
		i++;
	if (dir == FLOW_TO_CLIENT && i < s->nopen)
		tx = s->open[i].tx;
	if (!tx) {
		tx = request(env, flow, s, side.id);
		i = s->nopen - 1;
	}
	if (!tx)
		return;
	own = tx->own;
	own->side[dir] = side;
	if (side.protocol)
		proto_tx_event(tx, PROTO_EVENT_MODBUS_PROTOCOL);
	if (dir == FLOW_TO_CLIENT) {
		forget(s, i);
		tx->done[FLOW_TO_SERVER] = true;
	}
	proto_tx_grown(env, tx, dir, true);
}

static void modbus_take(
    struct proto_env *env, struct flow *flow, void *state, enum flow_dir dir, struct span data)
{
	struct modbus_state *s = state;
	bool lost = s->part[dir].lost;
	struct span m;
	struct tx *tx;

	while (part_message(&s->part[dir], message_size, &data, &m))
		message(env, flow, s, dir, m);
	if (lost || !s->part[dir].lost)
		return;
	tx = proto_tx_new(env, flow, PROTO_MODBUS);
	if (!tx)
		return;
	tx->own = ARENA_NEW(tx->arena, struct modbus_own);
	proto_tx_event(tx, PROTO_EVENT_MODBUS_LENGTH);
	proto_tx_finish(env, tx);
}

static void modbus_gap(
    struct proto_env *env, struct flow *flow, void *state, enum flow_dir dir, uint64_t n)
{
	struct modbus_state *s = state;

	(void)env;
	(void)flow;
	part_gap(&s->part[dir], message_size, n);
}

static void modbus_free(struct proto_env *env, struct flow *flow, void *state)
{
	struct modbus_state *s = state;

	(void)env;
	(void)flow;
	part_done(&s->part[0]);
	part_done(&s->part[1]);
	mem_free(s);
}

static void write_side(struct json_writer *w, const char *key, const struct modbus_side *side)
{
	const char *name = "Unknown";

	if (!side->there)
		return;
	for (size_t i = 0; i < ARRAY_LEN(functions); i++)
		if (functions[i].code == (side->function & 0x7f))
			name = functions[i].name;
	json_write_key(w, key);
	json_write_object(w);
	json_member_int(w, "transaction_id", side->id);
	json_member_int(w, "protocol_id", side->protocol);
	json_member_int(w, "unit_id", side->unit);
	json_member_int(w, "function_raw", side->function);
	json_member_text(w, "function_code", name);
	if (side->function & REFUSED) {
		json_write_key(w, "exception");
		json_write_object(w);
		json_member_int(w, "raw", side->exception);
		json_write_object_end(w);
	}
	json_write_object_end(w);
}

static void modbus_log(const struct tx *tx, struct json_writer *w)
{
	const struct modbus_own *own = tx->own;

	json_member_int(w, "id", (int64_t)tx->nr + 1);
	write_side(w, "request", &own->side[FLOW_TO_SERVER]);
	write_side(w, "response", &own->side[FLOW_TO_CLIENT]);
}

static bool modbus_tells(const struct tx *tx)
{
	const struct modbus_own *own = tx->own;

	return own->side[0].there || own->side[1].there;
}

const struct proto proto_row_modbus = {
    .id = PROTO_MODBUS,
    .name = "modbus",
    .event = "modbus",
    .tcp = true,
    .probe = modbus_probe,
    .begin = modbus_begin,
    .take = modbus_take,
    .gap = modbus_gap,
    .free = modbus_free,
    .log = modbus_log,
    .tells = modbus_tells,
};

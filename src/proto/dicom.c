/*
 * DICOM's upper layer (PS3.8 section 9): who associates with whom for what, and the names of
 * the commands that follow (PS3.7 annex E). Data sets, instance identifiers and everything else
 * that could be of a patient are stepped over. An association is one transaction.
 */
#include "codec/cursor.h"
#include "proto/part.h"
#include "proto/proto_impl.h"
#include "proto/rows.h"
#include "proto/say.h"

enum {
	PDU_RQ = 1,
	PDU_AC,
	PDU_RJ,
	PDU_DATA,
	PDU_RELEASE_RQ,
	PDU_RELEASE_RP,
	PDU_ABORT,
	PDU_MAX = 32 << 10, /* bytes of a PDU that are looked at */
	AE = 16,            /* bytes of an application entity's title */
	UID = 64,
	CONTEXTS = 128, /* identifiers are odd and a byte */
	COMMANDS = 24,
	COMMAND_SET = 2048 /* bytes of a command set that are looked at */
};

static const struct {
	uint16_t field;
	const char *name;
} commands[COMMANDS] = {{0x0001, "C-STORE-RQ"}, {0x8001, "C-STORE-RSP"}, {0x0010, "C-GET-RQ"},
    {0x8010, "C-GET-RSP"}, {0x0020, "C-FIND-RQ"}, {0x8020, "C-FIND-RSP"}, {0x0021, "C-MOVE-RQ"},
    {0x8021, "C-MOVE-RSP"}, {0x0030, "C-ECHO-RQ"}, {0x8030, "C-ECHO-RSP"},
    {0x0100, "N-EVENT-REPORT-RQ"}, {0x8100, "N-EVENT-REPORT-RSP"}, {0x0110, "N-GET-RQ"},
    {0x8110, "N-GET-RSP"}, {0x0120, "N-SET-RQ"}, {0x8120, "N-SET-RSP"}, {0x0130, "N-ACTION-RQ"},
    {0x8130, "N-ACTION-RSP"}, {0x0140, "N-CREATE-RQ"}, {0x8140, "N-CREATE-RSP"},
    {0x0150, "N-DELETE-RQ"}, {0x8150, "N-DELETE-RSP"}, {0x0fff, "C-CANCEL-RQ"}};

struct dicom_context {
	uint8_t id, result;
	bool answered;
	struct span abstract; /* the transaction's arena's */
};

struct dicom_own {
	struct span calling, called;
	VEC(struct dicom_context) contexts;
	uint32_t counts[COMMANDS]; /* by commands[] */
	bool accepted, rejected, aborted, released;
};

struct dicom_state {
	struct part part[2];
	struct tx *tx; /* NULL: it is over */
};

static enum proto_guess dicom_probe(
    struct span first, enum flow_dir dir, const struct flow *flow)
{
	uint32_t n;

	(void)flow;
	if (dir == FLOW_TO_CLIENT) {
		if (first.p[0] != PDU_AC && first.p[0] != PDU_RJ)
			return PROTO_NO;
	} else if (first.p[0] != PDU_RQ) {
		return PROTO_NO;
	}
	if (first.n < 10)
		return first.n < 2 || first.p[1] == 0 ? PROTO_MORE : PROTO_NO;
	n = (uint32_t)first.p[2] << 24 | (uint32_t)first.p[3] << 16 |
	    (uint32_t)first.p[4] << 8 | first.p[5];
	if (first.p[1] != 0)
		return PROTO_NO;
	if (first.p[0] == PDU_RJ)
		return n == 4 && first.p[7] <= 2 && first.p[8] <= 3 ? PROTO_YES : PROTO_NO;
	/* Protocol version bits, reserved bytes, titles of spaces and visible characters. */
	if (n < 68 || n > 1 << 20 || first.p[6] != 0 || first.p[7] != 1 || first.p[8] ||
	    first.p[9])
		return PROTO_NO;
	for (size_t i = 10; i < first.n && i < 10 + 2 * AE; i++)
		if (first.p[i] < ' ' || first.p[i] > '~')
			return dir == FLOW_TO_CLIENT ? PROTO_YES : PROTO_NO;
	return first.n < 10 + 2 * AE ? PROTO_MORE : PROTO_YES;
}

static void *dicom_begin(struct proto_env *env, struct flow *flow)
{
	struct dicom_state *s = mem_alloc(sizeof(*s));

	part_init(&s->part[0], PDU_MAX);
	part_init(&s->part[1], PDU_MAX);
	s->tx = proto_tx_new(env, flow, PROTO_DICOM);
	if (s->tx)
		s->tx->own = ARENA_NEW(s->tx->arena, struct dicom_own);
	return s;
}

static int64_t pdu_size(struct span head)
{
	struct cursor c = cursor_of(head);
	uint8_t type = cursor_u8(&c);
	uint32_t n;

	cursor_skip(&c, 1);
	n = cursor_u32(&c);
	if (head.n && (type < PDU_RQ || type > PDU_ABORT))
		return -1;
	return cursor_err(&c) ? 0 : (int64_t)n + 6;
}

static struct dicom_context *context_of(struct tx *tx, uint8_t id)
{
	struct dicom_own *own = tx->own;

	vec_foreach (it, &own->contexts) {
		if (it->id == id)
			return it;
	}
	if (own->contexts.n >= CONTEXTS)
		return NULL;
	vec_push(tx->arena, &own->contexts, (struct dicom_context){.id = id});
	return &own->contexts.items[own->contexts.n - 1];
}

static void context(struct tx *tx, struct cursor *c, bool answer)
{
	uint8_t id = cursor_u8(c), result;
	struct dicom_context *to;

	cursor_skip(c, 1);
	result = cursor_u8(c);
	cursor_skip(c, 1);
	to = cursor_err(c) ? NULL : context_of(tx, id);
	if (!to)
		return;
	if (answer) {
		to->answered = true;
		to->result = result;
		return;
	}
	while (cursor_left(c) >= 4) {
		uint8_t type = cursor_u8(c);
		struct span value;

		cursor_skip(c, 1);
		value = cursor_bytes(c, cursor_u16(c));
		if (type == 0x30 && !to->abstract.n)
			to->abstract = arena_span(tx->arena, span_sub(value, 0, UID));
	}
}

static void associate(struct tx *tx, struct span pdu)
{
	struct cursor c = cursor_of(pdu);
	struct dicom_own *own = tx->own;
	bool answer = cursor_u8(&c) == PDU_AC;
	struct span called, calling;

	cursor_skip(&c, 1 + 4 + 2 + 2);
	called = cursor_bytes(&c, AE);
	calling = cursor_bytes(&c, AE);
	cursor_skip(&c, 32);
	if (cursor_err(&c))
		return;
	if (!answer && !own->called.n && !own->calling.n) {
		own->called = arena_span(tx->arena, span_trim(called));
		own->calling = arena_span(tx->arena, span_trim(calling));
		proto_tx_add(tx, BUFFER_DICOM_CALLED, FLOW_TO_SERVER, own->called);
		proto_tx_add(tx, BUFFER_DICOM_CALLING, FLOW_TO_SERVER, own->calling);
	}
	while (cursor_left(&c) >= 4) {
		uint8_t type = cursor_u8(&c);
		struct cursor item;

		cursor_skip(&c, 1);
		item = cursor_sub(&c, cursor_u16(&c));
		if (type == 0x20 || type == 0x21)
			context(tx, &item, type == 0x21);
	}
}

/* The command field of a command set: implicit little-endian elements of group 0. */
static void command_set(struct dicom_own *own, struct span set)
{
	struct cursor c = cursor_of(span_sub(set, 0, COMMAND_SET));

	while (cursor_left(&c) >= 8) {
		uint16_t group = cursor_u16_le(&c), element = cursor_u16_le(&c);
		struct span value = cursor_bytes(&c, cursor_u32_le(&c));
		unsigned field;

		if (group != 0)
			return;
		if (element != 0x0100 || value.n < 2)
			continue;
		field = (unsigned)value.p[1] << 8 | value.p[0];
		for (size_t i = 0; i < COMMANDS; i++)
			if (commands[i].name && commands[i].field == field)
				own->counts[i]++;
		return;
	}
}

static void data_values(struct dicom_own *own, struct span pdu)
{
	struct cursor c = cursor_of(span_sub(pdu, 6, pdu.n));

	while (cursor_left(&c) >= 6) {
		uint32_t n = cursor_u32(&c);
		uint8_t control;

		cursor_skip(&c, 1);
		control = cursor_u8(&c);
		if (n < 2)
			return;
		if (control & 1)
			command_set(own, cursor_bytes(&c, MIN((size_t)n - 2, cursor_left(&c))));
		else
			cursor_skip(&c, n - 2);
	}
}

static void pdu(struct proto_env *env, struct dicom_state *s, enum flow_dir dir, struct span m)
{
	struct tx *tx = s->tx;
	struct dicom_own *own = tx->own;
	uint8_t type = m.p[0];

	if (type == PDU_DATA) {
		data_values(own, m);
		return;
	}
	if (type == PDU_RQ || type == PDU_AC)
		associate(tx, m);
	own->accepted |= type == PDU_AC;
	own->rejected |= type == PDU_RJ;
	own->aborted |= type == PDU_ABORT;
	own->released |= type == PDU_RELEASE_RP;
	if (type == PDU_RJ || type == PDU_ABORT || type == PDU_RELEASE_RP) {
		s->tx = NULL;
		tx->done[0] = tx->done[1] = true;
		proto_tx_grown(env, tx, dir, true);
	} else {
		proto_tx_grown(env, tx, dir, false);
	}
}

static void dicom_take(
    struct proto_env *env, struct flow *flow, void *state, enum flow_dir dir, struct span data)
{
	struct dicom_state *s = state;
	struct span m;

	(void)flow;
	while (s->tx && part_message(&s->part[dir], pdu_size, &data, &m))
		pdu(env, s, dir, m);
}

static void dicom_gap(
    struct proto_env *env, struct flow *flow, void *state, enum flow_dir dir, uint64_t n)
{
	struct dicom_state *s = state;

	(void)env;
	(void)flow;
	part_gap(&s->part[dir], pdu_size, n);
}

static void dicom_free(struct proto_env *env, struct flow *flow, void *state)
{
	struct dicom_state *s = state;

	(void)env;
	(void)flow;
	part_done(&s->part[0]);
	part_done(&s->part[1]);
	mem_free(s);
}

static void write_contexts(struct json_writer *w, const struct dicom_own *own)
{
	if (!own->contexts.n)
		return;
	json_write_key(w, "contexts");
	json_write_array(w);
	vec_foreach (it, &own->contexts) {
		json_write_object(w);
		json_member_int(w, "id", it->id);
		say_span(w, "abstract_syntax", it->abstract);
		if (it->answered)
			json_member_bool(w, "accepted", it->result == 0);
		json_write_object_end(w);
	}
	json_write_array_end(w);
}

static void dicom_log(const struct tx *tx, struct json_writer *w)
{
	const struct dicom_own *own = tx->own;

	say_span(w, "calling_ae", own->calling);
	say_span(w, "called_ae", own->called);
	json_member_text(w, "result",
	    own->rejected   ? "rejected"
	    : own->aborted  ? "aborted"
	    : own->accepted ? "accepted"
			    : "unanswered");
	json_member_bool(w, "released", own->released);
	write_contexts(w, own);
	json_write_key(w, "commands");
	json_write_array(w);
	for (size_t i = 0; i < COMMANDS; i++) {
		if (!own->counts[i])
			continue;
		json_write_object(w);
		json_member_text(w, "name", commands[i].name);
		json_member_int(w, "count", own->counts[i]);
		json_write_object_end(w);
	}
	json_write_array_end(w);
}

const struct proto proto_row_dicom = {
    .id = PROTO_DICOM,
    .name = "dicom",
    .event = "dicom",
    .tcp = true,
    .probe = dicom_probe,
    .begin = dicom_begin,
    .take = dicom_take,
    .gap = dicom_gap,
    .free = dicom_free,
    .log = dicom_log,
};

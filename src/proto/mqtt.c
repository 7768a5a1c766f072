/*
 * MQTT 3.1, 3.1.1 and 5: a message with those that confirm it is a transaction.
 */
#include "proto/mqtt_impl.h"
#include "proto/part.h"
#include "proto/rows.h"

enum { OPEN = 64, CONNECT_ID = 1 << 16, NO_ID = 1 << 17 };

struct mqtt_state {
	struct part part[2];
	uint8_t version;
	bool connected;
	struct {
		struct tx *tx;
		uint32_t id;
	} open[OPEN]; /* oldest first */
	size_t nopen;
};

uint32_t mqtt_impl_number(struct cursor *c)
{
	uint32_t v = 0;

	for (int i = 0; i < 4; i++) {
		uint8_t b = cursor_u8(c);

		v |= (uint32_t)(b & 0x7f) << (7 * i);
		if (!(b & 0x80))
			return v;
	}
	cursor_fail(c, ERR_SYNTAX);
	return 0;
}

struct span mqtt_impl_text(struct cursor *c)
{
	return cursor_bytes(c, cursor_u16(c));
}

struct span mqtt_impl_properties(struct cursor *c, uint8_t version)
{
	if (version < 5 || !cursor_left(c))
		return span_of(NULL, 0);
	return cursor_bytes(c, mqtt_impl_number(c));
}

bool mqtt_impl_connect(struct span body, struct mqtt_connect *ret)
{
	struct cursor c = cursor_of(body);
	struct mqtt_connect m = {0};

	m.protocol = mqtt_impl_text(&c);
	m.version = cursor_u8(&c);
	m.flags = cursor_u8(&c);
	cursor_skip(&c, 2); /* keep alive */
	m.properties = mqtt_impl_properties(&c, m.version);
	m.client = mqtt_impl_text(&c);
	if (m.flags & 4) {
		m.will_properties = mqtt_impl_properties(&c, m.version);
		m.will_topic = mqtt_impl_text(&c);
		m.will_message = mqtt_impl_text(&c);
	}
	if (m.flags & 0x80)
		m.user = mqtt_impl_text(&c);
	if (m.flags & 0x40)
		m.password = mqtt_impl_text(&c);
	*ret = m;
	return cursor_err(&c) == 0;
}

static enum proto_guess mqtt_probe(
    struct span first, enum flow_dir dir, const struct flow *flow)
{
	struct cursor c = cursor_of(first);
	struct span name;

	(void)flow;
	if (dir == FLOW_TO_CLIENT) {
		if (first.n < 4)
			return first.p[0] == 0x20 ? PROTO_MORE : PROTO_NO;
		return first.p[0] == 0x20 && first.p[2] <= 1 && first.p[1] == first.n - 2
			   ? PROTO_YES
			   : PROTO_NO;
	}
	if (cursor_u8(&c) != 0x10)
		return PROTO_NO;
	if (first.n < 2)
		return PROTO_MORE;
	(void)mqtt_impl_number(&c);
	name = mqtt_impl_text(&c);
	if (cursor_err(&c))
		return first.n < 14 && cursor_err(&c) == ERR_TRUNCATED ? PROTO_MORE : PROTO_NO;
	return span_eq(name, "MQTT") || span_eq(name, "MQIsdp") ? PROTO_YES : PROTO_NO;
}

static void *mqtt_begin(struct proto_env *env, struct flow *flow)
{
	struct mqtt_state *s = mem_alloc(sizeof(*s));

	(void)env;
	(void)flow;
	part_init(&s->part[0], MQTT_MESSAGE + 5);
	part_init(&s->part[1], MQTT_MESSAGE + 5);
	return s;
}

static int64_t message_size(struct span head)
{
	struct cursor c = cursor_of(head);
	uint32_t n;

	cursor_skip(&c, 1);
	n = mqtt_impl_number(&c);
	if (cursor_err(&c) == ERR_SYNTAX)
		return -1;
	return cursor_err(&c) ? 0 : (int64_t)c.at + n;
}

static struct tx *find(const struct mqtt_state *s, uint32_t id)
{
	for (size_t i = 0; i < s->nopen; i++)
		if (s->open[i].id == id)
			return s->open[i].tx;
	return NULL;
}

static void forget(struct mqtt_state *s, const struct tx *tx)
{
	for (size_t i = 0; i < s->nopen; i++) {
		if (s->open[i].tx != tx)
			continue;
		memmove(&s->open[i], &s->open[i + 1], (--s->nopen - i) * sizeof(s->open[0]));
		return;
	}
}

static void over(struct proto_env *env, struct mqtt_state *s, struct tx *tx, enum flow_dir dir)
{
	forget(s, tx);
	tx->done[0] = tx->done[1] = true;
	proto_tx_grown(env, tx, dir, true);
}

/* A transaction that waits for a confirmation by that identifier. */
static void wait_for(struct proto_env *env, struct mqtt_state *s, struct tx *tx, uint32_t id)
{
	if (s->nopen == OPEN) {
		struct tx *oldest = s->open[0].tx;

		forget(s, oldest);
		proto_tx_finish(env, oldest);
	}
	s->open[s->nopen].tx = tx;
	s->open[s->nopen++].id = id;
}

static void buffers_connect(struct tx *tx, struct mqtt_own *own, struct span body)
{
	struct mqtt_connect m;

	if (!mqtt_impl_connect(body, &m)) {
		proto_tx_event(tx, PROTO_EVENT_MQTT_MALFORMED);
		return;
	}
	own->version = m.version;
	proto_tx_add(tx, BUFFER_MQTT_CONNECT_CLIENTID, FLOW_TO_SERVER, m.client);
	if (m.user.n)
		proto_tx_add(tx, BUFFER_MQTT_CONNECT_USERNAME, FLOW_TO_SERVER, m.user);
}

static void buffers(struct tx *tx, const struct mqtt_message *m, enum flow_dir dir)
{
	struct mqtt_own *own = tx->own;
	struct cursor c = cursor_of(m->body);
	struct span text;

	if (m->type == MQTT_CONNECT) {
		buffers_connect(tx, own, m->body);
	} else if (m->type == MQTT_PUBLISH) {
		text = mqtt_impl_text(&c);
		if (m->flags & 6)
			cursor_skip(&c, 2);
		(void)mqtt_impl_properties(&c, own->version);
		if (cursor_err(&c)) {
			proto_tx_event(tx, PROTO_EVENT_MQTT_MALFORMED);
			return;
		}
		proto_tx_add(tx, BUFFER_MQTT_PUBLISH_TOPIC, dir, text);
		proto_tx_add(tx, BUFFER_MQTT_PUBLISH_MESSAGE, dir, cursor_rest(&c));
	} else if (m->type == MQTT_SUBSCRIBE && dir == FLOW_TO_SERVER) {
		cursor_skip(&c, 2);
		(void)mqtt_impl_properties(&c, own->version);
		for (int i = 0; i < MQTT_TOPICS && cursor_left(&c); i++) {
			text = mqtt_impl_text(&c);
			cursor_skip(&c, 1);
			if (!cursor_err(&c))
				proto_tx_add(tx, BUFFER_MQTT_SUBSCRIBE_TOPIC, dir, text);
		}
		if (cursor_err(&c))
			proto_tx_event(tx, PROTO_EVENT_MQTT_MALFORMED);
	}
}

/* The identifier by which the message and those that confirm it belong together. */
static uint32_t id_of(const struct mqtt_message *m)
{
	struct cursor c = cursor_of(m->body);

	switch (m->type) {
	case MQTT_CONNECT:
	case MQTT_CONNACK:
		return CONNECT_ID;
	case MQTT_PUBLISH:
		if (!(m->flags & 6))
			return NO_ID;
		(void)mqtt_impl_text(&c);
		return cursor_u16(&c);
	case MQTT_PINGREQ:
	case MQTT_PINGRESP:
	case MQTT_DISCONNECT:
	case MQTT_AUTH:
		return NO_ID;
	default:
		return cursor_u16(&c);
	}
}

/* Whether the message begins something, and whether it ends it. */
static bool is_first(const struct mqtt_message *m)
{
	return m->type == MQTT_CONNECT || m->type == MQTT_PUBLISH ||
	       m->type == MQTT_SUBSCRIBE || m->type == MQTT_UNSUBSCRIBE || id_of(m) == NO_ID;
}

static bool is_last(const struct mqtt_message *m)
{
	return m->type == MQTT_CONNACK || m->type == MQTT_PUBACK || m->type == MQTT_PUBCOMP ||
	       m->type == MQTT_SUBACK || m->type == MQTT_UNSUBACK || id_of(m) == NO_ID;
}

static void check(struct mqtt_state *s, struct tx *tx, const struct mqtt_message *m)
{
	if (m->type == 0)
		proto_tx_event(tx, PROTO_EVENT_MQTT_TYPE);
	if ((m->flags & 6) == 6)
		proto_tx_event(tx, PROTO_EVENT_MQTT_QOS);
	if (m->type == MQTT_CONNECT) {
		if (s->connected)
			proto_tx_event(tx, PROTO_EVENT_MQTT_DOUBLE_CONNECT);
		s->connected = true;
	} else if (!s->connected && m->type != MQTT_AUTH) {
		proto_tx_event(tx, PROTO_EVENT_MQTT_CONNECT);
		s->connected = true; /* said once */
	}
}

static void message(struct proto_env *env, struct flow *flow, struct mqtt_state *s,
    enum flow_dir dir, struct span bytes)
{
	struct cursor c = cursor_of(bytes);
	struct mqtt_message m = {0};
	struct mqtt_own *own;
	struct tx *tx = NULL;
	uint8_t head = cursor_u8(&c);
	uint32_t n = mqtt_impl_number(&c);
	bool alone;

	m.type = head >> 4;
	m.flags = head & 15;
	m.body = cursor_rest(&c);
	if (s->part[dir].cut)
		m.skipped = n;
	alone = is_first(&m);
	if (!alone)
		tx = find(s, id_of(&m));
	if (!tx) {
		tx = proto_tx_new(env, flow, PROTO_MQTT);
		if (!tx)
			return;
		own = tx->own = ARENA_NEW(tx->arena, struct mqtt_own);
		own->version = s->version;
		alone = alone && !is_last(&m);
		if (alone)
			wait_for(env, s, tx, id_of(&m));
	}
	own = tx->own;
	if (own->n < MQTT_MESSAGES) { /* more confirmations than there are kinds are not kept */
		m.body = arena_span(tx->arena, m.body);
		own->messages[own->n++] = m;
		proto_tx_number(tx, BUFFER_MQTT_TYPE, dir, m.type);
		check(s, tx, &m);
		buffers(tx, &m, dir);
	}
	if (m.type == MQTT_CONNECT)
		s->version = own->version;
	if (is_last(&m) || (!find(s, id_of(&m)) && m.type != MQTT_CONNECT))
		over(env, s, tx, dir);
	else
		proto_tx_grown(env, tx, dir, false);
}

static void mqtt_take(
    struct proto_env *env, struct flow *flow, void *state, enum flow_dir dir, struct span data)
{
	struct mqtt_state *s = state;
	bool lost = s->part[dir].lost;
	struct span m;
	struct tx *tx;

	while (part_message(&s->part[dir], message_size, &data, &m))
		message(env, flow, s, dir, m);
	if (lost || !s->part[dir].lost)
		return;
	tx = proto_tx_new(env, flow, PROTO_MQTT);
	if (!tx)
		return;
	tx->own = ARENA_NEW(tx->arena, struct mqtt_own);
	proto_tx_event(tx, PROTO_EVENT_MQTT_MALFORMED);
	over(env, s, tx, dir);
}

static void mqtt_gap(
    struct proto_env *env, struct flow *flow, void *state, enum flow_dir dir, uint64_t n)
{
	struct mqtt_state *s = state;

	(void)env;
	(void)flow;
	part_gap(&s->part[dir], message_size, n);
}

static void mqtt_free(struct proto_env *env, struct flow *flow, void *state)
{
	struct mqtt_state *s = state;

	(void)env;
	(void)flow;
	part_done(&s->part[0]);
	part_done(&s->part[1]);
	mem_free(s);
}

static bool mqtt_tells(const struct tx *tx)
{
	const struct mqtt_own *own = tx->own;

	return own->n > 0;
}

const struct proto proto_row_mqtt = {
    .id = PROTO_MQTT,
    .name = "mqtt",
    .event = "mqtt",
    .tcp = true,
    .probe = mqtt_probe,
    .begin = mqtt_begin,
    .take = mqtt_take,
    .gap = mqtt_gap,
    .free = mqtt_free,
    .log = mqtt_impl_log,
    .tells = mqtt_tells,
};

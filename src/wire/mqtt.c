#include "wire/mqtt.h"

#include "base/limits.h"
#include "codec/cursor.h"

enum {
	CLEAN_SESSION = 2,
	KEEP_ALIVE = 30 /* seconds */,
	SESSION_PRESENT = 1,
	ASSIGNED_CLIENT = 0x12
};

/* Variable byte integer, section 2.2.3. */
static uint32_t varint(struct cursor *c)
{
	uint32_t v = 0;
	uint8_t b;

	for (int shift = 0; shift < 28; shift += 7) {
		b = cursor_u8(c);
		v |= (uint32_t)(b & 0x7f) << shift;
		if (!(b & 0x80))
			return v;
	}
	cursor_fail(c, ERR_SYNTAX);
	return 0;
}

static void put_varint(struct str *to, size_t v)
{
	do {
		str_u8(to, (uint8_t)((v & 0x7f) | (v > 0x7f ? 0x80 : 0)));
		v >>= 7;
	} while (v);
}

/* The four low bits of the first byte are fixed for every type but PUBLISH, section 2.2.2. */
static bool flags_allowed(uint8_t first)
{
	int type = first >> 4;
	bool two = type == MQTT_PUBREL || type == MQTT_SUBSCRIBE || type == MQTT_UNSUBSCRIBE;

	return type != 0 && (type == MQTT_PUBLISH || (first & 0x0f) == (two ? 2 : 0));
}

int mqtt_frame(struct span bytes, size_t *ret_size)
{
	struct cursor c = cursor_of(bytes);
	uint8_t first = cursor_u8(&c);
	uint32_t n;

	if (bytes.n && !flags_allowed(first))
		return ERR_SYNTAX;
	n = varint(&c);
	if (n > LIMIT_FRAME)
		return ERR_LIMIT;
	cursor_skip(&c, n);
	if (cursor_err(&c))
		return cursor_err(&c);
	*ret_size = c.at;
	return 0;
}

int mqtt_packet_parse(struct span bytes, int *ret_type, struct span *ret_body)
{
	struct cursor c = cursor_of(bytes);
	size_t size;
	int r = mqtt_frame(bytes, &size);

	if (r < 0)
		return r;
	cursor_skip(&c, 1);
	*ret_body = cursor_bytes(&c, varint(&c));
	*ret_type = bytes.p[0] >> 4;
	return 0;
}

/* Steps over the value of a property, 5.0 section 2.2.2.2; gives it when it is a string. */
static struct span property(struct cursor *c, uint32_t id)
{
	switch (id) {
	case 0x01: /* one byte */
	case 0x17:
	case 0x19:
	case 0x24:
	case 0x25:
	case 0x28:
	case 0x29:
	case 0x2a:
		cursor_skip(c, 1);
		break;
	case 0x13: /* two */
	case 0x21:
	case 0x22:
	case 0x23:
		cursor_skip(c, 2);
		break;
	case 0x02: /* four */
	case 0x11:
	case 0x18:
	case 0x27:
		cursor_skip(c, 4);
		break;
	case 0x0b: /* variable */
		(void)varint(c);
		break;
	case 0x26: /* a pair of strings */
		cursor_skip(c, cursor_u16(c));
		return cursor_bytes(c, cursor_u16(c));
	case 0x03: /* strings, binary data */
	case 0x08:
	case 0x09:
	case 0x12:
	case 0x15:
	case 0x16:
	case 0x1a:
	case 0x1c:
	case 0x1f:
		return cursor_bytes(c, cursor_u16(c));
	default:
		cursor_fail(c, ERR_SYNTAX);
	}
	return span_of(NULL, 0);
}

/* Finds the assigned client identifier, 5.0 section 3.2.2.3.7. */
static int properties_parse(struct span properties, struct span *ret_client)
{
	struct cursor c = cursor_of(properties);
	struct span client = span_of(NULL, 0), value;

	while (cursor_left(&c)) {
		uint32_t id = varint(&c);

		value = property(&c, id);
		if (id == ASSIGNED_CLIENT)
			client = value;
	}
	*ret_client = client;
	return cursor_err(&c);
}

int mqtt_connack_parse(struct span body, struct mqtt_connack *ret)
{
	struct cursor c = cursor_of(body);
	struct mqtt_connack ack = {0};
	uint8_t flags = cursor_u8(&c);

	ack.session = flags & SESSION_PRESENT;
	ack.code = cursor_u8(&c);
	/* A server of 3.1.1 answers in its own form whatever it was asked in. */
	if (cursor_left(&c))
		ack.properties = cursor_bytes(&c, varint(&c));
	if (cursor_err(&c))
		return cursor_err(&c);
	if (flags & ~SESSION_PRESENT || cursor_left(&c))
		return ERR_SYNTAX;
	if (properties_parse(ack.properties, &ack.client) < 0)
		return ERR_SYNTAX;
	*ret = ack;
	return 0;
}

static const struct code {
	uint8_t code;
	enum mqtt_outcome outcome;
	const char *text;
} codes[] = {
    {0x00, MQTT_ACCEPTED, "accepted"},
    {0x01, MQTT_VERSION, "unacceptable protocol version"},
    {0x02, MQTT_IDENTIFIER, "client identifier rejected"},
    {0x03, MQTT_UNAVAILABLE, "server unavailable"},
    {0x04, MQTT_REFUSED, "bad user name or password"},
    {0x05, MQTT_REFUSED, "not authorized"},
    {0x84, MQTT_VERSION, "unsupported protocol version"},
    {0x85, MQTT_IDENTIFIER, "client identifier not valid"},
    {0x86, MQTT_REFUSED, "bad user name or password"},
    {0x87, MQTT_REFUSED, "not authorized"},
    {0x88, MQTT_UNAVAILABLE, "server unavailable"},
    {0x89, MQTT_OVERLOADED, "server busy"},
    {0x8a, MQTT_REFUSED, "banned"},
    {0x8c, MQTT_REFUSED, "bad authentication method"},
    {0x97, MQTT_OVERLOADED, "quota exceeded"},
    {0x9c, MQTT_UNAVAILABLE, "use another server"},
    {0x9d, MQTT_UNAVAILABLE, "server moved"},
    {0x9f, MQTT_OVERLOADED, "connection rate exceeded"},
};

static const struct code *code_row(uint8_t code)
{
	static const struct code other = {0xff, MQTT_UNAVAILABLE, "other reason"};

	for (size_t i = 0; i < ARRAY_LEN(codes); i++)
		if (codes[i].code == code)
			return &codes[i];
	return &other;
}

enum mqtt_outcome mqtt_outcome(uint8_t code)
{
	return code_row(code)->outcome;
}

const char *mqtt_code_text(uint8_t code)
{
	return code_row(code)->text;
}

void mqtt_connect_put(struct str *to, int level, const char *client)
{
	struct span id = span_sub(span_str(client), 0, UINT16_MAX);
	STR_AUTO(body, LIMIT_FRAME + 64);

	str_u16(&body, 4);
	str_add(&body, "MQTT");
	str_u8(&body, (uint8_t)level);
	str_u8(&body, CLEAN_SESSION);
	str_u16(&body, KEEP_ALIVE);
	if (level == MQTT_5_0)
		put_varint(&body, 0); /* no properties */
	str_u16(&body, (uint16_t)id.n);
	str_span(&body, id);
	str_u8(to, MQTT_CONNECT << 4);
	put_varint(to, body.n);
	str_span(to, str_bytes(&body));
}

void mqtt_disconnect_put(struct str *to)
{
	str_u8(to, MQTT_DISCONNECT << 4);
	put_varint(to, 0);
}

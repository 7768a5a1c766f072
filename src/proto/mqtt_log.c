/*
 * MQTT's EVE object. What is published may be a patient's (devices send measurements): payloads
 * and passwords are told only when limits.contents says so.
 */
#include "proto/mqtt_impl.h"
#include "proto/say.h"

/* Kinds of a property's value (section 2.2.2.2 of version 5). */
enum kind { NONE, BYTE, TWO, FOUR, VARIABLE, TEXT, PAIR };

static const struct {
	const char *name;
	uint8_t kind;
} properties[] = {
    [0x01] = {"payload_format_indicator", BYTE},
    [0x02] = {"message_expiry_interval", FOUR},
    [0x03] = {"content_type", TEXT},
    [0x08] = {"response_topic", TEXT},
    [0x09] = {"correlation_data", TEXT},
    [0x0b] = {"subscription_identifier", VARIABLE},
    [0x11] = {"session_expiry_interval", FOUR},
    [0x12] = {"assigned_client_identifier", TEXT},
    [0x13] = {"server_keep_alive", TWO},
    [0x15] = {"authentication_method", TEXT},
    [0x16] = {"authentication_data", TEXT},
    [0x17] = {"request_problem_information", BYTE},
    [0x18] = {"will_delay_interval", FOUR},
    [0x19] = {"request_response_information", BYTE},
    [0x1a] = {"response_information", TEXT},
    [0x1c] = {"server_reference", TEXT},
    [0x1f] = {"reason_string", TEXT},
    [0x21] = {"receive_maximum", TWO},
    [0x22] = {"topic_alias_maximum", TWO},
    [0x23] = {"topic_alias", TWO},
    [0x24] = {"maximum_qos", BYTE},
    [0x25] = {"retain_available", BYTE},
    [0x26] = {"user_property", PAIR},
    [0x27] = {"maximum_packet_size", FOUR},
    [0x28] = {"wildcard_subscription_available", BYTE},
    [0x29] = {"subscription_identifier_available", BYTE},
    [0x2a] = {"shared_subscription_available", BYTE},
};

static const char *const names[16] = {NULL, "connect", "connack", "publish", "puback", "pubrec",
    "pubrel", "pubcomp", "subscribe", "suback", "unsubscribe", "unsuback", "pingreq",
    "pingresp", "disconnect", "auth"};

static void text(struct json_writer *w, const char *key, struct span value)
{
	json_write_key(w, key);
	json_write_span(w, value);
}

static void write_property(struct json_writer *w, struct cursor *c, unsigned id)
{
	char key[256];
	struct span name, value;
	int64_t v;

	switch (properties[id].kind) {
	case BYTE:
		v = cursor_u8(c);
		break;
	case TWO:
		v = cursor_u16(c);
		break;
	case FOUR:
		v = cursor_u32(c);
		break;
	case VARIABLE:
		v = mqtt_impl_number(c);
		break;
	case TEXT:
		value = mqtt_impl_text(c);
		if (!cursor_err(c))
			text(w, properties[id].name, value);
		return;
	default:
		name = span_sub(mqtt_impl_text(c), 0, sizeof(key) - 1);
		value = mqtt_impl_text(c);
		if (cursor_err(c) || !name.n)
			return;
		memcpy(key, name.p, name.n);
		key[name.n] = '\0';
		text(w, key, value);
		return;
	}
	if (!cursor_err(c))
		json_member_int(w, properties[id].name, v);
}

static void write_properties(struct json_writer *w, struct span bytes)
{
	struct cursor c = cursor_of(bytes);

	if (!bytes.n)
		return;
	json_write_key(w, "properties");
	json_write_object(w);
	for (int i = 0; i < MQTT_PROPERTIES && cursor_left(&c); i++) {
		uint32_t id = mqtt_impl_number(&c);

		if (id >= ARRAY_LEN(properties) || !properties[id].kind)
			break;
		write_property(w, &c, id);
	}
	json_write_object_end(w);
}

static void write_connect(struct json_writer *w, struct span body, bool contents)
{
	struct mqtt_connect m;

	if (!mqtt_impl_connect(body, &m))
		return;
	text(w, "protocol_string", m.protocol);
	json_member_int(w, "protocol_version", m.version);
	json_write_key(w, "flags");
	json_write_object(w);
	json_member_bool(w, "username", m.flags & 0x80);
	json_member_bool(w, "password", m.flags & 0x40);
	json_member_bool(w, "will_retain", m.flags & 0x20);
	json_member_bool(w, "will", m.flags & 4);
	json_member_bool(w, "clean_session", m.flags & 2);
	json_write_object_end(w);
	text(w, "client_id", m.client);
	if (m.flags & 0x80)
		text(w, "username", m.user);
	if (m.flags & 0x40 && contents)
		text(w, "password", m.password);
	if (m.flags & 4) {
		json_write_key(w, "will");
		json_write_object(w);
		text(w, "topic", m.will_topic);
		if (contents)
			text(w, "message", m.will_message);
		write_properties(w, m.will_properties);
		json_write_object_end(w);
	}
	write_properties(w, m.properties);
}

static void write_publish(
    struct json_writer *w, const struct mqtt_message *m, uint8_t version, bool contents)
{
	struct cursor c = cursor_of(m->body);
	struct span topic = mqtt_impl_text(&c), props;
	unsigned id = m->flags & 6 ? cursor_u16(&c) : 0;

	props = mqtt_impl_properties(&c, version);
	if (cursor_err(&c))
		return;
	text(w, "topic", topic);
	if (m->flags & 6)
		json_member_int(w, "message_id", id);
	if (contents)
		text(w, "message", cursor_rest(&c));
	write_properties(w, props);
}

/* What follows an identifier, as confirmations have it. */
static void write_codes(struct json_writer *w, const char *key, struct cursor *c)
{
	json_write_key(w, key);
	json_write_array(w);
	for (int i = 0; i < MQTT_TOPICS && cursor_left(c); i++)
		json_write_int(w, cursor_u8(c));
	json_write_array_end(w);
}

static void write_topics(struct json_writer *w, struct cursor *c, bool qos)
{
	json_write_key(w, "topics");
	json_write_array(w);
	for (int i = 0; i < MQTT_TOPICS && cursor_left(c); i++) {
		struct span topic = mqtt_impl_text(c);
		unsigned q = qos ? cursor_u8(c) & 3 : 0;

		if (cursor_err(c))
			break;
		if (!qos) {
			json_write_span(w, topic);
			continue;
		}
		json_write_object(w);
		text(w, "topic", topic);
		json_member_int(w, "qos", q);
		json_write_object_end(w);
	}
	json_write_array_end(w);
}

/* Messages with an identifier. */
static void write_numbered(struct json_writer *w, const struct mqtt_message *m, uint8_t version)
{
	struct cursor c = cursor_of(m->body);
	bool list = m->type >= MQTT_SUBSCRIBE;
	struct span props;

	json_member_int(w, "message_id", cursor_u16(&c));
	if (!list) {
		if (version >= 5 && cursor_left(&c)) {
			json_member_int(w, "reason_code", cursor_u8(&c));
			write_properties(w, mqtt_impl_properties(&c, version));
		} else if (version >= 5) {
			json_member_int(w, "reason_code", 0);
		}
		return;
	}
	props = mqtt_impl_properties(&c, version);
	if (m->type == MQTT_SUBSCRIBE || m->type == MQTT_UNSUBSCRIBE)
		write_topics(w, &c, m->type == MQTT_SUBSCRIBE);
	else if (m->type == MQTT_SUBACK)
		write_codes(w, "qos_granted", &c);
	else if (version >= 5)
		write_codes(w, "reason_codes", &c);
	write_properties(w, props);
}

static void write_other(struct json_writer *w, const struct mqtt_message *m, uint8_t version)
{
	struct cursor c = cursor_of(m->body);

	if (m->type == MQTT_CONNACK) {
		json_member_bool(w, "session_present", cursor_u8(&c) & 1);
		json_member_int(w, "return_code", cursor_u8(&c));
		write_properties(w, mqtt_impl_properties(&c, version));
	} else if ((m->type == MQTT_DISCONNECT || m->type == MQTT_AUTH) && version >= 5) {
		json_member_int(w, "reason_code", cursor_u8(&c));
		write_properties(w, mqtt_impl_properties(&c, version));
	}
}

/* Whether a message of that kind stands before: a key is written once. */
static bool told(const struct mqtt_own *own, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (own->messages[k].type == own->messages[i].type)
			return true;
	return false;
}

void mqtt_impl_log(const struct tx *tx, struct json_writer *w)
{
	const struct mqtt_own *own = tx->own;
	bool contents = tx->env->limits->contents;

	for (size_t i = 0; i < own->n; i++) {
		const struct mqtt_message *m = &own->messages[i];

		if (!names[m->type] || told(own, i))
			continue;
		json_write_key(w, names[m->type]);
		json_write_object(w);
		json_member_int(w, "qos", m->flags >> 1 & 3);
		json_member_bool(w, "retain", m->flags & 1);
		json_member_bool(w, "dup", m->flags & 8);
		if (m->skipped) {
			json_member_bool(w, "truncated", true);
			json_member_int(w, "skipped_length", (int64_t)m->skipped);
		} else if (m->type == MQTT_CONNECT) {
			write_connect(w, m->body, contents);
		} else if (m->type == MQTT_PUBLISH) {
			write_publish(w, m, own->version, contents);
		} else if (m->type >= MQTT_PUBACK && m->type <= MQTT_UNSUBACK) {
			write_numbered(w, m, own->version);
		} else {
			write_other(w, m, own->version);
		}
		json_write_object_end(w);
	}
}

/* What mqtt.c and mqtt_log.c share: messages of MQTT 3.1, 3.1.1 and 5. */
#ifndef VARDE_PROTO_MQTT_IMPL_H
#define VARDE_PROTO_MQTT_IMPL_H

#include "codec/cursor.h"
#include "proto/proto_impl.h"

enum mqtt_type {
	MQTT_CONNECT = 1,
	MQTT_CONNACK,
	MQTT_PUBLISH,
	MQTT_PUBACK,
	MQTT_PUBREC,
	MQTT_PUBREL,
	MQTT_PUBCOMP,
	MQTT_SUBSCRIBE,
	MQTT_SUBACK,
	MQTT_UNSUBSCRIBE,
	MQTT_UNSUBACK,
	MQTT_PINGREQ,
	MQTT_PINGRESP,
	MQTT_DISCONNECT,
	MQTT_AUTH
};

enum { MQTT_MESSAGES = 8, MQTT_TOPICS = 64, MQTT_PROPERTIES = 64, MQTT_MESSAGE = 64 << 10 };

struct mqtt_message {
	uint8_t type, flags; /* the first byte's halves */
	uint64_t skipped;    /* bytes of the body when it was longer than is kept */
	struct span body;    /* the transaction's arena's */
};

struct mqtt_own {
	uint8_t version; /* protocol level: 3, 4, 5 */
	struct mqtt_message messages[MQTT_MESSAGES];
	size_t n;
};

struct mqtt_connect {
	struct span protocol, client, will_topic, will_message, user, password;
	struct span properties, will_properties;
	uint8_t version, flags;
};

/* The body of CONNECT; false: it is torn. */
bool mqtt_impl_connect(struct span body, struct mqtt_connect *ret);

/* A variable byte integer (section 1.5.5 of version 5). */
uint32_t mqtt_impl_number(struct cursor *c);

/* A text with its length. */
struct span mqtt_impl_text(struct cursor *c);

/* Properties of version 5; empty for others. */
struct span mqtt_impl_properties(struct cursor *c, uint8_t version);

/* The members of EVE's object (mqtt_log.c). */
void mqtt_impl_log(const struct tx *tx, struct json_writer *w);

#endif

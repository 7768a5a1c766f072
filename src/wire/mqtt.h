/*
 * MQTT 3.1.1 and 5.0 (OASIS standards; sections of 3.1.1 unless 5.0 is named) as far as opening
 * a session and closing it needs. Spans of results borrow from the parsed bytes.
 */
#ifndef VARDE_WIRE_MQTT_H
#define VARDE_WIRE_MQTT_H

#include "base/macros.h"
#include "base/span.h"
#include "base/str.h"

enum mqtt_type {
	MQTT_CONNECT = 1,
	MQTT_CONNACK = 2,
	MQTT_PUBLISH = 3,
	MQTT_PUBREL = 6,
	MQTT_SUBSCRIBE = 8,
	MQTT_UNSUBSCRIBE = 10,
	MQTT_DISCONNECT = 14,
	MQTT_AUTH = 15, /* 5.0 only */
};

enum { MQTT_3_1_1 = 4, MQTT_5_0 = 5 }; /* protocol levels, section 3.1.2.2 */

/* What a CONNACK's code means for somebody without credentials, whichever version it is of. */
enum mqtt_outcome {
	MQTT_ACCEPTED,
	MQTT_REFUSED,     /* credentials are asked for, or this client is not wanted */
	MQTT_VERSION,     /* another protocol version is wanted */
	MQTT_IDENTIFIER,  /* another client identifier is wanted */
	MQTT_OVERLOADED,  /* come back later: busy, or too many connections */
	MQTT_UNAVAILABLE, /* any other reason */
};

struct mqtt_connack {
	bool session; /* the server kept a session of this client */
	uint8_t code; /* return code, section 3.2.2.3, or reason code, 5.0 section 3.2.2.2 */
	struct span properties; /* 5.0 */
	struct span client; /* 5.0: identifier that the server gave a client without one; empty
			       for none */
};

/*
 * Size in bytes of the control packet at the front of the bytes, once it is whole.
 * ERR_TRUNCATED, ERR_SYNTAX (type 0, flags that the type may not have, a length over 4 bytes),
 * ERR_LIMIT over LIMIT_FRAME.
 */
int mqtt_frame(struct span bytes, size_t *ret_size) MUST_USE;

/* Type (enum mqtt_type or another number) and contents (borrows) of a whole packet. Errors as
 * mqtt_frame. */
int mqtt_packet_parse(struct span bytes, int *ret_type, struct span *ret_body) MUST_USE;

/* Parses the contents of a CONNACK of either version. ERR_TRUNCATED, ERR_SYNTAX. */
int mqtt_connack_parse(struct span body, struct mqtt_connack *ret) MUST_USE;

/* What the code means. */
enum mqtt_outcome mqtt_outcome(uint8_t code);

/* The code's meaning in words: "not authorized". Gives a static string. */
const char *mqtt_code_text(uint8_t code);

/* Appends a CONNECT of that protocol level: clean session, no will, no credentials (borrows
 * client, at most 65535 bytes). */
void mqtt_connect_put(struct str *to, int level, const char *client);

/* Appends a DISCONNECT. */
void mqtt_disconnect_put(struct str *to);

#endif

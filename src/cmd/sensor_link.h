/* A sensor's word with its server (api/sensor.h): HTTPS with certificates on both sides. */
#ifndef VARDE_CMD_SENSOR_LINK_H
#define VARDE_CMD_SENSOR_LINK_H

#include "codec/json.h"
#include "net/fetch.h"
#include "ship/ship_read.h"

/* Borrows all. */
struct sensor_link {
	const char *url; /* without a final slash */
	const char *cert, *key, *ca;
};

/*
 * What every call gives: 0; ERR_DENIED: this sensor is not known, or the server's certificate
 * is not trusted; ERR_RANGE and the like: the server will never take this; ERR_CLOSED: it
 * cannot be reached or has trouble, ask again. With a message.
 */

/* Sends a batch; *ret_acked is how far the server has the stream. */
int sensor_link_send(const struct sensor_link *link, const struct ship_batch *batch,
    struct arena *arena, uint64_t *ret_acked, struct msg *msg) MUST_USE;

/* Tells how the sensor is (a JSON object); *ret_reply in the arena. */
int sensor_link_beat(const struct sensor_link *link, struct span body, struct arena *arena,
    struct json **ret_reply, struct msg *msg) MUST_USE;

/* Fetches one part of a pack; in the arena. */
int sensor_link_part(const struct sensor_link *link, int64_t number, int64_t part,
    struct arena *arena, struct span *ret, struct msg *msg) MUST_USE;

#endif

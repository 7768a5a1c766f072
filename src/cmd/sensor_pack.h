/*
 * Packs on the sensor's machine: a folder with NUMBER.pack, and "current", which holds the
 * number of the one to work by; the sensor looks at it. What fared badly is named in "bad" and
 * not fetched again.
 */
#ifndef VARDE_CMD_SENSOR_PACK_H
#define VARDE_CMD_SENSOR_PACK_H

#include "cmd/sensor_link.h"

enum {
	SENSOR_PACK_TRIAL_MS = 5 * 60000, /* after a swap: worse health leads back */
	SENSOR_PACK_SILENT_MS = 60000, /* a sensor that says nothing in its trial fares badly */
};

/* What the sensor says of itself (health.json). */
struct sensor_health {
	int64_t time; /* of the saying; 0: it says nothing */
	int64_t packets, drops, pack;
	const char *pack_error; /* it could not load the pack; in the arena */
};

struct sensor_packs {
	const char *folder; /* NULL: none are fetched */
	const char *key;    /* who signs them */
	int64_t current, previous;
	int64_t since;          /* when current became it; 0: its trial is over */
	int64_t packets, drops; /* then */
	char bad_why[200];      /* why the last one was left; "" for nothing */
	int64_t bad;            /* its number */
};

/* Reads what is there. Errors of files with a message. */
int sensor_packs_open(struct sensor_packs *p, const char *folder, const char *key,
    struct arena *arena, struct msg *msg) MUST_USE;

/*
 * Fetches the pack that the server's answer to a beat names, when it is another one and not the
 * bad one: checks its number, digest and signature, stores it and makes it current. 1: it did;
 * 0: nothing to do. ERR_DENIED: it is not what was signed.
 */
int sensor_packs_follow(struct sensor_packs *p, const struct sensor_link *link,
    const struct json *pack, const struct sensor_health *health, int64_t now,
    struct arena *arena, struct msg *msg) MUST_USE;

/* Whether the sensor fares worse in the trial of a new pack than before: why, or NULL. Pure. */
const char *sensor_packs_judge(
    const struct sensor_packs *p, const struct sensor_health *health, int64_t now);

/* Goes back to the previous pack, and remembers why. */
int sensor_packs_back(
    struct sensor_packs *p, const char *why, struct arena *arena, struct msg *msg) MUST_USE;

#endif

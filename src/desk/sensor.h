/*
 * Sensors (model/sensor.h): who may tell us something, taking in what they send, how they are.
 * A sensor is its certificate. What it sends comes with numbers (ship/README.md): one number
 * for each sensor and stream says how far we have it, and is stored in the transaction that
 * stores the records, so that what is sent twice is there once.
 */
#ifndef VARDE_DESK_SENSOR_H
#define VARDE_DESK_SENSOR_H

#include "auth/role.h"
#include "desk/intake.h"
#include "model/sensor.h"
#include "ship/ship_frame.h"

enum {
	SENSOR_SILENT_MS = 120000,   /* without a word: alarm */
	SENSOR_DROPS = 1000,         /* one packet of so many lost: alarm */
	SENSOR_ONE_SIDED = 500,      /* per mille of flows with one direction: alarm */
	SENSOR_SPOOL = 70,           /* per cent of its spool: alarm */
	SENSOR_CLOCK_MS = 5000,      /* between its clock and ours: alarm */
	SENSOR_GAP_MS = 24 * 3600000 /* a loss is an alarm for so long */
};

/* --- who --- */

/* Registers a sensor: name (letters, digits, dash, dot, at most 40), its certificate as PEM, in
 * whose network it stands (NULL: the sector's). MAY_OPERATE. ERR_SYNTAX, ERR_EXISTS with a
 * message. *ret (NULL allowed) is its id. */
int sensor_add(struct db *db, const struct actor *actor, const char *name, struct span pem,
    const char *org, const char *note, int64_t now, struct arena *arena,
    const char **ret) MUST_USE;

/* Its certificate counts no more; what it told stays. MAY_OPERATE. ERR_NOTFOUND. */
int sensor_remove(struct db *db, const struct actor *actor, const char *id, int64_t now,
    struct arena *arena) MUST_USE;

/* The sensor of the certificate with that SHA-256. ERR_NOTFOUND. */
int sensor_of_print(
    struct db *db, const char *print, struct arena *arena, struct sensor *ret) MUST_USE;

/* --- what it sends --- */

struct sensor_taken {
	uint64_t acked;  /* we have all records with this number and below */
	int64_t records; /* that were new */
	int64_t again;   /* that we had */
	int64_t missing; /* that it lost, as we learn from this */
	struct intake_counts counts;
};

/*
 * Takes a batch of records of one stream ("EPOCH-P") in: whole, in one transaction of its own.
 * ERR_SYNTAX: it is none; ERR_BUSY: to be sent again; with a message in the handle. What a
 * record's line says wrong is counted, not refused: it would come for ever.
 */
int sensor_take(struct db *db, const struct sensor *sensor, const char *stream,
    struct span frames, int64_t now, struct arena *arena, struct sensor_taken *ret) MUST_USE;

/* --- how it is --- */

/* Alarms, each a bit. */
enum sensor_alarm {
	SENSOR_IS_SILENT = 1,
	SENSOR_DROPS_PACKETS = 2,
	SENSOR_SEES_HALF = 4,
	SENSOR_SPOOL_FILLS = 8,
	SENSOR_CLOCK_DIFFERS = 16,
	SENSOR_PACK_FAILED = 32,
	SENSOR_LOST_RECORDS = 64,
	SENSOR_NEVER_TOLD = 128,
};

/* What a sensor says of itself: told (a record read from JSON with the members of struct sensor
 * that it may tell), its clock (ms). Stores it. */
int sensor_beat(struct db *db, const struct sensor *sensor, const struct sensor *told,
    int64_t clock, int64_t now, struct arena *arena) MUST_USE;

/* What is wrong with it: bits of enum sensor_alarm. gap is when it last lost records (0:
 * never). Pure. */
unsigned sensor_alarms(const struct sensor *s, int64_t gap, int64_t now);

/* The name of the lowest alarm's bit ("silent"), which is removed from *bits; NULL: none is
 * left. A word of the catalogue's. */
const char *sensor_alarm_next(unsigned *bits);

#endif

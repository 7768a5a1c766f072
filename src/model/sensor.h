/* Sensors: what stands in a network and tells what it sees, how it is, and the packs of rules
 * and indicators that it works by. */
#ifndef VARDE_MODEL_SENSOR_H
#define VARDE_MODEL_SENSOR_H

#include "model/record.h"

/* A sensor that may tell us something, by its certificate, and what it last said of itself. */
struct sensor {
	const char *id;         /* Identifier: 128 random bits in 26 letters */
	const char *name;       /* What people call it */
	const char *print;      /* SHA-256 of its certificate, hex */
	const char *org;        /* In whose network it stands; none: the sector's */
	const char *note;       /* Where it stands */
	int64_t created;        /* When it was registered */
	const char *created_by; /* By whom */
	int64_t removed;        /* When it was removed; 0: it was not */
	int64_t told;           /* When it last told how it is */
	int64_t events;         /* When its newest event was taken in */
	int64_t packets;        /* Packets since it was started */
	int64_t drops;          /* Of these lost by the kernel or by itself */
	int64_t packets_before; /* Packets as told before that */
	int64_t drops_before;   /* Drops as told before that */
	int64_t gaps;           /* Bytes of streams that it could not inspect */
	int64_t one_sided;      /* Flows of which it sees one direction, per mille */
	int64_t memory;         /* Its memory, bytes */
	int64_t spool;          /* What waits on its disk, bytes */
	int64_t spool_max;      /* What may wait there, bytes */
	int64_t lag;            /* How old its oldest waiting record is, ms */
	int64_t offset;         /* Its clock minus ours, ms */
	int64_t pack;           /* Version of the pack it works by */
	const char *pack_bad;   /* Why it went back to an older one */
	const char *release;    /* Its program's version */
	int64_t missing;        /* Records that it dropped before we had them */
	int64_t version;        /* Counts its changes */
};

/* How far we have what a sensor sent: one life of its spool. */
struct sensor_epoch {
	const char *id;     /* Sensor and epoch */
	const char *sensor; /* Whose */
	const char *epoch;  /* Name of the spool */
	int64_t acked;      /* Records with this number and below are here */
	int64_t time;       /* When the last came */
	int64_t records;    /* How many came */
	int64_t again;      /* How many came once more */
	int64_t version;    /* Counts its changes */
};

/* Records that a sensor dropped before it could send them. */
struct sensor_gap {
	const char *id;     /* Sensor, epoch and number */
	const char *sensor; /* Whose */
	int64_t time;       /* When it was told */
	int64_t first;      /* First number */
	int64_t last;       /* Last number */
	int64_t count;      /* How many */
	const char *why;    /* Why: full, missing */
};

enum pack_state { PACK_DRAFT, PACK_CURRENT, PACK_OLD, PACK_WITHDRAWN };

/* A pack of rules and indicators for sensors. */
struct sensor_pack {
	const char *id;         /* Identifier: 128 random bits in 26 letters */
	int64_t number;         /* Its version: grows by one */
	int state;              /* Where it stands: enum pack_state */
	const char *digest;     /* SHA-256 of its bytes, hex */
	int64_t bytes;          /* Its size */
	int64_t parts;          /* In how many parts it is stored */
	const char *key;        /* Name of the key that signed it */
	const char *signature;  /* Over version and digest, base64url */
	const char *note;       /* What is in it */
	int64_t created;        /* When */
	const char *created_by; /* By whom */
	int64_t version;        /* Counts its changes */
};

/* A part of a pack's bytes. */
struct sensor_pack_part {
	const char *id;   /* Pack and number */
	const char *pack; /* Of which */
	int64_t part;     /* From 0 */
	const char *data; /* base64 */
};

enum { PACK_PART = 384 << 10 /* bytes of a part */ };

/* Names of the enum's values; NULL-terminated. */
extern const char *const pack_state_names[];

/* The fields of the structs. */
extern const struct record_type sensor_type, sensor_epoch_type, sensor_gap_type,
    sensor_pack_type, sensor_pack_part_type;

#endif

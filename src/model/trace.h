/* Traces of traffic: that a name, an address or a print was met, by whom, from when to when and
 * how often. A new indicator is searched in them (desk/hunt.h). Nothing of the content. */
#ifndef VARDE_MODEL_TRACE_H
#define VARDE_MODEL_TRACE_H

#include "model/record.h"

/* What was met. */
enum trace_kind {
	TRACE_NAME, /* a host's name */
	TRACE_ADDR, /* an address */
	TRACE_URL,
	TRACE_HASH, /* of a file or a certificate, hex */
	TRACE_JA3,
	TRACE_JA4,
	TRACE_KINDS,
};

/* Where it was met. */
enum trace_via { TRACE_DNS, TRACE_HTTP, TRACE_TLS, TRACE_FLOW, TRACE_FILE, TRACE_MAIL };

struct trace {
	const char *id;    /* Hash of organisation, address, kind, way and value, hex */
	const char *org;   /* Whose system met it; none: nobody's */
	const char *addr;  /* The system */
	int type;          /* What was met: enum trace_kind */
	int via;           /* Where: enum trace_via */
	const char *value; /* It */
	const char *key;   /* By which it is found: as .first of an indicator, else the value */
	const char *sensor; /* Who saw it last */
	int64_t first;      /* First time */
	int64_t last;       /* Last time */
	int64_t count;      /* How often */
};

enum hunt_state { HUNT_WAITS, HUNT_DONE };

/* An indicator was searched in the traces. */
struct hunt {
	const char *id;  /* Identifier of the indicator */
	int state;       /* Whether it is done: enum hunt_state */
	int64_t asked;   /* When it was asked for */
	int64_t done;    /* When it was last searched */
	int64_t traces;  /* Traces that were found */
	int64_t orgs;    /* Organisations that met it */
	int64_t first;   /* First of these */
	int64_t last;    /* Last of these */
	int64_t millis;  /* How long it took, ms */
	int64_t version; /* Counts its changes */
};

/* How far a file of lines that grows was taken in (os/tail.h). */
struct event_follow {
	const char *id;   /* Hash of the source and the file's path, hex */
	const char *feed; /* Who says so */
	const char *path; /* The file */
	int64_t device;   /* Device that it is on */
	int64_t inode;    /* Its number there */
	int64_t offset;   /* Bytes of it that are taken in */
	const char *head; /* Its first bytes, hex: by which a copy is known */
	int64_t lines;    /* Lines that were taken in */
	int64_t wrong;    /* Of these: that could not be read */
	int64_t lost;     /* How often a file was gone before it was read to its end */
	int64_t time;     /* When lines were last taken in */
	int64_t version;  /* Counts its changes */
};

/* Names of the enums' values; NULL-terminated. */
extern const char *const trace_kind_names[], *const trace_via_names[],
						 *const hunt_state_names[];

/* The fields of the structs. */
extern const struct record_type trace_type, hunt_type, event_follow_type;

#endif

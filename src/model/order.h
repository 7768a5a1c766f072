/* Orders: an audit that somebody asked for, its way through the house, and the chunks of work
 * it becomes. */
#ifndef VARDE_MODEL_ORDER_H
#define VARDE_MODEL_ORDER_H

#include "base/vec.h"
#include "model/job.h"
#include "model/record.h"

/* Kinds of audit. */
enum order_kind {
	ORDER_OF_SURFACE,
	ORDER_OF_FULL,
	ORDER_OF_MAIL,
	ORDER_OF_HEALTH,
	ORDER_OF_TARGETED,
	ORDER_OF_RETEST,
};

/* States of an order (cert-desk 2.6). */
enum order_state {
	ORDER_DRAFT,
	ORDER_SUBMITTED,
	ORDER_CHECKING,
	ORDER_NEEDS_INFO,
	ORDER_ACCEPTED,
	ORDER_SCHEDULED,
	ORDER_RUNNING,
	ORDER_PAUSED,
	ORDER_ANALYSING,
	ORDER_REVIEW,
	ORDER_DELIVERED,
	ORDER_ACKNOWLEDGED,
	ORDER_FOLLOW_UP,
	ORDER_CLOSED,
	ORDER_CANCELLED,
	ORDER_REFUSED,
};

/* How often; cyhy: as often as the worst open finding asks for. */
enum recurrence {
	REPEAT_ONCE,
	REPEAT_DAILY,
	REPEAT_WEEKLY,
	REPEAT_MONTHLY,
	REPEAT_CYHY,
};

/* States of a chunk of work. */
enum chunk_state {
	CHUNK_WAITING,
	CHUNK_LEASED,
	CHUNK_DONE,
	CHUNK_FAILED,
	CHUNK_CANCELLED,
};

/* An ordered audit. */
struct audit_order {
	const char *id;            /* Identifier: 128 random bits in 26 letters */
	const char *ref;           /* Number that people use, A-2026-0042 */
	const char *org;           /* Whose systems */
	int type;                  /* What is ordered: enum order_kind */
	int state;                 /* Where it stands: enum order_state */
	int profile;               /* Intensity: enum profile */
	struct text_list items;    /* Ids of perimeter items; none: all that may be looked at */
	const char *authorisation; /* Authorisation it rests on */
	const char *ordered_by;    /* Who ordered */
	const char *reason;        /* Why */
	int recurrence;            /* How often: enum recurrence */
	int64_t next;              /* When the next one is made, of a recurring order */
	const char *parent;        /* Order it repeats, or the group's order it is part of */
	const char *finding;       /* Tracked finding that a re-test checks */
	const char *cve;           /* CVE that a targeted audit looks for */
	const char *alert;         /* Or the alert whose system it looks at */
	int64_t priority;          /* Place in the queue: lower is sooner */
	int64_t estimate;          /* Estimated duration, milliseconds */
	int64_t wanted;            /* Not before */
	int64_t created;           /* When ordered */
	int64_t started;           /* First packet */
	int64_t ended;             /* Last packet */
	const char *run;           /* Its run */
	const char *analyst;       /* Who prepared the delivery */
	const char *reviewer;      /* Who released it: somebody else */
	int64_t delivered;         /* When */
	int64_t acknowledged;      /* When the member took note */
	const char *note;          /* What the CERT says to the member */
	bool stop;                 /* Somebody pressed the stop button */
	int64_t findings;          /* Number of findings */
	int64_t version;           /* Counts its changes */
};

/* A step of an order. */
struct order_event {
	const char *id;          /* Identifier: 128 random bits in 26 letters */
	const char *audit_order; /* Of which order */
	int64_t time;            /* When */
	const char *actor;       /* Who; none for Varde itself */
	int was;                 /* From: enum order_state */
	int becomes;             /* To: enum order_state */
	const char *note;        /* Remark */
};

/* Work for one worker. */
struct chunk {
	const char *id;          /* Identifier: 128 random bits in 26 letters */
	const char *audit_order; /* Of which order */
	const char *org;         /* Whose systems: one chunk an organisation at a time */
	const char *run;         /* Run it fills */
	const char *job;         /* The job, JSON */
	int state;               /* Where it stands: enum chunk_state */
	int64_t priority;        /* Lower is sooner */
	int64_t ready;           /* Not before */
	const char *worker;      /* Who holds it */
	int64_t lease;           /* Until when it is held */
	int64_t attempts;        /* How often it was taken */
	bool stop;               /* It must stop now */
	int64_t created;         /* When */
	int64_t ended;           /* When it ended */
	const char *reason;      /* Why it failed */
	const char *stage;       /* Stage now */
	int64_t done;            /* Units done */
	int64_t total;           /* Units known */
	int64_t hosts;           /* Hosts seen */
	int64_t services;        /* Services seen */
	int64_t requests;        /* Connections so far */
	int64_t findings;        /* Findings so far */
	int64_t told;            /* When progress was last told */
	struct text_list nets;   /* Networks it is known to be at, each of one pace */
};

/* Names of the enums' values, as in JSON; NULL-terminated. */
extern const char *const order_kind_names[],
    *const order_state_names[], *const recurrence_names[], *const chunk_state_names[];

/* The fields of the structs. */
extern const struct record_type audit_order_type, order_event_type, chunk_type;

#endif

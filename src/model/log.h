/* What happened and who is told: the audit log and the outbox. */
#ifndef VARDE_MODEL_LOG_H
#define VARDE_MODEL_LOG_H

#include "base/vec.h"
#include "model/record.h"

/* States of a message. */
enum out_state {
	OUT_WAITING,
	OUT_LEASED,
	OUT_SENT,
	OUT_FAILED,
	OUT_DROPPED,
	OUT_BOUNCED, /* sent, and came back */
};

/* One line of the audit log; each carries the hash of the one before. */
struct log_entry {
	int64_t seq;            /* Place in the log, from 1 */
	int64_t time;           /* When */
	const char *actor;      /* Who: a person's id; none for Varde itself */
	const char *actor_name; /* Name at the time */
	const char *token;      /* Token or session by which */
	const char *remote;     /* From which address */
	const char *action;     /* What: a route or an event of the house */
	const char *org;        /* Organisation it concerns */
	const char *object;     /* What it concerns */
	const char *outcome;    /* done, refused or failed */
	const char *detail;     /* More, JSON */
	const char *prev;       /* Hash of the entry before, hex */
	const char *hash;       /* SHA-256 over all the rest, hex */
};

/* The log's last entry at a time, signed: what was before cannot be cut off or changed unseen.
 */
struct log_head {
	int64_t seq;           /* Place of the entry */
	int64_t time;          /* When it was signed */
	const char *hash;      /* Hash of the entry, hex */
	const char *key;       /* Which key signed */
	const char *signature; /* Signature over all the rest */
};

/* A message that must be told once. */
struct outgoing {
	const char *id; /* Identifier: 128 random bits in 26 letters */
	const char
	    *unique_key;      /* What makes it the same message: told once, whatever happens */
	const char *template; /* Which text */
	const char *person;   /* To whom */
	const char *mail;     /* Address, when it is no person's */
	const char *org;      /* Concerning whom */
	const char *object;   /* Concerning what */
	const char *values;   /* What the text needs, JSON */
	int state;            /* Where it stands: enum out_state */
	int64_t created;      /* When */
	int64_t due;          /* Not before */
	int64_t lease;        /* Until when a sender holds it */
	int64_t attempts;     /* Tries so far */
	int64_t sent;         /* When it went out */
	const char *message_id; /* Message-ID that went out */
	const char *reason;     /* Why it failed */
	const char *directive;  /* The rule that it goes out by (a webhook's); none */
	const char *sender;     /* The process that holds it (os/alive.h) */
};

/* A value that the house keeps for itself. */
struct setting {
	const char *name;  /* Which */
	const char *value; /* Its value */
};

/* The longest reply that is kept, in bytes. */
enum { IDEMPOTENCY_BODY = 4 << 20 };

/* A reply of the API that is given again for 24 hours (api/idempotency.h). */
struct idempotency {
	const char *id;       /* SHA-256 of whose key it is, and the key */
	const char *hash;     /* SHA-256 of method, path and body */
	int64_t status;       /* Status of the reply; 0 while it is being made */
	const char *type;     /* Its content type */
	const char *location; /* Where it leads */
	const char *etag;     /* Its version */
	const char *body;     /* The reply */
	int64_t created;      /* When */
};

/* Names of the enums' values, as in JSON; NULL-terminated. */
extern const char *const out_state_names[];

/* The fields of the structs. */
extern const struct record_type log_entry_type, log_head_type, outgoing_type, setting_type,
    idempotency_type;

#endif

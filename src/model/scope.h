/* What may be looked at: the perimeter, the proofs that it is theirs, and the signed
 * authorisation. */
#ifndef VARDE_MODEL_SCOPE_H
#define VARDE_MODEL_SCOPE_H

#include "base/vec.h"
#include "model/job.h"
#include "model/record.h"

/* Kinds of perimeter item; an address is a network of one. */
enum item_kind {
	ITEM_DOMAIN,
	ITEM_HOST,
	ITEM_NETWORK,
};

/* States of a perimeter item (cert-desk 2.6). */
enum item_state {
	ITEM_PROPOSED,
	ITEM_PENDING,
	ITEM_VERIFIED,
	ITEM_LAPSED,
	ITEM_DISPUTED,
	ITEM_EXCLUDED,
	ITEM_RETIRED,
};

/* How an item came in. */
enum item_source {
	ITEM_FROM_DECLARED,
	ITEM_FROM_DISCOVERED,
	ITEM_FROM_IMPORTED,
};

/* How it is proved that an item is theirs. */
enum proof_method {
	PROOF_DNS,
	PROOF_HTTP,
	PROOF_ATTESTED,
};

/* Result of a proof. */
enum proof_state {
	PROOF_WAITING,
	PROOF_VALID,
	PROOF_FAILED,
	PROOF_LAPSED,
};

/* Something an organisation says is its own. */
struct item {
	const char *id;    /* Identifier: 128 random bits in 26 letters */
	const char *org;   /* Whose */
	int type;          /* What it is: enum item_kind */
	const char *value; /* Canonical form: lower-case name without final dot, or network in
			      CIDR form */
	int source;        /* How it came in: enum item_source */
	int state;         /* Where it stands: enum item_state */
	const char *note;  /* Remark of the organisation */
	const char *supplier;   /* Supplier who runs it */
	int64_t created;        /* When */
	const char *created_by; /* By whom */
	int64_t verified;       /* When it was last proved */
	int64_t lapses;         /* When the proof lapses */
	const char *first; /* First address of a network as 32 hexadecimal digits (IPv4 mapped
			      into IPv6); of a name its labels turned round, "test.chu." */
	const char *last;  /* Last address, the same; of a name the end of what lies below it,
			      "test.chu/" */
	int64_t version;   /* Counts its changes */
};

/* One way of proving an item. */
struct proof {
	const char *id;          /* Identifier: 128 random bits in 26 letters */
	const char *item;        /* Which item */
	int method;              /* How: enum proof_method */
	const char *token;       /* What must be found */
	int state;               /* Result: enum proof_state */
	int64_t created;         /* When the token was made */
	int64_t checked;         /* Last check */
	int64_t next;            /* Next check */
	const char *detail;      /* What the last check saw */
	const char *attested_by; /* Who attested it */
	const char *reason;      /* Why it was attested */
};

/* The signed permission to look. */
struct authorisation {
	const char *id;              /* Identifier: 128 random bits in 26 letters */
	const char *org;             /* Whose */
	const char *signer;          /* Who signed */
	const char *signer_name;     /* Name at the time */
	const char *signer_function; /* Function at the time */
	struct text_list items;      /* Ids of perimeter items; none: every verified one */
	int profile;                 /* Highest intensity: enum profile */
	struct text_list
	    windows; /* When packets may be sent: HH:MM-HH:MM in UTC; none: always */
	struct text_list exclude; /* What is never touched: names, addresses, networks */
	int64_t rate; /* New connections a second and address at most; 0: the profile's */
	const char *emergency;      /* Telephone that is answered while a scan runs */
	const char *statement;      /* The text that was signed */
	const char *hash;           /* SHA-256 of the statement, hex */
	int64_t since;              /* From when */
	int64_t until;              /* Until when */
	int64_t signed_at;          /* When */
	const char *remote;         /* Address the signature came from */
	int64_t revoked;            /* When revoked */
	const char *revoked_by;     /* By whom */
	const char *revoked_reason; /* Why */
};

/* Names of the enums' values, as in JSON; NULL-terminated. */
extern const char *const item_kind_names[],
    *const item_state_names[], *const item_source_names[], *const proof_method_names[],
							       *const proof_state_names[];

/* The fields of the structs. */
extern const struct record_type item_type, proof_type, authorisation_type;

#endif

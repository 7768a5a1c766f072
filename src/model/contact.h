/* How people are reached: the keys that mails to them are encrypted to, and what is wrong with
 * a contact. */
#ifndef VARDE_MODEL_CONTACT_H
#define VARDE_MODEL_CONTACT_H

#include "model/record.h"

enum contact_key_kind {
	CONTACT_OPENPGP, /* a public key (RFC 4880), mails by PGP/MIME (RFC 3156) */
	CONTACT_SMIME,   /* a certificate (X.509), mails by S/MIME (RFC 8551) */
};

/* Why a key is not taken, or could not be used for a mail. */
enum contact_fault {
	CONTACT_FINE,
	CONTACT_NO_KEY,        /* there is none in the text, or it cannot be read */
	CONTACT_SECRET,        /* a private key: its owner has to make another */
	CONTACT_SEVERAL,       /* more than one */
	CONTACT_TOO_LONG,      /* longer than CONTACT_KEY_MAX */
	CONTACT_EXPIRED,       /* or the part of it that encrypts has */
	CONTACT_REVOKED,       /* by its owner */
	CONTACT_NOT_YET,       /* good from a later day on */
	CONTACT_NO_ENCRYPTION, /* it signs only */
	CONTACT_OTHER_ADDRESS, /* a certificate of another mail address */
	CONTACT_WEAK,          /* fewer bits than are safe */
	CONTACT_BROKEN,        /* the program that encrypts failed */
};

/* What is wrong with a contact. */
enum contact_health_kind {
	CONTACT_HEALTH_KEY,         /* a mail could not be encrypted: a pointer went out */
	CONTACT_HEALTH_BOUNCE,      /* a mail came back */
	CONTACT_HEALTH_UNANSWERED,  /* nobody answered what is critical */
	CONTACT_HEALTH_UNCONFIRMED, /* asked whether the contact is right, and not confirmed */
};

enum {
	CONTACT_KEY_MAX = 64 << 10,   /* bytes of a key as it is stored */
	CONTACT_PASTE_MAX = 512 << 10 /* bytes of a key as it is pasted */
};

/* A key or certificate that mails to somebody are encrypted to; one of each kind. */
struct contact_key {
	const char *id;          /* Identifier: 128 random bits in 26 letters */
	const char *person;      /* Whose */
	int type;                /* What: enum contact_key_kind */
	bool used;               /* Mails are encrypted to it */
	const char *fingerprint; /* OpenPGP fingerprint, or SHA-256 of the certificate, hex */
	struct text_list names;  /* User ids, or the certificate's subject and addresses */
	const char *algorithm;   /* What it encrypts with */
	const char *key;         /* The public key, armoured, or the certificate, PEM */
	int64_t made;            /* When it was made, or is good from */
	int64_t expires;         /* When it ends; none for never */
	int64_t added;           /* When it was taken */
	int fault;               /* What was wrong at the last mail: enum contact_fault */
	int64_t failed;          /* When that was */
	int64_t reminded;        /* Days before its end of the last reminder: 60, 30, 7 */
};

/* What is wrong with a contact, one row a cause. */
struct contact_health {
	const char *id;     /* KIND.CAUSE: the same cause is the same row */
	int type;           /* What: enum contact_health_kind */
	const char *person; /* Whose contact */
	const char *org;    /* Of which organisation */
	const char *mail;   /* Address */
	const char *object; /* What it concerns: a key, a membership, a message */
	const char *status; /* enum contact_fault's name, or the status of a bounce, 5.1.1 */
	const char *reason; /* More, as the other side said it */
	int64_t first;      /* First time since it was settled last */
	int64_t last;       /* Last time */
	int64_t count;      /* How often since then */
	int64_t settled;    /* When it was mended; none while it lasts */
	const char *settled_by; /* Who said so; none for Varde itself */
};

/* Names of the enums' values, as in JSON; NULL-terminated. */
extern const char *const contact_key_kind_names[], *const contact_fault_names[],
						       *const contact_health_kind_names[];

/* The fields of the structs. */
extern const struct record_type contact_key_type, contact_health_type;

#endif

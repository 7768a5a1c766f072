/* Indicators of attacks, the blocklist that members fetch, and who fetches it. */
#ifndef VARDE_MODEL_IOC_H
#define VARDE_MODEL_IOC_H

#include "base/vec.h"
#include "model/record.h"
#include "model/tlp.h"

/* Types of indicator. The first seven are those of the blocklist's contract. */
enum ioc_kind {
	IOC_DOMAIN,
	IOC_WILDCARD_DOMAIN, /* the name and everything below it */
	IOC_IPV4,
	IOC_IPV4_CIDR,
	IOC_IPV6,
	IOC_IPV6_CIDR,
	IOC_URL,
	IOC_HASH, /* MD5, SHA-1, SHA-256 or SHA-512 of a file, hex */
	IOC_JA3,
	IOC_JA4,
	IOC_EMAIL,
};

enum { IOC_KINDS = IOC_EMAIL + 1, IOC_KINDS_SERVED = IOC_URL + 1 };

/* Which list: that of sign-ins is for blocking accounts' access, and must hardly ever be wrong.
 */
enum ioc_list { IOC_LIST_DEFAULT, IOC_LIST_AUTH };

enum ioc_level { IOC_LOW, IOC_MEDIUM, IOC_HIGH };

enum ioc_fp_rate { IOC_FP_NONE, IOC_FP_LOW, IOC_FP_MEDIUM, IOC_FP_HIGH };

enum ioc_kill_chain {
	IOC_DELIVERY,
	IOC_ACTION,
	IOC_C2,
	IOC_EXPLOITATION,
	IOC_PHASE_UNKNOWN,
	IOC_RECONNAISSANCE,
};

enum ioc_category {
	IOC_CEOFRAUD,
	IOC_MALWARE,
	IOC_PHISHING,
	IOC_SCAN,
	IOC_ATTACK,
	IOC_BRUTEFORCE,
	IOC_SCAM,
	IOC_MINING,
	IOC_WEBSHELL,
	IOC_CATEGORY_UNKNOWN,
	IOC_DDOS,
};

/* States of an indicator (cert-desk 2.6). */
enum ioc_state {
	IOC_CANDIDATE,
	IOC_CHECKED,
	IOC_ACTIVE,
	IOC_EXPIRED,
	IOC_WITHDRAWN,
};

/* Something whose sight means an attack. A withdrawn or expired one stays as a tombstone. */
struct ioc {
	const char *id;            /* Identifier: 128 random bits in 26 letters */
	int type;                  /* What it is: enum ioc_kind */
	const char *value;         /* Canonical form */
	int list;                  /* Which list: enum ioc_list */
	int state;                 /* Where it stands: enum ioc_state */
	int confidence;            /* How sure: enum ioc_level */
	int impact;                /* How bad: enum ioc_level */
	int fp_rate;               /* How often it is a false alarm: enum ioc_fp_rate */
	int kill_chain;            /* Phase of the attack: enum ioc_kill_chain */
	int category;              /* What for: enum ioc_category */
	const char *malware;       /* Malware family; none when not known */
	int tlp;                   /* Label: enum tlp; never RED */
	const char *source;        /* Where it comes from */
	const char *note;          /* Remark */
	int64_t added;             /* When it became active; before that when it was entered */
	int64_t expires;           /* Until when */
	int64_t checked;           /* When it was last checked */
	struct text_list warnings; /* What the check found on warning lists */
	const char *override;      /* Why it is active in spite of a warning */
	int64_t sightings;         /* How often it was seen by members and the CERT */
	int64_t false_positives;   /* How often it was reported as a false alarm */
	int64_t ended;             /* When it expired or was withdrawn */
	const char *reason;        /* Why withdrawn */
	const char *first; /* First address as in a perimeter item, or the name turned round */
	const char *last;  /* Last address, or the end of what lies below the name */
	int64_t created;   /* When it was entered */
	const char *created_by; /* By whom */
	int64_t version;        /* Counts its changes */
	int64_t published;      /* When it first became active; never: it was never told */
	int64_t number;         /* Its number among those published, for rules of sensors */
};

enum sighting_kind { SIGHTING_SEEN, SIGHTING_FALSE_POSITIVE };

/* Somebody saw it, or says that it is a false alarm. */
struct sighting {
	const char *id;     /* Identifier: 128 random bits in 26 letters */
	const char *ioc;    /* Which */
	int type;           /* What is said: enum sighting_kind */
	const char *org;    /* Where; none at the CERT */
	const char *person; /* Who says so */
	int64_t time;       /* When */
	const char *note;   /* Remark */
};

/* The key of a member's firewall or script for the blocklist. */
struct feed_key {
	const char *id;           /* Identifier: 128 random bits in 26 letters */
	const char *hash;         /* SHA-256 of the key, hex */
	const char *org;          /* Whose */
	const char *name;         /* What it is for */
	struct text_list sources; /* Addresses or networks it may come from */
	int64_t created;          /* When */
	const char *created_by;   /* By whom */
	int64_t expires;          /* At the latest */
	int64_t revoked;          /* When it was revoked */
	int64_t used;             /* Last use */
};

/* What a key fetched on one day. */
struct feed_fetch {
	const char *id;     /* SHA-256 of key, day and query, hex */
	const char *key;    /* Which key */
	const char *org;    /* Whose */
	int64_t day;        /* The day, midnight UTC */
	const char *query;  /* What was asked for, without the key */
	const char *remote; /* Address of the last one */
	int64_t first;      /* The day's first */
	int64_t last;       /* The day's last */
	int64_t times;      /* How often */
	int64_t lines;      /* Lines of the last one */
	int64_t bytes;      /* Bytes of the last one */
	int64_t unchanged;  /* How often the client had it already */
};

/* Names of the enums' values, as in the contract and in JSON; NULL-terminated. */
extern const char *const ioc_kind_names[], *const ioc_list_names[],
					       *const ioc_level_names[],
						   *const ioc_fp_rate_names[],
						       *const ioc_kill_chain_names[],
							   *const ioc_category_names[],
							       *const ioc_state_names[],
								   *const sighting_kind_names[];

/* The fields of the structs. */
extern const struct record_type ioc_type, sighting_type, feed_key_type, feed_fetch_type;

#endif

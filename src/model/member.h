/* Who there is: organisations, people, what each may do where, and how they get in. */
#ifndef VARDE_MODEL_MEMBER_H
#define VARDE_MODEL_MEMBER_H

#include "base/vec.h"
#include "model/record.h"

/* Kinds of organisation; a group has sites below it (a GHT). */
enum org_kind {
	ORG_HOSPITAL,
	ORG_GROUP,
	ORG_SMALL,
	ORG_LABORATORY,
	ORG_IMAGING,
	ORG_SUPPLIER,
	ORG_AUTHORITY,
};

/* States of an organisation; only an active one is served. */
enum org_state {
	ORG_PROPOSED,
	ORG_ACTIVE,
	ORG_SUSPENDED,
	ORG_LEFT,
};

/* States of a person; only an active one gets in. */
enum person_state {
	PERSON_INVITED,
	PERSON_ACTIVE,
	PERSON_SUSPENDED,
	PERSON_GONE,
};

/* Roles: the first six of an organisation, the rest of the CERT. */
enum role {
	ROLE_VIEWER,
	ROLE_TECHNICIAN,
	ROLE_OFFICER,
	ROLE_GROUP_OFFICER,
	ROLE_MANAGEMENT,
	ROLE_LEGAL,
	ROLE_READER,
	ROLE_ANALYST,
	ROLE_COORDINATOR,
	ROLE_PENTESTER,
	ROLE_OPERATOR,
	ROLE_ADMINISTRATOR,
	ROLE_AUDITOR,
};

/* States of an application for membership. */
enum enrolment_state {
	ENROLMENT_SUBMITTED,
	ENROLMENT_MORE_INFO,
	ENROLMENT_APPROVED,
	ENROLMENT_REJECTED,
	ENROLMENT_WITHDRAWN,
};

/* What a one-time link is for. */
enum link_purpose {
	LINK_FIRST_ADMINISTRATOR,
	LINK_INVITATION,
	LINK_RESET,
	LINK_CONFIRM_MAIL,
	LINK_ANSWER,
	LINK_CONTACT,
	LINK_PASSKEY, /* a challenge that waits for its answer */
	LINK_OIDC,    /* a browser that is away at the issuer */
};

/* An organisation of the constituency. */
struct org {
	const char *id;           /* Identifier: 128 random bits in 26 letters */
	const char *name;         /* Its name */
	const char *abbreviation; /* Short name, for tables */
	int type;                 /* What it is: enum org_kind */
	const char *parent;       /* The organisation above it */
	const char *path;   /* Ids from the top to itself, each ended by a slash: a prefix of it
			       is whoever stands above */
	int state;          /* Whether it is served: enum org_state */
	const char *region; /* Region */
	struct text_list national_ids; /* National identifiers, scheme:value */
	const char *lang;              /* Language of mails and reports: en, fr or nb */
	int64_t zone;                  /* Minutes east of UTC */
	int64_t criticality;           /* 1 (most important) to 4 */
	int64_t beds;                  /* Beds, 0 when unknown or none */
	const char *emergency;         /* Telephone number that is answered at any hour */
	const char *supplier_of;       /* For a supplier: what it supplies */
	int64_t created;               /* When it was entered */
	int64_t joined;                /* When it became active */
	const char *search; /* What it is searched by, folded (codec/fold.h): its name, short
			       name, region and identifiers; org_add and org_change make it */
	int64_t version;    /* Counts its changes */
};

/* Somebody who may sign in, or is written to. */
struct person {
	const char *id;            /* Identifier: 128 random bits in 26 letters */
	const char *name;          /* Full name */
	const char *mail;          /* Mail address, in lower case */
	int64_t mail_confirmed;    /* When the address was proved */
	const char *phone;         /* Telephone */
	const char *lang;          /* Language: en, fr or nb */
	int state;                 /* Whether this person gets in: enum person_state */
	const char *password;      /* Password hash (argon2id) */
	const char *totp;          /* TOTP secret, base32; set once it was confirmed */
	int64_t totp_step;         /* Last time step that was used */
	struct text_list recovery; /* Hashes of unused recovery codes */
	int64_t failures;          /* Failed sign-ins since the last good one */
	int64_t failed;            /* Time of the last failed one */
	int64_t created;           /* When entered */
	int64_t seen;              /* Last sign-in */
	const char *oidc_issuer;   /* Issuer of the national or company identity */
	const char *oidc_subject;  /* Subject there */
	const char *openpgp;    /* OpenPGP fingerprint of the key that mails are encrypted to */
	bool digest;            /* Mails once a day instead of one each */
	struct text_list quiet; /* Quiet hours, HH:MM-HH:MM in the organisation's zone */
};

/* What a person may do, and where. */
struct membership {
	const char *id;     /* Identifier: 128 random bits in 26 letters */
	const char *person; /* Whose */
	const char *org;    /* Of which organisation (and for a group officer those below); none
			       for the CERT */
	int role;           /* Which role: enum role */
	struct text_list
	    functions;     /* Contact functions: legal-rep, ciso, on-call, it-ops, dpo, comms */
	int64_t since;     /* From when */
	int64_t until;     /* Until when; none for open end */
	int64_t confirmed; /* When the contact was last confirmed */
};

/* A passkey (WebAuthn credential). */
struct passkey {
	const char *id;     /* Credential id, base64url */
	const char *person; /* Whose */
	const char *name;   /* What its owner calls it */
	const char *key;    /* Public key, base64url */
	int64_t alg;        /* COSE algorithm */
	int64_t count;      /* Signature counter */
	int64_t created;    /* When registered */
	int64_t used;       /* When last used */
};

/* Somebody signed in in a browser. */
struct session {
	const char *id;     /* SHA-256 of the cookie, hex */
	const char *person; /* Whose */
	const char *csrf;   /* Token that forms carry */
	int64_t created;    /* When */
	int64_t seen;       /* Last request */
	int64_t expires;    /* At the latest */
	const char *remote; /* Address it came from */
	const char *agent;  /* Browser, as it says */
	const char *method; /* How: password, passkey, oidc */
	bool strong;        /* A second factor was used */
	const char *org;    /* Organisation looked at */
};

/* A token for programs. */
struct token {
	const char *id;           /* Identifier: 128 random bits in 26 letters */
	const char *hash;         /* SHA-256 of the token, hex */
	const char *person;       /* In whose name */
	const char *org;          /* Organisation; none for the CERT */
	const char *name;         /* What it is for */
	struct text_list scopes;  /* Permissions it is limited to */
	struct text_list sources; /* Addresses or networks it may come from; none: any */
	int64_t created;          /* When */
	int64_t expires;          /* At the latest */
	int64_t used;             /* Last use */
	int64_t revoked;          /* When it was revoked */
};

/* A one-time link that was sent. */
struct link {
	const char *id;     /* SHA-256 of the secret, hex */
	int purpose;        /* What for: enum link_purpose */
	const char *person; /* For whom */
	const char *org;    /* Of which organisation */
	const char *object; /* What it concerns */
	int64_t created;    /* When */
	int64_t expires;    /* At the latest */
	int64_t used;       /* When it was used */
};

/* An application for membership. */
struct enrolment {
	const char *id;     /* Identifier: 128 random bits in 26 letters */
	int state;          /* Where it stands: enum enrolment_state */
	const char *org;    /* Organisation that was picked; none when one is proposed */
	const char *name;   /* Name of the proposed organisation */
	int type;           /* Its kind: enum org_kind */
	const char *parent; /* Group it belongs to */
	struct text_list national_ids; /* National identifiers */
	const char *person;            /* Applicant */
	int role;                      /* Role that is asked for: enum role */
	const char *legal_name;        /* Legal representative */
	const char *legal_mail;        /* Mail of the legal representative */
	const char *oncall_name;       /* Contact at any hour */
	const char *oncall_phone;      /* Telephone that is answered at any hour */
	const char *terms;             /* Version of the terms that was accepted */
	const char *terms_lang;        /* Language they were read in */
	const char *message;           /* What the applicant says */
	int64_t created;               /* When */
	int64_t decided;               /* When it was decided */
	const char *decided_by;        /* Who decided */
	const char *reason;            /* Why, or what is missing */
};

/* Names of the enums' values, as in JSON; NULL-terminated. */
extern const char *const org_kind_names[],
    *const org_state_names[], *const person_state_names[], *const role_names[],
							       *const enrolment_state_names[],
								   *const link_purpose_names[];

/* The fields of the structs. */
extern const struct record_type org_type, person_type, membership_type, passkey_type,
    session_type, token_type, link_type, enrolment_type;

#endif

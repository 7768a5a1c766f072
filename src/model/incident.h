/*
 * Incidents: a case of the CERT, its parties (each with its own report, its own view and its
 * own number), what is said to whom, the work on it, what was found, and the legal clocks.
 */
#ifndef VARDE_MODEL_INCIDENT_H
#define VARDE_MODEL_INCIDENT_H

#include "base/vec.h"
#include "model/record.h"
#include "model/tlp.h"

/* States of an incident (cert-desk 2.6). */
enum incident_state {
	INCIDENT_REPORTED,
	INCIDENT_QUALIFIED, /* it is one, and of which class */
	INCIDENT_OPEN,
	INCIDENT_CONTAINMENT,
	INCIDENT_ERADICATION,
	INCIDENT_RECOVERY,
	INCIDENT_POST, /* what was learnt */
	INCIDENT_CLOSED,
	INCIDENT_NONE,   /* not an incident */
	INCIDENT_MERGED, /* its parties are in another one */
	INCIDENT_STATES,
};

enum incident_severity {
	INCIDENT_LOW,
	INCIDENT_MEDIUM,
	INCIDENT_HIGH,
	INCIDENT_CRITICAL,
};

/* What it does to patients. */
enum incident_impact {
	IMPACT_NO,
	IMPACT_POSSIBLE,
	IMPACT_DEGRADED,  /* care is worse or slower */
	IMPACT_DIVERSION, /* patients are sent elsewhere */
	IMPACT_HARM,
};

/* A question that may not be answered yet. */
enum incident_truth { TRUTH_NOT_KNOWN, TRUTH_NO, TRUTH_YES };

/* How the CERT heard of it. */
enum incident_channel { CHANNEL_PORTAL, CHANNEL_PHONE, CHANNEL_MAIL, CHANNEL_CERT };

/* What an organisation is in the case. */
enum party_role {
	PARTY_VICTIM,
	PARTY_SUSPECTED, /* may be hit */
	PARTY_SUPPLIER,
	PARTY_COORDINATOR,
	PARTY_AUTHORITY,
	PARTY_INFORMED,
};

/* What an organisation says of itself. */
enum party_status {
	PARTY_NOT_KNOWN,
	PARTY_AFFECTED,
	PARTY_NOT_AFFECTED,
	PARTY_RECOVERING,
	PARTY_RECOVERED,
};

enum post_kind {
	POST_MESSAGE,
	POST_ANSWER, /* the CERT's answer to an early warning (NIS2 article 23 (5)) */
};

enum task_kind { TASK_WORK, TASK_SITUATION, TASK_CALL };

enum task_state { TASK_OPEN, TASK_DONE, TASK_DROPPED };

enum entry_kind {
	ENTRY_EVENT,    /* what happened */
	ENTRY_MEASURE,  /* what was done */
	ENTRY_DECISION, /* what was decided, and why */
	ENTRY_STEP,     /* Varde's own: a step of the case */
};

enum custody_act {
	CUSTODY_TAKEN,   /* came into the house */
	CUSTODY_FETCHED, /* somebody took a copy */
	CUSTODY_CHECKED, /* its digest was computed again, and fits */
	CUSTODY_HANDED,  /* given to somebody outside */
	CUSTODY_DESTROYED,
};

enum incident_link_kind {
	INCIDENT_LINK_FINDING,
	INCIDENT_LINK_ADVISORY,
	INCIDENT_LINK_IOC,
	INCIDENT_LINK_ALERT,
	INCIDENT_LINK_ENGAGEMENT,
	INCIDENT_LINK_ORDER,
	INCIDENT_LINK_INCIDENT,
};

/* What a legal clock is for. */
enum obligation_stage {
	STAGE_EARLY_WARNING,
	STAGE_NOTIFICATION,
	STAGE_INTERMEDIATE, /* asked for by the CERT or the authority */
	STAGE_FINAL,
	STAGE_PROGRESS, /* instead of the final report while it goes on */
	STAGE_BREACH,   /* GDPR article 33 */
	STAGE_SUBJECTS, /* GDPR article 34 */
	STAGE_ANSWER,   /* the CERT's own, to the member */
	OBLIGATION_STAGES,
};

/* What the recipient says of what was sent. */
enum obligation_verdict { RECEIPT_NONE, RECEIPT_REVISION, RECEIPT_ACCEPTED };

/* Where a clock stands; computed (desk/obligation.h), never stored. */
enum obligation_state {
	OBLIGATION_NOT_DUE,
	OBLIGATION_DUE_SOON,
	OBLIGATION_OVERDUE,
	OBLIGATION_SUBMITTED,
	OBLIGATION_LATE, /* submitted, after its time */
	OBLIGATION_REVISION,
	OBLIGATION_ACCEPTED,
	OBLIGATION_WAIVED, /* it does not apply */
	OBLIGATION_STATES,
};

/* The case, as the CERT holds it. What a member said stands with the party. */
struct incident {
	const char *id;          /* Identifier: 128 random bits in 26 letters */
	const char *ref;         /* Number that the CERT uses, INC-2026-0001 */
	const char *title;       /* What it is called; the CERT's alone */
	const char *summary;     /* What the CERT tells the parties of it */
	int state;               /* Where it stands: enum incident_state */
	int severity;            /* How bad: enum incident_severity */
	const char *class;       /* Class of the RSIT, "malicious-code" */
	const char *type;        /* Type of the RSIT, "infected-system"; none */
	int tlp;                 /* Label of the summary: enum tlp; never RED */
	int pap;                 /* What may be done with it: enum tlp without AMBER+STRICT */
	const char *lead;        /* Who leads it at the CERT */
	bool major;              /* Crisis: a situation report every so many hours */
	int64_t every;           /* Hours between situation reports; 0 when not major */
	bool exercise;           /* An exercise: counts nowhere */
	bool crossborder;        /* May concern other countries */
	bool malicious;          /* Suspected to be caused by an unlawful or malicious act */
	const char *into;        /* The incident that it was merged into, or split from */
	const char *disposition; /* Why it is none, or how it ended */
	const char *lessons;     /* What was learnt */
	int64_t created;         /* When it was entered */
	const char *created_by;  /* By whom */
	int64_t changed;         /* Last change */
	int64_t closed;          /* When it ended */
	int64_t version;         /* Counts its changes */
};

/* An organisation in the case, and what it reported. */
struct incident_party {
	const char *id;           /* Identifier: 128 random bits in 26 letters */
	const char *ref;          /* Its own number of the case, R-2026-0001 */
	const char *incident;     /* Of which */
	const char *org;          /* Which organisation */
	int role;                 /* What it is in the case: enum party_role */
	int status;               /* What it says of itself: enum party_status */
	int64_t said;             /* When it said so */
	const char *said_by;      /* Who */
	int tlp;                  /* Label of what it reported: enum tlp; never RED */
	int view;                 /* The strictest label of others that it gets: enum tlp */
	int channel;              /* How it came: enum incident_channel */
	const char *person;       /* Who entered it */
	const char *caller;       /* Who said it by telephone or mail */
	const char *what;         /* What happened */
	int64_t aware;            /* When the organisation became aware */
	const char *class;        /* Class of the RSIT, as it sees it */
	const char *systems;      /* What is affected */
	int impact;               /* What it does to patients: enum incident_impact */
	int64_t degraded_since;   /* Since when it works in degraded mode */
	int64_t degraded_until;   /* Until when */
	int personal;             /* Whether personal data are concerned: enum incident_truth */
	const char *categories;   /* Which data, and of how many people */
	const char *contact;      /* Who is reached now, and how */
	struct text_list consent; /* Authorities that the CERT may hand the report on to */
	int64_t joined;           /* When it became a party */
	int64_t left;             /* When it was taken out; 0: it is in */
	int64_t changed;          /* Last change of its report */
	int64_t version;          /* Counts its changes */
};

/* Something said. */
struct incident_post {
	const char *id;           /* Identifier: 128 random bits in 26 letters */
	const char *incident;     /* Of which */
	int kind;                 /* What it is: enum post_kind */
	const char *org;          /* Whose; none for the CERT */
	const char *author;       /* Who */
	int tlp;                  /* Label: enum tlp */
	struct text_list parties; /* Parties that it is for; none: its owner and the CERT */
	struct text_list persons; /* Who may read it under RED */
	const char *text;         /* What */
	int64_t time;             /* When */
};

/* Something to be done. */
struct incident_task {
	const char *id;         /* Identifier: 128 random bits in 26 letters */
	const char *incident;   /* Of which */
	int kind;               /* What for: enum task_kind */
	const char *party;      /* Whose; none for the CERT */
	const char *title;      /* What */
	int64_t due;            /* Until when; 0: open */
	int state;              /* Where it stands: enum task_state */
	const char *assignee;   /* Who does it */
	int64_t created;        /* When it was set */
	const char *created_by; /* By whom */
	int64_t ended;          /* When it was done or dropped */
	const char *ended_by;   /* By whom */
	int64_t version;        /* Counts its changes */
};

/* A line of the timeline or of the log of decisions. */
struct incident_entry {
	const char *id;           /* Identifier: 128 random bits in 26 letters */
	const char *incident;     /* Of which */
	int kind;                 /* What it is: enum entry_kind */
	const char *org;          /* Whose; none for the CERT */
	struct text_list parties; /* Parties that see it; none: its owner and the CERT */
	int tlp;                  /* Label: enum tlp */
	int64_t time;             /* When it happened */
	const char *text;         /* What */
	const char *why;          /* Of a decision: why, and what was refused */
	int64_t entered;          /* When it was written down */
	const char *person;       /* By whom */
};

/* A file. Its bytes are sealed apart (incident_blob). */
struct incident_evidence {
	const char *id;       /* Identifier: 128 random bits in 26 letters */
	const char *incident; /* Of which */
	const char *party;    /* Whose; none for the CERT */
	const char *name;     /* Name of the file */
	const char *media;    /* Media type as it was sent */
	int64_t size;         /* Bytes */
	const char *sha256;   /* Digest of the bytes, hex */
	const char *note;     /* What it is, where it was taken */
	int64_t taken;        /* When it was taken there; 0: not said */
	int64_t entered;      /* When it came into the house */
	const char *person;   /* By whom */
	int64_t destroyed;    /* When its bytes were destroyed */
	int64_t version;      /* Counts its changes */
};

/* The bytes of a piece of evidence, encrypted. */
struct incident_blob {
	const char *id;     /* The evidence */
	const char *key;    /* Name of the key */
	const char *sealed; /* Base64url */
};

/* Who had it in hand. */
struct incident_custody {
	const char *id;       /* Identifier: 128 random bits in 26 letters */
	const char *evidence; /* Which */
	int64_t time;         /* When */
	int kind;             /* What was done: enum custody_act */
	const char *person;   /* By whom; none for Varde itself */
	const char *note;     /* To whom, why */
};

/* What was seen of the attacker. */
struct incident_observable {
	const char *id;       /* Identifier: 128 random bits in 26 letters */
	const char *incident; /* Of which */
	const char *party;    /* Where; none for the CERT */
	const char *value;    /* As it was written */
	const char *note;     /* What it is */
	const char *ioc;      /* The indicator that was made of it */
	int64_t time;         /* When it was entered */
	const char *person;   /* By whom */
	int64_t version;      /* Counts its changes */
};

/* What it has to do with. */
struct incident_link {
	const char *id;       /* Identifier: 128 random bits in 26 letters */
	const char *incident; /* Of which */
	int kind;             /* To what: enum incident_link_kind */
	const char *object;   /* Identifier of that */
	const char *label;    /* Its number, as people know it */
	const char *org;      /* Organisation it is about; none: of none alone */
	int64_t time;         /* When it was linked */
	const char *person;   /* By whom */
};

/* A legal clock. */
struct obligation {
	const char *id;           /* Identifier: 128 random bits in 26 letters */
	const char *incident;     /* Of which */
	const char *party;        /* Of which party */
	const char *org;          /* Whose duty; none for the CERT */
	const char *regime;       /* By which rules: a row of desk/obligation.h */
	int stage;                /* Which part: enum obligation_stage */
	int64_t trigger;          /* From when it counts; 0: not running yet */
	int64_t due;              /* Until when; 0: without a date */
	int64_t sent;             /* When it was submitted */
	const char *sent_by;      /* By whom */
	const char *recipient;    /* To whom */
	const char *content;      /* What was submitted */
	int verdict;              /* What the recipient says: enum obligation_verdict */
	const char *note;         /* Why it does not apply, or what is to be revised */
	bool waived;              /* It does not apply */
	int64_t forwarded;        /* When the CERT handed it on to an authority */
	const char *forwarded_to; /* Which */
	int64_t reminded;         /* Last reminder */
	int64_t created;          /* When the clock was set up */
	int64_t version;          /* Counts its changes */
};

/* Names of the enums' values, as in JSON; NULL-terminated. */
extern const char *const incident_state_names[],
    *const incident_severity_names[],
	*const incident_impact_names[],
	    *const incident_truth_names[],
		*const incident_channel_names[],
		    *const party_role_names[],
			*const party_status_names[],
			    *const post_kind_names[],
				*const task_kind_names[],
				    *const task_state_names[],
					*const entry_kind_names[],
					    *const custody_act_names[],
						*const incident_link_names[],
						    *const obligation_stage_names[],
							*const obligation_verdict_names[],
							    *const obligation_state_names[];

/* Classes of the Reference Security Incident Taxonomy 1003; NULL-terminated. */
extern const char *const incident_class_names[];

/* A type of the taxonomy and the class it belongs to. */
struct incident_type_row {
	const char *class, *type;
};

/* All types; ends with class NULL. */
extern const struct incident_type_row incident_types[];

/* Whether the taxonomy has the type in the class; a type that is NULL or empty is in each. */
bool incident_type_in(const char *class, const char *type);

/* The fields of the structs. */
extern const struct record_type incident_type, incident_party_type, incident_post_type,
    incident_task_type, incident_entry_type, incident_evidence_type, incident_blob_type,
    incident_custody_type, incident_observable_type, incident_link_type, obligation_type;

#endif

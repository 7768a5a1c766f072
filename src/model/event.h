/* Events that others see of members' systems, the alerts that are made of them, and the rules
 * by which both are sorted. */
#ifndef VARDE_MODEL_EVENT_H
#define VARDE_MODEL_EVENT_H

#include "model/finding.h"
#include "model/record.h"
#include "model/tlp.h"

/* How it is known whose an event is. */
enum event_how {
	EVENT_NOBODYS,    /* it is not */
	EVENT_BY_RULE,    /* a rule of the CERT */
	EVENT_BY_NETWORK, /* its address lies in a verified network */
	EVENT_BY_NAME,    /* its name lies below a verified one */
	EVENT_BY_HAND,    /* an analyst said so */
	EVENT_BY_SENSOR,  /* its address is inside, where a sensor of theirs stands */
};

/* States of an alert (cert-desk 2.6). */
enum alert_state {
	ALERT_RECEIVED,     /* nobody has looked whose it is: never stored */
	ALERT_UNATTRIBUTED, /* nobody's: the queue */
	ALERT_TRIAGE,       /* somebody's, not told yet */
	ALERT_SUPPRESSED,   /* a rule says that it need not be told */
	ALERT_NOTIFIED,
	ALERT_ACKNOWLEDGED, /* somebody of the organisation has opened it */
	ALERT_ANSWERED,
	ALERT_CLOSED,
	ALERT_STATES,
};

/* What an organisation says of it; as the answers to notices. */
enum alert_answer {
	ALERT_UNANSWERED,
	ALERT_WORKING,
	ALERT_FIXED,
	ALERT_FALSE_POSITIVE,
	ALERT_NOT_OURS,
	ALERT_ACCEPTED,
	ALERT_NEED_HELP,
};

/* How it ended. */
enum alert_end {
	ALERT_GOES_ON,
	ALERT_END_FIXED,
	ALERT_END_FALSE_POSITIVE,
	ALERT_END_NOT_OURS,
	ALERT_END_ACCEPTED,
	ALERT_END_NO_ANSWER,
	ALERT_END_DISMISSED, /* nobody's, and nobody needs to know */
	ALERT_END_INCIDENT,  /* it goes on as an incident */
};

/* What a rule of the CERT does. */
enum event_rule_does { EVENT_RULE_ASSIGNS, EVENT_RULE_SUPPRESSES };

/* Something that was seen, once. Its facts never change; whose it is can. */
struct event {
	const char *id;        /* Hash of the feed and of what makes it the same event, hex */
	const char *feed;      /* Who says so */
	const char *report;    /* Name of the report there */
	const char *type;      /* What it is: a name of event_kinds */
	int severity;          /* How bad: enum criticality */
	int tlp;               /* Label: enum tlp */
	int64_t time;          /* When it was seen */
	int64_t count;         /* How often, as the row says */
	const char *addr;      /* Address of the system that it is about */
	const char *addr_key;  /* The same as 32 hexadecimal digits, IPv4 mapped into IPv6 */
	int64_t port;          /* Its port, 0 for none */
	const char *transport; /* tcp, udp */
	const char *name;      /* Name by which it was reached: host of a URL, domain */
	const char *reverse; /* What its address is called backwards: anybody can write that */
	int64_t asn;         /* Number of its autonomous system */
	const char *country; /* Its country, two letters */
	const char *indicator; /* Infection, malware, vulnerability or tag that makes it one */
	const char *peer;      /* Address it talked to */
	const char *detail;    /* The other columns, JSON */
	const char *import;    /* With which import it came */
	const char *org;       /* Whose; none: nobody's */
	const char *item;      /* Which item of the perimeter, or which rule, says so */
	int how;               /* How that is known: enum event_how */
	const char *alert;     /* The alert it counts for */
};

/* What a human acts on: events of one kind about one thing of one organisation. */
struct alert {
	const char *id;          /* Identifier: 128 random bits in 26 letters */
	const char *ref;         /* Number that people use, AL-2026-00042 */
	const char *slot;        /* Hash of organisation, kind, asset, port and indicator */
	bool newest;             /* No later alert has its slot */
	const char *org;         /* Whose; none: nobody's */
	const char *item;        /* Which item of the perimeter, or which rule, says so */
	int how;                 /* How that is known: enum event_how */
	const char *type;        /* What: a name of event_kinds */
	int severity;            /* How bad: enum criticality */
	int64_t priority;        /* 0 to 100: what comes first */
	const char *asset;       /* Address or name */
	const char *addr_key;    /* Its address as 32 hexadecimal digits */
	int64_t port;            /* Port, 0 for none */
	const char *indicator;   /* Infection, malware, vulnerability or tag */
	const char *reverse;     /* What its address is called backwards */
	const char *feed;        /* Who says so */
	const char *report;      /* Name of the newest report */
	int tlp;                 /* Label: enum tlp */
	int state;               /* Where it stands: enum alert_state */
	bool waits;              /* It has news that the organisation was not told */
	int64_t first;           /* First event */
	int64_t last;            /* Last event */
	int64_t events;          /* How many */
	int64_t count;           /* How often it was seen, as these say */
	const char *finding;     /* Open finding that explains it */
	const char *cve;         /* CVE that its events name and an open finding has */
	const char *notice;      /* The notice it was told by */
	int64_t told;            /* When it was told first */
	int64_t opened;          /* When somebody of the organisation opened it first */
	int answer;              /* What the organisation says: enum alert_answer */
	int64_t answered;        /* When */
	const char *answered_by; /* Who */
	const char *note;        /* Remark with the answer */
	const char *assignee;    /* Who at the CERT looks after it */
	const char *rule;        /* Rule that suppressed it */
	const char *ask;         /* Question to a penetration test that answers for it */
	int end;                 /* How it ended: enum alert_end */
	int64_t ended;           /* When */
	int64_t reopened;        /* How often it came back */
	int64_t created;         /* When it was made */
	int64_t changed;         /* Last change */
	int64_t version;         /* Counts its changes */
};

/* A step of an alert. */
struct alert_event {
	const char *id;    /* Identifier: 128 random bits in 26 letters */
	const char *alert; /* Of which */
	int64_t time;      /* When */
	const char *actor; /* Who; none for Varde itself */
	int was;           /* From: enum alert_state */
	int becomes;       /* To: enum alert_state */
	const char *what;  /* Name of the step */
	const char *note;  /* Remark */
};

/* A rule of the CERT: events that fit every condition are that organisation's, or are not told.
 */
struct event_rule {
	const char *id;         /* Identifier: 128 random bits in 26 letters */
	int does;               /* What it does: enum event_rule_does */
	const char *net;        /* Condition: address in that network; none: any */
	const char *first;      /* First address of it as 32 hexadecimal digits */
	const char *last;       /* Last address of it */
	const char *name;       /* Condition: name that, or below that; none: any */
	const char *type;       /* Condition: that kind; none: any */
	const char *report;     /* Condition: that report; none: any */
	const char *indicator;  /* Condition: that indicator; none: any */
	int64_t port;           /* Condition: that port; 0: any */
	const char *whose;      /* Condition of suppressing: that organisation; none: any */
	const char *org;        /* To whom it assigns */
	const char *reason;     /* Why */
	int64_t created;        /* When it was made */
	const char *created_by; /* By whom */
	int64_t expires;        /* When it ends; 0: never */
	int64_t ended;          /* When it was ended */
	int64_t version;        /* Counts its changes */
};

/* A file that was taken in. */
struct event_import {
	const char *id;         /* SHA-256 of feed, report and the file's bytes, hex */
	const char *feed;       /* Who says so */
	const char *report;     /* Name of the report */
	const char *file;       /* Name of the file */
	int64_t time;           /* When it was taken in */
	int64_t ended;          /* When it was all in; 0: not yet */
	const char *person;     /* By whom; none for the command line */
	int64_t rows;           /* Rows that could be read */
	int64_t added;          /* Events that were new */
	int64_t wrong;          /* Rows that could not be read */
	struct text_list lines; /* The first of these: number and reason */
	int64_t unattributed;   /* New events that are nobody's */
	int64_t alerts;         /* Alerts that were made of them */
	int64_t orgs;           /* Organisations that were told */
};

/* Names of the enums' values, as in JSON; NULL-terminated. */
extern const char *const event_how_names[],
    *const alert_state_names[], *const alert_answer_names[], *const alert_end_names[],
								 *const event_rule_does_names[];

/* The fields of the structs. */
extern const struct record_type event_type, alert_type, alert_event_type, event_rule_type,
    event_import_type;

#endif

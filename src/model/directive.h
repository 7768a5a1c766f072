/* Who is told what, when and by which way, and what came back by mail. */
#ifndef VARDE_MODEL_DIRECTIVE_H
#define VARDE_MODEL_DIRECTIVE_H

#include "model/finding.h"
#include "model/notice.h"

enum {
	DIRECTIVE_LIST = 30,            /* members of a list */
	DIRECTIVE_HOURS = 4,            /* rows of hours */
	DIRECTIVE_INTERVAL_MAX = 10080, /* minutes: a week */
};

/* A rule: who is told. */
struct directive {
	const char *id;  /* Identifier: 128 random bits in 26 letters */
	const char *org; /* Whose rule; none: holds where an organisation has none of its own */
	const char *name; /* What it is called */
	bool enabled;     /* Whether it counts */
	int channel;      /* mail, webhook or portal: enum notice_channel */
	/* Who, of the organisation's people; nobody named: everybody who may answer. */
	struct text_list persons;   /* Identifiers */
	struct text_list functions; /* Contact functions: on-call, ciso ... */
	struct text_list roles;     /* Names of roles: officer ... */
	struct text_list kinds;     /* Kinds of causes; none: all */
	int least;                  /* Least severity: enum criticality */
	int at_once;                /* From this severity on hours and digest do not count */
	int tlp;                    /* Strictest label that goes this way: enum tlp */
	int plain;                  /* Up to this label the content stands in the mail itself */
	struct text_list hours; /* When, "HH:MM-HH:MM" in the organisation's zone; none: any */
	bool weekdays;          /* Monday to Friday alone */
	bool digest;            /* Once a day */
	const char *lang;       /* Language; none: the reader's own */
	int64_t interval;       /* Minutes in which the same cause is told once; 0: a day */
	const char *url;        /* Of a webhook */
	const char *secret;     /* Its key; never shown again */
	int64_t failures;       /* Of the webhook, since it last worked */
	int64_t created;        /* When */
	int64_t changed;        /* Last change */
	int64_t version;        /* Counts its changes */
};

/* What a mail that came in is. */
enum inbound_kind {
	INBOUND_REPLY,
	INBOUND_BOUNCE,
	INBOUND_AUTOMATIC, /* an absence note, a receipt: nobody answered */
	INBOUND_OTHER,     /* to nobody's question */
	INBOUND_REFUSED,   /* too large, or no mail */
};

/* What was done with it. */
enum inbound_verdict {
	INBOUND_DONE,
	INBOUND_FOR_DUTY, /* somebody has to read it */
	INBOUND_IGNORED,
	INBOUND_SETTLED, /* somebody has read it */
};

/* A mail that came in: handled once. */
struct inbound {
	const char *id;         /* SHA-256 of its bytes, hex */
	int64_t time;           /* When it was read */
	int type;               /* enum inbound_kind */
	int verdict;            /* enum inbound_verdict */
	const char *sender;     /* From whom, as it says */
	const char *subject;    /* As it says, shortened */
	const char *outgoing;   /* Which message it answers */
	const char *notice;     /* Which notice */
	const char *org;        /* Of which organisation */
	const char *person;     /* Who was told by that message */
	int answer;             /* What was understood: enum notice_answer */
	const char *text;       /* Its first lines, without what it quotes */
	const char *reason;     /* Why it was refused or needs to be read */
	const char *settled_by; /* Who read it */
	int64_t settled;        /* When */
};

/* How an address does. */
struct address_state {
	const char *id;     /* The address, lower case */
	const char *person; /* Whose */
	int64_t bounces;    /* Mails in a row that came back */
	int64_t last;       /* When the last one did */
	const char *reason; /* What the server said */
	int64_t disabled;   /* Nothing is sent to it since then; 0: it works */
	int64_t version;    /* Counts its changes */
};

/* Names of the enums' values, as in JSON; NULL-terminated. */
extern const char *const inbound_kind_names[], *const inbound_verdict_names[];

/* The fields of the structs. */
extern const struct record_type directive_type, inbound_type, address_state_type;

/*
 * Whether the rule tells of a cause of that kind, severity and label. Pure.
 */
bool directive_takes(const struct directive *d, const char *cause, int severity, int tlp);

/* Whether the rule names a person with that role and these functions (it names nobody: false).
 */
bool directive_names(const struct directive *d, const char *person, const char *role,
    const struct text_list *functions);

/*
 * When what happens now is told by it: now, or when its hours, its days or the digest's hour
 * come. zone is minutes east of UTC. Pure.
 */
int64_t directive_due(const struct directive *d, int severity, int64_t zone, int64_t now);

/* Whether it is "HH:MM-HH:MM". */
bool directive_hours_fit(const char *hours);

#endif

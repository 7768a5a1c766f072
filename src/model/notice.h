/* Notices: what the CERT tells an organisation of one cause, to whom, and what is answered. */
#ifndef VARDE_MODEL_NOTICE_H
#define VARDE_MODEL_NOTICE_H

#include "base/vec.h"
#include "model/finding.h"
#include "model/record.h"
#include "model/tlp.h"

/* What an organisation answers. */
enum notice_answer {
	NOTICE_UNANSWERED,
	NOTICE_WORKING,
	NOTICE_FIXED,
	NOTICE_FALSE_POSITIVE,
	NOTICE_NOT_OURS,
	NOTICE_ACCEPTED,
	NOTICE_NEED_HELP,
	NOTICE_ANSWERS,
};

enum notice_state {
	NOTICE_OPEN,     /* told, and nobody has answered */
	NOTICE_ANSWERED, /* somebody has */
	NOTICE_CLOSED,   /* its cause is over: nothing is asked any more */
	NOTICE_STATES,
};

/* How something is told, and by which way an answer came. */
enum notice_channel {
	NOTICE_BY_PORTAL,
	NOTICE_BY_MAIL,
	NOTICE_BY_WEBHOOK,
	NOTICE_BY_LINK,  /* answers: the one-time link of a mail */
	NOTICE_BY_PHONE, /* answers: said on the telephone */
};

/* What happened to a notice. */
enum notice_step {
	NOTICE_DID_OPEN,
	NOTICE_DID_UPDATE, /* the same cause again: items were added */
	NOTICE_DID_TELL,
	NOTICE_DID_REMIND,
	NOTICE_DID_READ, /* opened by somebody of the organisation */
	NOTICE_DID_ANSWER,
	NOTICE_DID_BOUNCE, /* a mail of it could not be delivered */
	NOTICE_DID_REPLY,  /* a mail that says nothing a machine understands */
	NOTICE_DID_PHONE,
	NOTICE_DID_CLOSE,
	NOTICE_DID_REOPEN, /* seen again after it was said to be fixed */
};

enum {
	NOTICE_ITEMS = 50,        /* are kept and shown; more are counted */
	NOTICE_REMINDERS = 3,     /* after 1, 3 and 7 days */
	NOTICE_ITEM_BYTES = 1000, /* of an item's texts, each */
};

/* One thing that a notice tells of. */
struct notice_item {
	const char *key;    /* what makes it the same when it is told again */
	const char *text;   /* what and where, one line: "203.0.113.7:445 smb" */
	const char *detail; /* more, the proof; NULL: nothing */
	int64_t time;       /* last seen; 0: not said */
	int64_t count;      /* how often; 0: not counted */
	int tlp; /* its own label: enum tlp; counts when stricter than the notice's */
};

struct notice_items {
	VEC(struct notice_item) all;
};

/* What is said in one language, of a notice whose texts are no keys of the catalogue. */
struct notice_text {
	const char *lang;  /* "en", "fr", "nb" */
	const char *title; /* never NULL */
	const char *text;  /* what it is and what to do; NULL: nothing */
};

struct notice_texts {
	VEC(struct notice_text) all;
};

/* A notice. */
struct notice {
	const char *id;           /* Identifier: 128 random bits in 26 letters */
	const char *ref;          /* Number that people use: VARDE#2026-00042 */
	const char *org;          /* To which organisation */
	const char *cause;        /* Kind of cause: alert, advisory, finding, message ... */
	const char *object;       /* Identifier of the cause */
	int severity;             /* How bad: enum criticality */
	int tlp;                  /* Label: enum tlp */
	struct text_list persons; /* Under RED: who alone is told */
	const char *title;  /* What it is, English, a key of the catalogue where it is one */
	const char *advice; /* What to do, the same; NULL: nothing */
	const char *texts;  /* Instead of these: struct notice_texts as JSON */
	const char *items;  /* struct notice_items as JSON, the newest first */
	int64_t count;      /* How many there are */
	int64_t opened;     /* When */
	int64_t updated;    /* When items were last added */
	int64_t interval;   /* Not told again within so many ms */
	int64_t told;       /* When it was last told */
	int64_t due;        /* News are told then; 0: there are none */
	int state;          /* Where it stands: enum notice_state */
	int answer;         /* What was answered last: enum notice_answer */
	int64_t answered;   /* When */
	const char *answered_by; /* Who */
	int channel;             /* By which way: enum notice_channel */
	const char *note;        /* What was said beside */
	int64_t seen;            /* When somebody of the organisation looked at it first */
	int64_t reminders;       /* How many were sent since it was told first */
	int64_t remind;          /* When the next one, or the telephone, is due; 0: never */
	int64_t closed;          /* When */
	int64_t version;         /* Counts its changes */
};

/* A notice told to one reader: by a mail, a webhook, or in the portal alone. */
struct notice_told {
	const char *id;        /* SHA-256 of the secret of its one-time link, hex */
	const char *notice;    /* Which */
	const char *org;       /* Of which organisation */
	const char *person;    /* To whom; none for a webhook */
	const char *directive; /* By which rule; none: no rule, but a person said so */
	const char *outgoing;  /* The message; none in the portal alone */
	int channel;           /* enum notice_channel */
	int64_t time;          /* When it was put into the outbox */
	int64_t expires;       /* Until when the link is good */
	int64_t used;          /* When somebody answered by it */
};

/* A step of a notice. */
struct notice_event {
	const char *id;     /* Identifier: 128 random bits in 26 letters */
	const char *notice; /* Of which */
	int64_t time;       /* When */
	const char *actor;  /* Who; none for Varde itself */
	int step;           /* What: enum notice_step */
	int answer;         /* Of an answer: enum notice_answer */
	int channel;        /* By which way: enum notice_channel */
	int64_t count;      /* Of a telling: readers; of an update: items */
	const char *note;   /* Remark */
};

/* Why somebody is to be called. */
enum phone_reason {
	PHONE_NO_ANSWER, /* critical or high, and the last reminder went unanswered */
	PHONE_NOBODY,    /* nobody could be told: no contact, or no address that works */
	PHONE_BOUNCED,   /* three mails in a row came back */
	PHONE_NEED_HELP, /* the organisation asks for help */
	PHONE_BY_HAND,   /* somebody of the CERT wants it */
};

enum phone_outcome {
	PHONE_OPEN,       /* nobody has called */
	PHONE_REACHED,    /* somebody competent was told */
	PHONE_NOT_THERE,  /* nobody answered: again later */
	PHONE_WRONG,      /* the number is wrong: the contact must be mended */
	PHONE_NOT_NEEDED, /* the answer came before */
};

/* A telephone call that the duty officer makes. */
struct phone_task {
	const char *id;     /* Identifier: 128 random bits in 26 letters */
	const char *org;    /* Whom to call */
	const char *notice; /* About which notice; none: about the contact itself */
	const char *person; /* About whom: the contact whose address fails; none */
	int reason;         /* Why: enum phone_reason */
	const char *text;   /* What was said that leads to it */
	int64_t created;    /* When */
	int64_t due;        /* Not before */
	int64_t tries;      /* Calls so far */
	int outcome;        /* What came of it: enum phone_outcome */
	const char *caller; /* Who called last */
	const char *note;   /* What was said */
	int64_t called;     /* When */
	bool done;          /* Nothing is left to do */
	int64_t version;    /* Counts its changes */
};

/* States of what the CERT writes to several organisations. */
enum sending_state {
	SENDING_DRAFT,
	SENDING_WAITING, /* for a second person */
	SENDING_SENT,
	SENDING_DISCARDED,
};

/* To whom it goes. */
enum sending_for { SENDING_FOR_ALL, SENDING_FOR_GROUPS, SENDING_FOR_LIST };

/* What somebody of the CERT writes to organisations: a notice at each. */
struct sending {
	const char *id;        /* Identifier: 128 random bits in 26 letters */
	const char *ref;       /* Number that people use: S-2026-0001 */
	int state;             /* Where it stands: enum sending_state */
	int severity;          /* How bad: enum criticality */
	int tlp;               /* Label: enum tlp */
	int audience;          /* To whom: enum sending_for */
	struct text_list orgs; /* Identifiers of the groups or organisations */
	const char *title_en, *title_fr, *title_nb; /* What it is called */
	const char *text_en, *text_fr, *text_nb;    /* What it says */
	const char *author;                         /* Who wrote it last */
	const char *approver;                       /* Who said yes */
	const char *note;                           /* Why it was sent back */
	int64_t recipients;                         /* Organisations that it went to */
	int64_t created;                            /* When it began */
	int64_t changed;                            /* Last change */
	int64_t sent;                               /* When it went out */
	int64_t version;                            /* Counts its changes */
};

/* Names of the enums' values, as in JSON; NULL-terminated. */
extern const char *const notice_answer_names[],
    *const notice_state_names[], *const notice_channel_names[],
				     *const notice_step_names[],
					 *const phone_reason_names[],
					     *const phone_outcome_names[],
						 *const sending_state_names[],
						     *const sending_for_names[];

/* The fields of the structs. */
extern const struct record_type notice_type, notice_told_type, notice_event_type,
    phone_task_type, sending_type;

/* The items as JSON text, in the arena; NULL for none. Texts are cut at NOTICE_ITEM_BYTES. */
const char *notice_items_write(const struct notice_items *items, struct arena *arena);

/* Reads such text (NULL: none). ERR_SYNTAX. */
int notice_items_read(const char *text, struct arena *arena, struct notice_items *ret) MUST_USE;

/*
 * Adds items to those that are there (newest first, NOTICE_ITEMS at most); one of a key that is
 * there replaces it. *ret_added (NULL allowed): how many were not there.
 */
void notice_items_merge(struct notice_items *items, const struct notice_item *more, size_t n,
    struct arena *arena, size_t *ret_added);

/* The same for texts. */
const char *notice_texts_write(const struct notice_texts *texts, struct arena *arena);
int notice_texts_read(const char *text, struct arena *arena, struct notice_texts *ret) MUST_USE;

/* The text in the language, else the English one, else the first; NULL when there is none. */
const struct notice_text *notice_text_in(const struct notice_texts *texts, const char *lang);

/* The answer that the name of one stands for; -1: none. "unanswered" is none. */
int notice_answer_of(const char *name);

/* Whether it is bad enough for reminders, and for telling in the night. */
bool notice_is_urgent(int severity);

#endif

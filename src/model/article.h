/* Articles of the watch portal: what the CERT tells everybody or its members, in several
 * languages, and who comes to its events. */
#ifndef VARDE_MODEL_ARTICLE_H
#define VARDE_MODEL_ARTICLE_H

#include "base/vec.h"
#include "model/record.h"
#include "model/tlp.h"

enum article_kind {
	ARTICLE_NEWS,
	ARTICLE_VULN_ALERT,
	ARTICLE_FACT_SHEET,
	ARTICLE_REFLEX_CARD, /* what to do at once, on one page */
	ARTICLE_GUIDE,
	ARTICLE_EVENT, /* a meeting with seats */
	ARTICLE_STATISTICS,
	ARTICLE_KINDS,
};

enum article_state {
	ARTICLE_DRAFT,
	ARTICLE_REVIEW, /* somebody reads it who has not written at it */
	ARTICLE_PUBLISHED,
	ARTICLE_UPDATING, /* a next revision is written; the last one stands */
	ARTICLE_WITHDRAWN,
	ARTICLE_STATES,
};

/* Where somebody stands who wants to come. */
enum article_seat_state { ARTICLE_SEAT_BOOKED, ARTICLE_SEAT_WAITING, ARTICLE_SEAT_CANCELLED };

enum {
	ARTICLE_FILE_MAX = 3 << 20, /* bytes of an attachment */
	ARTICLE_FILES = 20,         /* of one article */
	ARTICLE_TAGS = 20,
	ARTICLE_TAG = 40, /* bytes of one */
	ARTICLE_WORDS = 6 /* that a search looks for */
};

struct article {
	const char *id;            /* Identifier: 128 random bits in 26 letters */
	const char *ref;           /* Number that people use, W-2026-0001 */
	int kind;                  /* What it is: enum article_kind */
	int state;                 /* Where it stands: enum article_state */
	int tlp;                   /* Who may read it: enum tlp; CLEAR is everybody */
	const char *lang;          /* Language it is written in first */
	const char *title;         /* What it is called in lists */
	struct text_list tags;     /* Words to find it by */
	const char *author;        /* Who wrote it last; none for Varde itself */
	struct text_list authors;  /* Who wrote at it since its last revision */
	const char *reviewer;      /* Who has published it */
	int64_t revision;          /* Number of the revision that is out; 0: none */
	int64_t created;           /* When it began */
	int64_t changed;           /* Last change */
	int64_t published;         /* First publication */
	int64_t revised;           /* Last publication */
	int64_t review_months;     /* Every how many months it is to be read again; 0: never */
	int64_t review_due;        /* When it is to be read again */
	const char *note;          /* Why returned or withdrawn */
	const char *source;        /* What it was made of: starter:NAME, advisory:ID */
	const char *source_digest; /* SHA-256 of that text */
	int64_t starts;            /* Event: when it begins */
	int64_t ends;              /* Event: when it ends */
	const char *place;         /* Event: where */
	int64_t seats;             /* Event: how many may come; 0: no registration */
	int64_t seats_until;       /* Event: registration ends */
	int64_t version;           /* Counts its changes */
};

/* What it says in one language. */
struct article_text {
	const char *id;      /* Identifier: 128 random bits in 26 letters */
	const char *article; /* Of which */
	const char *lang;    /* Language: en, fr, nb */
	const char *title;   /* Title */
	const char *lead;    /* What it is about, in a sentence or two */
	const char *body;    /* Markdown */
};

/* A revision that went out, as it was. */
struct article_revision {
	const char *id;           /* Identifier: 128 random bits in 26 letters */
	const char *article;      /* Of which */
	int64_t number;           /* From 1 */
	int64_t time;             /* When it went out */
	const char *person;       /* Who published it; none for Varde itself */
	struct text_list authors; /* Who had written at it */
	const char *summary;      /* What is new in it */
	const char *title;        /* Its title */
	const char *document;     /* The article and its texts as they were, JSON */
};

/* A step of an article. */
struct article_event {
	const char *id;      /* Identifier: 128 random bits in 26 letters */
	const char *article; /* Of which */
	int64_t time;        /* When */
	const char *actor;   /* Who; none for Varde itself */
	int was;             /* From: enum article_state */
	int becomes;         /* To: enum article_state */
	const char *note;    /* Remark */
};

/* What is out now, a row a language that readers choose: lists and searches read this alone. */
struct article_out {
	const char *id;        /* The article's identifier, a colon and the language */
	const char *article;   /* Of which */
	const char *lang;      /* Language of the reader */
	const char *written;   /* Language that this text is written in */
	int kind;              /* What it is: enum article_kind */
	int tlp;               /* Who may read it: enum tlp */
	const char *title;     /* Title */
	const char *lead;      /* What it is about */
	struct text_list tags; /* Words to find it by */
	const char *search;    /* All its words, folded (codec/fold.h) */
	int64_t published;     /* First publication */
	int64_t revised;       /* Last publication */
	int64_t starts;        /* Event: when it begins; else 0 */
	int64_t ends;          /* Event: when it ends; else 0 */
};

/* A file beside an article. */
struct article_file {
	const char *id;      /* Identifier: 128 random bits in 26 letters */
	const char *article; /* Of which */
	const char *name;    /* File name */
	const char *type;    /* Media type, one of those that are taken */
	int64_t size;        /* Bytes */
	const char *sha256;  /* Of its bytes */
	const char *person;  /* Who added it */
	int64_t added;       /* When */
	int64_t since;       /* First revision that has it */
	int64_t gone;        /* First revision that has it no more; 0: none */
};

/* Its bytes, apart from what lists read. */
struct article_blob {
	const char *id;      /* The file's identifier */
	const char *content; /* Its bytes, base64 */
};

/* Somebody who comes to an event, or wants to. */
struct article_seat {
	const char *id;      /* Identifier: 128 random bits in 26 letters */
	const char *article; /* Of which event */
	const char *person;  /* Who */
	const char *org;     /* Of which organisation; none for the CERT */
	int state;           /* Where it stands: enum article_seat_state */
	int64_t asked;       /* When, which is the place in the queue */
	int64_t changed;     /* Last change */
	const char *note;    /* Remark: what they eat, which session */
};

/* What somebody wants to hear of. */
struct article_subscription {
	const char *id;         /* The person's identifier */
	struct text_list kinds; /* Names of kinds */
	struct text_list tags;  /* Only what has one of these; none: all of the kinds */
	int64_t changed;        /* When it was set */
};

/* An article with all that is told of it. */
struct article_document {
	struct article article;
	VEC(struct article_text) texts;
	VEC(struct article_revision) revisions; /* oldest first; .document is not needed */
};

/* Names of the enums' values, as in JSON; NULL-terminated. */
extern const char *const article_kind_names[], *const article_state_names[],
						   *const article_seat_state_names[];

/* The languages, in the order in which one stands in for another. */
extern const char *const article_langs[];

/* The fields of the structs. */
extern const struct record_type article_type, article_text_type, article_revision_type,
    article_event_type, article_out_type, article_file_type, article_blob_type,
    article_seat_type, article_subscription_type;

/* The text in the language, or else in the one that the article is written in first, or the
 * first there is; NULL when there is none. Borrows. */
const struct article_text *article_text_in(
    const struct article_document *document, const char *lang);

/* The article and its texts as one JSON object, which article_document_read reads. Appends. */
void article_document_write(const struct article_document *document, struct str *out);

/* Reads such an object; revisions stay as they are. Text lives in the arena. ERR_SYNTAX,
 * ERR_RANGE. */
int article_document_read(
    const char *text, struct arena *arena, struct article_document *ret) MUST_USE;

/* The words of a search as patterns of LIKE over article_out.search, ARTICLE_WORDS of them; the
 * rest are "%", which everything fits. In the arena. */
void article_patterns(const char *q, struct arena *arena, const char **ret);

/* Whether it may be a tag: small letters, digits and hyphens. */
bool article_tag_valid(const char *tag);

/* The media type of a file of that name when such files are taken, else NULL: documents,
 * tables, pictures and text, nothing that a browser runs. */
const char *article_file_type_of(const char *name);

/* Whether the bytes begin as files of that media type do (text is UTF-8). */
bool article_file_is(const char *type, struct span bytes);

#endif

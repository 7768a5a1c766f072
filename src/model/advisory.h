/* Advisories: what the CERT says of a weakness, to whom, and what those who are exposed answer.
 */
#ifndef VARDE_MODEL_ADVISORY_H
#define VARDE_MODEL_ADVISORY_H

#include "base/vec.h"
#include "model/record.h"
#include "model/tlp.h"

/* States of an advisory (cert-desk 2.6). */
enum advisory_state {
	ADVISORY_SIGNAL,    /* somebody else says something: nobody has looked at it yet */
	ADVISORY_ASSESSING, /* an analyst looks whether it concerns the constituency */
	ADVISORY_DRAFTING,
	ADVISORY_REVIEW,   /* somebody else than the author reads it */
	ADVISORY_APPROVED, /* may be published */
	ADVISORY_PUBLISHED,
	ADVISORY_UPDATING,  /* a next revision is written; the last one stands */
	ADVISORY_WITHDRAWN, /* published, and taken back */
	ADVISORY_DISMISSED, /* a signal or draft that came to nothing */
	ADVISORY_STATES,
};

/* How likely it is that it is used against somebody, and how bad that would be. */
enum advisory_level { ADVISORY_LOW, ADVISORY_MEDIUM, ADVISORY_HIGH };

/* To whom it goes. */
enum advisory_for {
	ADVISORY_FOR_ALL,
	ADVISORY_FOR_GROUPS, /* organisations of .orgs and what lies below them */
	ADVISORY_FOR_MATCH,  /* those where an affected product was seen */
	ADVISORY_FOR_LIST,   /* organisations of .orgs */
};

/* What an organisation says of itself. */
enum advisory_answer {
	ADVISORY_UNANSWERED,
	ADVISORY_AFFECTED,
	ADVISORY_NOT_AFFECTED,
	ADVISORY_FIXED,
	ADVISORY_PLANNED,
};

struct advisory {
	const char *id;              /* Identifier: 128 random bits in 26 letters */
	const char *ref;             /* Number that people use, ADV-2026-0001 */
	const char *title;           /* What it is called in lists */
	int state;                   /* Where it stands: enum advisory_state */
	int chance;                  /* How likely: enum advisory_level */
	int damage;                  /* How bad: enum advisory_level */
	int tlp;                     /* Label: enum tlp */
	int audience;                /* To whom: enum advisory_for */
	struct text_list orgs;       /* Identifiers of the groups or organisations */
	struct text_list persons;    /* Identifiers of those who may read it under RED */
	struct text_list cves;       /* CVE numbers */
	struct text_list cvss;       /* Vectors, each after its CVE when they differ */
	struct text_list products;   /* "vendor:product <1.2", a line each */
	struct text_list references; /* Addresses of pages */
	const char *source;          /* Who signalled it: a feed of the knowledge */
	const char *source_id;       /* Its number there */
	const char *source_url;      /* Its page there */
	int64_t source_modified;     /* When its publisher changed it last */
	const char *lang;            /* Language it is written in first */
	const char *author;          /* Who wrote it last */
	struct text_list authors;    /* Who wrote at it since its last revision */
	const char *reviewer;        /* Who has approved it */
	int64_t revision;            /* Number of the revision that is out; 0: none */
	int64_t created;             /* When it began */
	int64_t changed;             /* Last change */
	int64_t published;           /* First publication */
	int64_t revised;             /* Last publication */
	int64_t embargo;             /* Not to be published before */
	const char *note;            /* Why returned, withdrawn, dismissed */
	int64_t version;             /* Counts its changes */
};

/* What it says in one language. */
struct advisory_text {
	const char *id;        /* Identifier: 128 random bits in 26 letters */
	const char *advisory;  /* Of which */
	const char *lang;      /* Language: en, fr, nb */
	const char *title;     /* Title */
	const char *summary;   /* What it is, for everybody */
	const char *details;   /* Details for those who look after it */
	const char *remedy;    /* What to do */
	const char *detection; /* How to see whether it was used */
};

/* A revision that went out, as it was. */
struct advisory_revision {
	const char *id;           /* Identifier: 128 random bits in 26 letters */
	const char *advisory;     /* Of which */
	int64_t number;           /* From 1 */
	int64_t time;             /* When it went out */
	const char *person;       /* Who published it */
	const char *reviewer;     /* Who had approved it */
	const char *summary;      /* What is new in it */
	const char *title;        /* Its title */
	int tlp;                  /* Its label: enum tlp */
	int audience;             /* To whom it went: enum advisory_for */
	struct text_list persons; /* Who might read it under RED */
	const char *document;     /* The advisory and its texts as they were, JSON */
	int64_t recipients;       /* How many organisations it went to */
};

/* A step of an advisory. */
struct advisory_event {
	const char *id;       /* Identifier: 128 random bits in 26 letters */
	const char *advisory; /* Of which */
	int64_t time;         /* When */
	const char *actor;    /* Who; none for Varde itself */
	int was;              /* From: enum advisory_state */
	int becomes;          /* To: enum advisory_state */
	const char *note;     /* Remark */
};

/* An advisory at one organisation. */
struct advisory_delivery {
	const char *id;          /* Identifier: 128 random bits in 26 letters */
	const char *advisory;    /* Of which */
	const char *org;         /* To whom */
	int64_t revision;        /* Last revision it was told of */
	struct text_list assets; /* Where an affected product was seen there */
	int64_t matches;         /* How many places that are */
	int64_t told;            /* When it was told first */
	int64_t opened;          /* When somebody of it opened it first */
	const char *opened_by;   /* Who */
	int answer;              /* What it says of itself: enum advisory_answer */
	int64_t answered;        /* When */
	const char *answered_by; /* Who */
	int64_t planned;         /* When it will be mended */
	const char *note;        /* Remark */
	int64_t version;         /* Counts its changes */
};

/* The OpenPGP signature of a document that was fetched. */
struct advisory_signature {
	const char *id;        /* SHA-256 of the document */
	const char *signature; /* Armoured */
	int64_t made;          /* When */
};

/* A revision with all that is told of it. */
struct advisory_document {
	struct advisory advisory;
	VEC(struct advisory_text) texts;
	VEC(struct advisory_revision) revisions; /* oldest first; .document is not needed */
};

/* Names of the enums' values, as in JSON; NULL-terminated. */
extern const char *const advisory_state_names[],
    *const advisory_level_names[], *const advisory_for_names[], *const advisory_answer_names[];

/* The languages, in the order in which one stands in for another. */
extern const char *const advisory_langs[];

/* The fields of the structs. */
extern const struct record_type advisory_type, advisory_text_type, advisory_revision_type,
    advisory_event_type, advisory_delivery_type, advisory_signature_type;

/* The text in the language, or else in the one that the advisory is written in, or the first
 * there is; NULL when there is none. Borrows. */
const struct advisory_text *advisory_text_in(
    const struct advisory_document *document, const char *lang);

/* The advisory and its texts as one JSON object, which advisory_document_read reads. Appends.
 */
void advisory_document_write(const struct advisory_document *document, struct str *out);

/* Reads such an object; revisions stay as they are. Text lives in the arena. ERR_SYNTAX,
 * ERR_RANGE. */
int advisory_document_read(
    const char *text, struct arena *arena, struct advisory_document *ret) MUST_USE;

/* The levels' place in the matrix: low, medium, high. */
enum advisory_level advisory_urgency(const struct advisory *a);

#endif

/*
 * The texts of mails: web/mail/NAME.txt, one a template that desk/outbox.h is given. The first
 * line is the subject, the rest the body. A text says that something has happened and where to
 * look; it holds nothing of what was found.
 */
#ifndef VARDE_NOTIFY_TEXTS_H
#define VARDE_NOTIFY_TEXTS_H

#include "codec/template.h"
#include "model/log.h"
#include "model/settings.h"

/* A row: a text and how it is told. */
struct texts_row {
	const char *name;
	bool at_once;     /* whatever the hour, and never in a digest: somebody waits for it, or
			     must act */
	const char *path; /* of the page it points at: {org} and {object} are the message's;
			     NULL: the link is one of its values */
};

/* The rows; the last has no name. */
extern const struct texts_row texts_rows[];

/* What is told when a message names no text of ours: that there is news. */
#define TEXTS_GENERAL "general"

/* The row of that name; NULL when there is none. */
const struct texts_row *texts_row_of(const char *name);

/* Compiles all texts. Gives; template_set_free ends it. ERR_* with the file in *msg: an error
 * of ours. */
int texts_load(struct template_set **ret, struct msg *msg) MUST_USE;

/* What a text is filled with. Borrows. */
struct texts_reader {
	const char *lang;           /* code of the language */
	int64_t zone;               /* minutes east of UTC */
	const char *name;           /* of the reader; NULL: not known */
	const char *org;            /* name of the organisation; NULL: none */
	bool sealed;                /* nobody else can read the mail */
	const struct json *content; /* of a sealed one: sections {title, text}; NULL: none */
	const char *text;           /* the row that is filled instead of the message's; NULL */
};

struct texts_filled {
	const char *subject, *body;
};

/*
 * The text for the message (borrows), in the arena. Its values are plain text: control
 * characters in them become spaces. ERR_SYNTAX (values that are no JSON object), ERR_LIMIT.
 */
int texts_fill(const struct template_set *set, const struct settings *settings,
    const struct outgoing *message, const struct texts_reader *reader, struct arena *arena,
    struct texts_filled *ret) MUST_USE;

/* The message's values (an empty object when it has none), in the arena. ERR_SYNTAX. */
int texts_values(
    const struct outgoing *message, struct arena *arena, struct json **ret) MUST_USE;

/* The address of the page that the message points at. The arena owns it. */
const char *texts_link(const struct settings *settings, const struct outgoing *message,
    const struct json *values, struct arena *arena);

#endif

/* What somebody of the CERT writes to several organisations (struct sending): a draft, a
 * preview of exactly what each reader sees, a second person above a number of recipients, and a
 * notice at each. */
#ifndef VARDE_DESK_NOTICE_SEND_H
#define VARDE_DESK_NOTICE_SEND_H

#include "desk/notice.h"

enum {
	SENDING_EYES = 10,   /* recipients above which a second person says yes */
	SENDING_MAX = 50000, /* organisations of one sending */
};

/* What may be done with it. */
enum sending_action {
	SENDING_DO_SUBMIT, /* to be looked at by a second person */
	SENDING_DO_RETURN, /* back to the author, with a reason */
	SENDING_DO_SEND,   /* out: alone up to the number, else by another than the author */
	SENDING_DO_DISCARD,
	SENDING_ACTIONS,
};

/* A row of the table of states. */
struct sending_row {
	int from; /* enum sending_state */
	enum sending_action action;
	int to;
};

extern const struct sending_row sending_rows[]; /* sending_row_count of them */
extern const size_t sending_row_count;

/* The number of recipients above which two pairs of eyes are needed: the setting "four_eyes" of
 * the house, else SENDING_EYES. */
int sending_eyes(struct db *db, int64_t *ret) MUST_USE;

/* Sets it, 0 to 1000000. With a log entry. ERR_RANGE. */
int sending_eyes_set(
    struct db *db, const struct actor *actor, int64_t eyes, int64_t now) MUST_USE;

/* Stores the draft (new: without an id). Only a draft may be changed. ERR_RANGE with what is
 * missing: a title in English, somebody to send to; ERR_DENIED. */
int sending_save(struct db *db, const struct actor *actor, struct sending *s, int64_t now,
    struct arena *arena) MUST_USE;

/* The active organisations that it goes to, by their names (struct org). */
int sending_recipients(struct db *db, const struct sending *s, struct arena *arena,
    struct desk_records *ret) MUST_USE;

/* Does the step; note is why (returning). The state machine and its guards: ERR_DENIED with
 * what is missing. Sending opens a notice at each, in one transaction. *ret_told (NULL allowed)
 * counts messages. */
int sending_step(struct db *db, const struct actor *actor, const char *id,
    enum sending_action action, const char *note, int64_t now, struct arena *arena,
    int64_t *ret_told) MUST_USE;

/* How much of it a mail holds. */
enum sending_holds {
	SENDING_POINTER, /* its label keeps the content out of a mail that anybody can read */
	SENDING_PLAIN,   /* all of it: the label allows that */
	SENDING_SEALED,  /* all of it: it is encrypted to the reader's key */
	SENDING_NO_KEY,  /* the reader's key has ended: a pointer, and nothing else */
};

/* Names of the values, NULL-terminated. */
extern const char *const sending_holds_names[];

/* What one reader of one organisation would be told. */
struct sending_preview {
	const char *person, *mail; /* NULL: a webhook */
	const char *rule;          /* name of the rule */
	int channel;               /* enum notice_channel */
	const char *template;      /* of notify/texts.c */
	int64_t due;
	enum sending_holds holds; /* of a mail */
	const char *lang;         /* NULL: the house's */
	const char *values;       /* JSON, as notice_values */
};

struct sending_previews {
	VEC(struct sending_preview) all;
};

/* What each reader at the organisation would get if it went out now: made by the same functions
 * that send it. Stores nothing. */
int sending_preview(struct db *db, const struct sending *s, const char *org, int64_t now,
    struct arena *arena, struct sending_previews *ret) MUST_USE;

#endif

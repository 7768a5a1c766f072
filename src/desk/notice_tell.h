/* Telling a notice: its readers by the rules, a message each, a one-time link in each. */
#ifndef VARDE_DESK_NOTICE_TELL_H
#define VARDE_DESK_NOTICE_TELL_H

#include "desk/directive.h"

enum { NOTICE_MAIL_ITEMS = 20 /* of a message; more are counted */ };

/* What is the same for many notices: loaded once. */
struct notice_telling {
	struct db *db;
	struct directives common; /* directive_common */
	bool have_own;            /* some organisation has rules of its own */
};

/* Loads it; its texts are in the arena. */
int notice_telling_init(
    struct db *db, struct arena *arena, struct notice_telling *ret) MUST_USE;

/* The rules that hold at the organisation: its own that are switched on, else common. */
int notice_rules(const struct notice_telling *t, const char *org, struct arena *arena,
    struct directives *ret, const struct directives **ret_common) MUST_USE;

/* Who is told of it, by those rules. */
int notice_readers(const struct notice_telling *t, const struct notice *n,
    const struct org *org, int64_t now, struct arena *arena,
    struct directive_readers *ret) MUST_USE;

/* How it is told. Borrows. */
struct notice_way {
	const char *template; /* of notify/texts.c */
	const char *why;      /* what makes it another message than the one before */
	bool at_once;         /* whatever the rules say of hours */
};

/*
 * Puts the messages for the readers into the outbox, inside the caller's DB_WRITE transaction.
 * *ret_told counts messages.
 */
int notice_put(const struct notice_telling *t, const struct notice *n, const struct org *org,
    const struct directive_readers *readers, const struct notice_way *way, int64_t now,
    struct arena *arena, int64_t *ret_told) MUST_USE;

/*
 * What one reader is told: the values of the text, as JSON, in the arena. link_secret NULL: for
 * a preview. open: everything the reader may see, as in an encrypted mail or the portal; else
 * what the rule lets stand in a plain one. ERR_CORRUPT, ERR_LIMIT.
 */
int notice_values(const struct notice *n, const struct org *org,
    const struct directive_reader *reader, const char *link_secret, struct arena *arena,
    const char **ret) MUST_USE;

#endif

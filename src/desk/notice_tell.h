/* Telling a notice: its readers by the rules, a message each, a one-time link in each. */
#ifndef VARDE_DESK_NOTICE_TELL_H
#define VARDE_DESK_NOTICE_TELL_H

#include "desk/directive.h"

enum { NOTICE_MAIL_ITEMS = 20 /* of a message; more are counted */ };

/* What notices of some organisations are told by: loaded once for all of them. */
struct notice_telling {
	struct db *db;
	struct directives common; /* directive_common */
	struct map own;           /* id of an organisation to its struct directives */
	struct map members;       /* ... to its struct directive_members */
};

/* Loads it for these organisations (ids); its texts are in the arena. */
int notice_telling_init(struct db *db, const char *const *orgs, size_t n, int64_t now,
    struct arena *arena, struct notice_telling *ret) MUST_USE;

/* Who is told of it, by the rules of its organisation: its own that are switched on, else the
 * common ones. */
void notice_readers(const struct notice_telling *t, const struct notice *n,
    const struct org *org, int64_t now, struct arena *arena, struct directive_readers *ret);

/* What is to be put into the outbox, gathered for any number of notices (in an arena that lives
 * until notice_outbox_store). */
struct notice_outbox {
	VEC(const void *) messages; /* struct outgoing */
	VEC(const void *) told;     /* struct notice_told */
};

/* Stores it, inside the caller's DB_WRITE transaction. ERR_EXISTS: told before. */
int notice_outbox_store(struct db *db, const struct notice_outbox *outbox) MUST_USE;

/* How it is told. Borrows. */
struct notice_way {
	const char *template; /* of notify/texts.c */
	const char *why;      /* what makes it another message than the one before */
	bool at_once;         /* whatever the rules say of hours */
};

/*
 * Finds the readers of the notice and gathers their messages in *to; its own times are set, and
 * not stored. *ret_readers are those it found.
 */
int notice_put(const struct notice_telling *t, struct notice *n, const struct org *org,
    const struct notice_way *way, int64_t now, struct arena *arena, struct notice_outbox *to,
    struct directive_readers *ret_readers) MUST_USE;

/*
 * What one reader is told: the values of the text, as JSON, in the arena. link_secret NULL: for
 * a preview. open: everything the reader may see, as in an encrypted mail or the portal; else
 * what the rule lets stand in a plain one. ERR_CORRUPT, ERR_LIMIT.
 */
int notice_values(const struct notice *n, const struct org *org,
    const struct directive_reader *reader, const char *link_secret, struct arena *arena,
    const char **ret) MUST_USE;

#endif

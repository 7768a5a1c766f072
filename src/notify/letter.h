/*
 * A message as the mail that its reader gets: encrypted when they have given a key, and then
 * with what the portal would show; else, and whenever that fails, a pointer to the portal. A
 * key that cannot be used never keeps a message back.
 */
#ifndef VARDE_NOTIFY_LETTER_H
#define VARDE_NOTIFY_LETTER_H

#include "notify/notify.h"
#include "notify/seal.h"

struct letter {
	const struct contact_key *key; /* NULL: it is not encrypted */
	const struct json *content;    /* of an encrypted one: sections {title, text} */
	enum contact_fault fault;      /* why it was not encrypted to the key */
	const char *reason;            /* what the program said of that; NULL */
	bool tried;                    /* letter_write has told which */
};

/* What the mail to the person (NULL: an address alone) is made of: read beside the lease, in
 * its transaction. lang is the reader's language. Texts live in the arena. */
int letter_load(struct db *db, const struct outgoing *message, const char *person,
    const char *lang, int64_t now, struct arena *arena, struct letter *ret) MUST_USE;

/* Where it goes. Borrows. */
struct letter_address {
	const char *to; /* as mail_address gives it */
	const struct texts_reader *reader;
};

/* Appends the mail; *letter learns what came of its key. Errors of texts_fill and mail_compose:
 * the message can be sent in no form. */
int letter_write(const struct notify_options *options, const struct outgoing *message,
    const struct letter_address *address, int64_t now, struct arena *arena,
    struct letter *letter, struct str *out) MUST_USE;

/* Notes what came of the key, inside the caller's DB_WRITE transaction. */
int letter_note(
    struct db *db, const struct letter *letter, int64_t now, struct arena *arena) MUST_USE;

#endif

/*
 * Mails that come in (read by notify/mailbox.h): replies become answers, bounces are noted at
 * the message and the address, the rest waits for somebody to read it. A mail is known by the
 * hash of its bytes: it has its effect once, however often it is read.
 */
#ifndef VARDE_DESK_INBOUND_H
#define VARDE_DESK_INBOUND_H

#include "base/map.h"
#include "desk/notice.h"

enum { INBOUND_BOUNCES = 3 /* in a row switch an address off */ };

/* A mail as it was parsed (notify/inbound.h). Borrows; nothing of it is to be believed. */
struct inbound_mail {
	const char *hash;            /* SHA-256 of its bytes, hex */
	int type;                    /* enum inbound_kind */
	const char *sender;          /* address of From, lower case; NULL */
	const char *subject;         /* NULL */
	struct text_list candidates; /* ids of messages that it may belong to: of plus addresses
					and of Message-IDs */
	const char *text;            /* what was written, without what is quoted; NULL */
	const char *status;          /* of a bounce: "5.1.1" (RFC 3463); NULL */
	const char *reason;          /* why it bounced, or was refused; NULL */
};

/* The answer that the first line of the text stands for, in en, fr or nb; NOTICE_UNANSWERED:
 * none is understood. A word may be followed by a stop or comma and more. Pure. */
int inbound_answer_of(const char *text);

/*
 * Does what the mail asks for and stores that it was read, in one transaction; again: nothing,
 * and *ret is what was stored. *ret_again (NULL allowed) tells.
 */
int inbound_take(struct db *db, const struct inbound_mail *mail, int64_t now,
    struct arena *arena, struct inbound *ret, bool *ret_again) MUST_USE;

/* Somebody has read what waited. ERR_NOTFOUND, ERR_UNSUPPORTED (nothing waits). */
int inbound_settle(struct db *db, const struct actor *actor, const char *id, int64_t now,
    struct arena *arena) MUST_USE;

/* The person's addresses work again, and leave the board of contacts. Inside the caller's
 * DB_WRITE transaction. */
int inbound_address_works(struct db *db, const char *person, int64_t now) MUST_USE;

/* Puts those of the addresses into the map that nothing is to be sent to. */
int inbound_addresses_off(struct db *db, const char *const *addresses, size_t n,
    struct arena *arena, struct map *ret) MUST_USE;

#endif

/*
 * Checking the audit log (desk/log.h), in the database or in a file that was exported: no entry
 * was changed, left out, moved or cut off. What was cut off the end is seen by a signed head
 * that is further, in the file or kept elsewhere.
 */
#ifndef VARDE_DESK_LOG_VERIFY_H
#define VARDE_DESK_LOG_VERIFY_H

#include "desk/log.h"

/* What is known from elsewhere. All zero: the log begins with entry 1, and signatures are not
 * checked. */
struct log_trust {
	void *ctx;
	/* Whether the signature over the message is by that key: 0, or an error. NULL: heads
	   are compared with the entries, but not their signatures. */
	int (*verify)(void *ctx, struct span message, const char *key, const char *signature);
	const struct log_head *after; /* the log begins after this head (a part of the log) */
	const struct log_head *known; /* a head that the log must reach; NULL: none */
};

struct log_check {
	int64_t entries, first, last; /* how many, and the first and last seq */
	int64_t heads;                /* signed heads that fit */
	int64_t signed_seq;           /* the last entry that a head covers; 0: none */
	int64_t signed_time;          /* when that was signed */
	char hash[SHA256_HEX];        /* of the last entry */
	int64_t bad;                  /* the entry that does not fit; 0 when all is well */
	struct msg why;               /* what is wrong with it */
};

/*
 * Checks the database's log from the entry after trust->after (or the first) to its end.
 * trust may be NULL. ERR_CORRUPT when it does not hold together (*ret says where and why, and
 * is filled then too), or an error of the database.
 */
int log_verify(struct db *db, const struct log_trust *trust, struct log_check *ret) MUST_USE;

/* The same for an exported file; needs no database. ERR_NOTFOUND, ERR_DENIED, ERR_IO when it
 * cannot be read, with the message in ret->why. */
int log_verify_file(
    const char *path, const struct log_trust *trust, struct log_check *ret) MUST_USE;

/*
 * Writes the log as NDJSON (docs/schema/log.schema.json): first the newest head, then the
 * entries, each followed by its head when it has one. With a signer (NULL allowed) the end is
 * signed first. ERR_IO, ERR_FULL, ERR_CLOSED from writing.
 */
int log_verify_export(
    struct db *db, const struct log_signer *signer, int64_t now, int fd) MUST_USE;

/* Writes the closed JSON schema of one line of an export. */
void log_verify_schema(struct json_writer *w);

#endif

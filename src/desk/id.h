/* Identifiers of records and references for people. */
#ifndef VARDE_DESK_ID_H
#define VARDE_DESK_ID_H

#include "store/db.h"

enum { ID_TEXT = 27 }; /* bytes of an identifier and its NUL */

/* A new identifier, to[ID_TEXT]: 128 random bits of the system as 26 letters and digits of
 * Crockford's base 32, lower case. Returns to. */
const char *id_new(char *to);

/* The same in the arena. */
const char *id_make(struct arena *arena);

/* Whether the text has the form of an identifier; NULL has not. */
bool id_valid(const char *text);

/*
 * The next reference of the prefix in the year of now: "A-2026-0042". Inside the caller's
 * DB_WRITE transaction; two processes never get the same one. The arena owns it.
 */
int ref_next(struct db *db, const char *prefix, int64_t now, struct arena *arena,
    const char **ret) MUST_USE;

#endif

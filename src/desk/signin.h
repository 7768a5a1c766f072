/*
 * What lets somebody in, as it is stored: sessions, one-time links, tokens for programs, and
 * counted failures. Secrets never come here, only their SHA-256 in hex (auth makes both).
 */
#ifndef VARDE_DESK_SIGNIN_H
#define VARDE_DESK_SIGNIN_H

#include "desk/log.h"
#include "model/member.h"

enum {
	SIGNIN_IDLE_CERT_MS = 30 * 60 * 1000, /* without a request, with a role of the CERT */
	SIGNIN_IDLE_MEMBER_MS = 2 * 3600 * 1000, /* without one */
	SIGNIN_ABSOLUTE_MS = 12 * 3600 * 1000,   /* since it began */
	SIGNIN_TOUCH_MS = 60 * 1000,             /* uses are noted at most so often */
};

/* Begins a session: id, person, csrf, remote, agent, method, strong are the caller's; created,
 * seen and expires are set. */
int signin_session_new(
    struct db *db, const struct actor *actor, struct session *session, int64_t now) MUST_USE;

/* The session of that id, when it has neither expired nor idled. ERR_NOTFOUND. */
int signin_session_find(struct db *db, const char *id, int64_t now, struct arena *arena,
    struct session *ret) MUST_USE;

/* Notes a request; writes at most once a minute. Never prolongs one that has ended. */
int signin_session_touch(struct db *db, struct session *session, int64_t now) MUST_USE;

/* Changes which organisation the session looks at (NULL: none). ERR_NOTFOUND. */
int signin_session_org(struct db *db, const char *id, const char *org) MUST_USE;

/* Ends a session; one that is not there is fine. */
int signin_session_end(
    struct db *db, const struct actor *actor, const char *id, int64_t now) MUST_USE;

/* Ends all sessions of the person but that one (NULL: all). */
int signin_session_end_all(struct db *db, const struct actor *actor, const char *person,
    const char *but, int64_t now) MUST_USE;

/* The sessions (struct session) of a person that have not expired, the last used first; at most
 * 50. */
struct desk_records;
int signin_sessions(struct db *db, const char *person, int64_t now, struct arena *arena,
    struct desk_records *ret) MUST_USE;

/* Removes sessions and links that ended, and links 30 days after that. */
int signin_sweep(struct db *db, int64_t now) MUST_USE;

/* Stores a one-time link: id, purpose, person, org, object, expires are the caller's. */
int signin_link_new(
    struct db *db, const struct actor *actor, struct link *link, int64_t now) MUST_USE;

/* The same inside the caller's DB_WRITE transaction. */
int signin_link_add(
    struct db *db, const struct actor *actor, struct link *link, int64_t now) MUST_USE;

/* The link of that id and purpose, when it is good. ERR_NOTFOUND. */
int signin_link_find(struct db *db, const char *id, enum link_purpose purpose, int64_t now,
    struct arena *arena, struct link *ret) MUST_USE;

/* Uses it up: of two who try at once, one succeeds. ERR_NOTFOUND (unknown, used, expired, for
 * something else). */
int signin_link_use(struct db *db, const struct actor *actor, const char *id,
    enum link_purpose purpose, int64_t now, struct arena *arena, struct link *ret) MUST_USE;

/* The same inside the caller's DB_WRITE transaction. */
int signin_link_spend(struct db *db, const struct actor *actor, const char *id,
    enum link_purpose purpose, int64_t now, struct arena *arena, struct link *ret) MUST_USE;

#define SIGNIN_TOKEN_PREFIX "varde_" /* so that scanners of source code know it */

/* A scope that is no permission: such a token is the key of a calendar (portal/deadlines.c) and
 * good for nothing else. */
#define SIGNIN_CALENDAR "calendar"

/* Stores a token: hash, person, org, name, scopes, sources, expires are the caller's; id and
 * created are set. ERR_RANGE: a source that is no address or network, or no expiry. */
int signin_token_new(struct db *db, const struct actor *actor, struct token *token, int64_t now,
    struct arena *arena) MUST_USE;

/* The token of that hash, when it is good and comes from where it may; its use is noted.
 * ERR_NOTFOUND (unknown, expired, revoked), ERR_DENIED (from elsewhere). */
int signin_token_find(struct db *db, const char *hash, const char *remote, int64_t now,
    struct arena *arena, struct token *ret) MUST_USE;

/* Revokes it now. ERR_NOTFOUND (unknown, or revoked already). */
int signin_token_revoke(
    struct db *db, const struct actor *actor, const char *id, int64_t now) MUST_USE;

/* The tokens (struct token) of a person that were not revoked, newest first; expired ones too.
 */
int signin_tokens(
    struct db *db, const char *person, struct arena *arena, struct desk_records *ret) MUST_USE;

/* Whether an address (text) is one of the sources; none means any. */
bool signin_source_allows(const struct text_list *sources, const char *remote);

/* Counts a failed sign-in; *ret_failures is how many there were since the last good one. */
int signin_failed(struct db *db, const struct actor *actor, const char *person,
    const char *method, int64_t now, int64_t *ret_failures) MUST_USE;

/* Notes a good one: failures begin at 0 again. */
int signin_succeeded(struct db *db, const struct actor *actor, const char *person,
    const char *method, int64_t now) MUST_USE;

#endif

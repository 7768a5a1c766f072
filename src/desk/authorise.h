/*
 * The signed authorisation, and the jobs that rest on it. No job of an audit is made anywhere
 * else: authorise_job gives what is proved, authorised, neither excluded nor disputed.
 */
#ifndef VARDE_DESK_AUTHORISE_H
#define VARDE_DESK_AUTHORISE_H

#include "desk/perimeter.h"
#include "model/member.h"

#define AUTHORISE_MAX_MS (INT64_C(366) * 86400000) /* validity at most: a year */

/* What is to be signed. Borrows. */
struct authorise_ask {
	const char *org;
	struct text_list items; /* ids; none: every proved one, now and later */
	int profile;            /* enum profile: the highest intensity */
	struct text_list windows, exclude;
	int64_t rate; /* 0: the profile's */
	const char *emergency;
	const char *function; /* of the signer, at the organisation */
	int64_t since, until;
	const char *lang; /* en, fr, nb; else en */
};

/*
 * The exact text that will be signed, in the language of the ask, plain UTF-8 text of lines;
 * the arena owns it. Checks the ask: ERR_RANGE (validity, windows, exclusions, rate),
 * ERR_SYNTAX (no emergency number or function), ERR_DENIED (the organisation is not active, no
 * item in it is proved) with a message in the handle.
 */
int authorise_statement(struct db *db, const struct authorise_ask *ask, const char *signer_name,
    struct arena *arena, int64_t now, const char **ret) MUST_USE;

/*
 * Signs: the actor needs MAY_AUTHORISE at the organisation. shown_hash is the SHA-256 (hex) of
 * the statement that the signer saw: ERR_BUSY when it would be another text by now.
 */
int authorise_sign(struct db *db, const struct actor *actor, const struct authorise_ask *ask,
    const char *shown_hash, struct arena *arena, int64_t now,
    struct authorisation *ret) MUST_USE;

/* Revokes it and what was signed before it, at once (MAY_REVOKE): the organisation's chunks
 * that wait or run and its orders under way are told to stop in the same transaction. */
int authorise_revoke(struct db *db, const struct actor *actor, const char *id,
    const char *reason, struct arena *arena, int64_t now) MUST_USE;

/* The authorisation that counts at that time: the last signed of those that are valid and not
 * revoked. ERR_NOTFOUND. */
int authorise_current(struct db *db, const char *org, int64_t now, struct arena *arena,
    struct authorisation *ret) MUST_USE;

/* Whether the authorisation counts at that time. */
bool authorise_valid(const struct authorisation *a, int64_t now);

/*
 * The job over the wanted items (ids; none: all): those of them that are verified at that time
 * and in the authorisation, and lie in nothing excluded. Profile capped, windows, exclusions,
 * rate and authorised_by are the authorisation's; the caller sets resolvers, source, contact,
 * ports and seed. Let proofs be looked at before (proof_job).
 *
 * ERR_DENIED with the reason in *why when nothing is left. When 0 is given, why->detail is
 * empty or says what had to be left out because a job holds LIMIT_ADDRESSES addresses and
 * LIMIT_LIST items: order the rest apart. ERR_LIMIT for more exclusions than a job can hold.
 */
int authorise_job(struct db *db, const char *org, const struct text_list *wanted, int profile,
    int64_t now, struct arena *arena, struct job *ret, struct msg *why) MUST_USE;

#endif

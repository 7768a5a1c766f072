/*
 * Proofs that a perimeter item is theirs: a token that the organisation publishes by DNS or in
 * a file, looked at by the scanner every 30 days and before each run, or the word of the CERT.
 * An item stays verified for 30 days after the last good look and 14 days of grace.
 */
#ifndef VARDE_DESK_PROOF_H
#define VARDE_DESK_PROOF_H

#include "desk/perimeter.h"
#include "model/member.h"
#include "model/observation.h"

#define PROOF_VALID_MS    (INT64_C(30) * 86400000)  /* until the next look */
#define PROOF_GRACE_MS    (INT64_C(14) * 86400000)  /* after it, until the item lapses */
#define PROOF_ATTESTED_MS (INT64_C(365) * 86400000) /* what the CERT attests */
#define PROOF_FRESH_MS    INT64_C(3600000) /* a look that recent is not repeated before a run */

struct proof_list {
	VEC(struct proof) all; /* texts in the arena */
};

/* What the organisation must publish. Texts in the arena; NULL where a method does not fit. */
struct proof_texts {
	const char *dns_name;  /* _varde-challenge.NAME */
	const char *dns_value; /* varde-proof=TOKEN, as TXT */
	const char *url;       /* http://NAME/.well-known/varde-challenge/TOKEN */
	const char *body;      /* what the file holds */
};

/*
 * Makes the ways of proving an item with one token of 128 random bits (DNS; a file too, but for
 * networks of more than one address), or gives those that are there already. ERR_DENIED for an
 * item that is retired, excluded or not confirmed.
 */
int proof_new(struct db *db, const struct actor *actor, const char *item_id,
    struct arena *arena, int64_t now, struct proof_list *ret) MUST_USE;

/* The proofs of an item, oldest first. */
int proof_of(
    struct db *db, const char *item, struct arena *arena, struct proof_list *ret) MUST_USE;

/* What to publish for that item and token. */
void proof_texts(
    const struct item *item, const char *token, struct arena *arena, struct proof_texts *ret);

/*
 * Proofs to look at: those whose time has come, of one organisation or (NULL) of all; before a
 * run all of them that were not looked at in the last PROOF_FRESH_MS. At most 500, the longest
 * waiting first.
 */
int proof_due(struct db *db, const char *org, bool before_run, struct arena *arena, int64_t now,
    struct proof_list *ret) MUST_USE;

/*
 * The job that looks at the due proofs of the organisation and does nothing else. The caller
 * sets resolvers, contact and seed. ERR_NOTFOUND when nothing is due.
 */
int proof_job(struct db *db, const char *org, bool before_run, struct arena *arena, int64_t now,
    struct job *ret) MUST_USE;

/*
 * What a look saw: the tokens (NULL or empty: none) and the detail. The right one among them
 * makes the proof valid and verifies the item; else the proof has failed, and the item lapses
 * when its time is over. *ret_valid (NULL allowed) tells which.
 */
int proof_result(struct db *db, const struct actor *actor, const char *item,
    enum proof_method method, const struct text_list *seen, const char *detail,
    struct arena *arena, int64_t now, bool *ret_valid) MUST_USE;

/* The same from the scanner's record, for an item of the organisation. ERR_NOTFOUND when the
 * fact is no proof or not of an item of theirs. */
int proof_fact(struct db *db, const struct actor *actor, const char *org,
    const struct obs_fact *fact, struct arena *arena, int64_t now, bool *ret_valid) MUST_USE;

/* The CERT (MAY_DECIDE, checked) attests with a reason; good for PROOF_ATTESTED_MS. */
int proof_attest(struct db *db, const struct actor *actor, const char *item, const char *reason,
    struct arena *arena, int64_t now) MUST_USE;

/* Lets items lapse whose proofs are too old. *ret_lapsed (NULL allowed) counts them. */
int proof_sweep(struct db *db, struct arena *arena, int64_t now, size_t *ret_lapsed) MUST_USE;

#endif

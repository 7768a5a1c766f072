/*
 * People and what they may do where. Who gives and takes roles is guarded here, whatever page
 * asks: nobody gives roles to himself; an officer decides about his organisation, a group
 * officer also about those below; only who is group officer there (or the administrator) makes
 * group officers; roles of the CERT are the administrator's; the last officer and the last
 * administrator stay.
 */
#ifndef VARDE_DESK_PEOPLE_H
#define VARDE_DESK_PEOPLE_H

#include "auth/role.h"
#include "desk/log.h"
#include "store/desk.h"

/* Creates the person in its own transaction: sets id (when there is none), created, and the
 * mail in lower case, in the arena. ERR_EXISTS (the mail is taken), ERR_RANGE. */
int people_create(struct db *db, const struct actor *actor, struct person *person, int64_t now,
    struct arena *arena) MUST_USE;

/* The same inside the caller's DB_WRITE transaction. */
int people_add(struct db *db, const struct actor *actor, struct person *person, int64_t now,
    struct arena *arena) MUST_USE;

/* The person of that id, mail (in any letter case), or identity of an issuer. ERR_NOTFOUND. */
int people_get(struct db *db, const char *id, struct arena *arena, struct person *ret) MUST_USE;
int people_by_mail(
    struct db *db, const char *mail, struct arena *arena, struct person *ret) MUST_USE;
int people_by_oidc(struct db *db, const char *issuer, const char *subject, struct arena *arena,
    struct person *ret) MUST_USE;

/* Stores the person as it is now (profile, password, second factor), with a log entry of that
 * action ("person.password"). State, failures and the time of the last sign-in
 * stay. */
int people_store(struct db *db, const struct actor *actor, const struct person *person,
    const char *action, int64_t now) MUST_USE;

/* Activates, suspends or removes the person; suspended and gone end all sessions, gone also
 * all memberships. ERR_DENIED for the last active administrator. */
int people_state(struct db *db, const struct actor *actor, const char *id,
    enum person_state state, int64_t now) MUST_USE;

/*
 * Who the person is now: names, language, zone, and the standings that are valid at now, of the
 * CERT or of active organisations. The rest of *ret (session, token) is zero. Everything is in
 * the arena. ERR_NOTFOUND, ERR_DENIED (the person is not active).
 */
int people_who(struct db *db, const char *person_id, int64_t now, struct arena *arena,
    struct who *ret) MUST_USE;

/* The memberships (struct membership) of a person, and of an organisation (NULL: the CERT),
 * that are valid at now. */
int people_of_person(struct db *db, const char *person, int64_t now, struct arena *arena,
    struct desk_records *ret) MUST_USE;
int people_of_org(struct db *db, const char *org, int64_t now, struct arena *arena,
    struct desk_records *ret) MUST_USE;

/* Gives the person a role. Sets id and since (now when it has none), in the arena. ERR_DENIED
 * (by may not), ERR_EXISTS (has it already), ERR_RANGE (no such role there). */
int people_grant(struct db *db, const struct actor *actor, const struct who *by,
    struct membership *membership, int64_t now, struct arena *arena) MUST_USE;

/* The same inside the caller's DB_WRITE transaction. */
int people_grant_within(struct db *db, const struct actor *actor, const struct who *by,
    struct membership *membership, int64_t now, struct arena *arena) MUST_USE;

/* The same without asking who gives, inside the caller's DB_WRITE transaction: for what Varde
 * itself does (first administrator, an approved application). */
int people_enter(struct db *db, const struct actor *actor, struct membership *membership,
    int64_t now, struct arena *arena) MUST_USE;

/* Ends a membership now; everybody may end his own. ERR_DENIED (by may not, or the last). */
int people_end(struct db *db, const struct actor *actor, const struct who *by, const char *id,
    int64_t now) MUST_USE;

/* Whether it is the name of a contact function: legal-rep, ciso, on-call, it-ops, dpo, comms,
 * supplier. */
bool people_function(const char *name);

/* Sets the contact functions of a membership. ERR_DENIED, ERR_RANGE (no such function). */
int people_functions(struct db *db, const struct actor *actor, const struct who *by,
    const char *id, struct text_list functions, int64_t now) MUST_USE;

/* Notes that the contact was confirmed: by the person, or by a link that was sent. */
int people_confirm(
    struct db *db, const struct actor *actor, const char *id, int64_t now) MUST_USE;

/* The same for all valid roles at organisations that the person has: who confirms that they are
 * to be reached confirms it for each. ERR_NOTFOUND (no such membership). */
int people_confirm_all(
    struct db *db, const struct actor *actor, const char *membership, int64_t now) MUST_USE;

/* The valid memberships whose contact was not confirmed since then, oldest first, at most
 * limit. */
int people_unconfirmed(struct db *db, int64_t since, int64_t now, int64_t limit,
    struct arena *arena, struct desk_records *ret) MUST_USE;

#endif

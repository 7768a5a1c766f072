/*
 * Rules of who is told what, when and by which way (struct directive), as data: an
 * organisation's own, else those of the CERT (without an organisation), else the built-in ones.
 */
#ifndef VARDE_DESK_DIRECTIVE_H
#define VARDE_DESK_DIRECTIVE_H

#include "base/map.h"
#include "desk/notice.h"

enum { DIRECTIVE_OWN_MAX = 50 /* rules of one organisation */ };

/* The built-in rules, directive_default_count of them: those on duty hear at once of what is
 * critical or high, whoever answers hears of the rest on working days. */
extern const struct directive directive_defaults[];
extern const size_t directive_default_count;

struct directives {
	VEC(struct directive) all;
};

/* The rules of an organisation, switched-off ones too, oldest first; NULL: those of the CERT.
 */
int directive_list(
    struct db *db, const char *org, struct arena *arena, struct directives *ret) MUST_USE;

/* The rules of many organisations: their ids to struct directives (in the arena), for those
 * that have some. */
int directive_own(struct db *db, const char *const *orgs, size_t n, struct arena *arena,
    struct map *ret) MUST_USE;

/* Those that hold at an organisation without own ones: of the CERT, else built in. */
int directive_common(struct db *db, struct arena *arena, struct directives *ret) MUST_USE;

/* The rule of that id at the organisation (NULL: the CERT). ERR_NOTFOUND. */
int directive_get(struct db *db, const char *org, const char *id, struct arena *arena,
    struct directive *ret) MUST_USE;

/* What may be entered. Sets *ret_field to the member that is wrong. ERR_RANGE with *why. */
int directive_check(
    const struct directive *d, const char **ret_field, struct msg *why) MUST_USE;

/*
 * Stores the rule (new: without an id), with a log entry. A webhook gets a key when it has
 * none, in the arena: it is shown once, by the caller. ERR_RANGE (as directive_check),
 * ERR_LIMIT (too many), ERR_BUSY.
 */
int directive_save(struct db *db, const struct actor *actor, struct directive *d, int64_t now,
    struct arena *arena) MUST_USE;

/* Takes the rule away. ERR_NOTFOUND. */
int directive_remove(struct db *db, const struct actor *actor, const char *org, const char *id,
    int64_t now) MUST_USE;

/* Notes how a delivery to a webhook went: failures in a row; 0 begins anew. Inside the caller's
 * DB_WRITE transaction. One that is gone is fine. */
int directive_went(struct db *db, const char *id, bool well) MUST_USE;

/* Somebody who is told. Borrows from the rules and the arena. */
struct directive_reader {
	const char *person; /* NULL: a webhook */
	const char *name, *mail, *lang;
	const struct directive *rule;
	int channel; /* enum notice_channel */
	int64_t due;
	struct audience_viewer viewer; /* with the one membership at the organisation */
};

struct directive_readers {
	VEC(struct directive_reader) all;
	size_t messages; /* of them that get one: mail or webhook */
};

/* People of an organisation who may be told. */
struct directive_members;

/* Loads those of many organisations: their ids to struct directive_members (in the arena), for
 * those that have some. */
int directive_members_load(struct db *db, const char *const *orgs, size_t n, int64_t now,
    struct arena *arena, struct map *ret) MUST_USE;

/* Whom the rules are asked of. Borrows. */
struct directive_asked {
	const struct directives *rules;
	const struct directives *common; /* are asked when the rules leave nobody of an urgent
					    one; NULL: there are no others */
	const struct directive_members *members; /* NULL: nobody */
};

/*
 * Who is told of the notice by the rules, each by each way once, at the earliest time that a
 * rule says. Whom its label leaves out is not there; nor who has an address that is switched
 * off, by mail. Borrows.
 */
void directive_readers_of(const struct directive_asked *asked, const struct notice *n,
    const struct org *org, int64_t now, struct arena *arena, struct directive_readers *ret);

#endif

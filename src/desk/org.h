/*
 * Organisations: their tree (a path of ids), their states, and their import. Whoever stands
 * above has a path that is a prefix; organisations do not move.
 */
#ifndef VARDE_DESK_ORG_H
#define VARDE_DESK_ORG_H

#include "desk/log.h"
#include "model/member.h"
#include "store/desk.h"

/* Creates the organisation in its own transaction: id (when it has none), path and created are
 * set, in the arena. ERR_NOTFOUND (its parent), ERR_RANGE (a member out of bounds). */
int org_create(struct db *db, const struct actor *actor, struct org *org, int64_t now,
    struct arena *arena) MUST_USE;

/* The same inside the caller's DB_WRITE transaction. */
int org_add(struct db *db, const struct actor *actor, struct org *org, int64_t now,
    struct arena *arena) MUST_USE;

/* The organisation of that id. ERR_NOTFOUND. */
int org_get(struct db *db, const char *id, struct arena *arena, struct org *ret) MUST_USE;

/* At most limit organisations (struct org) of the path and below it, by path, after the path
 * `after` (NULL: from the first). */
int org_below(struct db *db, const char *path, const char *after, int64_t limit,
    struct arena *arena, struct desk_records *ret) MUST_USE;

/* The organisations directly below, by name. */
int org_children(struct db *db, const struct org *org, struct arena *arena,
    struct desk_records *ret) MUST_USE;

/* What the organisation is searched by (struct org): org_add and org_change set it; whoever
 * writes rows in another way does so too. The arena owns it. */
const char *org_search(const struct org *org, struct arena *arena);

/* Sets it where it is missing (rows of a former version), of at most max. *ret: of how many. */
int org_search_fill(struct db *db, int max, int64_t *ret) MUST_USE;

/*
 * Stores what may change: name, short name, kind, region, identifiers, language, zone,
 * criticality, beds, emergency number, what it supplies. State, parent, path and times stay.
 * ERR_BUSY when somebody else changed it since it was read.
 */
int org_change(struct db *db, const struct actor *actor, struct org *org, int64_t now) MUST_USE;

enum org_action {
	ORG_ACTIVATE, /* from proposed or suspended */
	ORG_SUSPEND,  /* an active one is no longer served */
	ORG_LEAVE,    /* for good; ends all its memberships */
};

/* The state after the action, or ERR_DENIED: the table. */
int org_next(enum org_state state, enum org_action action);

/* Does the action, with its reason (NULL allowed). ERR_NOTFOUND, ERR_DENIED (not from there).
 */
int org_step(struct db *db, const struct actor *actor, const char *id, enum org_action action,
    const char *reason, int64_t now) MUST_USE;

/* The same inside the caller's DB_WRITE transaction. */
int org_move(struct db *db, const struct actor *actor, const char *id, enum org_action action,
    const char *reason, int64_t now) MUST_USE;

struct org_import_fault {
	int64_t line;    /* from 1, the header's */
	struct msg *why; /* its detail says what is wrong */
};

struct org_import {
	int64_t lines;   /* with an organisation */
	int64_t created; /* or would be */
	int64_t
	    existing; /* with a national identifier that is there already: left as they are */
	VEC(struct org_import_fault) faults;
};

/*
 * Reads organisations from CSV (separator , or ;) whose first line names its columns: name and
 * type, and any of abbreviation, parent (national identifier or name of one above, in the file
 * or stored), state (proposed unless said), region, national_ids (separated by blanks), lang,
 * zone, criticality, beds, emergency, supplier_of. All or nothing: with a fault nothing is
 * stored and it is ERR_SYNTAX; dry_run only looks. *ret is filled in every case.
 */
int org_import(struct db *db, const struct actor *actor, struct span csv, bool dry_run,
    int64_t now, struct arena *arena, struct org_import *ret) MUST_USE;

#endif

/*
 * Files of testers' tools come in: read and shown first (tool_import_preview), then taken into
 * one organisation's followed findings (tool_import_take), or as drafts into the report of a
 * penetration test (pentest_import.h), and taken back as a whole when that was wrong
 * (tool_import_undo). What lies outside of the verified perimeter, or of the test's scope, is
 * refused, what is followed already is not doubled. Each is one transaction with its entry in
 * the log.
 */
#ifndef VARDE_DESK_TOOL_IMPORT_H
#define VARDE_DESK_TOOL_IMPORT_H

#include "desk/log.h"
#include "import/plan.h"
#include "store/db.h"

#define TOOL_IMPORT_PREFIX "I"       /* of their numbers */
#define TOOL_IMPORT_SOURCE "import:" /* struct tracked, .source, before the tool's name */

/* A file that somebody brings. Borrows. */
struct tool_import_file {
	const char *org;   /* whose findings they are to become */
	const char *name;  /* of the file; NULL */
	struct span bytes; /* what it holds */
	int may;           /* enum permission that the actor needs there: MAY_REVIEW */
	/* Drafts of that penetration test's report are to be made of it, org is its; NULL: the
	 * organisation's list. Who is on its team may do that (MAY_PENTEST), or a coordinator.
	 */
	const char *engagement;
};

/*
 * Reads the file, plans, and stores both as a preview: nothing else happens. Texts are
 * redacted (assess/redact.h) before they are stored. ERR_UNSUPPORTED, ERR_SYNTAX, ERR_LIMIT,
 * ERR_DENIED (no tool's file, or not allowed), ERR_EXISTS (this file was taken already),
 * ERR_NOTFOUND (no such organisation), with a message in the handle.
 */
int tool_import_preview(struct db *db, const struct actor *actor,
    const struct tool_import_file *file, int64_t now, struct arena *arena,
    struct tool_import *ret) MUST_USE;

/*
 * Takes a preview: plans again over what is followed now, and follows what is new. may as
 * above. ERR_NOTFOUND, ERR_UNSUPPORTED (no preview any more), ERR_DENIED, ERR_BUSY.
 */
int tool_import_take(struct db *db, const struct actor *actor, const char *id, int may,
    int64_t now, struct arena *arena, struct tool_import *ret) MUST_USE;

/*
 * Takes it back: what it opened is withdrawn, unless surveillance has seen it since or it is
 * settled; answers stay in the history. A preview is dropped. ERR_RANGE without a reason; the
 * others as above.
 */
int tool_import_undo(struct db *db, const struct actor *actor, const char *id,
    const char *reason, int may, int64_t now, struct arena *arena,
    struct tool_import *ret) MUST_USE;

/* All lines of an import, in the file's order, up to max. */
int tool_import_lines(struct db *db, const char *id, int max, struct arena *arena,
    struct tool_findings *ret) MUST_USE;

/* --- what a plan needs (tool_scope.c); also for engagements --- */

/* The organisation's perimeter: verified names and networks, addresses that surveillance found
 * behind them, and what is excluded. */
int tool_scope_load(
    struct db *db, const char *org, struct arena *arena, struct plan_scope *ret) MUST_USE;

/* All that is followed of the organisation and not settled for good, with its CVE numbers. */
int tool_scope_known(
    struct db *db, const char *org, struct arena *arena, struct plan_knowns *ret) MUST_USE;

/* --- taking (tool_take.c) --- */

/*
 * The followed finding that a line becomes: its type's texts and criticality where Varde has
 * one, else the tool's title. Nobody has looked by a run, so only a run that sees it, or a
 * person who tested it again, closes it. Without id, ref and org.
 */
struct tracked;
struct tracked tool_take_finding(
    const struct tool_finding *f, int64_t now, struct arena *arena);

/* Follows the line's finding inside the caller's DB_WRITE transaction: id and number are set.
 */
int tool_take_one(struct db *db, const struct actor *actor, const char *org,
    const struct tool_finding *f, const char *note, int64_t now, struct arena *arena,
    struct tracked *ret) MUST_USE;

#endif

/*
 * Indicators: entered as candidates, checked against warning lists and the members' verified
 * perimeters, active in the blocklist until they expire or are withdrawn. Nothing that is
 * published ever hits a member: looked at when it becomes active, when an item of a perimeter
 * becomes verified (ioc_item_verified), and when the list is served (share/snapshot.h).
 */
#ifndef VARDE_DESK_IOC_H
#define VARDE_DESK_IOC_H

#include "codec/json.h"
#include "desk/ioc_warn.h"
#include "desk/perimeter.h"
#include "model/ioc.h"
#include "store/desk.h"

/* Days that an indicator is active when nothing else is said, by type of value. */
enum { IOC_DAYS = 90, IOC_DAYS_MAX = 730, IOC_BATCH = 20000 };

/*
 * Reads one value as people and reports write it, defanged ("hxxp", "[.]") too. kind is the
 * type it must be, or -1 to find out. Sets type, value, first, last of *ret. ERR_SYNTAX,
 * ERR_RANGE (private or reserved addresses, a public suffix, a network that is too large) with
 * the reason in why->detail.
 */
int ioc_parse(
    struct span text, int kind, struct arena *arena, struct ioc *ret, struct msg *why) MUST_USE;

/* One line of what was pasted or imported. */
struct ioc_line {
	size_t number;    /* from 1 */
	const char *text; /* as it was written, shortened */
	struct msg *why;  /* why it was not taken; NULL: it was */
	struct ioc ioc;   /* type, value, first, last, and what the line says beside */
	bool known;       /* stood there already; after ioc_add and ioc_preview */
	const char *hits; /* whose it is, after ioc_preview; NULL: nobody's */
};

struct ioc_lines {
	VEC(struct ioc_line) all;
	size_t refused;
};

/*
 * Reads a list: one value a line, or CSV with a header that names its columns (value, and any
 * of type, list, confidence, impact, fp_rate, kill_chain, category, malware, tlp, source,
 * note, days). like is what lines do not say themselves. ERR_LIMIT when it is too long,
 * ERR_SYNTAX for a header with a column that is not known (message in *why).
 */
int ioc_parse_list(struct span text, const struct ioc *like, int64_t now, struct arena *arena,
    struct ioc_lines *ret, struct msg *why) MUST_USE;

/*
 * The same with a mapping of columns, one a line: "value=Their column". Columns that it does
 * not name are passed over. NULL or "": the columns' own names, and what others usually call
 * them.
 */
int ioc_parse_columns(struct span text, const char *mapping, const struct ioc *like,
    int64_t now, struct arena *arena, struct ioc_lines *ret, struct msg *why) MUST_USE;

/*
 * Reads MISP JSON: an event, or events, with attributes (also those of objects). Attributes
 * that are no indicators of a type known here, or are not to be acted on (to_ids false), are
 * left out and counted in *ret_left. The event's TLP tag counts when it is stricter than
 * like's. ERR_SYNTAX.
 */
int ioc_parse_misp(struct span json, const struct ioc *like, struct arena *arena,
    struct ioc_lines *ret, size_t *ret_left, struct msg *why) MUST_USE;

/* The same of parsed JSON. */
int ioc_misp_lines(const struct json *doc, const struct ioc *like, struct arena *arena,
    struct ioc_lines *ret, size_t *ret_left, struct msg *why) MUST_USE;

/*
 * Reads the indicators of a STIX bundle (2.0, 2.1) or of a TAXII envelope. A pattern that says
 * more than single values (desk/ioc_pattern.h) is refused by name; what is revoked, expired or
 * no indicator is left out and counted. The strictest marking counts, like's too; one that is
 * not known is RED: nobody may guess. ERR_SYNTAX.
 */
int ioc_stix_lines(const struct json *doc, const struct ioc *like, int64_t now,
    struct arena *arena, struct ioc_lines *ret, size_t *ret_left, struct msg *why) MUST_USE;

/* What is imported, whatever its format. */
struct ioc_import {
	struct span text;
	const char *mapping; /* of CSV's columns; NULL: none */
	struct ioc like;     /* what the lines do not say themselves */
	int64_t now;
};

/* Reads a list, CSV, MISP's JSON or a STIX bundle, whichever it is. What is malformed is
 * refused whole, with the place in why->detail: ERR_SYNTAX, ERR_LIMIT. */
int ioc_read(const struct ioc_import *import, struct arena *arena, struct ioc_lines *ret,
    size_t *ret_left, struct msg *why) MUST_USE;

/* Looks at lines before they are entered: sets known, warnings and hits of them; nothing is
 * stored. */
int ioc_preview(
    struct db *db, struct ioc_lines *lines, const char *warnings, struct arena *arena) MUST_USE;

/* What may happen to an indicator. */
enum ioc_event {
	IOC_CHECK,    /* it was looked for on warning lists and in perimeters */
	IOC_PUBLISH,  /* it becomes active */
	IOC_EXPIRE,   /* its time is over */
	IOC_WITHDRAW, /* it was wrong, or hits a member */
	IOC_RENEW,    /* entered again after it had ended */
	IOC_EVENTS,
};

enum { IOC_STATES = IOC_WITHDRAWN + 1 };

/* What must hold for a step. */
enum ioc_guard {
	IOC_FREE,  /* nothing */
	IOC_CLEAN, /* checked in the last hour, no warning or a reason in spite of it, no
		      member's, expires lies ahead, the label is not RED */
	IOC_OVER,  /* expires lies behind */
};

struct ioc_row {
	enum ioc_state from;
	enum ioc_event event;
	enum ioc_state to;
	enum ioc_guard guard;
};

extern const struct ioc_row ioc_rows[]; /* ioc_row_count of them */
extern const size_t ioc_row_count;

/* The state that follows; hit: it hits a member's verified perimeter. ERR_DENIED. */
int ioc_next(const struct ioc *ioc, enum ioc_event event, bool hit, int64_t now) MUST_USE;

struct ioc_counts {
	size_t added, known, refused; /* of ioc_add */
	size_t active, held;          /* of ioc_activate_all */
};

/* Enters the good lines as candidates, in one transaction (known ones that have ended begin
 * anew). Sets known of the lines. The actor needs MAY_REVIEW (checked). */
int ioc_add(struct db *db, const struct actor *actor, struct ioc_lines *lines,
    struct arena *arena, int64_t now, struct ioc_counts *ret) MUST_USE;

/* Where a member is hit. */
struct ioc_hit {
	const char *org, *org_name; /* whose */
	const char *item;           /* value of the item */
};

struct ioc_hits {
	VEC(struct ioc_hit) all;
};

/* The verified items that the indicator would hit. */
int ioc_hits(
    struct db *db, const struct ioc *ioc, struct arena *arena, struct ioc_hits *ret) MUST_USE;

/* What a check of one indicator said. */
struct ioc_verdict {
	struct ioc ioc; /* as it is now */
	struct ioc_hits hits;
	bool listed; /* warning lists were there to look at */
};

/*
 * Looks at the candidate (or one that was checked, or an active one again): stores what was
 * found. An active one that hits a member is withdrawn. MAY_REVIEW.
 */
int ioc_check(struct db *db, const struct actor *actor, const char *id, const char *warnings,
    struct arena *arena, int64_t now, struct ioc_verdict *ret) MUST_USE;

/* Checks it and makes it active; why in spite of a warning list's hit (NULL: only without
 * one). Nothing helps against a member's perimeter. ERR_DENIED with a message. MAY_REVIEW. */
int ioc_activate(struct db *db, const struct actor *actor, const char *id, const char *warnings,
    const char *why, struct arena *arena, int64_t now, struct ioc_verdict *ret) MUST_USE;

/* Checks candidates and makes those active that have no hit at all: IOC_BATCH at most, oldest
 * first; the rest is held as checked. MAY_REVIEW. */
int ioc_activate_all(struct db *db, const struct actor *actor, const char *warnings,
    struct arena *arena, int64_t now, struct ioc_counts *ret) MUST_USE;

/* Takes it out of the list; the row stays as a tombstone. MAY_REVIEW. ERR_SYNTAX without a
 * reason. */
int ioc_withdraw(struct db *db, const struct actor *actor, const char *id, const char *reason,
    struct arena *arena, int64_t now) MUST_USE;

/* Somebody saw it, or says that it is a false alarm; org NULL: the CERT. ERR_NOTFOUND when it
 * is not active. */
int ioc_seen(struct db *db, const struct actor *actor, const char *id, enum sighting_kind kind,
    const char *org, const char *note, struct arena *arena, int64_t now) MUST_USE;

/* Ends those whose time is over, 1000 at most. *ret_ended (NULL allowed) counts them. */
int ioc_sweep(struct db *db, struct arena *arena, int64_t now, size_t *ret_ended) MUST_USE;

/* An item has become verified: active indicators that hit it are withdrawn, in the same
 * transaction. */
int ioc_item_verified(struct item_work *work, const struct item *item) MUST_USE;

/* What is served has changed, or a perimeter has: caches compare the number. Inside the
 * caller's DB_WRITE transaction. */
int ioc_changed(struct db *db) MUST_USE;

/* The number that ioc_changed counts; 0 in the beginning. */
int ioc_generation(struct db *db, int64_t *ret) MUST_USE;

#endif

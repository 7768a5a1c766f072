/*
 * The perimeter: what organisations say is theirs. Lists as people paste them, the state
 * machine of an item (table item_rows), and disputes: one thing that two unrelated
 * organisations claim is looked at for neither until the CERT has decided.
 */
#ifndef VARDE_DESK_PERIMETER_H
#define VARDE_DESK_PERIMETER_H

#include "desk/log.h"
#include "model/scope.h"
#include "wire/ip.h"

struct item_rules {
	bool loopback; /* loopback addresses may be declared: the demonstration and tests */
	bool cert;     /* the CERT enters it: networks of any size */
};

enum item_outcome {
	LINE_REFUSED,  /* why says what is wrong with it */
	LINE_NEW,      /* to be declared; after item_declare: it was */
	LINE_TWICE,    /* stood further up in the list already */
	LINE_KNOWN,    /* the organisation has declared it before */
	LINE_DISPUTED, /* declared, and claimed by somebody else too */
};

/* A line of a list. Texts live in the arena of the parse. */
struct item_line {
	size_t number;    /* from 1 */
	const char *text; /* as it was written, cleaned and shortened */
	enum item_outcome outcome;
	struct msg *why;    /* what is wrong, or a remark (its detail); NULL: none */
	const char *inside; /* the item of the same organisation or list that covers it */
	const char *id;     /* of the item, after item_declare */
	struct item item;   /* type, value, note, first, last are set; for refused ones not */
};

struct item_lines {
	VEC(struct item_line) all; /* empty lines, comments and the header are left out */
	size_t refused;
};

/*
 * Reads one thing: domain or host (in Unicode too, "*." before it, or a URL of it), address,
 * network. Sets type, value, first, last of *ret. ERR_SYNTAX (no such thing), ERR_RANGE (a
 * public suffix, a private or reserved address, host bits), ERR_LIMIT (too large without the
 * CERT) with the reason in why->detail.
 */
int item_parse(struct span text, const struct item_rules *rules, struct arena *arena,
    struct item *ret, struct msg *why) MUST_USE;

/* The keys by which items are ordered (first and last of struct item), in the arena: of a
 * network, and of a name with all that lies below it. */
void item_net_keys(const struct ip_net *net, struct arena *arena, const char **ret_first,
    const char **ret_last);
void item_name_keys(
    const char *name, struct arena *arena, const char **ret_first, const char **ret_last);

/*
 * Reads a pasted list or CSV: one thing a line, "#" comments, cells separated by semicolon,
 * comma or tab (a kind "domain", "host", "network" may stand in one, the rest is the note),
 * quotes, header and other spreadsheet junk tolerated. Each line gets its outcome. ERR_LIMIT
 * when it is longer than LIMIT_PASTE bytes or LIMIT_PASTE_LINES lines.
 */
int item_parse_list(struct span text, const struct item_rules *rules, struct arena *arena,
    struct item_lines *ret) MUST_USE;

/* What may happen to an item. */
enum item_event {
	ITEM_CLAIM,   /* declared, declared again, or "yes, ours" of a discovered one */
	ITEM_PROVE,   /* a proof was seen, or the CERT attests; lapses is set before */
	ITEM_LAPSE,   /* no proof for too long */
	ITEM_DISPUTE, /* somebody else claims it too */
	ITEM_SETTLE,  /* the dispute has ended in its favour */
	ITEM_LOSE,    /* the dispute has ended against it */
	ITEM_EXCLUDE, /* never to be touched */
	ITEM_RETIRE,  /* not theirs, or no longer */
	ITEM_EVENTS,
};

enum { ITEM_STATES = ITEM_RETIRED + 1 };

/* A step of the state machine; the first row that fits counts. */
struct item_row {
	enum item_state from;
	enum item_event event;
	enum item_state to;
	bool proved; /* only while a proof holds: lapses lies ahead */
};

extern const struct item_row item_rows[]; /* item_row_count of them */
extern const size_t item_row_count;

/* The state that follows; ERR_DENIED when the event cannot happen to an item in that state. */
int item_next(const struct item *item, enum item_event event, int64_t now) MUST_USE;

/* A piece of work in one transaction: what it changes is logged at its end. */
struct item_work {
	struct db *db;
	const struct actor *actor; /* NULL: Varde itself */
	struct arena *arena;
	int64_t now;
	VEC(struct log_entry) log;
};

/* Begins the transaction (DB_WRITE). Borrows all. */
int item_begin(struct item_work *work, struct db *db, const struct actor *actor,
    struct arena *arena, int64_t now) MUST_USE;

/* Adds an entry to the log; detail_json lives in the work's arena. */
void item_log(struct item_work *work, const char *action, const char *org, const char *object,
    const char *detail_json);

/* Moves the item by the event, stores it and logs it; note (NULL allowed) goes into the log.
 * ERR_DENIED with a message when it cannot happen; ERR_BUSY. */
int item_step(struct item_work *work, struct item *item, enum item_event event,
    const char *note) MUST_USE;

/* Ends it: r >= 0 writes the log and commits, else all of it is undone. Gives r or the error.
 */
int item_end(struct item_work *work, int r) MUST_USE;

struct item_counts {
	size_t added, known, disputed, refused;
};

/*
 * Declares the good lines of a list for the organisation, in one transaction: as pending, or as
 * proposed when source is ITEM_FROM_DISCOVERED (which waits for item_confirm and claims
 * nothing). Sets outcome, id and inside of the lines.
 */
int item_declare(struct db *db, const struct actor *actor, const char *org,
    struct item_lines *lines, enum item_source source, struct arena *arena, int64_t now,
    struct item_counts *ret) MUST_USE;

/* Answers "yours?" to a discovered item: yes claims it, no retires it. */
int item_confirm(struct db *db, const struct actor *actor, const char *id, bool ours,
    struct arena *arena, int64_t now) MUST_USE;

/* Takes the item out of the perimeter; it may be declared again. A dispute that only lived of
 * it ends. */
int item_retire(struct db *db, const struct actor *actor, const char *id, const char *reason,
    struct arena *arena, int64_t now) MUST_USE;

/* Marks the item as never to be touched; ITEM_CLAIM by item_include undoes it. */
int item_exclude(struct db *db, const struct actor *actor, const char *id, const char *reason,
    struct arena *arena, int64_t now) MUST_USE;
int item_include(struct db *db, const struct actor *actor, const char *id, struct arena *arena,
    int64_t now) MUST_USE;

struct item_list {
	VEC(struct item) all; /* texts in the arena */
};

/* The claims of unrelated organisations (neither above nor below) on the same or overlapping
 * things. */
int item_rivals(struct db *db, const struct item *item, struct arena *arena,
    struct item_list *ret) MUST_USE;

/* As SQL: the item is claimed. */
#define ITEM_CLAIMS "\"state\" IN ('pending', 'verified', 'lapsed', 'disputed')"

/* Every value that covers the item, and its own: a name's parents, a network's wider ones. In
 * the arena. */
struct text_list item_covering(const struct item *item, struct arena *arena);

/* Looks for rivals of an item that is claimed and puts it and them in dispute: 1 when there
 * are some, 0 when there are none, or an error. */
int item_claimed(struct item_work *work, struct item *item) MUST_USE;

/* An item claims nothing any more: disputes that only lived of it end. */
int item_released(struct item_work *work, const struct item *item) MUST_USE;

/*
 * The CERT (MAY_DECIDE, checked) decides a dispute: the winner's item goes on as proved as it
 * is, the rivals' are retired. ERR_DENIED when the actor may not or the item is not disputed.
 */
int dispute_resolve(struct db *db, const struct actor *actor, const char *winner,
    const char *reason, struct arena *arena, int64_t now) MUST_USE;

/* Whether the actor may do it at the organisation, by the memberships that count now;
 * ERR_DENIED with a message when not. Varde itself (NULL) has no permissions of people. */
int desk_may(struct db *db, const struct actor *actor, int permission, const char *org,
    struct arena *arena, int64_t now) MUST_USE;

#endif

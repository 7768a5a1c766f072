/*
 * Taking in what sensors and others' systems tell line by line (feed/intake.h): both sides of
 * each connection are looked up (desk/attribute.h), events become alerts (desk/alert_make.h),
 * what was met is added up as traces (model/trace.h) before anything is stored. A batch is read
 * into memory and then stored whole inside one transaction.
 */
#ifndef VARDE_DESK_INTAKE_H
#define VARDE_DESK_INTAKE_H

#include "desk/alert_make.h"
#include "desk/event.h"
#include "feed/intake.h"

enum {
	INTAKE_CHUNK_EVENTS = 4000,  /* a batch is full with so many events */
	INTAKE_CHUNK_TRACES = 20000, /* or so many different traces */
	INTAKE_CHUNK_LINES = 200000, /* or so many lines */
	INTAKE_WRONG = 20,           /* wrong lines that are named */
};

/* Where lines come from. Borrowed. */
struct intake_origin {
	const char *feed;   /* who says so: a sensor's name */
	const char *file;   /* its name, which may name the report; NULL: none */
	const char *format; /* of intake_formats; NULL: found out by the first line */
	const char *org;    /* whose inner addresses these are, when no perimeter says; NULL */
	const char *import; /* id of the import */
	enum tlp tlp;
	bool hold; /* an analyst says when it is told */
};

struct intake_counts {
	int64_t lines;            /* that were read */
	int64_t wrong;            /* that could not be */
	int64_t events;           /* among them */
	int64_t added;            /* of these new */
	int64_t nobodys;          /* of the new ones */
	int64_t alerts;           /* new ones */
	int64_t grown;            /* alerts that were there */
	int64_t met;              /* what was met */
	int64_t traces;           /* as so many traces */
	struct text_list reasons; /* the first wrong lines, "12: its time is none" */
};

struct intake_batch;

/* Begins a batch; borrows the origin and whose things are, which may be changed between
 * batches. Gives; intake_batch_free ends it. */
struct intake_batch *intake_batch_new(
    const struct intake_origin *origin, const struct attribute *who, int64_t now);

/* NULL is allowed. Returns NULL. */
struct intake_batch *intake_batch_free(struct intake_batch *b);

/* Reads one line (borrows). An empty one is nothing. */
void intake_batch_line(struct intake_batch *b, struct span line);

/* Whether it is time to store it. */
bool intake_batch_full(const struct intake_batch *b);

/* The counts of what it holds now, without storing anything. */
void intake_batch_look(const struct intake_batch *b, struct intake_counts *ret);

/* Stores it inside the caller's DB_WRITE transaction. On ERR_BUSY the transaction may be done
 * again with the same batch. *ret are the counts of the batch; texts live in it. */
int intake_batch_store(
    struct intake_batch *b, struct db *db, struct intake_counts *ret) MUST_USE;

/* Forgets what it holds; the next lines are another batch of the same origin. */
void intake_batch_clear(struct intake_batch *b, const struct attribute *who);

/*
 * Takes a whole file or request in and tells the organisations: as event_take, in transactions
 * of some thousand events. A file that was taken in before changes nothing; one that was
 * interrupted goes on behind the last line that is stored. The actor needs MAY_REVIEW.
 */
int intake_take(struct db *db, const struct actor *actor, const struct intake_origin *origin,
    struct span bytes, int64_t now, struct arena *arena, struct event_taken *ret,
    struct intake_counts *ret_counts) MUST_USE;

/* Whether the bytes look like lines of one of intake_formats, and not like a table of
 * feed/shadowserver.h. */
bool intake_is_lines(struct span bytes, const char *file);

/* Deletes traces that are older than INTAKE_DAYS, max of them; *ret counts. */
int intake_sweep(struct db *db, int64_t now, int max, int64_t *ret) MUST_USE;

enum { INTAKE_DAYS = 90 };

#endif

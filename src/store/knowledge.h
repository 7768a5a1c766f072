/*
 * What feeds gave (model/vuln.h), in two tables: know_source, a row a publication, and
 * know_record, a row a record. A publication is taken in as a whole, in one transaction, or
 * refused as a whole: then what was there stays. Messages of the database's own failures are
 * in *msg as well.
 *
 * A record's key is "ID KIND SOURCE": in the order of keys, all that is said of one CVE stands
 * together. A record that its source has withdrawn stays as a row without a body, so that
 * changes can be listed.
 */
#ifndef VARDE_STORE_KNOWLEDGE_H
#define VARDE_STORE_KNOWLEDGE_H

#include "base/vec.h"
#include "model/vuln.h"
#include "store/db.h"

/* A publication and how it was last taken in. */
struct know_source {
	const char *name;          /* "kev", "nvd/2024": its feed first */
	const char *feed;          /* the feed's name */
	const char *url;           /* where it is fetched; NULL: it was imported */
	const char *origin;        /* where the one that is in was read from */
	const char *etag;          /* of that one, for the next request */
	const char *last_modified; /* the same */
	const char *sha256;        /* of its bytes, as they came */
	int64_t bytes, records;    /* of that one, unpacked */
	int64_t newest;            /* ms: what it says of its age */
	int64_t taken;             /* ms: when it was taken in; 0: never */
	int64_t checked;           /* ms: when it was last looked for or offered */
	const char *error;         /* why the last one was not taken; NULL: it was */
};

struct know_sources {
	VEC(struct know_source) all;
};

/* One row of know_record. */
struct know_row {
	const char *key, *source, *kind, *id;
	int64_t modified;   /* by the publisher, ms */
	const char *origin; /* URL or file */
	int64_t taken;      /* when this state of it was taken in, ms */
	const char *digest; /* of the body; NULL when withdrawn */
	const char *body;   /* know_read reads it; NULL: withdrawn */
};

/* Field tables of both, for store/table.h. */
extern const struct record_type know_source_type, know_row_type;

/* What a reader says of the whole publication. */
struct know_reading {
	int64_t records; /* of a publication that gives none to emit */
	int64_t left, newest;
	bool whole;
	bool none;                    /* the publication itself says that it holds nothing */
	const struct text_list *gone; /* ids of advisories that are withdrawn; NULL: none */
};

/* Reads the publication: gives every record to emit, in any order. An error is given on, with
 * its message; nothing of what was emitted is kept then. */
typedef int (*know_reader)(void *arg, int (*emit)(void *arg, const struct knowledge *k),
    void *emit_arg, struct know_reading *ret, struct msg *msg);

struct know_publication {
	struct know_source source; /* name, feed, url, origin, etag, last_modified, sha256,
				      bytes; the rest is found out */
	bool accept;               /* a person says that it is right in spite of its size or
				      age */
	bool loose;                /* documents with revisions of their own: size and age of all
				       are not compared */
	int64_t now;
	know_reader read;
	void *arg;
};

struct know_taken {
	int64_t records; /* in the publication */
	int64_t added, changed, same;
	int64_t older;     /* kept as they are: what we have is newer */
	int64_t withdrawn; /* no longer in it */
	int64_t left;      /* left out by the reader */
};

/*
 * Takes a publication in. Refused (ERR_RANGE), and noted with the source, when it is empty, ten
 * times as big or a tenth of what it was, older than what was taken, or largely unreadable;
 * what the reader gives is given on and noted too. Outside a transaction.
 */
int know_take(struct db *db, const struct know_publication *pub, struct know_taken *ret,
    struct msg *msg) MUST_USE;

/* Notes that the publication was looked for: nothing new (error NULL), or why it was not taken.
 */
int know_checked(
    struct db *db, const struct know_source *source, int64_t now, const char *error) MUST_USE;

/* The publication's row; ERR_NOTFOUND. Texts live in the arena. */
int know_source_get(
    struct db *db, const char *name, struct arena *arena, struct know_source *ret) MUST_USE;

/* All, by name. */
int know_source_list(struct db *db, struct arena *arena, struct know_sources *ret) MUST_USE;

/*
 * Gives the rows to take: in the order of their keys those that stand (since 0), or in the
 * order in which they were taken in those that were later than since (ms), withdrawn ones too.
 * *row is borrowed until it returns; an error ends it and is given on. kind < 0: all kinds.
 * Inside a transaction, or without one when nobody writes.
 */
int know_each(struct db *db, int kind, int64_t since,
    int (*take)(void *arg, const struct know_row *row), void *arg) MUST_USE;

/* The same for everything said of one id ("CVE-2024-6387"). */
int know_of(struct db *db, const char *id, int (*take)(void *arg, const struct know_row *row),
    void *arg) MUST_USE;

#endif

/* One publication from files into the database, told to the user. */
#ifndef VARDE_CMD_KB_TAKE_H
#define VARDE_CMD_KB_TAKE_H

#include "cmd/kb_file.h"
#include "store/knowledge.h"

/* What is told while publications come in: lines for people, or a JSON object each. */
struct kb_out {
	bool json, quiet;
	bool live; /* a terminal: a line that changes */
};

/* Where a publication is read from. */
struct kb_publication {
	const struct feed *feed;
	const char *name;           /* "kev", "nvd/nvdcve-2.0-2024.json" */
	const char *member;         /* of the archive; NULL: all that is the feed's */
	const char *shown;          /* what it is called in messages: a path, a URL */
	const struct kb_file *file; /* opened; NULL: the paths are opened one by one */
	struct text_list paths;
	const char **origins;         /* of each path, where it was fetched; NULL: the paths */
	const struct text_list *gone; /* ids of advisories that are withdrawn; NULL: none */
	struct know_source web;       /* url, etag, last_modified; of a file: nothing */
	const char *keep;             /* folder for feeds that are kept as files */
	bool accept;
	int64_t
	    *total; /* set to what the publication says of all its pages; NULL: not wanted */
	bool documents; /* many, each with a revision of its own: one that is malformed is left
			   out, and size and age of all are not compared */
};

/* Takes it in and tells so. What know_take gives; its message was told. */
int kb_take(struct db *db, const struct kb_publication *pub, struct arena *arena,
    const struct kb_out *out) MUST_USE;

/* Tells that something was not taken. */
void kb_tell_refused(
    const struct kb_out *out, const char *shown, const char *feed, const struct msg *msg);

#endif

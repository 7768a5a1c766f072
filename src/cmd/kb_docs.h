/*
 * Documents of a publisher who gives each a file of its own: what of them is known, and those
 * that are fetched and wait to be taken in, all at once. Both are files beside the database
 * (KEEP/fetch/NAME/): when they are lost, everything is fetched again and nothing else happens.
 * What waits is used again when an update was cut, so that it goes on where it stopped.
 */
#ifndef VARDE_CMD_KB_DOCS_H
#define VARDE_CMD_KB_DOCS_H

#include "base/map.h"
#include "cmd/kb_take.h"

struct kb_doc {
	const char *url;    /* without spaces */
	const char *digest; /* SHA-512 of its bytes; NULL: not known */
	const char *id;     /* of its record; NULL: it gives none, or several */
	int64_t updated;    /* what the list said, ms; 0: nothing */
	bool listed;        /* in the list of this time */
	const char *path;   /* of the file that waits; NULL: none, it was only looked at */
};

struct kb_docs {
	const char *name, *folder;
	struct arena *arena;
	int64_t updated;       /* of the publisher's metadata, ms */
	bool is_signed;        /* all documents were signed */
	const char *rule;      /* what may be taken: when it changes, what was only looked at
				  is looked at again; given by the caller after opening */
	const char *rule_was;  /* of the last time; NULL: none */
	struct text_list keys; /* the publisher's, by fingerprint */
	struct map known;      /* URL to struct kb_doc */
	struct map waiting;    /* the same */
	bool first;            /* nothing is known: it is the first time */
};

/* Reads what is there; a state that cannot be read is none. Errors of file_error. */
int kb_docs_open(struct kb_docs *d, const char *keep, const char *name, struct arena *arena,
    struct msg *msg) MUST_USE;

/*
 * Notes that the list has the document, and says whether it must be fetched: neither known in
 * this state nor waiting. *ret_known is what is known of it, or NULL.
 */
bool kb_docs_wants(
    struct kb_docs *d, const char *url, int64_t updated, const struct kb_doc **ret_known);

/* Lets a document wait (bytes), or only notes that it was looked at (bytes.p NULL: it is not
 * for us). Copies. */
int kb_docs_add(
    struct kb_docs *d, const struct kb_doc *doc, struct span bytes, struct msg *msg) MUST_USE;

/*
 * Takes all that waits in as one publication, withdraws what the list no longer has (whole:
 * the list was one of everything), and remembers. *pub is given but for its name, paths and
 * what follows from them. 1: there was nothing new. What kb_take gives; told.
 */
int kb_docs_take(struct kb_docs *d, struct db *db, struct kb_publication *pub, bool whole,
    const struct kb_out *out, struct msg *msg) MUST_USE;

#endif

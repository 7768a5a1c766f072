/*
 * A whole knowledge base as one signed file, for networks that reach no feed. A line of JSON
 * (who made it, when, the SHA-256 of what follows, the signature over those), then zstd around
 * lines: two a record ("[source, kind, id, modified, origin]" and its body), two a kept file
 * ("[null, name]" and its bytes in base64), and "[null, null, records]" at the end.
 *
 * Signing itself is the caller's (auth/sign.h): this is layout.
 */
#ifndef VARDE_FEED_BUNDLE_H
#define VARDE_FEED_BUNDLE_H

#include "feed/feed.h"
#include "os/scratch.h"

/* The first line. */
struct bundle_head {
	int64_t created; /* ms */
	int64_t bytes;   /* of what follows */
	const char *sha256;
	const char *key;       /* its name (auth/sign.h) */
	const char *signature; /* over bundle_signed */
};

/* Whether a file begins like a bundle. */
bool bundle_sniff(struct span head);

/* What is signed; in the arena. */
const char *bundle_signed(const struct bundle_head *head, struct arena *arena);

/* Appends the first line. */
void bundle_head_write(const struct bundle_head *head, struct str *out);

/*
 * Reads the first line and checks that what follows has its length and digest, which is
 * borrowed into *ret_payload. The signature is not checked. ERR_SYNTAX, ERR_TRUNCATED,
 * ERR_CORRUPT with a message.
 */
int bundle_head_read(struct span file, struct arena *arena, struct bundle_head *ret,
    struct span *ret_payload, struct msg *msg) MUST_USE;

struct bundle_writer {
	struct scratch *to; /* borrowed */
	void *zstd;
	uint8_t *room;
	struct str line;
	int64_t records;
	struct msg *msg;
};

/* Begins the payload; bundle_end ends it also after a failure. Borrows to and msg. */
void bundle_begin(struct bundle_writer *w, struct scratch *to, struct msg *msg);

/* Adds a record (its body as in know_record). Errors of scratch_write. */
int bundle_record(struct bundle_writer *w, const char *source, const char *kind, const char *id,
    int64_t modified, const char *origin, const char *body) MUST_USE;

/* Adds a kept file, "FEED/NAME". */
int bundle_file(struct bundle_writer *w, const char *name, struct span bytes) MUST_USE;

/* Ends the payload (r >= 0: writes its end) and frees. */
int bundle_end(struct bundle_writer *w, int r) MUST_USE;

/* Emits the records of rd->source (NULL: none) of an unpacked payload, and gives its files to
 * take (NULL: none). ERR_SYNTAX, ERR_TRUNCATED, what emit and take gave. */
int bundle_read(struct span payload, struct feed_read *rd,
    int (*take)(void *arg, const char *name, struct span bytes), void *arg,
    struct msg *msg) MUST_USE;

#endif

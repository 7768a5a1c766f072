/*
 * What browsers send: names and values of addresses, forms and cookies, files of multipart
 * forms, paths; and the writing of queries. All text that comes out is UTF-8 without NUL; it
 * lives in the arena.
 */
#ifndef VARDE_CODEC_FORM_H
#define VARDE_CODEC_FORM_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct form_pair {
	const char *name, *value; /* the arena owns them */
};

/* In the order they came; a name may be there more than once. */
struct form_pairs {
	struct form_pair *items; /* the arena owns them */
	size_t n;
};

struct form_file {
	const char *name;     /* of the field */
	const char *filename; /* as sent, without any folder; "" when none was chosen */
	const char *type;     /* media type as sent; "" when none */
	struct span bytes;    /* borrowed from the body */
};

struct form_files {
	struct form_file *items; /* the arena owns them */
	size_t n;
};

/*
 * Parses application/x-www-form-urlencoded (URL Standard section 5.1), a query or a body. A
 * "%" that encodes nothing stands for itself. ERR_SYNTAX: not UTF-8, or a NUL; ERR_LIMIT: more
 * than LIMIT_FORM_FIELDS pairs.
 */
int form_parse(struct span text, struct arena *arena, struct form_pairs *ret) MUST_USE;

/*
 * Parses multipart/form-data (RFC 7578) of a whole body; content_type is that header's value.
 * Parts with a file name are files, the others fields. ERR_UNSUPPORTED: another media type;
 * ERR_SYNTAX: no boundary, a part without its name or end, text that is not UTF-8; ERR_LIMIT:
 * more than LIMIT_FORM_FIELDS parts.
 */
int form_multipart(struct span content_type, struct span body, struct arena *arena,
    struct form_pairs *ret_fields, struct form_files *ret_files) MUST_USE;

/*
 * Parses a Cookie header (RFC 6265 section 5.4), leniently: what is no pair of UTF-8 text is
 * left out, quotes around a value are taken off. ERR_LIMIT: more than LIMIT_FORM_FIELDS.
 */
int form_cookies(struct span header, struct arena *arena, struct form_pairs *ret) MUST_USE;

/*
 * The path of a request target (up to "?" or "#"), percent-decoded, then normalised: no empty
 * segment, "." or ".." (which stops at the root). A last "/" stays. ERR_SYNTAX: does not begin
 * with "/", a "%" that encodes nothing, a control character, not UTF-8.
 */
int form_path(struct span target, struct arena *arena, const char **ret) MUST_USE;

/* The value of the name (the last one), or NULL. Borrows. */
const char *form_get(const struct form_pairs *pairs, const char *name);

/* Appends the bytes percent-encoded, all but the unreserved characters of RFC 3986 section 2.3:
 * for one segment of a path or one part of a query. */
void form_escape(struct span bytes, struct str *out);

/* Appends name=value, with "&" before it unless out is empty or ends in "?" or "&". NULL
 * appends nothing. */
void form_put(struct str *out, const char *name, const char *value);

#endif

/*
 * JSON (RFC 8259): a strict reader into an arena and a streaming writer. Integers that fit an
 * int64_t stay exact, other numbers are reals, and those beyond the range of a double become
 * the nearest finite one; duplicate keys are kept in order and json_get finds the last; nesting
 * is bounded by LIMIT_JSON_DEPTH and a number by LIMIT_JSON_NUMBER bytes; text is valid UTF-8
 * without lone surrogates (escaped or not) and without a byte order mark.
 */
#ifndef VARDE_CODEC_JSON_H
#define VARDE_CODEC_JSON_H

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"
#include "base/str.h"

enum json_type {
	JSON_NULL,
	JSON_BOOL,
	JSON_INT,
	JSON_REAL,
	JSON_STRING,
	JSON_ARRAY,
	JSON_OBJECT
};

struct json_member;

struct json {
	enum json_type type;
	union {
		bool boolean;
		int64_t integer;
		double real;
		struct {
			const char *text; /* NUL-terminated; may hold NULs before its end */
			size_t n;         /* bytes without the final NUL */
		} string;
		struct {
			struct json *items;
			size_t n;
		} array;
		struct {
			struct json_member *members;
			size_t n;
		} object;
	};
};

struct json_member {
	const char *key;
	size_t key_n;
	struct json value;
};

/*
 * Parses exactly one JSON text. *ret and all it holds live in the arena. ERR_SYNTAX, ERR_LIMIT
 * (too deep, or a real of too many bytes); *ret_at (NULL allowed) then is the byte offset of
 * the fault.
 */
int json_parse(
    struct span text, struct arena *arena, struct json **ret, size_t *ret_at) MUST_USE;

/* The member's value, or NULL when v is NULL, no object, or has no such key. Borrows. */
const struct json *json_get(const struct json *v, const char *key);

/* The text of a string, or dflt when v is NULL or no string. Borrows. */
const char *json_text(const struct json *v, const char *dflt);

/* The integer, or dflt when v is NULL or no integer. */
int64_t json_int(const struct json *v, int64_t dflt);

/* How many items the array has; 0 when v is NULL or no array. */
size_t json_count(const struct json *v);

/* The boolean, or dflt when v is NULL or no boolean. */
bool json_bool(const struct json *v, bool dflt);

struct json_writer {
	struct str *out; /* borrowed */
	int depth;
	int indent; /* spaces a level; 0 writes everything on one line */
	bool comma; /* a value precedes at this level */
	bool after_key;
};

/* Begins writing to out (borrows). indent 0 gives compact output. */
void json_write_init(struct json_writer *w, struct str *out, int indent);

void json_write_object(struct json_writer *w);     /* { */
void json_write_object_end(struct json_writer *w); /* } */
void json_write_array(struct json_writer *w);      /* [ */
void json_write_array_end(struct json_writer *w);  /* ] */
void json_write_key(struct json_writer *w, const char *key);
void json_write_text(
    struct json_writer *w, const char *s); /* NULL writes null; invalid UTF-8 becomes U+FFFD */
void json_write_span(struct json_writer *w, struct span s);
void json_write_int(struct json_writer *w, int64_t v);
void json_write_real(
    struct json_writer *w, double v); /* not-a-number and infinity write null, 1 writes 1.0 */
void json_write_bool(struct json_writer *w, bool v);
void json_write_null(struct json_writer *w);
void json_write_value(struct json_writer *w, const struct json *v); /* a whole parsed value */

/* Key and value in one call. */
void json_member_text(struct json_writer *w, const char *key, const char *s);
void json_member_int(struct json_writer *w, const char *key, int64_t v);
void json_member_bool(struct json_writer *w, const char *key, bool v);

#endif

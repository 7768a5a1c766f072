/*
 * A record is described once: a table of its fields. JSON in and out, the closed JSON schema,
 * the SQL columns and binding, and CSV derive from the table; nobody writes a (de)serialiser
 * for one record.
 */
#ifndef VARDE_MODEL_RECORD_H
#define VARDE_MODEL_RECORD_H

#include "base/arena.h"
#include "base/err.h"
#include "codec/json.h"

enum field_type {
	FIELD_TEXT, /* const char *: UTF-8, NULL when absent; max is bytes */
	FIELD_INT,  /* int64_t, min..max */
	FIELD_BOOL, /* bool */
	FIELD_TIME, /* int64_t, milliseconds since 1970 UTC; 0 when absent. RFC 3339 in JSON,
		       BIGINT in SQL */
	FIELD_ENUM, /* int, an index into values; the value's name in JSON and SQL */
	FIELD_LIST, /* struct text_list; max is bytes of one item. A JSON array; JSON text in
		       SQL */
};

enum field_flag {
	FIELD_REQUIRED = 1, /* must be present (and not empty, for text) when read */
	FIELD_UNSTABLE = 2, /* differs between two runs over the same systems (times,
			       durations): left out of comparisons */
};

struct text_list {
	const char **items; /* none is NULL */
	size_t n;
};

struct field {
	const char *name; /* in JSON and SQL: lower_case_with_underscores */
	enum field_type type;
	unsigned flags;
	size_t offset; /* of the member in the record's struct */
	int64_t min, max;
	const char *const *values; /* FIELD_ENUM: names, NULL-terminated */
	const char *doc;           /* one sentence, for the schema and the manual */
};

struct record_type {
	const char *name; /* "kind" in JSON; the SQL table is named after it */
	const char *doc;
	size_t size; /* of the struct */
	const struct field *fields;
	size_t nfields;
};

/* Rows of a field table; s is the struct type, m the member. */
#define F_TEXT(s, m, fl, mx, d)                                           \
	{                                                                 \
#m, FIELD_TEXT, fl, offsetof(struct s, m), 0, mx, NULL, d \
	}
#define F_INT(s, m, fl, mn, mx, d)                                        \
	{                                                                 \
#m, FIELD_INT, fl, offsetof(struct s, m), mn, mx, NULL, d \
	}
#define F_BOOL(s, m, fl, d)                                              \
	{                                                                \
#m, FIELD_BOOL, fl, offsetof(struct s, m), 0, 1, NULL, d \
	}
#define F_TIME(s, m, fl, d)                                                      \
	{                                                                        \
#m, FIELD_TIME, fl, offsetof(struct s, m), 0, INT64_MAX, NULL, d \
	}
#define F_ENUM(s, m, fl, vals, d)                                        \
	{                                                                \
#m, FIELD_ENUM, fl, offsetof(struct s, m), 0, 0, vals, d \
	}
#define F_LIST(s, m, fl, mx, d)                                           \
	{                                                                 \
#m, FIELD_LIST, fl, offsetof(struct s, m), 0, mx, NULL, d \
	}
#define RECORD_TYPE(nm, s, table, d)                             \
	{                                                        \
		nm, d, sizeof(struct s), table, ARRAY_LEN(table) \
	}

/* Member access by table row, for generic code (store, CSV, comparison). Borrow from the
 * record. */
const char *field_text(const struct field *f, const void *rec);
int64_t field_int(
    const struct field *f, const void *rec); /* INT, BOOL, TIME, and ENUM's index */
const struct text_list *field_list(const struct field *f, const void *rec);
const char *field_enum(const struct field *f, const void *rec); /* the value's name */

/* Sets a member; text and lists are borrowed. The value's type must match the row; an unknown
 * name gives ERR_RANGE. */
void field_set_text(const struct field *f, void *rec, const char *text);
void field_set_int(const struct field *f, void *rec, int64_t v);
void field_set_list(const struct field *f, void *rec, struct text_list list);
int field_set_enum(const struct field *f, void *rec, const char *name) MUST_USE;

/* The row of that name, or NULL. */
const struct field *record_field(const struct record_type *type, const char *name);

/* A zeroed record in the arena. */
void *record_new(const struct record_type *type, struct arena *arena);

/* Checks bounds, required members and UTF-8; ERR_RANGE with the member and the reason in *msg
 * (NULL allowed). */
int record_validate(const struct record_type *type, const void *rec, struct msg *msg) MUST_USE;

/* Writes the record as a JSON object, "kind" first when with_kind; absent text, zero times and
 * empty lists are left out. */
void record_to_json(
    const struct record_type *type, const void *rec, bool with_kind, struct json_writer *w);

/*
 * Reads a JSON object into *rec (whose text lives in the arena): unknown members, wrong types,
 * missing required members and values out of bounds are ERR_SYNTAX or ERR_RANGE with the member
 * named in *msg. "kind" is skipped.
 */
int record_from_json(const struct record_type *type, const struct json *v, struct arena *arena,
    void *rec, struct msg *msg) MUST_USE;

/* Writes the closed JSON schema (2020-12, additionalProperties false) of the record as one JSON
 * object. */
void record_schema(const struct record_type *type, bool with_kind, struct json_writer *w);

/* Compares two records over every member that is not FIELD_UNSTABLE: <0, 0, >0, a total order.
 */
int record_compare(const struct record_type *type, const void *a, const void *b);

/* A copy of the record and its text in the arena. */
void *record_copy(const struct record_type *type, const void *rec, struct arena *arena);

/* A list with one more item appended in the arena; the item is borrowed. Duplicates are not
 * added. */
void text_list_add(struct text_list *list, struct arena *arena, const char *item);

/* Whether the list holds the text. */
bool text_list_has(const struct text_list *list, const char *item);

#endif

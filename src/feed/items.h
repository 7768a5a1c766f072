/*
 * The items of a big JSON publication, one at a time, so that only one is held: the elements of
 * a list, the members of an object, or one object a line. The items' own syntax is left to
 * json_parse; the frame around them is checked to the publication's last byte.
 */
#ifndef VARDE_FEED_ITEMS_H
#define VARDE_FEED_ITEMS_H

#include "codec/json.h"

struct feed_read; /* feed/feed.h */

enum items_shape {
	ITEMS_LIST,    /* [ item, ... ], or { "NAME": [ item, ... ] } */
	ITEMS_LINES,   /* item item ..., white space between them */
	ITEMS_MEMBERS, /* { "key": item, ... } */
};

struct items {
	struct span all;
	size_t at; /* of the byte to be read next */
	enum items_shape shape;
	const char *const *names; /* of the members that hold the list; NULL-terminated */
	struct arena *arena;      /* of head */
	struct json *head; /* ITEMS_LIST: the other members, those before the list at first, all
			      of them at the end */
	struct span key;   /* ITEMS_MEMBERS: of the present item, as written, without quotes */
	bool framed;       /* the list is inside of an object */
	bool inside;       /* of the list */
	bool begun;        /* an item was given */
	struct msg *msg;   /* borrowed; filled when something fails */
};

/*
 * Begins. names: where the list may be; a publication without any of them is taken for lines
 * (one object is one line). names NULL: ITEMS_MEMBERS. Borrows all, arena, names and msg.
 */
int items_init(struct items *it, struct span all, const char *const *names, struct arena *arena,
    struct msg *msg) MUST_USE;

/* The next item's text (borrowed from the publication): 1, 0 after the last, ERR_SYNTAX,
 * ERR_TRUNCATED, ERR_LIMIT. */
int items_next(struct items *it, struct span *ret) MUST_USE;

/* The same, parsed into the arena, which is cleared before. */
int items_parse(struct items *it, struct arena *arena, const struct json **ret) MUST_USE;

/*
 * A whole publication of a list or lines: one takes each item (the arena is cleared before the
 * next), end (NULL allowed) the other members of the object and the number of items, after the
 * last. Their errors end it and are given on, as those of items_parse are.
 */
int items_read(struct span bytes, const char *const *names,
    int (*one)(const struct json *item, struct feed_read *rd, struct arena *arena),
    int (*end)(const struct json *head, int64_t n, struct feed_read *rd, struct msg *msg),
    struct feed_read *rd, struct msg *msg) MUST_USE;

#endif

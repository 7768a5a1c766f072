/* From the query of a request to the SQL of a list: constant pieces of its rows, and bound
 * values. */
#ifndef VARDE_API_LIST_QUERY_H
#define VARDE_API_LIST_QUERY_H

#include "api/list.h"

enum { LIST_PARAMS = 24 };

struct list_query {
	const char *q;                  /* searched text; NULL for none */
	const struct list_column *sort; /* NULL: the key alone */
	bool down;                      /* descending */
	int64_t page;                   /* from 1 */
	const char *format;             /* "csv", "json", or NULL */
	struct str *where;              /* SQL from WHERE on, without order */
	size_t search_at;               /* where q's own condition begins in it (" AND ...") */
	struct desk_param params[LIST_PARAMS];
	size_t nparams;
	bool narrowed; /* something was asked for: an empty list may be due to that */
};

/*
 * Reads the query (borrows). q->where is the caller's text to append to. ERR_SYNTAX with the
 * member at fault in *msg; ERR_LIMIT (too many filters at once).
 */
int list_query_read(const struct list *list, const struct serve_pairs *query,
    const struct desk_param *params, size_t n, struct arena *arena, struct list_query *q,
    struct msg *msg) MUST_USE;

/* Appends "ORDER BY ..., key"; the key goes the same way, so that an index serves both. */
void list_query_order(const struct list *list, const struct list_query *q, struct str *sql);

/* The same for keys alone, or counting: without the list's join where nothing asks for it. */
void list_query_keys(const struct list *list, const struct list_query *q, struct str *sql);

/* Whether something is searched for, and in the list's first rows alone. */
bool list_query_in_window(const struct list *list, const struct list_query *q);

/* Appends the table, or what of it is looked through, and the condition: "FROM ... WHERE ...".
 */
void list_query_from(const struct list *list, const struct list_query *q, struct str *sql);

/* The column of that name, or NULL. */
const struct list_column *list_column_of(const struct list *list, const char *name);

#endif

/*
 * Lists as rows: columns with their SQL, labels and what may be done with them. Filter, sort,
 * page, search and export (?format=csv, json) come by themselves from the query: q=TEXT
 * COLUMN=VALUE  COLUMN_from=/COLUMN_to= (times: YYYY-MM-DD)  sort=COLUMN or -COLUMN  page=N
 * format=csv
 */
#ifndef VARDE_API_LIST_H
#define VARDE_API_LIST_H

#include "api/call.h"

enum list_type { LIST_TEXT, LIST_INT, LIST_TIME, LIST_ENUM };

enum list_flag {
	LIST_SORT = 1,
	LIST_FILTER = 2,  /* an ENUM or TEXT by equality, a TIME by from and to */
	LIST_SEARCH = 4,  /* q looks here, case-insensitive */
	LIST_HIDE = 8,    /* in rows (for links), neither shown nor exported */
	LIST_FOLDED = 32, /* with SEARCH: the column holds folded text (codec/fold.h) */
	LIST_JOINED = 16, /* of a table of the list's join: no FILTER, unless by a list_way */
};

struct list_column {
	const char *name;  /* in the query, the rows and the export */
	const char *label; /* key of the catalogue */
	const char *sql;   /* constant expression over the list's FROM */
	enum list_type type;
	unsigned flags;
	const char *const
	    *values;       /* LIST_ENUM: names, NULL-terminated (each a key of the catalogue) */
	const char *order; /* expression to sort by when it is not sql; NULL */
};

/* SQL of a column that an index can serve where the column's own cannot; each may be NULL. */
struct list_way {
	const char *column;
	const char *const *conditions; /* of an ENUM, one for each of its values */
	const char *match;             /* of a TEXT that is filtered; '?' is the value */
	const char *search;            /* where q is looked for; '?' is the pattern of LIKE */
	const char *from; /* the list's FROM when it is sorted by this column, with CROSS JOIN
			     in the order in which SQLite is to go */
	const char *on;   /* what joins from */
};

struct list {
	const char *name;  /* file name of exports */
	const char *from;  /* "tracked_finding AS f JOIN org AS o ON o.id = f.org" */
	const char *join;  /* LEFT JOINs that follow it, for columns that are JOINED; NULL */
	const char *where; /* constant condition with $1..$n, the caller's parameters */
	const struct list_column *columns;
	size_t ncolumns;
	const struct list_way *ways; /* by column; ended by column NULL. NULL: none */
	const char *sort;            /* default: "-last_seen" */
	const char *key;             /* unique expression, the last order */
	const char *empty; /* what to do when there is nothing at all; key of the catalogue */
	/* Adds to a row what the database does not know (names from the knowledge); NULL. */
	void (*row)(struct call *call, struct json *row);
	/*
	 * How many rows q is looked for in, in the list's own order (the page tells it); 0:
	 * all. For tables that grow with the years: text in the middle of words has no index.
	 * from is one table then, and neither where nor filters name what join adds.
	 */
	int window;
	/* Keys are found first, by an index alone, then the rows of one page: for lists that
	 * sort many wide rows. Pages after the first do so in any case. */
	bool late;
};

enum { LIST_PAGE = 50, LIST_DEEP = 10000, LIST_EXPORT = 200000 };

/*
 * Runs the list for the call's query. Sets data.list: rows (objects by column name), columns
 * (name, label, sort link, sorted), filters (name, label, options with chosen), q, window,
 * total (to LIST_DEEP, then "more"), page, pages, previous and next links, exports, empty. For
 * ?format=csv or json it makes the whole reply instead. An unknown column or a malformed value
 * is ERR_SYNTAX.
 */
int list_run(struct call *call, const struct list *list, const struct desk_param *params,
    size_t n) MUST_USE;

#endif

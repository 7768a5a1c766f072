/* Lists whose rows the program makes: what list_run does of a table, done of an array. */
#ifndef VARDE_API_LIST_ROWS_H
#define VARDE_API_LIST_ROWS_H

#include "api/list.h"

/*
 * Filters, searches, sorts, pages and exports the rows (an array of objects by column name;
 * times in ms) by the call's query, as list_run does: data.list, or the whole reply. kept:
 * names of the query that are not the list's and stay in its links and form; NULL-terminated.
 * The columns' sql is not read. ERR_SYNTAX as list_run.
 */
int list_rows_run(struct call *call, const struct list *list, const struct json *rows,
    const char *const *kept) MUST_USE;

#endif

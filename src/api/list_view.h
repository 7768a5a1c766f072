/* What a page of a list needs beside its rows: headings, filters, links. */
#ifndef VARDE_API_LIST_VIEW_H
#define VARDE_API_LIST_VIEW_H

#include "api/list_query.h"

/* Sets columns, filters, q, total, more, page, pages, previous, next, exports and empty in
 * view. */
void list_view(struct call *call, const struct list *list, const struct list_query *q,
    int64_t total, struct json *view);

/* A time as RFC 3339 in the arena. */
const char *list_time_text(int64_t ms, struct arena *arena);

#endif

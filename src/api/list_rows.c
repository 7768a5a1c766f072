#include "api/list_rows.h"

#include "api/list_query.h"
#include "api/list_view.h"
#include "base/limits.h"
#include "base/parse.h"
#include "base/time.h"
#include "codec/csv.h"
#include "codec/form.h"

#include <stdlib.h>

enum { WHERE_MAX = 16384, DAY_MS = 24 * 3600 * 1000 };

static bool is_kept(const char *const *kept, const char *name)
{
	for (; kept && *kept; kept++)
		if (strcmp(*kept, name) == 0)
			return true;
	return false;
}

/* The query without what is not the list's. */
static struct serve_pairs own_query(struct call *call, const char *const *kept)
{
	const struct serve_pairs *query = &call->rq->query;
	struct serve_pairs own = {
	    .items = ARENA_ARRAY(call->arena, query->n + 1, struct serve_pair)};

	for (size_t i = 0; i < query->n; i++)
		if (!is_kept(kept, query->items[i].name))
			own.items[own.n++] = query->items[i];
	return own;
}

/* --- filtering; the query was checked by list_query_read --- */

static int64_t day_of(struct arena *arena, const char *text)
{
	int64_t ms = 0;

	(void)!time_parse(span_str(arena_printf(arena, "%sT00:00:00.000Z", text)), &ms);
	return ms;
}

static bool fits_pair(struct call *call, const struct list *list, const struct json *row,
    const struct serve_pair *p)
{
	const struct list_column *c = list_column_of(list, p->name);
	size_t n = strlen(p->name);
	bool to = n > 3 && strcmp(p->name + n - 3, "_to") == 0;
	int64_t number = 0;

	if (!*p->value || (c && !(c->flags & LIST_FILTER)))
		return true;
	if (c && c->type == LIST_INT)
		return parse_int(span_str(p->value), INT64_MIN, INT64_MAX, &number) == 0 &&
		       json_int(json_get(row, c->name), 0) == number;
	if (c)
		return strcmp(json_text(json_get(row, c->name), ""), p->value) == 0;
	c = list_column_of(list, arena_strndup(call->arena, p->name, n - MIN(n, to ? 3U : 5U)));
	if (!c || c->type != LIST_TIME)
		return true;
	number = json_int(json_get(row, c->name), 0);
	return to ? number < day_of(call->arena, p->value) + DAY_MS
		  : number >= day_of(call->arena, p->value);
}

static bool has_text(const struct list *list, const struct json *row, const char *q)
{
	if (!q || !*q)
		return true;
	for (size_t i = 0; i < list->ncolumns; i++)
		if ((list->columns[i].flags & LIST_SEARCH) &&
		    strcasestr(json_text(json_get(row, list->columns[i].name), ""), q))
			return true;
	return false;
}

static bool fits(struct call *call, const struct list *list, const struct serve_pairs *query,
    const char *q, const struct json *row)
{
	for (size_t i = 0; i < query->n; i++) {
		const char *name = query->items[i].name;

		if (strcmp(name, "q") != 0 && strcmp(name, "sort") != 0 &&
		    strcmp(name, "page") != 0 && strcmp(name, "format") != 0 &&
		    !fits_pair(call, list, row, &query->items[i]))
			return false;
	}
	return has_text(list, row, q);
}

/* --- sorting --- */

static int place_of(const struct list_column *c, const char *value)
{
	int i = 0;

	while (c->values[i] && strcmp(c->values[i], value) != 0)
		i++;
	return i;
}

static int compare(const struct list_column *c, const struct json *a, const struct json *b)
{
	const struct json *x = json_get(a, c->name), *y = json_get(b, c->name);
	int64_t m = json_int(x, 0), n = json_int(y, 0);

	if (c->type == LIST_INT || c->type == LIST_TIME)
		return (m > n) - (m < n);
	if (c->type == LIST_ENUM)
		return place_of(c, json_text(x, "")) - place_of(c, json_text(y, ""));
	return strcasecmp(json_text(x, ""), json_text(y, ""));
}

struct sorted {
	const struct json *row;
	size_t at; /* where it came: equal ones stay in order */
};

static int by_sort(const void *a, const void *b, void *arg)
{
	const struct sorted *x = a, *y = b;
	const struct list_query *q = arg;
	int r = q->sort ? compare(q->sort, x->row, y->row) : 0;

	if (r)
		return q->down ? -r : r;
	return (x->at > y->at) - (x->at < y->at);
}

/* --- sending --- */

static int send_csv(struct call *call, const struct list *list, const struct json *rows)
{
	struct csv_writer w;

	csv_init(&w, &call->reply->body, ',');
	for (size_t i = 0; i < list->ncolumns; i++)
		if (!(list->columns[i].flags & LIST_HIDE))
			csv_cell(&w, list->columns[i].name);
	csv_end(&w);
	for (size_t k = 0; k < rows->array.n; k++) {
		for (size_t i = 0; i < list->ncolumns; i++) {
			const struct list_column *c = &list->columns[i];
			const struct json *v = json_get(&rows->array.items[k], c->name);
			int64_t n = json_int(v, 0);

			if (c->flags & LIST_HIDE)
				continue;
			if (c->type == LIST_INT)
				csv_int(&w, n);
			else if (c->type == LIST_TIME)
				csv_cell(&w, n ? list_time_text(n, call->arena) : "");
			else
				csv_cell(&w, json_text(v, ""));
		}
		csv_end(&w);
	}
	return call_send(call, "text/csv; charset=utf-8",
	    arena_printf(call->arena, "%s.csv", list->name), span_of(NULL, 0));
}

static int send_json(struct call *call, const struct list *list, const struct json *rows)
{
	struct json_writer w;

	json_write_init(&w, &call->reply->body, 0);
	json_write_value(&w, rows);
	return call_send(call, "application/json",
	    arena_printf(call->arena, "%s.json", list->name), span_of(NULL, 0));
}

/* What stays in the list's form, and where its filters are left. */
static void view_kept(struct call *call, const char *const *kept, struct json *view)
{
	struct json *all = json_new_array(call->arena);
	STR_AUTO(link, 4096);

	str_addf(&link, "%s?", call->rq->path);
	for (; kept && *kept; kept++) {
		const char *value = serve_query(call->rq, *kept);
		struct json *one = json_new_object(call->arena);

		if (!value || !*value)
			continue;
		json_set_text(call->arena, one, "name", *kept);
		json_set_text(call->arena, one, "value", value);
		json_add_value(call->arena, all, one);
		form_put(&link, *kept, value);
	}
	json_set_value(call->arena, view, "kept", all);
	if (str_ok(&link) == 0)
		json_set_text(call->arena, view, "all", str_text(&link));
}

static void show(struct call *call, const struct list *list, const struct list_query *q,
    const struct json *found, const char *const *kept)
{
	struct json *view = json_new_object(call->arena), *rows = json_new_array(call->arena);
	size_t from = (size_t)(q->page - 1) * LIST_PAGE;

	for (size_t i = from; i < found->array.n && i < from + LIST_PAGE; i++)
		json_add_value(call->arena, rows, &found->array.items[i]);
	list_view(call, list, q, (int64_t)found->array.n, view);
	view_kept(call, kept, view);
	json_set_value(call->arena, view, "rows", rows);
	json_set_value(call->arena, call->data, "list", view);
}

int list_rows_run(struct call *call, const struct list *list, const struct json *rows,
    const char *const *kept)
{
	STR_AUTO(where, WHERE_MAX);
	struct list_query q = {.where = &where};
	struct serve_pairs query = own_query(call, kept);
	struct json *found = json_new_array(call->arena);
	struct sorted *order = ARENA_ARRAY(call->arena, rows->array.n + 1, struct sorted);
	size_t n = 0;
	int r = list_query_read(list, &query, NULL, 0, call->arena, &q, &call->msg);

	if (r < 0)
		return r;
	for (size_t i = 0; i < rows->array.n; i++)
		if (fits(call, list, &query, q.q, &rows->array.items[i])) {
			order[n].row = &rows->array.items[i];
			order[n].at = n;
			n++;
		}
	qsort_r(order, n, sizeof(*order), by_sort, &q);
	for (size_t i = 0; i < n; i++)
		json_add_value(call->arena, found, order[i].row);
	if (q.format && !call->json)
		return strcmp(q.format, "csv") == 0 ? send_csv(call, list, found)
						    : send_json(call, list, found);
	show(call, list, &q, found, kept);
	return 0;
}

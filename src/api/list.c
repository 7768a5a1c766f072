#include "api/list.h"

#include "api/list_query.h"
#include "api/list_view.h"
#include "base/limits.h"
#include "codec/csv.h"

enum { SQL_MAX = 16384 };

/* The columns; of a search in a window one more, how many rows it has found: it goes through
 * all of them anyway, once. */
static void put_columns(const struct list *list, const struct list_query *q, struct str *sql)
{
	str_add(sql, "SELECT ");
	for (size_t i = 0; i < list->ncolumns; i++)
		str_addf(sql, "%s%s", i ? ", " : "", list->columns[i].sql);
	str_add(sql, list_query_in_window(list, q) ? ", count(*) OVER () " : " ");
}

/*
 * A later page finds its keys first and then the rows of these: what the pages before it would
 * have shown is not computed. A key of several expressions has no such form.
 */
static void put_later(
    const struct list *list, struct list_query *q, int64_t offset, int64_t max, struct str *sql)
{
	str_addf(sql, "FROM %s %s WHERE (%s) AND %s IN (SELECT %s ", list->from,
	    list->join ? list->join : "", list->where ? list->where : "1 = 1", list->key,
	    list->key);
	list_query_keys(list, q, sql);
	list_query_order(list, q, sql);
	str_addf(sql, " LIMIT %lld OFFSET %lld)", (long long)max, (long long)offset);
	list_query_order(list, q, sql);
}

static void bind(struct db_stmt *stmt, const struct list_query *q)
{
	for (size_t i = 0; i < q->nparams; i++) {
		if (q->params[i].is_text)
			db_bind_text(stmt, (int)i + 1, q->params[i].text);
		else
			db_bind_int(stmt, (int)i + 1, q->params[i].number);
	}
}

/* Rows from "offset" on, at most max. */
static int prepare(struct call *call, const struct list *list, struct list_query *q,
    int64_t offset, int64_t max, struct db_stmt **ret)
{
	STR_AUTO(sql, SQL_MAX);
	int r;

	put_columns(list, q, &sql);
	if ((offset || list->late) && max == LIST_PAGE && !strchr(list->key, ',') &&
	    !list_query_in_window(list, q)) {
		put_later(list, q, offset, max, &sql);
	} else {
		list_query_from(list, q, &sql);
		list_query_order(list, q, &sql);
		str_addf(&sql, " LIMIT %lld OFFSET %lld", (long long)max, (long long)offset);
	}
	if (str_ok(&sql) < 0)
		return ERR_LIMIT;
	if (call->app->listing)
		call->app->listing(call, list, str_text(&sql));
	r = db_prepare(call->db, str_text(&sql), ret);
	if (r < 0)
		return call_db(call, r);
	bind(*ret, q);
	return 0;
}

/* How many rows there are, LIST_DEEP + 1 at most. */
static int count(struct call *call, const struct list *list, struct list_query *q, int64_t *ret)
{
	STR_AUTO(sql, SQL_MAX);

	str_add(&sql, "SELECT count(*) FROM (SELECT 1 ");
	list_query_keys(list, q, &sql);
	str_addf(&sql, " LIMIT %d) AS counted", LIST_DEEP + 1);
	if (str_ok(&sql) < 0)
		return ERR_LIMIT;
	return call_db(call, desk_number(call->db, str_text(&sql), q->params, q->nparams, ret));
}

static void read_row(
    struct call *call, const struct list *list, struct db_stmt *stmt, struct json *row)
{
	for (size_t i = 0; i < list->ncolumns; i++) {
		const struct list_column *c = &list->columns[i];

		if (c->type == LIST_INT || c->type == LIST_TIME)
			json_set_int(call->arena, row, c->name, db_int(stmt, (int)i));
		else
			json_set_text(call->arena, row, c->name, db_text(stmt, (int)i));
	}
	if (list->row)
		list->row(call, row);
}

/* *found: what the column after the list's own says, when there is one. */
static int read_rows(struct call *call, const struct list *list, struct db_stmt *stmt,
    struct json *rows, int64_t *found)
{
	int r;

	while ((r = db_step(stmt)) == 1) {
		struct json *row = json_new_object(call->arena);

		if (db_columns(stmt) > (int)list->ncolumns)
			*found = db_int(stmt, (int)list->ncolumns);
		read_row(call, list, stmt, row);
		json_add_value(call->arena, rows, row);
	}
	return call_db(call, r);
}

static void csv_row(
    const struct list *list, struct db_stmt *stmt, struct csv_writer *w, struct arena *arena)
{
	for (size_t i = 0; i < list->ncolumns; i++) {
		const struct list_column *c = &list->columns[i];
		int64_t v;

		if (c->flags & LIST_HIDE)
			continue;
		if (c->type != LIST_INT && c->type != LIST_TIME) {
			csv_cell(w, db_text(stmt, (int)i));
			continue;
		}
		v = db_int(stmt, (int)i);
		if (c->type == LIST_INT)
			csv_int(w, v);
		else
			csv_cell(w, v ? list_time_text(v, arena) : "");
	}
	csv_end(w);
}

static int send_csv(struct call *call, const struct list *list, struct db_stmt *stmt)
{
	struct csv_writer w;
	int r;

	csv_init(&w, &call->reply->body, ',');
	for (size_t i = 0; i < list->ncolumns; i++)
		if (!(list->columns[i].flags & LIST_HIDE))
			csv_cell(&w, list->columns[i].name);
	csv_end(&w);
	while ((r = db_step(stmt)) == 1)
		csv_row(list, stmt, &w, call->arena);
	if (r < 0)
		return call_db(call, r);
	return call_send(call, "text/csv; charset=utf-8",
	    arena_printf(call->arena, "%s.csv", list->name), span_of(NULL, 0));
}

static int send_json(struct call *call, const struct list *list, struct db_stmt *stmt)
{
	struct json *rows = json_new_array(call->arena);
	struct json_writer w;
	int64_t found;
	int r = read_rows(call, list, stmt, rows, &found);

	if (r < 0)
		return r;
	json_write_init(&w, &call->reply->body, 0);
	json_write_value(&w, rows);
	return call_send(call, "application/json",
	    arena_printf(call->arena, "%s.json", list->name), span_of(NULL, 0));
}

static int export_all(struct call *call, const struct list *list, struct list_query *q)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = prepare(call, list, q, 0, LIST_EXPORT, &stmt);

	if (r < 0)
		return r;
	return strcmp(q->format, "csv") == 0 ? send_csv(call, list, stmt)
					     : send_json(call, list, stmt);
}

static int show(struct call *call, const struct list *list, struct list_query *q)
{
	struct json *view = json_new_object(call->arena), *rows = json_new_array(call->arena);
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int64_t before = (q->page - 1) * LIST_PAGE, total = 0;
	int r = prepare(call, list, q, before, LIST_PAGE, &stmt);

	if (r == 0)
		r = read_rows(call, list, stmt, rows, &total);
	/* A page that is not full ends the list: there is nothing to count. */
	if (rows->array.n < LIST_PAGE && (rows->array.n || !before))
		total = before + (int64_t)rows->array.n;
	else if (r == 0 && !total)
		r = count(call, list, q, &total);
	if (r < 0)
		return r;
	list_view(call, list, q, total, view);
	json_set_value(call->arena, view, "rows", rows);
	json_set_value(call->arena, call->data, "list", view);
	return 0;
}

int list_run(
    struct call *call, const struct list *list, const struct desk_param *params, size_t n)
{
	STR_AUTO(where, SQL_MAX);
	struct list_query q = {.where = &where};
	int r = list_query_read(list, &call->rq->query, params, n, call->arena, &q, &call->msg);

	if (r < 0)
		return r;
	return q.format && !call->json ? export_all(call, list, &q) : show(call, list, &q);
}

#include "api/list_query.h"

#include "base/parse.h"
#include "base/time.h"
#include "codec/fold.h"

enum { DAY_MS = 24 * 3600 * 1000 };

const struct list_column *list_column_of(const struct list *list, const char *name)
{
	for (size_t i = 0; i < list->ncolumns; i++)
		if (strcmp(list->columns[i].name, name) == 0)
			return &list->columns[i];
	return NULL;
}

/* The column's other SQL; one without any for a column that has none. */
static const struct list_way *way_of(const struct list *list, const struct list_column *c)
{
	static const struct list_way none = {0};

	for (const struct list_way *way = list->ways; way && way->column; way++)
		if (strcmp(way->column, c->name) == 0)
			return way;
	return &none;
}

static int wrong(struct msg *msg, const char *name, const char *value)
{
	msg_what(msg, "the list cannot be shown like that");
	msg_detail(msg, "%.60s=%.60s", name, value);
	msg_hint(msg, "choose from the filters of the page");
	return ERR_SYNTAX;
}

static int add_param(struct list_query *q, struct desk_param param)
{
	if (q->nparams == LIST_PARAMS)
		return ERR_LIMIT;
	q->params[q->nparams++] = param;
	return 0;
}

/* "%text%" for LIKE, whose own signs stand for themselves. */
static const char *like(struct arena *arena, const char *text)
{
	STR_AUTO(out, 1024);

	str_char(&out, '%');
	for (; *text; text++) {
		if (strchr("%_\\", *text))
			str_char(&out, '\\');
		str_char(&out, *text);
	}
	str_char(&out, '%');
	return str_dup(&out, arena);
}

/* The SQL with "$n" for each '?'. */
static void put_sql(struct str *out, const char *sql, size_t n)
{
	for (; *sql; sql++) {
		if (*sql == '?')
			str_addf(out, "$%zu", n);
		else
			str_char(out, *sql);
	}
}

/* The number of the parameter with the pattern, folded or as it was typed; *at keeps it. */
static size_t pattern(struct list_query *q, struct arena *arena, bool folded, size_t *at)
{
	const char *text = folded ? fold(arena, q->q) : q->q;

	if (!*at && add_param(q, DESK_TEXT(like(arena, text))) == 0)
		*at = q->nparams;
	return *at;
}

static int read_search(const struct list *list, struct arena *arena, struct list_query *q)
{
	size_t any = 0, at[2] = {0};

	if (!q->q || !*q->q)
		return 0;
	for (size_t i = 0; i < list->ncolumns; i++) {
		const struct list_column *c = &list->columns[i];
		bool folded = c->flags & LIST_FOLDED;
		size_t n;

		if (!(c->flags & LIST_SEARCH))
			continue;
		n = pattern(q, arena, folded, &at[folded]);
		if (!n)
			return ERR_LIMIT;
		str_add(q->where, any++ ? " OR " : " AND (");
		if (way_of(list, c)->search)
			put_sql(q->where, way_of(list, c)->search, n);
		else if (folded)
			str_addf(q->where, "%s LIKE $%zu ESCAPE '\\'", c->sql, n);
		else
			str_addf(q->where, "@fold(%s) LIKE @fold($%zu) ESCAPE '\\'", c->sql, n);
	}
	if (!any)
		return 0;
	str_char(q->where, ')');
	q->narrowed = true;
	return 0;
}

/* Equality with one of the column's values. */
static int read_value(const struct list *list, const struct list_column *c, const char *value,
    struct list_query *q, struct msg *msg)
{
	const struct list_way *way = way_of(list, c);
	struct desk_param param = DESK_TEXT(value);
	int64_t number;

	if (c->type == LIST_ENUM) {
		size_t i = 0;

		while (c->values[i] && strcmp(c->values[i], value) != 0)
			i++;
		if (!c->values[i])
			return wrong(msg, c->name, value);
		if (way->conditions) {
			str_addf(q->where, " AND (%s)", way->conditions[i]);
			return 0;
		}
	}
	if (c->type == LIST_INT) {
		if (parse_int(span_str(value), INT64_MIN, INT64_MAX, &number) < 0)
			return wrong(msg, c->name, value);
		param = DESK_INT(number);
	}
	if (way->match) {
		str_add(q->where, " AND ");
		put_sql(q->where, way->match, q->nparams + 1);
	} else {
		str_addf(q->where, " AND %s = $%zu", c->sql, q->nparams + 1);
	}
	return add_param(q, param);
}

/* COLUMN_from and COLUMN_to: days, both included. */
static int read_day(const struct list_column *c, bool to, const char *value,
    struct list_query *q, struct arena *arena, struct msg *msg)
{
	const char *text = arena_printf(arena, "%sT00:00:00.000Z", value);
	int64_t ms;

	if (strlen(value) != 10 || time_parse(span_str(text), &ms) < 0)
		return wrong(msg, c->name, value);
	str_addf(q->where, to ? " AND %s < $%zu" : " AND %s >= $%zu", c->sql, q->nparams + 1);
	return add_param(q, DESK_INT(to ? ms + DAY_MS : ms));
}

static int read_filter(const struct list *list, const struct serve_pair *pair,
    struct arena *arena, struct list_query *q, struct msg *msg)
{
	const struct list_column *c = list_column_of(list, pair->name);
	size_t n = strlen(pair->name);
	bool from = n > 5 && strcmp(pair->name + n - 5, "_from") == 0;
	bool to = n > 3 && strcmp(pair->name + n - 3, "_to") == 0;

	if (!*pair->value)
		return 0;
	q->narrowed = true;
	if (c && (c->flags & LIST_FILTER) && c->type != LIST_TIME)
		return read_value(list, c, pair->value, q, msg);
	if (!c && (from || to))
		c = list_column_of(list, arena_strndup(arena, pair->name, n - (to ? 3 : 5)));
	else
		c = NULL;
	if (!c || !(c->flags & LIST_FILTER) || c->type != LIST_TIME)
		return wrong(msg, pair->name, pair->value);
	return read_day(c, to, pair->value, q, arena, msg);
}

static int read_sort(
    const struct list *list, const char *value, struct list_query *q, struct msg *msg)
{
	q->down = *value == '-';
	q->sort = list_column_of(list, value + q->down);
	if (!q->sort || !(q->sort->flags & LIST_SORT))
		return wrong(msg, "sort", value);
	return 0;
}

static int read_pair(const struct list *list, const struct serve_pair *pair,
    struct arena *arena, struct list_query *q, struct msg *msg)
{
	if (strcmp(pair->name, "q") == 0) {
		q->q = pair->value;
		return 0;
	}
	if (strcmp(pair->name, "sort") == 0)
		return *pair->value ? read_sort(list, pair->value, q, msg) : 0;
	if (strcmp(pair->name, "page") == 0) {
		if (parse_int(span_str(pair->value), 1, LIST_DEEP / LIST_PAGE, &q->page) < 0)
			return wrong(msg, "page", pair->value);
		return 0;
	}
	if (strcmp(pair->name, "format") == 0) {
		if (strcmp(pair->value, "csv") != 0 && strcmp(pair->value, "json") != 0)
			return wrong(msg, "format", pair->value);
		q->format = pair->value;
		return 0;
	}
	return read_filter(list, pair, arena, q, msg);
}

int list_query_read(const struct list *list, const struct serve_pairs *query,
    const struct desk_param *params, size_t n, struct arena *arena, struct list_query *q,
    struct msg *msg)
{
	int r = list->sort ? read_sort(list, list->sort, q, msg) : 0;

	q->page = 1;
	for (size_t i = 0; r == 0 && i < n; i++)
		r = add_param(q, params[i]);
	str_addf(q->where, "WHERE (%s)", list->where ? list->where : "1 = 1");
	for (size_t i = 0; r == 0 && i < query->n; i++)
		r = read_pair(list, &query->items[i], arena, q, msg);
	q->search_at = q->where->n;
	return r < 0 ? r : read_search(list, arena, q);
}

/* The sort, then the key's expressions, all in one direction. */
static void put_order(
    const struct list *list, const struct list_column *sort, bool down, struct str *sql)
{
	const char *way = down ? " DESC" : "";

	str_add(sql, " ORDER BY ");
	if (sort)
		str_addf(sql, "%s%s, ", sort->order ? sort->order : sort->sql, way);
	for (const char *at = list->key, *end; at; at = end ? end + 2 : NULL) {
		end = strstr(at, ", ");
		if (end)
			str_addf(sql, "%.*s%s, ", (int)(end - at), at, way);
		else
			str_addf(sql, "%s%s", at, way);
	}
}

void list_query_order(const struct list *list, const struct list_query *q, struct str *sql)
{
	put_order(list, q->sort, q->down, sql);
}

static void put_join(const struct list *list, struct str *sql)
{
	if (list->join)
		str_addf(sql, " %s", list->join);
}

/* The first rows of the list's own order alone. */
static void put_window(const struct list *list, const struct list_query *q, struct str *sql)
{
	const char *alias = strstr(list->from, " AS ") + 4;
	bool down = list->sort && *list->sort == '-';
	const struct list_column *sort =
	    list->sort ? list_column_of(list, list->sort + down) : NULL;

	str_addf(sql, "FROM (SELECT %s.* FROM %s %.*s", alias, list->from, (int)q->search_at,
	    str_text(q->where));
	put_order(list, sort, down, sql);
	str_addf(sql, " LIMIT %d) AS %s", list->window, alias);
	put_join(list, sql);
	str_addf(sql, " WHERE 1 = 1%s", str_text(q->where) + q->search_at);
}

bool list_query_in_window(const struct list *list, const struct list_query *q)
{
	return list->window && q->search_at < q->where->n;
}

static void put_from(
    const struct list *list, const struct list_query *q, bool join, struct str *sql)
{
	if (list_query_in_window(list, q)) {
		put_window(list, q, sql);
		return;
	}
	if (q->sort && way_of(list, q->sort)->from) {
		const struct list_way *way = way_of(list, q->sort);

		str_addf(sql, "FROM %s %s AND %s", way->from, str_text(q->where), way->on);
		return;
	}
	str_addf(sql, "FROM %s", list->from);
	if (join)
		put_join(list, sql);
	str_addf(sql, " %s", str_text(q->where));
}

void list_query_from(const struct list *list, const struct list_query *q, struct str *sql)
{
	put_from(list, q, true, sql);
}

void list_query_keys(const struct list *list, const struct list_query *q, struct str *sql)
{
	bool searched = q->search_at < q->where->n;

	put_from(list, q, searched || (q->sort && q->sort->flags & LIST_JOINED), sql);
}

#include "api/list_view.h"

#include "base/time.h"
#include "codec/form.h"

enum { LINK_MAX = 4096 };

const char *list_time_text(int64_t ms, struct arena *arena)
{
	char text[TIME_TEXT];

	return arena_strdup(arena, time_text(ms, text));
}

/* The page's own address with one member of the query changed (value NULL: left out). */
static const char *link_with(struct call *call, const char *name, const char *value)
{
	STR_AUTO(out, LINK_MAX);
	const struct serve_pairs *query = &call->rq->query;
	char mark = '?';

	str_add(&out, call->rq->path);
	for (size_t i = 0; i < query->n; i++) {
		const struct serve_pair *p = &query->items[i];

		if (strcmp(p->name, name) == 0 || strcmp(p->name, "page") == 0 || !*p->value)
			continue;
		if (mark == '?')
			str_char(&out, '?');
		mark = '&';
		form_put(&out, p->name, p->value);
	}
	if (value && mark == '?')
		str_char(&out, '?');
	if (value)
		form_put(&out, name, value);
	return str_ok(&out) < 0 ? call->rq->path : str_dup(&out, call->arena);
}

static void view_columns(
    struct call *call, const struct list *list, const struct list_query *q, struct json *view)
{
	struct json *all = json_new_array(call->arena);

	for (size_t i = 0; i < list->ncolumns; i++) {
		const struct list_column *c = &list->columns[i];
		struct json *one = json_new_object(call->arena);
		bool here = q->sort == c;

		if (c->flags & LIST_HIDE)
			continue;
		json_set_text(call->arena, one, "name", c->name);
		json_set_text(call->arena, one, "label", c->label);
		if (c->flags & LIST_SORT)
			json_set_text(call->arena, one, "sort",
			    link_with(call, "sort",
				here && !q->down ? arena_printf(call->arena, "-%s", c->name)
						 : c->name));
		json_set_text(call->arena, one, "sorted",
		    !here     ? "none"
		    : q->down ? "descending"
			      : "ascending");
		json_set_bool(call->arena, one, "up", here && !q->down);
		json_set_bool(call->arena, one, "down", here && q->down);
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, view, "columns", all);
}

static const char *asked(const struct call *call, const char *name)
{
	const char *value = serve_query(call->rq, name);

	return value ? value : "";
}

static void view_options(struct call *call, const struct list_column *c, struct json *filter)
{
	struct json *options = json_new_array(call->arena);
	const char *chosen = asked(call, c->name);

	for (size_t i = 0; c->values[i]; i++) {
		struct json *one = json_new_object(call->arena);

		json_set_text(call->arena, one, "value", c->values[i]);
		json_set_bool(call->arena, one, "chosen", strcmp(c->values[i], chosen) == 0);
		json_add_value(call->arena, options, one);
	}
	json_set_value(call->arena, filter, "options", options);
}

static void view_filters(struct call *call, const struct list *list, struct json *view)
{
	struct json *all = json_new_array(call->arena);

	for (size_t i = 0; i < list->ncolumns; i++) {
		const struct list_column *c = &list->columns[i];
		struct json *one = json_new_object(call->arena);

		if (!(c->flags & LIST_FILTER))
			continue;
		json_set_text(call->arena, one, "name", c->name);
		json_set_text(call->arena, one, "label", c->label);
		json_set_bool(call->arena, one, "choice", c->type == LIST_ENUM);
		json_set_bool(call->arena, one, "days", c->type == LIST_TIME);
		json_set_bool(
		    call->arena, one, "text", c->type == LIST_TEXT || c->type == LIST_INT);
		json_set_text(call->arena, one, "value", asked(call, c->name));
		if (c->type == LIST_TIME) {
			json_set_text(call->arena, one, "from",
			    asked(call, arena_printf(call->arena, "%s_from", c->name)));
			json_set_text(call->arena, one, "to",
			    asked(call, arena_printf(call->arena, "%s_to", c->name)));
		}
		if (c->type == LIST_ENUM)
			view_options(call, c, one);
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, view, "filters", all);
}

static const char *page_link(struct call *call, int64_t page)
{
	return link_with(call, "page", arena_printf(call->arena, "%lld", (long long)page));
}

void list_view(struct call *call, const struct list *list, const struct list_query *q,
    int64_t total, struct json *view)
{
	int64_t shown = MIN(total, (int64_t)LIST_DEEP);
	int64_t pages = MAX((shown + LIST_PAGE - 1) / LIST_PAGE, 1);

	view_columns(call, list, q, view);
	view_filters(call, list, view);
	json_set_text(call->arena, view, "q", q->q ? q->q : "");
	if (list->window && q->q && *q->q)
		json_set_int(call->arena, view, "window", list->window);
	json_set_text(call->arena, view, "path", call->rq->path);
	json_set_int(call->arena, view, "total", shown);
	json_set_bool(call->arena, view, "more", total > LIST_DEEP);
	json_set_int(call->arena, view, "page", q->page);
	json_set_int(call->arena, view, "pages", pages);
	json_set_bool(call->arena, view, "paged", pages > 1);
	json_set_text(
	    call->arena, view, "previous", q->page > 1 ? page_link(call, q->page - 1) : NULL);
	json_set_text(
	    call->arena, view, "next", q->page < pages ? page_link(call, q->page + 1) : NULL);
	json_set_text(call->arena, view, "csv", link_with(call, "format", "csv"));
	json_set_text(call->arena, view, "json", link_with(call, "format", "json"));
	json_set_bool(call->arena, view, "none", total == 0);
	json_set_bool(call->arena, view, "narrowed", q->narrowed);
	json_set_text(call->arena, view, "empty", list->empty);
	json_set_text(call->arena, view, "all", call->rq->path);
}

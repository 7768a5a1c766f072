#include "feed/certfr_list.h"

#include "codec/json.h"
#include "feed/feed.h"

#include <ctype.h>

enum { PATH_MAX_BYTES = 200, ITEMS = 200000 };

/* A path and nothing else: no other host, no way up. */
static bool is_path(const char *path)
{
	size_t n = strlen(path);

	if (n < 2 || n > PATH_MAX_BYTES || path[0] != '/' || path[1] == '/')
		return false;
	for (const char *p = path; *p; p++)
		if (!isalnum((unsigned char)*p) && !strchr("/_-", *p))
			return false;
	return true;
}

int certfr_list_read(
    struct span text, struct arena *arena, struct certfr_list *ret, struct msg *msg)
{
	struct certfr_list list = {0};
	struct json *v;
	size_t at = 0;
	int r = json_parse(text, arena, &v, &at);

	if (r < 0)
		return feed_bad(msg, r, "byte %zu is no JSON", at);
	if (v->type != JSON_ARRAY)
		return feed_bad(msg, ERR_SYNTAX, "it is no list");
	if (v->array.n > ITEMS)
		return feed_bad(msg, ERR_LIMIT, "it has %zu items", v->array.n);
	for (size_t i = 0; i < v->array.n; i++) {
		const struct json *one = &v->array.items[i];
		const char *path = json_text(json_get(one, "json_url"), "");
		struct certfr_item item = {
		    .updated = feed_time(json_text(json_get(one, "last_revision_date"), NULL))};

		if (!is_path(path)) {
			list.left++;
			continue;
		}
		item.path = arena_strdup(arena, path);
		vec_push(arena, &list.all, item);
	}
	if (!list.all.n && list.left)
		return feed_bad(
		    msg, ERR_SYNTAX, "none of its %zu items is understood", list.left);
	*ret = list;
	return 0;
}

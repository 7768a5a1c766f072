#include "api/route.h"

/* Whether the path fits the pattern; its arguments go to args when it does. */
static bool fits(
    const char *pattern, const char *path, struct arena *arena, struct serve_pairs *args)
{
	struct serve_pair found[8];
	size_t n = 0;

	while (*pattern && *path) {
		const char *end = strchr(pattern, '}');
		size_t length = strcspn(path, "/");

		if (*pattern != '{') {
			if (*pattern++ != *path++)
				return false;
			continue;
		}
		if (!length || !end || n == ARRAY_LEN(found))
			return false;
		found[n].name = arena_strndup(arena, pattern + 1, (size_t)(end - pattern) - 1);
		found[n++].value = arena_strndup(arena, path, length);
		pattern = end + 1;
		path += length;
	}
	if (*pattern || *path)
		return false;
	args->items = ARENA_ARRAY(arena, n, struct serve_pair);
	args->n = n;
	if (n)
		memcpy(args->items, found, n * sizeof(*found));
	return true;
}

/* "GET, HEAD" and the like, each method once. */
static const char *allow(struct arena *arena, const char *have, const char *method)
{
	if (!have)
		return strcmp(method, "GET") == 0 ? "GET, HEAD" : method;
	return strstr(have, method) ? have : arena_printf(arena, "%s, %s", have, method);
}

const struct route *route_find(const struct route *const *tables, const char *method,
    const char *path, struct arena *arena, struct serve_pairs *ret_args, const char **ret_allow)
{
	const char *allowed = NULL;

	if (strcmp(method, "HEAD") == 0)
		method = "GET";
	/* A row without {} wins over one with: rows of literal paths stand before. */
	for (size_t t = 0; tables[t]; t++)
		for (const struct route *r = tables[t]; r->method; r++) {
			struct serve_pairs args = {0};

			if (!fits(r->path, path, arena, &args))
				continue;
			if (strcmp(r->method, method) != 0) {
				allowed = allow(arena, allowed, r->method);
				continue;
			}
			*ret_args = args;
			return r;
		}
	*ret_allow = allowed;
	return NULL;
}

/* MISP warning lists: {name, version, type, list: [...]}; checked, and kept as they are. */
#include "codec/json.h"
#include "feed/readers.h"

bool warninglist_sniff(struct span head, const char *name)
{
	(void)name;
	return span_find(head, "\"list\"") >= 0 &&
	       (span_find(head, "\"matching_attributes\"") >= 0 ||
		   (span_find(head, "\"description\"") >= 0 &&
		       span_find(head, "\"version\"") >= 0 &&
		       span_find(head, "\"type\"") >= 0 && span_find(head, "\"name\"") >= 0));
}

static int check(const struct json *doc, struct feed_read *rd, struct msg *msg)
{
	static const char *const types[] = {"cidr", "hostname", "string", "substring", "regex"};
	const struct json *list = json_get(doc, "list");
	const char *type = json_text(json_get(doc, "type"), "");
	bool known = false;

	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		known |= strcmp(type, types[i]) == 0;
	if (!json_text(json_get(doc, "name"), NULL) || !known)
		return feed_bad(msg, ERR_SYNTAX, "it has no name, or a type that is not known");
	if (!list || list->type != JSON_ARRAY || list->array.n == 0)
		return feed_bad(msg, ERR_SYNTAX, "it has no list");
	for (size_t i = 0; i < list->array.n; i++)
		if (!json_text(&list->array.items[i], NULL))
			return feed_bad(msg, ERR_SYNTAX, "item %zu of its list is no text", i);
	rd->records += (int64_t)list->array.n;
	return 0;
}

int warninglist_read(struct span bytes, struct feed_read *rd, struct msg *msg)
{
	struct arena *arena = arena_new();
	struct json *doc;
	size_t at = 0;
	int r = json_parse(bytes, arena, &doc, &at);

	if (r < 0)
		r = feed_bad(
		    msg, at >= bytes.n ? ERR_TRUNCATED : r, "at byte %zu: this is no JSON", at);
	else
		r = check(doc, rd, msg);
	arena_free(arena);
	return r;
}

#include "feed/items.h"

#include "base/limits.h"
#include "feed/feed.h"

enum {
	ITEM_MAX = 64 << 20, /* bytes of one item */
	HEAD_MAX = 256,      /* members beside the list */
};

static int bad(struct items *it, int err, const char *why)
{
	(void)feed_bad(it->msg, err, "at byte %zu: %s", it->at, why);
	return err;
}

static int ended(struct items *it)
{
	return bad(it, ERR_TRUNCATED, "it ends in the middle");
}

/* The next byte that is no white space; -1 at the end. It stays to be read. */
static int look(struct items *it)
{
	while (it->at < it->all.n) {
		uint8_t c = it->all.p[it->at];

		if (c != ' ' && c != '\n' && c != '\r' && c != '\t')
			return c;
		it->at++;
	}
	return -1;
}

static int expect(struct items *it, char c)
{
	int next = look(it);

	if (next < 0)
		return ended(it);
	if (next != c)
		return bad(it, ERR_SYNTAX, "this is not the JSON that was expected");
	it->at++;
	return 0;
}

/* Offset behind the string whose opening quote is at from; 0 when it does not end. */
static size_t string_end(struct span all, size_t from)
{
	for (size_t i = from + 1; i < all.n; i++) {
		if (all.p[i] == '"')
			return i + 1;
		if (all.p[i] == '\\')
			i++;
	}
	return 0;
}

/* Behind a number or a word. */
static size_t scalar_end(struct span all, size_t from)
{
	size_t i = from;

	while (i < all.n && !strchr(" \n\r\t,]}", all.p[i]))
		i++;
	return i;
}

/* Behind the container that begins at from; 0 when it does not end. Brackets are counted, their
 * kind is json_parse's to check. */
static size_t container_end(struct span all, size_t from)
{
	size_t depth = 0;

	for (size_t i = from; i < all.n; i++) {
		switch (all.p[i]) {
		case '"':
			i = string_end(all, i);
			if (i == 0)
				return 0;
			i--;
			break;
		case '{':
		case '[':
			depth++;
			break;
		case '}':
		case ']':
			if (--depth == 0)
				return i + 1;
			break;
		default:
			break;
		}
	}
	return 0;
}

/* Takes the value that begins here. */
static int take_value(struct items *it, struct span *ret)
{
	int c = look(it);
	size_t from = it->at, end;

	if (c < 0)
		return ended(it);
	if (c == '"')
		end = string_end(it->all, from);
	else if (c == '{' || c == '[')
		end = container_end(it->all, from);
	else
		end = scalar_end(it->all, from);
	if (end == 0)
		return ended(it);
	if (end == from)
		return bad(it, ERR_SYNTAX, "a value is missing");
	if (end - from > ITEM_MAX)
		return bad(it, ERR_LIMIT, "one item is too long");
	it->at = end;
	*ret = span_sub(it->all, from, end - from);
	return 0;
}

/* Takes "key": and gives what stands between the quotes. */
static int take_key(struct items *it, struct span *ret)
{
	size_t from, end;

	if (look(it) < 0)
		return ended(it);
	from = it->at;
	if (it->all.p[from] != '"')
		return bad(it, ERR_SYNTAX, "a name is missing");
	end = string_end(it->all, from);
	if (end == 0)
		return ended(it);
	it->at = end;
	*ret = span_sub(it->all, from + 1, end - from - 2);
	return expect(it, ':');
}

static bool named(const struct items *it, struct span key)
{
	for (const char *const *n = it->names; *n; n++)
		if (span_eq(key, *n))
			return true;
	return false;
}

static int keep(struct items *it, struct span key)
{
	struct span text;
	struct json *v = NULL;
	struct json_member *members;
	size_t n = it->head->object.n;
	int r = take_value(it, &text);

	if (r == 0 && n == HEAD_MAX)
		return bad(it, ERR_LIMIT, "too many members beside the list");
	if (r < 0)
		return r;
	if (json_parse(text, it->arena, &v, NULL) < 0 || !v)
		return bad(it, ERR_SYNTAX, "a member beside the list is malformed");
	members = ARENA_ARRAY(it->arena, n + 1, struct json_member);
	if (n)
		memcpy(members, it->head->object.members, n * sizeof(*members));
	members[n] = (struct json_member){
	    .key = arena_strndup(it->arena, key.p, key.n), .key_n = key.n, .value = *v};
	it->head->object.members = members;
	it->head->object.n = n + 1;
	return 0;
}

/* Members up to the list, or to the object's end: 1 when the list was entered, 0 at the end. */
static int read_head(struct items *it)
{
	for (;;) {
		struct span key;
		int r, c = look(it);

		if (c < 0)
			return ended(it);
		if (c == '}') {
			it->at++;
			return 0;
		}
		if (c == ',')
			it->at++;
		r = take_key(it, &key);
		if (r < 0)
			return r;
		if (named(it, key) && look(it) == '[') {
			it->at++;
			it->inside = true;
			return 1;
		}
		r = keep(it, key);
		if (r < 0)
			return r;
	}
}

int items_init(struct items *it, struct span all, const char *const *names, struct arena *arena,
    struct msg *msg)
{
	int c, r;

	*it = (struct items){.all = all, .names = names, .arena = arena, .msg = msg};
	it->head = ARENA_NEW(arena, struct json);
	it->head->type = JSON_OBJECT;
	if (span_starts(all, "\xef\xbb\xbf"))
		it->at = 3;
	c = look(it);
	if (c < 0)
		return bad(it, ERR_TRUNCATED, "it is empty");
	if (c != '{' && c != '[')
		return bad(it, ERR_SYNTAX, "this is no JSON");
	if (c == '[' || !names) {
		it->shape = names ? ITEMS_LIST : ITEMS_MEMBERS;
		it->inside = true;
		return expect(it, names ? '[' : '{');
	}
	r = expect(it, '{');
	if (r == 0)
		r = read_head(it);
	if (r < 0)
		return r;
	it->framed = r == 1;
	it->shape = it->framed ? ITEMS_LIST : ITEMS_LINES;
	if (!it->framed) /* that object was the first item */
		it->at = span_starts(all, "\xef\xbb\xbf") ? 3 : 0;
	return 0;
}

static int no_more(struct items *it)
{
	return look(it) < 0 ? 0 : bad(it, ERR_SYNTAX, "something follows after its end");
}

/* After the list: the rest of the object. */
static int leave(struct items *it)
{
	int r;

	it->at++;
	it->inside = false;
	if (!it->framed)
		return no_more(it);
	r = read_head(it);
	if (r == 1)
		return bad(it, ERR_SYNTAX, "it holds two lists");
	return r < 0 ? r : no_more(it);
}

/* Between two items: 1 when one follows, 0 when the last was given. */
static int advance(struct items *it)
{
	int c = look(it);

	if (it->shape == ITEMS_LINES)
		return c < 0 ? 0 : 1;
	if (!it->inside)
		return 0;
	if (c < 0)
		return ended(it);
	if (c == (it->shape == ITEMS_LIST ? ']' : '}'))
		return leave(it);
	if (it->begun)
		return expect(it, ',') < 0 ? ERR_SYNTAX : 1;
	return 1;
}

int items_next(struct items *it, struct span *ret)
{
	int r = advance(it);

	if (r <= 0)
		return r;
	if (it->shape == ITEMS_MEMBERS && (r = take_key(it, &it->key)) < 0)
		return r;
	r = take_value(it, ret);
	it->begun = true;
	return r < 0 ? r : 1;
}

int items_parse(struct items *it, struct arena *arena, const struct json **ret)
{
	struct span text = {0};
	struct json *v;
	int r = items_next(it, &text);

	if (r <= 0)
		return r;
	arena_clear(arena);
	r = json_parse(text, arena, &v, NULL);
	if (r < 0)
		return bad(it, r, "the item before is malformed");
	*ret = v;
	return 1;
}

int items_read(struct span bytes, const char *const *names,
    int (*one)(const struct json *item, struct feed_read *rd, struct arena *arena),
    int (*end)(const struct json *head, int64_t n, struct feed_read *rd, struct msg *msg),
    struct feed_read *rd, struct msg *msg)
{
	struct arena *arena = arena_new(), *head = arena_new();
	const struct json *item;
	struct items it;
	int64_t n = 0;
	int r = items_init(&it, bytes, names, head, msg);

	for (; r == 0 && (r = items_parse(&it, arena, &item)) == 1; n++)
		r = one(item, rd, arena);
	if (r == 0 && end)
		r = end(it.head, n, rd, msg);
	arena_free(arena);
	arena_free(head);
	return r;
}

#include "json_check.h"
#include "test.h"

int json_check_parse(
    struct arena *arena, const void *bytes, size_t n, struct json **ret, size_t *ret_at)
{
	uint8_t *copy = mem_alloc(n);
	int r;

	memcpy(copy, bytes, n);
	r = json_parse(span_of(copy, n), arena, ret, ret_at);
	mem_free(copy);
	return r;
}

static bool same_member(const struct json_member *a, const struct json_member *b)
{
	return a->key_n == b->key_n && memcmp(a->key, b->key, a->key_n) == 0 &&
	       json_check_same(&a->value, &b->value);
}

bool json_check_same(const struct json *a, const struct json *b)
{
	if (a->type != b->type)
		return false;
	switch (a->type) {
	case JSON_NULL:
		return true;
	case JSON_BOOL:
		return a->boolean == b->boolean;
	case JSON_INT:
		return a->integer == b->integer;
	case JSON_REAL: /* bit by bit: minus zero is not zero */
		return memcmp(&a->real, &b->real, sizeof(a->real)) == 0;
	case JSON_STRING:
		return a->string.n == b->string.n &&
		       memcmp(a->string.text, b->string.text, a->string.n) == 0;
	case JSON_ARRAY:
		for (size_t i = 0; i < a->array.n && i < b->array.n; i++)
			if (!json_check_same(&a->array.items[i], &b->array.items[i]))
				return false;
		return a->array.n == b->array.n;
	case JSON_OBJECT:
		for (size_t i = 0; i < a->object.n && i < b->object.n; i++)
			if (!same_member(&a->object.members[i], &b->object.members[i]))
				return false;
		return a->object.n == b->object.n;
	}
	return false;
}

/* Whether the value is the same after being written, compact and indented, and read again. */
static bool survives(struct arena *arena, const struct json *v)
{
	for (int indent = 0; indent <= 2; indent += 2) {
		STR_AUTO(out, 64 << 20);
		struct json_writer w;
		struct json *again;

		json_write_init(&w, &out, indent);
		json_write_value(&w, v);
		if (str_ok(&out) < 0 ||
		    json_check_parse(arena, out.p, out.n, &again, NULL) < 0 ||
		    !json_check_same(v, again)) {
			print_error("written: %.200s\n", str_text(&out));
			return false;
		}
	}
	return true;
}

int json_check(const struct json_case *c)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct json marker, *v = &marker;
	size_t at = SIZE_MAX;
	int r = json_check_parse(arena, c->bytes, c->size, &v, &at);
	const char *wrong = NULL;

	if (r != c->want)
		wrong = "is the wrong verdict";
	else if (r < 0 && v != &marker)
		wrong = "but the value was touched";
	else if (r < 0 && at > c->size)
		wrong = "but the fault is past the end";
	else if (r == 0 && (v == &marker || at != SIZE_MAX))
		wrong = "but the outputs are not right";
	else if (r == 0 && !survives(arena, v))
		wrong = "but the value is another after writing and reading it";
	if (wrong)
		print_error("%s: %d (%s) %s\n", c->name, r, err_text(r), wrong);
	return wrong != NULL;
}

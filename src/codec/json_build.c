#include "codec/json_build.h"

#include <assert.h>

/*
 * A container has room for the next power of two of what it holds, so that its room follows
 * from its number and struct json needs no field for it: it moves when the number is a power of
 * two.
 */
static void *make_room(struct arena *arena, void *items, size_t n, size_t size)
{
	void *moved;

	if (n & (n - 1))
		return items;
	moved = arena_array(arena, n ? n * 2 : 1, size);
	if (n)
		memcpy(moved, items, n * size);
	return moved;
}

static struct json text_value(struct arena *arena, const char *text)
{
	struct json v = {.type = JSON_NULL};

	if (text) {
		v.type = JSON_STRING;
		v.string.text = arena_strdup(arena, text);
		v.string.n = strlen(text);
	}
	return v;
}

static void set(struct arena *arena, struct json *object, const char *key, struct json v)
{
	size_t key_n = strlen(key);
	struct json_member *m = object->object.members;

	assert(object->type == JSON_OBJECT);
	for (size_t i = 0; i < object->object.n; i++)
		if (m[i].key_n == key_n && memcmp(m[i].key, key, key_n) == 0) {
			m[i].value = v;
			return;
		}
	m = make_room(arena, m, object->object.n, sizeof(*m));
	m[object->object.n++] = (struct json_member){key, key_n, v};
	object->object.members = m;
}

static void add(struct arena *arena, struct json *array, struct json v)
{
	struct json *items = array->array.items;

	assert(array->type == JSON_ARRAY);
	items = make_room(arena, items, array->array.n, sizeof(*items));
	items[array->array.n++] = v;
	array->array.items = items;
}

struct json *json_new_object(struct arena *arena)
{
	struct json *v = ARENA_NEW(arena, struct json);

	v->type = JSON_OBJECT;
	return v;
}

struct json *json_new_array(struct arena *arena)
{
	struct json *v = ARENA_NEW(arena, struct json);

	v->type = JSON_ARRAY;
	return v;
}

void json_set_text(struct arena *arena, struct json *object, const char *key, const char *text)
{
	set(arena, object, key, text_value(arena, text));
}

void json_set_int(struct arena *arena, struct json *object, const char *key, int64_t v)
{
	set(arena, object, key, (struct json){.type = JSON_INT, .integer = v});
}

void json_set_bool(struct arena *arena, struct json *object, const char *key, bool v)
{
	set(arena, object, key, (struct json){.type = JSON_BOOL, .boolean = v});
}

void json_set_value(
    struct arena *arena, struct json *object, const char *key, const struct json *v)
{
	set(arena, object, key, v ? *v : (struct json){.type = JSON_NULL});
}

void json_add_text(struct arena *arena, struct json *array, const char *text)
{
	add(arena, array, text_value(arena, text));
}

void json_add_int(struct arena *arena, struct json *array, int64_t v)
{
	add(arena, array, (struct json){.type = JSON_INT, .integer = v});
}

void json_add_value(struct arena *arena, struct json *array, const struct json *v)
{
	add(arena, array, v ? *v : (struct json){.type = JSON_NULL});
}

/* LIMIT_JSON_DEPTH bounds what json_parse gives. */
struct json *json_copy(struct arena *arena, const struct json *v)
{
	struct json *to = ARENA_NEW(arena, struct json);

	*to = *v;
	if (v->type == JSON_OBJECT) {
		to->object.n = 0;
		to->object.members = NULL;
		for (size_t i = 0; i < v->object.n; i++) {
			const struct json_member *m = &v->object.members[i];

			set(arena, to, m->key, *json_copy(arena, &m->value));
		}
	} else if (v->type == JSON_ARRAY) {
		to->array.n = 0;
		to->array.items = NULL;
		for (size_t i = 0; i < v->array.n; i++)
			add(arena, to, *json_copy(arena, &v->array.items[i]));
	}
	return to;
}

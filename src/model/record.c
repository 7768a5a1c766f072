#include "model/record.h"

#include "base/limits.h"
#include "base/time.h"
#include "codec/utf8.h"

static const void *member(const struct field *f, const void *rec)
{
	return (const char *)rec + f->offset;
}

static void *member_of(const struct field *f, void *rec)
{
	return (char *)rec + f->offset;
}

const char *field_text(const struct field *f, const void *rec)
{
	return *(const char *const *)member(f, rec);
}

int64_t field_int(const struct field *f, const void *rec)
{
	if (f->type == FIELD_BOOL)
		return *(const bool *)member(f, rec);
	if (f->type == FIELD_ENUM)
		return *(const int *)member(f, rec);
	return *(const int64_t *)member(f, rec);
}

const struct text_list *field_list(const struct field *f, const void *rec)
{
	return member(f, rec);
}

const char *field_enum(const struct field *f, const void *rec)
{
	return f->values[*(const int *)member(f, rec)];
}

void field_set_text(const struct field *f, void *rec, const char *text)
{
	*(const char **)member_of(f, rec) = text;
}

void field_set_int(const struct field *f, void *rec, int64_t v)
{
	if (f->type == FIELD_BOOL)
		*(bool *)member_of(f, rec) = v != 0;
	else if (f->type == FIELD_ENUM)
		*(int *)member_of(f, rec) = (int)v;
	else
		*(int64_t *)member_of(f, rec) = v;
}

void field_set_list(const struct field *f, void *rec, struct text_list list)
{
	*(struct text_list *)member_of(f, rec) = list;
}

int field_set_enum(const struct field *f, void *rec, const char *name)
{
	for (int i = 0; f->values[i]; i++) {
		if (strcmp(f->values[i], name) == 0) {
			*(int *)member_of(f, rec) = i;
			return 0;
		}
	}
	return ERR_RANGE;
}

const struct field *record_field(const struct record_type *type, const char *name)
{
	for (size_t i = 0; i < type->nfields; i++)
		if (strcmp(type->fields[i].name, name) == 0)
			return &type->fields[i];
	return NULL;
}

void *record_new(const struct record_type *type, struct arena *arena)
{
	return arena_alloc(arena, type->size);
}

static int bad(struct msg *msg, int err, const struct record_type *type, const struct field *f,
    const char *why)
{
	msg_what(msg, "this record is not valid");
	msg_detail(msg, "%s: \"%s\" %-s", type->name, f->name, why);
	return err;
}

static int check_text(
    const struct record_type *type, const struct field *f, const char *text, struct msg *msg)
{
	if (strlen(text) > (size_t)f->max)
		return bad(msg, ERR_RANGE, type, f, "is too long");
	if (!utf8_valid(span_str(text)))
		return bad(msg, ERR_RANGE, type, f, "is not UTF-8");
	return 0;
}

static int check_list(const struct record_type *type, const struct field *f,
    const struct text_list *list, struct msg *msg)
{
	if (list->n > LIMIT_LIST)
		return bad(msg, ERR_RANGE, type, f, "has too many items");
	for (size_t i = 0; i < list->n; i++) {
		int r = check_text(type, f, list->items[i], msg);

		if (r < 0)
			return r;
	}
	return 0;
}

static int enum_count(const struct field *f)
{
	int n = 0;

	while (f->values[n])
		n++;
	return n;
}

static int check_number(
    const struct record_type *type, const struct field *f, int64_t v, struct msg *msg)
{
	int64_t max = f->type == FIELD_ENUM ? enum_count(f) - 1 : f->max;

	if (v < f->min || v > max)
		return bad(msg, ERR_RANGE, type, f, "is out of bounds");
	return 0;
}

static int check_field(
    const struct record_type *type, const struct field *f, const void *rec, struct msg *msg)
{
	const char *text;

	if (f->type == FIELD_LIST)
		return check_list(type, f, field_list(f, rec), msg);
	if (f->type != FIELD_TEXT)
		return check_number(type, f, field_int(f, rec), msg);
	text = field_text(f, rec);
	if ((f->flags & FIELD_REQUIRED) && (!text || !*text))
		return bad(msg, ERR_RANGE, type, f, "is missing");
	return text ? check_text(type, f, text, msg) : 0;
}

int record_validate(const struct record_type *type, const void *rec, struct msg *msg)
{
	for (size_t i = 0; i < type->nfields; i++) {
		int r = check_field(type, &type->fields[i], rec, msg);

		if (r < 0)
			return r;
	}
	return 0;
}

static void write_list(
    const struct field *f, const struct text_list *list, struct json_writer *w)
{
	if (!list->n && !(f->flags & FIELD_REQUIRED))
		return;
	json_write_key(w, f->name);
	json_write_array(w);
	for (size_t i = 0; i < list->n; i++)
		json_write_text(w, list->items[i]);
	json_write_array_end(w);
}

static void write_field(const struct field *f, const void *rec, struct json_writer *w)
{
	char text[TIME_TEXT];
	int64_t v;

	switch (f->type) {
	case FIELD_TEXT:
		if (field_text(f, rec))
			json_member_text(w, f->name, field_text(f, rec));
		break;
	case FIELD_INT:
		json_member_int(w, f->name, field_int(f, rec));
		break;
	case FIELD_BOOL:
		json_member_bool(w, f->name, field_int(f, rec) != 0);
		break;
	case FIELD_TIME:
		v = field_int(f, rec);
		if (v)
			json_member_text(w, f->name, time_text(v, text));
		break;
	case FIELD_ENUM:
		json_member_text(w, f->name, field_enum(f, rec));
		break;
	case FIELD_LIST:
		write_list(f, field_list(f, rec), w);
		break;
	}
}

void record_to_json(
    const struct record_type *type, const void *rec, bool with_kind, struct json_writer *w)
{
	json_write_object(w);
	if (with_kind)
		json_member_text(w, "kind", type->name);
	for (size_t i = 0; i < type->nfields; i++)
		write_field(&type->fields[i], rec, w);
	json_write_object_end(w);
}

static int read_list(
    const struct field *f, const struct json *v, struct arena *arena, void *rec)
{
	struct text_list list = {0};

	if (v->type != JSON_ARRAY)
		return ERR_SYNTAX;
	if (v->array.n > LIMIT_LIST)
		return ERR_RANGE;
	list.items = ARENA_ARRAY(arena, v->array.n, const char *);
	for (size_t i = 0; i < v->array.n; i++) {
		const struct json *item = &v->array.items[i];

		if (item->type != JSON_STRING || strlen(item->string.text) != item->string.n)
			return ERR_SYNTAX;
		list.items[list.n++] = arena_strdup(arena, item->string.text);
	}
	field_set_list(f, rec, list);
	return 0;
}

static int read_text(
    const struct field *f, const struct json *v, struct arena *arena, void *rec)
{
	int64_t ms;

	if (v->type != JSON_STRING || strlen(v->string.text) != v->string.n)
		return ERR_SYNTAX;
	if (f->type == FIELD_ENUM)
		return field_set_enum(f, rec, v->string.text);
	if (f->type == FIELD_TIME) {
		int r = time_parse(span_of(v->string.text, v->string.n), &ms);

		if (r < 0)
			return r;
		field_set_int(f, rec, ms);
		return 0;
	}
	field_set_text(f, rec, arena_strdup(arena, v->string.text));
	return 0;
}

static int read_field(
    const struct field *f, const struct json *v, struct arena *arena, void *rec)
{
	if (f->type == FIELD_LIST)
		return read_list(f, v, arena, rec);
	if (f->type == FIELD_TEXT || f->type == FIELD_ENUM || f->type == FIELD_TIME)
		return read_text(f, v, arena, rec);
	if (v->type != (f->type == FIELD_BOOL ? JSON_BOOL : JSON_INT))
		return ERR_SYNTAX;
	field_set_int(f, rec, f->type == FIELD_BOOL ? v->boolean : v->integer);
	return 0;
}

/* Every member must have a row; bounds are checked by record_validate afterwards. */
static int read_members(const struct record_type *type, const struct json *v,
    struct arena *arena, void *rec, struct msg *msg)
{
	for (size_t i = 0; i < v->object.n; i++) {
		const struct json_member *m = &v->object.members[i];
		const struct field *f = record_field(type, m->key);
		int r;

		if (strcmp(m->key, "kind") == 0)
			continue;
		if (!f) {
			msg_what(msg, "this record has an unknown member");
			msg_detail(msg, "%s: \"%.100s\"", type->name, m->key);
			return ERR_SYNTAX;
		}
		r = read_field(f, &m->value, arena, rec);
		if (r < 0)
			return bad(msg, r, type, f,
			    r == ERR_RANGE ? "is out of bounds" : "has the wrong type");
	}
	return 0;
}

int record_from_json(const struct record_type *type, const struct json *v, struct arena *arena,
    void *rec, struct msg *msg)
{
	int r;

	if (!v || v->type != JSON_OBJECT) {
		msg_what(msg, "this record is not a JSON object");
		msg_detail(msg, "%s", type->name);
		return ERR_SYNTAX;
	}
	memset(rec, 0, type->size);
	r = read_members(type, v, arena, rec, msg);
	if (r < 0)
		return r;
	for (size_t i = 0; i < type->nfields; i++) {
		const struct field *f = &type->fields[i];

		if ((f->flags & FIELD_REQUIRED) && !json_get(v, f->name))
			return bad(msg, ERR_SYNTAX, type, f, "is missing");
	}
	return record_validate(type, rec, msg);
}

static int compare_text(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

static int compare_field(const struct field *f, const void *a, const void *b)
{
	const struct text_list *la, *lb;
	int64_t x, y;
	int r;

	if (f->type == FIELD_TEXT)
		return compare_text(field_text(f, a), field_text(f, b));
	if (f->type != FIELD_LIST) {
		x = field_int(f, a);
		y = field_int(f, b);
		return (x > y) - (x < y);
	}
	la = field_list(f, a);
	lb = field_list(f, b);
	for (size_t i = 0; i < MIN(la->n, lb->n); i++) {
		r = compare_text(la->items[i], lb->items[i]);
		if (r)
			return r;
	}
	return (la->n > lb->n) - (la->n < lb->n);
}

int record_compare(const struct record_type *type, const void *a, const void *b)
{
	for (size_t i = 0; i < type->nfields; i++) {
		int r;

		if (type->fields[i].flags & FIELD_UNSTABLE)
			continue;
		r = compare_field(&type->fields[i], a, b);
		if (r)
			return r;
	}
	return 0;
}

void *record_copy(const struct record_type *type, const void *rec, struct arena *arena)
{
	void *to = record_new(type, arena);

	memcpy(to, rec, type->size);
	for (size_t i = 0; i < type->nfields; i++) {
		const struct field *f = &type->fields[i];
		struct text_list list = {0};

		if (f->type == FIELD_TEXT)
			field_set_text(f, to, arena_strdup(arena, field_text(f, rec)));
		if (f->type != FIELD_LIST)
			continue;
		list.n = field_list(f, rec)->n;
		list.items = ARENA_ARRAY(arena, list.n, const char *);
		for (size_t k = 0; k < list.n; k++)
			list.items[k] = arena_strdup(arena, field_list(f, rec)->items[k]);
		field_set_list(f, to, list);
	}
	return to;
}

bool text_list_has(const struct text_list *list, const char *item)
{
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->items[i], item) == 0)
			return true;
	return false;
}

/* Room grows in powers of two, so the allocated size follows from n. */
void text_list_add(struct text_list *list, struct arena *arena, const char *item)
{
	const char **to;

	if (text_list_has(list, item))
		return;
	if ((list->n & (list->n - 1)) == 0) {
		to = ARENA_ARRAY(arena, list->n ? list->n * 2 : 1, const char *);
		if (list->n)
			memcpy(to, list->items, list->n * sizeof(*to));
		list->items = to;
	}
	list->items[list->n++] = item;
}

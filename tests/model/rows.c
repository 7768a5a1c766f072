#include "rows.h"

#include "test.h"

static void check_row(const struct record_type *type, size_t i)
{
	const struct field *f = &type->fields[i];
	size_t n = strlen(f->doc);

	assert_true(n > 1 && f->doc[n - 1] == '.');
	assert_true(f->offset < type->size);
	assert_ptr_equal(record_field(type, f->name), f); /* no name twice */
	for (size_t k = 0; k < i; k++)
		assert_true(type->fields[k].offset != f->offset);
	if (f->type == FIELD_ENUM)
		assert_non_null(f->values[0]);
}

/* The member gets a value that is not the one of a zeroed record. */
static void fill(const struct field *f, void *rec, struct arena *arena)
{
	struct text_list list = {0};

	switch (f->type) {
	case FIELD_TEXT:
		field_set_text(f, rec, "text");
		break;
	case FIELD_LIST:
		text_list_add(&list, arena, "one");
		text_list_add(&list, arena, "two");
		field_set_list(f, rec, list);
		break;
	case FIELD_ENUM:
		field_set_int(f, rec, f->values[1] ? 1 : 0);
		break;
	case FIELD_TIME:
		field_set_int(f, rec, 1795253400123);
		break;
	case FIELD_INT:
	case FIELD_BOOL:
		field_set_int(f, rec, f->max < 7 ? f->max : 7);
		break;
	}
}

void rows_check(const struct record_type *type)
{
	struct arena *a = arena_new();
	void *rec = record_new(type, a), *back = record_new(type, a);
	STR_AUTO(out, 1 << 16);
	struct json_writer w;
	struct json *v;
	struct msg msg = {0};

	for (size_t i = 0; i < type->nfields; i++) {
		check_row(type, i);
		fill(&type->fields[i], rec, a);
	}
	assert_int_equal(record_validate(type, rec, &msg), 0);
	json_write_init(&w, &out, 0);
	record_to_json(type, rec, false, &w);
	assert_int_equal(json_parse(str_bytes(&out), a, &v, NULL), 0);
	if (record_from_json(type, v, a, back, &msg) < 0)
		fail_msg("%s: %s: %s", type->name, msg.what, msg.detail);
	for (size_t i = 0; i < type->nfields; i++) {
		struct record_type one = *type;

		one.fields = &type->fields[i];
		one.nfields = 1;
		if (record_compare(&one, rec, back) != 0)
			fail_msg("%s.%s differs", type->name, type->fields[i].name);
	}
	arena_free(a);
}

#include "model/record.h"

#include "base/limits.h"

static void write_text_type(const struct field *f, struct json_writer *w)
{
	json_member_text(w, "type", "string");
	if (f->flags & FIELD_REQUIRED)
		json_member_int(w, "minLength", 1);
	json_member_int(w, "maxLength", f->max);
}

static void write_enum(const struct field *f, struct json_writer *w)
{
	json_write_key(w, "enum");
	json_write_array(w);
	for (int i = 0; f->values[i]; i++)
		json_write_text(w, f->values[i]);
	json_write_array_end(w);
}

static void write_list_type(const struct field *f, struct json_writer *w)
{
	json_member_text(w, "type", "array");
	json_member_int(w, "maxItems", LIMIT_LIST);
	json_write_key(w, "items");
	json_write_object(w);
	json_member_text(w, "type", "string");
	json_member_int(w, "maxLength", f->max);
	json_write_object_end(w);
}

static void write_property(const struct field *f, struct json_writer *w)
{
	json_write_key(w, f->name);
	json_write_object(w);
	json_member_text(w, "description", f->doc);
	switch (f->type) {
	case FIELD_TEXT:
		write_text_type(f, w);
		break;
	case FIELD_INT:
		json_member_text(w, "type", "integer");
		json_member_int(w, "minimum", f->min);
		json_member_int(w, "maximum", f->max);
		break;
	case FIELD_BOOL:
		json_member_text(w, "type", "boolean");
		break;
	case FIELD_TIME:
		json_member_text(w, "type", "string");
		json_member_text(w, "format", "date-time");
		break;
	case FIELD_ENUM:
		write_enum(f, w);
		break;
	case FIELD_LIST:
		write_list_type(f, w);
		break;
	}
	json_write_object_end(w);
}

void record_schema(const struct record_type *type, bool with_kind, struct json_writer *w)
{
	json_write_object(w);
	json_member_text(w, "title", type->name);
	json_member_text(w, "description", type->doc);
	json_member_text(w, "type", "object");
	json_member_bool(w, "additionalProperties", false);
	json_write_key(w, "properties");
	json_write_object(w);
	if (with_kind) {
		json_write_key(w, "kind");
		json_write_object(w);
		json_member_text(w, "const", type->name);
		json_write_object_end(w);
	}
	for (size_t i = 0; i < type->nfields; i++)
		write_property(&type->fields[i], w);
	json_write_object_end(w);
	json_write_key(w, "required");
	json_write_array(w);
	if (with_kind)
		json_write_text(w, "kind");
	for (size_t i = 0; i < type->nfields; i++)
		if (type->fields[i].flags & FIELD_REQUIRED)
			json_write_text(w, type->fields[i].name);
	json_write_array_end(w);
	json_write_object_end(w);
}

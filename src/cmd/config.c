#include "cmd/config.h"

#include "base/limits.h"
#include "base/parse.h"
#include "codec/conf.h"
#include "os/file.h"

#include <unistd.h>

struct reading {
	struct settings *settings;
	struct arena *arena;
};

static int set_number(
    const struct field *f, struct settings *s, const char *value, struct msg *msg)
{
	int64_t v;

	if (parse_int(span_str(value), f->min, f->max, &v) < 0) {
		msg_detail(msg, "must be a number from %lld to %lld", (long long)f->min,
		    (long long)f->max);
		return ERR_RANGE;
	}
	field_set_int(f, s, v);
	return 0;
}

static int set_choice(
    const struct field *f, struct settings *s, const char *value, struct msg *msg)
{
	STR_AUTO(names, 200);

	for (int i = 0; f->values[i]; i++) {
		if (strcmp(value, f->values[i]) == 0) {
			field_set_int(f, s, i);
			return 0;
		}
		str_addf(&names, "%s%s", i ? ", " : "", f->values[i]);
	}
	msg_detail(msg, "must be one of %s", str_text(&names));
	return ERR_RANGE;
}

static int set_truth(
    const struct field *f, struct settings *s, const char *value, struct msg *msg)
{
	bool yes = strcmp(value, "yes") == 0;

	if (!yes && strcmp(value, "no") != 0) {
		msg_detail(msg, "must be yes or no");
		return ERR_RANGE;
	}
	field_set_int(f, s, yes);
	return 0;
}

static void set_list(const struct field *f, struct reading *rd, const char *value)
{
	struct text_list list = {0};

	while (*value) {
		size_t n = strcspn(value, ",");
		const char *item = arena_strndup(rd->arena, value, n);

		item += strspn(item, " \t");
		n = strlen(item);
		while (n && (item[n - 1] == ' ' || item[n - 1] == '\t'))
			n--;
		if (n)
			text_list_add(&list, rd->arena, arena_strndup(rd->arena, item, n));
		value += strcspn(value, ",");
		value += *value == ',';
	}
	field_set_list(f, rd->settings, list);
}

static int set(void *to, const char *name, const char *value, struct msg *msg)
{
	struct reading *rd = to;
	const struct field *f = record_field(&settings_type, name);

	if (!f)
		return ERR_NOTFOUND;
	switch (f->type) {
	case FIELD_TEXT:
		if ((int64_t)strlen(value) > f->max) {
			msg_detail(msg, "may have %lld bytes", (long long)f->max);
			return ERR_LIMIT;
		}
		field_set_text(f, rd->settings, *value ? value : NULL);
		return 0;
	case FIELD_LIST:
		set_list(f, rd, value);
		return 0;
	case FIELD_BOOL:
		return set_truth(f, rd->settings, value, msg);
	case FIELD_ENUM:
		return set_choice(f, rd->settings, value, msg);
	case FIELD_INT:
	case FIELD_TIME:
		break;
	}
	return set_number(f, rd->settings, value, msg);
}

int config_parse(
    struct span text, struct arena *arena, struct settings *settings, struct msg *msg)
{
	struct reading rd = {settings, arena};

	return conf_parse(text, arena, set, &rd, msg);
}

int config_read(const char *path, struct arena *arena, struct settings *ret, struct msg *msg)
{
	STR_AUTO(text, LIMIT_CONFIG);
	struct settings settings;
	int r;

	settings_init(&settings);
	if (!path && access(CONFIG_FILE, F_OK) < 0) {
		*ret = settings;
		return 0;
	}
	r = file_read(path ? path : CONFIG_FILE, &text, msg);
	if (r == 0)
		r = config_parse(str_bytes(&text), arena, &settings, msg);
	if (r == 0)
		*ret = settings;
	return r;
}

static void print_value(FILE *to, const struct field *f, const struct settings *s)
{
	const struct text_list *list;

	switch (f->type) {
	case FIELD_TEXT:
		(void)fputs(field_text(f, s) ? field_text(f, s) : "", to);
		break;
	case FIELD_BOOL:
		(void)fputs(field_int(f, s) ? "yes" : "no", to);
		break;
	case FIELD_LIST:
		list = field_list(f, s);
		for (size_t i = 0; i < list->n; i++)
			(void)fprintf(to, "%s%s", i ? ", " : "", list->items[i]);
		break;
	case FIELD_ENUM:
		(void)fputs(f->values[field_int(f, s)], to);
		break;
	case FIELD_INT:
	case FIELD_TIME:
		(void)fprintf(to, "%lld", (long long)field_int(f, s));
		break;
	}
}

void config_print(FILE *to)
{
	struct settings s;

	settings_init(&s);
	for (size_t i = 0; i < settings_type.nfields; i++) {
		const struct field *f = &settings_type.fields[i];

		(void)fprintf(to, "# %s\n#%s = ", f->doc, f->name);
		print_value(to, f, &s);
		(void)fputs("\n\n", to);
	}
}

#define PCRE2_CODE_UNIT_WIDTH 8

#include "match/print.h"

#include "base/map.h"
#include "codec/utf8.h"

#include <pcre2.h>

enum {
	MATCH_LIMIT = 200000, /* steps of one match */
	DEPTH_LIMIT = 2000,   /* nesting of backtracking points */
	HEAP_LIMIT = 2048,    /* KiB that the interpreter may take */
	GROUPS = 64,          /* captured groups that count */
	VALUE_BYTES = 512,    /* of one value */
	DEPTH = 4,            /* a value in a value in ... */
};

struct print {
	const char *id, *pattern;
	int64_t flags;
	struct text_list params;
	pcre2_code *code;
	pcre2_code *letters; /* the same over characters; made when first needed */
	struct print *next;
};

struct field_prints {
	struct print *first, *last;
};

struct print_set {
	struct arena *arena;
	struct map fields; /* name -> struct field_prints */
	size_t n;
	pcre2_match_context *context;
	pcre2_match_data *data;
};

struct print_set *print_set_new(void)
{
	struct print_set *set = mem_alloc(sizeof(*set));

	*set = (struct print_set){.arena = arena_new()};
	map_init(&set->fields, set->arena);
	set->context = pcre2_match_context_create(NULL);
	set->data = pcre2_match_data_create(GROUPS, NULL);
	(void)pcre2_set_match_limit(set->context, MATCH_LIMIT);
	(void)pcre2_set_depth_limit(set->context, DEPTH_LIMIT);
	(void)pcre2_set_heap_limit(set->context, HEAP_LIMIT);
	return set;
}

struct print_set *print_set_free(struct print_set *set)
{
	if (!set)
		return NULL;
	map_foreach (e, &set->fields)
		for (struct print *p = ((struct field_prints *)e->value)->first; p;
		     p = p->next) {
			pcre2_code_free(p->code);
			pcre2_code_free(p->letters);
		}
	pcre2_match_data_free(set->data);
	pcre2_match_context_free(set->context);
	(void)arena_free(set->arena);
	return mem_free(set);
}

void print_set_limit(struct print_set *set, uint32_t steps)
{
	(void)pcre2_set_match_limit(set->context, steps);
}

size_t print_set_count(const struct print_set *set)
{
	return set->n;
}

static pcre2_code *compile(
    const char *pattern, int64_t flags, uint32_t more, int *ret_err, PCRE2_SIZE *ret_at)
{
	more |= PCRE2_MULTILINE;
	if (flags & PRINT_ICASE)
		more |= PCRE2_CASELESS;
	if (flags & PRINT_DOTALL)
		more |= PCRE2_DOTALL;
	return pcre2_compile(
	    (PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED, more, ret_err, ret_at, NULL);
}

int print_set_add(struct print_set *set, const struct know_print *print, struct msg *msg)
{
	struct field_prints *field = map_get(&set->fields, print->field);
	struct print *p;
	pcre2_code *code;
	PCRE2_SIZE at;
	int err;

	code = compile(print->pattern, print->flags, 0, &err, &at);
	if (!code) {
		msg_what(msg, "a fingerprint does not compile");
		msg_detail(msg, "%.80s: error %d at byte %zu of its pattern", print->id, err,
		    (size_t)at);
		msg_hint(msg, "it is left out; take the fingerprints in again");
		return ERR_SYNTAX;
	}
	p = ARENA_NEW(set->arena, struct print);
	p->id = arena_strdup(set->arena, print->id);
	p->pattern = arena_strdup(set->arena, print->pattern);
	p->flags = print->flags;
	p->code = code;
	for (size_t i = 0; i < print->params.n; i++)
		text_list_add(
		    &p->params, set->arena, arena_strdup(set->arena, print->params.items[i]));
	if (!field) {
		field = ARENA_NEW(set->arena, struct field_prints);
		(void)map_set(&set->fields, arena_strdup(set->arena, print->field), field);
	}
	if (field->last)
		field->last->next = p;
	else
		field->first = p;
	field->last = p;
	set->n++;
	return 0;
}

const char *print_value(const struct print_values *values, const char *name)
{
	vec_foreach (v, &values->all)
		if (strcmp(v->name, name) == 0)
			return v->value;
	return NULL;
}

/* The group's text; NULL when it took no part. */
static const char *captured(
    const struct print_set *set, struct span text, long group, struct arena *arena)
{
	PCRE2_SIZE *at = pcre2_get_ovector_pointer(set->data) + 2 * group;

	if (group >= (long)pcre2_get_ovector_count(set->data) || at[0] == PCRE2_UNSET ||
	    at[1] < at[0])
		return NULL;
	return arena_strndup(
	    arena, (const char *)text.p + at[0], MIN(at[1] - at[0], (size_t)VALUE_BYTES));
}

/* "N NAME VALUE" taken apart. */
static const char *param(
    const char *row, long *ret_group, const char **ret_name, struct arena *arena)
{
	char *end;
	const char *sep;

	*ret_group = strtol(row, &end, 10);
	end += *end == ' ';
	sep = strchr(end, ' ');
	*ret_name = sep ? arena_strndup(arena, end, (size_t)(sep - end)) : end;
	return sep ? sep + 1 : "";
}

/* Puts other values into this one. A name that has none becomes "-" in a CPE, else nothing. */
static const char *complete(
    const struct print_values *values, const char *name, const char *value, struct arena *arena)
{
	bool cpe = strlen(name) > 6 && strcmp(name + strlen(name) - 6, ".cpe23") == 0;

	for (int i = 0; i < DEPTH; i++) {
		const char *open = strchr(value, '{'), *close = open ? strchr(open, '}') : NULL;
		const char *other;

		if (!close)
			break;
		other = print_value(
		    values, arena_strndup(arena, open + 1, (size_t)(close - open - 1)));
		value = arena_printf(arena, "%.*s%s%s", (int)(open - value), value,
		    other ? other : (cpe ? "-" : ""), close + 1);
	}
	return value;
}

static void gather(const struct print_set *set, const struct print *p, struct span text,
    struct arena *arena, struct print_values *ret)
{
	struct print_values all = {0}, out = {0};

	for (size_t i = 0; i < p->params.n; i++) {
		struct print_value v;
		long group;

		v.value = param(p->params.items[i], &group, &v.name, arena);
		if (group > 0)
			v.value = captured(set, text, group, arena);
		if (v.value && group == 0)
			v.value = arena_strdup(arena, v.value);
		if (v.value)
			vec_push(arena, &all.all, v);
	}
	vec_foreach (v, &all.all) {
		struct print_value done = {v->name, complete(&all, v->name, v->value, arena)};

		if (strncmp(v->name, "_tmp.", 5) != 0)
			vec_push(arena, &out.all, done);
	}
	*ret = out;
}

/* Whether the text is of characters that take several bytes, of which a dot means one. */
static bool is_letters(struct span text)
{
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] >= 0x80)
			return utf8_valid(text);
	return false;
}

static const pcre2_code *code_for(struct print *p, bool letters)
{
	PCRE2_SIZE at;
	int err;

	if (!letters)
		return p->code;
	if (!p->letters)
		p->letters = compile(p->pattern, p->flags, PCRE2_UTF, &err, &at);
	return p->letters ? p->letters : p->code;
}

bool print_match(struct print_set *set, const char *field, struct span text,
    struct arena *arena, struct print_values *ret, const char **ret_id)
{
	const struct field_prints *rows = map_get(&set->fields, field);
	PCRE2_SPTR at = text.n ? text.p : (PCRE2_SPTR) "";
	bool letters = is_letters(text);

	for (struct print *p = rows ? rows->first : NULL; p; p = p->next) {
		if (pcre2_match(
			code_for(p, letters), at, text.n, 0, 0, set->data, set->context) < 0)
			continue;
		gather(set, p, text, arena, ret);
		if (ret_id)
			*ret_id = p->id;
		return true;
	}
	return false;
}

/* Sets of values: dataset, datarep, iprep. Their files are read when rules are compiled. */
#include "rule/key.h"

static const char *const types[] = {"string", "md5", "sha256", "ipv4", "ip", NULL};
static const char *const commands[] = {"isset", "isnotset", "set", "unset", NULL};

static int word_in(const char *const *list, struct span word)
{
	for (int i = 0; list[i]; i++)
		if (span_eq(word, list[i]))
			return i;
	return -1;
}

/* Files are the environment's to find: their name is kept, the compiler loads it. */
static int setting(struct key_state *k, struct rule_set *set, struct span it, const char **file)
{
	struct span rest, word = key_word(it, &rest);

	if (span_eq(word, "type")) {
		int type = word_in(types, rest);

		if (type < 0)
			return key_refuse(k, ERR_UNSUPPORTED,
			    "a dataset of type %.*s is not supported", (int)MIN(rest.n, 20),
			    (const char *)rest.p);
		set->type = (uint8_t)type;
	} else if (span_eq(word, "load")) {
		*file = arena_strndup(k->arena, rest.p, rest.n);
	} else if (span_eq(word, "state") || span_eq(word, "save")) {
		return key_refuse(
		    k, ERR_UNSUPPORTED, "datasets that are written to files are not supported");
	} else if (span_eq(word, "memcap") || span_eq(word, "hashsize")) {
		if (!rest.n)
			return key_bad(k, it);
	} else {
		return key_bad(k, it);
	}
	return 0;
}

static int finish(struct key_state *k, struct rule_set *set, const char *name, const char *file)
{
	struct rule_step *s;

	if (set->type == UINT8_MAX)
		return key_refuse(k, ERR_SYNTAX, "%s without type", k->keyword);
	s = key_step(k, OP_DATASET);
	s->set = set;
	s->bytes = span_str(name);
	s->chop = span_str(file ? file : "");
	return 0;
}

static int dataset(struct key_state *k, struct span value)
{
	struct rule_set *set = ARENA_NEW(k->arena, struct rule_set);
	struct span word = {0}, name = {0}, it;
	const char *file = NULL;
	int command, r = 0;

	(void)key_item(&value, &word);
	command = word_in(commands, word);
	if (command < 0 || !key_item(&value, &name) || !name.n)
		return key_bad(k, word);
	set->type = UINT8_MAX;
	set->command = (uint8_t)command;
	while (r == 0 && key_item(&value, &it))
		r = setting(k, set, it, &file);
	return r < 0 ? r : finish(k, set, arena_strndup(k->arena, name.p, name.n), file);
}

static int datarep(struct key_state *k, struct span value)
{
	static const struct {
		const char *sign;
		int mode;
	} signs[] = {{">", RULE_GT}, {"<", RULE_LT}, {"==", RULE_EQ}, {"=", RULE_EQ}};
	struct rule_set *set = ARENA_NEW(k->arena, struct rule_set);
	struct span name = {0}, sign = {0}, number = {0}, it;
	const char *file = NULL;
	size_t i = 0;
	int64_t v;
	int r = 0;

	if (!key_item(&value, &name) || !key_item(&value, &sign) || !key_item(&value, &number))
		return key_bad(k, name);
	while (i < ARRAY_LEN(signs) && !span_eq(sign, signs[i].sign))
		i++;
	if (i == ARRAY_LEN(signs) || key_number(number, 0, 65535, &v) < 0)
		return key_bad(k, sign);
	set->type = UINT8_MAX;
	set->command = RULE_SET_REP;
	set->mode = (uint8_t)signs[i].mode;
	set->value = (uint32_t)v;
	while (r == 0 && key_item(&value, &it))
		r = setting(k, set, it, &file);
	return r < 0 ? r : finish(k, set, arena_strndup(k->arena, name.p, name.n), file);
}

const struct key_row key_set_rows[] = {
    {"dataset", dataset, 0},
    {"datarep", datarep, 0},
    {NULL, NULL, 0},
};

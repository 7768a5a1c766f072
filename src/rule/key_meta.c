/* What a rule says of itself. */
#include "rule/key.h"

#include <ctype.h>

static int number(struct key_state *k, struct span value, uint32_t *to)
{
	int64_t v;

	if (value.n >= 2 && value.p[0] == '"')
		value = span_sub(value, 1, value.n - 2);
	if (key_number(value, 0, UINT32_MAX, &v) < 0)
		return key_bad(k, value);
	*to = (uint32_t)v;
	return 0;
}

static int sid(struct key_state *k, struct span value)
{
	if (k->rule->sid)
		return key_refuse(k, ERR_SYNTAX, "sid stands twice");
	return number(k, value, &k->rule->sid);
}

static int gid(struct key_state *k, struct span value)
{
	return number(k, value, &k->rule->gid);
}

static int rev(struct key_state *k, struct span value)
{
	return number(k, value, &k->rule->rev);
}

static int priority(struct key_state *k, struct span value)
{
	k->rule->has_priority = true;
	return number(k, value, &k->rule->priority);
}

static int message(struct key_state *k, struct span value)
{
	char *out = arena_alloc(k->arena, value.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < value.n; i++) {
		if (value.p[i] == '\\' && i + 1 < value.n && strchr("\\\";:!", value.p[i + 1]))
			i++;
		out[n++] = (char)value.p[i];
	}
	k->rule->text.msg = out;
	return 0;
}

static int classtype(struct key_state *k, struct span value)
{
	const char *name = arena_strndup(k->arena, value.p, value.n);
	const struct rule_class *c = map_get(&k->env->classes, name);

	k->rule->text.classtype = name;
	if (!c)
		return 0;
	k->rule->text.category = c->text;
	if (!k->rule->has_priority)
		k->rule->priority = c->priority;
	return 0;
}

static const char *joined(
    struct key_state *k, const char *old, struct span a, char sep, struct span b)
{
	return arena_printf(k->arena, "%s%s%.*s%c%.*s", old ? old : "", old ? "\n" : "",
	    (int)a.n, (const char *)a.p, sep, (int)b.n, (const char *)b.p);
}

static int reference(struct key_state *k, struct span value)
{
	struct span type = {0};

	if (!span_split(&value, ',', &type) || !value.p)
		return key_bad(k, type);
	k->rule->text.references =
	    joined(k, k->rule->text.references, span_trim(type), ':', span_trim(value));
	return 0;
}

static int metadata(struct key_state *k, struct span value)
{
	struct span it, rest;

	while (key_item(&value, &it)) {
		struct span name = key_word(it, &rest);

		if (name.n)
			k->rule->text.metadata =
			    joined(k, k->rule->text.metadata, name, ' ', rest);
	}
	return 0;
}

static int target(struct key_state *k, struct span value)
{
	if (span_eq(value, "src_ip"))
		k->rule->target = 1;
	else if (span_eq(value, "dest_ip"))
		k->rule->target = 2;
	else
		return key_bad(k, value);
	return 0;
}

static int noalert(struct key_state *k, struct span value)
{
	(void)value;
	k->rule->flags |= RULE_NOALERT;
	return 0;
}

static int alert(struct key_state *k, struct span value)
{
	(void)value;
	k->rule->flags &= (uint16_t)~RULE_NOALERT;
	return 0;
}

/* Packets around an alert are kept by the sensor's own policy; the rule's wish is read and
 * adds nothing. */
static int tag(struct key_state *k, struct span value)
{
	return value.n ? 0 : key_bad(k, value);
}

/* What only changes how fast something is done. */
static int hint(struct key_state *k, struct span value)
{
	(void)k;
	(void)value;
	return 0;
}

static int version_part(struct span *text)
{
	int v = 0;
	size_t i = 0;

	while (i < text->n && isdigit(text->p[i]) && v < 100000)
		v = v * 10 + (text->p[i++] - '0');
	*text = span_sub(*text, i < text->n && text->p[i] == '.' ? i + 1 : i, text->n);
	return v;
}

/* Compares with version 8.0.0, whose language this is. */
static bool version_holds(struct span text)
{
	static const char *const signs[] = {">=", "<=", ">", "<"};
	int ours[3] = {8, 0, 0}, diff = 0;
	size_t s = 0;

	text = span_trim(text);
	while (s < ARRAY_LEN(signs) && !span_starts(text, signs[s]))
		s++;
	if (s == ARRAY_LEN(signs))
		return false;
	text = span_trim(span_sub(text, strlen(signs[s]), text.n));
	for (int i = 0; i < 3 && diff == 0; i++)
		diff = ours[i] - version_part(&text);
	return s == 0 ? diff >= 0 : s == 1 ? diff <= 0 : s == 2 ? diff > 0 : diff < 0;
}

static bool version_any(struct span text)
{
	struct span rest = text;

	while (rest.n) {
		ptrdiff_t bar = span_find(rest, "|");
		struct span one = bar < 0 ? rest : span_sub(rest, 0, (size_t)bar);

		if (version_holds(one))
			return true;
		rest = bar < 0 ? span_of(NULL, 0) : span_sub(rest, (size_t)bar + 1, rest.n);
	}
	return false;
}

static int requires(struct key_state *k, struct span value)
{
	struct span it, rest;

	while (key_item(&value, &it)) {
		struct span word = key_word(it, &rest);

		if (span_eq(word, "version")) {
			if (!version_any(rest))
				return key_refuse(
				    k, ERR_UNSUPPORTED, "it requires another version");
		} else if (span_eq(word, "feature")) {
			return key_refuse(k, ERR_UNSUPPORTED, "it requires feature %.*s",
			    (int)MIN(rest.n, 40), (const char *)rest.p);
		} else if (span_eq(word, "keyword")) {
			return key_refuse(k, ERR_UNSUPPORTED, "it requires keyword %.*s",
			    (int)MIN(rest.n, 40), (const char *)rest.p);
		} else {
			return key_bad(k, it);
		}
	}
	return 0;
}

const struct key_row key_meta_rows[] = {
    {"msg", message, KEY_QUOTED},
    {"sid", sid, 0},
    {"gid", gid, 0},
    {"rev", rev, 0},
    {"priority", priority, 0},
    {"classtype", classtype, 0},
    {"reference", reference, 0},
    {"metadata", metadata, KEY_OPTIONAL},
    {"target", target, 0},
    {"noalert", noalert, KEY_NONE},
    {"alert", alert, KEY_NONE},
    {"tag", tag, 0},
    {"bypass", hint, KEY_NONE},
    {"requires", requires, 0},
    {NULL, NULL, 0},
};

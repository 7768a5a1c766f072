/* Indicators out of STIX bundles (desk/ioc.h). */
#include "base/map.h"
#include "base/time.h"
#include "codec/utf8.h"
#include "desk/ioc.h"
#include "desk/ioc_pattern.h"

enum { NOT_A_LABEL = -1 };

#define DAY_MS INT64_C(86400000)

struct reading {
	struct arena *arena;
	struct ioc_lines *to;
	struct ioc like;
	int64_t now;
	struct map labels; /* id of a marking definition -> its label, from 1; or "no label" */
	struct map names;  /* id of an identity -> its name */
	size_t left;
};

/* --- labels --- */

/* The label of a marking definition, NOT_A_LABEL for a statement; RED for what nobody knows. */
static int label_of(const struct json *marking)
{
	const struct json *extensions = json_get(marking, "extensions");
	const char *name = json_text(json_get(json_get(marking, "definition"), "tlp"), NULL);
	enum tlp tlp;

	if (tlp_from_stix(span_str(json_text(json_get(marking, "id"), "")), &tlp) == 0)
		return (int)tlp;
	for (size_t i = 0;
	     !name && extensions && extensions->type == JSON_OBJECT && i < extensions->object.n;
	     i++)
		name =
		    json_text(json_get(&extensions->object.members[i].value, "tlp_2_0"), NULL);
	if (name)
		return tlp_from_text(span_str(name), &tlp) == 0 ? (int)tlp : TLP_RED;
	if (strcmp(json_text(json_get(marking, "definition_type"), ""), "statement") == 0)
		return NOT_A_LABEL;
	return TLP_RED;
}

static int *boxed(struct arena *arena, int v)
{
	int *box = ARENA_NEW(arena, int);

	*box = v;
	return box;
}

static int stricter(struct reading *rd, const char *ref, int was)
{
	const int *known = map_get(&rd->labels, ref);
	enum tlp tlp = TLP_RED;

	if (known)
		return *known == NOT_A_LABEL ? was : MAX(was, *known);
	if (tlp_from_stix(span_str(ref), &tlp) < 0)
		return TLP_RED;
	return MAX(was, (int)tlp);
}

/* What holds for a part of it holds for all of it. */
static int label_of_object(struct reading *rd, const struct json *o)
{
	const struct json *refs = json_get(o, "object_marking_refs");
	const struct json *parts = json_get(o, "granular_markings");
	int tlp = rd->like.tlp;

	for (size_t i = 0; i < json_count(refs); i++)
		tlp = stricter(rd, json_text(&refs->array.items[i], ""), tlp);
	for (size_t i = 0; i < json_count(parts); i++) {
		const char *ref =
		    json_text(json_get(&parts->array.items[i], "marking_ref"), NULL);

		if (ref) /* else it marks a language */
			tlp = stricter(rd, ref, tlp);
	}
	return tlp;
}

/* --- indicators --- */

static int level_of(const struct json *confidence, int dflt)
{
	int64_t v = json_int(confidence, -1);

	if (v < 0)
		return dflt;
	return v >= 70 ? IOC_HIGH : v >= 30 ? IOC_MEDIUM : IOC_LOW;
}

static int phase_of(const struct json *phases, int dflt)
{
	static const struct {
		const char *name;
		int phase;
	} rows[] = {{"reconnaissance", IOC_RECONNAISSANCE}, {"delivery", IOC_DELIVERY},
	    {"exploitation", IOC_EXPLOITATION}, {"command-and-control", IOC_C2},
	    {"actions-on-objectives", IOC_ACTION}};

	for (size_t i = 0; i < json_count(phases); i++)
		for (size_t k = 0; k < ARRAY_LEN(rows); k++)
			if (strcmp(
				json_text(json_get(&phases->array.items[i], "phase_name"), ""),
				rows[k].name) == 0)
				return rows[k].phase;
	return dflt;
}

/* The facts of the indicator that hold for each of its values. False when it is over. */
static bool read_facts(struct reading *rd, const struct json *o, struct ioc *ret)
{
	const char *until = json_text(json_get(o, "valid_until"), NULL);
	const char *name = json_text(json_get(o, "name"), NULL);
	const char *by = map_get(&rd->names, json_text(json_get(o, "created_by_ref"), ""));
	int64_t end = 0;

	*ret = rd->like;
	if (json_bool(json_get(o, "revoked"), false))
		return false;
	if (until && time_parse(span_str(until), &end) == 0) {
		if (end <= rd->now)
			return false;
		ret->expires = MIN(end, rd->now + IOC_DAYS_MAX * DAY_MS);
	}
	ret->tlp = label_of_object(rd, o);
	ret->confidence = level_of(json_get(o, "confidence"), rd->like.confidence);
	ret->kill_chain = phase_of(json_get(o, "kill_chain_phases"), rd->like.kill_chain);
	if (name && !ret->note)
		ret->note = utf8_clean(rd->arena, span_str(name), 1000);
	if (by && !ret->source)
		ret->source = arena_printf(
		    rd->arena, "STIX: %s", utf8_clean(rd->arena, span_str(by), 150));
	return true;
}

static void refuse(struct reading *rd, struct ioc_line *line, const struct msg *why)
{
	line->why = ARENA_NEW(rd->arena, struct msg);
	*line->why = *why;
	rd->to->refused++;
}

static void push(struct reading *rd, struct ioc_line *line, const struct msg *why)
{
	line->number = rd->to->all.n + 1;
	if (why)
		refuse(rd, line, why);
	vec_push(rd->arena, &rd->to->all, *line);
}

static void add_value(
    struct reading *rd, const struct ioc *facts, const struct ioc_pattern_value *v)
{
	struct ioc_line line = {
	    .ioc = *facts, .text = utf8_clean(rd->arena, span_str(v->value), 200)};
	struct msg why = {0};
	int r = 0;

	if (line.ioc.tlp == TLP_RED) {
		msg_what(&why, TR("a list cannot hold what is TLP:RED"));
		msg_hint(
		    &why, TR("keep it in the case, or agree on another label with its source"));
		r = ERR_RANGE;
	} else {
		r = ioc_parse(span_str(v->value), v->kind, rd->arena, &line.ioc, &why);
	}
	push(rd, &line, r < 0 ? &why : NULL);
}

static void read_indicator(struct reading *rd, const struct json *o)
{
	const char *type = json_text(json_get(o, "pattern_type"), "stix");
	const char *text = json_text(json_get(o, "pattern"), "");
	struct ioc_line line = {
	    .text = utf8_clean(rd->arena, span_str(text), 200), .ioc = rd->like};
	struct ioc_pattern pattern = {0};
	struct msg why = {0};
	struct ioc facts;

	if (!read_facts(rd, o, &facts)) {
		rd->left++;
		return;
	}
	if (strcmp(type, "stix") != 0) {
		msg_what(&why, TR("the pattern is of a type that is not read"));
		msg_detail(&why, "%.40s", type);
		msg_hint(&why, TR("enter by hand what of it may stand alone"));
		push(rd, &line, &why);
		return;
	}
	if (ioc_pattern_read(span_str(text), rd->arena, &pattern, &why) < 0) {
		push(rd, &line, &why);
		return;
	}
	vec_foreach (v, &pattern.all) {
		if (rd->to->all.n < IOC_BATCH)
			add_value(rd, &facts, v);
		else
			rd->left++;
	}
}

/* --- the bundle --- */

static void read_definitions(struct reading *rd, const struct json *objects)
{
	for (size_t i = 0; i < objects->array.n; i++) {
		const struct json *o = &objects->array.items[i];
		const char *type = json_text(json_get(o, "type"), "");
		const char *id = json_text(json_get(o, "id"), NULL);

		if (id && strcmp(type, "marking-definition") == 0)
			(void)map_set(&rd->labels, id, boxed(rd->arena, label_of(o)));
		else if (id && strcmp(type, "identity") == 0 && json_get(o, "name"))
			(void)map_set(&rd->names, id,
			    arena_strdup(rd->arena, json_text(json_get(o, "name"), "")));
	}
}

static bool defines(const char *type)
{
	return strcmp(type, "marking-definition") == 0 || strcmp(type, "identity") == 0 ||
	       strcmp(type, "extension-definition") == 0;
}

int ioc_stix_lines(const struct json *doc, const struct ioc *like, int64_t now,
    struct arena *arena, struct ioc_lines *ret, size_t *ret_left, struct msg *why)
{
	const struct json *objects = json_get(doc, "objects");
	struct ioc_lines lines = {0};
	struct reading rd = {.arena = arena, .to = &lines, .like = *like, .now = now};

	if (!objects || objects->type != JSON_ARRAY) {
		msg_what(why, TR("this is no bundle of STIX"));
		msg_hint(why, TR("choose a bundle of STIX 2.1 with a list of objects"));
		return ERR_SYNTAX;
	}
	map_init(&rd.labels, arena);
	map_init(&rd.names, arena);
	read_definitions(&rd, objects);
	for (size_t i = 0; i < objects->array.n; i++) {
		const char *type = json_text(json_get(&objects->array.items[i], "type"), "");

		if (strcmp(type, "indicator") == 0)
			read_indicator(&rd, &objects->array.items[i]);
		else
			rd.left += !defines(type);
	}
	*ret = lines;
	*ret_left = rd.left;
	return 0;
}

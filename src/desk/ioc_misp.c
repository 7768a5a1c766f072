/* Indicators out of MISP's JSON (desk/ioc.h). */
#include "desk/ioc.h"

#include "codec/json.h"
#include "codec/utf8.h"

/* Which of MISP's types are indicators here; part: of "a|b" the one that is, from 0. */
static const struct {
	const char *name;
	int kind; /* -1: an address or a network */
	int part;
} types[] = {
    {"domain", IOC_DOMAIN, 0},
    {"hostname", IOC_DOMAIN, 0},
    {"domain|ip", IOC_DOMAIN, 0},
    {"hostname|port", IOC_DOMAIN, 0},
    {"ip-src", -1, 0},
    {"ip-dst", -1, 0},
    {"ip-src|port", -1, 0},
    {"ip-dst|port", -1, 0},
    {"url", IOC_URL, 0},
    {"uri", IOC_URL, 0},
    {"md5", IOC_HASH, 0},
    {"sha1", IOC_HASH, 0},
    {"sha256", IOC_HASH, 0},
    {"sha512", IOC_HASH, 0},
    {"filename|md5", IOC_HASH, 1},
    {"filename|sha1", IOC_HASH, 1},
    {"filename|sha256", IOC_HASH, 1},
    {"filename|sha512", IOC_HASH, 1},
    {"ja3-fingerprint-md5", IOC_JA3, 0},
    {"email", IOC_EMAIL, 0},
    {"email-src", IOC_EMAIL, 0},
    {"email-reply-to", IOC_EMAIL, 0},
};

struct reading {
	struct arena *arena;
	struct ioc_lines *to;
	struct ioc like;
	size_t left;
};

/* The strictest of the tags "tlp:..." and what it was. A tag that is not known is RED: nobody
 * may guess. */
static int tlp_of(const struct json *tags, int was)
{
	for (size_t i = 0; tags && tags->type == JSON_ARRAY && i < tags->array.n; i++) {
		struct span name =
		    span_str(json_text(json_get(&tags->array.items[i], "name"), ""));
		enum tlp tlp;

		if (!span_istarts(name, "tlp:") || span_istarts(name, "tlp:ex:"))
			continue;
		if (tlp_from_text(name, &tlp) < 0)
			tlp = TLP_RED;
		was = (int)tlp_stricter((enum tlp)was, tlp);
	}
	return was;
}

static struct span part_of(const char *value, int part)
{
	struct span rest = span_str(value), at = {0};

	for (int i = 0; i <= part; i++)
		if (!span_split(&rest, '|', &at))
			return (struct span){0};
	return at;
}

static void refuse_red(struct ioc_line *line, struct arena *arena)
{
	line->why = ARENA_NEW(arena, struct msg);
	msg_what(line->why, "a list cannot hold what is TLP:RED");
	msg_hint(line->why, "keep it in the case, or agree on another label with its source");
}

static void read_attribute(struct reading *rd, const struct json *a)
{
	const char *type = json_text(json_get(a, "type"), "");
	const char *value = json_text(json_get(a, "value"), "");
	const char *comment = json_text(json_get(a, "comment"), NULL);
	struct ioc_line line = {.number = rd->to->all.n + 1, .ioc = rd->like};
	struct msg why = {0};
	struct span part;
	size_t i = 0;

	while (i < ARRAY_LEN(types) && strcmp(types[i].name, type) != 0)
		i++;
	if (i == ARRAY_LEN(types) || !json_bool(json_get(a, "to_ids"), true) ||
	    json_bool(json_get(a, "deleted"), false)) {
		rd->left++;
		return;
	}
	part = part_of(value, types[i].part);
	line.text = utf8_clean(rd->arena, span_str(value), 200);
	line.ioc.tlp = tlp_of(json_get(a, "Tag"), line.ioc.tlp);
	if (comment && *comment)
		line.ioc.note = utf8_clean(rd->arena, span_str(comment), 1000);
	if (line.ioc.tlp == TLP_RED) {
		refuse_red(&line, rd->arena);
	} else if (ioc_parse(part, types[i].kind < 0 ? IOC_IPV4 : types[i].kind, rd->arena,
		       &line.ioc, &why) < 0) {
		line.why = ARENA_NEW(rd->arena, struct msg);
		*line.why = why;
	}
	rd->to->refused += line.why != NULL;
	vec_push(rd->arena, &rd->to->all, line);
}

static void read_attributes(struct reading *rd, const struct json *list)
{
	for (size_t i = 0; list && list->type == JSON_ARRAY && i < list->array.n; i++)
		if (rd->to->all.n < IOC_BATCH)
			read_attribute(rd, &list->array.items[i]);
		else
			rd->left++;
}

static bool read_event(struct reading *rd, const struct json *event)
{
	const struct json *inner = json_get(event, "Event");
	const struct json *e = inner ? inner : event;
	const struct json *objects = json_get(e, "Object");
	const char *org = json_text(json_get(json_get(e, "Orgc"), "name"), NULL);
	struct ioc like = rd->like;

	if (!json_get(e, "Attribute") && !objects)
		return false;
	rd->like.tlp = tlp_of(json_get(e, "Tag"), rd->like.tlp);
	if (!rd->like.source && org)
		rd->like.source = arena_printf(
		    rd->arena, "MISP: %s", utf8_clean(rd->arena, span_str(org), 150));
	read_attributes(rd, json_get(e, "Attribute"));
	for (size_t i = 0; objects && objects->type == JSON_ARRAY && i < objects->array.n; i++)
		read_attributes(rd, json_get(&objects->array.items[i], "Attribute"));
	rd->like = like;
	return true;
}

int ioc_misp_lines(const struct json *doc, const struct ioc *like, struct arena *arena,
    struct ioc_lines *ret, size_t *ret_left, struct msg *why)
{
	struct ioc_lines lines = {0};
	struct reading rd = {.arena = arena, .to = &lines, .like = *like};
	const struct json *list = json_get(doc, "response");
	bool any = false;

	list = list ? list : doc;
	if (list->type == JSON_ARRAY)
		for (size_t i = 0; i < list->array.n; i++)
			any = read_event(&rd, &list->array.items[i]) || any;
	else
		any = read_event(&rd, list);
	if (!any) {
		msg_what(why, TR("this is no event of MISP"));
		msg_hint(why, TR("export the event as MISP JSON and choose that file"));
		return ERR_SYNTAX;
	}
	*ret = lines;
	*ret_left = rd.left;
	return 0;
}

int ioc_parse_misp(struct span json, const struct ioc *like, struct arena *arena,
    struct ioc_lines *ret, size_t *ret_left, struct msg *why)
{
	struct json *doc;

	if (json_parse(json, arena, &doc, NULL) < 0) {
		msg_what(why, TR("this is no event of MISP"));
		msg_hint(why, TR("export the event as MISP JSON and choose that file"));
		return ERR_SYNTAX;
	}
	return ioc_misp_lines(doc, like, arena, ret, ret_left, why);
}

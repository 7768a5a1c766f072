/*
 * starter-truth NVD KEV EUKEV: compares the built-in starter knowledge with what the world
 * publishes: records of NVD (one JSON a line, those of our CVEs), CISA's and the EU's catalogue
 * of exploited flaws. For every CVE: its products and ranges are NVD's, or the entry says why
 * it says less or more; and it is in the catalogues with our dates, or not at all. TAP.
 */
#include "base/map.h"
#include "codec/json.h"
#include "feed/starter.h"
#include "pack/kb.h"
#include "pack/kb_starter.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct truth {
	struct arena *arena;
	struct map nvd, kev, eu; /* CVE -> struct json */
	unsigned n, failed, unknown;
};

static void say(struct truth *t, bool good, const char *id, const char *what)
{
	printf("%s %u - %s %s\n", good ? "ok" : "not ok", ++t->n, id, what);
	t->failed += !good;
}

static struct json *parse(struct truth *t, struct span text, const char *what)
{
	struct json *v = NULL;
	size_t at = 0;

	if (json_parse(text, t->arena, &v, &at) < 0) {
		printf("Bail out! %s is no JSON at byte %zu\n", what, at);
		exit(2);
	}
	return v;
}

static struct span slurp(struct truth *t, const char *path)
{
	FILE *f = fopen(path, "rbe");
	char *bytes;
	long n;

	if (!f || fseek(f, 0, SEEK_END) != 0 || (n = ftell(f)) < 0 ||
	    fseek(f, 0, SEEK_SET) != 0) {
		printf("Bail out! %s cannot be read\n", path);
		exit(2);
	}
	bytes = arena_alloc(t->arena, (size_t)n + 1);
	n = (long)fread(bytes, 1, (size_t)n, f);
	(void)fclose(f);
	return span_of(bytes, (size_t)n);
}

static void load_nvd(struct truth *t, struct span all)
{
	while (all.n) {
		const uint8_t *nl = memchr(all.p, '\n', all.n);
		size_t n = nl ? (size_t)(nl - all.p) : all.n;
		struct json *v;

		if (n) {
			v = parse(t, span_of(all.p, n), "NVD");
			(void)map_set(&t->nvd, json_text(json_get(v, "id"), "?"), v);
		}
		all = span_sub(all, nl ? n + 1 : n, all.n);
	}
}

static void load_list(const struct json *list, struct map *map)
{
	for (size_t i = 0; list && list->type == JSON_ARRAY && i < list->array.n; i++)
		(void)map_set(map, json_text(json_get(&list->array.items[i], "cveID"), "?"),
		    &list->array.items[i]);
}

/* The next component of a CPE 2.3 name, unquoted and in lower case; "" for any ("*"). */
static const char *component(struct arena *arena, const char **at)
{
	struct str s = {.max = 512};
	const char *p = *at, *gave;

	for (; *p && *p != ':'; p++) {
		if (*p == '\\' && p[1])
			p++;
		str_char(&s, (char)tolower((unsigned char)*p));
	}
	*at = *p ? p + 1 : p;
	gave = arena_strdup(arena, str_text(&s));
	str_done(&s);
	return strcmp(gave, "*") == 0 ? "" : gave;
}

/* A bound without the quoting that some of NVD's carry; NULL for none. */
static const char *bound(struct arena *arena, const struct json *m, const char *key)
{
	const char *text = json_text(json_get(m, key), NULL);
	char *to = arena_strdup(arena, text), *p = to;

	for (; text && *text; text++)
		if (*text != '\\' || !text[1])
			*p++ = *text;
	if (p)
		*p = '\0';
	return to;
}

static const char *known(const char *text)
{
	return text && strcmp(text, "-") != 0 ? text : "";
}

/* "a:vendor:product|version|update|start|end|edition|target" of a criterion. */
static char *statement(struct arena *arena, const struct json *m)
{
	const char *at = json_text(json_get(m, "criteria"), ""), *c[13];
	const char *si = bound(arena, m, "versionStartIncluding"),
		   *se = bound(arena, m, "versionStartExcluding"),
		   *ei = bound(arena, m, "versionEndIncluding"),
		   *ee = bound(arena, m, "versionEndExcluding");

	for (size_t i = 0; i < ARRAY_LEN(c); i++)
		c[i] = component(arena, &at);
	return arena_printf(arena, "%s:%s:%s|%s|%s|%s%s|%s%s|%s|%s", c[2], c[3], c[4], c[5],
	    known(c[6]),
	    si   ? "["
	    : se ? "("
		 : "",
	    si   ? si
	    : se ? se
		 : "",
	    ei   ? "]"
	    : ee ? ")"
		 : "",
	    ei   ? ei
	    : ee ? ee
		 : "",
	    known(c[9]), known(c[10]));
}

static void nvd_statements(struct arena *arena, const struct json *v, struct map *out)
{
	const struct json *configs = json_get(v, "configurations");

	for (size_t i = 0; configs && i < configs->array.n; i++) {
		const struct json *nodes = json_get(&configs->array.items[i], "nodes");

		for (size_t k = 0; nodes && k < nodes->array.n; k++) {
			const struct json *list = json_get(&nodes->array.items[k], "cpeMatch");

			for (size_t j = 0; list && j < list->array.n; j++)
				if (json_bool(
					json_get(&list->array.items[j], "vulnerable"), false))
					(void)map_set(
					    out, statement(arena, &list->array.items[j]), out);
		}
	}
}

static void our_statement(struct arena *arena, const struct vuln_criterion *c, struct map *out)
{
	const char *version = c->range == RANGE_EXACT  ? c->version
			      : c->range == RANGE_NONE ? "-"
						       : "";
	char *text = arena_printf(arena, "%c:%s:%s|%s|%s|%s%s|%s%s|%s|%s", c->part, c->vendor,
	    c->product, version, c->update ? c->update : "",
	    c->start ? (c->start_excluded ? "(" : "[") : "", c->start ? c->start : "",
	    c->end ? (c->end_excluded ? ")" : "]") : "", c->end ? c->end : "",
	    c->sw_edition ? c->sw_edition : "", c->target_sw ? c->target_sw : "");

	for (char *p = text; *p && *p != '|'; p++)
		*p = (char)tolower((unsigned char)*p);
	/* names are compared in lower case; so are exact versions, which CPE writes so */
	if (c->range == RANGE_EXACT)
		for (char *p = text; *p; p++)
			*p = (char)tolower((unsigned char)*p);
	(void)map_set(out, text, out);
}

static void our_statements(struct arena *arena, const struct vuln *v, struct map *out)
{
	vec_foreach (config, &v->configs.all) {
		vec_foreach (node, &config->nodes) {
			vec_foreach (c, &node->criteria) {
				if (c->vulnerable)
					our_statement(arena, c, out);
			}
		}
	}
}

/* Whether each of a is in b; prints the first that is not,
 * unless what is NULL. */
static bool within(const struct map *a, const struct map *b, const char *what)
{
	map_foreach (e, a) {
		if (map_has(b, e->key))
			continue;
		if (what)
			printf("# %s: %s\n", what, e->key);
		return false;
	}
	return true;
}

static void compare_vuln(struct truth *t, const struct knowledge *k, struct kb_starter *entry)
{
	const struct json *v = map_get(&t->nvd, k->id);
	struct map nvd, ours;
	bool less, more;

	map_init(&nvd, t->arena);
	map_init(&ours, t->arena);
	nvd_statements(t->arena, v, &nvd);
	our_statements(t->arena, k->vuln, &ours);
	t->unknown += !v;
	say(t, v || entry->more, k->id, "is in the corpus, or the entry says that it is not");
	less = within(&nvd, &ours, entry->less ? NULL : "not said") || entry->less;
	more = within(&ours, &nvd, entry->more ? NULL : "said beyond") || entry->more;
	say(t, less && more, k->id, "says of products and versions what NVD says, or why not");
}

static void compare_catalogue(struct truth *t, const struct kb_starter_cve *cve)
{
	const struct json *kev = map_get(&t->kev, cve->id), *eu = map_get(&t->eu, cve->id),
			  *nvd = map_get(&t->nvd, cve->id);
	const char *added = json_text(json_get(kev, "dateAdded"), "");
	const char *use = json_text(json_get(kev, "knownRansomwareCampaignUse"), "");
	char *day = arena_strdup(t->arena, json_text(json_get(eu, "dateReported"), ""));

	for (char *p = day; *p; p++)
		if (*p == '/')
			*p = '-';
	if (nvd)
		say(t,
		    strncmp(json_text(json_get(nvd, "published"), ""), cve->published, 10) == 0,
		    cve->id, "is dated as in NVD");
	say(t,
	    strcmp(added, cve->cisa ? cve->cisa : "") == 0 &&
		strcmp(day, cve->eu ? cve->eu : "") == 0 &&
		(strcmp(use, "Known") == 0) == (cve->ransomware != NULL),
	    cve->id, "is known to be exploited as the catalogues say");
}

struct walk {
	struct truth *t;
	const struct pack *kb;
};

static int each(void *context, const struct knowledge *k)
{
	struct walk *w = context;
	struct kb_starter entry;

	if (k->kind != KNOW_VULN)
		return 0;
	if (kb_starter_get(w->kb, k->origin, w->t->arena, &entry) < 0)
		return ERR_CORRUPT;
	compare_vuln(w->t, k, &entry);
	vec_foreach (cve, &entry.cves) {
		if (strcmp(cve->id, k->id) == 0)
			compare_catalogue(w->t, cve);
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct truth t = {.arena = arena_new()};
	struct walk w = {.t = &t, .kb = kb_builtin()};
	struct msg msg = {0};

	if (argc != 4) {
		(void)fputs("usage: starter-truth NVD KEV EUKEV\n", stderr);
		return 2;
	}
	map_init(&t.nvd, t.arena);
	map_init(&t.kev, t.arena);
	map_init(&t.eu, t.arena);
	load_nvd(&t, slurp(&t, argv[1]));
	load_list(
	    json_get(parse(&t, slurp(&t, argv[2]), "CISA's catalogue"), "vulnerabilities"),
	    &t.kev);
	load_list(parse(&t, slurp(&t, argv[3]), "the EU's catalogue"), &t.eu);
	if (starter_records(w.kb, t.arena, each, &w, &msg) < 0)
		say(&t, false, msg.detail, "holds together");
	printf("1..%u\n# %u CVEs are not in the corpus\n", t.n, t.unknown);
	(void)arena_free(t.arena);
	return t.failed ? 1 : 0;
}

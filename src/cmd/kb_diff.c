#include "cmd/kb_pack.h"

const struct option_row kb_diff_options[] = {
    KB_PACK_OPTIONS,
    {NULL, OPTION_FLAG, 0, NULL, NULL, NULL},
};

static void put(const char *how, const char *id, bool json)
{
	(void)printf(json ? "{\"change\":\"%s\",\"id\":\"%s\"}\n" : "%-10s %s\n", how, id);
}

/* Whether any of the tables that speak of an id says something else. */
static bool differs(const struct knowledge_pack *a, uint32_t i, const struct knowledge_pack *b,
    uint32_t j, const char *id)
{
	struct knowledge_vuln v = {0}, w = {0};
	struct knowledge_rows x, y;
	struct knowledge_epss e = {0}, f = {0};

	(void)knowledge_vuln(a, i, &v);
	(void)knowledge_vuln(b, j, &w);
	if (v.modified != w.modified || v.status != w.status || v.nnodes != w.nnodes)
		return true;
	x = knowledge_find(a, KT_EXPLOITED, id);
	y = knowledge_find(b, KT_EXPLOITED, id);
	if (x.end - x.first != y.end - y.first)
		return true;
	x = knowledge_find(a, KT_EPSS, id);
	y = knowledge_find(b, KT_EPSS, id);
	if (x.first < x.end)
		(void)knowledge_epss(a, x.first, &e);
	if (y.first < y.end)
		(void)knowledge_epss(b, y.first, &f);
	/* Percentiles drift every day: a change of a tenth is news. */
	return (e.likelihood > f.likelihood ? e.likelihood - f.likelihood
					    : f.likelihood - e.likelihood) >= 100000;
}

static const char *id_at(const struct knowledge_pack *k, uint32_t row, char to[KNOWLEDGE_ID])
{
	struct knowledge_vuln v;

	return knowledge_vuln(k, row, &v) ? knowledge_id(k, v.id, to) : NULL;
}

/* Both tables are in the order of ids: CVE by number, then the rest by text. */
static int order(
    const struct knowledge_pack *a, uint32_t i, const struct knowledge_pack *b, uint32_t j)
{
	char x[KNOWLEDGE_ID], y[KNOWLEDGE_ID];
	const char *s = id_at(a, i, x), *t = id_at(b, j, y);
	uint32_t m, n;

	if (!s || !t)
		return s ? -1 : t ? 1 : 0;
	m = knowledge_cve(s);
	n = knowledge_cve(t);
	if (m != n)
		return m < n ? -1 : 1;
	return m == KNOWLEDGE_NONE ? strcmp(s, t) : 0;
}

static void diff(const struct knowledge_pack *a, const struct knowledge_pack *b,
    const struct kb_pack_options *o)
{
	char id[KNOWLEDGE_ID];
	uint32_t i = 0, j = 0;
	size_t changes = 0;

	while (i < a->rows[KT_VULNS] || j < b->rows[KT_VULNS]) {
		int r = order(a, i, b, j);
		const char *name = r <= 0 ? id_at(a, i, id) : id_at(b, j, id);

		if (r < 0)
			put(kb_word(o->lang, "withdrawn"), name, o->json);
		else if (r > 0)
			put(kb_word(o->lang, "added"), name, o->json);
		else if (differs(a, i, b, j, name))
			put(kb_word(o->lang, "changed"), name, o->json);
		else
			changes--;
		changes++;
		i += r <= 0;
		j += r >= 0;
	}
	if (!changes && !o->json)
		(void)puts(kb_word(o->lang, "Both packs say the same."));
}

int cmd_kb_diff(int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct kb_pack_options o = {0};
	struct text_list args = {0};
	struct knowledge_pack a = {0}, b = {0};
	struct msg msg = {0};
	int r = options_parse("kb diff", argc, argv, &o, &args, arena, &msg);

	if (r == 0 && args.n != 2) {
		msg_what(&msg, "two packs are compared");
		msg_hint(&msg, "varde kb diff OLD NEW");
		r = ERR_SYNTAX;
	}
	if (r == 0)
		r = knowledge_open(args.items[0], &a, &msg);
	if (r == 0)
		r = knowledge_open(args.items[1], &b, &msg);
	if (r == 0)
		diff(&a, &b, &o);
	knowledge_close(&a);
	knowledge_close(&b);
	r = r < 0 ? options_fail(r, &msg) : EXIT_DONE;
	arena_free(arena);
	return r;
}

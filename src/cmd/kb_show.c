#include "cmd/kb_show.h"
#include "base/log.h"
#include "base/time.h"
#include "cmd/kb_pack.h"
#include "codec/cvss.h"

#include <stdlib.h>

enum { FOUND_MAX = 50, SHOWN_CRITERIA = 40 };

const struct option_row kb_show_options[] = {
    KB_PACK_OPTIONS,
    {NULL, OPTION_FLAG, 0, NULL, NULL, NULL},
};

const struct option_row kb_search_options[] = {
    KB_PACK_OPTIONS,
    {NULL, OPTION_FLAG, 0, NULL, NULL, NULL},
};

static const char *source_of(const struct knowledge_pack *k, int row)
{
	struct knowledge_source s;

	return knowledge_source(k, (uint32_t)row, &s) ? s.name : "-";
}

/* "9.8 CVSS:3.1/..." */
static void put_cvss(const char *vector)
{
	struct cvss cvss;

	if (cvss_parse(span_str(vector), &cvss) < 0) {
		(void)printf("  -    %s\n", vector);
		return;
	}
	int score = cvss_score(&cvss, CVSS_BASE);

	(void)printf("  %-4.1f %s\n", score / 10.0, vector);
}

static void put_span(const struct vuln_criterion *c)
{
	if (c->start)
		(void)printf(" %s %s", c->start_excluded ? ">" : ">=", c->start);
	if (c->end)
		(void)printf(" %s %s", c->end_excluded ? "<" : "<=", c->end);
}

static const char *or_any(const char *text)
{
	return text ? text : "*";
}

static void put_criterion(const struct vuln_criterion *c, const char *lang)
{
	(void)printf(
	    "  %s%s:%s", c->vulnerable ? "" : "(+) ", or_any(c->vendor), or_any(c->product));
	if (c->range == RANGE_EXACT)
		(void)printf(" %s", or_any(c->version));
	if (c->range == RANGE_EXACT && c->update)
		(void)printf(" %s", c->update);
	if (c->range == RANGE_SPAN)
		put_span(c);
	if (c->range == RANGE_ANY)
		(void)printf(" (%s)", kb_word(lang, "all versions"));
	if (c->target_sw)
		(void)printf(" [%s]", c->target_sw);
	(void)puts("");
}

static void put_configs(const struct vuln_configs *configs, const char *lang)
{
	size_t n = 0;

	if (configs->all.n)
		(void)printf("\n%s\n", kb_word(lang, "affected"));
	vec_foreach (config, &configs->all)
		vec_foreach (node, &config->nodes)
			vec_foreach (c, &node->criteria)
				if (n++ < SHOWN_CRITERIA)
					put_criterion(c, lang);
	if (n > SHOWN_CRITERIA)
		(void)printf("  ... %zu\n", n - SHOWN_CRITERIA);
}

static void show_vuln(const struct knowledge_pack *k, const struct knowledge_vuln *v,
    const char *lang, struct arena *arena)
{
	char id[KNOWLEDGE_ID], day[TIME_TEXT];
	const char **texts = ARENA_ARRAY(arena, v->ntext + 1, const char *);
	struct vuln_configs configs;
	const char *item;

	knowledge_long(k, v->text, v->ntext, arena, texts);
	(void)printf("%s%s%s (%s)\n", knowledge_id(k, v->id, id), v->title ? "  " : "",
	    v->title ? v->title : "", source_of(k, v->source));
	if (v->published)
		(void)printf(
		    "%s %s, ", kb_word(lang, "published"), time_date(v->published, day));
	if (v->modified)
		(void)printf("%s %s, ", kb_word(lang, "changed"), time_date(v->modified, day));
	(void)puts(vuln_status_names[v->status]);
	for (uint32_t i = 0; (item = knowledge_item(k, v->cvss, i)); i++)
		put_cvss(item);
	for (uint32_t i = 0; (item = knowledge_item(k, v->cwes, i)); i++)
		(void)printf("  %s\n", item);
	if (v->ntext)
		(void)printf("\n%s\n", texts[0]);
	knowledge_configs(k, v->nodes, v->nnodes, arena, &configs);
	put_configs(&configs, lang);
	if (v->ntext > 1)
		(void)printf("\n%s\n", kb_word(lang, "references"));
	for (uint32_t i = 1; i < v->ntext; i++)
		(void)printf("  %s\n", texts[i]);
}

/* What else is said of the id. */
static void show_more(const struct knowledge_pack *k, const char *id, const char *lang)
{
	struct knowledge_rows rows = knowledge_find(k, KT_EXPLOITED, id);
	struct knowledge_exploited e;
	struct knowledge_epss epss;
	struct knowledge_ssvc ssvc;
	char day[TIME_TEXT], due[TIME_TEXT];

	for (uint32_t i = rows.first; i < rows.end && knowledge_exploited(k, i, &e); i++)
		(void)printf("\n%s (%s) %s%s%s%s%s\n", kb_word(lang, "exploited"), e.list,
		    time_date(e.added, day), e.due ? ", " : "",
		    e.due ? kb_word(lang, "until") : "", e.due ? " " : "",
		    e.due ? time_date(e.due, due) : "");
	rows = knowledge_find(k, KT_EPSS, id);
	if (rows.first < rows.end && knowledge_epss(k, rows.first, &epss))
		(void)printf("%s: %.1f %%\n", kb_word(lang, "likelihood within 30 days"),
		    epss.likelihood / 10000.0);
	rows = knowledge_find(k, KT_SSVC, id);
	if (rows.first < rows.end && knowledge_ssvc(k, rows.first, &ssvc))
		(void)printf("%s: %s, %s, %s\n", kb_word(lang, "decision"),
		    ssvc_exploitation_names[ssvc.exploitation],
		    ssvc.automatable ? "automatable" : "not automatable",
		    ssvc.total ? "total" : "partial");
}

static void show_advisory(const struct knowledge_pack *k, const struct knowledge_advisory *a,
    const char *lang, struct arena *arena)
{
	const char **texts = ARENA_ARRAY(arena, a->ntext + 1, const char *);
	struct vuln_configs configs;
	char day[TIME_TEXT];
	const char *item;

	knowledge_long(k, a->text, a->ntext, arena, texts);
	(void)printf("%s  %s (%s, %s)\n", a->id, a->title ? a->title : "",
	    a->publisher ? a->publisher : "", source_of(k, a->source));
	(void)printf("%s %s\n", kb_word(lang, "published"), time_date(a->published, day));
	for (uint32_t i = 0; (item = knowledge_item(k, a->cves, i)); i++)
		(void)printf("  %s\n", item);
	for (uint32_t i = 0; i < a->ntext; i++)
		(void)printf("\n%s\n", texts[i]);
	knowledge_configs(k, a->nodes, a->nnodes, arena, &configs);
	put_configs(&configs, lang);
	if (a->url)
		(void)printf("\n%s\n", a->url);
}

/* What distributions say of it: "debian bookworm  openssh 1:9.2p1-2+deb12u3". */
static void show_fixes(const struct knowledge_pack *k, const char *id, const char *lang)
{
	struct knowledge_fix f;
	struct knowledge_version v;
	bool any = false;

	for (uint32_t i = kb_show_next_fix(k, id, 0, &f); i != KNOWLEDGE_NONE;
	     i = kb_show_next_fix(k, id, i + 1, &f)) {
		if (!any)
			(void)printf("\n%s\n", kb_word(lang, "fixes of distributions"));
		any = true;
		(void)printf("  %s %s  %s  %s\n", f.distro, f.release ? f.release : "",
		    f.package,
		    knowledge_version(k, f.version, &v) ? v.text : fix_state_names[f.state]);
	}
}

/* The documents that speak of it. */
static void show_documents(const struct knowledge_pack *k, const char *id, const char *lang)
{
	struct knowledge_advisory a;
	bool any = false;

	for (uint32_t i = kb_show_next_document(k, id, 0, &a); i != KNOWLEDGE_NONE;
	     i = kb_show_next_document(k, id, i + 1, &a)) {
		if (!any)
			(void)printf("\n%s\n", kb_word(lang, "advisories"));
		any = true;
		(void)printf(
		    "  %s  %s (%s)\n", a.id, a.title ? a.title : "", source_of(k, a.source));
	}
}

static int unknown_id(const char *id, struct msg *msg)
{
	msg_what(msg, "nothing is known of it");
	msg_detail(msg, "%.100s", id);
	msg_hint(msg, "varde kb sources tells how old the feeds are; varde kb search WORDS "
		      "looks for something else");
	return ERR_NOTFOUND;
}

static int show(const struct knowledge_pack *k, const struct kb_pack_options *o, const char *id,
    struct arena *arena, struct msg *msg)
{
	struct knowledge_rows rows = knowledge_find(k, KT_VULNS, id);
	struct knowledge_rows documents = knowledge_find(k, KT_ADVISORIES, id);
	struct knowledge_advisory a;
	struct knowledge_vuln v;

	if (rows.first == rows.end && documents.first == documents.end)
		return unknown_id(id, msg);
	if (o->json)
		return kb_show_json(k, id, arena, msg);
	for (uint32_t i = rows.first; i < rows.end && knowledge_vuln(k, i, &v); i++)
		show_vuln(k, &v, o->lang, arena);
	show_more(k, id, o->lang);
	show_fixes(k, id, o->lang);
	show_documents(k, id, o->lang);
	for (uint32_t i = documents.first; i < documents.end && knowledge_advisory(k, i, &a);
	     i++)
		show_advisory(k, &a, o->lang, arena);
	return 0;
}

typedef int verb_fn(const struct knowledge_pack *k, const struct kb_pack_options *o,
    const struct text_list *args, struct arena *arena, struct msg *msg);

/* Options, pack, verb: the same for both. */
static int run(const char *name, int argc, char **argv, verb_fn *verb)
{
	struct arena *arena = arena_new();
	struct kb_pack_options o = {0};
	struct text_list args = {0};
	struct knowledge_pack k = {0};
	struct msg msg = {0};
	int r = options_parse(name, argc, argv, &o, &args, arena, &msg);

	if (r == 0 && !args.n) {
		msg_what(&msg, "something to look for is missing");
		msg_hint(&msg, "varde help %s", name);
		r = ERR_SYNTAX;
	}
	if (r == 0)
		r = kb_pack_open(&o, arena, &k, &msg);
	if (r == 0)
		r = verb(&k, &o, &args, arena, &msg);
	knowledge_close(&k);
	r = r < 0 ? options_fail(r, &msg) : EXIT_DONE;
	arena_free(arena);
	return r;
}

static int show_all(const struct knowledge_pack *k, const struct kb_pack_options *o,
    const struct text_list *args, struct arena *arena, struct msg *msg)
{
	int r = 0;

	for (size_t i = 0; i < args->n && r == 0; i++)
		r = show(k, o, args->items[i], arena, msg);
	return r;
}

int cmd_kb_show(int argc, char **argv)
{
	return run("kb show", argc, argv, show_all);
}

static bool has_all(const char *text, const struct text_list *words)
{
	for (size_t i = 0; i < words->n; i++)
		if (!strcasestr(text, words->items[i]))
			return false;
	return true;
}

static void put_found(
    const struct knowledge_pack *k, const struct knowledge_vuln *v, const char *text, bool json)
{
	STR_AUTO(line, 1 << 20);
	char id[KNOWLEDGE_ID];
	struct json_writer w;

	if (!json) {
		(void)printf(
		    "%-16s %.110s\n", knowledge_id(k, v->id, id), v->title ? v->title : text);
		return;
	}
	json_write_init(&w, &line, 0);
	json_write_object(&w);
	json_member_text(&w, "id", knowledge_id(k, v->id, id));
	json_member_text(&w, "title", v->title);
	json_member_text(&w, "text", text);
	json_write_object_end(&w);
	(void)puts(str_text(&line));
}

/* Where a vulnerability's text is. */
struct place {
	uint32_t text, row;
};

static int by_text(const void *x, const void *y)
{
	const struct place *a = x, *b = y;

	return (a->text > b->text) - (a->text < b->text);
}

static int by_row(const void *x, const void *y)
{
	const uint32_t *a = x, *b = y;

	return (*a < *b) - (*a > *b);
}

struct hits {
	VEC(uint32_t) rows;
};

/* The rows whose text or title has all words, the newest first: every block is unpacked
 * once. */
static void search_texts(const struct knowledge_pack *k, const struct text_list *words,
    struct arena *arena, struct hits *ret)
{
	struct place *places = ARENA_ARRAY(arena, k->rows[KT_VULNS] + 1, struct place);
	char *block = arena_alloc(arena, KNOWLEDGE_BLOCK + 1);
	uint32_t last = KNOWLEDGE_NONE, n = 0;
	struct knowledge_vuln v;

	for (; knowledge_vuln(k, n, &v); n++)
		places[n] = (struct place){v.text, n};
	qsort(places, n, sizeof(*places), by_text);
	for (uint32_t i = 0; i < n; i++) {
		uint32_t at = places[i].text / KNOWLEDGE_BLOCK;

		if (at != last)
			(void)knowledge_block(k, at, block);
		last = at;
		(void)knowledge_vuln(k, places[i].row, &v);
		if (has_all(block + places[i].text % KNOWLEDGE_BLOCK, words) ||
		    (v.title && has_all(v.title, words)))
			vec_push(arena, &ret->rows, places[i].row);
	}
	if (ret->rows.n)
		qsort(ret->rows.items, ret->rows.n, sizeof(*ret->rows.items), by_row);
}

static size_t search_products(
    const struct knowledge_pack *k, const struct text_list *words, struct arena *arena)
{
	struct knowledge_product p;
	size_t found = 0;

	for (uint32_t i = 0; found < FOUND_MAX && knowledge_product(k, i, &p); i++) {
		const char *name = arena_printf(arena, "%s:%s", p.vendor, p.product);

		if (has_all(name, words)) {
			(void)printf("%-16c %s\n", p.part, name);
			found++;
		}
	}
	return found;
}

/* Products, then vulnerabilities. */
static int search_all(const struct knowledge_pack *k, const struct kb_pack_options *o,
    const struct text_list *args, struct arena *arena, struct msg *msg)
{
	size_t found = o->json ? 0 : search_products(k, args, arena);
	struct hits hits = {0};
	struct knowledge_vuln v;

	(void)msg;
	search_texts(k, args, arena, &hits);
	for (size_t i = 0; i < hits.rows.n && i < FOUND_MAX; i++) {
		const char *text = "";

		if (!knowledge_vuln(k, hits.rows.items[i], &v))
			break;
		knowledge_long(k, v.text, v.ntext ? 1 : 0, arena, &text);
		put_found(k, &v, text, o->json);
	}
	if (hits.rows.n > FOUND_MAX && !o->json)
		(void)printf("... %zu\n", hits.rows.n - FOUND_MAX);
	if (!found && !hits.rows.n && !o->json)
		(void)puts(kb_word(o->lang, "No vulnerability fits."));
	return 0;
}

int cmd_kb_search(int argc, char **argv)
{
	return run("kb search", argc, argv, search_all);
}

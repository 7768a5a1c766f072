#include "api/v1_knowledge.h"

#include "api/facts.h"
#include "api/refusal.h"
#include "api/v1.h"
#include "desk/sources.h"
#include "match/watch.h"
#include "model/news.h"
#include "pack/knowledge_current.h"
#include "report/i18n.h"

enum { HOUR_MS = 3600 * 1000, DAY_HOURS = 24, LATE = 3 /* looks that were missed */ };

/* How many records of a source the pack has. */
static int64_t compiled(const struct knowledge_pack *k, const char *name)
{
	struct knowledge_source s;
	int64_t n = 0;

	for (uint32_t i = 0; knowledge_source(k, i, &s); i++) {
		if (strcmp(s.name, name) != 0)
			continue;
		for (int kind = 0; kind < KNOW_KINDS; kind++)
			n += s.records[kind];
	}
	return n;
}

static void set_age(struct call *call, struct json *to, int64_t then)
{
	v1_set_time(call, to, "newest", then);
	json_set_int(call->arena, to, "age_days",
	    then ? MAX(call->now - then, 0) / ((int64_t)DAY_HOURS * HOUR_MS) : 0);
}

static struct json *source_json(
    struct call *call, const struct knowledge_pack *k, const struct source *s, bool cert)
{
	struct arena *arena = call->arena;
	struct json *one = json_new_object(arena);
	int64_t in = compiled(k, s->feed->name);

	json_set_text(arena, one, "name", s->feed->name);
	json_set_text(arena, one, "what", tr(i18n_lang(call->lang), s->feed->what));
	json_set_text(arena, one, "publisher", s->feed->publisher);
	json_set_text(arena, one, "licence", s->feed->licence);
	json_set_int(arena, one, "records", s->records);
	json_set_int(arena, one, "compiled", in);
	json_set_bool(arena, one, "loaded", s->records > 0);
	json_set_bool(arena, one, "waits", s->records > 0 && !in);
	set_age(call, one, s->newest);
	v1_set_time(call, one, "taken", s->taken);
	if (!cert)
		return one;
	json_set_bool(arena, one, "on", s->on);
	json_set_int(arena, one, "publications", s->publications);
	json_set_text(arena, one, "url", s->url);
	v1_set_time(call, one, "checked", s->checked);
	json_set_bool(arena, one, "late",
	    s->on && s->checked &&
		call->now - s->checked > (int64_t)LATE * s->feed->hours * HOUR_MS);
	json_set_text(arena, one, "error", s->error);
	return one;
}

static void set_pack(struct call *call, const struct knowledge_pack *k)
{
	struct json *pack = json_new_object(call->arena);
	struct knowledge_source s;
	int64_t newest = 0;

	for (uint32_t i = 0; knowledge_source(k, i, &s); i++)
		newest = MAX(newest, s.newest);
	json_set_bool(call->arena, pack, "builtin", knowledge_is_builtin(k));
	v1_set_time(call, pack, "made", knowledge_when(k));
	set_age(call, pack, newest);
	json_set_int(call->arena, pack, "vulnerabilities", k->rows[KT_VULNS]);
	json_set_int(call->arena, pack, "advisories", k->rows[KT_ADVISORIES]);
	json_set_int(call->arena, pack, "exploited", k->rows[KT_EXPLOITED]);
	json_set_int(call->arena, pack, "products", k->rows[KT_PRODUCTS]);
	json_set_int(call->arena, pack, "starter", compiled(k, "starter"));
	json_set_value(call->arena, call->data, "pack", pack);
}

int v1_knowledge_sources(struct call *call)
{
	bool cert = who_may(&call->who, MAY_SECTOR, NULL);
	struct json *all = json_new_array(call->arena);
	const struct knowledge_pack *k = knowledge_hold();
	struct sources sources = {0};
	int64_t loaded = 0, refused = 0;
	int r = sources_list(call->db, call->arena, &sources);

	vec_foreach (s, &sources.all) {
		loaded += s->records > 0;
		refused += s->error != NULL;
		if (cert || s->records > 0)
			json_add_value(call->arena, all, source_json(call, k, s, cert));
	}
	json_set_value(call->arena, call->data, "sources", all);
	json_set_int(call->arena, call->data, "loaded", loaded);
	if (cert)
		json_set_int(call->arena, call->data, "refused", refused);
	set_pack(call, k);
	knowledge_release(k);
	return call_db(call, r);
}

/* --- what is new --- */

static const char *const verdicts[] = {"confirmed", "probable", "possible", "fixed", NULL};
static const char *const yes_no[] = {"yes", "no", NULL};

static const struct list_column news_columns[] = {
    {"time", TR("When"), "e.\"time\"", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
    {"how", TR("What happened"), "e.\"how\"", LIST_ENUM, LIST_SORT | LIST_FILTER,
	news_how_names, NULL},
    {"vulnerability", TR("Vulnerability"), "e.\"vulnerability\"", LIST_TEXT,
	LIST_SORT | LIST_SEARCH | LIST_FILTER, NULL, NULL},
    {"organisation", TR("Organisation"), "o.\"name\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL,
	NULL},
    {"addr", TR("Address"), "e.\"addr\"", LIST_TEXT, LIST_SEARCH, NULL, NULL},
    {"port", TR("Port"), "e.\"port\"", LIST_INT, 0, NULL, NULL},
    {"product", TR("Product"), "e.\"product\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"version", TR("Version"), "e.\"product_version\"", LIST_TEXT, LIST_SEARCH, NULL, NULL},
    {"verdict", TR("Verdict"), "e.\"verdict\"", LIST_ENUM, LIST_SORT | LIST_FILTER, verdicts,
	NULL},
    {"exploited", TR("Exploited"), "CASE WHEN e.\"exploited\" <> 0 THEN 'yes' ELSE 'no' END",
	LIST_ENUM, LIST_FILTER, yes_no, NULL},
    {"fixed_in", TR("Fixed in"), "e.\"fixed_in\"", LIST_TEXT, 0, NULL, NULL},
    {"why", TR("Why"), "e.\"why\"", LIST_ENUM, 0, news_why_names, NULL},
    {"finding", "", "e.\"finding\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"org", "", "e.\"org\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"id", "", "e.\"id\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
};

/* What the database does not know: the sentence, and the page of the vulnerability. */
static void complete(struct call *call, struct json *row)
{
	int why = 0;

	while (news_why_names[why] &&
	       strcmp(news_why_names[why], json_text(json_get(row, "why"), "")) != 0)
		why++;
	json_set_text(call->arena, row, "page",
	    facts_page(call, json_text(json_get(row, "vulnerability"), "")));
	json_set_text(call->arena, row, "sentence",
	    why < WATCH_WHYS ? tr(i18n_lang(call->lang), watch_sentence((enum watch_why)why))
			     : NULL);
	json_set_bool(call->arena, row, "is_exploited",
	    strcmp(json_text(json_get(row, "exploited"), ""), "yes") == 0);
}

const struct list v1_news = {.name = "knowledge-events",
    .from = "knowledge_event AS e JOIN org AS o ON o.\"id\" = e.\"org\"",
    .columns = news_columns,
    .ncolumns = ARRAY_LEN(news_columns),
    .sort = "-time",
    .key = "e.\"id\"",
    .row = complete,
    .empty = TR("New knowledge has changed nothing yet for what was seen. Events appear when a "
		"new knowledge pack says something else of a product that a member runs.")};

int v1_knowledge_news(struct call *call)
{
	int r = list_run(call, &v1_news, NULL, 0);

	if (r == 0 && call->json)
		v1_page(call, &v1_news);
	return r;
}

const struct route v1_knowledge_routes[] = {
    {"GET", "/api/v1/knowledge", MAY_SIGN_IN, NULL, v1_knowledge_sources, ROUTE_NO_LOG,
	"The sources of what is known of vulnerabilities, and how old they are.", NULL, NULL},
    {"GET", "/api/v1/knowledge/{id}", MAY_SIGN_IN, NULL, v1_knowledge_one, ROUTE_NO_LOG,
	"What is known of a vulnerability (CVE-...) or an advisory.", NULL, NULL},
    {"GET", "/api/v1/cert/who", MAY_VIEW, NULL, v1_knowledge_who, 0,
	"Who in the sector runs it, by what was seen last.", "what all?", NULL},
    {"GET", "/api/v1/cert/knowledge/events", MAY_VIEW, NULL, v1_knowledge_news, 0,
	"What new knowledge has changed, and for whom.", NULL, NULL},
    {.method = NULL},
};

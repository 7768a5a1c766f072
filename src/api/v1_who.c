/* Who in the sector runs this (desk/whose.h). */
#include "api/facts.h"
#include "api/list_rows.h"
#include "api/refusal.h"
#include "api/v1.h"
#include "api/v1_knowledge.h"
#include "desk/whose.h"

enum { ROWS_MAX = 10000, TEXT_MAX = 200 };

static const char *const verdicts[] = {"confirmed", "probable", "possible", "fixed", NULL};

static const struct list_column columns[] = {
    {"organisation", TR("Organisation"), NULL, LIST_TEXT, LIST_SORT | LIST_SEARCH | LIST_FILTER,
	NULL, NULL},
    {"place", TR("Where"), NULL, LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"product", TR("Product"), NULL, LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"version", TR("Version"), NULL, LIST_TEXT, LIST_SORT | LIST_SEARCH | LIST_FILTER, NULL,
	NULL},
    {"verdict", TR("Verdict"), NULL, LIST_ENUM, LIST_SORT | LIST_FILTER, verdicts, NULL},
    {"id", TR("Vulnerability"), NULL, LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"fixed", TR("Fixed in"), NULL, LIST_TEXT, 0, NULL, NULL},
    {"why", TR("Why"), NULL, LIST_TEXT, 0, NULL, NULL},
    {"seen", TR("Last seen"), NULL, LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
    {"org", "", NULL, LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"run", "", NULL, LIST_TEXT, LIST_HIDE, NULL, NULL},
};

const struct list v1_who = {.name = "who",
    .columns = columns,
    .ncolumns = ARRAY_LEN(columns),
    .sort = "verdict",
    .empty = TR("Nothing that was seen last runs it.")};

struct rows {
	struct call *call;
	struct json *all;
	bool cut;
};

static int take(void *arg, const struct whose_answer *answer, struct arena *unused)
{
	struct rows *rows = arg;
	const struct seen *seen = answer->seen;
	const struct obs_service *s = seen->service;
	const struct match *m = answer->match;
	struct arena *arena = rows->call->arena;
	struct json *row;
	bool six = s->addr && strchr(s->addr, ':');

	(void)unused;
	/* A run of the command line is nobody's of the sector. */
	if (!seen->run->org)
		return 0;
	if (rows->all->array.n >= ROWS_MAX) {
		rows->cut = true;
		return 0;
	}
	row = json_new_object(arena);
	json_set_text(arena, row, "organisation", seen->run->org_name);
	json_set_text(arena, row, "place",
	    arena_printf(arena, "%s%s%s:%d%s", six ? "[" : "", s->addr, six ? "]" : "",
		(int)s->port, s->transport == TRANSPORT_UDP ? "/udp" : ""));
	json_set_text(arena, row, "product", seen->product.product);
	json_set_text(arena, row, "version", seen->product.version);
	json_set_text(arena, row, "verdict", match_verdict_names[m->verdict]);
	json_set_text(arena, row, "id", answer->id);
	json_set_text(arena, row, "fixed", m->package_fixed ? m->package_fixed : m->fixed);
	json_set_text(arena, row, "why",
	    facts_why(rows->call, match_reason_names[m->reason], seen->product.version,
		m->package_fixed));
	json_set_int(arena, row, "seen", s->time);
	json_set_text(arena, row, "org", seen->run->org);
	json_set_text(arena, row, "run", seen->run->run.id);
	json_set_text(
	    arena, row, "page", answer->id ? facts_page(rows->call, answer->id) : NULL);
	json_add_value(arena, rows->all, row);
	return 0;
}

static void set_counts(struct call *call, const struct whose_counts *n, const struct rows *rows)
{
	struct json *counts = json_new_object(call->arena);

	json_set_int(call->arena, counts, "runs", (int64_t)n->runs);
	json_set_int(call->arena, counts, "services", (int64_t)n->services);
	json_set_int(call->arena, counts, "versionless", (int64_t)n->versionless);
	for (size_t i = 0; i < MATCH_VERDICTS; i++)
		json_set_int(
		    call->arena, counts, match_verdict_names[i], (int64_t)n->verdicts[i]);
	json_set_bool(call->arena, counts, "cut", rows->cut);
	json_set_value(call->arena, call->data, "counts", counts);
}

/* What was asked names nothing, or nothing that is known: that is no failure of the page. */
static int refused(struct call *call, int r, const struct msg *msg)
{
	if (r == ERR_SYNTAX || r == ERR_NOTFOUND) {
		struct json *why = json_new_object(call->arena);

		refusal_set(call, why, msg);
		json_set_value(call->arena, call->data, "refused", why);
		if (!call->json)
			return 0;
	}
	call->msg = *msg;
	return r;
}

int v1_knowledge_who(struct call *call)
{
	static const char *const kept[] = {"what", "all", NULL};
	const char *what = serve_query(call->rq, "what");
	const char *all = serve_query(call->rq, "all");
	struct rows rows = {call, json_new_array(call->arena), false};
	struct whose q = {.all = all && strcmp(all, "yes") == 0, .take = take, .arg = &rows};
	struct whose_counts counts = {0};
	struct span text = span_trim(span_str(what ? what : ""));
	struct msg msg = {0};
	int r = 0;

	q.text = arena_strndup(call->arena, text.p, MIN(text.n, (size_t)TEXT_MAX));
	json_set_text(call->arena, call->data, "what", q.text);
	json_set_bool(call->arena, call->data, "wants_all", q.all);
	if (text.n)
		r = whose_ask(call->db, &q, &counts, &msg);
	if (r < 0)
		return refused(call, r, &msg);
	set_counts(call, &counts, &rows);
	json_set_bool(call->arena, call->data, "answered", text.n > 0);
	r = list_rows_run(call, &v1_who, rows.all, kept);
	if (r == 0 && call->json)
		v1_page(call, &v1_who);
	return r;
}

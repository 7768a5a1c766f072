#include "api/v1_watch.h"

#include "codec/json.h"
#include "desk/advisory_sight.h"
#include "desk/article.h"
#include "desk/article_file.h"
#include "desk/article_sight.h"
#include "desk/picture.h"
#include "report/i18n.h"

enum { MONTH_DAYS = 30 };

#define DAY_MS INT64_C(86400000)

/* --- what readers find --- */

/* What audience_sees says, as a condition: $2 to $5 whether labels GREEN to RED are seen. The
 * rest are the words of a search. */
#define SEEN                                                                             \
	"o.\"lang\" = $1 AND (o.\"tlp\" = 'clear' OR (o.\"tlp\" = 'green' AND CAST($2 "  \
	"AS @int) = 1) OR (o.\"tlp\" = 'amber' AND CAST($3 AS @int) = 1) OR (o.\"tlp\" " \
	"= 'amber+strict' AND CAST($4 AS @int) = 1) OR (o.\"tlp\" = 'red' AND CAST($5 "  \
	"AS @int) = 1))"
/* Where no word is looked for, PostgreSQL need not unpack the long text. */
#define WORD(n) " AND (" n " = '%' OR o.\"search\" LIKE " n " ESCAPE '\\')"
#define WORDS   WORD("$6") WORD("$7") WORD("$8") WORD("$9") WORD("$10") WORD("$11")

static const struct list_column columns[] = {
    {"id", "", "o.\"article\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    /* Searched by SEEN's words, which know accents; this only says that q narrows. */
    {"title", TR("Title"), "o.\"title\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"kind", TR("Kind"), "o.\"kind\"", LIST_ENUM, LIST_SORT | LIST_FILTER, article_kind_names,
	NULL},
    {"lead", TR("What it is about"), "o.\"lead\"", LIST_TEXT, 0, NULL, NULL},
    {"tag", TR("Tag"), "o.\"tags\"", LIST_TEXT, LIST_FILTER, NULL, NULL},
    {"written", TR("Language"), "o.\"written\"", LIST_ENUM, LIST_FILTER, article_langs, NULL},
    {"tlp", TR("Label"), "o.\"tlp\"", LIST_ENUM, 0, tlp_names, NULL},
    {"starts", TR("Begins"), "o.\"starts\"", LIST_TIME, LIST_SORT, NULL, NULL},
    {"ends", TR("Ends"), "o.\"ends\"", LIST_TIME, 0, NULL, NULL},
    {"published", TR("Published"), "o.\"published\"", LIST_TIME, LIST_SORT, NULL, NULL},
    {"revised", TR("Changed"), "o.\"revised\"", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
};

static const struct list_way ways[] = {
    {"title", NULL, NULL, "? <> '%'", NULL, NULL},
    {"tag", NULL, "o.\"tags\" LIKE '%\"' || ? || '\"%'", NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL, NULL},
};

/* Tags as an array, and the label as people write it. */
static void complete(struct call *call, struct json *row)
{
	enum tlp label = TLP_RED;
	struct json *tags;

	(void)!tlp_from_text(span_str(json_text(json_get(row, "tlp"), "red")), &label);
	json_set_text(call->arena, row, "label", tlp_label(label));
	json_set_bool(call->arena, row, "members", label != TLP_CLEAR);
	if (json_parse(
		span_str(json_text(json_get(row, "tag"), "[]")), call->arena, &tags, NULL) == 0)
		json_set_value(call->arena, row, "tags", tags);
	json_set_bool(call->arena, row, "other_lang",
	    strcmp(json_text(json_get(row, "written"), ""), call->lang) != 0);
}

const struct list v1_watch = {.name = "articles",
    .from = "article_out AS o",
    .where = SEEN WORDS,
    .columns = columns,
    .ncolumns = ARRAY_LEN(columns),
    .ways = ways,
    .sort = "-revised",
    .key = "o.\"id\"",
    .row = complete,
    .empty = TR("Nothing is published yet.")};

void v1_watch_viewer(struct call *call, struct audience_viewer *ret)
{
	advisory_viewer(&call->who, call->arena, ret);
}

void v1_watch_params(struct call *call, const struct audience_viewer *viewer, const char *lang,
    struct desk_param *ret)
{
	unsigned labels = article_labels_seen(viewer);
	const char *words[ARTICLE_WORDS];

	article_patterns(serve_query(call->rq, "q"), call->arena, words);
	ret[0] = DESK_TEXT(lang);
	for (int tlp = TLP_GREEN; tlp <= TLP_RED; tlp++)
		ret[tlp] = DESK_INT((labels & 1u << tlp) != 0);
	for (size_t i = 0; i < ARTICLE_WORDS; i++)
		ret[TLP_RED + 1 + i] = DESK_TEXT(words[i]);
}

int v1_watch_list(struct call *call)
{
	struct desk_param params[V1_WATCH_PARAMS];
	struct audience_viewer viewer;

	v1_watch_viewer(call, &viewer);
	v1_watch_params(call, &viewer, call->lang, params);
	return call->json ? v1_list(call, &v1_watch, params, V1_WATCH_PARAMS)
			  : list_run(call, &v1_watch, params, V1_WATCH_PARAMS);
}

/* --- what the CERT writes --- */

/* $1 whether who asks writes, $2 who they are; $3 only what is due by then, 0: all. */
#define CERT_SEEN                                                                             \
	"(a.\"revision\" > 0 OR CAST($1 AS @int) = 1 OR a.\"author\" = $2) AND (CAST($3 "     \
	"AS @int) = 0 OR (a.\"state\" IN ('published', 'updating') AND a.\"review_due\" > 0 " \
	"AND a.\"review_due\" < CAST($3 AS @int)))"

/* Of what is out, the title that went out: an update is not there yet for readers. */
static const struct list_column cert_columns[] = {
    {"id", "", "a.\"id\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"ref", TR("Number"), "a.\"ref\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"title", TR("Title"),
	"CASE WHEN CAST($1 AS @int) = 1 THEN a.\"title\" ELSE COALESCE(o.\"title\", "
	"a.\"title\") END",
	LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"kind", TR("Kind"), "a.\"type\"", LIST_ENUM, LIST_SORT | LIST_FILTER, article_kind_names,
	NULL},
    {"state", TR("State"), "a.\"state\"", LIST_ENUM, LIST_SORT | LIST_FILTER,
	article_state_names, NULL},
    {"tlp", TR("Label"), "a.\"tlp\"", LIST_ENUM, LIST_SORT | LIST_FILTER, tlp_names, NULL},
    {"tag", TR("Tag"), "a.\"tags\"", LIST_TEXT, LIST_FILTER, NULL, NULL},
    {"revision", TR("Revision"), "a.\"revision\"", LIST_INT, LIST_SORT, NULL, NULL},
    {"review_due", TR("Read again by"), "a.\"review_due\"", LIST_TIME, LIST_SORT | LIST_FILTER,
	NULL, NULL},
    {"changed", TR("Changed"), "a.\"changed\"", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
};

static const struct list_way cert_ways[] = {
    {"tag", NULL, "a.\"tags\" LIKE '%\"' || ? || '\"%'", NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL, NULL},
};

static void cert_complete(struct call *call, struct json *row)
{
	const struct json *due = json_get(row, "review_due");

	complete(call, row);
	json_set_bool(call->arena, row, "overdue",
	    due && due->type == JSON_INT && due->integer && due->integer < call->now);
}

const struct list v1_cert_watch = {.name = "articles",
    .from = "article AS a LEFT JOIN article_out AS o ON o.\"article\" = a.\"id\" AND "
	    "o.\"lang\" = a.\"lang\"",
    .where = CERT_SEEN,
    .columns = cert_columns,
    .ncolumns = ARRAY_LEN(cert_columns),
    .ways = cert_ways,
    .sort = "-changed",
    .key = "a.\"id\"",
    .row = cert_complete,
    .empty = TR("No article yet. Write one.")};

static const struct list due_watch = {.name = "reviews",
    .from = "article AS a LEFT JOIN article_out AS o ON o.\"article\" = a.\"id\" AND "
	    "o.\"lang\" = a.\"lang\"",
    .where = CERT_SEEN,
    .columns = cert_columns,
    .ncolumns = ARRAY_LEN(cert_columns),
    .ways = cert_ways,
    .sort = "review_due",
    .key = "a.\"id\"",
    .row = cert_complete,
    .empty = TR("Nothing is to be read again within a month.")};

int v1_watch_cert_list(struct call *call, bool due)
{
	const struct list *rows = due ? &due_watch : &v1_cert_watch;
	struct desk_param params[3] = {DESK_INT(0), DESK_TEXT(call->who.person),
	    DESK_INT(due ? call->now + MONTH_DAYS * DAY_MS : 0)};

	vec_foreach (s, &call->who.standings)
		if (!s->org && (s->role == ROLE_ANALYST || s->role == ROLE_COORDINATOR))
			params[0] = DESK_INT(1);
	return call->json ? v1_list(call, rows, params, ARRAY_LEN(params))
			  : list_run(call, rows, params, ARRAY_LEN(params));
}

/* --- one --- */

int v1_watch_missing(struct call *call, const char *id)
{
	return call_fail(call, ERR_NOTFOUND, TR("Not found"),
	    TR("Go back to the list: it may have been removed"), "%.40s", id);
}

int v1_watch_find(struct call *call, const char *id, struct article_document *ret)
{
	struct audience_viewer viewer;
	int r = article_load_revision(call->db, id, 0, call->arena, ret);

	if (r == ERR_NOTFOUND)
		return v1_watch_missing(call, id);
	if (r < 0)
		return call_db(call, r);
	v1_watch_viewer(call, &viewer);
	return article_seen_by(&ret->article, &viewer) ? 0 : v1_watch_missing(call, id);
}

static struct json *texts(struct call *call, const struct article_document *d)
{
	struct json *all = json_new_array(call->arena);

	vec_foreach (t, &d->texts) {
		struct json *one = json_new_object(call->arena);

		json_set_text(call->arena, one, "lang", t->lang);
		json_set_text(call->arena, one, "title", t->title);
		json_set_text(call->arena, one, "lead", t->lead);
		json_set_text(call->arena, one, "body", t->body);
		json_add_value(call->arena, all, one);
	}
	return all;
}

static int files(struct call *call, const struct article *a)
{
	struct json *all = json_new_array(call->arena);
	struct desk_records found = {0};
	int r = article_files(call->db, a, false, call->arena, &found);

	vec_foreach (f, &found.all) {
		const struct article_file *file = *f;
		struct json *one = json_new_object(call->arena);

		json_set_text(call->arena, one, "name", file->name);
		json_set_text(call->arena, one, "type", file->type);
		json_set_int(call->arena, one, "size", file->size);
		json_set_text(call->arena, one, "sha256", file->sha256);
		json_set_text(call->arena, one, "path",
		    arena_printf(call->arena, "/watch/%s/files/%s", a->id, file->id));
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "files", all);
	return call_db(call, r);
}

static int one(struct call *call)
{
	struct article_document d = {0};
	const struct article *a = &d.article;
	struct json *tags = json_new_array(call->arena);
	int r = v1_watch_find(call, call_arg(call, "id"), &d);

	if (r < 0)
		return r;
	for (size_t i = 0; i < a->tags.n; i++)
		json_add_text(call->arena, tags, a->tags.items[i]);
	json_set_text(call->arena, call->data, "id", a->id);
	json_set_text(call->arena, call->data, "ref", a->ref);
	json_set_text(call->arena, call->data, "kind", article_kind_names[a->kind]);
	json_set_text(call->arena, call->data, "state", article_state_names[a->state]);
	json_set_text(call->arena, call->data, "tlp", tlp_names[a->tlp]);
	json_set_text(call->arena, call->data, "lang", a->lang);
	json_set_int(call->arena, call->data, "revision", a->revision);
	json_set_value(call->arena, call->data, "tags", tags);
	v1_set_time(call, call->data, "published", a->published);
	v1_set_time(call, call->data, "revised", a->revised);
	v1_set_time(call, call->data, "starts", a->starts);
	v1_set_time(call, call->data, "ends", a->ends);
	json_set_text(call->arena, call->data, "place", a->place);
	if (a->state == ARTICLE_WITHDRAWN) {
		json_set_text(call->arena, call->data, "note", a->note);
		d.texts.n = 0;
	}
	json_set_value(call->arena, call->data, "texts", texts(call, &d));
	return a->state == ARTICLE_WITHDRAWN ? 0 : files(call, a);
}

/* --- the sector --- */

static int picture(struct call *call)
{
	const char *name = serve_query(call->rq, "period");
	struct picture p;
	struct json *v;
	int r;

	/* For members and the CERT alone. */
	if (!call->who.standings.n)
		return v1_watch_missing(call, PICTURE_NOW);
	r = picture_get(
	    call->db, name && *name ? name : PICTURE_NOW, call->now, call->arena, &p);
	if (r < 0)
		return call_db(call, r);
	r = json_parse(span_str(p.document), call->arena, &v, NULL);
	if (r == 0)
		call->data = v;
	return r;
}

static int list(struct call *call)
{
	return v1_watch_list(call);
}

static int cert_list(struct call *call)
{
	return v1_watch_cert_list(call, false);
}

const struct route v1_watch_routes[] = {
    {"GET", "/api/v1/watch", MAY_PUBLIC, NULL, list, ROUTE_NO_LOG,
	"Articles that who asks may read.", NULL, NULL},
    {"GET", "/api/v1/watch/{id}", MAY_PUBLIC, NULL, one, ROUTE_NO_LOG,
	"An article in all its languages.", NULL, NULL},
    {"GET", "/api/v1/cert/watch", MAY_VIEW, NULL, cert_list, ROUTE_NO_LOG,
	"Articles as they are written.", NULL, NULL},
    {"GET", "/api/v1/picture", MAY_SIGN_IN, NULL, picture, ROUTE_NO_LOG,
	"What happened in the sector in a period (a year, or year for the last twelve months); "
	"figures that rest on too few organisations are null.",
	NULL, NULL},
    {.method = NULL},
};

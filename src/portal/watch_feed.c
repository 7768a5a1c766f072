/* Articles for others' programs: Atom and calendars. Without a sign what everybody may read;
 * with an API token what its person sees; with a key of an organisation's devices what its
 * members see. */
#include "auth/secret.h"
#include "desk/article_sight.h"
#include "desk/viewer.h"
#include "portal/bound.h"
#include "portal/feed.h"
#include "portal/watch.h"
#include "report/i18n.h"
#include "share/article_feed.h"
#include "share/ics.h"

enum { ENTRIES = 100, EVENTS = 500, FILE_MAX = 8 << 20 };

/* What was asked for. */
struct wish {
	const char *lang, *tag;
	int kind; /* -1: all */
	unsigned labels;
	const struct feed_key *key; /* NULL: none was sent */
};

static int refuse(struct call *call, int err)
{
	return call_fail(call, err, TR("The key is not good"),
	    TR("Make a new one on the page of the blocklist, for the address you come from"),
	    "%s", call->rq->remote);
}

static int read_key(struct call *call, struct audience_viewer *viewer, struct wish *w)
{
	struct feed_key *key = ARENA_ARRAY(call->arena, 1, struct feed_key);
	const char *text = call->who.person ? NULL : feed_key_sent(call);
	char hash[SECRET_HASH];
	int r;

	if (!text)
		return 0;
	r = feed_key_find(call->db, secret_hash(span_str(text), hash), call->rq->remote,
	    call->now, call->arena, key);
	if (r == ERR_NOTFOUND || r == ERR_DENIED)
		return refuse(call, ERR_DENIED);
	if (r < 0)
		return call_db(call, r);
	w->key = key;
	return call_db(
	    call, viewer_of_device(call->db, key->id, key->org, call->arena, viewer));
}

static int wrong(struct call *call, const char *value)
{
	return call_fail(call, ERR_SYNTAX, TR("There is no such feed"),
	    TR("Take the address from the page of articles"), "%.40s", value);
}

static int read_wish(struct call *call, struct wish *w)
{
	const char *kind = serve_query(call->rq, "kind");
	const char *lang = serve_query(call->rq, "lang");
	const char *tag = serve_query(call->rq, "tag");
	struct audience_viewer viewer;
	int r;

	*w = (struct wish){.lang = lang && *lang ? lang : call->lang,
	    .tag = tag && *tag ? tag : NULL,
	    .kind = kind && *kind ? bound_name(article_kind_names, kind) : -1};
	if (bound_name(article_langs, w->lang) < 0)
		return wrong(call, w->lang);
	if (kind && *kind && w->kind < 0)
		return wrong(call, kind);
	if (w->tag && !article_tag_valid(w->tag))
		return wrong(call, w->tag);
	v1_watch_viewer(call, &viewer);
	r = read_key(call, &viewer, w);
	if (r == 0)
		w->labels = article_labels_seen(&viewer);
	return r;
}

/* What fits the wish, of constant SQL with the wish's parameters $1 to $7 and $8 a number. */
static int find(struct call *call, const struct wish *w, const char *tail, int64_t number,
    struct article_feed_rows *ret)
{
	struct desk_records found = {0};
	int r = desk_list(call->db, &article_out_type, tail,
	    DESK_PARAMS(DESK_TEXT(w->lang), DESK_INT((w->labels & 1u << TLP_GREEN) != 0),
		DESK_INT((w->labels & 1u << TLP_AMBER) != 0),
		DESK_INT((w->labels & 1u << TLP_AMBER_STRICT) != 0),
		DESK_INT((w->labels & 1u << TLP_RED) != 0),
		DESK_TEXT(w->kind < 0 ? "%" : article_kind_names[w->kind]),
		DESK_TEXT(w->tag ? arena_printf(call->arena, "%%\"%s\"%%", w->tag) : "%"),
		DESK_INT(number)),
	    call->arena, &found);

	vec_foreach (row, &found.all)
		vec_push(call->arena, &ret->all, (const struct article_out *)*row);
	return call_db(call, r);
}

#define FITS                                                                            \
	"WHERE \"lang\" = $1 AND (\"tlp\" = 'clear' OR (\"tlp\" = 'green' AND CAST($2 " \
	"AS @int) = 1) OR (\"tlp\" = 'amber' AND CAST($3 AS @int) = 1) OR (\"tlp\" = "  \
	"'amber+strict' AND CAST($4 AS @int) = 1) OR (\"tlp\" = 'red' AND CAST($5 AS "  \
	"@int) = 1)) AND \"kind\" LIKE $6 AND \"tags\" LIKE $7 "

static int note_fetch(struct call *call, const struct wish *w, size_t rows, size_t bytes)
{
	struct feed_fetch fetch = {.remote = call->rq->remote,
	    .query = call->rq->path,
	    .lines = (int64_t)rows,
	    .bytes = (int64_t)bytes};
	int r;

	if (!w->key)
		return 0;
	fetch.key = w->key->id;
	fetch.org = w->key->org;
	r = feed_key_fetched(call->db, &fetch, false, call->now, call->arena);
	return r == ERR_BUSY ? 0 : call_db(call, r);
}

/* Nothing between may keep what one reader sees for another. */
static int send(struct call *call, const struct wish *w, const char *type, const char *name,
    const struct article_feed_rows *rows, const struct str *out)
{
	int r = note_fetch(call, w, rows->all.n, out->n);

	if (r < 0)
		return r;
	serve_reply_header(call->reply, "Cache-Control", "private, no-cache");
	serve_reply_header(call->reply, "Vary", "Accept-Language, Authorization, Cookie");
	return call_send(call, type, name, str_bytes(out));
}

static const char *url_of(const struct call *call)
{
	return call->app->settings.url ? call->app->settings.url : "";
}

/* "CERT Varde: guides" */
static const char *title_of(struct call *call, const struct wish *w)
{
	static const char *const titles[] = {TR("News"), TR("Vulnerability alerts"),
	    TR("Fact sheets"), TR("Reflex cards"), TR("Guides"), TR("Events"),
	    TR("Statistics")};
	const struct lang *lang = i18n_lang(w->lang);

	return arena_printf(call->arena, "%s: %s%s%s", call->app->settings.name,
	    tr(lang, w->kind < 0 ? TR("Watch") : titles[w->kind]), w->tag ? ", " : "",
	    w->tag ? w->tag : "");
}

int watch_atom(struct call *call)
{
	struct article_feed_rows rows = {0};
	struct article_feed feed;
	struct wish w;
	STR_AUTO(out, FILE_MAX);
	int64_t began = 0;
	int r = read_wish(call, &w);

	if (r == 0)
		r = find(call, &w, FITS "ORDER BY \"revised\" DESC, \"id\" DESC LIMIT $8",
		    ENTRIES, &rows);
	if (r == 0)
		r = call_db(call, desk_number(call->db, "SELECT min(\"created\") FROM article",
				      NULL, 0, &began));
	if (r < 0)
		return r;
	feed = (struct article_feed){.url = url_of(call),
	    .name = call->app->settings.name,
	    .title = title_of(call, &w),
	    .lang = w.lang,
	    .updated = rows.all.n ? rows.all.items[0]->revised : began,
	    .self = arena_printf(call->arena, "/watch.atom?lang=%s%s%s%s%s", w.lang,
		w.kind < 0 ? "" : "&kind=", w.kind < 0 ? "" : article_kind_names[w.kind],
		w.tag ? "&tag=" : "", w.tag ? w.tag : "")};
	r = article_feed_write(&feed, &rows, call->arena, &out);
	return r < 0 ? r
		     : send(call, &w, "application/atom+xml; charset=utf-8", NULL, &rows, &out);
}

/* --- calendars --- */

static const char *host_of(const struct call *call)
{
	const char *at = strstr(url_of(call), "://");

	at = at ? at + 3 : url_of(call);
	return arena_strndup(call->arena, at, strcspn(at, ":/"));
}

static struct ics_event event_of(struct call *call, const struct article_out *row)
{
	return (struct ics_event){
	    .uid = arena_printf(call->arena, "%s@%s", row->article, host_of(call)),
	    .title = row->title,
	    .text = row->lead,
	    .url = arena_printf(call->arena, "%s/watch/%s", url_of(call), row->article),
	    .starts = row->starts,
	    .ends = row->ends,
	    .changed = row->revised,
	    .sequence = (row->revised - row->published) / 1000};
}

static int place_of(struct call *call, const char *article, const char **ret)
{
	struct article_document d = {0};
	int r = article_load_revision(call->db, article, 0, call->arena, &d);

	if (r == 0)
		*ret = d.article.place;
	return call_db(call, r);
}

int watch_calendar(struct call *call)
{
	struct article_feed_rows rows = {0};
	VEC(struct ics_event) events = {0};
	struct wish w;
	STR_AUTO(out, FILE_MAX);
	int r = read_wish(call, &w);

	if (r == 0)
		r = find(call, &w, FITS "AND \"starts\" > 0 ORDER BY \"starts\" DESC LIMIT $8",
		    EVENTS, &rows);
	vec_foreach (row, &rows.all) {
		struct ics_event e = event_of(call, *row);

		if (r == 0)
			r = place_of(call, (*row)->article, &e.place);
		vec_push(call->arena, &events, e);
	}
	if (r == 0)
		r = ics_write(call->app->settings.name, events.items, events.n, &out);
	return r < 0 ? r
		     : send(call, &w, "text/calendar; charset=utf-8", "watch.ics", &rows, &out);
}

int watch_event_calendar(struct call *call)
{
	const char *lang = serve_query(call->rq, "lang");
	struct article_document d = {0};
	const struct article *a = &d.article;
	const struct article_text *t;
	struct ics_event e;
	STR_AUTO(out, FILE_MAX);
	int r = v1_watch_find(call, call_arg(call, "id"), &d);

	if (r < 0)
		return r;
	if (a->kind != ARTICLE_EVENT)
		return v1_watch_missing(call, a->id);
	t = article_text_in(&d, lang ? lang : call->lang);
	e = event_of(call, &(struct article_out){.article = a->id,
			       .title = t ? t->title : a->title,
			       .lead = t ? t->lead : NULL,
			       .starts = a->starts,
			       .ends = a->ends,
			       .published = a->published,
			       .revised = a->revised});
	e.place = a->place;
	e.cancelled = a->state == ARTICLE_WITHDRAWN;
	e.sequence += e.cancelled; /* the last word */
	r = ics_write(call->app->settings.name, &e, 1, &out);
	return r < 0 ? r
		     : call_send(call, "text/calendar; charset=utf-8",
			   arena_printf(call->arena, "%s.ics", a->ref), str_bytes(&out));
}

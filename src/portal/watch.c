/* The watch portal as everybody reads it: articles, files, seats at events. */
#include "portal/watch.h"

#include "api/appender.h"
#include "base/time.h"
#include "codec/markdown.h"
#include "desk/article_file.h"
#include "desk/article_seat.h"
#include "portal/bound.h"
#include "portal/cert.h"
#include "portal/routes.h"
#include "report/i18n.h"

enum { HTML_MAX = 1 << 20, NOTE_MAX = 500, MOMENT = 16 /* bytes of 2026-11-21T09:30 */ };

/* --- shared --- */

int watch_zone(const struct call *call)
{
	return call->who.zone ? call->who.zone : (int)call->app->settings.zone;
}

int64_t watch_moment(struct call *call, const char *field)
{
	const char *text = call_field(call, field);
	int64_t ms = 0;

	if (!*text)
		return 0;
	if (strlen(text) != MOMENT ||
	    time_parse(span_str(arena_printf(call->arena, "%s:00Z", text)), &ms) < 0) {
		call_wrong(call, field, TR("Write a day and a time, as 2026-11-21T09:30."));
		return 0;
	}
	return ms - watch_zone(call) * INT64_C(60000);
}

const char *watch_moment_text(const struct call *call, int64_t ms)
{
	char text[TIME_TEXT];

	if (!ms)
		return NULL;
	(void)time_text(ms + watch_zone(call) * INT64_C(60000), text);
	return arena_strndup(call->arena, text, MOMENT);
}

struct text_list watch_tags(struct call *call, const char *field)
{
	const char *text = call_field(call, field);
	struct text_list out = {0};

	while (*text) {
		size_t n = strcspn(text, ", \t\r\n");
		const char *tag = arena_strndup(call->arena, text, n);

		if (n && !article_tag_valid(tag))
			call_wrong(
			    call, field, TR("A tag is small letters, digits and hyphens."));
		else if (n)
			text_list_add(&out, call->arena, tag);
		text += n + strspn(text + n, ", \t\r\n");
	}
	if (out.n > ARTICLE_TAGS)
		call_wrong(call, field, TR("These are too many."));
	return out;
}

const char *watch_joined(struct call *call, const struct text_list *list)
{
	const char *out = "";

	for (size_t i = 0; i < list->n; i++)
		out = arena_printf(call->arena, "%s%s%s", out, i ? ", " : "", list->items[i]);
	return out;
}

/* --- one article --- */

static struct json *langs(
    struct call *call, const struct article_document *document, const char *here)
{
	struct json *to = json_new_array(call->arena);

	vec_foreach (t, &document->texts) {
		struct json *one = json_new_object(call->arena);

		json_set_text(call->arena, one, "value", t->lang);
		json_set_bool(call->arena, one, "here", strcmp(t->lang, here) == 0);
		json_add_value(call->arena, to, one);
	}
	return to;
}

static struct json *revisions(struct call *call, const struct article_document *document)
{
	struct json *to = json_new_array(call->arena);

	for (size_t i = document->revisions.n; i-- > 0;) {
		const struct article_revision *v = &document->revisions.items[i];
		struct json *one = json_new_object(call->arena);

		json_set_int(call->arena, one, "number", v->number);
		json_set_int(call->arena, one, "time", v->time);
		json_set_text(call->arena, one, "summary", v->summary);
		json_add_value(call->arena, to, one);
	}
	return to;
}

void watch_fill(struct call *call, const struct article_document *document, const char *lang)
{
	const struct article *a = &document->article;
	const char *wanted = lang && bound_name(article_langs, lang) >= 0 ? lang : call->lang;
	const struct article_text *t = article_text_in(document, wanted);
	struct json *to = bound_json(call, &article_type, a);
	STR_AUTO(html, HTML_MAX);

	if (t && t->body)
		markdown_html(span_str(t->body), 1, &html);
	json_set_text(call->arena, to, "kind", article_kind_names[a->kind]);
	json_set_text(call->arena, to, "title", t ? t->title : a->title);
	json_set_text(call->arena, to, "lead", t ? t->lead : NULL);
	json_set_text(call->arena, to, "html", str_text(&html));
	json_set_bool(call->arena, to, "written", html.n > 0);
	json_set_text(call->arena, to, "lang", t ? t->lang : "en");
	json_set_text(call->arena, to, "wanted", wanted);
	json_set_bool(call->arena, to, "fallback", t && strcmp(t->lang, wanted) != 0);
	json_set_text(call->arena, to, "label", tlp_label((enum tlp)a->tlp));
	json_set_bool(call->arena, to, "members", a->tlp != TLP_CLEAR);
	json_set_bool(call->arena, to, "withdrawn", a->state == ARTICLE_WITHDRAWN);
	json_set_bool(call->arena, to, "is_event", a->kind == ARTICLE_EVENT);
	json_set_bool(call->arena, to, "changed_since", a->revised != a->published);
	json_set_value(call->arena, to, "langs", langs(call, document, t ? t->lang : ""));
	json_set_value(call->arena, to, "revisions", revisions(call, document));
	json_set_text(call->arena, call->data, "heading", t ? t->title : a->title);
	json_set_value(call->arena, call->data, "doc", to);
}

int watch_files(struct call *call, const struct article *a, bool written)
{
	struct json *all = json_new_array(call->arena);
	struct desk_records found = {0};
	int r = article_files(call->db, a, written, call->arena, &found);

	vec_foreach (f, &found.all) {
		struct json *one = bound_json(call, &article_file_type, *f);

		json_set_int(call->arena, one, "kib",
		    MAX(((const struct article_file *)*f)->size / 1024, 1));
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "files", all);
	return call_db(call, r);
}

/* Who took what under a label is written down before it is sent. */
static int write_down(struct call *call, const struct article *a)
{
	if (a->tlp == TLP_CLEAR || !call->app->appender)
		return 0;
	return appender_add(call->app->appender, &call->actor, "article.download", NULL,
	    call->rq->path, "done", call->now);
}

int watch_send_file(struct call *call, const struct article *a, bool written)
{
	STR_AUTO(bytes, ARTICLE_FILE_MAX);
	struct article_file f;
	int r = article_file_get(
	    call->db, a, written, call_arg(call, "file"), call->arena, &f, &bytes);

	if (r == ERR_NOTFOUND)
		return v1_watch_missing(call, call_arg(call, "file"));
	if (r < 0)
		return call_db(call, r);
	r = write_down(call, a);
	return r < 0 ? r : call_send(call, f.type, f.name, str_bytes(&bytes));
}

/* --- events --- */

static bool is_member(const struct call *call)
{
	return call->who.person && call->who.standings.n;
}

/* How full it is, and what who asks may do about it. */
static int set_seats(struct call *call, const struct article *a)
{
	struct json *to = json_new_object(call->arena);
	struct article_seats there = {0};
	struct article_seat mine = {.state = ARTICLE_SEAT_CANCELLED};
	bool open = a->state != ARTICLE_WITHDRAWN && call->now <= a->ends &&
		    (!a->seats_until || call->now <= a->seats_until);
	int r;

	if (a->kind != ARTICLE_EVENT || !a->seats)
		return 0;
	r = article_seats_count(call->db, a->id, &there);
	if (r == 0 && call->who.person)
		r = article_seat_of(call->db, a->id, call->who.person, call->arena, &mine);
	if (r < 0 && r != ERR_NOTFOUND)
		return call_db(call, r);
	json_set_int(call->arena, to, "all", a->seats);
	json_set_int(call->arena, to, "booked", there.booked);
	json_set_int(call->arena, to, "free", MAX(a->seats - there.booked, 0));
	json_set_int(call->arena, to, "waiting", there.waiting);
	json_set_bool(call->arena, to, "open", open);
	json_set_bool(call->arena, to, "member", is_member(call));
	json_set_bool(call->arena, to, "mine", mine.state != ARTICLE_SEAT_CANCELLED);
	json_set_bool(call->arena, to, "mine_booked", mine.state == ARTICLE_SEAT_BOOKED);
	json_set_bool(call->arena, to, "mine_waiting", mine.state == ARTICLE_SEAT_WAITING);
	json_set_bool(call->arena, to, "may_book",
	    open && is_member(call) && mine.state == ARTICLE_SEAT_CANCELLED);
	json_set_text(call->arena, to, "note", mine.note);
	json_set_value(call->arena, call->data, "seats", to);
	return 0;
}

/* --- handlers --- */

static int list(struct call *call)
{
	struct json *kinds = json_new_array(call->arena);
	const char *chosen = serve_query(call->rq, "kind");

	for (int i = 0; article_kind_names[i]; i++) {
		struct json *one = json_new_object(call->arena);

		json_set_text(call->arena, one, "value", article_kind_names[i]);
		json_set_bool(call->arena, one, "here",
		    chosen && strcmp(chosen, article_kind_names[i]) == 0);
		json_add_value(call->arena, kinds, one);
	}
	json_set_value(call->arena, call->data, "kinds", kinds);
	json_set_text(call->arena, call->data, "feed_kind", chosen ? chosen : "");
	json_set_bool(call->arena, call->data, "signed_in", call->who.person != NULL);
	return v1_watch_list(call);
}

static int show(struct call *call, const struct article_document *d)
{
	int r = 0;

	watch_fill(call, d, serve_query(call->rq, "lang"));
	if (d->article.state != ARTICLE_WITHDRAWN)
		r = watch_files(call, &d->article, false);
	return r < 0 ? r : set_seats(call, &d->article);
}

static int one(struct call *call)
{
	struct article_document d = {0};
	int r = v1_watch_find(call, call_arg(call, "id"), &d);

	return r < 0 ? r : show(call, &d);
}

static int file(struct call *call)
{
	struct article_document d = {0};
	int r = v1_watch_find(call, call_arg(call, "id"), &d);

	if (r < 0)
		return r;
	if (d.article.state == ARTICLE_WITHDRAWN)
		return v1_watch_missing(call, call_arg(call, "file"));
	return watch_send_file(call, &d.article, false);
}

/* The first organisation that who asks belongs to; NULL for the CERT. */
static const char *org_of(const struct call *call)
{
	vec_foreach (s, &call->who.standings)
		if (s->org)
			return s->org;
	return NULL;
}

static int seat(struct call *call)
{
	bool cancels = strcmp(call_field(call, "action"), "cancel") == 0;
	const char *note = cert_text(call, "note", NOTE_MAX);
	struct article_document d = {0};
	struct article_seat mine;
	int r = v1_watch_find(call, call_arg(call, "id"), &d);

	if (r < 0)
		return r;
	if (!is_member(call))
		return call_fail(call, ERR_DENIED, TR("Only members can register"),
		    TR("Become a member first, or write to the CERT"), "%s", d.article.ref);
	if (!call->wrong && cancels)
		r = article_seat_cancel(call->db, &call->actor, &d.article, call->who.person,
		    call->now, call->arena);
	else if (!call->wrong)
		r = article_seat_book(call->db, &call->actor, &d.article, org_of(call), note,
		    call->now, call->arena, &mine);
	if (r == ERR_NOTFOUND)
		return call_db(call, r);
	if (r < 0)
		r = cert_refused(call, r);
	if (r == 0 && !call->wrong)
		return call_redirect(call,
		    cancels                             ? TR("Your seat is given back.")
		    : mine.state == ARTICLE_SEAT_BOOKED ? TR("You have a seat.")
							: TR("You are in the queue."),
		    "/watch/%s", d.article.id);
	return r < 0 ? r : show(call, &d);
}

const struct route watch_routes[] = {
    {"GET", "/watch", MAY_PUBLIC, "watch", list, ROUTE_NO_LOG,
	"News, alerts, fact sheets, reflex cards, guides, events and statistics that who asks "
	"may read.",
	NULL, TR("Watch")},
    {"GET", "/watch.atom", MAY_PUBLIC, NULL, watch_atom, ROUTE_NO_LOG,
	"The same as an Atom feed (kind, lang, tag; apikey for what is members-only).", NULL,
	NULL},
    {"GET", "/watch.ics", MAY_PUBLIC, NULL, watch_calendar, ROUTE_NO_LOG,
	"The events as a calendar (lang; apikey for what is members-only).", NULL, NULL},
    {"GET", "/watch/subscription", MAY_SIGN_IN, "watch_subscription", watch_subscription,
	ROUTE_NO_LOG, "What the person is told of by mail.", NULL, TR("Subscription")},
    {"POST", "/watch/subscription", MAY_SIGN_IN, "watch_subscription", watch_subscribe, 0,
	"Sets what the person is told of by mail.", "kinds? tags?", TR("Subscription")},
    {"GET", "/watch/{id}", MAY_PUBLIC, "watch_one", one, ROUTE_NO_LOG,
	"An article, in the reader's language when there is one.", NULL, NULL},
    {"GET", "/watch/{id}/files/{file}", MAY_PUBLIC, NULL, file, ROUTE_NO_LOG,
	"A file beside an article.", NULL, NULL},
    {"GET", "/watch/{id}/event.ics", MAY_PUBLIC, NULL, watch_event_calendar, ROUTE_NO_LOG,
	"An event for a calendar.", NULL, NULL},
    {"POST", "/watch/{id}/seat", MAY_SIGN_IN, "watch_one", seat, 0,
	"Asks for a seat at an event, or gives it back.", "action note?", NULL},
    {.method = NULL},
};

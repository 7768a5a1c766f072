/* Articles at the CERT: the list, what is to be read again, one of them, its steps, files,
 * versions, and who comes to an event. */
#include "base/parse.h"
#include "desk/article_file.h"
#include "desk/article_seat.h"
#include "desk/article_seed.h"
#include "desk/article_sight.h"
#include "desk/article_tell.h"
#include "portal/bound.h"
#include "portal/cert.h"
#include "portal/routes.h"
#include "portal/watch.h"
#include "portal/words.h"
#include "report/i18n.h"

static bool writes(const struct call *call)
{
	return (cert_roles(call) & (1u << ROLE_ANALYST | 1u << ROLE_COORDINATOR)) != 0;
}

/* --- lists --- */

static int set_due(struct call *call)
{
	int64_t n = 0;
	int r = cert_number(call,
	    "SELECT count(*) FROM article WHERE \"state\" IN ('published', 'updating') AND "
	    "\"review_due\" > 0 AND \"review_due\" < $1",
	    DESK_PARAMS(DESK_INT(call->now)), &n);

	json_set_int(call->arena, call->data, "overdue", n);
	return r;
}

static int list(struct call *call)
{
	int r = set_due(call);

	return r < 0 ? r : v1_watch_cert_list(call, false);
}

static int due(struct call *call)
{
	int r = set_due(call);

	json_set_bool(call->arena, call->data, "board", true);
	return r < 0 ? r : v1_watch_cert_list(call, true);
}

/* --- one --- */

/* As it is written for those who write, else as it went out. */
static int find(struct call *call, struct article_document *ret)
{
	const char *id = call_arg(call, "id");
	struct audience_viewer viewer;
	int r = article_load(call->db, id, call->arena, ret);

	if (r == ERR_NOTFOUND)
		return v1_watch_missing(call, id);
	if (r < 0)
		return call_db(call, r);
	v1_watch_viewer(call, &viewer);
	if (article_draft_seen_by(&ret->article, &viewer))
		return 0;
	return v1_watch_find(call, id, ret);
}

static void set_steps(struct call *call, const struct article *a)
{
	struct json *can = json_new_object(call->arena);
	unsigned roles = cert_roles(call);
	bool wrote = text_list_has(&a->authors, call->who.person);
	bool any = false;

	for (int i = 0; i < ARTICLE_ACTIONS; i++) {
		bool ok = false;

		for (int role = ROLE_READER; role <= ROLE_AUDITOR; role++)
			ok |= (roles & 1u << role) && article_allows(a->state, i, role);
		if (i == ARTICLE_DO_PUBLISH)
			ok &= !wrote;
		json_set_bool(call->arena, can, article_rows[i].name, ok);
		any |= ok;
	}
	json_set_bool(call->arena, can, "any", any);
	json_set_bool(call->arena, can, "write", writes(call) && article_is_written(a->state));
	json_set_bool(call->arena, can, "wrote", wrote);
	json_set_value(call->arena, call->data, "can", can);
}

static int set_history(struct call *call, const char *id)
{
	struct json *all = json_new_array(call->arena);
	struct desk_records events = {0};
	int r = desk_list(call->db, &article_event_type,
	    "WHERE \"article\" = $1 ORDER BY \"time\" DESC LIMIT 200",
	    DESK_PARAMS(DESK_TEXT(id)), call->arena, &events);

	vec_foreach (e, &events.all) {
		const struct article_event *event = *e;
		struct json *one = bound_json(call, &article_event_type, event);

		json_set_bool(call->arena, one, "moved", event->was != event->becomes);
		json_set_text(call->arena, one, "actor_name", cert_person(call, event->actor));
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "history", all);
	return call_db(call, r);
}

/* Who wrote at what went out and who published it, by revision. */
static void set_versions(struct call *call, const struct article_document *d)
{
	struct json *all = json_new_array(call->arena);

	for (size_t i = d->revisions.n; i-- > 0;) {
		const struct article_revision *v = &d->revisions.items[i];
		struct json *one = json_new_object(call->arena);
		const char *names = "";

		for (size_t k = 0; k < v->authors.n; k++)
			names = arena_printf(call->arena, "%s%s%s", names, k ? ", " : "",
			    cert_person(call, v->authors.items[k]));
		json_set_int(call->arena, one, "number", v->number);
		json_set_int(call->arena, one, "time", v->time);
		json_set_text(call->arena, one, "title", v->title);
		json_set_text(call->arena, one, "summary", v->summary);
		json_set_text(call->arena, one, "authors", names);
		json_set_text(call->arena, one, "person", cert_person(call, v->person));
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "versions", all);
}

static int set_coming(struct call *call, const struct article *a)
{
	struct json *to = json_new_object(call->arena);
	struct article_seats there = {0};
	int r;

	if (a->kind != ARTICLE_EVENT || !a->seats)
		return 0;
	r = article_seats_count(call->db, a->id, &there);
	json_set_int(call->arena, to, "all", a->seats);
	json_set_int(call->arena, to, "booked", there.booked);
	json_set_int(call->arena, to, "waiting", there.waiting);
	json_set_value(call->arena, call->data, "coming", to);
	return call_db(call, r);
}

static int set_subscribers(struct call *call)
{
	int64_t n = 0;
	int r = cert_number(call, "SELECT count(*) FROM article_subscription", NULL, 0, &n);

	json_set_int(call->arena, call->data, "subscribers", n);
	return r;
}

static int show(struct call *call, const struct article_document *d)
{
	const struct article *a = &d->article;
	int r = set_history(call, a->id);

	watch_fill(call, d, serve_query(call->rq, "lang"));
	set_steps(call, a);
	set_versions(call, d);
	json_set_text(call->arena, call->data, "author_name", bound_person(call, a->author));
	json_set_text(
	    call->arena, call->data, "reviewer_name", bound_person(call, a->reviewer));
	json_set_bool(call->arena, call->data, "overdue",
	    a->revision && a->review_due && a->review_due < call->now);
	if (r == 0)
		r = watch_files(call, a, article_is_written(a->state));
	if (r == 0)
		r = set_subscribers(call);
	return r < 0 ? r : set_coming(call, a);
}

static int one(struct call *call)
{
	struct article_document d = {0};
	int r = find(call, &d);

	return r < 0 ? r : show(call, &d);
}

static int action_of(struct call *call)
{
	const char *name = call_field(call, "action");

	for (int i = 0; i < ARTICLE_ACTIONS; i++)
		if (strcmp(article_rows[i].name, name) == 0)
			return i;
	return -1;
}

static int act(struct call *call)
{
	struct article_step step = {.action = action_of(call),
	    .roles = cert_roles(call),
	    .tell = strcmp(call_field(call, "tell"), "1") == 0};
	struct article_document d = {0};
	int r = find(call, &d);

	if (r < 0)
		return r;
	step.note = cert_text(call, "note", CERT_REASON);
	if (step.action < 0)
		call_wrong(call, "form", TR("Choose what is to be done."));
	else if (article_rows[step.action].note && !step.note && !call->wrong)
		call_wrong(call, "note", TR("This is needed."));
	if (!call->wrong)
		r = cert_refused(call, article_act(call->db, &call->actor, d.article.id, &step,
					   call->now, call->arena, NULL));
	if (r == 0 && !call->wrong)
		return call_redirect(call, TR("Saved."), "/cert/watch/%s", d.article.id);
	json_set_text(call->arena, call->data, "typed_note", call_field(call, "note"));
	return r < 0 ? r : show(call, &d);
}

static int version(struct call *call)
{
	struct article_document d = {0}, old = {0};
	int64_t number = 0;
	int r = find(call, &d);

	if (r < 0)
		return r;
	if (parse_int(span_str(call_arg(call, "number")), 1, 100000, &number) < 0)
		return v1_watch_missing(call, call_arg(call, "number"));
	r = article_load_revision(call->db, d.article.id, number, call->arena, &old);
	if (r == ERR_NOTFOUND)
		return v1_watch_missing(call, call_arg(call, "number"));
	if (r < 0)
		return call_db(call, r);
	watch_fill(call, &old, serve_query(call->rq, "lang"));
	json_set_int(call->arena, call->data, "version", number);
	return 0;
}

/* --- files --- */

static int add_file(struct call *call)
{
	struct article_document d = {0};
	struct article_upload upload = {.name = ""};
	int r = find(call, &d);

	if (r < 0)
		return r;
	for (size_t i = 0; i < call->rq->nfiles; i++)
		if (strcmp(call->rq->files[i].name, "file") == 0)
			upload = (struct article_upload){
			    call->rq->files[i].filename, call->rq->files[i].bytes};
	if (!*upload.name)
		call_wrong(call, "file", TR("Choose a file."));
	else
		r = cert_refused(call, article_file_add(call->db, &call->actor, d.article.id,
					   &upload, call->now, call->arena));
	if (r == 0 && !call->wrong)
		return call_redirect(
		    call, TR("The file is added."), "/cert/watch/%s#files", d.article.id);
	return r < 0 ? r : show(call, &d);
}

static int remove_file(struct call *call)
{
	struct article_document d = {0};
	int r = find(call, &d);

	if (r < 0)
		return r;
	r = article_file_remove(call->db, &call->actor, d.article.id, call_arg(call, "file"),
	    call->now, call->arena);
	if (r == ERR_NOTFOUND)
		return v1_watch_missing(call, call_arg(call, "file"));
	r = cert_refused(call, r);
	if (r == 0 && !call->wrong)
		return call_redirect(
		    call, TR("The file is removed."), "/cert/watch/%s#files", d.article.id);
	return r < 0 ? r : show(call, &d);
}

static int file(struct call *call)
{
	struct article_document d = {0};
	int r = find(call, &d);

	return r < 0 ? r
		     : watch_send_file(call, &d.article, article_is_written(d.article.state));
}

/* --- who comes --- */

static const struct list_column seat_columns[] = {
    {"person", "", "s.\"person\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"name", TR("Name"), "p.\"name\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"mail", TR("E-mail"), "p.\"mail\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"organisation", TR("Organisation"), "o.\"name\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL,
	NULL},
    {"state", TR("State"), "s.\"state\"", LIST_ENUM, LIST_SORT | LIST_FILTER,
	article_seat_state_names, NULL},
    {"asked", TR("Asked"), "s.\"asked\"", LIST_TIME, LIST_SORT, NULL, NULL},
    {"note", TR("Remark"), "s.\"note\"", LIST_TEXT, LIST_SEARCH, NULL, NULL},
};

static int seats(struct call *call)
{
	static const struct list rows = {.name = "registrations",
	    .from =
		"article_seat AS s JOIN person AS p ON p.\"id\" = s.\"person\" LEFT JOIN org "
		"AS o ON o.\"id\" = s.\"org\"",
	    .where = "s.\"article\" = $1",
	    .columns = seat_columns,
	    .ncolumns = ARRAY_LEN(seat_columns),
	    .sort = "asked",
	    .key = "s.\"id\"",
	    .empty = TR("Nobody has registered yet.")};
	struct article_document d = {0};
	int r = find(call, &d);

	if (r < 0)
		return r;
	watch_fill(call, &d, NULL);
	r = set_coming(call, &d.article);
	return r < 0 ? r : list_run(call, &rows, DESK_PARAMS(DESK_TEXT(d.article.id)));
}

/* For somebody who wrote or called. */
static int cancel_seat(struct call *call)
{
	struct article_document d = {0};
	int r = find(call, &d);

	if (r < 0)
		return r;
	r = article_seat_cancel(call->db, &call->actor, &d.article, call_field(call, "person"),
	    call->now, call->arena);
	if (r < 0)
		return call_db(call, r);
	return call_redirect(
	    call, TR("The seat is given back."), "/cert/watch/%s/seats", d.article.id);
}

/* --- made of something else --- */

const char *watch_say(const char *lang, const char *text)
{
	return tr(i18n_lang(lang), words_value(text));
}

int watch_seed(struct call *call)
{
	const char *kind = call_field(call, "kind"), *id = NULL;
	const struct article_seed_words words = {
	    .kind = *kind ? bound_name(article_kind_names, kind) : -1,
	    .lang = call->lang,
	    .say = watch_say};
	struct audience_viewer viewer;
	int r;

	v1_watch_viewer(call, &viewer);
	r = article_seed_make(call->db, &call->actor, &viewer, call_arg(call, "source"),
	    call_arg(call, "id"), &words, call->now, call->arena, &id);
	if (r == ERR_NOTFOUND)
		return v1_watch_missing(call, call_arg(call, "id"));
	if (r < 0)
		return call_db(call, r);
	return call_redirect(call, TR("A draft is made of it."), "/cert/watch/%s", id);
}

#define FIELDS                                                                                 \
	"kind tlp lang review_months tags? starts? ends? place? seats? seats_until? action? "  \
	"version? title_en? lead_en? body_en? title_fr? lead_fr? body_fr? title_nb? lead_nb? " \
	"body_nb?"

const struct route cert_watch_routes[] = {
    {"GET", "/cert/watch", MAY_VIEW, "cert_watch", list, ROUTE_NO_LOG,
	"All articles of the watch portal.", NULL, TR("Articles")},
    {"GET", "/cert/watch/due", MAY_VIEW, "cert_watch", due, ROUTE_NO_LOG,
	"Articles that are to be read again.", NULL, TR("To be read again")},
    {"GET", "/cert/watch/new", MAY_REVIEW, "cert_watch_edit", watch_edit_new, ROUTE_NO_LOG,
	"The form of a new article.", NULL, TR("New article")},
    {"POST", "/cert/watch/new", MAY_REVIEW, "cert_watch_edit", watch_edit_create, 0,
	"Begins an article, or shows how it would look (action preview).", FIELDS,
	TR("New article")},
    {"GET", "/cert/watch/{id}", MAY_VIEW, "cert_watch_one", one, 0,
	"An article: text, steps, files, versions, history.", NULL, NULL},
    {"POST", "/cert/watch/{id}", MAY_REVIEW, "cert_watch_one", act, 0,
	"A step of an article: submit, return, publish, update, drop, confirm, withdraw.",
	"action note? tell?", NULL},
    {"GET", "/cert/watch/{id}/edit", MAY_REVIEW, "cert_watch_edit", watch_edit, 0,
	"The form of an article that is written.", NULL, TR("Write the article")},
    {"POST", "/cert/watch/{id}/edit", MAY_REVIEW, "cert_watch_edit", watch_edit_save, 0,
	"Stores what was written, or shows how it would look (action preview).", FIELDS,
	TR("Write the article")},
    {"GET", "/cert/watch/{id}/versions/{number}", MAY_VIEW, "cert_watch_version", version, 0,
	"A revision as it went out.", NULL, NULL},
    {"POST", "/cert/watch/{id}/files", MAY_REVIEW, "cert_watch_one", add_file, 0,
	"Adds a file to an article that is written.", NULL, NULL},
    {"GET", "/cert/watch/{id}/files/{file}", MAY_VIEW, NULL, file, 0,
	"A file beside an article that is written.", NULL, NULL},
    {"POST", "/cert/watch/{id}/files/{file}/remove", MAY_REVIEW, "cert_watch_one", remove_file,
	0, "Takes a file away from an article that is written.", NULL, NULL},
    {"GET", "/cert/watch/{id}/seats", MAY_VIEW, "cert_watch_seats", seats, 0,
	"Who comes to an event, and who waits.", NULL, TR("Registrations")},
    {"POST", "/cert/watch/{id}/seats", MAY_REVIEW, NULL, cancel_seat, 0,
	"Gives somebody's seat back.", "person", NULL},
    {"POST", "/cert/watch/from/{source}/{id}", MAY_REVIEW, NULL, watch_seed, 0,
	"Begins an article with what an advisory says.", "kind?", NULL},
    {.method = NULL},
};

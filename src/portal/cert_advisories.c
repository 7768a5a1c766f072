/* Advisories at the CERT: the list, one of them, its steps, to whom it goes, the board. */
#include "desk/advisory_publish.h"
#include "desk/advisory_signal.h"
#include "desk/article_seed.h"
#include "pack/knowledge_current.h"
#include "portal/advisory.h"
#include "portal/bound.h"
#include "portal/cert.h"
#include "portal/routes.h"
#include "portal/watch.h"
#include "report/i18n.h"

#define CHANCE "CASE a.\"chance\" WHEN 'high' THEN 2 WHEN 'medium' THEN 1 ELSE 0 END"
#define DAMAGE "CASE a.\"damage\" WHEN 'high' THEN 2 WHEN 'medium' THEN 1 ELSE 0 END"

/* What audience_sees says of the CERT's own, as a condition: $1 whether who asks writes, $2 and
 * $3 who they are. */
#define SEEN                                                                      \
	"(a.\"revision\" > 0 OR CAST($1 AS @int) = 1 OR a.\"author\" = $2) AND "  \
	"(a.\"tlp\" <> 'red' OR a.\"author\" = $2 OR a.\"persons\" LIKE $3) AND " \
	"(v.\"tlp\" IS NULL OR v.\"tlp\" <> 'red' OR a.\"author\" = $2 OR "       \
	"v.\"persons\" LIKE $3)"

/* Of what is out, the title that went out: an update is not there yet. */
#define TITLE "COALESCE(v.\"title\", a.\"title\")"

static const struct list_column columns[] = {
    {"id", "", "a.\"id\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"ref", TR("Number"), "a.\"ref\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"title", TR("Title"), TITLE, LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"state", TR("State"), "a.\"state\"", LIST_ENUM, LIST_SORT | LIST_FILTER,
	advisory_state_names, NULL},
    {"chance", TR("Chance"), "a.\"chance\"", LIST_ENUM, LIST_SORT | LIST_FILTER,
	advisory_level_names, CHANCE},
    {"damage", TR("Damage"), "a.\"damage\"", LIST_ENUM, LIST_SORT | LIST_FILTER,
	advisory_level_names, DAMAGE},
    {"tlp", TR("Label"), "a.\"tlp\"", LIST_ENUM, LIST_SORT | LIST_FILTER, tlp_names, NULL},
    {"audience", TR("To whom"), "a.\"audience\"", LIST_ENUM, LIST_FILTER, advisory_for_names,
	NULL},
    {"source", TR("Source"), "a.\"source\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"cves", TR("CVE numbers"), "a.\"cves\"", LIST_TEXT, LIST_SEARCH | LIST_HIDE, NULL, NULL},
    {"revision", TR("Revision"), "a.\"revision\"", LIST_INT, LIST_SORT, NULL, NULL},
    {"changed", TR("Changed"), "a.\"changed\"", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
};

static bool writes(const struct call *call)
{
	return (cert_roles(call) & (1u << ROLE_ANALYST | 1u << ROLE_COORDINATOR)) != 0;
}

static void add_label(struct call *call, struct json *row)
{
	enum tlp label = TLP_RED;

	(void)!tlp_from_text(span_str(json_text(json_get(row, "tlp"), "red")), &label);
	json_set_text(call->arena, row, "label", tlp_label(label));
}

static int list(struct call *call)
{
	static const struct list rows = {.name = "advisories",
	    .from = "advisory AS a LEFT JOIN advisory_revision AS v ON v.\"advisory\" = "
		    "a.\"id\" AND v.\"number\" = a.\"revision\"",
	    .where = SEEN,
	    .columns = columns,
	    .ncolumns = ARRAY_LEN(columns),
	    .sort = "-changed",
	    .key = "a.\"id\"",
	    .row = add_label,
	    .empty = TR("No advisory yet. Write one, or wait for signals of the feeds.")};
	int r = cert_take(call);

	return r < 0 ? r
		     : list_run(call, &rows,
			   DESK_PARAMS(DESK_INT(writes(call)), DESK_TEXT(call->who.person),
			       DESK_TEXT(
				   arena_printf(call->arena, "%%\"%s\"%%", call->who.person))));
}

/* --- of others --- */

static int take_in(struct call *call)
{
	const struct serve_file *file = NULL;
	const char *id = NULL;
	int r = 0;

	for (size_t i = 0; i < call->rq->nfiles; i++)
		if (strcmp(call->rq->files[i].name, "file") == 0 && call->rq->files[i].bytes.n)
			file = &call->rq->files[i];
	if (!file)
		call_wrong(call, "file", TR("Choose a file."));
	else
		r = cert_refused(call, advisory_signal_file(call->db, &call->actor, file->bytes,
					   file->filename, call->now, call->arena, &id));
	if (r == 0 && !call->wrong)
		return call_redirect(call, TR("The document was taken in as a signal."),
		    "/cert/advisories/%s", id);
	return r < 0 ? r : list(call);
}

/* --- one --- */

/* As it is written for those who write, else as it went out. */
static int find(struct call *call, struct advisory_document *ret)
{
	const char *id = call_arg(call, "id");
	int r = advisory_load(call->db, id, call->arena, ret);

	if (r == ERR_NOTFOUND)
		return advisory_page_missing(call, id);
	if (r < 0)
		return call_db(call, r);
	if (advisory_page_sees_draft(call, &ret->advisory))
		return 0;
	return advisory_page_published(call, id, ret);
}

static void set_steps(struct call *call, const struct advisory *a)
{
	struct json *can = json_new_object(call->arena);
	unsigned roles = cert_roles(call);
	bool wrote = text_list_has(&a->authors, call->who.person);
	bool any = false;

	for (int i = 0; i < ADVISORY_ACTIONS; i++) {
		bool ok = false;

		for (int role = ROLE_READER; role <= ROLE_AUDITOR; role++)
			ok |= (roles & 1u << role) && advisory_allows(a->state, i, role);
		if (i == ADVISORY_DO_APPROVE)
			ok &= !wrote;
		json_set_bool(call->arena, can, advisory_rows[i].name, ok);
		any |= ok;
	}
	json_set_bool(call->arena, can, "any", any);
	json_set_bool(call->arena, can, "write", writes(call) && advisory_is_written(a->state));
	json_set_bool(call->arena, can, "wrote", wrote);
	json_set_value(call->arena, call->data, "can", can);
}

static int set_history(struct call *call, const char *id)
{
	struct json *all = json_new_array(call->arena);
	struct desk_records events = {0};
	int r = desk_list(call->db, &advisory_event_type,
	    "WHERE \"advisory\" = $1 ORDER BY \"time\" DESC LIMIT 200",
	    DESK_PARAMS(DESK_TEXT(id)), call->arena, &events);

	vec_foreach (e, &events.all) {
		const struct advisory_event *event = *e;
		struct json *one = bound_json(call, &advisory_event_type, event);

		json_set_bool(call->arena, one, "moved", event->was != event->becomes);
		json_set_text(call->arena, one, "actor_name", cert_person(call, event->actor));
		if (event->note && strcmp(event->note, "source_changed") == 0)
			json_set_bool(call->arena, one, "source_changed", true);
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "history", all);
	return call_db(call, r);
}

static int set_figures(struct call *call, const char *id)
{
	struct json *to = json_new_object(call->arena);
	struct advisory_figures figures = {0};
	int r = advisory_figures_count(call->db, id, &figures);

	json_set_int(call->arena, to, "recipients", figures.recipients);
	json_set_int(call->arena, to, "opened", figures.opened);
	json_set_int(call->arena, to, "matched", figures.matched);
	for (int i = 0; advisory_answer_names[i]; i++)
		json_set_int(call->arena, to, advisory_answer_names[i], figures.answers[i]);
	json_set_value(call->arena, call->data, "figures", to);
	return call_db(call, r);
}

/* To whom it would go, and who of them is exposed. */
static int set_recipients(
    struct call *call, const struct advisory *a, struct advisory_matches *ret)
{
	const struct knowledge_pack *known = knowledge_hold();
	struct advisory_recipients to = {0};
	struct json *set = json_new_object(call->arena), *all = json_new_array(call->arena);
	int r = advisory_match_find(call->db, known, a, NULL, call->arena, ret);

	knowledge_release(known);
	if (r == 0)
		r = advisory_recipients_find(call->db, a, ret, call->arena, &to);
	for (size_t i = 0; r == 0 && i < to.orgs.n && i < 200; i++) {
		const struct advisory_match *m = advisory_match_of(ret, to.orgs.items[i]);
		struct json *one = json_new_object(call->arena);
		struct org org;

		r = desk_get(call->db, &org_type, to.orgs.items[i], call->arena, &org);
		json_set_text(call->arena, one, "id", to.orgs.items[i]);
		json_set_text(call->arena, one, "name", r == 0 ? org.name : "");
		json_set_int(call->arena, one, "matches", m ? m->n : 0);
		json_add_value(call->arena, all, one);
	}
	json_set_int(call->arena, set, "count",
	    a->tlp == TLP_RED ? (int64_t)a->persons.n : (int64_t)to.orgs.n);
	json_set_int(call->arena, set, "matched", to.matched);
	json_set_bool(call->arena, set, "many", to.orgs.n > ADVISORY_ALONE);
	json_set_bool(call->arena, set, "more", to.orgs.n > 200);
	json_set_value(call->arena, set, "orgs", all);
	json_set_value(call->arena, call->data, "recipients", set);
	return call_db(call, r);
}

static int show(struct call *call, const struct advisory_document *document)
{
	const struct advisory *a = &document->advisory;
	/* All that was seen last is looked through: when it is about to go out, or on demand.
	 */
	bool ask = a->state == ADVISORY_REVIEW || a->state == ADVISORY_APPROVED ||
		   serve_query(call->rq, "recipients") != NULL;
	struct advisory_matches matches = {0};
	int r = set_history(call, a->id);

	advisory_page_fill(call, document, serve_query(call->rq, "lang"));
	set_steps(call, a);
	json_set_text(call->arena, call->data, "author_name", bound_person(call, a->author));
	json_set_text(
	    call->arena, call->data, "reviewer_name", bound_person(call, a->reviewer));
	if (r == 0)
		r = set_figures(call, a->id);
	if (r == 0 && ask)
		r = set_recipients(call, a, &matches);
	return r;
}

static int one(struct call *call)
{
	struct advisory_document document = {0};
	int r = find(call, &document);

	return r < 0 ? r : show(call, &document);
}

/* --- steps --- */

static int action_of(struct call *call)
{
	const char *name = call_field(call, "action");

	for (int i = 0; i < ADVISORY_ACTIONS; i++)
		if (strcmp(advisory_rows[i].name, name) == 0)
			return i;
	return -1;
}

static int do_step(struct call *call, struct advisory_step *step)
{
	const char *id = call_arg(call, "id");
	const struct knowledge_pack *known;
	int r;

	if (step->action != ADVISORY_DO_PUBLISH && step->action != ADVISORY_DO_WITHDRAW)
		return advisory_act(
		    call->db, &call->actor, id, step, call->now, call->arena, NULL);
	known = knowledge_hold();
	r = advisory_publish(
	    call->db, known, &call->actor, id, step, call->now, call->arena, NULL);
	knowledge_release(known);
	return r;
}

static int act(struct call *call)
{
	struct advisory_step step = {.action = action_of(call), .roles = cert_roles(call)};
	struct advisory_document document = {0};
	int r = find(call, &document);

	if (r < 0)
		return r;
	step.note = cert_text(call, "note", CERT_REASON);
	if (step.action < 0)
		call_wrong(call, "form", TR("Choose what is to be done."));
	else if (advisory_rows[step.action].note && !step.note && !call->wrong)
		call_wrong(call, "note", TR("This is needed."));
	if (!call->wrong)
		r = cert_refused(call, do_step(call, &step));
	if (r == 0 && !call->wrong)
		return call_redirect(
		    call, TR("Saved."), "/cert/advisories/%s", document.advisory.id);
	json_set_text(call->arena, call->data, "typed_note", call_field(call, "note"));
	return r < 0 ? r : show(call, &document);
}

/* --- what one of them sees --- */

static int preview(struct call *call)
{
	const char *org = serve_query(call->rq, "org");
	struct advisory_document document = {0};
	struct advisory_matches matches = {0};
	const struct advisory_match *m;
	const struct knowledge_pack *known;
	struct org at;
	int r = find(call, &document);

	if (r < 0)
		return r;
	r = desk_get(call->db, &org_type, org ? org : "", call->arena, &at);
	if (r == ERR_NOTFOUND)
		return advisory_page_missing(call, org ? org : "");
	known = knowledge_hold();
	if (r == 0)
		r = advisory_match_find(
		    call->db, known, &document.advisory, at.id, call->arena, &matches);
	knowledge_release(known);
	if (r < 0)
		return call_db(call, r);
	m = advisory_match_of(&matches, at.id);
	advisory_page_fill(call, &document, serve_query(call->rq, "lang"));
	advisory_page_assets(call, m ? &m->assets : &(struct text_list){0}, m ? m->n : 0);
	json_set_text(call->arena, call->data, "preview", at.name);
	json_set_text(call->arena, call->data, "preview_org", at.id);
	return 0;
}

/* --- the board --- */

static const struct list_column board_columns[] = {
    {"org", "", "d.\"org\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"name", TR("Organisation"), "o.\"name\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"region", TR("Region"), "o.\"region\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"matches", TR("Places"), "d.\"matches\"", LIST_INT, LIST_SORT, NULL, NULL},
    {"answer", TR("Answer"), "d.\"answer\"", LIST_ENUM, LIST_SORT | LIST_FILTER,
	advisory_answer_names, NULL},
    {"planned", TR("Planned for"), "d.\"planned\"", LIST_TIME, LIST_SORT, NULL, NULL},
    {"note", TR("Remark"), "d.\"note\"", LIST_TEXT, LIST_SEARCH, NULL, NULL},
    {"opened", TR("Opened"), "d.\"opened\"", LIST_TIME, LIST_SORT, NULL, NULL},
    {"answered", TR("Answered"), "d.\"answered\"", LIST_TIME, LIST_SORT, NULL, NULL},
};

static int board(struct call *call)
{
	static const struct list rows = {.name = "exposure",
	    .from = "advisory_delivery AS d JOIN org AS o ON o.\"id\" = d.\"org\"",
	    .where = "d.\"advisory\" = $1",
	    .columns = board_columns,
	    .ncolumns = ARRAY_LEN(board_columns),
	    .sort = "-matches",
	    .key = "d.\"id\"",
	    .empty = TR("It has gone to nobody yet: publish it first.")};
	struct advisory_document document = {0};
	int r = find(call, &document);

	if (r == 0)
		r = set_figures(call, document.advisory.id);
	if (r < 0)
		return r;
	advisory_page_fill(call, &document, NULL);
	return list_run(call, &rows, DESK_PARAMS(DESK_TEXT(document.advisory.id)));
}

/* --- files --- */

static int file(struct call *call)
{
	const char *format = call_arg(call, "format");
	struct advisory_document document = {0};
	int r = find(call, &document);

	if (r < 0)
		return r;
	if (strcmp(format, "markdown") == 0)
		return advisory_page_markdown(call, &document);
	if (strcmp(format, "csaf") == 0)
		return advisory_page_csaf(call, &document, serve_query(call->rq, "lang"),
		    document.advisory.state != ADVISORY_PUBLISHED &&
			document.advisory.state != ADVISORY_WITHDRAWN);
	return advisory_page_missing(call, format);
}

/* --- made of something else --- */

/* What an article would say (desk/article_seed.h), as a draft: to whom it goes and which
 * products it is about is for its author. */
static int from(struct call *call)
{
	const struct article_seed_words words = {
	    .kind = -1, .lang = call->lang, .say = watch_say};
	struct advisory_document d = {.advisory = {.audience = ADVISORY_FOR_MATCH}};
	struct article_document seed = {0};
	struct audience_viewer viewer;
	int r;

	advisory_viewer(&call->who, call->arena, &viewer);
	r = article_seed_fill(call->db, &viewer, call_arg(call, "source"), call_arg(call, "id"),
	    &words, call->arena, &seed);
	if (r < 0)
		return call_db(call, r);
	d.advisory.title = seed.article.title;
	d.advisory.tlp = seed.article.tlp;
	d.advisory.lang = seed.article.lang;
	d.advisory.cves = seed.article.tags;
	vec_foreach (t, &seed.texts)
		vec_push(call->arena, &d.texts,
		    (struct advisory_text){.lang = t->lang,
			.title = t->title,
			.summary = t->lead,
			.remedy = t->body});
	r = advisory_create(call->db, &call->actor, &d, call->now, call->arena);
	return r < 0 ? call_db(call, r)
		     : call_redirect(call, TR("A draft is made of it."),
			   "/cert/advisories/%s/edit", d.advisory.id);
}

const struct route cert_advisories_routes[] = {
    {"POST", "/cert/advisories/from/{source}/{id}", MAY_REVIEW, NULL, from, 0,
	"A draft of what an incident or an alert teaches, without whose it was.", "", NULL},
    {"GET", "/cert/advisories", MAY_VIEW, "cert_advisories", list, ROUTE_NO_LOG,
	"All advisories and the signals that may become one.", NULL, TR("Advisories")},
    {"GET", "/cert/advisories/new", MAY_REVIEW, "cert_advisory_edit", advisory_edit_new,
	ROUTE_NO_LOG, "The form of a new advisory.", NULL, TR("New advisory")},
    {"POST", "/cert/advisories/new", MAY_REVIEW, "cert_advisory_edit", advisory_edit_create, 0,
	"Begins an advisory.",
	"lang chance damage tlp audience orgs? persons? cves? cvss? products? references? "
	"embargo? version? title_en? summary_en? remedy_en? detection_en? details_en? "
	"title_fr? summary_fr? remedy_fr? detection_fr? details_fr? title_nb? summary_nb? "
	"remedy_nb? detection_nb? details_nb?",
	TR("New advisory")},
    {"POST", "/cert/advisories/import", MAY_REVIEW, "cert_advisories", take_in, 0,
	"Takes a document of others (CSAF 2.0) in as a signal.", NULL, TR("Advisories")},
    {"GET", "/cert/advisories/{id}", MAY_VIEW, "cert_advisory", one, 0,
	"An advisory: texts, steps, recipients, history.", NULL, NULL},
    {"POST", "/cert/advisories/{id}", MAY_REVIEW, "cert_advisory", act, 0,
	"A step of an advisory: assess, draft, submit, approve, publish, withdraw and so on.",
	"action note?", NULL},
    {"GET", "/cert/advisories/{id}/edit", MAY_REVIEW, "cert_advisory_edit", advisory_edit, 0,
	"The form of an advisory that is written.", NULL, TR("Write the advisory")},
    {"POST", "/cert/advisories/{id}/edit", MAY_REVIEW, "cert_advisory_edit", advisory_edit_save,
	0, "Stores what was written.",
	"lang chance damage tlp audience orgs? persons? cves? cvss? products? references? "
	"embargo? version title_en? summary_en? remedy_en? detection_en? details_en? "
	"title_fr? summary_fr? remedy_fr? detection_fr? details_fr? title_nb? summary_nb? "
	"remedy_nb? detection_nb? details_nb?",
	TR("Write the advisory")},
    {"GET", "/cert/advisories/{id}/board", MAY_VIEW, "cert_advisory_board", board, 0,
	"Who is exposed, and what they answer.", NULL, TR("Exposure board")},
    {"GET", "/cert/advisories/{id}/board/events", MAY_VIEW, NULL, advisory_board_live,
	ROUTE_NO_LOG, "The figures of the exposure board as server-sent events.", NULL, NULL},
    {"GET", "/cert/advisories/{id}/preview", MAY_REVIEW, "advisory", preview, 0,
	"Exactly what one organisation sees (org).", NULL, TR("Preview")},
    {"GET", "/cert/advisories/{id}/files/{format}", MAY_VIEW, NULL, file, 0,
	"The advisory as csaf or markdown.", NULL, NULL},
    {.method = NULL},
};

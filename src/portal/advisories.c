/* Advisories as members and everybody else read them. */
#include "portal/advisory.h"
#include "portal/bound.h"
#include "portal/routes.h"
#include "report/i18n.h"

static const struct list_column columns[] = {
    {"id", "", "a.\"id\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"ref", TR("Number"), "a.\"ref\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"title", TR("Title"), "v.\"title\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"tlp", TR("Label"), "v.\"tlp\"", LIST_ENUM, LIST_SORT | LIST_FILTER, tlp_names, NULL},
    {"matches", TR("Places"), "d.\"matches\"", LIST_INT, LIST_SORT, NULL, NULL},
    {"answer", TR("Answer"), "d.\"answer\"", LIST_ENUM, LIST_SORT | LIST_FILTER,
	advisory_answer_names, NULL},
    {"state", TR("State"),
	"CASE a.\"state\" WHEN 'withdrawn' THEN 'withdrawn' ELSE "
	"'published' END",
	LIST_TEXT, 0, NULL, NULL},
    {"revision", TR("Revision"), "a.\"revision\"", LIST_INT, 0, NULL, NULL},
    {"revised", TR("Published"), "a.\"revised\"", LIST_TIME, LIST_SORT | LIST_FILTER, NULL,
	NULL},
    {"opened", TR("Opened"), "d.\"opened\"", LIST_TIME, LIST_SORT, NULL, NULL},
};

static void add_label(struct call *call, struct json *row)
{
	enum tlp label = TLP_RED;

	(void)!tlp_from_text(span_str(json_text(json_get(row, "tlp"), "red")), &label);
	json_set_text(call->arena, row, "label", tlp_label(label));
}

static int list(struct call *call)
{
	static const struct list rows = {.name = "advisories",
	    .from = ADVISORY_GOT_SQL,
	    .where = ADVISORY_SEEN_SQL,
	    .columns = columns,
	    .ncolumns = ARRAY_LEN(columns),
	    .sort = "-revised",
	    .key = "d.\"id\"",
	    .row = add_label,
	    .empty = TR("No advisory has come yet. You get a message when one does.")};

	return list_run(call, &rows,
	    DESK_PARAMS(DESK_TEXT(call->org->id),
		DESK_INT(advisory_is_inside(&call->who, call->org->id)),
		DESK_TEXT(arena_printf(call->arena, "%%\"%s\"%%", call->who.person))));
}

/* What the organisation got and who asks sees. */
static int find(
    struct call *call, struct advisory_document *ret, struct advisory_delivery *ret_delivery)
{
	const char *id = call_arg(call, "id");
	int r = advisory_page_published(call, id, ret);

	if (r < 0)
		return r;
	r = advisory_delivery_find(call->db, id, call->org->id, call->arena, ret_delivery);
	if (r == ERR_NOTFOUND || (r == 0 && ret_delivery->revision != ret->advisory.revision) ||
	    (r == 0 && ret->advisory.tlp == TLP_AMBER_STRICT &&
		!advisory_is_inside(&call->who, call->org->id)))
		return advisory_page_missing(call, id);
	return call_db(call, r);
}

static void fill(struct call *call, const struct advisory_document *document,
    const struct advisory_delivery *d)
{
	struct json *answers = json_new_array(call->arena);
	struct json *delivery = bound_json(call, &advisory_delivery_type, d);

	for (int i = ADVISORY_AFFECTED; advisory_answer_names[i]; i++) {
		struct json *one = json_new_object(call->arena);

		json_set_text(call->arena, one, "value", advisory_answer_names[i]);
		json_set_bool(call->arena, one, "here", d->answer == i);
		json_add_value(call->arena, answers, one);
	}
	json_set_text(
	    call->arena, delivery, "answered_name", bound_person(call, d->answered_by));
	json_set_bool(call->arena, delivery, "said", d->answer != ADVISORY_UNANSWERED);
	json_set_value(call->arena, call->data, "answers", answers);
	json_set_value(call->arena, call->data, "delivery", delivery);
	json_set_bool(call->arena, call->data, "answerable",
	    call_may(call, MAY_ANSWER) && document->advisory.state != ADVISORY_WITHDRAWN);
	json_set_bool(call->arena, call->data, "member", true);
	advisory_page_fill(call, document, serve_query(call->rq, "lang"));
	advisory_page_assets(call, &d->assets, d->matches);
	bound_crumb(call, TR("Advisories"), "advisories");
}

/* Somebody of the organisation has opened it; the CERT looking does not count. */
static int note_opened(struct call *call, struct advisory_delivery *d)
{
	vec_foreach (s, &call->who.standings)
		if (s->org && strcmp(s->org, call->org->id) == 0)
			return call_db(
			    call, advisory_open(call->db, &call->actor, d, call->now));
	return 0;
}

static int one(struct call *call)
{
	struct advisory_document document = {0};
	struct advisory_delivery d = {0};
	int r = find(call, &document, &d);

	if (r == 0)
		r = note_opened(call, &d);
	if (r == 0)
		fill(call, &document, &d);
	return r;
}

static int answer(struct call *call)
{
	struct advisory_document document = {0};
	struct advisory_delivery d = {0};
	struct advisory_said said = {
	    .answer = bound_name(advisory_answer_names, call_field(call, "answer")),
	    .note = call_field(call, "note")};
	int r = find(call, &document, &d);

	if (r < 0)
		return r;
	if (said.answer <= ADVISORY_UNANSWERED)
		call_wrong(call, "answer", TR("Choose an answer"));
	if (said.answer == ADVISORY_PLANNED && !bound_day(call, "planned", &said.planned))
		call_wrong(call, "planned", TR("Choose a day"));
	if (strlen(said.note) > 2000)
		call_wrong(call, "note", TR("This is too long."));
	if (!call->wrong) {
		r = advisory_answer_put(call->db, &call->actor, document.advisory.id,
		    call->org->id, &said, call->now, call->arena, &d);
		if (r == 0)
			return call_redirect(call, TR("Thank you for your answer."),
			    "/orgs/%s/advisories/%s", call->org->id, document.advisory.id);
		r = bound_refused(call, r);
	}
	bound_typed(call);
	if (r == 0)
		fill(call, &document, &d);
	return r;
}

static int member_file(struct call *call)
{
	const char *format = call_arg(call, "format");
	struct advisory_document document = {0};
	struct advisory_delivery d = {0};
	int r = find(call, &document, &d);

	if (r < 0)
		return r;
	if (strcmp(format, "markdown") == 0)
		return advisory_page_markdown(call, &document);
	if (strcmp(format, "csaf") == 0)
		return advisory_page_csaf(call, &document, NULL, false);
	return advisory_page_missing(call, format);
}

/* --- for everybody --- */

static const struct list_column public_columns[] = {
    {"id", "", "a.\"id\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"ref", TR("Number"), "a.\"ref\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"title", TR("Title"), "v.\"title\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"revision", TR("Revision"), "a.\"revision\"", LIST_INT, 0, NULL, NULL},
    {"revised", TR("Published"), "a.\"revised\"", LIST_TIME, LIST_SORT | LIST_FILTER, NULL,
	NULL},
};

static int public_list(struct call *call)
{
	static const struct list rows = {.name = "advisories",
	    .from = "advisory AS a JOIN advisory_revision AS v ON v.\"advisory\" = a.\"id\" "
		    "AND v.\"number\" = a.\"revision\"",
	    .where = "v.\"tlp\" = 'clear' AND v.\"audience\" = 'all'",
	    .columns = public_columns,
	    .ncolumns = ARRAY_LEN(public_columns),
	    .sort = "-revised",
	    .key = "a.\"id\"",
	    .empty = TR("No advisory is public yet.")};

	return list_run(call, &rows, NULL, 0);
}

static int public_one(struct call *call)
{
	struct advisory_document document = {0};
	int r = advisory_page_published(call, call_arg(call, "id"), &document);

	if (r == 0)
		advisory_page_fill(call, &document, serve_query(call->rq, "lang"));
	return r;
}

const struct route advisories_routes[] = {
    {"GET", "/orgs/{org}/advisories", MAY_VIEW, "advisories", list, 0,
	"The advisories that the organisation got.", NULL, TR("Advisories")},
    {"GET", "/orgs/{org}/advisories/{id}", MAY_VIEW, "advisory", one, 0,
	"An advisory, where it was seen at the organisation, and the answer.", NULL, NULL},
    {"POST", "/orgs/{org}/advisories/{id}/answer", MAY_ANSWER, "advisory", answer, 0,
	"Says whether the organisation is affected.", "answer planned? note?", NULL},
    {"GET", "/orgs/{org}/advisories/{id}/files/{format}", MAY_VIEW, NULL, member_file, 0,
	"The advisory as csaf or markdown.", NULL, NULL},
    {"GET", "/advisories", MAY_PUBLIC, "advisories_public", public_list, ROUTE_NO_LOG,
	"Advisories that everybody may read.", NULL, TR("Advisories")},
    {"GET", "/advisories/{id}", MAY_PUBLIC, "advisory", public_one, ROUTE_NO_LOG,
	"An advisory that who asks may read.", NULL, NULL},
    {.method = NULL},
};

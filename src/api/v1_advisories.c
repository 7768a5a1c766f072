/* Advisories: what an organisation got, its answer, and the exposure board of the CERT. */
#include "api/v1.h"

#include "codec/json.h"
#include "desk/advisory.h"
#include "desk/advisory_answer.h"
#include "desk/advisory_sight.h"

static const char *const shown_states[] = {"published", "withdrawn", NULL};

static const struct list_column columns[] = {
    {"id", "Identifier", "a.id", LIST_TEXT, 0, NULL, NULL},
    {"ref", "Number", "a.ref", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"title", "Title", "v.title", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"tlp", "Label", "v.tlp", LIST_ENUM, LIST_SORT | LIST_FILTER, tlp_names, NULL},
    {"state", "State", "CASE a.state WHEN 'withdrawn' THEN 'withdrawn' ELSE 'published' END",
	LIST_ENUM, 0, shown_states, NULL},
    {"revision", "Revision", "a.revision", LIST_INT, 0, NULL, NULL},
    {"revised", "Published", "a.revised", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
    {"matches", "Places where it was seen", "d.matches", LIST_INT, LIST_SORT, NULL, NULL},
    {"answer", "Answer", "d.answer", LIST_ENUM, LIST_SORT | LIST_FILTER, advisory_answer_names,
	NULL},
    {"planned", "Planned for", "d.planned", LIST_TIME, LIST_SORT, NULL, NULL},
    {"answered", "Answered", "d.answered", LIST_TIME, LIST_SORT, NULL, NULL},
};

const struct list v1_advisories = {.name = "advisories",
    .from = ADVISORY_GOT_SQL,
    .where = ADVISORY_SEEN_SQL,
    .columns = columns,
    .ncolumns = ARRAY_LEN(columns),
    .sort = "-revised",
    .key = "d.id"};

static const struct list_column board_columns[] = {
    {"org", "Organisation", "d.org", LIST_TEXT, LIST_FILTER, NULL, NULL},
    {"name", "Name", "o.name", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"region", "Region", "o.region", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"matches", "Places where it was seen", "d.matches", LIST_INT, LIST_SORT, NULL, NULL},
    {"answer", "Answer", "d.answer", LIST_ENUM, LIST_SORT | LIST_FILTER, advisory_answer_names,
	NULL},
    {"planned", "Planned for", "d.planned", LIST_TIME, LIST_SORT, NULL, NULL},
    {"opened", "Opened", "d.opened", LIST_TIME, LIST_SORT, NULL, NULL},
    {"answered", "Answered", "d.answered", LIST_TIME, LIST_SORT, NULL, NULL},
};

const struct list v1_advisory_board = {.name = "exposure-board",
    .from = "advisory_delivery AS d JOIN org AS o ON o.id = d.org",
    .where = "d.advisory = $1",
    .columns = board_columns,
    .ncolumns = ARRAY_LEN(board_columns),
    .sort = "-matches",
    .key = "d.id"};

static int advisories(struct call *call)
{
	return v1_list(call, &v1_advisories,
	    DESK_PARAMS(DESK_TEXT(call->org->id),
		DESK_INT(advisory_is_inside(&call->who, call->org->id)),
		DESK_TEXT(arena_printf(call->arena, "%%\"%s\"%%", call->who.person))));
}

static int missing(struct call *call)
{
	return call_fail(call, ERR_NOTFOUND, "Not found",
	    "Go back to the list: it may have been removed", "%.60s", call_arg(call, "id"));
}

/* As it went out, when who asks sees it. */
static int published(struct call *call, struct advisory_document *ret)
{
	struct audience_viewer viewer;
	int r = advisory_load_published(call->db, call_arg(call, "id"), call->arena, ret);

	if (r == 0) {
		advisory_viewer(&call->who, call->arena, &viewer);
		r = advisory_seen_by(call->db, &ret->advisory, &viewer, call->arena);
		r = r == 0 ? ERR_NOTFOUND : MIN(r, 0);
	}
	return r == ERR_NOTFOUND ? missing(call) : call_db(call, r);
}

/* What the organisation got of it, in its present revision. */
static int delivered(
    struct call *call, struct advisory_document *ret, struct advisory_delivery *ret_delivery)
{
	int r = published(call, ret);

	if (r < 0)
		return r;
	r = advisory_delivery_find(
	    call->db, ret->advisory.id, call->org->id, call->arena, ret_delivery);
	if (r == ERR_NOTFOUND || (r == 0 && ret_delivery->revision != ret->advisory.revision) ||
	    (r == 0 && ret->advisory.tlp == TLP_AMBER_STRICT &&
		!advisory_is_inside(&call->who, call->org->id)))
		return missing(call);
	return call_db(call, r);
}

static void set_texts(struct call *call, const char *name, const struct text_list *list)
{
	struct json *all = json_new_array(call->arena);

	for (size_t i = 0; i < list->n; i++)
		json_add_text(call->arena, all, list->items[i]);
	json_set_value(call->arena, call->data, name, all);
}

static int reply(struct call *call, const struct advisory_document *document,
    const struct advisory_delivery *d)
{
	const struct advisory *a = &document->advisory;
	struct json *texts = json_new_array(call->arena);

	json_set_text(call->arena, call->data, "id", a->id);
	json_set_text(call->arena, call->data, "ref", a->ref);
	json_set_text(call->arena, call->data, "tlp", tlp_names[a->tlp]);
	json_set_bool(call->arena, call->data, "withdrawn", a->state == ADVISORY_WITHDRAWN);
	json_set_int(call->arena, call->data, "revision", a->revision);
	v1_set_time(call, call->data, "published", a->published);
	v1_set_time(call, call->data, "revised", a->revised);
	set_texts(call, "cves", &a->cves);
	set_texts(call, "products", &a->products);
	set_texts(call, "references", &a->references);
	vec_foreach (t, &document->texts)
		json_add_value(call->arena, texts, v1_json(call, &advisory_text_type, t));
	json_set_value(call->arena, call->data, "texts", texts);
	json_set_value(
	    call->arena, call->data, "delivery", v1_json(call, &advisory_delivery_type, d));
	return 0;
}

static int one(struct call *call)
{
	struct advisory_document document = {0};
	struct advisory_delivery d = {0};
	int r = delivered(call, &document, &d);

	return r < 0 ? r : reply(call, &document, &d);
}

static int answer(struct call *call)
{
	struct advisory_document document = {0};
	struct advisory_delivery d = {0};
	struct advisory_said said = {
	    .answer = v1_enum(call, "answer", advisory_answer_names, ADVISORY_UNANSWERED),
	    .planned = v1_time(call, "planned"),
	    .note = call_field(call, "note")};
	int r = delivered(call, &document, &d);

	if (r < 0)
		return r;
	if (said.answer == ADVISORY_UNANSWERED)
		call_wrong(call, "answer", "Choose an answer");
	if (strlen(said.note) > 2000)
		call_wrong(call, "note", "This is too long.");
	if (call->wrong)
		return 0;
	r = advisory_answer_put(call->db, &call->actor, document.advisory.id, call->org->id,
	    &said, call->now, call->arena, &d);
	return r < 0 ? call_db(call, r) : reply(call, &document, &d);
}

static int board(struct call *call)
{
	struct advisory_document document = {0};
	int r = published(call, &document);

	return r < 0 ? r
		     : v1_list(call, &v1_advisory_board,
			   DESK_PARAMS(DESK_TEXT(document.advisory.id)));
}

#define ADVISORY "/api/v1/orgs/{org}/advisories"

const struct route v1_advisories_routes[] = {
    {"GET", ADVISORY, MAY_VIEW, NULL, advisories, 0,
	"The advisories that an organisation got, and its answers.", NULL, NULL},
    {"GET", ADVISORY "/{id}", MAY_VIEW, NULL, one, 0,
	"An advisory: its texts, products, and where it was seen at the organisation.", NULL,
	NULL},
    {"POST", ADVISORY "/{id}/answer", MAY_ANSWER, NULL, answer, 0,
	"Says whether the organisation is affected.", "answer note? planned?", NULL},
    {"GET", "/api/v1/cert/advisories/{id}/board", MAY_VIEW, NULL, board, 0,
	"Who is exposed to an advisory, and what they answer.", NULL, NULL},
    {.method = NULL},
};

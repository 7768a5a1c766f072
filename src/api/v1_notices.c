/* Notices: what an organisation was told, and its answers. */
#include "api/v1.h"

#include "desk/advisory_sight.h"
#include "desk/notice_answer.h"

/* As the pages of portal/notices.c: $1 the organisation, $2 inside, $3 who asks. */
#define SEEN                                                                                 \
	"n.org = $1 AND (n.tlp NOT IN ('amber+strict', 'red') OR CAST($2 AS @int) = 1) AND " \
	"(n.tlp <> 'red' OR n.persons LIKE $3)"

static const struct list_column columns[] = {
    {"id", "Identifier", "n.id", LIST_TEXT, 0, NULL, NULL},
    {"ref", "Number", "n.ref", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"org", "Organisation", "n.org", LIST_TEXT, 0, NULL, NULL},
    {"cause", "Kind of cause", "n.cause", LIST_TEXT, LIST_FILTER, NULL, NULL},
    {"object", "Identifier of the cause", "n.object", LIST_TEXT, LIST_FILTER, NULL, NULL},
    {"title", "Title", "n.title", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"severity", "Severity", "n.severity", LIST_ENUM, LIST_FILTER, criticality_names, NULL},
    {"tlp", "Label", "n.tlp", LIST_ENUM, LIST_SORT | LIST_FILTER, tlp_names, NULL},
    {"count", "Places", "n.\"count\"", LIST_INT, LIST_SORT, NULL, NULL},
    {"state", "State", "n.state", LIST_ENUM, LIST_SORT | LIST_FILTER, notice_state_names, NULL},
    {"answer", "Answer", "n.answer", LIST_ENUM, LIST_SORT | LIST_FILTER, notice_answer_names,
	NULL},
    {"opened", "Opened", "n.opened", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
    {"updated", "Updated", "n.updated", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
    {"answered", "Answered", "n.answered", LIST_TIME, LIST_SORT, NULL, NULL},
};

const struct list v1_notices = {.name = "notices",
    .from = "notice AS n",
    .where = SEEN,
    .columns = columns,
    .ncolumns = ARRAY_LEN(columns),
    .sort = "-updated",
    .key = "n.id"};

const struct list v1_cert_notices = {.name = "notices",
    .from = "notice AS n",
    .where = "(n.tlp <> 'red' OR n.persons LIKE $1)",
    .columns = columns,
    .ncolumns = ARRAY_LEN(columns),
    .sort = "-updated",
    .key = "n.id"};

static const char *named(struct call *call)
{
	return arena_printf(call->arena, "%%\"%s\"%%", call->who.person);
}

static int list(struct call *call)
{
	return v1_list(call, &v1_notices,
	    DESK_PARAMS(DESK_TEXT(call->org->id),
		DESK_INT(advisory_is_inside(&call->who, call->org->id)),
		DESK_TEXT(named(call))));
}

static int cert_list(struct call *call)
{
	return v1_list(call, &v1_cert_notices, DESK_PARAMS(DESK_TEXT(named(call))));
}

static struct json *items_json(struct call *call, const struct notice_items *items)
{
	struct json *all = json_new_array(call->arena);

	vec_foreach (item, &items->all) {
		struct json *one = json_new_object(call->arena);

		json_set_text(call->arena, one, "key", item->key);
		json_set_text(call->arena, one, "text", item->text);
		json_set_text(call->arena, one, "detail", item->detail);
		json_set_text(call->arena, one, "tlp", tlp_names[item->tlp]);
		v1_set_time(call, one, "time", item->time);
		json_set_int(call->arena, one, "count", item->count);
		json_add_value(call->arena, all, one);
	}
	return all;
}

/* The notice as who asks sees it; its label may leave them out. */
static int find(struct call *call, struct notice *ret, struct notice_items *ret_items)
{
	struct audience_viewer viewer;
	int r = v1_find(call, &notice_type, call_arg(call, "id"), ret);

	if (r < 0)
		return r;
	advisory_viewer(&call->who, call->arena, &viewer);
	if (!notice_seen_by(ret, call->org->path, &viewer))
		return call_fail(call, ERR_NOTFOUND, "Not found",
		    "Go back to the list: it may have been removed", "%.60s", ret->id);
	return call_db(call,
	    notice_items_for(ret, call->org->path, &viewer, call->arena, ret_items, NULL));
}

static int reply(struct call *call, struct notice *n, const struct notice_items *items)
{
	/* The items are those that are seen, as objects. */
	n->items = n->texts = NULL;
	json_set_value(call->arena, call->data, "notice", v1_json(call, &notice_type, n));
	json_set_value(call->arena, call->data, "items", items_json(call, items));
	return 0;
}

static int one(struct call *call)
{
	struct notice_items items = {0};
	struct notice n;
	int r = find(call, &n, &items);

	return r < 0 ? r : reply(call, &n, &items);
}

static int answer(struct call *call)
{
	struct notice_said said = {.answer = notice_answer_of(call_field(call, "answer")),
	    .note = call_field(call, "note"),
	    .channel = NOTICE_BY_PORTAL,
	    .person = call->who.person};
	struct notice_items items = {0};
	struct notice n;
	int r = find(call, &n, &items);

	if (r < 0)
		return r;
	if (said.answer < 0)
		call_wrong(call, "answer", "Choose an answer");
	if (strlen(said.note) > 2000)
		call_wrong(call, "note", "This is too long.");
	if (call->wrong)
		return 0;
	r = notice_answer(
	    call->db, &call->actor, call->org->id, n.id, &said, call->now, call->arena);
	if (r < 0)
		return call_db(call, r);
	r = find(call, &n, &items);
	return r < 0 ? r : reply(call, &n, &items);
}

const struct route v1_notices_routes[] = {
    {"GET", "/api/v1/orgs/{org}/notices", MAY_VIEW, NULL, list, 0,
	"The notices that the organisation got.", NULL, NULL},
    {"GET", "/api/v1/orgs/{org}/notices/{id}", MAY_VIEW, NULL, one, 0,
	"A notice with what it tells of.", NULL, NULL},
    {"POST", "/api/v1/orgs/{org}/notices/{id}/answer", MAY_ANSWER, NULL, answer, 0,
	"Answers a notice: working, fixed, false_positive, not_ours, accepted or need_help.",
	"answer note?", NULL},
    {"GET", "/api/v1/cert/notices", MAY_VIEW, NULL, cert_list, 0, "All notices.", NULL, NULL},
    {.method = NULL},
};

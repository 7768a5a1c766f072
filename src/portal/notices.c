/* Notices at an organisation, and what their one-time links open. */
#include "desk/advisory_sight.h"
#include "portal/bound.h"
#include "portal/notice_page.h"
#include "portal/routes.h"
#include "portal/sign_in.h"
#include "report/i18n.h"

/* What audience_sees says at one organisation, as a condition: $1 the organisation, $2 whether
 * who asks belongs to it or to the CERT's readers, $3 who they are. */
#define SEEN                                                                                  \
	"n.\"org\" = $1 AND (n.\"tlp\" NOT IN ('amber+strict', 'red') OR CAST($2 AS @int) = " \
	"1) AND (n.\"tlp\" <> 'red' OR n.\"persons\" LIKE $3)"

#define SEVERITY                                                                              \
	"CASE n.\"severity\" WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 " \
	"WHEN 'low' THEN 3 ELSE 4 END"

static const struct list_column columns[] = {
    {"id", "", "n.\"id\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"texts", "", "n.\"texts\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"ref", TR("Number"), "n.\"ref\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"title", TR("Title"), "n.\"title\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"criticality", TR("Criticality"), "n.\"severity\"", LIST_ENUM, LIST_SORT | LIST_FILTER,
	criticality_names, SEVERITY},
    {"tlp", TR("Label"), "n.\"tlp\"", LIST_ENUM, LIST_SORT | LIST_FILTER, tlp_names, NULL},
    {"count", TR("Places"), "n.\"count\"", LIST_INT, LIST_SORT, NULL, NULL},
    {"state", TR("State"), "n.\"state\"", LIST_ENUM, LIST_SORT | LIST_FILTER,
	notice_state_names, NULL},
    {"answer", TR("Answer"), "n.\"answer\"", LIST_ENUM, LIST_SORT | LIST_FILTER,
	notice_answer_names, NULL},
    {"updated", TR("Last told of"), "n.\"updated\"", LIST_TIME, LIST_SORT | LIST_FILTER, NULL,
	NULL},
};

/* Whether who asks belongs to the organisation itself or to the CERT's readers. */
static bool is_inside(const struct call *call)
{
	vec_foreach (s, &call->who.standings) {
		if (s->org ? strcmp(s->org, call->org->id) == 0
			   : s->role == ROLE_READER || s->role == ROLE_ANALYST ||
				 s->role == ROLE_COORDINATOR)
			return true;
	}
	return false;
}

static int list(struct call *call)
{
	static const struct list rows = {.name = "notices",
	    .from = "notice AS n",
	    .where = SEEN,
	    .columns = columns,
	    .ncolumns = ARRAY_LEN(columns),
	    .sort = "-updated",
	    .key = "n.\"id\"",
	    .row = notice_page_row,
	    .empty = TR("No notice has come yet. Look at the rules: they say who is told.")};

	return list_run(call, &rows,
	    DESK_PARAMS(DESK_TEXT(call->org->id), DESK_INT(is_inside(call)),
		DESK_TEXT(arena_printf(call->arena, "%%\"%s\"%%", call->who.person))));
}

static int find(struct call *call, struct notice *ret)
{
	const char *id = call_arg(call, "id");
	struct notice n = {0};
	int r = desk_get(call->db, &notice_type, id, call->arena, &n);

	if (r == ERR_NOTFOUND || (r == 0 && strcmp(n.org, call->org->id) != 0))
		return call_fail(call, ERR_NOTFOUND, "there is no such notice",
		    TR("Look at the list of notices"), "%.60s", id);
	if (r == 0)
		*ret = n;
	return call_db(call, r);
}

static int fill(struct call *call, const struct notice *n)
{
	struct audience_viewer viewer = {0};
	int r;

	advisory_viewer(&call->who, call->arena, &viewer);
	r = notice_page_fill(call, n, call->org->path, &viewer);
	if (r == 0)
		r = notice_page_history(call, n);
	json_set_bool(call->arena, call->data, "answerable",
	    call_may(call, MAY_ANSWER) && n->state != NOTICE_CLOSED);
	json_set_bool(call->arena, call->data, "calls",
	    who_may(&call->who, MAY_REVIEW, NULL) && n->state != NOTICE_CLOSED);
	json_set_text(call->arena, call->data, "action",
	    arena_printf(call->arena, "/orgs/%s/notices/%s/answer", call->org->id, n->id));
	bound_crumb(call, TR("Notices"), "notices");
	return r;
}

/* Somebody of the organisation has looked at it; the CERT looking does not count. */
static int note_seen(struct call *call, struct notice *n)
{
	vec_foreach (s, &call->who.standings)
		if (s->org && strcmp(s->org, call->org->id) == 0)
			return call_db(call, notice_see(call->db, &call->actor, n, call->now));
	return 0;
}

static int one(struct call *call)
{
	struct notice n = {0};
	int r = find(call, &n);

	if (r == 0)
		r = fill(call, &n);
	return r < 0 ? r : note_seen(call, &n);
}

static int answer(struct call *call)
{
	struct notice_said said;
	struct notice n = {0};
	int r = find(call, &n);

	if (r == 0)
		r = fill(call, &n);
	if (r < 0)
		return r;
	notice_page_said(call, NOTICE_BY_PORTAL, &said);
	if (!call->wrong) {
		r = notice_answer(
		    call->db, &call->actor, call->org->id, n.id, &said, call->now, call->arena);
		if (r == 0)
			return call_redirect(call, TR("Thank you for your answer."),
			    "/orgs/%s/notices/%s", call->org->id, n.id);
		r = bound_refused(call, r);
	}
	bound_typed(call);
	return r;
}

/* --- one-time links --- */

static int open_link(struct call *call, struct notice_link *ret)
{
	struct audience_viewer viewer = {0};
	int r =
	    notice_link_find(call->db, call_arg(call, "token"), call->now, call->arena, ret);

	if (r == 0)
		r = notice_link_viewer(call->db, ret, call->now, call->arena, &viewer);
	if (r < 0)
		return call_db(call, r);
	r = notice_page_fill(call, &ret->notice, ret->org.path, &viewer);
	json_set_text(call->arena, call->data, "org_name", ret->org.name);
	json_set_text(
	    call->arena, call->data, "told_name", bound_person(call, ret->told.person));
	json_set_bool(
	    call->arena, call->data, "answerable", ret->notice.state != NOTICE_CLOSED);
	json_set_text(call->arena, call->data, "action",
	    arena_printf(call->arena, "/n/%s", call_arg(call, "token")));
	return r;
}

/* Looking does not use it up: mail filters look at links, too. */
static int show_link(struct call *call)
{
	struct notice_link link;

	return open_link(call, &link);
}

static int use_link(struct call *call)
{
	struct notice_said said;
	struct notice_link link;
	int r = open_link(call, &link);

	if (r < 0)
		return r;
	if (!sign_in_from_here(call))
		return call_fail(call, ERR_DENIED, "the form is not ours",
		    TR("Open the link of the mail again"), "another site sent it");
	notice_page_said(call, NOTICE_BY_LINK, &said);
	if (!call->wrong) {
		r = notice_link_answer(call->db, &call->actor, call_arg(call, "token"), &said,
		    call->now, call->arena);
		json_set_bool(call->arena, call->data, "thanks", r == 0);
		json_set_text(call->arena, call->data, "given",
		    r == 0 ? notice_answer_names[said.answer] : NULL);
		r = r < 0 ? bound_refused(call, r) : 0;
	}
	bound_typed(call);
	return r;
}

const struct route notices_routes[] = {
    {"GET", "/orgs/{org}/notices", MAY_VIEW, "notices", list, 0,
	"The notices that the organisation got.", NULL, TR("Notices")},
    {"GET", "/orgs/{org}/notices/{id}", MAY_VIEW, "notice", one, 0,
	"A notice, what it tells of, and the answer.", NULL, NULL},
    {"POST", "/orgs/{org}/notices/{id}/answer", MAY_ANSWER, "notice", answer, 0,
	"Answers a notice: working, fixed, false_positive, not_ours, accepted or need_help.",
	"answer note?", NULL},
    {"GET", "/n/{token}", MAY_PUBLIC, "notice_link", show_link, ROUTE_NO_LOG,
	"A notice behind the one-time link of a mail.", NULL, TR("Notice")},
    {"POST", "/n/{token}", MAY_PUBLIC, "notice_link", use_link, ROUTE_NO_LOG | ROUTE_NO_CSRF,
	"Answers a notice by its one-time link.", "answer note?", TR("Notice")},
    {.method = NULL},
};

/* Notices at the CERT: all of them, telephone calls, and mails that somebody has to read. */
#include "desk/advisory_sight.h"
#include "desk/inbound.h"
#include "desk/phone.h"
#include "portal/bound.h"
#include "portal/cert.h"
#include "portal/notice_page.h"
#include "portal/routes.h"
#include "report/i18n.h"

#define SEVERITY                                                                              \
	"CASE n.\"severity\" WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 " \
	"WHEN 'low' THEN 3 ELSE 4 END"

/* RED is seen by the named alone; whoever of the CERT may view sees the rest. $1 is who asks.
 */
#define SEEN "(n.\"tlp\" <> 'red' OR n.\"persons\" LIKE $1)"

static const struct list_column columns[] = {
    {"id", "", "n.\"id\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"org_id", "", "n.\"org\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"texts", "", "n.\"texts\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"ref", TR("Number"), "n.\"ref\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"title", TR("Title"), "n.\"title\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"org", TR("Organisation"), "o.\"name\"", LIST_TEXT, LIST_SORT | LIST_SEARCH | LIST_FILTER,
	NULL, NULL},
    {"criticality", TR("Criticality"), "n.\"severity\"", LIST_ENUM, LIST_SORT | LIST_FILTER,
	criticality_names, SEVERITY},
    {"tlp", TR("Label"), "n.\"tlp\"", LIST_ENUM, LIST_SORT | LIST_FILTER, tlp_names, NULL},
    {"state", TR("State"), "n.\"state\"", LIST_ENUM, LIST_SORT | LIST_FILTER,
	notice_state_names, NULL},
    {"answer", TR("Answer"), "n.\"answer\"", LIST_ENUM, LIST_SORT | LIST_FILTER,
	notice_answer_names, NULL},
    {"reminders", TR("Reminders"), "n.\"reminders\"", LIST_INT, LIST_SORT, NULL, NULL},
    {"seen", TR("Opened"), "n.\"seen\"", LIST_TIME, LIST_SORT, NULL, NULL},
    {"updated", TR("Last told of"), "n.\"updated\"", LIST_TIME, LIST_SORT | LIST_FILTER, NULL,
	NULL},
};

static int list(struct call *call)
{
	static const struct list rows = {.name = "notices",
	    .from = "notice AS n JOIN org AS o ON o.\"id\" = n.\"org\"",
	    .where = SEEN,
	    .columns = columns,
	    .ncolumns = ARRAY_LEN(columns),
	    .sort = "-updated",
	    .key = "n.\"id\"",
	    .row = notice_page_row,
	    .empty = TR("No notice yet. Write to organisations, or wait for alerts.")};
	int r = cert_take(call);

	json_set_bool(call->arena, call->data, "writes", call_may(call, MAY_REVIEW));
	return r < 0 ? r
		     : list_run(call, &rows,
			   DESK_PARAMS(DESK_TEXT(
			       arena_printf(call->arena, "%%\"%s\"%%", call->who.person))));
}

/* --- calls --- */

static const struct list_column call_columns[] = {
    {"id", "", "t.\"id\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"done", "", "t.\"done\"", LIST_INT, LIST_HIDE, NULL, NULL},
    {"org", TR("Organisation"), "o.\"name\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"phone", TR("Telephone"), "o.\"emergency\"", LIST_TEXT, 0, NULL, NULL},
    {"ref", TR("Notice"), "coalesce(n.\"ref\", '')", LIST_TEXT, LIST_SEARCH, NULL, NULL},
    {"kind", TR("Why"), "t.\"reason\"", LIST_ENUM, LIST_SORT | LIST_FILTER, phone_reason_names,
	NULL},
    {"outcome", TR("Outcome"), "t.\"outcome\"", LIST_ENUM, LIST_SORT | LIST_FILTER,
	phone_outcome_names, NULL},
    {"open", TR("Waits"), "CASE t.\"done\" WHEN 0 THEN 'yes' ELSE 'no' END", LIST_ENUM,
	LIST_FILTER, (const char *const[]){"yes", "no", NULL}, NULL},
    {"tries", TR("Attempts"), "t.\"tries\"", LIST_INT, LIST_SORT, NULL, NULL},
    {"due", TR("Not before"), "t.\"due\"", LIST_TIME, LIST_SORT, NULL, NULL},
};

static int calls(struct call *call)
{
	static const struct list rows = {.name = "calls",
	    .from = "phone_task AS t JOIN org AS o ON o.\"id\" = t.\"org\" LEFT JOIN notice AS "
		    "n ON n.\"id\" = t.\"notice\"",
	    .columns = call_columns,
	    .ncolumns = ARRAY_LEN(call_columns),
	    .sort = "due",
	    .key = "t.\"id\"",
	    .empty =
		TR("Nobody is to be called. Calls come when a critical notice stays without "
		   "an answer, or somebody asks for help.")};
	int r = cert_take(call);

	return r < 0 ? r : list_run(call, &rows, NULL, 0);
}

static void add_contact(struct call *call, struct json *to, const struct membership *m)
{
	struct json *one, *functions = json_new_array(call->arena);
	struct person person;

	if (desk_get(call->db, &person_type, m->person, call->arena, &person) < 0)
		return;
	one = json_new_object(call->arena);
	for (size_t i = 0; i < m->functions.n; i++) {
		struct json *f = json_new_object(call->arena);

		json_set_text(call->arena, f, "value", m->functions.items[i]);
		json_add_value(call->arena, functions, f);
	}
	json_set_text(call->arena, one, "name", person.name);
	json_set_text(call->arena, one, "phone", person.phone);
	json_set_text(call->arena, one, "mail", person.mail);
	json_set_text(call->arena, one, "lang", person.lang);
	json_set_text(call->arena, one, "role", role_names[m->role]);
	json_set_value(call->arena, one, "functions", functions);
	json_add_value(call->arena, to, one);
}

/* Whom to call: those of the organisation, those who can be reached at any hour first. */
static int set_contacts(struct call *call, const char *org)
{
	struct json *all = json_new_array(call->arena);
	struct desk_records found = {0};
	int r = desk_list(call->db, &membership_type,
	    "WHERE \"org\" = $1 AND \"since\" <= $2 AND (\"until\" = 0 OR \"until\" > $2) "
	    "ORDER BY CASE WHEN \"functions\" LIKE '%\"on-call\"%' THEN 0 WHEN \"functions\" "
	    "<> '[]' THEN 1 ELSE 2 END, \"id\" LIMIT 30",
	    DESK_PARAMS(DESK_TEXT(org), DESK_INT(call->now)), call->arena, &found);

	vec_foreach (m, &found.all)
		add_contact(call, all, *m);
	json_set_value(call->arena, call->data, "contacts", all);
	return call_db(call, r);
}

static int load_task(struct call *call, struct phone_task *ret, struct org *ret_org)
{
	int r = desk_get(call->db, &phone_task_type, call_arg(call, "id"), call->arena, ret);

	if (r == 0)
		r = desk_get(call->db, &org_type, ret->org, call->arena, ret_org);
	return r < 0 ? call_db(call, r) : cert_take(call);
}

static int fill_notice(struct call *call, const struct phone_task *t, const struct org *org)
{
	struct audience_viewer viewer = {0};
	struct notice n = {0};
	int r;

	json_set_bool(call->arena, call->data, "has_notice", false);
	if (!t->notice)
		return 0;
	r = desk_get(call->db, &notice_type, t->notice, call->arena, &n);
	if (r < 0)
		return call_db(call, r);
	advisory_viewer(&call->who, call->arena, &viewer);
	/* Whoever calls about RED must be one of the named; the number alone is told. */
	json_set_text(call->arena, call->data, "ref", n.ref);
	if (!notice_seen_by(&n, org->path, &viewer))
		return 0;
	json_set_bool(call->arena, call->data, "has_notice", true);
	return notice_page_fill(call, &n, org->path, &viewer);
}

static int fill_call(struct call *call, const struct phone_task *t, const struct org *org)
{
	struct json *task = bound_json(call, &phone_task_type, t);
	struct json *at = bound_json(call, &org_type, org);
	int r = fill_notice(call, t, org);

	json_set_text(call->arena, task, "kind", phone_reason_names[t->reason]);
	json_set_text(call->arena, task, "person_name", bound_person(call, t->person));
	json_set_text(call->arena, task, "caller_name", bound_person(call, t->caller));
	json_set_value(call->arena, call->data, "task", task);
	json_set_value(call->arena, call->data, "called_org", at);
	json_set_text(call->arena, call->data, "caller", call->who.name);
	json_set_text(call->arena, call->data, "cert_name", call->app->settings.name);
	json_set_value(call->arena, call->data, "outcomes",
	    bound_choices(call,
		(const char *const[]){
		    "reached", "not_there", "wrong_number", "not_needed", NULL},
		call_field(call, "outcome")));
	json_set_bool(call->arena, call->data, "logs", call_may(call, MAY_REVIEW) && !t->done);
	return r < 0 ? r : set_contacts(call, t->org);
}

static int show_call(struct call *call)
{
	struct phone_task t = {0};
	struct org org = {0};
	int r = load_task(call, &t, &org);

	return r < 0 ? r : fill_call(call, &t, &org);
}

static int log_call(struct call *call)
{
	const char *answer = call_field(call, "answer");
	struct phone_said said = {
	    .outcome = bound_name(phone_outcome_names, call_field(call, "outcome")),
	    .note = call_field(call, "note")};
	struct phone_task t = {0};
	struct org org = {0};
	int r = load_task(call, &t, &org);

	if (r < 0)
		return r;
	said.answer = *answer ? notice_answer_of(answer) : NOTICE_UNANSWERED;
	if (said.outcome <= PHONE_OPEN)
		call_wrong(call, "outcome", TR("Choose an outcome"));
	if (said.answer < 0)
		call_wrong(call, "answer", TR("Choose an answer"));
	if (!call->wrong) {
		r = phone_called(call->db, &call->actor, t.id, &said, call->now, call->arena);
		if (r == 0)
			return call_redirect(
			    call, TR("The call is logged."), "/cert/calls?open=yes");
		r = bound_refused(call, r);
	}
	bound_typed(call);
	return r < 0 ? r : fill_call(call, &t, &org);
}

/* Somebody of the CERT wants to call about a notice now. */
static int ring(struct call *call)
{
	struct phone_need need = {.reason = PHONE_BY_HAND};
	struct notice n = {0};
	int r = desk_get(call->db, &notice_type, call_arg(call, "id"), call->arena, &n);

	if (r < 0)
		return call_db(call, r);
	need.org = n.org;
	need.notice = n.id;
	r = db_begin(call->db, DB_WRITE);
	if (r == 0)
		r = db_end(call->db,
		    phone_need(call->db, &call->actor, &need, call->now, call->arena));
	return r < 0 ? call_db(call, r)
		     : call_redirect(
			   call, TR("The call is on the board."), "/cert/calls?open=yes");
}

/* --- mails that came in --- */

static const struct list_column inbound_columns[] = {
    {"id", "", "i.\"id\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"notice", "", "i.\"notice\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"org_id", "", "i.\"org\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"time", TR("When"), "i.\"time\"", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
    {"sender", TR("From"), "i.\"sender\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"subject", TR("Subject"), "i.\"subject\"", LIST_TEXT, LIST_SEARCH, NULL, NULL},
    {"kind", TR("Kind"), "i.\"type\"", LIST_ENUM, LIST_SORT | LIST_FILTER, inbound_kind_names,
	NULL},
    {"verdict", TR("What was done"), "i.\"verdict\"", LIST_ENUM, LIST_SORT | LIST_FILTER,
	inbound_verdict_names, NULL},
    {"ref", TR("Notice"), "coalesce(n.\"ref\", '')", LIST_TEXT, LIST_SEARCH, NULL, NULL},
    {"text", TR("Text"), "i.\"text\"", LIST_TEXT, LIST_SEARCH, NULL, NULL},
    {"reason", TR("Why"), "i.\"reason\"", LIST_TEXT, LIST_SEARCH, NULL, NULL},
};

static void offer_settle(struct call *call, struct json *row)
{
	json_set_bool(call->arena, row, "waits",
	    strcmp(json_text(json_get(row, "verdict"), ""), "for_duty") == 0);
}

static int inbound(struct call *call)
{
	static const struct list rows = {.name = "replies",
	    .from = "inbound AS i LEFT JOIN notice AS n ON n.\"id\" = i.\"notice\"",
	    .columns = inbound_columns,
	    .ncolumns = ARRAY_LEN(inbound_columns),
	    .sort = "-time",
	    .key = "i.\"id\"",
	    .row = offer_settle,
	    .empty = TR("No mail has come in yet.")};
	int r = cert_take(call);

	return r < 0 ? r : list_run(call, &rows, NULL, 0);
}

static int settle(struct call *call)
{
	int r = inbound_settle(
	    call->db, &call->actor, call_arg(call, "id"), call->now, call->arena);

	return r < 0 ? call_db(call, r)
		     : call_redirect(
			   call, TR("Noted as read."), "/cert/replies?verdict=for_duty");
}

const struct route cert_notices_routes[] = {
    {"GET", "/cert/notices", MAY_VIEW, "cert_notices", list, ROUTE_NO_LOG,
	"All notices and their answers.", NULL, TR("Notices")},
    {"POST", "/cert/notices/{id}/call", MAY_REVIEW, NULL, ring, 0,
	"Puts a telephone call about a notice on the board.", NULL, NULL},
    {"GET", "/cert/calls", MAY_VIEW, "cert_calls", calls, ROUTE_NO_LOG,
	"Who is to be called, and why.", NULL, TR("Telephone calls")},
    {"GET", "/cert/calls/{id}", MAY_VIEW, "cert_call", show_call, ROUTE_NO_LOG,
	"A call, with what to say.", NULL, TR("A telephone call")},
    {"POST", "/cert/calls/{id}", MAY_REVIEW, "cert_call", log_call, 0,
	"Logs what came of a call.", "outcome answer? note?", TR("A telephone call")},
    {"GET", "/cert/replies", MAY_VIEW, "cert_replies", inbound, ROUTE_NO_LOG,
	"Mails that came in: replies, bounces and the rest.", NULL, TR("Mails that came in")},
    {"POST", "/cert/replies/{id}/settle", MAY_REVIEW, NULL, settle, 0,
	"Notes that a mail was read.", NULL, NULL},
    {.method = NULL},
};

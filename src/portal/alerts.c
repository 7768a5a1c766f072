/* Alerts at a member: what others see of its systems, and what it answers. */
#include "portal/alerts.h"

#include "model/event_kind.h"
#include "model/notice.h"
#include "model/tracked.h"
#include "portal/alert_facts.h"
#include "portal/bound.h"
#include "portal/cert.h"
#include "portal/routes.h"
#include "report/i18n.h"

/* What audience_sees says at one organisation, as a condition: $1 the organisation, $2 whether
 * who asks belongs to it or to the CERT's readers. What is RED names persons, and no feed does.
 */
#define SEEN                                                                          \
	"a.\"org\" = $1 AND a.\"told\" > 0 AND a.\"tlp\" <> 'red' AND (a.\"tlp\" <> " \
	"'amber+strict' OR CAST($2 AS @int) = 1)"

static const struct list_column columns[] = {
    {"id", "", "a.\"id\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"ref", TR("Number"), "a.\"ref\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"type", TR("Kind"), "a.\"type\"", LIST_ENUM, LIST_SORT | LIST_FILTER, event_kind_names,
	NULL},
    {"severity", TR("Severity"), "a.\"severity\"", LIST_ENUM, LIST_SORT | LIST_FILTER,
	criticality_names, ALERTS_SEVERITY},
    {"asset", TR("Asset"), "a.\"asset\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"port", TR("Port"), "a.\"port\"", LIST_INT, LIST_SORT, NULL, NULL},
    {"indicator", TR("Indicator"), "a.\"indicator\"", LIST_TEXT, LIST_SEARCH, NULL, NULL},
    {"events", TR("Observations"), "a.\"events\"", LIST_INT, LIST_SORT, NULL, NULL},
    {"first", TR("First seen"), "a.\"first\"", LIST_TIME, LIST_SORT, NULL, NULL},
    {"last", TR("Last seen"), "a.\"last\"", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
    {"state", TR("State"), "a.\"state\"", LIST_ENUM, LIST_SORT | LIST_FILTER, alert_state_names,
	NULL},
    {"answer", TR("Answer"), "a.\"answer\"", LIST_ENUM, LIST_FILTER, alert_answer_names, NULL},
    {"tlp", TR("Label"), "a.\"tlp\"", LIST_ENUM, LIST_FILTER, tlp_names, NULL},
};

void alerts_row(struct call *call, struct json *row)
{
	const struct event_kind *kind = event_kind_of(json_text(json_get(row, "type"), NULL));
	enum tlp label = TLP_RED;

	(void)!tlp_from_text(span_str(json_text(json_get(row, "tlp"), "red")), &label);
	json_set_text(call->arena, row, "label", tlp_label(label));
	json_set_text(call->arena, row, "title", kind ? kind->title : "");
	json_set_text(
	    call->arena, row, "criticality", json_text(json_get(row, "severity"), ""));
}

/* Whether who asks belongs to the organisation itself or to the CERT's readers. */
static bool is_inside(const struct call *call)
{
	vec_foreach (s, &call->who.standings)
		if (s->org ? strcmp(s->org, call->org->id) == 0
			   : s->role == ROLE_READER || s->role == ROLE_ANALYST ||
				 s->role == ROLE_COORDINATOR)
			return true;
	return false;
}

static int list(struct call *call)
{
	static const struct list rows = {.name = "alerts",
	    .from = "alert AS a",
	    .where = SEEN,
	    .columns = columns,
	    .ncolumns = ARRAY_LEN(columns),
	    .sort = "-last",
	    .key = "a.\"id\"",
	    .row = alerts_row,
	    .empty =
		TR("Nobody has reported anything about your systems. You get a message when "
		   "somebody does.")};

	return list_run(
	    call, &rows, DESK_PARAMS(DESK_TEXT(call->org->id), DESK_INT(is_inside(call))));
}

/* --- one --- */

static int missing(struct call *call)
{
	return call_fail(call, ERR_NOTFOUND, "there is no such record",
	    "it may have been removed meanwhile: go back to the list", "%s", "");
}

static int find(struct call *call, struct alert *ret)
{
	int r = desk_find(call->db, &alert_type, "AS a WHERE " SEEN " AND a.\"id\" = $3",
	    DESK_PARAMS(DESK_TEXT(call->org->id), DESK_INT(is_inside(call)),
		DESK_TEXT(call_arg(call, "id"))),
	    call->arena, ret);

	return r == ERR_NOTFOUND ? missing(call) : call_db(call, r);
}

static int set_history(struct call *call, const struct alert *a, bool cert)
{
	struct json *all = json_new_array(call->arena);
	struct desk_records found = {0};
	int r = desk_list(call->db, &alert_event_type,
	    "WHERE \"alert\" = $1 ORDER BY \"time\" DESC, \"id\" LIMIT 100",
	    DESK_PARAMS(DESK_TEXT(a->id)), call->arena, &found);

	for (size_t i = 0; r == 0 && i < found.all.n; i++) {
		const struct alert_event *e = found.all.items[i];
		struct json *one;

		/* What the CERT did before it was theirs, or was told, is the CERT's. */
		if (!cert && (!a->told || e->time < a->told))
			continue;
		one = json_new_object(call->arena);
		json_set_int(call->arena, one, "time", e->time);
		json_set_text(call->arena, one, "state", alert_state_names[e->becomes]);
		json_set_text(call->arena, one, "actor_name",
		    cert || (a->answered_by && e->actor &&
				strcmp(a->answered_by, e->actor) == 0)
			? cert_person(call, e->actor)
			: NULL);
		json_set_text(call->arena, one, "note",
		    cert || strcmp(e->what, alert_rows[ALERT_DO_ANSWER].name) == 0 ? e->note
										   : NULL);
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "history", all);
	return call_db(call, r);
}

static int set_links(struct call *call, const struct alert *a)
{
	struct tracked f;
	struct notice n;
	int r = 0;

	if (a->finding && a->org) {
		r = desk_find(call->db, &tracked_type, "WHERE \"id\" = $1 AND \"org\" = $2",
		    DESK_PARAMS(DESK_TEXT(a->finding), DESK_TEXT(a->org)), call->arena, &f);
		if (r == 0) {
			struct json *one = bound_json(call, &tracked_type, &f);

			json_set_text(call->arena, one, "title",
			    f.title ? f.title : cert_title(call, f.type));
			json_set_value(call->arena, call->data, "finding", one);
		}
	}
	if ((r == 0 || r == ERR_NOTFOUND) && a->notice) {
		r = desk_get(call->db, &notice_type, a->notice, call->arena, &n);
		if (r == 0)
			json_set_text(call->arena, call->data, "notice_ref", n.ref);
	}
	return r == ERR_NOTFOUND ? 0 : call_db(call, r);
}

/* The Admiralty grade: how reliable who says it is, and how credible what is said. Whoever is
 * not in the table is not judged. */
static const char *const reliable[] = {"shadowserver", "sensor", NULL};

static void set_grade(struct call *call, const struct alert *a)
{
	static const char *const words[] = {[1] = TR("confirmed by what we saw ourselves"),
	    [2] = TR("probably true"),
	    [5] = TR("improbable: the organisation says that it is wrong"),
	    [6] = TR("cannot be judged")};
	struct json *one = json_new_object(call->arena);
	bool known = bound_name(reliable, a->feed) >= 0;
	int credible = known ? 2 : 6;

	if (a->finding)
		credible = 1;
	else if (a->answer == ALERT_FALSE_POSITIVE)
		credible = 5;
	json_set_text(call->arena, one, "code",
	    arena_printf(call->arena, "%c%d", known ? 'A' : 'F', credible));
	json_set_text(call->arena, one, "source_words",
	    known ? TR("reliable source") : TR("a source that cannot be judged"));
	json_set_text(call->arena, one, "words", words[credible]);
	json_set_value(call->arena, call->data, "grade", one);
}

/* What the organisation belongs to, the highest first: its path is made of their ids. */
static int set_above(struct call *call, const char *id)
{
	struct json *all = json_new_array(call->arena);
	struct span rest, one;
	struct org org, above;
	int r = desk_get(call->db, &org_type, id, call->arena, &org);

	rest = span_str(r == 0 ? org.path : "");
	while (r == 0 && span_split(&rest, '/', &one)) {
		const char *part = arena_strndup(call->arena, one.p, one.n);

		if (!*part || strcmp(part, id) == 0)
			continue;
		r = desk_get(call->db, &org_type, part, call->arena, &above);
		if (r == 0)
			json_add_value(call->arena, all, bound_json(call, &org_type, &above));
	}
	json_set_value(call->arena, call->data, "above", all);
	return r == ERR_NOTFOUND ? 0 : call_db(call, r);
}

int alerts_fill(struct call *call, const struct alert *a, bool cert)
{
	const struct event_kind *kind = event_kind_of(a->type);
	struct json *one = bound_json(call, &alert_type, a);
	int r;

	json_set_text(call->arena, one, "label", tlp_label((enum tlp)a->tlp));
	json_set_text(call->arena, one, "title", kind ? kind->title : a->type);
	json_set_text(call->arena, one, "advice", kind ? kind->advice : NULL);
	json_set_text(call->arena, one, "criticality", criticality_names[a->severity]);
	if (kind)
		json_set_text(call->arena, one, "rsit",
		    arena_printf(
			call->arena, "%s / %s", rsit_class_names[kind->class], kind->type));
	json_set_bool(call->arena, one, "said", a->answer != ALERT_UNANSWERED);
	json_set_bool(call->arena, one, "over", a->end != ALERT_GOES_ON);
	json_set_text(call->arena, one, "answered_name", bound_person(call, a->answered_by));
	json_set_value(call->arena, call->data, "alert", one);
	json_set_text(call->arena, call->data, "heading", a->ref);
	set_grade(call, a);
	r = cert && a->org ? set_above(call, a->org) : 0;
	if (r == 0)
		r = set_history(call, a, cert);
	if (r == 0)
		r = alert_facts_fill(call, a, cert);
	return r < 0 ? r : set_links(call, a);
}

static int fill(struct call *call, const struct alert *a)
{
	struct json *answers = json_new_array(call->arena);
	bool open = a->state == ALERT_NOTIFIED || a->state == ALERT_ACKNOWLEDGED ||
		    a->state == ALERT_ANSWERED;

	for (int i = ALERT_WORKING; alert_answer_names[i]; i++) {
		struct json *one = json_new_object(call->arena);

		json_set_text(call->arena, one, "value", alert_answer_names[i]);
		json_set_bool(call->arena, one, "here", a->answer == i);
		json_add_value(call->arena, answers, one);
	}
	json_set_value(call->arena, call->data, "answers", answers);
	json_set_bool(
	    call->arena, call->data, "answerable", open && call_may(call, MAY_ANSWER));
	bound_crumb(call, TR("Alerts"), "alerts");
	return alerts_fill(call, a, false);
}

/* Somebody of the organisation has opened it; the CERT looking does not count. */
static int note_opened(struct call *call, struct alert *a)
{
	const struct alert_step step = {.action = ALERT_DO_OPEN};
	int r = 0;

	if (a->state != ALERT_NOTIFIED)
		return 0;
	vec_foreach (s, &call->who.standings)
		if (r == 0 && a->state == ALERT_NOTIFIED && s->org &&
		    strcmp(s->org, call->org->id) == 0)
			r = alert_act(
			    call->db, &call->actor, a->id, &step, call->now, call->arena, a);
	return r == ERR_BUSY ? 0 : call_db(call, r);
}

static int one(struct call *call)
{
	struct alert a;
	int r = find(call, &a);

	if (r == 0)
		r = note_opened(call, &a);
	return r < 0 ? r : fill(call, &a);
}

static int answer(struct call *call)
{
	struct alert_step step = {.action = ALERT_DO_ANSWER,
	    .answer = bound_name(alert_answer_names, call_field(call, "answer"))};
	struct alert a;
	int r = find(call, &a);

	if (r < 0)
		return r;
	step.note = cert_text(call, "note", CERT_REASON);
	if (step.answer <= ALERT_UNANSWERED)
		call_wrong(call, "answer", TR("Choose an answer"));
	else if (!step.note &&
		 (step.answer == ALERT_FALSE_POSITIVE || step.answer == ALERT_NOT_OURS ||
		     step.answer == ALERT_ACCEPTED))
		call_wrong(call, "note", TR("Say why: the CERT closes it by that."));
	if (!call->wrong) {
		r = alert_act(call->db, &call->actor, a.id, &step, call->now, call->arena, &a);
		if (r == 0)
			return call_redirect(call, TR("Thank you for your answer."),
			    "/orgs/%s/alerts/%s", call->org->id, a.id);
		r = bound_refused(call, r);
	}
	bound_typed(call);
	return r < 0 ? r : fill(call, &a);
}

/* --- its rows --- */

static const struct list_column row_columns[] = {
    {"id", "", "e.\"id\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"time", TR("When"), "e.\"time\"", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
    {"addr", TR("Address"), "e.\"addr\"", LIST_TEXT, LIST_SEARCH, NULL, NULL},
    {"port", TR("Port"), "e.\"port\"", LIST_INT, LIST_SORT, NULL, NULL},
    {"transport", TR("Transport"), "e.\"transport\"", LIST_TEXT, 0, NULL, NULL},
    {"name", TR("Name"), "e.\"name\"", LIST_TEXT, LIST_SEARCH, NULL, NULL},
    {"reverse", TR("Name backwards"), "e.\"reverse\"", LIST_TEXT, LIST_SEARCH, NULL, NULL},
    {"indicator", TR("Indicator"), "e.\"indicator\"", LIST_TEXT, LIST_SEARCH | LIST_FILTER,
	NULL, NULL},
    {"peer", TR("Other side"), "e.\"peer\"", LIST_TEXT, LIST_SEARCH, NULL, NULL},
    {"count", TR("Times"), "e.\"count\"", LIST_INT, LIST_SORT, NULL, NULL},
    {"detail", TR("More"), "e.\"detail\"", LIST_TEXT, LIST_SEARCH, NULL, NULL},
};

int alerts_rows(struct call *call, const struct alert *a)
{
	static const struct list rows = {.name = "events",
	    .from = "event AS e",
	    .where = "e.\"alert\" = $1",
	    .columns = row_columns,
	    .ncolumns = ARRAY_LEN(row_columns),
	    .sort = "-time",
	    .key = "e.\"id\"",
	    .empty = TR("Its events were moved to another alert.")};

	json_set_text(call->arena, call->data, "ref", a->ref);
	json_set_text(call->arena, call->data, "heading", a->ref);
	return list_run(call, &rows, DESK_PARAMS(DESK_TEXT(a->id)));
}

static int its_rows(struct call *call)
{
	struct alert a;
	int r = find(call, &a);

	if (r < 0)
		return r;
	bound_crumb(call, TR("Alerts"), "alerts");
	json_set_text(call->arena, call->data, "back",
	    arena_printf(call->arena, "/orgs/%s/alerts/%s", call->org->id, a.id));
	return alerts_rows(call, &a);
}

const struct route alerts_routes[] = {
    {"GET", "/orgs/{org}/alerts", MAY_VIEW, "alerts", list, 0,
	"What others reported about the organisation's systems.", NULL, TR("Alerts")},
    {"GET", "/orgs/{org}/alerts/{id}", MAY_VIEW, "alert", one, 0,
	"An alert with what to do about it, and the answer.", NULL, NULL},
    {"GET", "/orgs/{org}/alerts/{id}/rows", MAY_VIEW, "alert_rows", its_rows, 0,
	"The events of an alert.", NULL, NULL},
    {"POST", "/orgs/{org}/alerts/{id}/answer", MAY_ANSWER, "alert", answer, 0,
	"Says what the organisation does about it.", "answer note?", NULL},
    {.method = NULL},
};

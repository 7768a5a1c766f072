/* Findings: the list, and one with all that is known of it and what can be done about it. */
#include "portal/finding.h"
#include "api/facts.h"
#include "api/refusal.h"
#include "base/time.h"
#include "desk/pentest_finding.h"
#include "desk/people.h"
#include "desk/tracked.h"
#include "pack/kb.h"
#include "portal/bound.h"
#include "portal/prose.h"
#include "portal/routes.h"
#include "report/i18n.h"
#include "report/words.h"

#define OPEN_STATES                                                                       \
	"('triage', 'open', 'notified', 'acknowledged', 'in_progress', 'claimed_fixed', " \
	"'verifying')"
#define LEVEL                                                                             \
	"CASE f.\"criticality\" WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' " \
	"THEN 2 WHEN 'low' THEN 3 ELSE 4 END"

#define FOUND_BY "CASE WHEN f.\"source\" = 'pentest' THEN 'pentest' ELSE 'scan' END"

static const char *const yes_no[] = {"yes", "no", NULL};
static const char *const found_by[] = {"scan", "pentest", NULL};

/* $1 and $2 bound the paths, $3 is now. */
static const struct list_column columns[] = {
    {"ref", TR("Number"), "f.\"ref\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"criticality", TR("Criticality"), "f.\"criticality\"", LIST_ENUM, LIST_SORT | LIST_FILTER,
	criticality_names, LEVEL},
    {"type", TR("Weakness"), "f.\"type\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"subject", TR("Where"), "f.\"subject\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"organisation", TR("Organisation"), "o.\"name\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL,
	NULL},
    {"state", TR("State"), "f.\"state\"", LIST_ENUM, LIST_SORT | LIST_FILTER,
	tracked_state_names, NULL},
    {"due", TR("Deadline"), "f.\"due\"", LIST_TIME, LIST_SORT | LIST_FILTER, NULL,
	"CASE WHEN f.\"due\" = 0 THEN 9000000000000000 ELSE f.\"due\" END"},
    {"owner", TR("Assigned to"), "p.\"name\"", LIST_TEXT, LIST_SORT | LIST_SEARCH | LIST_JOINED,
	NULL, NULL},
    {"first_seen", TR("First seen"), "f.\"first_seen\"", LIST_TIME, LIST_SORT | LIST_FILTER,
	NULL, NULL},
    {"found_by", TR("Found by"), FOUND_BY, LIST_ENUM, LIST_FILTER, found_by, NULL},
    {"open", TR("Open"), "CASE WHEN f.\"state\" IN " OPEN_STATES " THEN 'yes' ELSE 'no' END",
	LIST_ENUM, LIST_FILTER | LIST_HIDE, yes_no, NULL},
    {"overdue", TR("Overdue"),
	"CASE WHEN f.\"state\" IN " OPEN_STATES
	" AND f.\"due\" > 0 AND f.\"due\" < CAST($3 AS @int) THEN 'yes' ELSE 'no' END",
	LIST_ENUM, LIST_FILTER | LIST_HIDE, yes_no, NULL},
    {"own_title", "", "f.\"title\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"id", "", "f.\"id\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"org", "", "f.\"org\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"port", "", "f.\"port\"", LIST_INT, LIST_HIDE, NULL, NULL},
    {"own_title", "", "f.\"title\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
};

static void add_title(struct call *call, struct json *row)
{
	const char *type = json_text(json_get(row, "type"), "");
	const char *title = kb_text(kb_builtin(), type, call->lang, KB_TITLE, NULL);
	const char *own = json_text(json_get(row, "own_title"), "");

	json_set_text(call->arena, row, "title", *own ? own : title ? title : type);
	json_set_bool(call->arena, row, "late",
	    strcmp(json_text(json_get(row, "overdue"), ""), "yes") == 0);
}

static int list(struct call *call)
{
	struct list list = {.name = "findings",
	    .from = "tracked_finding AS f JOIN org AS o ON o.\"id\" = f.\"org\"",
	    .join = "LEFT JOIN person AS p ON p.\"id\" = f.\"owner\"",
	    .where = "o.\"path\" >= $1 AND o.\"path\" < $2 AND CAST($3 AS @int) > 0",
	    .ncolumns = ARRAY_LEN(columns),
	    .sort = "criticality",
	    .key = "f.\"id\"",
	    .empty = TR("No weakness is known. Order an audit to look for some."),
	    .row = add_title,
	    .late = true};
	struct list_column own[ARRAY_LEN(columns)];

	memcpy(own, columns, sizeof(own));
	list.columns = own;
	if (!bound_below(call))
		own[4].flags |= LIST_HIDE;
	json_set_bool(call->arena, call->data, "below", bound_below(call));
	return list_run(call, &list,
	    DESK_PARAMS(DESK_TEXT(call->org->path), DESK_TEXT(bound_path_end(call)),
		DESK_INT(call->now)));
}

static void set_part(struct call *call, const struct tracked *t, const char *name,
    enum kb_part part, struct json *to)
{
	const char *text = kb_text(kb_builtin(), t->type, call->lang, part, t->product);

	json_set_value(call->arena, to, name, prose_of(call->arena, text));
}

/* What, why, how to mend for this product, how to verify: from the pack. */
static void set_texts(struct call *call, const struct tracked *t)
{
	struct json *text = json_new_object(call->arena);
	struct kb_finding_type type;
	const char *title = kb_text(kb_builtin(), t->type, call->lang, KB_TITLE, NULL);

	set_part(call, t, "what", KB_WHAT, text);
	set_part(call, t, "why", KB_WHY, text);
	set_part(call, t, "fix", KB_FIX, text);
	set_part(call, t, "verify", KB_VERIFY, text);
	if (t->product && kb_has_fix(kb_builtin(), t->type, t->product))
		json_set_text(
		    call->arena, text, "product", words_product(call->arena, t->product));
	if (kb_finding(kb_builtin(), t->type, &type) == 0) {
		struct json *refs = json_new_array(call->arena);

		for (size_t i = 0; i < type.nreferences; i++)
			json_add_text(call->arena, refs, type.references[i]);
		json_set_value(call->arena, text, "references", refs);
		json_set_int(call->arena, text, "cwe", type.cwe);
	}
	json_set_value(call->arena, call->data, "text", text);
	json_set_text(call->arena, call->data, "heading",
	    t->title ? t->title
	    : title  ? title
		     : t->type);
	json_set_bool(call->arena, call->data, "tester", !title);
}

static int set_history(struct call *call, const struct tracked *t)
{
	struct json *all = json_new_array(call->arena);
	struct desk_records events = {0};
	int r = desk_list(call->db, &tracked_event_type,
	    "WHERE \"finding\" = $1 ORDER BY \"time\" DESC, \"id\" DESC LIMIT 200",
	    DESK_PARAMS(DESK_TEXT(t->id)), call->arena, &events);

	if (r < 0)
		return call_db(call, r);
	vec_foreach (e, &events.all) {
		const struct tracked_event *event = *e;
		struct json *one = bound_json(call, &tracked_event_type, event);

		if (!event->actor)
			json_set_text(
			    call->arena, one, "note", refusal_text(call->lang, event->note));
		json_set_text(call->arena, one, "actor_name", bound_person(call, event->actor));
		json_set_bool(call->arena, one, "moved", event->was != event->becomes);
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "history", all);
	return 0;
}

static void set_can(struct call *call, const struct tracked *t)
{
	struct json *can = json_new_object(call->arena);
	unsigned roles = bound_roles(call);
	bool any = false;

	for (int action = 0; action < TRACKED_ACTIONS; action++)
		for (int role = 0; role <= ROLE_AUDITOR; role++)
			if ((roles & 1u << role) && tracked_allows(t->state, action, role)) {
				json_set_bool(
				    call->arena, can, tracked_rows[action].name, true);
				any = any || tracked_rows[action].who != MAY_REVIEW;
			}
	/* What people found, people look at again: no scan could. */
	if (finding_of_test(t))
		json_set_bool(call->arena, can, "retest", false);
	json_set_bool(call->arena, can, "any", any);
	json_set_value(call->arena, call->data, "can", can);
}

bool finding_of_test(const struct tracked *t)
{
	return t->source && strcmp(t->source, PENTEST_SOURCE) == 0;
}

static void set_own(struct call *call, struct json *text, const char *name, const char *own)
{
	if (own && *own)
		json_set_value(call->arena, text, name, prose_of(call->arena, own));
}

/* What the team of a penetration test wrote itself, and what its re-test says. */
static int set_test(struct call *call, const struct tracked *t)
{
	struct json *text, *test = json_new_object(call->arena);
	struct pentest_finding f = {0};
	struct engagement e = {0};
	int r = pentest_finding_of(call->db, t->id, call->arena, &f);

	if (r == 0)
		r = engagement_get(call->db, f.engagement, call->arena, &e);
	if (r == ERR_NOTFOUND)
		return 0;
	if (r < 0)
		return call_db(call, r);
	text = json_new_object(call->arena);
	*text = *json_get(call->data, "text");
	set_own(call, text, "what", f.description);
	set_own(call, text, "why", f.impact);
	set_own(call, text, "fix", f.remedy);
	if (finding_of_test(t))
		json_set_value(call->arena, call->data, "text", text);
	json_set_text(call->arena, test, "id", e.id);
	json_set_text(call->arena, test, "ref", e.ref);
	json_set_int(call->arena, test, "number", f.number);
	json_set_text(call->arena, test, "retest", pentest_retest_names[f.retest]);
	json_set_int(call->arena, test, "retested", f.retested);
	json_set_text(call->arena, test, "retest_note", f.retest_note);
	json_set_value(call->arena, call->data, "pentest", test);
	return 0;
}

/* The newest re-test of it. */
static int set_retest(struct call *call, const struct tracked *t)
{
	struct audit_order o;
	int r = desk_find(call->db, &audit_order_type,
	    "WHERE \"org\" = $1 AND \"finding\" = $2 ORDER BY \"created\" DESC, \"id\" LIMIT 1",
	    DESK_PARAMS(DESK_TEXT(t->org), DESK_TEXT(t->id)), call->arena, &o);

	if (r == ERR_NOTFOUND)
		return 0;
	if (r == 0)
		json_set_value(
		    call->arena, call->data, "retest", bound_json(call, &audit_order_type, &o));
	return call_db(call, r);
}

int finding_known(struct call *call, const struct tracked *t)
{
	struct json *known = NULL;
	int r = facts_software(call, t, &known);

	if (known)
		json_set_value(call->arena, call->data, "known", known);
	json_set_bool(call->arena, call->data, "unverified",
	    json_bool(json_get(known, "possible"), false));
	return r;
}

int finding_fill(struct call *call, const struct tracked *t)
{
	struct json *f = bound_json(call, &tracked_type, t);
	char day[TIME_TEXT];
	int r;

	json_set_text(call->arena, f, "owner_name", bound_person(call, t->owner));
	json_set_text(call->arena, f, "decided_by_name", bound_person(call, t->decided_by));
	json_set_bool(call->arena, f, "is_open", tracked_is_open(t->state));
	json_set_bool(
	    call->arena, f, "late", tracked_is_open(t->state) && t->due && t->due < call->now);
	json_set_value(call->arena, call->data, "finding", f);
	json_set_text(call->arena, call->data, "today", time_date(call->now, day));
	json_set_text(call->arena, call->data, "latest",
	    time_date(call->now + TRACKED_ACCEPT_MAX - TRACKED_DAY, day));
	json_set_text(call->arena, call->data, "due_rule", facts_rule(call, t));
	set_texts(call, t);
	set_can(call, t);
	bound_typed(call);
	bound_crumb(call, TR("Findings"), "findings");
	r = finding_known(call, t);
	if (r == 0)
		r = set_test(call, t);
	if (r == 0)
		r = set_history(call, t);
	if (r == 0)
		r = set_retest(call, t);
	return r < 0 ? r : bound_people(call);
}

static int show(struct call *call)
{
	struct tracked t;
	int r = bound_finding(call, &t);

	return r < 0 ? r : finding_fill(call, &t);
}

const struct route finding_routes[] = {
    {"GET", "/orgs/{org}/findings", MAY_VIEW, "findings", list, 0,
	"Weaknesses of the organisation, and for a group of its sites.", NULL, TR("Findings")},
    {"GET", "/orgs/{org}/findings/{id}", MAY_VIEW, "finding", show, 0,
	"One weakness: what, where, why it matters, how to mend and verify, its history.", NULL,
	TR("Finding")},
    {"POST", "/orgs/{org}/findings/{id}/answer", MAY_ANSWER, "finding", finding_answer, 0,
	"Answers: acknowledge, assign, plan, work, claim_fixed, retest, false_positive, "
	"not_ours, mitigate, reopen.",
	"action note? other? when?", TR("Finding")},
    {"POST", "/orgs/{org}/findings/{id}/accept", MAY_ACCEPT, "finding", finding_accept, 0,
	"Accepts the risk until a day, with a reason and an owner.", "note other when",
	TR("Finding")},
    {"POST", "/orgs/{org}/findings/{id}/comment", MAY_ANSWER, "finding", finding_comment, 0,
	"Adds a remark to the history.", "note", TR("Finding")},
    {.method = NULL},
};

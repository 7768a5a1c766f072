/* All members' findings, and the answers of members that the CERT decides. */
#include "api/facts.h"
#include "api/refusal.h"
#include "desk/figures.h"
#include "desk/tracked.h"
#include "pack/kb.h"
#include "portal/cert.h"
#include "portal/cert_sql.h"
#include "portal/finding.h"
#include "portal/prose.h"
#include "portal/routes.h"
#include "report/i18n.h"

static const char *const yes_no[] = {"yes", "no", NULL};
static const char *const decisions[] = {"waiting", "decided", "none", NULL};

#define YES_IF(condition) "CASE WHEN " condition " THEN 'yes' ELSE 'no' END"
#define EXPIRING          "f.\"state\" = 'accepted' AND f.\"expires\" < CAST($2 AS @int)"

/* Of these there are many: they are met along the order of the list. */
#define MANY_OPEN "@unindexed f.\"state\" IN " CERT_SQL_OPEN_STATES
#define MANY_OVERDUE                                                                       \
	MANY_OPEN " AND @unindexed f.\"due\" > 0 AND @unindexed f.\"due\" < " CERT_SQL_NOW \
		  " AND @unindexed f.\"state\" <> 'triage'"

/* The same as the columns' own SQL, for an index. */
static const char *const open_is[] = {MANY_OPEN, "NOT (" CERT_SQL_OPEN ")"};
static const char *const overdue_is[] = {MANY_OVERDUE, "NOT (" CERT_SQL_OVERDUE ")"};
static const char *const decision_is[] = {CERT_SQL_CLAIMED, "f.\"decided_by\" IS NOT NULL",
    "NOT (" CERT_SQL_CLAIMED ") AND f.\"decided_by\" IS NULL"};
static const char *const expiring_is[] = {EXPIRING, "NOT (" EXPIRING ")"};

static const struct list_column columns[] = {
    {"id", "", "f.\"id\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"org_id", "", "f.\"org\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"ref", TR("Finding"), "f.\"ref\"", LIST_TEXT, LIST_SORT | LIST_SEARCH | LIST_FILTER, NULL,
	NULL},
    {"org", TR("Organisation"), "o.\"name\"", LIST_TEXT,
	LIST_JOINED | LIST_SORT | LIST_SEARCH | LIST_FILTER, NULL, NULL},
    {"criticality", TR("Criticality"), "f.\"criticality\"", LIST_ENUM, LIST_SORT | LIST_FILTER,
	criticality_names,
	"CASE f.\"criticality\" WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 "
	"WHEN 'low' THEN 3 ELSE 4 END"},
    {"type", TR("Weakness"), "f.\"type\"", LIST_TEXT, LIST_SORT | LIST_SEARCH | LIST_FILTER,
	NULL, NULL},
    {"own_title", "", "f.\"title\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"subject", TR("Where"), "f.\"subject\"", LIST_TEXT, LIST_SORT | LIST_SEARCH | LIST_FILTER,
	NULL, NULL},
    {"port", TR("Port"), "f.\"port\"", LIST_INT, 0, NULL, NULL},
    {"state", TR("State"), "f.\"state\"", LIST_ENUM, LIST_SORT | LIST_FILTER,
	tracked_state_names, NULL},
    {"first_seen", TR("First seen"), "f.\"first_seen\"", LIST_TIME, LIST_SORT | LIST_FILTER,
	NULL, NULL},
    {"due", TR("Deadline"), "f.\"due\"", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
    {"open", TR("Is open"), YES_IF(CERT_SQL_OPEN), LIST_ENUM, LIST_HIDE | LIST_FILTER, yes_no,
	NULL},
    {"overdue", TR("Overdue"), YES_IF(CERT_SQL_OVERDUE), LIST_ENUM, LIST_HIDE | LIST_FILTER,
	yes_no, NULL},
    {"decision", TR("Decision"),
	"CASE WHEN " CERT_SQL_CLAIMED " THEN 'waiting' WHEN f.\"decided_by\" IS NOT NULL THEN "
	"'decided' ELSE 'none' END",
	LIST_ENUM, LIST_HIDE | LIST_FILTER, decisions, NULL},
    {"expires", TR("Acceptance ends"), "f.\"expires\"", LIST_TIME, 0, NULL, NULL},
    {"expiring", TR("Ends within 30 days"), YES_IF(EXPIRING), LIST_ENUM,
	LIST_HIDE | LIST_FILTER, yes_no, NULL},
};

static const struct list_way ways[] = {
    {.column = "org",
	.match = "f.\"org\" IN (SELECT x.\"id\" FROM org AS x WHERE x.\"name\" = ?)",
	.from = "org AS o CROSS JOIN tracked_finding AS f",
	.on = "f.\"org\" = o.\"id\""},
    {.column = "open", .conditions = open_is},
    {.column = "overdue", .conditions = overdue_is},
    {.column = "decision", .conditions = decision_is},
    {.column = "expiring", .conditions = expiring_is},
    {.column = NULL},
};

static int findings(struct call *call)
{
	/* LEFT: it goes along the findings, and counting them leaves the organisations out. */
	static const struct list list = {.name = "findings",
	    .from = "tracked_finding AS f",
	    .join = "LEFT JOIN org AS o ON o.\"id\" = f.\"org\"",
	    .where = CERT_SQL_NOW " + CAST($2 AS @int) > 0",
	    .columns = columns,
	    .ncolumns = ARRAY_LEN(columns),
	    .ways = ways,
	    .sort = "-first_seen",
	    .key = "f.\"id\"",
	    .empty = TR("No audit has found anything yet. Findings appear when the first run "
			"has ended."),
	    .window = CERT_WINDOW};
	int r = cert_take(call);

	if (r == 0)
		r = list_run(call, &list,
		    DESK_PARAMS(DESK_INT(call->now), DESK_INT(call->now + 30 * FIGURES_DAY)));
	cert_titles(call);
	return r;
}

/* --- deciding --- */

static const char *const words[] = {
    "uphold", "reject", "confirm", "dismiss", "duplicate", "retested", "still_there", NULL};
static const int actions[] = {TRACKED_DO_UPHOLD, TRACKED_DO_REJECT, TRACKED_DO_CONFIRM,
    TRACKED_DO_DISMISS, TRACKED_DO_DUPLICATE, TRACKED_DO_RETESTED, TRACKED_DO_STILL_THERE};

static int find(struct call *call, struct tracked *t)
{
	int r = desk_get(call->db, &tracked_type, call_arg(call, "id"), call->arena, t);

	return r < 0 ? call_db(call, r) : cert_at(call, t->org);
}

static void set_actions(struct call *call, const struct tracked *t)
{
	struct json *can = json_new_object(call->arena);
	bool any = false;

	for (size_t i = 0; words[i]; i++) {
		bool may = false;

		for (int role = ROLE_READER; role <= ROLE_AUDITOR; role++)
			may |= (cert_roles(call) & 1u << role) &&
			       tracked_allows(t->state, actions[i], role);
		/* What a run has seen, a run closes. */
		may = may && !(t->run && (actions[i] == TRACKED_DO_RETESTED ||
					     actions[i] == TRACKED_DO_STILL_THERE));
		json_set_bool(call->arena, can, words[i], may);
		any |= may;
	}
	json_set_value(call->arena, call->data, "can", can);
	json_set_bool(call->arena, call->data, "can_any", any);
}

static int add_events(struct call *call, const struct tracked *t)
{
	struct json *all = json_new_array(call->arena);
	struct desk_records events = {0};
	int r = desk_list(call->db, &tracked_event_type,
	    "WHERE \"finding\" = $1 ORDER BY \"time\" DESC, \"id\" LIMIT 100",
	    DESK_PARAMS(DESK_TEXT(t->id)), call->arena, &events);

	vec_foreach (p, &events.all) {
		const struct tracked_event *e = *p;
		struct json *one = json_new_object(call->arena);

		json_set_int(call->arena, one, "time", e->time);
		json_set_text(call->arena, one, "who", cert_person(call, e->actor));
		json_set_text(call->arena, one, "state", tracked_state_names[e->becomes]);
		json_set_text(call->arena, one, "note",
		    e->actor ? e->note : refusal_text(call->lang, e->note));
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "events", all);
	return call_db(call, r);
}

static int show(struct call *call, const struct tracked *t)
{
	struct json *f = json_new_object(call->arena), *lines = json_new_array(call->arena);
	int r;

	for (size_t i = 0; i < t->evidence.n; i++)
		json_add_text(call->arena, lines, t->evidence.items[i]);
	json_set_value(call->arena, f, "lines", lines);
	json_set_text(call->arena, f, "id", t->id);
	json_set_text(call->arena, f, "ref", t->ref);
	json_set_text(call->arena, f, "title", t->title ? t->title : cert_title(call, t->type));
	json_set_text(call->arena, f, "criticality", criticality_names[t->criticality]);
	json_set_text(call->arena, f, "state", tracked_state_names[t->state]);
	json_set_text(call->arena, f, "subject", t->subject);
	json_set_text(call->arena, f, "addr", t->addr);
	if (t->port)
		json_set_text(call->arena, f, "port",
		    arena_printf(call->arena, "%lld", (long long)t->port));
	json_set_text(call->arena, f, "reason", t->reason);
	if (t->decided_by)
		json_set_text(call->arena, f, "decided_by", cert_person(call, t->decided_by));
	if (t->due)
		json_set_int(call->arena, f, "due", t->due);
	json_set_text(call->arena, f, "due_rule", facts_rule(call, t));
	if (t->expires)
		json_set_int(call->arena, f, "expires", t->expires);
	json_set_int(call->arena, f, "first_seen", t->first_seen);
	json_set_int(call->arena, f, "last_seen", t->last_seen);
	json_set_value(call->arena, call->data, "finding", f);
	json_set_text(call->arena, call->data, "heading", t->ref);
	json_set_value(call->arena, call->data, "verify",
	    prose_of(call->arena,
		kb_text(kb_builtin(), t->type, call->lang, KB_VERIFY, t->product)));
	set_actions(call, t);
	r = finding_known(call, t);
	return r < 0 ? r : add_events(call, t);
}

static int one(struct call *call)
{
	struct tracked t;
	int r = find(call, &t);

	return r < 0 ? r : show(call, &t);
}

/* The other finding of a duplicate, by the number that people use. */
static int other(struct call *call, const struct tracked *t, struct tracked_step *step)
{
	const char *ref = cert_need(call, "other", 60);
	struct tracked same;
	int r;

	if (!ref)
		return 0;
	r = desk_find(call->db, &tracked_type, "WHERE \"ref\" = $1 AND \"org\" = $2",
	    DESK_PARAMS(DESK_TEXT(ref), DESK_TEXT(t->org)), call->arena, &same);
	if (r == ERR_NOTFOUND) {
		call_wrong(call, "other", TR("This organisation has no such finding."));
		return 0;
	}
	step->other = same.id;
	return call_db(call, r);
}

static int decide(struct call *call)
{
	int which = cert_choice(call, "action", words);
	struct tracked_step step = {.roles = cert_roles(call)};
	struct tracked t;
	int r = find(call, &t);

	if (r < 0)
		return r;
	if (which < 0)
		call_wrong(call, "form", TR("Choose what to do."));
	else if (tracked_rows[actions[which]].needs & TRACKED_NEEDS_NOTE)
		step.note = cert_need(call, "reason", CERT_REASON);
	else
		step.note = cert_text(call, "reason", CERT_REASON);
	if (which >= 0 && actions[which] == TRACKED_DO_DUPLICATE)
		r = other(call, &t, &step);
	if (r == 0 && !call->wrong) {
		step.action = actions[which];
		r = cert_refused(call, tracked_act(call->db, &call->actor, t.id, &step,
					   call->now, call->arena, NULL));
	}
	if (r == 0 && !call->wrong)
		return call_redirect(call, TR("Saved."), "/cert/findings/%s", t.id);
	cert_keep(call, "reason other");
	return r < 0 ? r : show(call, &t);
}

const struct route cert_findings_routes[] = {
    {"GET", "/cert/findings", MAY_VIEW, "cert_findings", findings, ROUTE_NO_LOG,
	"Findings of all members.", NULL, TR("Findings")},
    {"GET", "/cert/findings/{id}", MAY_REVIEW, "cert_finding", one, 0,
	"A finding, with what the CERT may decide.", NULL, NULL},
    {"POST", "/cert/findings/{id}", MAY_REVIEW, "cert_finding", decide, 0,
	"Decides about a finding or a member's answer.", "action reason? other?", NULL},
    {.method = NULL},
};

/* Findings of an organisation: reading them, and what people do to them (desk/tracked.h). */
#include "api/facts.h"
#include "api/house.h"
#include "api/v1.h"

#include "codec/json.h"
#include "desk/order.h"
#include "desk/tracked.h"

#define SEVERITY                                                             \
	"CASE f.criticality WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN " \
	"'medium' THEN 2 WHEN 'low' THEN 3 ELSE 4 END"

/* clang-format off */
#define FINDING_COLUMNS \
	{"id", "Identifier", "f.id", LIST_TEXT, 0, NULL, NULL}, \
	{"ref", "Number", "f.ref", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL}, \
	{"type", "Finding", "f.type", LIST_TEXT, LIST_SORT | LIST_FILTER | LIST_SEARCH, NULL, NULL}, \
	{"criticality", "Criticality", "f.criticality", LIST_ENUM, LIST_SORT | LIST_FILTER, criticality_names, SEVERITY}, \
	{"category", "Category", "f.category", LIST_ENUM, LIST_FILTER, category_names, NULL}, \
	{"state", "State", "f.state", LIST_ENUM, LIST_FILTER, tracked_state_names, NULL}, \
	{"subject", "Where", "f.subject", LIST_TEXT, LIST_SORT | LIST_FILTER | LIST_SEARCH, NULL, NULL}, \
	{"addr", "Address", "f.addr", LIST_TEXT, LIST_FILTER | LIST_SEARCH, NULL, NULL}, \
	{"port", "Port", "f.port", LIST_INT, LIST_FILTER, NULL, NULL}, \
	{"first_seen", "First seen", "f.first_seen", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL}, \
	{"last_seen", "Last seen", "f.last_seen", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL}, \
	{"due", "Deadline", "f.due", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL}, \
	{"planned", "Planned", "f.planned", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL}, \
	{"owner", "Owner", "f.owner", LIST_TEXT, LIST_FILTER, NULL, NULL}, \
	{"closed", "Closed", "f.closed", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL}, \
	{"version", "Version", "f.version", LIST_INT, 0, NULL, NULL}
/* clang-format on */

static const struct list_column finding_columns[] = {FINDING_COLUMNS};

static const struct list_column cert_columns[] = {FINDING_COLUMNS,
    {"org", "Organisation", "f.org", LIST_TEXT, LIST_FILTER, NULL, NULL},
    {"org_name", "Name", "o.name", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL}};

const struct list v1_findings = {.name = "findings",
    .from = "tracked_finding AS f",
    .where = "f.org = $1",
    .columns = finding_columns,
    .ncolumns = ARRAY_LEN(finding_columns),
    .sort = "criticality",
    .key = "f.id"};

const struct list v1_cert_findings = {.name = "findings",
    .from = "tracked_finding AS f JOIN org AS o ON o.id = f.org",
    .columns = cert_columns,
    .ncolumns = ARRAY_LEN(cert_columns),
    .sort = "-last_seen",
    .key = "f.id"};

static const struct list_column event_columns[] = {
    {"time", "Time", "e.time", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
    {"actor", "Who", "e.actor", LIST_TEXT, 0, NULL, NULL},
    {"was", "From", "e.was", LIST_ENUM, 0, tracked_state_names, NULL},
    {"becomes", "To", "e.becomes", LIST_ENUM, 0, tracked_state_names, NULL},
    {"note", "Remark", "e.note", LIST_TEXT, 0, NULL, NULL},
    {"run", "Run", "e.run", LIST_TEXT, 0, NULL, NULL},
};

const struct list v1_events = {.name = "events",
    .from = "tracked_event AS e JOIN tracked_finding AS f ON f.id = e.finding",
    .where = "f.org = $1 AND f.id = $2",
    .columns = event_columns,
    .ncolumns = ARRAY_LEN(event_columns),
    .sort = "time",
    .key = "e.id"};

static int findings(struct call *call)
{
	return v1_list(call, &v1_findings, DESK_PARAMS(DESK_TEXT(call->org->id)));
}

static int one(struct call *call)
{
	struct tracked t;
	int r = v1_find(call, &tracked_type, call_arg(call, "id"), &t);

	return r < 0 ? r : v1_record(call, &tracked_type, &t);
}

static int software(struct call *call)
{
	struct tracked t;
	struct json *known = NULL;
	int r = v1_find(call, &tracked_type, call_arg(call, "id"), &t);

	if (r == 0)
		r = facts_software(call, &t, &known);
	if (r == 0 && !known)
		return call_fail(call, ERR_NOTFOUND, "this finding is about no software",
		    "ask for those of the category software", "%.40s", t.ref);
	if (r == 0)
		call->data = known;
	return r;
}

static int events(struct call *call)
{
	struct tracked t;
	int r = v1_find(call, &tracked_type, call_arg(call, "id"), &t);

	return r < 0 ? r
		     : v1_list(call, &v1_events,
			   DESK_PARAMS(DESK_TEXT(call->org->id), DESK_TEXT(t.id)));
}

/* Does the step to the finding of the path; the reply is the finding after it. */
static int act(struct call *call, struct tracked_step *step)
{
	struct tracked t;
	int r = v1_find(call, &tracked_type, call_arg(call, "id"), &t);

	if (r < 0 || call->wrong || !v1_matches(call, t.version))
		return r;
	step->roles = v1_roles(call);
	r = tracked_act(call->db, &call->actor, t.id, step, call->now, call->arena, &t);
	return r < 0 ? call_db(call, r) : v1_record(call, &tracked_type, &t);
}

/* Whether the person of the body has to do with the organisation: others must not be found out
 * by their identifiers. */
static int check_person(struct call *call, const char *field)
{
	int64_t n = 0;
	int r = desk_number(call->db,
	    "SELECT count(*) FROM membership AS m JOIN org AS g ON g.id = m.org WHERE "
	    "m.person = $1 AND $2 LIKE g.path || '%' AND (m.until = 0 OR m.until > $3)",
	    DESK_PARAMS(DESK_TEXT(call_field(call, field)), DESK_TEXT(call->org->path),
		DESK_INT(call->now)),
	    &n);

	if (r == 0 && !n)
		call_wrong(call, field, "This is nobody of the organisation");
	return call_db(call, r);
}

/* What "other" names, by the action: a person, or another finding of the same organisation. */
static int check_other(struct call *call, int action)
{
	struct tracked t;
	int r;

	if (action == TRACKED_DO_ASSIGN)
		return check_person(call, "other");
	if (action != TRACKED_DO_DUPLICATE)
		return 0;
	r = v1_find(call, &tracked_type, call_field(call, "other"), &t);
	if (r == ERR_NOTFOUND)
		call_wrong(call, "other", "This is no finding of the organisation");
	return r == ERR_NOTFOUND ? 0 : r;
}

/* The action of the body, one of those that ask for that permission. */
static int action_of(struct call *call, enum permission permission)
{
	const char *name = call_field(call, "action");

	for (int i = 0; i < TRACKED_ACTIONS; i++)
		if (tracked_rows[i].who == (int)permission && i != TRACKED_DO_RETEST &&
		    strcmp(tracked_rows[i].name, name) == 0)
			return i;
	call_wrong(call, "action", "This is none of the values that are allowed");
	return 0;
}

static int answer_as(struct call *call, enum permission permission)
{
	struct tracked_step step = {.action = action_of(call, permission),
	    .note = call_field(call, "note"),
	    .other = call_field(call, "other"),
	    .when = v1_time(call, "when")};
	int r = check_other(call, step.action);

	return r < 0 ? r : act(call, &step);
}

static int answer(struct call *call)
{
	return answer_as(call, MAY_ANSWER);
}

static int triage(struct call *call)
{
	return answer_as(call, MAY_REVIEW);
}

static int plan(struct call *call)
{
	struct tracked_step step = {.action = TRACKED_DO_PLAN,
	    .note = call_field(call, "note"),
	    .when = v1_time(call, "when")};

	return act(call, &step);
}

static int accept_risk(struct call *call)
{
	struct tracked_step step = {.action = TRACKED_DO_ACCEPT,
	    .note = call_field(call, "note"),
	    .other = call_field(call, "owner"),
	    .when = v1_time(call, "until")};
	int r = check_person(call, "owner");

	return r < 0 ? r : act(call, &step);
}

/* An order of exactly this finding. */
static int retest(struct call *call)
{
	struct order_house house;
	struct audit_order wish = {.type = ORDER_OF_RETEST, .recurrence = REPEAT_ONCE};
	struct order_list made = {0};
	struct tracked t;
	int r = v1_find(call, &tracked_type, call_arg(call, "id"), &t);

	if (r < 0 || !v1_matches(call, t.version))
		return r;
	house_init(&call->app->settings, call->arena, &house);
	wish.org = call->org->id;
	wish.finding = t.id;
	wish.profile = PROFILE_STANDARD;
	r = order_submit(call->db, &house, &call->actor, v1_roles(call), &wish, call->now,
	    call->arena, &made);
	if (r == 0) {
		call->reply->status = 201;
		r = v1_record(call, &audit_order_type, &made.all.items[0]);
	} else {
		r = call_db(call, r);
	}
	return r;
}

#define FINDING "/api/v1/orgs/{org}/findings"

const struct route v1_findings_routes[] = {
    {"GET", FINDING, MAY_VIEW, NULL, findings, 0, "The findings of an organisation.", NULL,
	NULL},
    {"GET", FINDING "/{id}", MAY_VIEW, NULL, one, 0, "A finding with its evidence.", NULL,
	NULL},
    {"GET", FINDING "/{id}/software", MAY_VIEW, NULL, software, 0,
	"What is known of the software that a finding is about: verdict, vulnerabilities, the "
	"version that mends it, the rule of the deadline.",
	NULL, NULL},
    {"GET", FINDING "/{id}/events", MAY_VIEW, NULL, events, 0, "What happened to a finding.",
	NULL, NULL},
    {"POST", FINDING "/{id}/answer", MAY_ANSWER, NULL, answer, 0,
	"Says where a finding stands, or who works on it.", "action note? other? when?", NULL},
    {"POST", FINDING "/{id}/plan", MAY_ANSWER, NULL, plan, 0,
	"Says when a finding will be mended.", "when note?", NULL},
    {"POST", FINDING "/{id}/accept", MAY_ACCEPT, NULL, accept_risk, 0,
	"Accepts a risk until a date.", "note owner until", NULL},
    {"POST", FINDING "/{id}/retest", MAY_ANSWER, NULL, retest, 0,
	"Orders a test of exactly this finding.", "", NULL},
    {"POST", FINDING "/{id}/triage", MAY_REVIEW, NULL, triage, 0,
	"The CERT decides about a finding or a member's answer.", "action note? other?", NULL},
    {.method = NULL},
};

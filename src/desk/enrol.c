#include "desk/enrol.h"

#include "desk/id.h"
#include "desk/org.h"
#include "desk/outbox.h"
#include "desk/people.h"
#include "desk/signin.h"

static const struct {
	enum enrolment_state was;
	enum enrol_action action;
	enum enrolment_state becomes;
} steps[] = {
    {ENROLMENT_SUBMITTED, ENROL_ASK, ENROLMENT_MORE_INFO},
    {ENROLMENT_SUBMITTED, ENROL_APPROVE, ENROLMENT_APPROVED},
    {ENROLMENT_SUBMITTED, ENROL_REJECT, ENROLMENT_REJECTED},
    {ENROLMENT_SUBMITTED, ENROL_WITHDRAW, ENROLMENT_WITHDRAWN},
    {ENROLMENT_MORE_INFO, ENROL_RESUBMIT, ENROLMENT_SUBMITTED},
    {ENROLMENT_MORE_INFO, ENROL_REJECT, ENROLMENT_REJECTED},
    {ENROLMENT_MORE_INFO, ENROL_WITHDRAW, ENROLMENT_WITHDRAWN},
};

/* Who does it, what the log calls it, what is told to the applicant (NULL: nothing). */
static const struct {
	bool cert;   /* the CERT, else the applicant */
	bool reason; /* a reason is needed */
	const char *name, *template;
} actions[] = {
    [ENROL_ASK] = {true, true, "enrolment.ask", "enrol_more_info"},
    [ENROL_RESUBMIT] = {false, false, "enrolment.resubmit", NULL},
    [ENROL_APPROVE] = {true, false, "enrolment.approve", "enrol_approved"},
    [ENROL_REJECT] = {true, true, "enrolment.reject", "enrol_rejected"},
    [ENROL_WITHDRAW] = {false, false, "enrolment.withdraw", NULL},
};

int enrol_next(enum enrolment_state state, enum enrol_action action)
{
	for (size_t i = 0; i < ARRAY_LEN(steps); i++)
		if (steps[i].was == state && steps[i].action == action)
			return (int)steps[i].becomes;
	return ERR_DENIED;
}

static bool given(const char *text)
{
	return span_trim(span_str(text)).n > 0;
}

/* Two ids; none is nobody's. */
static bool is_same(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

/* --- submitting --- */

static int check_draft(struct db *db, const struct enrolment *e, struct arena *arena)
{
	struct org org = {0};
	int r = 0;

	if (!given(e->terms) || !given(e->terms_lang))
		return db_fail(db, ERR_RANGE, "the terms were not accepted",
		    "complete the form", "their version and language are needed");
	if (!given(e->org) && !given(e->name))
		return db_fail(db, ERR_RANGE, "no organisation was named", "complete the form",
		    "pick one of the list, or propose yours");
	if (role_of_cert((enum role)e->role))
		return db_fail(db, ERR_RANGE, "this is no role of a member",
		    "complete the form", "%-s", role_names[e->role]);
	if (given(e->org))
		r = org_get(db, e->org, arena, &org);
	else if (given(e->parent))
		r = org_get(db, e->parent, arena, &org);
	return r;
}

static int check_twice(struct db *db, const struct enrolment *e)
{
	int64_t n = 0;
	int r = desk_number(db,
	    "SELECT count(*) FROM enrolment WHERE \"person\" = $1 AND coalesce(\"org\", '') = "
	    "$2 AND coalesce(\"name\", '') = $3 AND \"state\" IN ('submitted', 'more_info')",
	    DESK_PARAMS(DESK_TEXT(e->person), DESK_TEXT(e->org ? e->org : ""),
		DESK_TEXT(e->name ? e->name : "")),
	    &n);

	if (r == 0 && n)
		return db_fail(db, ERR_EXISTS, "there is such an application already",
		    "wait for its decision, or withdraw it", "it is not decided yet");
	return r;
}

static int tell(struct db *db, const struct enrolment *e, const char *template,
    const char *person, int64_t now, struct arena *arena)
{
	const struct outgoing message = {.unique_key = arena_printf(arena, "%s:%s:%s:%lld",
					     template, e->id, person, (long long)now),
	    .template = template,
	    .person = person,
	    .org = e->org,
	    .object = e->id};

	return outbox_put(db, &message, now, arena);
}

/* Those of the CERT who may decide. */
static int tell_cert(struct db *db, const struct enrolment *e, int64_t now, struct arena *arena)
{
	const struct outbox_readers readers = {.permission = MAY_DECIDE, .but = e->person};
	const struct outgoing message = {
	    .unique_key = arena_printf(arena, "enrol_submitted:%s:%lld", e->id, (long long)now),
	    .template = "enrol_submitted",
	    .org = e->org,
	    .object = e->id};

	return outbox_put_all(db, &message, &readers, now, arena, NULL);
}

static int submit(struct db *db, const struct actor *actor, struct enrolment *e, int64_t now,
    struct arena *arena)
{
	struct person person = {0};
	int r = check_draft(db, e, arena);

	if (r == 0)
		r = people_get(db, e->person, arena, &person);
	if (r == 0)
		r = check_twice(db, e);
	if (r < 0)
		return r;
	e->id = id_make(arena);
	e->state = ENROLMENT_SUBMITTED;
	e->created = now;
	e->decided = 0;
	e->decided_by = e->reason = NULL;
	r = desk_insert(db, &enrolment_type, e);
	if (r == 0)
		r = tell(db, e, "enrol_received", e->person, now, arena);
	if (r == 0)
		r = tell_cert(db, e, now, arena);
	return r < 0
		   ? r
		   : log_append(db, actor, "enrolment.submit", e->org, e->id, NULL, NULL, now);
}

int enrol_submit(struct db *db, const struct actor *actor, struct enrolment *enrolment,
    int64_t now, struct arena *arena)
{
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, submit(db, actor, enrolment, now, arena));
}

static int confirm_mail(struct db *db, const struct actor *actor, const char *id, int64_t now,
    struct arena *arena, const char **ret_person)
{
	struct link link = {0};
	int r = signin_link_spend(db, actor, id, LINK_CONFIRM_MAIL, now, arena, &link);

	if (r == 0)
		r = desk_exec(db,
		    "UPDATE person SET \"mail_confirmed\" = $2, \"state\" = CASE \"state\" "
		    "WHEN "
		    "'invited' THEN 'active' ELSE \"state\" END WHERE \"id\" = $1",
		    DESK_PARAMS(DESK_TEXT(link.person), DESK_INT(now)), NULL);
	if (r < 0)
		return r;
	*ret_person = link.person;
	return log_append(
	    db, actor, "person.mail_confirmed", NULL, link.person, NULL, NULL, now);
}

int enrol_confirm_mail(struct db *db, const struct actor *actor, const char *link, int64_t now,
    struct arena *arena, const char **ret_person)
{
	const char *person = NULL;
	int r = db_begin(db, DB_WRITE);

	if (r == 0)
		r = db_end(db, confirm_mail(db, actor, link, now, arena, &person));
	if (r == 0)
		*ret_person = person;
	return r;
}

/* --- the guards of an approval --- */

static bool same_person(const char *a, const char *b)
{
	return a && b && span_ieq(span_trim(span_str(a)), b);
}

int enrol_missing(
    struct db *db, const struct enrolment *e, struct arena *arena, const char **ret)
{
	struct person applicant = {0};
	struct org org = {0};
	STR_AUTO(out, 2000);
	int r = people_get(db, e->person, arena, &applicant);

	if (r == 0 && given(e->org))
		r = org_get(db, e->org, arena, &org);
	if (r < 0)
		return r;
	if (!applicant.mail_confirmed)
		str_add(&out, TR("The applicant has not confirmed the mail address.") "\n");
	if (!given(e->legal_name) || !given(e->legal_mail))
		str_add(&out, TR("No legal representative is named with a mail address.") "\n");
	if (!given(e->oncall_name) || !given(e->oncall_phone))
		str_add(
		    &out, TR("No contact at any hour is named with a telephone number.") "\n");
	if ((!given(e->legal_name) || same_person(e->legal_name, applicant.name)) &&
	    (!given(e->oncall_name) || same_person(e->oncall_name, applicant.name)))
		str_add(&out, TR("Two different contacts are needed.") "\n");
	if (given(e->org) && (org.state == ORG_SUSPENDED || org.state == ORG_LEFT))
		str_add(&out, TR("The organisation was suspended or has left.") "\n");
	if (e->role == ROLE_GROUP_OFFICER && (given(e->org) ? org.type : e->type) != ORG_GROUP)
		str_add(&out, TR("Only a group has a group officer.") "\n");
	*ret = str_dup(&out, arena);
	return 0;
}

/* --- approving --- */

/* The organisation that was picked or proposed, active; its 24/7 number when it has none. */
static int open_org(struct db *db, const struct actor *actor, struct enrolment *e, int64_t now,
    struct arena *arena)
{
	struct org org = {.name = e->name,
	    .type = e->type,
	    .parent = given(e->parent) ? e->parent : NULL,
	    .national_ids = e->national_ids,
	    .lang = e->terms_lang,
	    .state = ORG_ACTIVE,
	    .emergency = e->oncall_phone};
	int r;

	if (!given(e->org)) {
		r = org_add(db, actor, &org, now, arena);
		e->org = org.id;
		return r;
	}
	r = org_get(db, e->org, arena, &org);
	if (r == 0 && org.state == ORG_PROPOSED)
		r = org_move(db, actor, e->org, ORG_ACTIVATE, NULL, now);
	if (r < 0)
		return r;
	return desk_exec(db,
	    "UPDATE org SET \"emergency\" = $2, \"version\" = \"version\" + 1 WHERE \"id\" = "
	    "$1 "
	    "AND coalesce(\"emergency\", '') = ''",
	    DESK_PARAMS(DESK_TEXT(e->org), DESK_TEXT(e->oncall_phone)), NULL);
}

/* A role the person has already is no fault: the organisation may have members. */
static int give(struct db *db, const struct actor *actor, const struct enrolment *e,
    const char *person, enum role role, const char *function, int64_t now, struct arena *arena)
{
	struct membership m = {
	    .person = person, .org = e->org, .role = (int)role, .confirmed = now};
	int64_t has = 0;
	int r = desk_number(db,
	    "SELECT count(*) FROM membership WHERE \"person\" = $2 AND \"org\" = $3 AND "
	    "\"role\" "
	    "= $4 AND \"since\" <= $1 AND (\"until\" = 0 OR \"until\" > $1)",
	    DESK_PARAMS(DESK_INT(now), DESK_TEXT(person), DESK_TEXT(e->org),
		DESK_TEXT(role_names[role])),
	    &has);

	if (r < 0 || has)
		return r;
	if (function)
		text_list_add(&m.functions, arena, function);
	return people_enter(db, actor, &m, now, arena);
}

static int give_roles(struct db *db, const struct actor *actor, const struct enrolment *e,
    int64_t now, struct arena *arena)
{
	struct person legal = {.name = e->legal_name,
	    .mail = e->legal_mail,
	    .lang = e->terms_lang,
	    .state = PERSON_INVITED};
	bool officer = e->role == ROLE_OFFICER || e->role == ROLE_GROUP_OFFICER;
	struct person there = {0};
	int r = give(
	    db, actor, e, e->person, (enum role)e->role, officer ? "ciso" : NULL, now, arena);

	if (r < 0)
		return r;
	r = people_by_mail(db, e->legal_mail, arena, &there);
	if (r == 0)
		legal = there;
	else if (r == ERR_NOTFOUND)
		r = people_add(db, actor, &legal, now, arena);
	if (r == 0)
		r = give(db, actor, e, legal.id, ROLE_LEGAL, "legal-rep", now, arena);
	if (r == 0 && !is_same(legal.id, e->person))
		r = tell(db, e, "enrol_legal", legal.id, now, arena);
	return r;
}

static int approve(struct db *db, const struct actor *actor, struct enrolment *e, int64_t now,
    struct arena *arena)
{
	const char *missing = "";
	int r = enrol_missing(db, e, arena, &missing);

	if (r < 0)
		return r;
	if (*missing)
		return db_fail(db, ERR_RANGE, "this application cannot be approved yet",
		    "ask the applicant for it", "%-.*s", (int)strcspn(missing, "\n"), missing);
	r = open_org(db, actor, e, now, arena);
	return r == 0 ? give_roles(db, actor, e, now, arena) : r;
}

/* --- steps --- */

static int check_who(
    struct db *db, const struct who *by, const struct enrolment *e, enum enrol_action action)
{
	bool own = is_same(by->person, e->person);

	if (actions[action].cert ? who_may(by, MAY_DECIDE, NULL) && !own : own)
		return 0;
	return db_fail(db, ERR_DENIED, "this is not yours to decide",
	    own ? TR("somebody else of the CERT decides")
		: TR("ask the CERT, or the applicant"),
	    "%s", actions[action].name);
}

/* The row is locked, so that one decision is made. */
static int load(struct db *db, const char *id, struct arena *arena, struct enrolment *ret)
{
	int r = desk_exec(db, "UPDATE enrolment SET \"state\" = \"state\" WHERE \"id\" = $1",
	    DESK_PARAMS(DESK_TEXT(id)), NULL);

	return r == 0 ? desk_get(db, &enrolment_type, id, arena, ret) : r;
}

static int check_step(struct db *db, const struct who *by, const struct enrolment *e,
    enum enrol_action action, const char *reason)
{
	int r = check_who(db, by, e, action);

	if (r < 0)
		return r;
	r = enrol_next((enum enrolment_state)e->state, action);
	if (r < 0)
		return db_fail(db, ERR_DENIED, "this is not possible for the application now",
		    "look at its state", "it is %-s", enrolment_state_names[e->state]);
	if (actions[action].reason && !given(reason))
		return db_fail(db, ERR_RANGE, "a reason is needed",
		    "say what is missing, or why", "%s", actions[action].name);
	return r;
}

static int step(struct db *db, const struct actor *actor, const struct who *by, const char *id,
    enum enrol_action action, const char *reason, int64_t now, struct arena *arena)
{
	struct enrolment e = {0};
	int r = load(db, id, arena, &e);
	int next = r < 0 ? r : check_step(db, by, &e, action, reason);

	if (next < 0)
		return next;
	if (action == ENROL_APPROVE)
		r = approve(db, actor, &e, now, arena);
	if (r < 0)
		return r;
	e.state = next;
	if (given(reason))
		e.reason = reason;
	if (next == ENROLMENT_APPROVED || next == ENROLMENT_REJECTED ||
	    next == ENROLMENT_WITHDRAWN) {
		e.decided = now;
		e.decided_by = by->person;
	}
	r = desk_update(db, &enrolment_type, &e);
	if (r == 0 && actions[action].template)
		r = tell(db, &e, actions[action].template, e.person, now, arena);
	if (r == 0 && action == ENROL_RESUBMIT)
		r = tell_cert(db, &e, now, arena);
	return r < 0
		   ? r
		   : log_append(db, actor, actions[action].name, e.org, e.id, NULL, NULL, now);
}

int enrol_step(struct db *db, const struct actor *actor, const struct who *by, const char *id,
    enum enrol_action action, const char *reason, int64_t now)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, step(db, actor, by, id, action, reason, now, arena));
}

static int correct(struct db *db, const struct actor *actor, const struct who *by,
    const struct enrolment *e, int64_t now, struct arena *arena)
{
	struct enrolment old = {0}, stored = *e;
	int r = load(db, e->id, arena, &old);

	if (r == 0)
		r = check_step(db, by, &old, ENROL_RESUBMIT, NULL);
	if (r < 0)
		return r;
	stored.person = old.person;
	stored.state = old.state;
	stored.created = old.created;
	stored.decided = old.decided;
	stored.decided_by = old.decided_by;
	stored.reason = old.reason;
	r = check_draft(db, &stored, arena);
	if (r == 0)
		r = desk_update(db, &enrolment_type, &stored);
	return r < 0 ? r
		     : log_append(
			   db, actor, "enrolment.correct", stored.org, e->id, NULL, NULL, now);
}

int enrol_correct(struct db *db, const struct actor *actor, const struct who *by,
    const struct enrolment *enrolment, int64_t now)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, correct(db, actor, by, enrolment, now, arena));
}

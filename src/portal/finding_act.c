/* What a member does to a finding. */
#include "desk/tracked.h"
#include "portal/bound.h"
#include "portal/finding.h"
#include "report/i18n.h"

/* The actions of the answer form. */
static const int answers[] = {TRACKED_DO_ACKNOWLEDGE, TRACKED_DO_ASSIGN, TRACKED_DO_PLAN,
    TRACKED_DO_WORK, TRACKED_DO_CLAIM_FIXED, TRACKED_DO_RETEST, TRACKED_DO_FALSE_POSITIVE,
    TRACKED_DO_NOT_OURS, TRACKED_DO_MITIGATE, TRACKED_DO_REOPEN};

static int action_of(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(answers); i++)
		if (strcmp(tracked_rows[answers[i]].name, name) == 0)
			return answers[i];
	return -1;
}

/* The page again, with what was wrong; the form that was sent stays open. */
static int again(struct call *call, const struct tracked *t, int r)
{
	if (r < 0)
		r = bound_refused(call, r);
	return r < 0 ? r : finding_fill(call, t);
}

static int back(struct call *call, const char *note)
{
	return call_redirect(
	    call, note, "/orgs/%s/findings/%s", call->org->id, call_arg(call, "id"));
}

/* Orders the re-test of exactly this finding. */
static int order_retest(struct call *call, const struct tracked *t, struct audit_order *ret)
{
	const struct audit_order wish = {.org = t->org,
	    .type = ORDER_OF_RETEST,
	    .profile = PROFILE_STANDARD,
	    .recurrence = REPEAT_ONCE,
	    .finding = t->id,
	    .reason = t->ref};
	struct order_list made = {0};
	int r = order_submit(call->db, bound_house(call), &call->actor, bound_roles(call),
	    &wish, call->now, call->arena, &made);

	if (r == 0)
		*ret = made.all.items[0];
	return r;
}

/* An owner is somebody with a role here: names of others are not to be found out. */
static int check_owner(struct call *call, const char *person)
{
	int64_t n = 0;
	int r = desk_number(call->db,
	    "SELECT count(*) FROM membership WHERE \"org\" = $1 AND \"person\" = $2 AND "
	    "\"since\" <= $3 AND (\"until\" = 0 OR \"until\" > $4)",
	    DESK_PARAMS(DESK_TEXT(call->org->id), DESK_TEXT(person), DESK_INT(call->now),
		DESK_INT(call->now)),
	    &n);

	if (r == 0 && n == 0)
		call_wrong(call, "other", TR("Choose somebody of the organisation"));
	return call_db(call, r);
}

static int read_step(struct call *call, int action, struct tracked_step *step)
{
	const struct tracked_row *row = &tracked_rows[action];
	int r = 0;

	*step = (struct tracked_step){.action = action,
	    .roles = bound_roles(call),
	    .note = call_field(call, "note"),
	    .other = call_field(call, "other")};
	if (!*step->note)
		step->note = NULL;
	if ((row->needs & TRACKED_NEEDS_NOTE) && !step->note)
		call_wrong(call, "note", TR("Say why, so that somebody else understands it"));
	if ((row->needs & TRACKED_NEEDS_DATE) && !bound_day(call, "when", &step->when))
		call_wrong(call, "when", TR("Choose a day"));
	if (row->needs & TRACKED_NEEDS_OTHER)
		r = check_owner(call, step->other);
	/* A day ends with its last minute. */
	if (step->when)
		step->when += TRACKED_DAY - 1;
	return r;
}

/* A finding said to be mended is looked at by a machine, when it may look. */
static int claim_fixed(struct call *call, struct tracked *t, const struct tracked_step *step)
{
	struct audit_order o = {0};
	int r = tracked_act(call->db, &call->actor, t->id, step, call->now, call->arena, t);

	if (r < 0)
		return again(call, t, r);
	/* What no run has seen, no run can look for. */
	if (!t->run)
		return back(call, TR("Noted. The CERT tests it again and answers."));
	r = order_retest(call, t, &o);
	if (r == 0 && o.state == ORDER_SCHEDULED)
		return back(call, TR("Noted. The re-test is ordered."));
	return back(call,
	    TR("Noted. The re-test cannot be made yet: look at perimeter and authorisation."));
}

static int retest(struct call *call, const struct tracked *t)
{
	struct audit_order o = {0};
	int r = order_retest(call, t, &o);

	if (r < 0)
		return again(call, t, r);
	return call_redirect(call,
	    o.state == ORDER_SCHEDULED ? TR("The re-test is ordered.")
				       : TR("The re-test waits: see what is missing."),
	    "/orgs/%s/orders/%s", call->org->id, o.id);
}

int finding_answer(struct call *call)
{
	int action = action_of(call_field(call, "action"));
	struct tracked_step step;
	struct tracked t;
	int r = bound_finding(call, &t);

	if (r < 0)
		return r;
	if (action < 0) {
		call_wrong(call, "form", TR("Choose an answer"));
		return finding_fill(call, &t);
	}
	r = read_step(call, action, &step);
	if (r < 0 || call->wrong)
		return r < 0 ? r : finding_fill(call, &t);
	if (action == TRACKED_DO_RETEST)
		return retest(call, &t);
	if (action == TRACKED_DO_CLAIM_FIXED)
		return claim_fixed(call, &t, &step);
	r = tracked_act(call->db, &call->actor, t.id, &step, call->now, call->arena, NULL);
	return r < 0 ? again(call, &t, r) : back(call, TR("Saved."));
}

int finding_accept(struct call *call)
{
	struct tracked_step step;
	struct tracked t;
	int r = bound_finding(call, &t);

	if (r == 0)
		r = read_step(call, TRACKED_DO_ACCEPT, &step);
	if (r < 0 || call->wrong)
		return r < 0 ? r : finding_fill(call, &t);
	r = tracked_act(call->db, &call->actor, t.id, &step, call->now, call->arena, NULL);
	return r < 0 ? again(call, &t, r)
		     : back(call, TR("The risk is accepted until that day."));
}

static int store_comment(struct call *call, const struct tracked *t, const char *note)
{
	int r = db_begin(call->db, DB_WRITE);

	if (r < 0)
		return r;
	r = tracked_note(call->db, t, t, call->actor.person, note, NULL, call->now);
	if (r == 0)
		r = log_append(call->db, &call->actor, "finding.comment", t->org, t->id, NULL,
		    NULL, call->now);
	return db_end(call->db, r);
}

int finding_comment(struct call *call)
{
	const char *note = call_field(call, "note");
	struct tracked t;
	int r = bound_finding(call, &t);

	if (r < 0)
		return r;
	if (!*note) {
		call_wrong(call, "comment", TR("The remark is empty"));
		return finding_fill(call, &t);
	}
	r = store_comment(call, &t, note);
	return r < 0 ? again(call, &t, r) : back(call, TR("Saved."));
}

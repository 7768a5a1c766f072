#include "desk/tracked.h"

#include "codec/json.h"
#include "desk/id.h"
#include "store/desk.h"

#define S(state) (1u << TRACKED_##state)
#define WORKABLE (S(OPEN) | S(NOTIFIED) | S(ACKNOWLEDGED) | S(IN_PROGRESS))
#define UNSETTLED \
	(S(ACCEPTED) | S(FALSE_POSITIVE) | S(NOT_OURS) | S(MITIGATED) | S(CLAIMED_FIXED))
#define NOTE  TRACKED_NEEDS_NOTE
#define OTHER TRACKED_NEEDS_OTHER
#define DATE  TRACKED_NEEDS_DATE

/* clang-format off */
const struct tracked_row tracked_rows[TRACKED_ACTIONS] = {
	[TRACKED_DO_CONFIRM] = {"confirm", S(TRIAGE), TRACKED_OPEN, MAY_REVIEW, 0},
	[TRACKED_DO_DISMISS] = {"dismiss", S(TRIAGE), TRACKED_FALSE_POSITIVE, MAY_REVIEW, NOTE},
	[TRACKED_DO_NOTIFY] = {"notify", S(OPEN), TRACKED_NOTIFIED, PERMISSIONS, 0},
	[TRACKED_DO_ACKNOWLEDGE] = {"acknowledge", S(OPEN) | S(NOTIFIED), TRACKED_ACKNOWLEDGED, MAY_ANSWER, 0},
	[TRACKED_DO_ASSIGN] = {"assign", WORKABLE | S(CLAIMED_FIXED) | S(VERIFYING), TRACKED_STAYS, MAY_ANSWER, OTHER},
	[TRACKED_DO_PLAN] = {"plan", WORKABLE, TRACKED_STAYS, MAY_ANSWER, DATE},
	[TRACKED_DO_WORK] = {"work", WORKABLE | S(CLAIMED_FIXED), TRACKED_IN_PROGRESS, MAY_ANSWER, 0},
	[TRACKED_DO_CLAIM_FIXED] = {"claim_fixed", WORKABLE, TRACKED_CLAIMED_FIXED, MAY_ANSWER, 0},
	[TRACKED_DO_RETEST] = {"retest", WORKABLE | S(CLAIMED_FIXED) | S(MITIGATED), TRACKED_VERIFYING, MAY_ANSWER, 0},
	[TRACKED_DO_RETEST_OFF] = {"retest_off", S(VERIFYING), TRACKED_CLAIMED_FIXED, PERMISSIONS, 0},
	[TRACKED_DO_FALSE_POSITIVE] = {"false_positive", WORKABLE | S(CLAIMED_FIXED), TRACKED_FALSE_POSITIVE, MAY_ANSWER, NOTE},
	[TRACKED_DO_NOT_OURS] = {"not_ours", WORKABLE, TRACKED_NOT_OURS, MAY_ANSWER, NOTE},
	[TRACKED_DO_MITIGATE] = {"mitigate", WORKABLE, TRACKED_MITIGATED, MAY_ANSWER, NOTE},
	[TRACKED_DO_UPHOLD] = {"uphold", S(FALSE_POSITIVE) | S(NOT_OURS), TRACKED_STAYS, MAY_REVIEW, 0},
	[TRACKED_DO_REJECT] = {"reject", S(FALSE_POSITIVE) | S(NOT_OURS) | S(DUPLICATE) | S(MITIGATED), TRACKED_OPEN, MAY_REVIEW, NOTE},
	[TRACKED_DO_DUPLICATE] = {"duplicate", WORKABLE | S(TRIAGE), TRACKED_DUPLICATE, MAY_REVIEW, OTHER},
	[TRACKED_DO_ACCEPT] = {"accept", WORKABLE, TRACKED_ACCEPTED, MAY_ACCEPT, NOTE | OTHER | DATE},
	[TRACKED_DO_REOPEN] = {"reopen", UNSETTLED, TRACKED_OPEN, MAY_ANSWER, 0},
	[TRACKED_DO_EXPIRE] = {"expire", S(ACCEPTED), TRACKED_OPEN, PERMISSIONS, 0},
	[TRACKED_DO_WITHDRAW] = {"withdraw", WORKABLE | S(TRIAGE) | S(CLAIMED_FIXED) | S(VERIFYING) | S(ACCEPTED) | S(MITIGATED), TRACKED_WITHDRAWN, PERMISSIONS, 0},
	[TRACKED_DO_RESTATE] = {"restate", S(WITHDRAWN), TRACKED_OPEN, PERMISSIONS, 0},
	[TRACKED_DO_RETESTED] = {"retested", WORKABLE | S(CLAIMED_FIXED) | S(VERIFYING) | S(MITIGATED), TRACKED_VERIFIED_FIXED, MAY_REVIEW, NOTE},
	[TRACKED_DO_STILL_THERE] = {"still_there", S(CLAIMED_FIXED) | S(VERIFYING), TRACKED_OPEN, MAY_REVIEW, NOTE},
};
/* clang-format on */

bool tracked_is_open(int state)
{
	return ((WORKABLE | S(TRIAGE) | S(CLAIMED_FIXED) | S(VERIFYING)) & 1u << state) != 0;
}

static bool may(const struct tracked_row *row, int role)
{
	if (row->who == PERMISSIONS || role < 0)
		return row->who == PERMISSIONS && role < 0;
	return role_has((enum role)role, (enum permission)row->who);
}

bool tracked_allows(int state, int action, int role)
{
	const struct tracked_row *row = &tracked_rows[action];

	return (row->from & 1u << state) != 0 && may(row, role);
}

static bool may_any(const struct tracked_row *row, unsigned roles, bool house)
{
	if (house)
		return may(row, -1);
	for (int role = 0; role <= ROLE_AUDITOR; role++)
		if ((roles & 1u << role) && may(row, role))
			return true;
	return false;
}

static int refuse(struct msg *msg, int err, const char *what, const char *hint)
{
	msg_what(msg, "%s", what);
	msg_hint(msg, "%s", hint);
	return err;
}

static bool by_tester(int action)
{
	return action == TRACKED_DO_RETESTED || action == TRACKED_DO_STILL_THERE;
}

static int check(const struct tracked *t, const struct tracked_row *row,
    const struct tracked_step *step, bool house, int64_t now, struct msg *msg)
{
	msg_detail(msg, "%s is %-s", t->ref, tracked_state_names[t->state]);
	if (!may_any(row, step->roles, house))
		return refuse(msg, ERR_DENIED, "your role does not allow this",
		    "ask the security officer of the organisation, or the CERT");
	if (!(row->from & 1u << t->state))
		return refuse(msg, ERR_UNSUPPORTED, "this cannot be done to the finding now",
		    "look at it as it is now: somebody else may have answered");
	if (by_tester(step->action) && t->run)
		return refuse(msg, ERR_UNSUPPORTED, "a machine can tell whether it is gone",
		    "order a re-test: what a run has seen, a run closes");
	if ((row->needs & TRACKED_NEEDS_NOTE) && (!step->note || !step->note[0]))
		return refuse(msg, ERR_RANGE, "a reason is missing",
		    "say why, in a sentence that somebody else understands in a year");
	if ((row->needs & TRACKED_NEEDS_OTHER) && (!step->other || !step->other[0]))
		return refuse(msg, ERR_RANGE, "a name is missing",
		    "say who is responsible, or which finding is meant");
	if ((row->needs & TRACKED_NEEDS_DATE) &&
	    (step->when <= now || step->when > now + TRACKED_ACCEPT_MAX))
		return refuse(msg, ERR_RANGE, "the date is not within the next 12 months",
		    "choose a day after today and at most a year away");
	if (step->action == TRACKED_DO_DUPLICATE && strcmp(step->other, t->id) == 0)
		return refuse(msg, ERR_RANGE, "a finding is not its own duplicate",
		    "name the other finding");
	return 0;
}

/* What goes with a new state. */
static void enter(
    struct tracked *t, const struct tracked_step *step, const char *person, int64_t now)
{
	switch (step->action) {
	case TRACKED_DO_ACCEPT:
		t->expires = step->when;
		t->owner = step->other;
		t->decided_by = person;
		t->reason = step->note;
		break;
	case TRACKED_DO_FALSE_POSITIVE:
	case TRACKED_DO_NOT_OURS:
	case TRACKED_DO_MITIGATE:
		t->reason = step->note;
		t->decided_by = NULL;
		break;
	case TRACKED_DO_DISMISS:
		t->reason = step->note;
		t->decided_by = person;
		break;
	case TRACKED_DO_UPHOLD:
		t->decided_by = person;
		break;
	case TRACKED_DO_DUPLICATE:
		t->duplicate_of = step->other;
		t->decided_by = person;
		break;
	case TRACKED_DO_EXPIRE:
	case TRACKED_DO_REJECT:
	case TRACKED_DO_REOPEN:
		t->expires = 0;
		t->duplicate_of = NULL;
		t->decided_by = NULL;
		break;
	case TRACKED_DO_ASSIGN:
		t->owner = step->other;
		break;
	case TRACKED_DO_PLAN:
		t->planned = step->when;
		break;
	case TRACKED_DO_CONFIRM:
		tracked_restart_due(t, now);
		break;
	case TRACKED_DO_WITHDRAW:
		t->closed = now;
		t->closed_how = TR("knowledge");
		break;
	case TRACKED_DO_RETESTED:
		t->closed = t->checked = now;
		t->closed_how = TR("tester");
		t->decided_by = person;
		break;
	case TRACKED_DO_RESTATE:
		t->closed = 0;
		t->closed_how = NULL;
		t->reopened++;
		tracked_restart_due(t, now);
		break;
	default:
		break;
	}
}

int tracked_apply(const struct tracked *t, const struct tracked_step *step,
    const struct actor *actor, int64_t now, struct tracked *ret, struct msg *msg)
{
	const struct tracked_row *row = &tracked_rows[step->action];
	struct tracked after = *t;
	int r = check(t, row, step, actor == NULL, now, msg);

	if (r < 0)
		return r;
	if (row->to != TRACKED_STAYS)
		after.state = row->to;
	enter(&after, step, actor ? actor->person : NULL, now);
	*ret = after;
	return 0;
}

static int lock_row(struct db *db, const char *id)
{
	return desk_exec(db,
	    "UPDATE tracked_finding SET \"state\" = \"state\" WHERE \"id\" = $1",
	    DESK_PARAMS(DESK_TEXT(id)), NULL);
}

int tracked_note(struct db *db, const struct tracked *before, const struct tracked *after,
    const char *actor, const char *note, const char *run, int64_t now)
{
	char id[ID_TEXT];
	struct tracked_event e = {.id = id_new(id),
	    .finding = after->id,
	    .actor = actor,
	    .was = before ? before->state : after->state,
	    .becomes = after->state,
	    .note = note,
	    .run = run};
	int64_t last = 0;
	/* A remark changes nothing that would have locked the row. */
	int r = before == after ? lock_row(db, after->id) : 0;

	/* Each step of a finding has a time of its own, so that its history has one order. */
	if (r == 0 && before)
		r = desk_number(db,
		    "SELECT max(\"time\") FROM tracked_event WHERE \"finding\" = $1",
		    DESK_PARAMS(DESK_TEXT(after->id)), &last);
	e.time = MAX(now, last + 1);
	return r < 0 ? r : desk_insert(db, &tracked_event_type, &e);
}

/* The other finding or person of the step must be of this organisation, or exist at all. */
static int check_other(struct db *db, const struct tracked *t, const struct tracked_step *step,
    struct arena *arena)
{
	struct tracked other;
	int64_t n = 0;
	int r;

	if (step->action == TRACKED_DO_DUPLICATE) {
		r = desk_get(db, &tracked_type, step->other, arena, &other);
		if (r == 0 && strcmp(other.org, t->org) != 0)
			return db_fail(db, ERR_NOTFOUND, "there is no such finding",
			    "name one of the same organisation", "%.60s", step->other);
		return r;
	}
	if (step->action != TRACKED_DO_ASSIGN && step->action != TRACKED_DO_ACCEPT)
		return 0;
	/* Somebody of the organisation, of one above it, or of the CERT. */
	r = desk_number(db,
	    "SELECT count(*) FROM membership m LEFT JOIN org o ON o.\"id\" = m.\"org\" WHERE "
	    "m.\"person\" = $1 AND (m.\"org\" IS NULL OR (SELECT t.\"path\" FROM org t WHERE "
	    "t.\"id\" = $2) LIKE o.\"path\" || '%')",
	    DESK_PARAMS(DESK_TEXT(step->other), DESK_TEXT(t->org)), &n);
	if (r == 0 && n == 0)
		return db_fail(db, ERR_NOTFOUND, "there is no such person here",
		    "choose somebody of this organisation", "%.60s", step->other);
	return r;
}

static int log_step(struct db *db, const struct actor *actor, const struct tracked *before,
    const struct tracked *after, const struct tracked_step *step, int64_t now)
{
	struct json_writer w;
	STR_AUTO(detail, 8192);
	STR_AUTO(action, 64);

	json_write_init(&w, &detail, 0);
	json_write_object(&w);
	json_member_text(&w, "was", tracked_state_names[before->state]);
	json_member_text(&w, "becomes", tracked_state_names[after->state]);
	if (step->note)
		json_member_text(&w, "note", step->note);
	if (step->other)
		json_member_text(&w, "other", step->other);
	json_write_object_end(&w);
	str_addf(&action, "finding.%s", tracked_rows[step->action].name);
	return log_append(
	    db, actor, str_text(&action), after->org, after->id, NULL, str_text(&detail), now);
}

int tracked_act_within(struct db *db, const struct actor *actor, const char *id,
    const struct tracked_step *step, int64_t now, struct arena *arena, struct tracked *ret)
{
	struct tracked before, after;
	struct msg msg = {0};
	int r = desk_get(db, &tracked_type, id, arena, &before);

	if (r < 0)
		return r;
	r = tracked_apply(&before, step, actor, now, &after, &msg);
	if (r < 0)
		return db_refuse(db, r, &msg);
	r = check_other(db, &before, step, arena);
	if (r == 0)
		r = desk_update(db, &tracked_type, &after);
	if (r == 0)
		r = tracked_note(
		    db, &before, &after, actor ? actor->person : NULL, step->note, NULL, now);
	if (r == 0)
		r = log_step(db, actor, &before, &after, step, now);
	if (r == 0 && ret)
		*ret = after;
	return r;
}

int tracked_act(struct db *db, const struct actor *actor, const char *id,
    const struct tracked_step *step, int64_t now, struct arena *arena, struct tracked *ret)
{
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, tracked_act_within(db, actor, id, step, now, arena, ret));
}

int tracked_expire(struct db *db, int64_t now, int max, int64_t *ret)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	const struct tracked_step step = {.action = TRACKED_DO_EXPIRE};
	struct desk_records due = {0};
	int64_t n = 0;
	int r = desk_list(db, &tracked_type,
	    "WHERE \"state\" = 'accepted' AND \"expires\" <= $1 ORDER BY \"expires\", \"id\" "
	    "LIMIT $2",
	    DESK_PARAMS(DESK_INT(now), DESK_INT(max)), arena, &due);

	if (r < 0)
		return r;
	vec_foreach (t, &due.all) {
		r = tracked_act(db, NULL, ((struct tracked *)*t)->id, &step, now, arena, NULL);
		/* Another server, or a person, was faster. */
		if (r < 0 && r != ERR_BUSY && r != ERR_UNSUPPORTED)
			return r;
		n += r == 0;
	}
	*ret = n;
	return 0;
}

/* The deadlines of BOD 26-04. */
static const struct tracked_deadline never = {0, false, "BOD 26-04: on upgrade"},
				     slow = {60, false, "BOD 26-04: 60 days"},
				     soon = {14, false, "BOD 26-04: 14 days"},
				     fast = {3, false, "BOD 26-04: 3 days"},
				     used = {3, true, "BOD 26-04: 3 days, forensics"};

/* BOD 26-04 by the questions in the order exposed, known, automatable, total: the most
 * significant bit first. */
struct tracked_deadline tracked_deadline_of(struct tracked_risk risk)
{
	const struct tracked_deadline *const table[16] = {
	    /* not exposed, not known: -, T, A, AT */
	    &never, &never, &slow, &slow,
	    /* not exposed, known */
	    &soon, &soon, &soon, &used,
	    /* exposed, not known */
	    &slow, &soon, &soon, &fast,
	    /* exposed, known */
	    &soon, &used, &fast, &used};

	return *table[risk.exposed << 3 | risk.known << 2 | risk.automatable << 1 | risk.total];
}

struct tracked_risk tracked_risk_of(int criticality)
{
	return (struct tracked_risk){.exposed = criticality <= CRIT_MEDIUM,
	    .automatable = criticality <= CRIT_HIGH,
	    .total = criticality == CRIT_CRITICAL};
}

/* Those by bands of the score (rank/rank.h), of the organisations that are served so. */
static const struct tracked_deadline band_never = {0, false, "CVSS bands: on upgrade"},
				     band_medium = {90, false, "CVSS bands: 90 days"},
				     band_high = {30, false, "CVSS bands: 30 days"},
				     band_critical = {7, false, "CVSS bands: 7 days"};

static void set_deadline(struct tracked *t, const struct tracked_deadline *d, int64_t from)
{
	t->due = d->days ? from + d->days * TRACKED_DAY : 0;
	t->due_rule = d->rule;
}

void tracked_set_due(struct tracked *t, int64_t from)
{
	struct tracked_deadline d = tracked_deadline_of(tracked_risk_of(t->criticality));

	set_deadline(t, &d, from);
}

static const struct tracked_deadline *const deadlines[] = {
    &never, &slow, &soon, &fast, &used, &band_never, &band_medium, &band_high, &band_critical};

/* "BOD 26-04" and "CVSS bands" go before a rule's colon or row. */
static bool same_profile(const char *a, const char *b)
{
	enum { PREFIX = 9 };

	return strncmp(a, b, PREFIX) == 0;
}

void tracked_set_due_of(struct tracked *t, const struct finding *f, int64_t from)
{
	for (size_t i = 0; f->rule && i < ARRAY_LEN(deadlines); i++)
		if (deadlines[i]->days == f->days && deadlines[i]->forensics == f->forensics &&
		    same_profile(deadlines[i]->rule, f->rule)) {
			set_deadline(t, deadlines[i], from);
			return;
		}
	tracked_set_due(t, from);
}

void tracked_restart_due(struct tracked *t, int64_t from)
{
	for (size_t i = 0; t->due_rule && i < ARRAY_LEN(deadlines); i++)
		if (strcmp(deadlines[i]->rule, t->due_rule) == 0) {
			set_deadline(t, deadlines[i], from);
			return;
		}
	tracked_set_due(t, from);
}

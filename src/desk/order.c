#include "desk/order.h"

#include "codec/json.h"
#include "desk/id.h"
#include "desk/order_tell.h"
#include "desk/queue.h"
#include "desk/tracked.h"
#include "store/desk.h"

#define S(state)    (1u << ORDER_##state)
#define EARLY       (S(DRAFT) | S(SUBMITTED) | S(CHECKING) | S(NEEDS_INFO) | S(ACCEPTED))
#define UNDELIVERED (EARLY | S(SCHEDULED) | S(RUNNING) | S(PAUSED) | S(ANALYSING) | S(REVIEW))

/* clang-format off */
const struct order_row order_rows[ORDER_ACTIONS] = {
	[ORDER_DO_SUBMIT] = {"submit", S(DRAFT), ORDER_SUBMITTED, MAY_ORDER, true, false},
	[ORDER_DO_CHECK] = {"check", S(SUBMITTED) | S(NEEDS_INFO), ORDER_CHECKING, MAY_ORDER, true, false},
	[ORDER_DO_ASK] = {"ask", S(CHECKING) | S(SCHEDULED), ORDER_NEEDS_INFO, MAY_REVIEW, true, true},
	[ORDER_DO_TAKE] = {"take", S(CHECKING), ORDER_ACCEPTED, PERMISSIONS, true, false},
	[ORDER_DO_SCHEDULE] = {"schedule", S(ACCEPTED), ORDER_SCHEDULED, PERMISSIONS, true, false},
	[ORDER_DO_START] = {"start", S(SCHEDULED), ORDER_RUNNING, PERMISSIONS, true, false},
	[ORDER_DO_PAUSE] = {"pause", S(SCHEDULED) | S(RUNNING), ORDER_PAUSED, MAY_STOP, false, false},
	[ORDER_DO_HALT] = {"halt", S(SCHEDULED) | S(RUNNING), ORDER_PAUSED, PERMISSIONS, true, true},
	[ORDER_DO_RESUME] = {"resume", S(PAUSED), ORDER_SCHEDULED, MAY_ORDER, false, false},
	[ORDER_DO_END] = {"end", S(SCHEDULED) | S(RUNNING), ORDER_ANALYSING, PERMISSIONS, true, false},
	[ORDER_DO_ANALYSED] = {"analysed", S(ANALYSING), ORDER_REVIEW, PERMISSIONS, true, false},
	[ORDER_DO_CONCLUDE] = {"conclude", S(SCHEDULED) | S(RUNNING) | S(PAUSED) | S(ANALYSING), ORDER_CLOSED, PERMISSIONS, true, false},
	[ORDER_DO_PREPARE] = {"prepare", S(REVIEW), ORDER_STAYS, MAY_REVIEW, false, false},
	[ORDER_DO_RETURN] = {"return", S(REVIEW), ORDER_ANALYSING, MAY_REVIEW, false, true},
	[ORDER_DO_DELIVER] = {"deliver", S(REVIEW), ORDER_DELIVERED, MAY_REVIEW, false, false},
	[ORDER_DO_ACKNOWLEDGE] = {"acknowledge", S(DELIVERED), ORDER_ACKNOWLEDGED, MAY_REPORT, false, false},
	[ORDER_DO_FOLLOW_UP] = {"follow_up", S(ACKNOWLEDGED), ORDER_FOLLOW_UP, MAY_REVIEW, true, false},
	[ORDER_DO_CLOSE] = {"close", S(ACKNOWLEDGED) | S(FOLLOW_UP), ORDER_CLOSED, MAY_REVIEW, true, false},
	[ORDER_DO_CANCEL] = {"cancel", UNDELIVERED, ORDER_CANCELLED, MAY_ORDER, false, true},
	[ORDER_DO_REFUSE] = {"refuse", UNDELIVERED, ORDER_REFUSED, MAY_REVIEW, true, true},
};
/* clang-format on */

static int permission_of(int type, int action)
{
	if (type == ORDER_OF_RETEST && order_rows[action].who == MAY_ORDER)
		return MAY_ANSWER;
	return order_rows[action].who;
}

static bool may(int type, int action, int role)
{
	int who = permission_of(type, action);

	if (role < 0)
		return order_rows[action].house;
	/* Whoever delivers does not take note for the member. */
	if (action == ORDER_DO_ACKNOWLEDGE && role_of_cert((enum role)role))
		return false;
	return who != PERMISSIONS && role_has((enum role)role, (enum permission)who);
}

bool order_allows(int type, int state, int action, int role)
{
	return (order_rows[action].from & 1u << state) != 0 && may(type, action, role);
}

static bool may_any(int type, int action, unsigned roles, bool house)
{
	if (house)
		return may(type, action, -1);
	for (int role = 0; role <= ROLE_AUDITOR; role++)
		if ((roles & 1u << role) && may(type, action, role))
			return true;
	return false;
}

static int refuse(struct msg *msg, int err, const char *what, const char *hint)
{
	msg_what(msg, "%s", what);
	msg_hint(msg, "%s", hint);
	return err;
}

static int check(const struct audit_order *o, const struct order_step *step,
    const struct actor *actor, struct msg *msg)
{
	const struct order_row *row = &order_rows[step->action];

	msg_detail(msg, "%s is %-s", o->ref, order_state_names[o->state]);
	if (!may_any(o->type, step->action, step->roles, actor == NULL))
		return refuse(msg, ERR_DENIED, "your role does not allow this",
		    "ask the security officer of the organisation, or the CERT");
	if (!(row->from & 1u << o->state))
		return refuse(msg, ERR_UNSUPPORTED, "this cannot be done to the order now",
		    "look at it as it is now: it may have gone on meanwhile");
	if (row->note && (!step->note || !step->note[0]))
		return refuse(msg, ERR_RANGE, "a reason is missing", "say why");
	if (step->action != ORDER_DO_DELIVER)
		return 0;
	if (!o->analyst)
		return refuse(msg, ERR_UNSUPPORTED, "the delivery is not prepared yet",
		    "an analyst prepares it, another one releases it");
	if (!actor || !actor->person || strcmp(o->analyst, actor->person) == 0)
		return refuse(msg, ERR_DENIED, "four eyes are needed",
		    "let somebody else release what you have prepared");
	return 0;
}

int order_apply(const struct audit_order *o, const struct order_step *step,
    const struct actor *actor, int64_t now, struct audit_order *ret, struct msg *msg)
{
	struct audit_order after = *o;
	int r = check(o, step, actor, msg);

	if (r < 0)
		return r;
	if (order_rows[step->action].to != ORDER_STAYS)
		after.state = order_rows[step->action].to;
	if (step->action == ORDER_DO_PREPARE)
		after.analyst = actor->person;
	if (step->action == ORDER_DO_RETURN)
		after.analyst = NULL;
	if (step->action == ORDER_DO_DELIVER) {
		after.reviewer = actor->person;
		after.delivered = now;
	}
	if (step->action == ORDER_DO_ACKNOWLEDGE)
		after.acknowledged = now;
	if (step->action == ORDER_DO_CANCEL || step->action == ORDER_DO_REFUSE)
		after.next = 0;
	if (step->action == ORDER_DO_START && !after.started)
		after.started = now;
	if (step->action == ORDER_DO_END)
		after.ended = now;
	after.stop = after.state == ORDER_PAUSED || after.state == ORDER_CANCELLED ||
		     after.state == ORDER_REFUSED;
	if (step->note && step->action != ORDER_DO_CANCEL)
		after.note = step->note;
	*ret = after;
	return 0;
}

static int store_event(struct db *db, const struct actor *actor, const struct audit_order *o,
    int was, const char *note, int64_t now)
{
	char id[ID_TEXT];
	int64_t last = 0;
	/* Each step of an order has a time of its own, so that its history has one order; the
	 * caller's change of the order has locked its row. */
	int r =
	    desk_number(db, "SELECT max(\"time\") FROM order_event WHERE \"audit_order\" = $1",
		DESK_PARAMS(DESK_TEXT(o->id)), &last);
	struct order_event e = {.id = id_new(id),
	    .audit_order = o->id,
	    .time = MAX(now, last + 1),
	    .actor = actor ? actor->person : NULL,
	    .was = was,
	    .becomes = o->state,
	    .note = note};

	return r < 0 ? r : desk_insert(db, &order_event_type, &e);
}

static int log_step(struct db *db, const struct actor *actor, const struct audit_order *o,
    int was, const struct order_step *step, int64_t now)
{
	struct json_writer w;
	STR_AUTO(detail, 8192);
	STR_AUTO(action, 64);

	json_write_init(&w, &detail, 0);
	json_write_object(&w);
	json_member_text(&w, "was", order_state_names[was]);
	json_member_text(&w, "becomes", order_state_names[o->state]);
	if (step->note)
		json_member_text(&w, "note", step->note);
	json_write_object_end(&w);
	str_addf(&action, "order.%s", order_rows[step->action].name);
	return log_append(
	    db, actor, str_text(&action), o->org, o->id, NULL, str_text(&detail), now);
}

int order_step_within(struct db *db, const struct actor *actor, struct audit_order *o,
    const struct order_step *step, int64_t now)
{
	struct audit_order after;
	struct msg msg = {0};
	int was = o->state;
	int r = order_apply(o, step, actor, now, &after, &msg);

	if (r < 0)
		return db_refuse(db, r, &msg);
	r = desk_update(db, &audit_order_type, &after);
	if (r == 0)
		r = store_event(db, actor, &after, was, step->note, now);
	if (r == 0)
		r = order_tell(db, actor, &after, step->action, now);
	if (r == 0)
		r = log_step(db, actor, &after, was, step, now);
	if (r == 0)
		*o = after;
	return r;
}

/* A re-test that will not come to its end leaves the finding a claim. */
static int release_finding(
    struct db *db, const struct audit_order *o, int64_t now, struct arena *arena)
{
	const struct tracked_step off = {.action = TRACKED_DO_RETEST_OFF};
	struct tracked t;
	int r;

	if (o->type != ORDER_OF_RETEST || !o->finding)
		return 0;
	r = desk_get(db, &tracked_type, o->finding, arena, &t);
	if (r < 0 || t.state != TRACKED_VERIFYING)
		return r;
	return tracked_act_within(db, NULL, o->finding, &off, now, arena, NULL);
}

static int resume(struct db *db, const struct order_house *house, const struct audit_order *o,
    int64_t now, struct arena *arena)
{
	struct msg why = {0};
	struct job job;
	int64_t sites = 0;
	int r = desk_number(db, "SELECT count(*) FROM audit_order WHERE \"parent\" = $1",
	    DESK_PARAMS(DESK_TEXT(o->id)), &sites);

	if (r < 0)
		return r;
	if (!sites) {
		r = order_job(db, house, o, now, arena, &job, &why);
		if (r < 0)
			return db_refuse(db, r, &why);
	}
	return queue_resume(db, o->id);
}

static int effects(struct db *db, const struct order_house *house, struct audit_order *o,
    int action, int64_t now, struct arena *arena)
{
	int r;

	switch (action) {
	case ORDER_DO_CHECK:
		return order_check_within(db, house, o, now, arena);
	case ORDER_DO_PAUSE:
	case ORDER_DO_HALT:
		return queue_stop(db, o->id, now);
	case ORDER_DO_RESUME:
		return resume(db, house, o, now, arena);
	case ORDER_DO_CANCEL:
	case ORDER_DO_REFUSE:
	case ORDER_DO_ASK:
		r = queue_stop(db, o->id, now);
		return r == 0 ? release_finding(db, o, now, arena) : r;
	default:
		return 0;
	}
}

static bool cascades(int action)
{
	return action == ORDER_DO_PAUSE || action == ORDER_DO_RESUME ||
	       action == ORDER_DO_CANCEL || action == ORDER_DO_REFUSE;
}

/* A group's button is the button of each of its sites' orders where it can be pressed. */
static int cascade(struct db *db, const struct order_house *house, const struct actor *actor,
    const struct audit_order *group, const struct order_step *step, int64_t now,
    struct arena *arena)
{
	struct desk_records sites = {0};
	int r = desk_list(db, &audit_order_type,
	    "WHERE \"parent\" = $1 AND \"created\" = $2 ORDER BY \"id\"",
	    DESK_PARAMS(DESK_TEXT(group->id), DESK_INT(group->created)), arena, &sites);

	if (r < 0)
		return r;
	vec_foreach (s, &sites.all) {
		struct audit_order *o = *s;

		if (!(order_rows[step->action].from & 1u << o->state))
			continue;
		r = order_step_within(db, actor, o, step, now);
		if (r == 0)
			r = effects(db, house, o, step->action, now, arena);
		if (r < 0)
			return r;
	}
	return 0;
}

int order_act(struct db *db, const struct order_house *house, const struct actor *actor,
    const char *id, const struct order_step *step, int64_t now, struct arena *arena,
    struct audit_order *ret)
{
	struct audit_order o;
	int r = db_begin(db, DB_WRITE);

	if (r < 0)
		return r;
	r = desk_get(db, &audit_order_type, id, arena, &o);
	if (r == 0)
		r = order_step_within(db, actor, &o, step, now);
	if (r == 0)
		r = effects(db, house, &o, step->action, now, arena);
	if (r == 0 && cascades(step->action))
		r = cascade(db, house, actor, &o, step, now, arena);
	r = db_end(db, r);
	if (r == 0 && ret)
		*ret = o;
	return r;
}

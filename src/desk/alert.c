#include "desk/alert.h"

#include "codec/json.h"
#include "codec/sha256.h"
#include "desk/alert_ours.h"
#include "desk/id.h"
#include "desk/notice_answer.h"
#include "desk/perimeter.h"
#include "model/event_kind.h"

enum { SLOT = 32, KEY_MAX = 2048, DETAIL_MAX = 8192 };

#define DAY_MS INT64_C(86400000)

#define IN(state)  (1u << ALERT_##state)
#define QUIET      (IN(TRIAGE) | IN(SUPPRESSED))
#define TOLD       (IN(NOTIFIED) | IN(ACKNOWLEDGED) | IN(ANSWERED))
#define UNANSWERED (IN(NOTIFIED) | IN(ACKNOWLEDGED))

const struct alert_row alert_rows[ALERT_ACTIONS] = {
    {ALERT_DO_ATTRIBUTE, IN(RECEIVED), ALERT_TRIAGE, ALERT_OWNED, -1, "attribute"},
    {ALERT_DO_MISS, IN(RECEIVED), ALERT_UNATTRIBUTED, ALERT_FREE, -1, "miss"},
    {ALERT_DO_ASSIGN, IN(UNATTRIBUTED) | QUIET | TOLD, ALERT_TRIAGE, ALERT_OWNED, MAY_REVIEW,
	"assign"},
    {ALERT_DO_UNASSIGN, QUIET | TOLD, ALERT_UNATTRIBUTED, ALERT_REASON, MAY_REVIEW, "unassign"},
    {ALERT_DO_SUPPRESS, IN(TRIAGE), ALERT_SUPPRESSED, ALERT_RULED, -1, "suppress"},
    {ALERT_DO_RELEASE, QUIET, ALERT_TRIAGE, ALERT_OWNED, MAY_REVIEW, "release"},
    {ALERT_DO_TELL, IN(TRIAGE), ALERT_NOTIFIED, ALERT_OWNED, -1, "tell"},
    {ALERT_DO_OPEN, IN(NOTIFIED), ALERT_ACKNOWLEDGED, ALERT_FREE, MAY_VIEW, "open"},
    {ALERT_DO_ANSWER, TOLD, ALERT_ANSWERED, ALERT_SAID, MAY_ANSWER, "answer"},
    {ALERT_DO_CLOSE, IN(UNATTRIBUTED) | QUIET | TOLD, ALERT_CLOSED, ALERT_REASON, MAY_REVIEW,
	"close"},
    {ALERT_DO_SETTLE, IN(ANSWERED), ALERT_CLOSED, ALERT_GONE, -1, "settle"},
    {ALERT_DO_LAPSE, UNANSWERED, ALERT_CLOSED, ALERT_SILENT, -1, "lapse"},
    {ALERT_DO_RETURN, IN(ANSWERED) | IN(CLOSED), ALERT_TRIAGE, ALERT_SEEN, -1, "return"},
};

bool alert_allows(const struct alert *a, int action)
{
	return (alert_rows[action].from & 1u << a->state) != 0;
}

static bool blank(const char *text)
{
	return !text || !span_trim(span_str(text)).n;
}

/* An answer that ends it: its end, or that it goes on. */
static int end_of(int answer)
{
	switch (answer) {
	case ALERT_FIXED:
		return ALERT_END_FIXED;
	case ALERT_FALSE_POSITIVE:
		return ALERT_END_FALSE_POSITIVE;
	case ALERT_NOT_OURS:
		return ALERT_END_NOT_OURS;
	case ALERT_ACCEPTED:
		return ALERT_END_ACCEPTED;
	default:
		return ALERT_GOES_ON;
	}
}

static bool holds(
    enum alert_guard guard, const struct alert *a, const struct alert_step *step, int64_t now)
{
	switch (guard) {
	case ALERT_FREE:
		return true;
	case ALERT_OWNED:
		return step->org || a->org;
	case ALERT_RULED:
		return step->rule || step->ask;
	case ALERT_REASON:
		return !blank(step->note) &&
		       (step->action != ALERT_DO_CLOSE ||
			   (step->end > ALERT_GOES_ON && step->end <= ALERT_END_INCIDENT));
	case ALERT_SAID:
		return step->answer > ALERT_UNANSWERED && step->answer <= ALERT_NEED_HELP &&
		       (!blank(step->note) || (step->answer != ALERT_FALSE_POSITIVE &&
						  step->answer != ALERT_NOT_OURS &&
						  step->answer != ALERT_ACCEPTED));
	case ALERT_GONE:
		return end_of(a->answer) == ALERT_END_ACCEPTED ||
		       (end_of(a->answer) == ALERT_END_FIXED &&
			   MAX(a->last, a->answered) <= now - ALERT_GONE_DAYS * DAY_MS);
	case ALERT_SILENT:
		return a->told && a->told <= now - ALERT_SILENT_DAYS * DAY_MS &&
		       a->last <= now - ALERT_GONE_DAYS * DAY_MS;
	case ALERT_SEEN:
		return a->state == ALERT_CLOSED
			   ? a->last > a->ended &&
				 (a->end == ALERT_END_FIXED || a->end == ALERT_END_NO_ANSWER)
			   : end_of(a->answer) == ALERT_END_FIXED && a->last > a->answered;
	}
	return false;
}

static int refuse(
    struct msg *msg, const struct alert *a, const struct alert_row *row, bool in_state)
{
	if (in_state && (row->guard == ALERT_REASON || row->guard == ALERT_SAID)) {
		msg_what(msg, TR("a reason or an answer is missing"));
		msg_hint(msg, TR("choose one, and say why"));
		return ERR_RANGE;
	}
	msg_what(msg, TR("this cannot be done with the alert now"));
	msg_detail(msg, "%s is %-s", a->ref, alert_state_names[a->state]);
	msg_hint(msg, TR("look at it as it is now"));
	return ERR_UNSUPPORTED;
}

static void set_owner(struct alert *a, const struct alert_step *step)
{
	if (step->action == ALERT_DO_UNASSIGN) {
		a->org = a->item = a->notice = a->finding = a->cve = NULL;
		a->how = EVENT_NOBODYS;
		a->told = a->opened = 0;
	} else if (step->org && (!a->org || strcmp(step->org, a->org) != 0)) {
		a->org = step->org;
		a->item = step->item;
		a->how = step->item ? EVENT_BY_RULE : EVENT_BY_HAND;
		a->notice = a->finding = a->cve = NULL;
		a->told = a->opened = 0;
	}
}

static void begin_anew(struct alert *a)
{
	a->answer = ALERT_UNANSWERED;
	a->answered = a->ended = 0;
	a->answered_by = a->note = a->rule = a->ask = NULL;
	a->end = ALERT_GOES_ON;
}

static void change(
    struct alert *a, const struct alert_step *step, const struct actor *actor, int64_t now)
{
	switch (step->action) {
	case ALERT_DO_ASSIGN:
	case ALERT_DO_UNASSIGN:
		begin_anew(a);
		set_owner(a, step);
		a->waits = step->action == ALERT_DO_ASSIGN;
		break;
	case ALERT_DO_SUPPRESS:
		a->rule = step->rule;
		a->ask = step->ask;
		a->waits = false;
		break;
	case ALERT_DO_RELEASE:
		a->rule = a->ask = NULL;
		a->waits = true;
		break;
	case ALERT_DO_TELL:
		a->told = a->told ? a->told : now;
		a->waits = false;
		break;
	case ALERT_DO_OPEN:
		a->opened = now;
		break;
	case ALERT_DO_ANSWER:
		a->answer = step->answer;
		a->answered = now;
		a->answered_by = actor ? actor->person : NULL;
		a->note = blank(step->note) ? NULL : step->note;
		a->opened = a->opened ? a->opened : now;
		a->waits = false;
		break;
	case ALERT_DO_CLOSE:
	case ALERT_DO_SETTLE:
	case ALERT_DO_LAPSE:
		a->end = step->action == ALERT_DO_CLOSE   ? step->end
			 : step->action == ALERT_DO_LAPSE ? ALERT_END_NO_ANSWER
							  : end_of(a->answer);
		a->ended = now;
		a->waits = false;
		break;
	case ALERT_DO_RETURN:
		begin_anew(a);
		a->reopened++;
		a->waits = true;
		break;
	default:
		break;
	}
}

int alert_apply(const struct alert *a, const struct alert_step *step, const struct actor *actor,
    int64_t now, struct alert *ret, struct msg *msg)
{
	const struct alert_row *row = &alert_rows[step->action];
	struct alert next = *a;

	if (!alert_allows(a, step->action) || !holds(row->guard, a, step, now))
		return refuse(msg, a, row, alert_allows(a, step->action));
	change(&next, step, actor, now);
	next.state = (int)row->to;
	/* Nobody's, and nobody returns to the queue of somebody. */
	if (step->action == ALERT_DO_RETURN && !next.org) {
		next.state = ALERT_UNATTRIBUTED;
		next.waits = false;
	}
	next.changed = now;
	*ret = next;
	return 0;
}

int64_t alert_priority(int severity, int criticality, int explained, int64_t events)
{
	static const int64_t base[CRIT_LEVELS] = {80, 60, 40, 20, 0};
	static const int64_t more[] = {
	    [ALERT_UNEXPLAINED] = 0, [ALERT_BY_FINDING] = 5, [ALERT_BY_CVE] = 15};
	int64_t p = base[severity];

	p += criticality == 1 ? 10 : criticality == 2 ? 5 : 0;
	p += more[explained];
	p += events >= 100 ? 5 : events >= 10 ? 2 : 0;
	return MIN(p, 100);
}

int64_t alert_rank(const struct alert *a, int criticality)
{
	int explained = a->finding ? ALERT_BY_FINDING : ALERT_UNEXPLAINED;

	return alert_priority(
	    a->severity, criticality, a->cve ? ALERT_BY_CVE : explained, a->events);
}

const char *alert_slot(const char *org, const char *kind, const char *asset, int64_t port,
    const char *indicator, char *to)
{
	STR_AUTO(key, KEY_MAX);
	char hex[SHA256_HEX];

	str_addf(&key, "%s\n%s\n%s\n%lld\n%s", org ? org : "", kind, asset, (long long)port,
	    indicator ? indicator : "");
	(void)sha256_hex(str_bytes(&key), hex);
	memcpy(to, hex, SLOT);
	to[SLOT] = '\0';
	return to;
}

/* --- storing --- */

static const char *detail_of(
    const struct alert *a, const struct alert_step *step, struct arena *arena)
{
	STR_AUTO(out, DETAIL_MAX);
	struct json_writer w;

	json_write_init(&w, &out, 0);
	json_write_object(&w);
	json_member_text(&w, "ref", a->ref);
	json_member_text(&w, "becomes", alert_state_names[a->state]);
	if (step->action == ALERT_DO_ANSWER)
		json_member_text(&w, "answer", alert_answer_names[a->answer]);
	if (step->action == ALERT_DO_CLOSE)
		json_member_text(&w, "end", alert_end_names[a->end]);
	if (step->note)
		json_member_text(&w, "note", step->note);
	json_write_object_end(&w);
	return str_dup(&out, arena);
}

/* It moves to another slot; when that one is taken, its alert goes on taking events. */
static int move_slot(struct db *db, struct alert *a, struct arena *arena)
{
	const struct event_kind *kind = event_kind_of(a->type);
	int64_t there = 0;
	int r;

	a->slot = alert_slot(a->org, a->type, a->asset, a->port,
	    kind && kind->by_indicator ? a->indicator : NULL,
	    ARENA_ARRAY(arena, SLOT + 1, char));
	r = desk_number(db,
	    "SELECT count(*) FROM alert WHERE \"slot\" = $1 AND \"newest\" = 1 AND \"id\" <> "
	    "$2",
	    DESK_PARAMS(DESK_TEXT(a->slot), DESK_TEXT(a->id)), &there);
	a->newest = there == 0;
	if (r < 0)
		return r;
	return desk_exec(db,
	    "UPDATE event SET \"org\" = $2, \"item\" = $3, \"how\" = $4 WHERE \"alert\" = $1",
	    DESK_PARAMS(DESK_TEXT(a->id), DESK_TEXT(a->org), DESK_TEXT(a->item),
		DESK_TEXT(event_how_names[a->how])),
	    NULL);
}

static int note_event(struct db *db, const struct actor *actor, const struct alert *a, int was,
    const char *what, const char *note, int64_t now)
{
	char id[ID_TEXT];
	struct alert_event event = {.id = id_new(id),
	    .alert = a->id,
	    .time = now,
	    .actor = actor ? actor->person : NULL,
	    .was = was,
	    .becomes = a->state,
	    .what = what,
	    .note = note};

	return desk_insert(db, &alert_event_type, &event);
}

int alert_step_within(struct db *db, const struct actor *actor, struct alert *a,
    const struct alert_step *step, bool quiet, int64_t now, struct arena *arena)
{
	const struct alert_row *row = &alert_rows[step->action];
	struct msg msg = {0};
	struct alert next;
	int was = a->state;
	bool moves = step->action == ALERT_DO_ASSIGN || step->action == ALERT_DO_UNASSIGN;
	int r = alert_apply(a, step, actor, now, &next, &msg);

	if (r < 0)
		return db_refuse(db, r, &msg);
	if (moves)
		r = move_slot(db, &next, arena);
	if (r == 0)
		r = desk_update(db, &alert_type, &next);
	if (r == 0)
		r = note_event(db, actor, &next, was, row->name, step->note, now);
	if (r == 0 && !quiet)
		r = log_append(db, actor, arena_printf(arena, "alert.%s", row->name), next.org,
		    next.id, NULL, detail_of(&next, step, arena), now);
	if (r == 0)
		*a = next;
	return r;
}

/* The last alert of a notice is answered: so is the notice, and nobody is reminded. */
static int answer_notice(struct db *db, const struct actor *actor, struct alert *a,
    const struct alert_step *step, int64_t now, struct arena *arena)
{
	const struct notice_said said = {.answer = step->answer,
	    .note = step->note,
	    .channel = NOTICE_BY_PORTAL,
	    .person = actor ? actor->person : NULL};
	int64_t open = 0;
	int r = desk_number(db,
	    "SELECT count(*) FROM alert WHERE \"notice\" = $1 AND \"answer\" <> $2 AND "
	    "\"state\" IN ('notified', 'acknowledged', 'answered')",
	    DESK_PARAMS(DESK_TEXT(a->notice), DESK_TEXT(alert_answer_names[step->answer])),
	    &open);

	if (r < 0 || open)
		return r;
	r = notice_answer_put(db, actor, a->notice, &said, now, arena);
	if (r == ERR_UNSUPPORTED || r == ERR_NOTFOUND)
		return 0; /* it is closed */
	/* The notice's answer was said of its alerts once more. */
	return r < 0 ? r : desk_get(db, &alert_type, a->id, arena, a);
}

static int act(struct db *db, const struct actor *actor, const char *id,
    const struct alert_step *step, int64_t now, struct arena *arena, struct alert *ret)
{
	int need = alert_rows[step->action].who;
	struct alert a = {0};
	struct org org;
	int r = desk_get(db, &alert_type, id, arena, &a);

	if (r == 0 && need >= 0)
		r = desk_may(db, actor, need, need == MAY_REVIEW ? NULL : a.org, arena, now);
	if (r == 0 && step->org)
		r = desk_get(db, &org_type, step->org, arena, &org);
	if (r == 0 && a.ask && a.state == ALERT_SUPPRESSED && step->action == ALERT_DO_RELEASE)
		r = db_fail(db, ERR_DENIED, TR("somebody at the CERT answers for this alert"),
		    TR("the organisation hears of it when they say that it is not theirs"),
		    "%s", a.ref);
	if (r == 0)
		r = alert_step_within(db, actor, &a, step, false, now, arena);
	if (r == 0 && step->action == ALERT_DO_ASSIGN)
		r = alert_ours_check(db, &a, now, arena);
	if (r == 0 && step->action == ALERT_DO_ANSWER && a.notice)
		r = answer_notice(db, actor, &a, step, now, arena);
	if (r == 0 && ret)
		*ret = a;
	return r;
}

int alert_act(struct db *db, const struct actor *actor, const char *id,
    const struct alert_step *step, int64_t now, struct arena *arena, struct alert *ret)
{
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, act(db, actor, id, step, now, arena, ret));
}

static int take(struct db *db, const struct actor *actor, const char *id, const char *person,
    int64_t now, struct arena *arena)
{
	struct alert a = {0};
	int r = desk_may(db, actor, MAY_REVIEW, NULL, arena, now);

	if (r == 0)
		r = desk_get(db, &alert_type, id, arena, &a);
	a.assignee = person;
	a.changed = now;
	if (r == 0)
		r = desk_update(db, &alert_type, &a);
	if (r == 0)
		r = note_event(db, actor, &a, a.state, "take", NULL, now);
	if (r == 0)
		r = log_append(db, actor, "alert.take", a.org, a.id, NULL, NULL, now);
	return r;
}

int alert_take(struct db *db, const struct actor *actor, const char *id, const char *person,
    int64_t now, struct arena *arena)
{
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, take(db, actor, id, person, now, arena));
}

/* --- time --- */

static int sweep_one(
    struct db *db, struct alert *a, int action, int64_t now, struct arena *arena)
{
	const struct alert_step step = {.action = action};
	int r = db_begin(db, DB_WRITE);

	if (r == 0)
		r = db_end(db, alert_step_within(db, NULL, a, &step, false, now, arena));
	/* Somebody has changed it just now: the next pass looks again. */
	return r == ERR_BUSY || r == ERR_UNSUPPORTED ? 0 : r < 0 ? r : 1;
}

static int sweep(struct db *db, const char *tail, int64_t before, int max, int action,
    int64_t now, struct arena *arena, int64_t *done)
{
	struct desk_records found = {0};
	int r = desk_list(db, &alert_type, tail,
	    DESK_PARAMS(
		DESK_INT(before), DESK_INT(now - ALERT_GONE_DAYS * DAY_MS), DESK_INT(max)),
	    arena, &found);

	for (size_t i = 0; r >= 0 && i < found.all.n; i++) {
		r = sweep_one(db, found.all.items[i], action, now, arena);
		*done += r > 0;
	}
	return r < 0 ? r : 0;
}

int alert_sweep(struct db *db, int64_t now, int max, int64_t *ret)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	int64_t done = 0;
	int r = sweep(db,
	    "WHERE \"state\" = 'answered' AND ((\"answer\" = 'fixed' AND \"answered\" <= $1 "
	    "AND "
	    "\"last\" <= $2) OR \"answer\" = 'accepted') ORDER BY \"last\", \"id\" LIMIT $3",
	    now - ALERT_GONE_DAYS * DAY_MS, max, ALERT_DO_SETTLE, now, arena, &done);

	if (r == 0)
		r = sweep(db,
		    "WHERE \"state\" IN ('notified', 'acknowledged') AND \"told\" <= $1 AND "
		    "\"last\" <= $2 ORDER BY \"last\", \"id\" LIMIT $3",
		    now - ALERT_SILENT_DAYS * DAY_MS, max, ALERT_DO_LAPSE, now, arena, &done);
	*ret = done;
	return r;
}

void alert_audience(const struct alert *a, const char *path, struct audience *ret)
{
	*ret = (struct audience){.label = (enum tlp)a->tlp,
	    .kind = AUDIENCE_OWNER,
	    .published = a->told > 0,
	    .owner = {.id = a->org, .path = path}};
}

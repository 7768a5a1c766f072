/* What is done about legal clocks (desk/obligation.h). */
#include "codec/json.h"
#include "desk/id.h"
#include "desk/incident.h"
#include "desk/incident_tell.h"
#include "desk/obligation.h"
#include "store/desk.h"

enum { DAY_HOURS = 24, SITUATIONS = 100 };

const char *const obligation_action_names[] = {
    "waive", "resume", "goes_on", "accept", "revise", "forward", NULL};

bool obligation_action_of_cert(int action)
{
	return action >= OBLIGATION_DO_ACCEPT;
}

static bool blank(const char *text)
{
	return !text || !text[strspn(text, " \t\r\n")];
}

/* A clock with the party whose it is about and its case. */
struct clocked {
	struct obligation o;
	struct incident_party party;
	struct incident incident;
};

static int load(struct db *db, const char *id, struct arena *arena, struct clocked *ret)
{
	int r = desk_get(db, &obligation_type, id, arena, &ret->o);

	if (r == 0)
		r = desk_get(db, &incident_party_type, ret->o.party, arena, &ret->party);
	if (r == 0)
		r = desk_get(db, &incident_type, ret->o.incident, arena, &ret->incident);
	return r;
}

static int note(struct db *db, const struct actor *actor, const struct clocked *c,
    const char *action, const char *text, int64_t now, struct arena *arena)
{
	return incident_note_party(db, actor, &c->party, action,
	    arena_printf(arena, "%s %s%s%s", c->o.regime, obligation_stage_names[c->o.stage],
		text ? ": " : "", text ? text : ""),
	    now);
}

static int store(struct db *db, struct clocked *c)
{
	return desk_update(db, &obligation_type, &c->o);
}

/* --- submitting --- */

static int check_submit(struct db *db, const struct clocked *c,
    const struct obligation_submission *what, int64_t sent, int64_t now)
{
	const char *ref = c->party.ref;

	if (c->o.waived || (c->o.sent && c->o.verdict != RECEIPT_REVISION))
		return db_fail(db, ERR_UNSUPPORTED,
		    "it was submitted already, or does not apply",
		    "look at the clock as it is now", "%s", ref);
	if (blank(what->recipient) || blank(what->content))
		return db_fail(db, ERR_RANGE, "the recipient or the content is missing",
		    "say to whom it went and what it said", "%s", ref);
	if (sent > now || sent < c->party.aware)
		return db_fail(db, ERR_RANGE,
		    "the time of submission lies ahead, or before you became aware",
		    "give the time at which it was sent", "%s", ref);
	return 0;
}

static int submit(struct db *db, const struct actor *actor, const char *id,
    const struct obligation_submission *what, int64_t now, struct arena *arena,
    struct clocked *c)
{
	int64_t sent = what->sent ? what->sent : now;
	int r = load(db, id, arena, c);

	if (r == 0)
		r = check_submit(db, c, what, sent, now);
	if (r < 0)
		return r;
	/* A revised one does not make a late one timely, nor the other way round. */
	if (!c->o.sent)
		c->o.sent = sent;
	c->o.sent_by = actor ? actor->person : NULL;
	c->o.recipient = what->recipient;
	c->o.content = what->content;
	c->o.verdict = RECEIPT_NONE;
	r = store(db, c);
	if (r == 0)
		r = obligation_open(db, &c->party, now, arena);
	if (r == 0 && c->o.org)
		r = incident_tell_cert(db, actor, &c->incident, "incident_reported", c->o.id,
		    c->incident.exercise, now, arena);
	return r < 0 ? r : note(db, actor, c, "clock_submit", what->recipient, now, arena);
}

int obligation_submit(struct db *db, const struct actor *actor, const char *id,
    const struct obligation_submission *what, int64_t now, struct arena *arena,
    struct obligation *ret)
{
	struct clocked c = {0};
	int r = db_begin(db, DB_WRITE);

	if (r < 0)
		return r;
	r = db_end(db, submit(db, actor, id, what, now, arena, &c));
	if (r == 0 && ret)
		*ret = c.o;
	return r;
}

int obligation_answered(struct db *db, const struct actor *actor, const char *party,
    const char *text, int64_t now, struct arena *arena)
{
	struct clocked c = {0};
	int r = desk_find(db, &obligation_type,
	    "WHERE \"party\" = $1 AND \"stage\" = 'answer' AND \"sent\" = 0 AND \"waived\" = 0 "
	    "ORDER BY \"created\" LIMIT 1",
	    DESK_PARAMS(DESK_TEXT(party)), arena, &c.o);

	if (r == ERR_NOTFOUND)
		return 0;
	if (r < 0)
		return r;
	c.o.sent = now;
	c.o.sent_by = actor ? actor->person : NULL;
	c.o.content = text;
	return store(db, &c);
}

/* --- the other steps --- */

static int refuse(struct db *db, const struct clocked *c)
{
	return db_fail(db, ERR_UNSUPPORTED, "this cannot be done to the clock now",
	    "look at the clock as it is now", "%s", c->party.ref);
}

static int goes_on(struct db *db, struct clocked *c, int64_t now, struct arena *arena)
{
	struct obligation progress = {.id = id_make(arena),
	    .incident = c->o.incident,
	    .party = c->o.party,
	    .org = c->o.org,
	    .regime = c->o.regime,
	    .stage = STAGE_PROGRESS,
	    .trigger = c->o.trigger,
	    .due = c->o.due,
	    .created = now};

	if (c->o.stage != STAGE_FINAL || c->o.sent || c->o.waived || !c->o.due ||
	    !incident_is_live(c->incident.state))
		return refuse(db, c);
	/* Article 23 (4) (e): the final report follows within a month of the handling. */
	c->o.trigger = c->o.due = 0;
	c->o.reminded = 0;
	return desk_insert(db, &obligation_type, &progress);
}

static int forward(struct db *db, struct clocked *c, const char *to, int64_t now)
{
	if (!c->o.sent || c->o.waived)
		return refuse(db, c);
	if (c->incident.exercise)
		return db_fail(db, ERR_UNSUPPORTED, "this is an exercise",
		    "nobody outside hears of an exercise", "%s", c->party.ref);
	if (!text_list_has(&c->party.consent, to))
		return db_fail(db, ERR_DENIED, "the organisation has not consented",
		    "ask it to mark the authority in its report", "%s: %s", c->party.ref, to);
	c->o.forwarded = now;
	c->o.forwarded_to = to;
	return 0;
}

static int change(struct db *db, struct clocked *c, int action, const char *text, int64_t now,
    struct arena *arena)
{
	switch (action) {
	case OBLIGATION_DO_WAIVE:
		if (c->o.sent || c->o.waived)
			return refuse(db, c);
		c->o.waived = true;
		c->o.note = text;
		return 0;
	case OBLIGATION_DO_RESUME:
		if (!c->o.waived)
			return refuse(db, c);
		c->o.waived = false;
		c->o.note = text;
		return 0;
	case OBLIGATION_DO_GOES_ON:
		return goes_on(db, c, now, arena);
	case OBLIGATION_DO_ACCEPT:
	case OBLIGATION_DO_REVISE:
		if (!c->o.sent || c->o.waived)
			return refuse(db, c);
		c->o.verdict =
		    action == OBLIGATION_DO_ACCEPT ? RECEIPT_ACCEPTED : RECEIPT_REVISION;
		c->o.note = text;
		return 0;
	default:
		return forward(db, c, text, now);
	}
}

static int act(struct db *db, const struct actor *actor, const char *id, int action,
    const char *text, int64_t now, struct arena *arena)
{
	struct clocked c = {0};
	bool needs = action != OBLIGATION_DO_GOES_ON && action != OBLIGATION_DO_ACCEPT;
	int r = load(db, id, arena, &c);

	if (r == 0 && needs && blank(text))
		return db_fail(
		    db, ERR_RANGE, "a reason is missing", "say why", "%s", c.party.ref);
	if (r == 0)
		r = change(db, &c, action, text, now, arena);
	if (r == 0)
		r = store(db, &c);
	if (r == 0 && action == OBLIGATION_DO_REVISE)
		r = incident_tell_party(db, actor, &c.party, "incident_news",
		    c.incident.exercise,
		    arena_printf(arena, "%s:%lld", c.o.id, (long long)c.o.version), now, arena);
	if (r == 0)
		r = note(db, actor, &c,
		    arena_printf(arena, "clock_%s", obligation_action_names[action]), text, now,
		    arena);
	return r;
}

int obligation_act(struct db *db, const struct actor *actor, const char *id, int action,
    const char *text, int64_t now, struct arena *arena)
{
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, act(db, actor, id, action, text, now, arena));
}

static int ask(struct db *db, const struct actor *actor, const char *party, int64_t due,
    const char *text, int64_t now, struct arena *arena)
{
	struct clocked c = {.o = {.id = id_make(arena),
				.party = party,
				.regime = "nis2",
				.stage = STAGE_INTERMEDIATE,
				.trigger = now,
				.due = due,
				.note = text,
				.created = now}};
	int r = desk_get(db, &incident_party_type, party, arena, &c.party);

	if (r == 0)
		r = desk_get(db, &incident_type, c.party.incident, arena, &c.incident);
	if (r < 0)
		return r;
	if (due <= now || blank(text))
		return db_fail(db, ERR_RANGE, "the time is past, or what is asked is missing",
		    "say until when, and what is to be reported", "%s", c.party.ref);
	c.o.incident = c.incident.id;
	c.o.org = c.party.org;
	r = desk_insert(db, &obligation_type, &c.o);
	if (r == 0)
		r = incident_tell_party(db, actor, &c.party, "incident_news",
		    c.incident.exercise, c.o.id, now, arena);
	return r < 0 ? r : note(db, actor, &c, "clock_ask", text, now, arena);
}

int obligation_ask(struct db *db, const struct actor *actor, const char *party, int64_t due,
    const char *text, int64_t now, struct arena *arena)
{
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, ask(db, actor, party, due, text, now, arena));
}

/* --- what time brings about --- */

/* Due soon and not told; late and not told today. */
#define WAITING                                                                          \
	"WHERE \"sent\" = 0 AND \"waived\" = 0 AND \"due\" > 0 AND ((\"due\" > $1 AND "  \
	"\"due\" - (\"due\" - \"trigger\") / 4 <= $1 AND \"reminded\" = 0) OR (\"due\" " \
	"<= $1 AND (\"reminded\" < \"due\" OR \"reminded\" <= $2))) AND EXISTS (SELECT " \
	"1 FROM incident AS i WHERE i.\"id\" = obligation.\"incident\" AND i.\"state\" " \
	"NOT IN ('not_an_incident', 'merged')) ORDER BY \"due\", \"id\" LIMIT $3"

static int remind_one(
    struct db *db, const struct obligation *o, int64_t now, struct arena *arena, int64_t *told)
{
	const int64_t day = DAY_HOURS * OBLIGATION_HOUR;
	struct clocked c = {0};
	int64_t n = 0;
	int r = load(db, o->id, arena, &c);

	if (r == 0)
		r = incident_tell_clock(db, &c.o, c.o.org ? c.party.ref : c.incident.ref,
		    c.incident.exercise, now < o->due ? -1 : (now - o->due) / day, now, arena,
		    &n);
	if (r == 0)
		r = desk_exec(db, "UPDATE obligation SET \"reminded\" = $2 WHERE \"id\" = $1",
		    DESK_PARAMS(DESK_TEXT(o->id), DESK_INT(now)), NULL);
	*told += n;
	return r;
}

/* The next situation report of each major incident that has none to write. */
static int situations(struct db *db, int64_t now, struct arena *arena)
{
	struct desk_records found = {0};
	int r = desk_list(db, &incident_type,
	    "WHERE \"major\" = 1 AND \"every\" > 0 AND \"state\" NOT IN ('closed', "
	    "'not_an_incident', 'merged') AND NOT EXISTS (SELECT 1 FROM incident_task AS t "
	    "WHERE t.\"incident\" = incident.\"id\" AND t.\"kind\" = 'situation_report' AND "
	    "t.\"state\" = 'open') ORDER BY \"id\" LIMIT $1",
	    DESK_PARAMS(DESK_INT(SITUATIONS)), arena, &found);

	vec_foreach (v, &found.all) {
		const struct incident *i = *v;
		struct incident_task t = {.id = id_make(arena),
		    .incident = i->id,
		    .kind = TASK_SITUATION,
		    .title = "situation_report",
		    .assignee = i->lead,
		    .due = now + i->every * OBLIGATION_HOUR,
		    .created = now};

		if (r == 0)
			r = desk_insert(db, &incident_task_type, &t);
	}
	return r;
}

static int pass(struct db *db, const struct desk_records *found, int64_t now,
    struct arena *arena, int64_t *told)
{
	int r = 0;

	vec_foreach (v, &found->all)
		if (r == 0)
			r = remind_one(db, *v, now, arena, told);
	return r == 0 ? situations(db, now, arena) : r;
}

int obligation_remind(struct db *db, int64_t now, int max, int64_t *ret)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct desk_records found = {0};
	int64_t told = 0, wanting = 0;
	int r = desk_list(db, &obligation_type, WAITING,
	    DESK_PARAMS(
		DESK_INT(now), DESK_INT(now - DAY_HOURS * OBLIGATION_HOUR), DESK_INT(max)),
	    arena, &found);

	if (r == 0)
		r = desk_number(db,
		    "SELECT count(*) FROM incident AS i WHERE i.\"major\" = 1 AND i.\"every\" "
		    "> "
		    "0 AND i.\"state\" NOT IN ('closed', 'not_an_incident', 'merged') AND NOT "
		    "EXISTS (SELECT 1 FROM incident_task AS t WHERE t.\"incident\" = i.\"id\" "
		    "AND t.\"kind\" = 'situation_report' AND t.\"state\" = 'open')",
		    NULL, 0, &wanting);
	/* Most passes have nothing to write. */
	if (r < 0 || (!found.all.n && !wanting)) {
		*ret = 0;
		return r;
	}
	r = db_begin(db, DB_WRITE);
	if (r == 0)
		r = db_end(db, pass(db, &found, now, arena, &told));
	*ret = told;
	return r == ERR_BUSY ? 0 : r; /* another server does it */
}

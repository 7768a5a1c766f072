#include "desk/incident.h"

#include "codec/json.h"
#include "desk/id.h"
#include "desk/obligation.h"
#include "store/desk.h"

#define S(state) (1u << INCIDENT_##state)
#define BURNING  (S(OPEN) | S(CONTAINMENT) | S(ERADICATION) | S(RECOVERY))

/* clang-format off */
const struct incident_row incident_rows[INCIDENT_ACTIONS] = {
	[INCIDENT_DO_QUALIFY] = {"qualify", S(REPORTED), INCIDENT_QUALIFIED, false},
	[INCIDENT_DO_DISMISS] = {"dismiss", S(REPORTED) | S(QUALIFIED) | S(OPEN), INCIDENT_NONE, true},
	[INCIDENT_DO_OPEN] = {"open", S(QUALIFIED), INCIDENT_OPEN, false},
	[INCIDENT_DO_CONTAIN] = {"contain", S(QUALIFIED) | S(OPEN) | S(ERADICATION) | S(RECOVERY), INCIDENT_CONTAINMENT, false},
	[INCIDENT_DO_ERADICATE] = {"eradicate", S(OPEN) | S(CONTAINMENT) | S(RECOVERY), INCIDENT_ERADICATION, false},
	[INCIDENT_DO_RECOVER] = {"recover", S(OPEN) | S(CONTAINMENT) | S(ERADICATION), INCIDENT_RECOVERY, false},
	[INCIDENT_DO_REVIEW] = {"review", BURNING, INCIDENT_POST, false},
	[INCIDENT_DO_CLOSE] = {"close", S(QUALIFIED) | BURNING | S(POST), INCIDENT_CLOSED, true},
	[INCIDENT_DO_REOPEN] = {"reopen", S(POST) | S(CLOSED), INCIDENT_OPEN, true},
	[INCIDENT_DO_RECONSIDER] = {"reconsider", S(NONE), INCIDENT_REPORTED, true},
};
/* clang-format on */

bool incident_allows(int state, int action, int role)
{
	return (incident_rows[action].from & 1u << state) != 0 &&
	       role_of_cert((enum role)role) && role_has((enum role)role, MAY_REVIEW);
}

bool incident_is_live(int state)
{
	return state != INCIDENT_CLOSED && state != INCIDENT_NONE && state != INCIDENT_MERGED;
}

bool incident_status_allows(int was, int becomes)
{
	/* Nobody un-says that they do not know; nobody recovers from what they did not have. */
	static const unsigned from[] = {
	    [PARTY_NOT_KNOWN] = 1u << PARTY_NOT_KNOWN,
	    [PARTY_AFFECTED] = ~0u,
	    [PARTY_NOT_AFFECTED] =
		1u << PARTY_NOT_KNOWN | 1u << PARTY_AFFECTED | 1u << PARTY_NOT_AFFECTED,
	    [PARTY_RECOVERING] =
		1u << PARTY_AFFECTED | 1u << PARTY_RECOVERING | 1u << PARTY_RECOVERED,
	    [PARTY_RECOVERED] =
		1u << PARTY_AFFECTED | 1u << PARTY_RECOVERING | 1u << PARTY_RECOVERED,
	};

	return (from[becomes] & 1u << was) != 0;
}

static int refuse(struct msg *msg, int err, const char *what, const char *hint)
{
	msg_what(msg, "%s", what);
	msg_hint(msg, "%s", hint);
	return err;
}

static bool may_review(unsigned roles)
{
	for (int role = 0; role <= ROLE_AUDITOR; role++)
		if ((roles & 1u << role) && role_of_cert((enum role)role) &&
		    role_has((enum role)role, MAY_REVIEW))
			return true;
	return false;
}

static bool blank(const char *text)
{
	return !text || !text[strspn(text, " \t\r\n")];
}

static int check(const struct incident *i, const struct incident_step *step, struct msg *msg)
{
	const struct incident_row *row = &incident_rows[step->action];

	msg_detail(msg, "%s is %-s", i->ref, incident_state_names[i->state]);
	if (!may_review(step->roles))
		return refuse(msg, ERR_DENIED, "your role does not allow this",
		    "ask an analyst or coordinator of the CERT");
	if (!(row->from & 1u << i->state))
		return refuse(msg, ERR_UNSUPPORTED, "this cannot be done to the incident now",
		    "look at it as it is now: it may have gone on meanwhile");
	if (row->note && blank(step->note))
		return refuse(msg, ERR_RANGE, "a reason is missing", "say why");
	if (step->action == INCIDENT_DO_QUALIFY && blank(i->class))
		return refuse(msg, ERR_RANGE, "the class is missing",
		    "choose the class of the taxonomy first");
	if (step->action == INCIDENT_DO_CLOSE && step->tasks)
		return refuse(
		    msg, ERR_UNSUPPORTED, "tasks are still open", "finish or drop them first");
	if (step->action == INCIDENT_DO_CLOSE && i->major && blank(i->lessons))
		return refuse(msg, ERR_RANGE, "the lessons are missing",
		    "write down what was learnt before a major incident is closed");
	return 0;
}

int incident_apply(const struct incident *i, const struct incident_step *step, int64_t now,
    struct incident *ret, struct msg *msg)
{
	const struct incident_row *row = &incident_rows[step->action];
	struct incident after = *i;
	int r = check(i, step, msg);

	if (r < 0)
		return r;
	after.state = row->to;
	after.changed = now;
	after.closed = incident_is_live(row->to) ? 0 : now;
	if (step->note)
		after.disposition = step->note;
	*ret = after;
	return 0;
}

/* --- in the database --- */

static int log_it(struct db *db, const struct actor *actor, const char *ref, const char *org,
    const char *object, const char *name, const char *note, int64_t now)
{
	struct json_writer w;
	STR_AUTO(detail, 12000);
	STR_AUTO(action, 64);

	json_write_init(&w, &detail, 0);
	json_write_object(&w);
	json_member_text(&w, "ref", ref);
	if (note)
		json_member_text(&w, "note", note);
	json_write_object_end(&w);
	str_addf(&action, "incident.%s", name);
	return log_append(
	    db, actor, str_text(&action), org, object, NULL, str_text(&detail), now);
}

static int write_step(struct db *db, const struct actor *actor, const char *incident,
    const char *action, const char *note, int64_t now)
{
	char id[ID_TEXT];
	struct incident_entry e = {.id = id_new(id),
	    .incident = incident,
	    .kind = ENTRY_STEP,
	    .tlp = TLP_AMBER_STRICT,
	    .time = now,
	    .entered = now,
	    .text = action,
	    .why = note,
	    .person = actor ? actor->person : NULL};

	return desk_insert(db, &incident_entry_type, &e);
}

int incident_note(struct db *db, const struct actor *actor, const struct incident *i,
    const char *action, const char *note, int64_t now)
{
	int r = write_step(db, actor, i->id, action, note, now);

	return r < 0 ? r : log_it(db, actor, i->ref, NULL, i->id, action, note, now);
}

int incident_note_party(struct db *db, const struct actor *actor,
    const struct incident_party *party, const char *action, const char *note, int64_t now)
{
	int r = write_step(db, actor, party->incident, action, note, now);

	return r < 0 ? r
		     : log_it(db, actor, party->ref, party->org, party->id, action, note, now);
}

static int count_tasks(struct db *db, const char *id, int64_t *ret)
{
	return desk_number(db,
	    "SELECT count(*) FROM incident_task WHERE \"incident\" = $1 AND \"state\" = 'open' "
	    "AND \"kind\" <> 'situation_report'",
	    DESK_PARAMS(DESK_TEXT(id)), ret);
}

/* Situation reports end with the case; they are no work that is left. */
static int end_situations(struct db *db, const struct actor *actor, const char *id, int64_t now)
{
	return desk_exec(db,
	    "UPDATE incident_task SET \"state\" = 'dropped', \"ended\" = $2, \"ended_by\" = $3 "
	    "WHERE \"incident\" = $1 AND \"state\" = 'open' AND \"kind\" = 'situation_report'",
	    DESK_PARAMS(DESK_TEXT(id), DESK_INT(now), DESK_TEXT(actor ? actor->person : NULL)),
	    NULL);
}

static int act(struct db *db, const struct actor *actor, struct incident *i,
    const struct incident_step *step, int64_t now, struct arena *arena)
{
	struct incident_step full = *step;
	struct incident after = {0};
	struct msg msg = {0};
	int r = count_tasks(db, i->id, &full.tasks);

	if (r == 0 && (r = incident_apply(i, &full, now, &after, &msg)) < 0)
		return db_refuse(db, r, &msg);
	if (r == 0)
		r = desk_update(db, &incident_type, &after);
	if (r == 0 && !incident_is_live(after.state))
		r = end_situations(db, actor, i->id, now);
	if (r == 0)
		r = obligation_follow(db, actor, &after, now, arena);
	if (r == 0)
		r = incident_note(
		    db, actor, &after, incident_rows[step->action].name, step->note, now);
	if (r == 0)
		*i = after;
	return r;
}

int incident_act(struct db *db, const struct actor *actor, const char *id,
    const struct incident_step *step, int64_t now, struct arena *arena, struct incident *ret)
{
	struct incident i = {0};
	int r = db_begin(db, DB_WRITE);

	if (r < 0)
		return r;
	r = desk_get(db, &incident_type, id, arena, &i);
	if (r == 0)
		r = act(db, actor, &i, step, now, arena);
	r = db_end(db, r);
	if (r == 0 && ret)
		*ret = i;
	return r;
}

/* What stays as it is when the CERT writes. */
static void keep(const struct incident *was, struct incident *i)
{
	i->ref = was->ref;
	i->state = was->state;
	i->exercise = was->exercise;
	i->into = was->into;
	i->disposition = was->disposition;
	i->created = was->created;
	i->created_by = was->created_by;
	i->closed = was->closed;
}

static int check_save(const struct incident *i, struct msg *msg)
{
	msg_detail(msg, "%s", i->ref);
	if (i->tlp == TLP_RED)
		return refuse(msg, ERR_RANGE, "a case cannot be TLP:RED",
		    "choose another label, and TLP:RED for single posts");
	if (!incident_type_in(i->class, i->type))
		return refuse(msg, ERR_RANGE, "the type is not of this class",
		    "choose a type of the class");
	if (i->major && (i->every < 1 || i->every > 168))
		return refuse(msg, ERR_RANGE, "how often is missing",
		    "say after how many hours a situation report is due, from 1 to 168");
	return 0;
}

static int save(struct db *db, const struct actor *actor, struct incident *i, int64_t now,
    struct arena *arena)
{
	struct incident was = {0};
	struct msg msg = {0};
	int r = desk_get(db, &incident_type, i->id, arena, &was);

	if (r < 0)
		return r;
	keep(&was, i);
	i->changed = now;
	if (!i->major)
		i->every = 0;
	if ((r = check_save(i, &msg)) < 0)
		return db_refuse(db, r, &msg);
	r = desk_update(db, &incident_type, i);
	if (r == 0 && was.major && !i->major)
		r = end_situations(db, actor, i->id, now);
	if (r == 0)
		r = incident_note(db, actor, i,
		    i->major && !was.major   ? "major"
		    : !i->major && was.major ? "not_major"
					     : "write",
		    NULL, now);
	return r;
}

int incident_save(struct db *db, const struct actor *actor, struct incident *i, int64_t now,
    struct arena *arena)
{
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, save(db, actor, i, now, arena));
}

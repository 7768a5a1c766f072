#include "desk/phone.h"

#include "desk/id.h"
#include "desk/inbound.h"
#include "desk/notice_answer.h"
#include "desk/outbox.h"

enum { TEXT_MAX = 3800 };

#define DAY 86400000LL

/* The CERT hears once a day that somebody waits for a call. */
static int tell(struct db *db, int64_t now, struct arena *arena)
{
	const struct outbox_readers readers = {.permission = MAY_REVIEW};
	struct outgoing message = {.template = "phone_task"};

	message.unique_key = arena_printf(arena, "phone_task:%lld", (long long)(now / DAY));
	return outbox_put_all(db, &message, &readers, now, arena, NULL);
}

static int find_open(
    struct db *db, const struct phone_need *need, struct arena *arena, struct phone_task *ret)
{
	if (need->notice)
		return desk_find(db, &phone_task_type, "WHERE \"done\" = 0 AND \"notice\" = $1",
		    DESK_PARAMS(DESK_TEXT(need->notice)), arena, ret);
	return desk_find(db, &phone_task_type,
	    "WHERE \"done\" = 0 AND \"notice\" IS NULL AND \"org\" = $1 AND \"person\" = $2",
	    DESK_PARAMS(DESK_TEXT(need->org), DESK_TEXT(need->person)), arena, ret);
}

/* More is said of a call that waits already. */
static int add_text(
    struct db *db, struct phone_task *task, const char *text, struct arena *arena)
{
	if (!text || (task->text && strlen(task->text) + strlen(text) > TEXT_MAX))
		return 0;
	task->text = task->text ? arena_printf(arena, "%s\n%s", task->text, text) : text;
	return desk_update(db, &phone_task_type, task);
}

static int add_event(
    struct db *db, const struct actor *actor, const char *notice, const char *note, int64_t now)
{
	const struct notice_event event = {.notice = notice,
	    .step = NOTICE_DID_PHONE,
	    .channel = NOTICE_BY_PHONE,
	    .note = note};

	return notice ? notice_step_add(db, actor, &event, now) : 0;
}

int phone_need(struct db *db, const struct actor *actor, const struct phone_need *need,
    int64_t now, struct arena *arena)
{
	struct phone_task task;
	int r = find_open(db, need, arena, &task);

	if (r == 0)
		return add_text(db, &task, need->text, arena);
	if (r != ERR_NOTFOUND)
		return r;
	task = (struct phone_task){.id = id_make(arena),
	    .org = need->org,
	    .notice = need->notice,
	    .person = need->person,
	    .reason = need->reason,
	    .text = need->text,
	    .created = now,
	    .due = now};
	r = desk_insert(db, &phone_task_type, &task);
	if (r == 0)
		r = tell(db, now, arena);
	return r < 0 ? r
		     : log_append(db, actor, "phone.need", need->org, task.id, NULL, NULL, now);
}

/* What the task becomes by what was said. */
static int apply(
    struct db *db, struct phone_task *t, const struct phone_said *said, int64_t now)
{
	if (t->done)
		return db_fail(db, ERR_UNSUPPORTED, "this call is done already",
		    "look at the board as it is now", "%.60s", t->id);
	switch (said->outcome) {
	case PHONE_REACHED:
	case PHONE_NOT_NEEDED:
		t->done = true;
		break;
	case PHONE_NOT_THERE:
		t->due = now + PHONE_AGAIN;
		break;
	case PHONE_WRONG:
		t->due = now;
		break;
	default:
		return db_fail(db, ERR_RANGE, "the outcome of the call is missing",
		    "say what came of it", "%.60s", t->id);
	}
	t->outcome = said->outcome;
	t->called = now;
	t->tries++;
	t->note = said->note && *said->note ? said->note : NULL;
	return 0;
}

static int log_call(
    struct db *db, const struct actor *actor, const struct phone_task *t, int64_t now)
{
	struct json_writer w;
	STR_AUTO(detail, 8192);

	json_write_init(&w, &detail, 0);
	json_write_object(&w);
	json_member_text(&w, "outcome", phone_outcome_names[t->outcome]);
	if (t->note)
		json_member_text(&w, "note", t->note);
	json_write_object_end(&w);
	return log_append(db, actor, "phone.call", t->org, t->id, NULL, str_text(&detail), now);
}

static int called(struct db *db, const struct actor *actor, const char *id,
    const struct phone_said *said, int64_t now, struct arena *arena)
{
	struct phone_task t;
	int r = desk_get(db, &phone_task_type, id, arena, &t);

	if (r == 0)
		r = apply(db, &t, said, now);
	if (r < 0)
		return r;
	t.caller = actor ? actor->person : NULL;
	r = desk_update(db, &phone_task_type, &t);
	if (r == 0)
		r = add_event(db, actor, t.notice, t.note, now);
	if (r == 0)
		r = log_call(db, actor, &t, now);
	/* Whoever was reached has said which address works. */
	if (r == 0 && t.reason == PHONE_BOUNCED && t.person && said->outcome == PHONE_REACHED)
		r = inbound_address_works(db, t.person, now);
	if (r == 0 && t.notice && said->answer != NOTICE_UNANSWERED) {
		const struct notice_said answer = {.answer = said->answer,
		    .note = t.note,
		    .channel = NOTICE_BY_PHONE,
		    .person = actor ? actor->person : NULL};

		r = notice_answer_put(db, actor, t.notice, &answer, now, arena);
	}
	return r;
}

int phone_called(struct db *db, const struct actor *actor, const char *id,
    const struct phone_said *said, int64_t now, struct arena *arena)
{
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, called(db, actor, id, said, now, arena));
}

int phone_settle(struct db *db, const char *notice, int64_t now)
{
	return desk_exec(db,
	    "UPDATE phone_task SET \"done\" = 1, \"outcome\" = 'not_needed', \"called\" = $2, "
	    "\"version\" = \"version\" + 1 WHERE \"notice\" = $1 AND \"done\" = 0 AND "
	    "\"reason\" <> 'need_help'",
	    DESK_PARAMS(DESK_TEXT(notice), DESK_INT(now)), NULL);
}

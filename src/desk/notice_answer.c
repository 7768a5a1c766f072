#include "desk/notice_answer.h"

#include "auth/secret.h"
#include "desk/notice_impl.h"
#include "desk/org.h"
#include "desk/people.h"
#include "desk/phone.h"

static bool needs_reason(int answer)
{
	return answer == NOTICE_FALSE_POSITIVE || answer == NOTICE_NOT_OURS ||
	       answer == NOTICE_ACCEPTED;
}

static int check(struct db *db, const struct notice *n, const struct notice_said *said)
{
	if (said->answer <= NOTICE_UNANSWERED || said->answer >= NOTICE_ANSWERS)
		return db_fail(db, ERR_RANGE, "no answer is chosen",
		    "say how it stands with you", "%s", n->ref);
	/* On the telephone and by mail the few words that there are do. */
	if (needs_reason(said->answer) && (!said->note || !*said->note) &&
	    (said->channel == NOTICE_BY_PORTAL || said->channel == NOTICE_BY_LINK))
		return db_fail(db, ERR_RANGE, "this answer needs a reason",
		    "write in a sentence how you know", "%s", n->ref);
	if (n->state == NOTICE_CLOSED)
		return db_fail(db, ERR_UNSUPPORTED, "this notice is closed",
		    "nothing needs to be answered any more", "%s", n->ref);
	return 0;
}

static int log_answer(
    struct db *db, const struct actor *actor, const struct notice *n, int64_t now)
{
	struct json_writer w;
	STR_AUTO(detail, 30000);

	json_write_init(&w, &detail, 0);
	json_write_object(&w);
	json_member_text(&w, "ref", n->ref);
	json_member_text(&w, "answer", notice_answer_names[n->answer]);
	json_member_text(&w, "channel", notice_channel_names[n->channel]);
	json_write_object_end(&w);
	return log_append(
	    db, actor, "notice.answer", n->org, n->id, NULL, str_text(&detail), now);
}

/* Who asks for help is called; whoever answers otherwise is not any more. */
static int ring(struct db *db, const struct actor *actor, const struct notice *n, int64_t now,
    struct arena *arena)
{
	const struct phone_need need = {
	    .org = n->org, .notice = n->id, .reason = PHONE_NEED_HELP, .text = n->note};

	if (n->answer == NOTICE_NEED_HELP && n->channel != NOTICE_BY_PHONE)
		return phone_need(db, actor, &need, now, arena);
	return phone_settle(db, n->id, now);
}

static int store(struct db *db, const struct actor *actor, struct notice *n,
    const struct notice_said *said, int64_t now, struct arena *arena)
{
	const struct notice_cause *cause = notice_cause_of(n->cause);
	const struct notice_event event = {.notice = n->id,
	    .step = NOTICE_DID_ANSWER,
	    .answer = said->answer,
	    .channel = said->channel,
	    .note = said->note && *said->note ? said->note : NULL};
	int r;

	n->state = NOTICE_ANSWERED;
	n->answer = said->answer;
	n->answered = now;
	n->answered_by = said->person;
	n->channel = said->channel;
	n->note = event.note;
	n->remind = 0;
	if (said->answer != NOTICE_WORKING && said->answer != NOTICE_NEED_HELP)
		n->due = 0;
	r = desk_update(db, &notice_type, n);
	if (r == 0)
		r = notice_step_add(db, actor, &event, now);
	if (r == 0)
		r = ring(db, actor, n, now, arena);
	if (r == 0 && cause && cause->answered)
		r = cause->answered(db, actor, n, now, arena);
	return r < 0 ? r : log_answer(db, actor, n, now);
}

int notice_answer_put(struct db *db, const struct actor *actor, const char *id,
    const struct notice_said *said, int64_t now, struct arena *arena)
{
	struct notice n = {0};
	int r = desk_get(db, &notice_type, id, arena, &n);

	if (r == 0)
		r = check(db, &n, said);
	return r < 0 ? r : store(db, actor, &n, said, now, arena);
}

static int answer_of(struct db *db, const struct actor *actor, const char *org, const char *id,
    const struct notice_said *said, int64_t now, struct arena *arena)
{
	struct notice n = {0};
	int r = desk_get(db, &notice_type, id, arena, &n);

	if (r == 0 && strcmp(n.org, org) != 0)
		r = db_fail(db, ERR_NOTFOUND, "there is no such notice",
		    "look at the list of notices", "%.60s", id);
	return r < 0 ? r : notice_answer_put(db, actor, id, said, now, arena);
}

int notice_answer(struct db *db, const struct actor *actor, const char *org, const char *id,
    const struct notice_said *said, int64_t now, struct arena *arena)
{
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, answer_of(db, actor, org, id, said, now, arena));
}

/* --- links --- */

static int gone(struct db *db)
{
	return db_fail(db, ERR_NOTFOUND, "this link is not good any more",
	    "sign in, or use the link of a later mail", "%s",
	    "a link works once, and for thirty days");
}

int notice_link_viewer(struct db *db, const struct notice_link *link, int64_t now,
    struct arena *arena, struct audience_viewer *ret)
{
	struct audience_membership *at = ARENA_NEW(arena, struct audience_membership);
	const char *person = link->told.person ? link->told.person : "-";
	int64_t group = 0;
	int r = desk_number(db,
	    "SELECT count(*) FROM membership WHERE \"person\" = $1 AND \"org\" = $2 AND "
	    "\"role\" = 'group_officer' AND \"since\" <= $3 AND (\"until\" = 0 OR \"until\" > "
	    "$3)",
	    DESK_PARAMS(DESK_TEXT(person), DESK_TEXT(link->notice.org), DESK_INT(now)), &group);

	if (r < 0)
		return r;
	*at = (struct audience_membership){
	    .org = {link->org.id, link->org.path}, .below = group > 0, .active = true};
	*ret = (struct audience_viewer){.person = person, .memberships = at, .nmemberships = 1};
	return 0;
}

/* Whether the one who was told is still of the organisation. */
static int still_there(struct db *db, const struct notice_told *told, int64_t now)
{
	int64_t n = 0;
	int r;

	if (!told->person)
		return 1;
	r = desk_number(db,
	    "SELECT count(*) FROM membership AS m JOIN person AS p ON p.\"id\" = m.\"person\" "
	    "WHERE m.\"person\" = $1 AND m.\"org\" = $2 AND m.\"since\" <= $3 AND (m.\"until\" "
	    "= 0 OR m.\"until\" > $3) AND p.\"state\" IN ('invited', 'active')",
	    DESK_PARAMS(DESK_TEXT(told->person), DESK_TEXT(told->org), DESK_INT(now)), &n);
	return r < 0 ? r : n > 0;
}

int notice_link_find(struct db *db, const char *secret, int64_t now, struct arena *arena,
    struct notice_link *ret)
{
	char hash[SECRET_HASH];
	struct notice_link out = {0};
	int r = desk_find(db, &notice_told_type,
	    "WHERE \"id\" = $1 AND \"used\" = 0 AND \"expires\" > $2",
	    DESK_PARAMS(
		DESK_TEXT(secret_hash(span_str(secret ? secret : ""), hash)), DESK_INT(now)),
	    arena, &out.told);

	if (r == 0)
		r = desk_get(db, &notice_type, out.told.notice, arena, &out.notice);
	if (r == 0)
		r = org_get(db, out.told.org, arena, &out.org);
	if (r == 0)
		r = still_there(db, &out.told, now);
	if (r == ERR_NOTFOUND || r == 0)
		return gone(db);
	if (r < 0)
		return r;
	*ret = out;
	return 0;
}

static int answer_by_link(struct db *db, const struct actor *actor, const char *secret,
    const struct notice_said *said, int64_t now, struct arena *arena)
{
	struct notice_link link = {0};
	struct notice_said own = *said;
	struct actor by = actor ? *actor : (struct actor){0};
	struct person person = {0};
	int64_t met = 0;
	int r = notice_link_find(db, secret, now, arena, &link);

	if (r == 0)
		r = desk_exec(db,
		    "UPDATE notice_told SET \"used\" = $2 WHERE \"id\" = $1 AND \"used\" = 0",
		    DESK_PARAMS(DESK_TEXT(link.told.id), DESK_INT(now)), &met);
	if (r == 0 && !met)
		r = gone(db);
	if (r == 0 && link.told.person)
		r = people_get(db, link.told.person, arena, &person);
	if (r < 0)
		return r;
	by.person = person.id;
	by.name = person.name;
	by.token = link.told.id;
	own.person = person.id;
	own.channel = NOTICE_BY_LINK;
	return notice_answer_put(db, &by, link.notice.id, &own, now, arena);
}

int notice_link_answer(struct db *db, const struct actor *actor, const char *secret,
    const struct notice_said *said, int64_t now, struct arena *arena)
{
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, answer_by_link(db, actor, secret, said, now, arena));
}

#include "desk/inbound.h"

#include "codec/utf8.h"
#include "desk/contact_health.h"
#include "desk/id.h"
#include "desk/notice_answer.h"
#include "desk/people.h"
#include "desk/phone.h"
#include "store/bulk.h"

#include <ctype.h>

enum { TEXT = 3800, LINE = 80, REASON = 900 };

/* --- what a reply says --- */

static const struct {
	const char *words;
	int answer;
} answers[] = {
    {"working on it", NOTICE_WORKING},
    {"working", NOTICE_WORKING},
    {"en cours", NOTICE_WORKING},
    {"under arbeid", NOTICE_WORKING},
    {"jobber med det", NOTICE_WORKING},
    {"fixed", NOTICE_FIXED},
    {"corrigé", NOTICE_FIXED},
    {"corrige", NOTICE_FIXED},
    {"rettet", NOTICE_FIXED},
    {"fikset", NOTICE_FIXED},
    {"false positive", NOTICE_FALSE_POSITIVE},
    {"false alarm", NOTICE_FALSE_POSITIVE},
    {"faux positif", NOTICE_FALSE_POSITIVE},
    {"fausse alerte", NOTICE_FALSE_POSITIVE},
    {"falsk alarm", NOTICE_FALSE_POSITIVE},
    {"falsk positiv", NOTICE_FALSE_POSITIVE},
    {"not ours", NOTICE_NOT_OURS},
    {"pas à nous", NOTICE_NOT_OURS},
    {"pas a nous", NOTICE_NOT_OURS},
    {"ikke vår", NOTICE_NOT_OURS},
    {"ikke vårt", NOTICE_NOT_OURS},
    {"accepted", NOTICE_ACCEPTED},
    {"accepté", NOTICE_ACCEPTED},
    {"accepte", NOTICE_ACCEPTED},
    {"akseptert", NOTICE_ACCEPTED},
    {"need help", NOTICE_NEED_HELP},
    {"help", NOTICE_NEED_HELP},
    {"aide", NOTICE_NEED_HELP},
    {"hjelp", NOTICE_NEED_HELP},
};

/* The first line that is not empty, in lower case; letters of Latin-1 too (their UTF-8 is C3
 * 80..9E, and 20 more in lower case). */
static void first_line(const char *text, char to[LINE])
{
	struct span rest = span_str(text), line = {0};
	size_t n;

	while (span_line(&rest, &line) && !(line = span_trim(line)).n)
		;
	n = MIN(line.n, (size_t)LINE - 1);
	for (size_t i = 0; i < n; i++) {
		uint8_t c = line.p[i];
		bool upper = i && line.p[i - 1] == 0xc3 && c >= 0x80 && c <= 0x9e;

		to[i] = (char)(upper ? c + 0x20 : c < 0x80 ? tolower(c) : c);
	}
	to[n] = '\0';
}

int inbound_answer_of(const char *text)
{
	char line[LINE] = "";

	if (!text)
		return NOTICE_UNANSWERED;
	first_line(text, line);
	for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
		size_t n = strlen(answers[i].words);

		/* Nothing but an end or a stop behind it: "fixed?" and "working hours" are
		 * none. */
		if (strncmp(line, answers[i].words, n) == 0 &&
		    (!line[n] || strchr(".,;:!", line[n])))
			return answers[i].answer;
	}
	return NOTICE_UNANSWERED;
}

/* --- whose it is --- */

struct taking {
	struct db *db;
	const struct inbound_mail *mail;
	struct arena *arena;
	int64_t now;
	struct outgoing m;       /* the message it belongs to; id NULL: none */
	struct notice_told told; /* of a notice; id NULL: none */
	struct inbound *in;
};

static int find_message(struct taking *t)
{
	const struct text_list *ids = &t->mail->candidates;

	for (size_t i = 0; i < ids->n; i++) {
		int r;

		if (!id_valid(ids->items[i]))
			continue;
		r = desk_get(t->db, &outgoing_type, ids->items[i], t->arena, &t->m);
		if (r != ERR_NOTFOUND)
			return r;
		t->m = (struct outgoing){0};
	}
	return 0;
}

static int find_told(struct taking *t)
{
	int r;

	if (!t->m.id)
		return 0;
	r = desk_find(t->db, &notice_told_type, "WHERE \"outgoing\" = $1",
	    DESK_PARAMS(DESK_TEXT(t->m.id)), t->arena, &t->told);
	if (r == ERR_NOTFOUND)
		t->told = (struct notice_told){0};
	return r == ERR_NOTFOUND ? 0 : r;
}

static int for_duty(struct taking *t, const char *reason)
{
	t->in->verdict = INBOUND_FOR_DUTY;
	t->in->reason = reason;
	return 0;
}

/* --- replies --- */

/* Whether it comes from the address that was told: 0 or 1. */
static int is_from_the_told(struct taking *t, struct person *ret)
{
	int r =
	    t->told.person ? people_get(t->db, t->told.person, t->arena, ret) : ERR_NOTFOUND;

	if (r == ERR_NOTFOUND)
		return 0;
	return r < 0 ? r : t->mail->sender && strcmp(t->mail->sender, ret->mail) == 0;
}

static int take_answer(struct taking *t, const struct person *person)
{
	const struct actor by = {
	    .person = person->id, .name = person->name, .token = t->told.id};
	int understood = inbound_answer_of(t->mail->text);
	struct notice_said said = {
	    .answer = understood == NOTICE_UNANSWERED ? NOTICE_NEED_HELP : understood,
	    .note = t->in->text,
	    .channel = NOTICE_BY_MAIL,
	    .person = person->id};
	struct notice n;
	int r = desk_get(t->db, &notice_type, t->told.notice, t->arena, &n);

	if (r == 0 && n.state == NOTICE_CLOSED)
		return for_duty(t, TR("The notice is closed already."));
	if (r == 0)
		r = notice_answer_put(t->db, &by, t->told.notice, &said, t->now, t->arena);
	if (r == 0)
		r = inbound_address_works(t->db, person->id, t->now);
	t->in->answer = said.answer;
	t->in->verdict = INBOUND_DONE;
	return r;
}

static int take_reply(struct taking *t)
{
	struct person person = {0};
	int r;

	if (!t->told.id)
		return for_duty(t, TR("It belongs to no notice that was told."));
	r = is_from_the_told(t, &person);
	if (r < 0)
		return r;
	if (!r)
		return for_duty(
		    t, TR("It comes from another address than the one that was told."));
	if (t->told.expires <= t->now)
		return for_duty(t, TR("The notice is too old to be answered by mail."));
	if (person.state != PERSON_ACTIVE && person.state != PERSON_INVITED)
		return for_duty(t, TR("The account is not active any more."));
	return take_answer(t, &person);
}

/* --- bounces --- */

/* Whether a mail between the last one that came back and this one did not come back. */
static int went_between(struct taking *t)
{
	int64_t n = 0;
	int r = desk_number(t->db,
	    "SELECT count(*) FROM (SELECT 1 AS \"one\" FROM outgoing WHERE \"person\" = $1 AND "
	    "\"state\" = 'sent' AND \"sent\" < $2 AND \"sent\" > (SELECT "
	    "coalesce(max(b.\"sent\"), 0) FROM outgoing AS b WHERE b.\"person\" = $1 AND "
	    "b.\"state\" = 'bounced' AND b.\"id\" <> $3) LIMIT 1) AS w",
	    DESK_PARAMS(DESK_TEXT(t->m.person), DESK_INT(t->m.sent), DESK_TEXT(t->m.id)), &n);

	return r < 0 ? r : n > 0;
}

static int ring(struct taking *t, const char *org)
{
	const struct phone_need need = {
	    .org = org, .person = t->m.person, .reason = PHONE_BOUNCED, .text = t->in->reason};

	return phone_need(t->db, NULL, &need, t->now, t->arena);
}

/* The organisation whose contact cannot be reached: the message's, or the first one. */
static int org_of(struct taking *t, const char **ret)
{
	struct membership m;
	int r;

	*ret = t->m.org;
	if (t->m.org)
		return 0;
	r = desk_find(t->db, &membership_type,
	    "WHERE \"person\" = $1 AND \"org\" IS NOT NULL ORDER BY \"since\", \"id\"",
	    DESK_PARAMS(DESK_TEXT(t->m.person)), t->arena, &m);
	if (r == 0)
		*ret = m.org;
	return r == ERR_NOTFOUND ? 0 : r;
}

static int store_address(struct taking *t, struct address_state *a, bool is_new)
{
	const char *org = NULL;
	bool off = a->bounces >= INBOUND_BOUNCES && !a->disabled;
	int r;

	if (off)
		a->disabled = t->now;
	r = is_new ? desk_insert(t->db, &address_state_type, a)
		   : desk_update(t->db, &address_state_type, a);
	if (r == 0 && off)
		r = org_of(t, &org);
	return r == 0 && off && org ? ring(t, org) : r;
}

/* For the board of contacts. org NULL: of none; anew: mails got through between. */
static int note_bounce(
    struct taking *t, const char *mail, const char *org, const char *person, bool anew)
{
	struct contact_health note = {.type = CONTACT_HEALTH_BOUNCE,
	    .person = person,
	    .org = org,
	    .mail = mail,
	    .object = t->m.id,
	    .status = t->mail->status,
	    .reason = t->in->reason};
	int r = !anew ? 0
		      : contact_health_settle(
			    t->db, NULL, CONTACT_HEALTH_BOUNCE, mail, t->now, t->arena, NULL);

	return r < 0 ? r : contact_health_note(t->db, &note, mail, t->now, t->arena);
}

static int count_bounce(struct taking *t)
{
	struct address_state a = {0};
	struct person person;
	const char *org = NULL;
	bool is_new;
	int r = people_get(t->db, t->m.person, t->arena, &person), between;

	if (r < 0)
		return r == ERR_NOTFOUND ? 0 : r;
	r = desk_get(t->db, &address_state_type, person.mail, t->arena, &a);
	if (r < 0 && r != ERR_NOTFOUND)
		return r;
	is_new = r == ERR_NOTFOUND;
	between = went_between(t);
	if (between < 0)
		return between;
	if (is_new)
		a = (struct address_state){.id = person.mail, .person = person.id};
	a.bounces = between ? 1 : a.bounces + 1;
	a.last = t->now;
	a.reason = t->in->reason;
	r = store_address(t, &a, is_new);
	if (r == 0)
		r = org_of(t, &org);
	return r < 0 ? r : note_bounce(t, person.mail, org, person.id, between);
}

static int take_bounce(struct taking *t)
{
	const struct notice_event event = {
	    .notice = t->told.notice, .step = NOTICE_DID_BOUNCE, .note = t->in->reason};
	int r;

	if (!t->m.id)
		return for_duty(t, TR("It belongs to no message of ours."));
	t->in->verdict = INBOUND_DONE;
	/* 4.x.x: the server goes on trying. */
	if ((t->mail->status && t->mail->status[0] == '4') || t->m.state == OUT_BOUNCED) {
		t->in->verdict = INBOUND_IGNORED;
		return 0;
	}
	t->m.state = OUT_BOUNCED;
	t->m.reason = t->in->reason;
	r = desk_update(t->db, &outgoing_type, &t->m);
	if (r == 0 && t->told.id)
		r = notice_step_add(t->db, NULL, &event, t->now);
	if (r < 0)
		return r;
	if (t->m.person)
		return count_bounce(t);
	return t->m.mail && strchr(t->m.mail, '@')
		   ? note_bounce(t, t->m.mail, t->m.org, NULL, false)
		   : 0;
}

/* --- all --- */

static int act(struct taking *t)
{
	switch (t->mail->type) {
	case INBOUND_REPLY:
		return take_reply(t);
	case INBOUND_BOUNCE:
		return take_bounce(t);
	case INBOUND_AUTOMATIC:
		t->in->verdict = INBOUND_IGNORED;
		return 0;
	default:
		return for_duty(t, t->in->reason
				       ? t->in->reason
				       : TR("It belongs to no notice that was told."));
	}
}

static const char *cleaned(struct arena *arena, const char *text, size_t max)
{
	return text && *text ? utf8_clean(arena, span_str(text), max) : NULL;
}

static int take(struct taking *t)
{
	struct inbound *in = t->in;
	int r = find_message(t);

	if (r == 0)
		r = find_told(t);
	if (r < 0)
		return r;
	*in = (struct inbound){.id = t->mail->hash,
	    .time = t->now,
	    .type = t->mail->type,
	    .sender = cleaned(t->arena, t->mail->sender, 300),
	    .subject = cleaned(t->arena, t->mail->subject, 280),
	    .outgoing = t->m.id,
	    .notice = t->told.notice,
	    .org = t->told.id ? t->told.org : t->m.org,
	    .person = t->m.person,
	    .text = cleaned(t->arena, t->mail->text, TEXT),
	    .reason = cleaned(t->arena, t->mail->reason, REASON)};
	r = act(t);
	if (r == 0)
		r = desk_insert(t->db, &inbound_type, in);
	return r < 0 ? r
		     : log_append(t->db, NULL, "mail.in", in->org, in->id, NULL, NULL, t->now);
}

int inbound_take(struct db *db, const struct inbound_mail *mail, int64_t now,
    struct arena *arena, struct inbound *ret, bool *ret_again)
{
	struct inbound in = {0};
	struct taking t = {.db = db, .mail = mail, .arena = arena, .now = now, .in = &in};
	bool again;
	int r = db_begin(db, DB_WRITE);

	if (r < 0)
		return r;
	r = desk_get(db, &inbound_type, mail->hash, arena, &in);
	again = r == 0;
	if (r == ERR_NOTFOUND)
		r = take(&t);
	r = db_end(db, r);
	if (r < 0)
		return r;
	*ret = in;
	if (ret_again)
		*ret_again = again;
	return 0;
}

static int settle(
    struct db *db, const struct actor *actor, const char *id, int64_t now, struct arena *arena)
{
	struct inbound in;
	int r = desk_get(db, &inbound_type, id, arena, &in);

	if (r < 0)
		return r;
	if (in.verdict != INBOUND_FOR_DUTY)
		return db_fail(db, ERR_UNSUPPORTED, "this mail waits for nobody",
		    "look at the list as it is now", "%.64s", id);
	in.verdict = INBOUND_SETTLED;
	in.settled = now;
	in.settled_by = actor ? actor->person : NULL;
	r = desk_update(db, &inbound_type, &in);
	return r < 0 ? r : log_append(db, actor, "mail.settle", in.org, id, NULL, NULL, now);
}

int inbound_settle(
    struct db *db, const struct actor *actor, const char *id, int64_t now, struct arena *arena)
{
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, settle(db, actor, id, now, arena));
}

int inbound_address_works(struct db *db, const char *person, int64_t now)
{
	int r = desk_exec(db,
	    "UPDATE address_state SET \"bounces\" = 0, \"disabled\" = 0, \"version\" = "
	    "\"version\" + 1 WHERE \"person\" = $1",
	    DESK_PARAMS(DESK_TEXT(person)), NULL);

	return r < 0 ? r : contact_health_reached(db, person, now);
}

int inbound_addresses_off(
    struct db *db, const char *const *addresses, size_t n, struct arena *arena, struct map *ret)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = db_prepare(db,
	    "SELECT \"id\" FROM address_state WHERE \"disabled\" > 0 AND \"id\" IN (SELECT "
	    "\"value\" FROM @texts($1))",
	    &stmt);

	if (r < 0)
		return r;
	db_bind_text(stmt, 1, bulk_texts(addresses, n, arena));
	while ((r = db_step(stmt)) == 1)
		(void)map_set(ret, db_text(stmt, 0), ret);
	return r;
}

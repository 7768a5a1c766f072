#include "notify/notify.h"

#include "codec/utf8.h"
#include "desk/org.h"
#include "desk/people.h"
#include "notify/digest.h"
#include "notify/lease.h"
#include "notify/letter.h"
#include "notify/mail.h"
#include "notify/quiet.h"
#include "os/clock.h"

enum { IDLE = 1000, COMMIT_TRIES = 5 };

/* A step on its way. */
struct step {
	struct db *db;
	const struct notify_options *o;
	int64_t begun, mono; /* the time it was given, and the clock's then */
	struct notify_result *ret;
};

/* A message that is being told. */
struct telling {
	struct step *step;
	struct arena *arena;
	struct outgoing m;
	struct person person;
	struct org org;
	struct texts_reader reader;
	const char *to; /* address */
	struct letter letter;
	int err; /* of the database, while the mail server was talked to */
};

enum fate {
	FATE_NONE,  /* there is nothing to do */
	FATE_SEND,  /* it is ours to send */
	FATE_ENDED, /* it was put off, dropped, or told in a digest */
};

/* A step may last: mails before this one took their time. */
static int64_t now_of(const struct step *s)
{
	return s->begun + (clock_system.mono(NULL) - s->mono);
}

/* --- whom, and when --- */

static int end(struct telling *t, enum out_state state, int64_t due, const char *reason)
{
	return lease_end(t->step->db, &t->m, state, due, reason);
}

static int drop(struct telling *t, const char *reason)
{
	int r = end(t, OUT_DROPPED, t->m.due, reason);

	t->step->ret->dropped++;
	return r < 0 ? r : FATE_ENDED;
}

static int later(struct telling *t, int64_t due)
{
	int r = end(t, OUT_WAITING, due, NULL);

	t->step->ret->later++;
	return r < 0 ? r : FATE_ENDED;
}

/* Minutes east of UTC: of the organisation that it concerns, or else of the reader's first. */
static int load_zone(struct telling *t)
{
	t->reader.zone = t->org.id ? t->org.zone : t->step->o->settings->zone;
	if (t->org.id || !t->person.id)
		return 0;

	int64_t n = 0;
	int r = desk_number(t->step->db,
	    "SELECT count(*) FROM membership WHERE \"person\" = $1 AND \"org\" IS NOT NULL",
	    DESK_PARAMS(DESK_TEXT(t->person.id)), &n);

	if (r < 0 || !n)
		return r;
	return desk_number(t->step->db,
	    "SELECT o.\"zone\" FROM membership m JOIN org o ON o.\"id\" = m.\"org\" WHERE "
	    "m.\"person\" = $1 ORDER BY m.\"since\", m.\"id\" LIMIT 1",
	    DESK_PARAMS(DESK_TEXT(t->person.id)), &t->reader.zone);
}

/* Loads the reader; *ret_nobody says why there is nobody to be told. */
static int load_reader(struct telling *t, const char **ret_nobody)
{
	const struct outgoing *m = &t->m;
	int r = 0;

	if (m->org)
		r = org_get(t->step->db, m->org, t->arena, &t->org);
	if (r == 0 || r == ERR_NOTFOUND)
		r = m->person ? people_get(t->step->db, m->person, t->arena, &t->person) : 0;
	if (r == ERR_NOTFOUND || (!m->person && !m->mail)) {
		*ret_nobody = "there is no such person any more";
		return 0;
	}
	if (r < 0)
		return r;
	if (t->person.state == PERSON_SUSPENDED || t->person.state == PERSON_GONE)
		*ret_nobody = "the account is not active";
	t->to = m->person ? t->person.mail : m->mail;
	t->reader.name = t->person.name;
	t->reader.org = t->org.name;
	t->reader.lang = t->person.lang ? t->person.lang
			 : t->org.lang  ? t->org.lang
					: t->step->o->settings->lang;
	return load_zone(t);
}

/* One that may wait: for the end of the quiet hours, or for the digest. */
static int wait_or_send(struct telling *t, int64_t now)
{
	int64_t due = quiet_until(&t->person.quiet, t->reader.zone, now);
	int r;

	if (t->person.digest && strcmp(t->m.template, "digest") != 0) {
		due = MAX(due, quiet_digest(t->reader.zone, t->m.created));
		if (due > now)
			return later(t, due);
		r = digest_make(t->step->db, t->step->o->texts, t->step->o->settings, &t->m,
		    &t->reader, now, t->arena);
		t->step->ret->digests++;
		return r < 0 ? r : FATE_ENDED;
	}
	return due > now ? later(t, due) : FATE_SEND;
}

/* Whether the message can be made and sent at all: its values, its address and its Message-ID.
 */
static int read_message(struct telling *t, struct json **ret_values, const char **ret_id)
{
	int r = texts_values(&t->m, t->arena, ret_values);

	if (r == 0)
		r = mail_address(t->to, t->arena, &t->to);
	return r < 0 ? r : mail_id(t->m.id, t->step->o->settings->mail_from, t->arena, ret_id);
}

static int when(struct telling *t, const struct json *values, int64_t now)
{
	int64_t expires = json_int(json_get(values, "expires"), 0);

	if (expires && expires <= now)
		return drop(t, "what it points at is no longer good");
	if (t->m.sent) { /* it may have arrived already: too late to put it off */
		t->step->ret->doubtful++;
		return FATE_SEND;
	}
	if (digest_may_wait(&t->m, values) || strcmp(t->m.template, "digest") == 0)
		return wait_or_send(t, now);
	return FATE_SEND;
}

static int decide(struct telling *t, int64_t now)
{
	const char *nobody = NULL, *id = NULL;
	struct json *values = NULL;
	int r = load_reader(t, &nobody);

	if (r < 0)
		return r;
	if (nobody)
		return drop(t, nobody);
	if (read_message(t, &values, &id) < 0) {
		t->step->ret->failed++;
		r = end(t, OUT_FAILED, t->m.due, "its address or its values are malformed");
		return r < 0 ? r : FATE_ENDED;
	}
	r = when(t, values, now);
	if (r != FATE_SEND)
		return r;
	if (!t->m.message_id)
		t->m.message_id = id;
	r = lease_name(t->step->db, &t->m, id);
	if (r == 0)
		r = letter_load(
		    t->step->db, &t->m, t->m.person, t->reader.lang, now, t->arena, &t->letter);
	return r < 0 ? r : FATE_SEND;
}

/* Leases the next message and decides what becomes of it, in one transaction. Gives an enum
 * fate. */
static int take(struct telling *t)
{
	struct step *s = t->step;
	struct notify_result before = *s->ret;
	int64_t now = now_of(s);
	int r = db_begin(s->db, DB_WRITE);

	if (r < 0)
		return r;
	r = lease_next(
	    s->db, now, s->o->lease_ms ? s->o->lease_ms : NOTIFY_LEASE, t->arena, &t->m);
	if (r == 1)
		r = decide(t, now);
	r = db_end(s->db, r);
	if (r < 0)
		*s->ret = before;
	return r;
}

/* --- sending --- */

static int before_end(void *arg)
{
	struct telling *t = arg;

	t->err = lease_handing(t->step->db, &t->m, now_of(t->step));
	return t->err;
}

static int compose(struct telling *t, struct str *out)
{
	const struct letter_address address = {t->to, &t->reader};

	return letter_write(
	    t->step->o, &t->m, &address, now_of(t->step), t->arena, &t->letter, out);
}

/* Ends the lease, and notes what came of the reader's key. */
static int close_lease(struct telling *t, enum out_state state, int64_t due, const char *reason)
{
	int r = end(t, state, due, reason);

	return r < 0 ? r : letter_note(t->step->db, &t->letter, now_of(t->step), t->arena);
}

/* Ends the lease in a transaction of its own. What was sent must not be forgotten because
 * somebody else writes just now. */
static int finish(struct telling *t, enum out_state state, int64_t due, const char *reason)
{
	int r = ERR_BUSY;

	for (int i = 0; i < COMMIT_TRIES && r == ERR_BUSY; i++) {
		r = db_begin(t->step->db, DB_WRITE);
		if (r == 0)
			r = db_end(t->step->db, close_lease(t, state, due, reason));
	}
	/* The lease is another's: what we did counts nevertheless, that one goes on. */
	return r == ERR_BUSY ? 0 : r;
}

static int failed(struct telling *t, bool final, const char *reason)
{
	static const int minutes[NOTIFY_TRIES - 1] = {1, 5, 30, 120, 720};
	int64_t n = ++t->m.attempts, now = now_of(t->step);

	if (final || n >= NOTIFY_TRIES) {
		t->step->ret->failed++;
		return finish(t, OUT_FAILED, t->m.due, reason);
	}
	t->step->ret->retried++;
	return finish(t, OUT_WAITING, now + minutes[MAX(n, 1) - 1] * 60000LL, reason);
}

/* Whether the failure is the server's and would be the next mail's, too. */
static bool is_trouble(int err, const struct smtp_result *got)
{
	return !got->final && (err != ERR_PROTOCOL || got->code == 421);
}

static void keep_unsaid(const struct outgoing *m, struct notify_unsaid *ret)
{
	(void)snprintf(ret->id, sizeof(ret->id), "%s", m->id);
	ret->lease = m->lease;
	ret->sent = m->sent;
}

static int send_it(struct telling *t, struct span bytes)
{
	struct step *s = t->step;
	const struct smtp_mail mail = {s->o->settings->mail_from, t->to, bytes, before_end, t};
	struct smtp_result got = {0};
	struct msg msg = {0};
	int r = s->o->send(s->o->ctx, &mail, &got, &msg);
	const char *reason;

	if (t->err)
		return t->err == ERR_BUSY ? 0 : t->err;
	if (got.handed_over || r == 0)
		t->m.sent = now_of(s);
	if (r == 0) {
		s->ret->sent++;
		r = finish(t, OUT_SENT, t->m.due, NULL);
		if (r < 0)
			keep_unsaid(&t->m, &s->ret->unsaid);
		return r;
	}
	if (r == ERR_CANCELLED) { /* by notify_stop: no try was made */
		s->ret->trouble = true;
		s->ret->msg = msg;
		return finish(t, OUT_WAITING, t->m.due, NULL);
	}
	reason = arena_printf(t->arena, "%s: %s", msg.what, msg.detail);
	reason = utf8_clean(t->arena, span_str(reason), 1000);
	if (is_trouble(r, &got)) {
		s->ret->trouble = true;
		s->ret->msg = msg;
	}
	return failed(t, got.final, reason);
}

static int tell(struct telling *t)
{
	STR_AUTO(bytes, MAIL_MAX);
	int r = compose(t, &bytes);

	if (r < 0)
		return failed(t, true,
		    arena_printf(t->arena, "the mail cannot be made: %s", err_text(r)));
	return send_it(t, str_bytes(&bytes));
}

/* --- the step --- */

/* One message. Gives an enum fate. */
static int one(struct step *s)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct telling t = {.step = s, .arena = arena};
	int fate = lease_any(s->db, now_of(s));
	int r;

	if (fate <= 0)
		return fate;
	fate = take(&t);
	if (fate != FATE_SEND)
		return fate;
	r = tell(&t);
	return r < 0 ? r : FATE_SEND;
}

int notify_step(
    struct db *db, const struct notify_options *options, int64_t now, struct notify_result *ret)
{
	struct step s = {db, options, now, clock_system.mono(NULL), ret};
	int r = FATE_SEND;
	int i = 0;

	*ret = (struct notify_result){.next = now + IDLE};
	if (!options->send)
		return 0;
	while (r > FATE_NONE && !ret->trouble && i < NOTIFY_BATCH) {
		r = one(&s);
		i++;
	}
	if (ret->trouble)
		ret->next = now_of(&s) + NOTIFY_PAUSE;
	else if (r > FATE_NONE)
		ret->next = now_of(&s);
	return r < 0 ? r : 0;
}

int notify_say(struct db *db, const struct notify_unsaid *unsaid)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct outgoing m;
	int r = db_begin(db, DB_WRITE);

	if (r < 0)
		return r;
	r = desk_get(db, &outgoing_type, unsaid->id, arena, &m);
	if (r == 0 && m.state == OUT_LEASED && m.lease == unsaid->lease) {
		m.sent = unsaid->sent;
		r = lease_end(db, &m, OUT_SENT, m.due, NULL);
	}
	r = db_end(db, r);
	return r == ERR_NOTFOUND ? 0 : r;
}

int notify_again(struct db *db, const char *id, int64_t now)
{
	int64_t changed = 0;
	int r = desk_exec(db,
	    "UPDATE outgoing SET \"state\" = 'waiting', \"due\" = $2, \"attempts\" = 0 WHERE "
	    "\"id\" = $1 AND \"state\" = 'failed'",
	    DESK_PARAMS(DESK_TEXT(id), DESK_INT(now)), &changed);

	if (r == 0 && !changed)
		return db_fail(db, ERR_NOTFOUND, "there is no such message that failed",
		    "look at the list as it is now", "%.60s", id ? id : "");
	return r;
}

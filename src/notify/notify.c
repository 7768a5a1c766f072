#include "notify/notify.h"

#include "codec/utf8.h"
#include "desk/directive.h"
#include "notify/lease.h"
#include "notify/letter.h"
#include "notify/mail.h"
#include "notify/telling.h"
#include "os/clock.h"

enum {
	IDLE = 1000,
	COMMIT_TRIES = 5,
	SOME = 16,        /* messages that a step leases at a time to begin with */
	MANY = 128,       /* ... when they go out quickly */
	QUICK_MS = 500,   /* so many of them are leased that they are out after about this */
	SLOW_MS = 1000,   /* fewer, when they take longer */
	HOLD_MS = 5000,   /* then the rest is given back ... */
	HOLD_LEASE = 3,   /* ... or when this part of the lease is over */
	HOOKS_BATCH = 50, /* webhooks of a step */
};

static int end(struct telling *t, enum out_state state, int64_t due, const char *reason)
{
	return lease_end(t->step->db, &t->m, state, due, reason);
}

/* --- sending --- */

/* Gives messages back that were not tried. Who writes just now must not make them wait for the
 * end of their leases. */
static int back(
    struct db *db, const char *const *ids, size_t n, int64_t lease, struct arena *arena)
{
	int r = ERR_BUSY;

	for (int i = 0; i < COMMIT_TRIES && r == ERR_BUSY; i++)
		r = lease_back(db, ids, n, lease, arena);
	return r == ERR_BUSY ? 0 : r;
}

static int before_end(void *arg)
{
	struct telling *t = arg;

	t->err = lease_handing(t->step->db, &t->m, telling_now(t->step));
	return t->err;
}

/* Where replies and bounces of this message come back to; the sender itself when nobody reads
 * them. */
static int return_path(const struct telling *t, const char **ret)
{
	const struct settings *s = t->step->o->settings;

	*ret = s->mail_from;
	return s->mail_reply ? mail_extended(s->mail_reply, t->m.id, t->arena, ret) : 0;
}

static int compose(struct telling *t, struct str *out)
{
	struct letter_address address = {.to = t->to, .reader = &t->reader};
	int r = return_path(t, &t->back);

	if (r < 0)
		return r;
	address.back = t->step->o->settings->mail_reply ? t->back : NULL;
	return letter_write(
	    t->step->o, &t->m, &address, telling_now(t->step), t->arena, &t->letter, out);
}

/* Ends the lease, and notes what came of the reader's key. */
static int close_lease(struct telling *t, enum out_state state, int64_t due, const char *reason)
{
	int r = end(t, state, due, reason);

	return r < 0 ? r : letter_note(t->step->db, &t->letter, telling_now(t->step), t->arena);
}

/* Ends the lease in a transaction of its own. What was sent must not be forgotten because
 * somebody else writes just now. */
static int finish(struct telling *t, enum out_state state, int64_t due, const char *reason)
{
	int r = ERR_BUSY;

	for (int i = 0; i < COMMIT_TRIES && r == ERR_BUSY; i++) {
		if (!t->letter.tried) { /* one statement */
			r = end(t, state, due, reason);
			continue;
		}
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
	int64_t n = ++t->m.attempts, now = telling_now(t->step);

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
	const struct smtp_mail mail = {t->back, t->to, bytes, before_end, t};
	struct smtp_result got = {0};
	struct msg msg = {0};
	int r = s->o->send(s->o->ctx, &mail, &got, &msg);
	const char *reason;

	if (t->err == ERR_BUSY) /* another has it, or writes for long: it was not handed over */
		return back(s->db, &t->m.id, 1, t->m.lease, t->arena);
	if (t->err)
		return t->err;
	if (got.handed_over || r == 0)
		t->m.sent = telling_now(s);
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

/* Counts how the rule's webhook does, and ends the lease, in one transaction. */
static int finish_hook(struct telling *t, int err, bool final, const char *reason)
{
	struct db *db = t->step->db;
	int r = db_begin(db, DB_WRITE);

	if (r == 0)
		r = db_end(db, directive_went(db, t->rule.id, err == 0));
	if (r < 0 && r != ERR_BUSY)
		return r;
	if (err < 0)
		return failed(t, final, reason);
	t->m.sent = telling_now(t->step);
	t->step->ret->sent++;
	return finish(t, OUT_SENT, t->m.due, NULL);
}

/* That it may have arrived is noted before it is sent: the receiver compares Varde-Delivery. */
static int tell_hook(struct telling *t)
{
	const struct hook_call call = {
	    &t->rule, &t->m, t->org.name, t->reader.lang, telling_now(t->step)};
	struct msg msg = {0};
	bool final = false;
	int r = lease_handing(t->step->db, &t->m, telling_now(t->step));

	if (r < 0)
		return r == ERR_BUSY ? 0 : r;
	r = t->step->o->hook(t->step->o->settings, &call, &final, &msg);
	return finish_hook(t, r, final,
	    utf8_clean(t->arena,
		span_str(arena_printf(t->arena, "%s: %s", msg.what, msg.detail)), 1000));
}

static int tell(struct telling *t)
{
	if (t->step->o->hook)
		return tell_hook(t);

	STR_AUTO(bytes, MAIL_MAX);
	int r = compose(t, &bytes);

	if (r < 0)
		return failed(t, true,
		    arena_printf(t->arena, "the mail cannot be made: %s", err_text(r)));
	return send_it(t, str_bytes(&bytes));
}

/* --- the step --- */

/* Gives those back that were not tried yet, from the i-th on. */
static int give_back(struct tellings *b, size_t i)
{
	struct step *s = b->step;
	VEC(const char *) ids = {0};
	int64_t lease = 0;

	for (; i < b->n; i++) {
		const struct telling *t = &b->all[i];

		if (t->fate != TELLING_SEND)
			continue;
		vec_push(b->arena, &ids, t->m.id);
		lease = t->m.lease;
	}
	return back(s->db, ids.items, ids.n, lease, b->arena);
}

/* What was decided of them is not to grow old, and none may be sent when its lease is nearly
 * over. */
static bool held_long(const struct tellings *b)
{
	const struct step *s = b->step;
	int64_t lease = s->o->lease_ms ? s->o->lease_ms : NOTIFY_LEASE;

	return telling_now(s) - b->taken >= MIN(HOLD_MS, lease / HOLD_LEASE);
}

static int tell_all(struct tellings *b)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	bool first = true;
	int r = 0;

	for (size_t i = 0; r == 0 && i < b->n; i++) {
		struct telling *t = &b->all[i];

		if (t->fate != TELLING_SEND)
			continue;
		if (b->step->ret->trouble || (!first && held_long(b)))
			return give_back(b, i);
		first = false;
		arena_clear(arena);
		t->arena = arena;
		r = tell(t);
	}
	return r;
}

/* At most max messages. Gives how many there were. */
static int some(struct step *s, size_t max)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct tellings b = {.step = s, .arena = arena};
	int r = lease_any(s->db, s->o->hook ? LEASE_HOOKS : LEASE_MAILS, telling_now(s));

	if (r > 0)
		r = telling_take(&b, max);
	if (r > 0) {
		int told = tell_all(&b);

		r = told < 0 ? told : r;
	}
	return r;
}

/* How many are leased next, when so many took that time. */
static size_t pace(size_t n, int64_t ms)
{
	if (ms > SLOW_MS)
		return MAX(n / 2, SOME);
	return ms <= QUICK_MS ? MIN(2 * n, MANY) : n;
}

int notify_step(
    struct db *db, const struct notify_options *options, int64_t now, struct notify_result *ret)
{
	struct step s = {db, options, now, clock_system.mono(NULL), ret};
	size_t max = options->hook ? HOOKS_BATCH : NOTIFY_BATCH, n = options->hook ? 1 : SOME;
	int r = 1;

	*ret = (struct notify_result){.next = now + IDLE};
	if (!options->send && !options->hook)
		return 0;
	for (size_t done = 0; r > 0 && !ret->trouble && done < max; done += (size_t)MAX(r, 0)) {
		int64_t began = telling_now(&s);

		r = some(&s, MIN(n, max - done));
		if (!options->hook)
			n = pace(n, telling_now(&s) - began);
	}
	if (ret->trouble)
		ret->next = telling_now(&s) + NOTIFY_PAUSE;
	else if (r > 0)
		ret->next = telling_now(&s);
	return r < 0 ? r : 0;
}

int notify_orphans(struct db *db, int64_t *ret)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();

	return lease_orphans(db, arena, ret);
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

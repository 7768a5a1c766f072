#include "notify/telling.h"

#include "desk/contact_key.h"
#include "desk/inbound.h"
#include "desk/org.h"
#include "notify/digest.h"
#include "notify/lease.h"
#include "notify/mail.h"
#include "notify/quiet.h"
#include "os/clock.h"
#include "store/bulk.h"

int64_t telling_now(const struct step *s)
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
	return r < 0 ? r : TELLING_ENDED;
}

static int later(struct telling *t, int64_t due)
{
	int r = end(t, OUT_WAITING, due, NULL);

	t->step->ret->later++;
	return r < 0 ? r : TELLING_ENDED;
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

/* Sets the reader; *ret_nobody says why there is nobody to be told. */
static int load_reader(struct telling *t, const char **ret_nobody)
{
	const struct tellings *b = t->of;
	const struct outgoing *m = &t->m;
	const struct org *org = m->org ? map_get(&b->orgs, m->org) : NULL;
	const struct person *person = m->person ? map_get(&b->people, m->person) : NULL;

	if (org)
		t->org = *org;
	if (m->person ? !person : !m->mail) {
		*ret_nobody = "there is no such person any more";
		return 0;
	}
	if (person)
		t->person = *person;
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

/* Loads whom a webhook tells: its rule and its organisation. */
static int load_rule(struct telling *t, const char **ret_nobody)
{
	const struct outgoing *m = &t->m;
	int r = m->org ? org_get(t->step->db, m->org, t->arena, &t->org) : 0;

	if (r == 0 || r == ERR_NOTFOUND)
		r = desk_get(t->step->db, &directive_type, m->directive, t->arena, &t->rule);
	if (r == ERR_NOTFOUND || (r == 0 && (!t->rule.enabled || !t->rule.url))) {
		*ret_nobody = "the rule was taken away, or is switched off";
		return 0;
	}
	t->reader.org = t->org.name;
	t->reader.lang = t->rule.lang  ? t->rule.lang
			 : t->org.lang ? t->org.lang
				       : t->step->o->settings->lang;
	return r;
}

/* The digest tells of the person's messages that wait: those of them that were leased beside
 * this one do so again. */
static int leave_to_digest(struct telling *t)
{
	struct tellings *b = t->of;
	VEC(const char *) ids = {0};

	for (struct telling *other = t + 1; other < b->all + b->n; other++) {
		if (other->m.sent || !other->m.person ||
		    strcmp(other->m.person, t->m.person) != 0)
			continue;
		other->fate = TELLING_ENDED;
		vec_push(t->arena, &ids, other->m.id);
	}
	return lease_back(t->step->db, ids.items, ids.n, t->m.lease, t->arena);
}

/* One that may wait: for the end of the quiet hours, or for the digest. */
static int wait_or_send(struct telling *t, const struct json *values, int64_t now)
{
	bool daily = t->person.digest || json_bool(json_get(values, "digest"), false);
	int64_t due = quiet_until(&t->person.quiet, t->reader.zone, now);
	int r;

	if (daily && strcmp(t->m.template, "digest") != 0) {
		due = MAX(due, quiet_digest(t->reader.zone, t->m.created));
		if (due > now)
			return later(t, due);
		r = leave_to_digest(t);
		if (r < 0)
			return r;
		r = digest_make(t->step->db, t->step->o->texts, t->step->o->settings, &t->m,
		    &t->reader, now, t->arena);
		t->step->ret->digests++;
		return r < 0 ? r : TELLING_ENDED;
	}
	return due > now ? later(t, due) : TELLING_SEND;
}

/* Whether the message can be made and sent at all: its values, its address and its Message-ID.
 */
static int read_message(struct telling *t, struct json **ret_values, const char **ret_id)
{
	int r = texts_values(&t->m, t->arena, ret_values);

	if (t->step->o->hook) {
		*ret_id = t->m.id;
		return r;
	}
	if (r == 0 && json_text(json_get(*ret_values, "lang"), NULL))
		t->reader.lang = json_text(json_get(*ret_values, "lang"), NULL);
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
		return TELLING_SEND;
	}
	if (t->step->o->hook)
		return TELLING_SEND;
	if (digest_may_wait(&t->m, values) || strcmp(t->m.template, "digest") == 0)
		return wait_or_send(t, values, now);
	return TELLING_SEND;
}

/* Three mails in a row came back: nothing goes there but what proves an address. */
static bool is_off(const struct telling *t)
{
	const struct texts_row *row = texts_row_of(t->m.template);

	if (t->step->o->hook || !t->m.person || (row && !row->path))
		return false;
	return map_has(&t->of->off, t->person.mail);
}

static int give_up(struct telling *t, const char *reason)
{
	int r = end(t, OUT_FAILED, t->m.due, reason);

	t->step->ret->failed++;
	return r < 0 ? r : TELLING_ENDED;
}

static int decide(struct telling *t, int64_t now)
{
	const char *nobody = NULL, *id = NULL;
	struct json *values = NULL;
	int r = t->step->o->hook ? load_rule(t, &nobody) : load_reader(t, &nobody);

	if (r < 0)
		return r;
	if (nobody)
		return drop(t, nobody);
	if (is_off(t))
		return give_up(t, "the address is off: mails to it came back");
	if (read_message(t, &values, &id) < 0)
		return give_up(t, "its address or its values are malformed");
	r = when(t, values, now);
	if (r != TELLING_SEND)
		return r;
	t->unnamed = !t->m.message_id;
	if (t->unnamed)
		t->m.message_id = id;
	if (!t->m.person || !map_has(&t->of->sealed, t->m.person))
		return TELLING_SEND;
	r = letter_load(
	    t->step->db, &t->m, t->m.person, t->reader.lang, now, t->arena, &t->letter);
	return r < 0 ? r : TELLING_SEND;
}

/* --- all of them --- */

/* What is known of the people, organisations and addresses, for all messages at once. */
static int load_records(struct tellings *b, const struct record_type *type,
    const char *const *ids, size_t n, struct map *to)
{
	struct desk_records found = {0};
	int r = n ? desk_list(b->step->db, type,
			"WHERE \"id\" IN (SELECT \"value\" FROM @texts($1))",
			DESK_PARAMS(DESK_TEXT(bulk_texts(ids, n, b->arena))), b->arena, &found)
		  : 0;

	for (size_t i = 0; r == 0 && i < found.all.n; i++)
		(void)map_set(
		    to, field_text(&type->fields[0], found.all.items[i]), found.all.items[i]);
	return r;
}

static int load_readers(struct tellings *b)
{
	VEC(const char *) people = {0}, orgs = {0}, mails = {0};
	int r;

	for (size_t i = 0; i < b->n; i++) {
		const struct outgoing *m = &b->all[i].m;

		if (m->org && map_set(&b->orgs, m->org, NULL))
			vec_push(b->arena, &orgs, m->org);
		if (m->person && map_set(&b->people, m->person, NULL))
			vec_push(b->arena, &people, m->person);
	}
	r = load_records(b, &org_type, orgs.items, orgs.n, &b->orgs);
	if (r == 0)
		r = load_records(b, &person_type, people.items, people.n, &b->people);
	map_foreach (entry, &b->people) {
		const struct person *p = entry->value;

		if (p && p->mail)
			vec_push(b->arena, &mails, p->mail);
	}
	if (r == 0)
		r = inbound_addresses_off(b->step->db, mails.items, mails.n, b->arena, &b->off);
	if (r == 0)
		r = contact_keys_used(
		    b->step->db, people.items, people.n, b->arena, &b->sealed);
	return r;
}

static int name_all(struct tellings *b)
{
	VEC(const char *) ids = {0};
	const struct telling *one = NULL;

	for (size_t i = 0; i < b->n; i++) {
		const struct telling *t = &b->all[i];

		if (t->fate != TELLING_SEND || !t->unnamed)
			continue;
		vec_push(b->arena, &ids, t->m.id);
		one = t;
	}
	/* A Message-ID begins with the message's own. */
	return one ? lease_names(b->step->db, ids.items, ids.n, one->m.lease,
			 one->m.message_id + strlen(one->m.id), b->arena)
		   : 0;
}

static int take(struct tellings *b, size_t max)
{
	const struct step *s = b->step;
	const struct lease_wish wish = {.now = b->taken,
	    .ms = s->o->lease_ms ? s->o->lease_ms : NOTIFY_LEASE,
	    .max = max,
	    .sender = s->o->sender};
	struct desk_records found = {0};
	int r =
	    lease_take(s->db, s->o->hook ? LEASE_HOOKS : LEASE_MAILS, &wish, b->arena, &found);

	b->n = found.all.n;
	b->all = ARENA_ARRAY(b->arena, b->n, struct telling);
	for (size_t i = 0; i < b->n; i++)
		b->all[i] = (struct telling){.step = b->step,
		    .of = b,
		    .arena = b->arena,
		    .m = *(const struct outgoing *)found.all.items[i]};
	if (r == 0 && !s->o->hook)
		r = load_readers(b);
	for (size_t i = 0; r >= 0 && i < b->n; i++) {
		if (b->all[i].fate == TELLING_ENDED)
			continue; /* by the digest that another one made */
		r = decide(&b->all[i], b->taken);
		b->all[i].fate = r < 0 ? TELLING_ENDED : (enum telling_fate)r;
	}
	return r < 0 ? r : name_all(b);
}

int telling_take(struct tellings *b, size_t max)
{
	struct step *s = b->step;
	struct notify_result before = *s->ret;
	int r = db_begin(s->db, DB_WRITE);

	if (r < 0)
		return r;
	map_init(&b->people, b->arena);
	map_init(&b->orgs, b->arena);
	map_init(&b->off, b->arena);
	map_init(&b->sealed, b->arena);
	b->taken = telling_now(s);
	r = db_end(s->db, take(b, max));
	if (r < 0)
		*s->ret = before;
	return r < 0 ? r : (int)b->n;
}

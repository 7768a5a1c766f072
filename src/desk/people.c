#include "desk/people.h"

#include "desk/account_tell.h"
#include "desk/id.h"

#include <ctype.h>

#define VALID "\"since\" <= $1 AND (\"until\" = 0 OR \"until\" > $1)"

/* --- people --- */

/* Mail addresses are compared without regard to ASCII letter case. */
static const char *lower(const char *mail, struct arena *arena)
{
	struct span s = span_trim(span_str(mail));
	char *to = arena_strndup(arena, s.p, s.n);

	for (char *c = to; *c; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)tolower((unsigned char)*c);
	return to;
}

/* One @ with something on both sides, no blanks and control characters: the rest is the mail
 * server's to say. */
static bool mail_plausible(const char *mail)
{
	const char *at = strchr(mail, '@');

	if (!at || at == mail || !at[1] || strchr(at + 1, '@'))
		return false;
	for (const char *c = mail; *c; c++)
		if ((unsigned char)*c <= ' ' || *c == 127 || strchr("<>,;\"\\", *c))
			return false;
	return true;
}

static int bad_mail(struct db *db, const char *mail)
{
	return db_fail(db, ERR_RANGE, "this is no mail address", "write it as name@example.org",
	    "%.100s", mail);
}

int people_add(struct db *db, const struct actor *actor, struct person *person, int64_t now,
    struct arena *arena)
{
	int r;

	if (!person->id)
		person->id = id_make(arena);
	if (!person->lang)
		person->lang = "en";
	person->mail = lower(person->mail, arena);
	person->created = now;
	if (!mail_plausible(person->mail))
		return bad_mail(db, person->mail);
	r = desk_insert(db, &person_type, person);
	if (r < 0)
		return r;
	return log_append(db, actor, "person.create", NULL, person->id, NULL, NULL, now);
}

int people_create(struct db *db, const struct actor *actor, struct person *person, int64_t now,
    struct arena *arena)
{
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, people_add(db, actor, person, now, arena));
}

int people_get(struct db *db, const char *id, struct arena *arena, struct person *ret)
{
	return desk_get(db, &person_type, id, arena, ret);
}

int people_by_mail(struct db *db, const char *mail, struct arena *arena, struct person *ret)
{
	return desk_find(db, &person_type, "WHERE \"mail\" = $1",
	    DESK_PARAMS(DESK_TEXT(lower(mail, arena))), arena, ret);
}

int people_by_oidc(struct db *db, const char *issuer, const char *subject, struct arena *arena,
    struct person *ret)
{
	return desk_find(db, &person_type,
	    "WHERE \"oidc_issuer\" = $1 AND \"oidc_subject\" = $2",
	    DESK_PARAMS(DESK_TEXT(issuer), DESK_TEXT(subject)), arena, ret);
}

/* The row is locked first: what counts sign-ins stays as it is there. */
static int store(struct db *db, const struct actor *actor, const struct person *person,
    const char *action, int64_t now, struct arena *arena)
{
	struct person stored = {0}, next = *person;
	int r = desk_exec(db, "UPDATE person SET \"failed\" = \"failed\" WHERE \"id\" = $1",
	    DESK_PARAMS(DESK_TEXT(person->id)), NULL);

	if (r == 0)
		r = people_get(db, person->id, arena, &stored);
	if (r < 0)
		return r;
	next.mail = lower(person->mail, arena);
	if (!mail_plausible(next.mail))
		return bad_mail(db, next.mail);
	next.failures = stored.failures;
	next.failed = stored.failed;
	next.seen = stored.seen;
	next.state = stored.state;
	r = desk_update(db, &person_type, &next);
	if (r == 0 && stored.password && *stored.password)
		r = account_tell(db, person->id, action, now);
	return r < 0 ? r : log_append(db, actor, action, NULL, person->id, NULL, NULL, now);
}

int people_store(struct db *db, const struct actor *actor, const struct person *person,
    const char *action, int64_t now)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, store(db, actor, person, action, now, arena));
}

/* --- who --- */

static int add_standing(struct db *db, const struct membership *m, struct arena *arena,
    struct who *who, bool *zoned)
{
	struct org org = {0};
	int r;

	if (!m->org) {
		vec_push(arena, &who->standings, (struct standing){.role = m->role});
		return 0;
	}
	r = desk_get(db, &org_type, m->org, arena, &org);
	if (r < 0 || org.state != ORG_ACTIVE)
		return r;
	if (!*zoned)
		who->zone = (int)org.zone;
	*zoned = true;
	vec_push(arena, &who->standings,
	    (struct standing){.role = m->role, .org = org.id, .path = org.path});
	return 0;
}

int people_who(
    struct db *db, const char *person_id, int64_t now, struct arena *arena, struct who *ret)
{
	struct desk_records memberships = {0};
	struct person person = {0};
	struct who who = {0};
	bool zoned = false;
	int r = people_get(db, person_id, arena, &person);

	if (r < 0)
		return r;
	if (person.state != PERSON_ACTIVE)
		return db_fail(db, ERR_DENIED, "this account is not active",
		    "ask the security officer of your organisation, or the CERT", "%s is %-s",
		    person.mail, person_state_names[person.state]);
	who.person = person.id;
	who.name = person.name;
	who.mail = person.mail;
	who.lang = person.lang;
	r = people_of_person(db, person_id, now, arena, &memberships);
	for (size_t i = 0; r == 0 && i < memberships.all.n; i++)
		r = add_standing(db, memberships.all.items[i], arena, &who, &zoned);
	if (r == 0)
		*ret = who;
	return r;
}

int people_of_person(struct db *db, const char *person, int64_t now, struct arena *arena,
    struct desk_records *ret)
{
	return desk_list(db, &membership_type,
	    "WHERE " VALID " AND \"person\" = $2 ORDER BY \"since\", \"id\"",
	    DESK_PARAMS(DESK_INT(now), DESK_TEXT(person)), arena, ret);
}

int people_of_org(
    struct db *db, const char *org, int64_t now, struct arena *arena, struct desk_records *ret)
{
	if (!org)
		return desk_list(db, &membership_type,
		    "WHERE " VALID " AND \"org\" IS NULL ORDER BY \"since\", \"id\"",
		    DESK_PARAMS(DESK_INT(now)), arena, ret);
	return desk_list(db, &membership_type,
	    "WHERE " VALID " AND \"org\" = $2 ORDER BY \"since\", \"id\"",
	    DESK_PARAMS(DESK_INT(now), DESK_TEXT(org)), arena, ret);
}

int people_unconfirmed(struct db *db, int64_t since, int64_t now, int64_t limit,
    struct arena *arena, struct desk_records *ret)
{
	return desk_list(db, &membership_type,
	    "WHERE " VALID " AND \"confirmed\" < $2 AND \"since\" < $2"
	    " ORDER BY \"confirmed\", \"id\" LIMIT $3",
	    DESK_PARAMS(DESK_INT(now), DESK_INT(since), DESK_INT(limit)), arena, ret);
}

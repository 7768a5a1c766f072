#include "desk/factor.h"

#include "desk/account_tell.h"
#include "desk/people.h"

static int gone(struct db *db, const char *what)
{
	return db_fail(db, ERR_NOTFOUND, what, "begin again", "unknown, used or too late");
}

/* --- codes --- */

int factor_step(struct db *db, const char *person, int64_t step)
{
	int64_t n = 0;
	int r = desk_exec(db,
	    "UPDATE person SET \"totp_step\" = $2 WHERE \"id\" = $1 AND \"totp_step\" < $2",
	    DESK_PARAMS(DESK_TEXT(person), DESK_INT(step)), &n);

	if (r == 0 && !n)
		return db_fail(db, ERR_DENIED, "this code was used already",
		    "wait for the next one", "step %lld", (long long)step);
	return r;
}

/* The row is locked first, so that a code is found once. */
static int recovery(struct db *db, const struct actor *actor, const char *id, const char *hash,
    int64_t now, struct arena *arena)
{
	struct text_list left = {0};
	struct person person = {0};
	int r = desk_exec(db, "UPDATE person SET \"failed\" = \"failed\" WHERE \"id\" = $1",
	    DESK_PARAMS(DESK_TEXT(id)), NULL);

	if (r == 0)
		r = people_get(db, id, arena, &person);
	if (r < 0)
		return r;
	for (size_t i = 0; i < person.recovery.n; i++)
		if (strcmp(person.recovery.items[i], hash) != 0)
			text_list_add(&left, arena, person.recovery.items[i]);
	if (left.n == person.recovery.n)
		return db_fail(db, ERR_DENIED, "this is no recovery code",
		    "use one that was not used yet", "%zu are left", left.n);
	person.recovery = left;
	r = desk_update(db, &person_type, &person);
	if (r == 0)
		r = account_tell(db, id, "person.recovery_used", now);
	return r < 0 ? r
		     : log_append(db, actor, "person.recovery_used", NULL, id, NULL, NULL, now);
}

int factor_recovery(
    struct db *db, const struct actor *actor, const char *person, const char *hash, int64_t now)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, recovery(db, actor, person, hash, now, arena));
}

/* --- attempts --- */

int factor_attempt_new(struct db *db, struct link *attempt, int64_t now)
{
	int r = desk_exec(db,
	    "DELETE FROM link WHERE \"purpose\" IN ('passkey', 'oidc') AND \"expires\" <= $1",
	    DESK_PARAMS(DESK_INT(now)), NULL);

	attempt->created = now;
	attempt->used = 0;
	return r < 0 ? r : desk_insert(db, &link_type, attempt);
}

static int attempt_use(struct db *db, const char *id, enum link_purpose purpose, int64_t now,
    struct arena *arena, struct link *ret)
{
	int64_t n = 0;
	int r = desk_find(db, &link_type,
	    "WHERE \"id\" = $1 AND \"purpose\" = $2 AND \"expires\" > $3",
	    DESK_PARAMS(DESK_TEXT(id), DESK_TEXT(link_purpose_names[purpose]), DESK_INT(now)),
	    arena, ret);

	if (r == 0)
		r = desk_exec(
		    db, "DELETE FROM link WHERE \"id\" = $1", DESK_PARAMS(DESK_TEXT(id)), &n);
	if (r == ERR_NOTFOUND || (r == 0 && !n))
		return gone(db, "this attempt is over");
	return r;
}

int factor_attempt_use(struct db *db, const char *id, enum link_purpose purpose, int64_t now,
    struct arena *arena, struct link *ret)
{
	struct link attempt = {0};
	int r = db_begin(db, DB_WRITE);

	if (r == 0)
		r = db_end(db, attempt_use(db, id, purpose, now, arena, &attempt));
	if (r == 0)
		*ret = attempt;
	return r;
}

/* --- passkeys --- */

int factor_keys(
    struct db *db, const char *person, struct arena *arena, struct desk_records *ret)
{
	return desk_list(db, &passkey_type,
	    "WHERE \"person\" = $1 ORDER BY \"created\", \"id\" LIMIT 50",
	    DESK_PARAMS(DESK_TEXT(person)), arena, ret);
}

int factor_key(struct db *db, const char *id, struct arena *arena, struct passkey *ret)
{
	return desk_get(db, &passkey_type, id, arena, ret);
}

static int key_add(struct db *db, const struct actor *actor, struct passkey *key, int64_t now)
{
	int r;

	key->created = now;
	key->used = 0;
	r = desk_insert(db, &passkey_type, key);
	if (r == 0)
		r = account_tell(db, key->person, "passkey.add", now);
	return r < 0 ? r
		     : log_append(db, actor, "passkey.add", NULL, key->person, NULL, NULL, now);
}

int factor_key_add(struct db *db, const struct actor *actor, struct passkey *key, int64_t now)
{
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, key_add(db, actor, key, now));
}

int factor_key_used(struct db *db, const char *id, int64_t count, int64_t now)
{
	int64_t n = 0;
	int r = desk_exec(db,
	    "UPDATE passkey SET \"count\" = $2, \"used\" = $3 WHERE \"id\" = $1 AND "
	    "(\"count\" < $2 OR $2 = 0)",
	    DESK_PARAMS(DESK_TEXT(id), DESK_INT(count), DESK_INT(now)), &n);

	return r == 0 && !n ? gone(db, "this passkey was removed, or used meanwhile") : r;
}

/* One statement on a passkey of the person, and its line in the log. */
static int key_change(struct db *db, const struct actor *actor, const char *sql,
    const struct desk_param *params, size_t n, const char *action, int64_t now)
{
	int64_t changed = 0;
	int r = desk_exec(db, sql, params, n, &changed);

	if (r == 0 && !changed)
		return gone(db, "there is no such passkey");
	if (r == 0)
		r = account_tell(db, params[1].text, action, now);
	return r < 0 ? r : log_append(db, actor, action, NULL, params[1].text, NULL, NULL, now);
}

int factor_key_name(struct db *db, const struct actor *actor, const char *person,
    const char *id, const char *name, int64_t now)
{
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r
		     : db_end(db,
			   key_change(db, actor,
			       "UPDATE passkey SET \"name\" = $3 WHERE \"id\" = $1 AND "
			       "\"person\" = $2",
			       DESK_PARAMS(DESK_TEXT(id), DESK_TEXT(person), DESK_TEXT(name)),
			       "passkey.name", now));
}

int factor_key_remove(
    struct db *db, const struct actor *actor, const char *person, const char *id, int64_t now)
{
	int r = db_begin(db, DB_WRITE);

	return r < 0
		   ? r
		   : db_end(db, key_change(db, actor,
				    "DELETE FROM passkey WHERE \"id\" = $1 AND \"person\" = $2",
				    DESK_PARAMS(DESK_TEXT(id), DESK_TEXT(person)),
				    "passkey.remove", now));
}

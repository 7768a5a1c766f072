#include "desk/contact_key.h"

#include "codec/json.h"
#include "desk/account_tell.h"
#include "desk/contact_health.h"
#include "desk/id.h"
#include "desk/outbox.h"
#include "store/bulk.h"

enum { KEYS_MAX = 4, TEST_SILENCE = 60000 /* ms */ };

/* The log says which key, so that a wrong one is found later. */
static int note(struct db *db, const struct actor *actor, const char *action,
    const struct contact_key *key, int64_t now)
{
	STR_AUTO(detail, 512);
	struct json_writer w;
	int r = account_tell(db, key->person, action, now);

	if (r < 0)
		return r;
	json_write_init(&w, &detail, 0);
	json_write_object(&w);
	json_member_text(&w, "type", contact_key_kind_names[key->type]);
	json_member_text(&w, "fingerprint", key->fingerprint);
	json_write_object_end(&w);
	return log_append(db, actor, action, NULL, key->person, NULL, str_text(&detail), now);
}

/* Mails go to that key of the person alone (NULL: to none); the person's row tells of an
 * OpenPGP key. */
static int switch_to(struct db *db, const char *person, const struct contact_key *key)
{
	int r = desk_exec(db,
	    "UPDATE contact_key SET \"used\" = CASE WHEN \"id\" = $2 THEN 1 ELSE 0 END WHERE "
	    "\"person\" = $1",
	    DESK_PARAMS(DESK_TEXT(person), DESK_TEXT(key ? key->id : "")), NULL);

	if (r < 0)
		return r;
	return desk_exec(db, "UPDATE person SET \"openpgp\" = $2 WHERE \"id\" = $1",
	    DESK_PARAMS(DESK_TEXT(person),
		DESK_TEXT(key && key->type == CONTACT_OPENPGP ? key->fingerprint : NULL)),
	    NULL);
}

/* What was wrong with keys of the person is over: they are others now, or not used. */
static int settle(struct db *db, const char *person, int64_t now, struct arena *arena)
{
	return contact_health_settle(db, NULL, CONTACT_HEALTH_KEY, person, now, arena, NULL);
}

static int add(struct db *db, const struct actor *actor, struct contact_key *key, int64_t now,
    struct arena *arena)
{
	int r = desk_exec(db, "DELETE FROM contact_key WHERE \"person\" = $1 AND \"type\" = $2",
	    DESK_PARAMS(DESK_TEXT(key->person), DESK_TEXT(contact_key_kind_names[key->type])),
	    NULL);

	if (r == 0)
		r = desk_insert(db, &contact_key_type, key);
	if (r == 0)
		r = switch_to(db, key->person, key);
	if (r == 0)
		r = settle(db, key->person, now, arena);
	return r < 0 ? r : note(db, actor, "contact_key.add", key, now);
}

int contact_key_add(struct db *db, const struct actor *actor, struct contact_key *key,
    int64_t now, struct arena *arena)
{
	int r = db_begin(db, DB_WRITE);

	if (r < 0)
		return r;
	key->id = id_make(arena);
	key->added = now;
	key->used = true;
	key->fault = CONTACT_FINE;
	key->failed = key->reminded = 0;
	return db_end(db, add(db, actor, key, now, arena));
}

static int find(struct db *db, const char *person, const char *id, struct arena *arena,
    struct contact_key *ret)
{
	int r = desk_find(db, &contact_key_type, "WHERE \"id\" = $1 AND \"person\" = $2",
	    DESK_PARAMS(DESK_TEXT(id), DESK_TEXT(person)), arena, ret);

	if (r == ERR_NOTFOUND)
		return db_fail(db, r, "there is no such key", "look at the list of your keys",
		    "%.60s", id);
	return r;
}

static int use(struct db *db, const struct actor *actor, const char *person, const char *id,
    int64_t now, struct arena *arena)
{
	struct contact_key key = {0};
	int r =
	    *id ? find(db, person, id, arena, &key) : contact_key_used(db, person, arena, &key);

	if (!*id && r == ERR_NOTFOUND)
		return 0;
	if (r == 0)
		r = switch_to(db, person, *id ? &key : NULL);
	if (r == 0)
		r = settle(db, person, now, arena);
	return r < 0 ? r
		     : note(db, actor, *id ? "contact_key.use" : "contact_key.stop", &key, now);
}

int contact_key_use(
    struct db *db, const struct actor *actor, const char *person, const char *id, int64_t now)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, use(db, actor, person, id, now, arena));
}

static int drop(struct db *db, const struct actor *actor, const char *person, const char *id,
    int64_t now, struct arena *arena)
{
	struct contact_key key = {0};
	int r = find(db, person, id, arena, &key);

	if (r == 0 && key.used)
		r = switch_to(db, person, NULL);
	if (r == 0)
		r = desk_delete(db, &contact_key_type, id);
	if (r == 0 && key.used)
		r = settle(db, person, now, arena);
	return r < 0 ? r : note(db, actor, "contact_key.remove", &key, now);
}

int contact_key_remove(
    struct db *db, const struct actor *actor, const char *person, const char *id, int64_t now)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, drop(db, actor, person, id, now, arena));
}

int contact_key_list(
    struct db *db, const char *person, struct arena *arena, struct desk_records *ret)
{
	return desk_list(db, &contact_key_type,
	    "WHERE \"person\" = $1 ORDER BY \"type\", \"id\" LIMIT $2",
	    DESK_PARAMS(DESK_TEXT(person), DESK_INT(KEYS_MAX)), arena, ret);
}

int contact_key_used(
    struct db *db, const char *person, struct arena *arena, struct contact_key *ret)
{
	return desk_find(db, &contact_key_type, "WHERE \"person\" = $1 AND \"used\" = 1",
	    DESK_PARAMS(DESK_TEXT(person)), arena, ret);
}

int contact_keys_used(
    struct db *db, const char *const *people, size_t n, struct arena *arena, struct map *ret)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = db_prepare(db,
	    "SELECT \"person\" FROM contact_key WHERE \"used\" = 1 AND \"person\" IN (SELECT "
	    "\"value\" FROM @texts($1))",
	    &stmt);

	if (r < 0)
		return r;
	db_bind_text(stmt, 1, bulk_texts(people, n, arena));
	while ((r = db_step(stmt)) == 1)
		(void)map_set(ret, db_text(stmt, 0), ret);
	return r;
}

int contact_key_tried(struct db *db, const struct contact_key *key, enum contact_fault fault,
    const char *reason, int64_t now, struct arena *arena)
{
	struct contact_health health = {.type = CONTACT_HEALTH_KEY,
	    .person = key->person,
	    .object = key->id,
	    .status = contact_fault_names[fault],
	    .reason = reason};
	int r;

	if (fault == CONTACT_FINE && key->fault == CONTACT_FINE)
		return 0;
	r = desk_exec(db,
	    "UPDATE contact_key SET \"fault\" = $2, \"failed\" = $3 WHERE \"id\" = $1",
	    DESK_PARAMS(DESK_TEXT(key->id), DESK_TEXT(contact_fault_names[fault]),
		DESK_INT(fault == CONTACT_FINE ? 0 : now)),
	    NULL);
	if (r < 0)
		return r;
	return fault == CONTACT_FINE
		   ? settle(db, key->person, now, arena)
		   : contact_health_note(db, &health, key->person, now, arena);
}

static int put_test(struct db *db, const struct actor *actor, const char *person, int64_t now,
    struct arena *arena)
{
	struct outgoing message = {.template = "key_test", .person = person};
	int r;

	message.unique_key =
	    arena_printf(arena, "key_test:%s:%lld", person, (long long)(now / TEST_SILENCE));
	r = outbox_put(db, &message, now, arena);
	return r < 0 ? r
		     : log_append(db, actor, "contact_key.test", NULL, person, NULL, NULL, now);
}

int contact_key_test(struct db *db, const struct actor *actor, const char *person, int64_t now,
    struct arena *arena)
{
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, put_test(db, actor, person, now, arena));
}

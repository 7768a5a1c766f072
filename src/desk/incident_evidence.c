#include "desk/incident_evidence.h"

#include "auth/secret.h"
#include "codec/sha256.h"
#include "desk/id.h"
#include "desk/incident.h"
#include "store/desk.h"

enum { SEALED_MAX = 4 << 20 };

#define KEY_NAME "server" /* there is one */

static bool blank(const char *text)
{
	return !text || !text[strspn(text, " \t\r\n")];
}

static int custody(struct db *db, const struct actor *actor, const struct incident_evidence *e,
    int act, const char *note, int64_t now)
{
	char id[ID_TEXT];
	struct incident_custody c = {.id = id_new(id),
	    .evidence = e->id,
	    .time = now,
	    .kind = act,
	    .person = actor ? actor->person : NULL,
	    .note = note};

	return desk_insert(db, &incident_custody_type, &c);
}

/* The line in the log: of a party's file it may read it. */
static int note(struct db *db, const struct actor *actor, const struct incident_evidence *e,
    const char *action, const char *text, int64_t now)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct incident i = {0};
	struct incident_party p = {0};
	int r;

	if (e->party) {
		r = desk_get(db, &incident_party_type, e->party, arena, &p);
		return r < 0 ? r : incident_note_party(db, actor, &p, action, text, now);
	}
	r = desk_get(db, &incident_type, e->incident, arena, &i);
	return r < 0 ? r : incident_note(db, actor, &i, action, text, now);
}

static int check(
    struct db *db, const struct incident_evidence *e, struct span bytes, struct arena *arena)
{
	struct incident i = {0};
	struct incident_party p = {0};
	int64_t n = 0;
	int r = desk_get(db, &incident_type, e->incident, arena, &i);

	if (r == 0 && e->party)
		r = desk_get(db, &incident_party_type, e->party, arena, &p);
	if (r == 0)
		r = desk_number(db,
		    "SELECT count(*) FROM incident_evidence WHERE \"incident\" = $1",
		    DESK_PARAMS(DESK_TEXT(i.id)), &n);
	if (r < 0)
		return r;
	if (!incident_is_live(i.state))
		return db_fail(db, ERR_UNSUPPORTED, "the incident has ended",
		    "reopen it, or report a new one", "%s is %-s", i.ref,
		    incident_state_names[i.state]);
	if (e->party && (!p.incident || strcmp(p.incident, i.id) != 0))
		return ERR_NOTFOUND;
	if (!bytes.n || blank(e->name))
		return db_fail(db, ERR_RANGE, "there is no file, or it is empty",
		    "choose a file", "%s", i.ref);
	if (bytes.n > INCIDENT_EVIDENCE_MAX || n >= INCIDENT_FILES)
		return db_fail(db, ERR_LIMIT, "the file is too large, or there are too many",
		    "a file may have 3 MB; give a larger one on a medium, and write down its "
		    "digest",
		    "%s", i.ref);
	return 0;
}

static int put(struct db *db, const struct actor *actor, const struct vault_key *key,
    struct incident_evidence *e, struct span bytes, int64_t now, struct arena *arena)
{
	STR_AUTO(sealed, INCIDENT_EVIDENCE_MAX + VAULT_MORE);
	STR_AUTO(text, SEALED_MAX);
	struct incident_blob blob = {.key = KEY_NAME};
	int r = check(db, e, bytes, arena);

	if (r < 0)
		return r;
	e->id = id_make(arena);
	e->size = (int64_t)bytes.n;
	e->sha256 = sha256_hex(bytes, arena_alloc(arena, SHA256_HEX));
	e->entered = now;
	e->person = actor->person;
	e->destroyed = e->version = 0;
	r = vault_seal(key, e->id, bytes, &sealed);
	if (r < 0)
		return r;
	secret_to_url(str_bytes(&sealed), &text);
	blob.id = e->id;
	blob.sealed = str_text(&text);
	r = desk_insert(db, &incident_evidence_type, e);
	if (r == 0)
		r = desk_insert(db, &incident_blob_type, &blob);
	if (r == 0)
		r = custody(db, actor, e, CUSTODY_TAKEN, NULL, now);
	return r < 0 ? r : note(db, actor, e, "evidence", e->sha256, now);
}

int incident_evidence_put(struct db *db, const struct actor *actor, const struct vault_key *key,
    struct incident_evidence *e, struct span bytes, int64_t now, struct arena *arena)
{
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, put(db, actor, key, e, bytes, now, arena));
}

static int unseal(struct db *db, const struct vault_key *key, const struct incident_evidence *e,
    struct str *out)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	STR_AUTO(sealed, INCIDENT_EVIDENCE_MAX + VAULT_MORE);
	struct incident_blob blob = {0};
	char hex[SHA256_HEX];
	size_t was = out->n;
	int r = desk_get(db, &incident_blob_type, e->id, arena, &blob);

	if (r < 0)
		return r;
	if (secret_from_url(span_str(blob.sealed), &sealed) < 0 ||
	    vault_unseal(key, e->id, str_bytes(&sealed), out) < 0 ||
	    strcmp(sha256_hex(span_sub(str_bytes(out), was, out->n), hex), e->sha256) != 0) {
		out->n = was;
		return db_fail(db, ERR_CORRUPT, "the file cannot be read",
		    "the key of the server is another one, or the file was changed: look for "
		    "the key in a backup",
		    "%s", e->name);
	}
	return 0;
}

static int take(struct db *db, const struct actor *actor, const struct vault_key *key,
    const struct incident_evidence *e, int act, int64_t now, struct str *out)
{
	int r = unseal(db, key, e, out);

	if (r == 0)
		r = custody(db, actor, e, act, NULL, now);
	return r < 0 ? r : note(db, actor, e, custody_act_names[act], e->name, now);
}

int incident_evidence_take(struct db *db, const struct actor *actor,
    const struct vault_key *key, const struct incident_evidence *e, int act, int64_t now,
    struct str *out)
{
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, take(db, actor, key, e, act, now, out));
}

static int hand(struct db *db, const struct actor *actor, const struct incident_evidence *e,
    const char *text, int64_t now)
{
	int r;

	if (blank(text))
		return db_fail(db, ERR_RANGE, "to whom is missing", "say who got it, and why",
		    "%s", e->name);
	r = custody(db, actor, e, CUSTODY_HANDED, text, now);
	return r < 0 ? r : note(db, actor, e, custody_act_names[CUSTODY_HANDED], e->name, now);
}

int incident_evidence_hand(struct db *db, const struct actor *actor,
    const struct incident_evidence *e, const char *text, int64_t now)
{
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, hand(db, actor, e, text, now));
}

static int destroy(struct db *db, const struct actor *actor, struct incident_evidence *e,
    const char *text, int64_t now)
{
	int r;

	if (blank(text))
		return db_fail(db, ERR_RANGE, "a reason is missing", "say why", "%s", e->name);
	if (e->destroyed)
		return db_fail(db, ERR_UNSUPPORTED, "it was destroyed already",
		    "look at its log of custody", "%s", e->name);
	e->destroyed = now;
	r = desk_update(db, &incident_evidence_type, e);
	if (r == 0)
		r = desk_delete(db, &incident_blob_type, e->id);
	if (r == 0)
		r = custody(db, actor, e, CUSTODY_DESTROYED, text, now);
	return r < 0 ? r
		     : note(db, actor, e, custody_act_names[CUSTODY_DESTROYED], e->name, now);
}

int incident_evidence_destroy(struct db *db, const struct actor *actor,
    struct incident_evidence *e, const char *text, int64_t now)
{
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, destroy(db, actor, e, text, now));
}

#include "desk/contact_health.h"

#include "codec/sha256.h"
#include "codec/utf8.h"
#include "desk/inbound.h"

enum { CAUSE_DIGITS = 40, REASON_MAX = 1000, STATUS_MAX = 40 };

const char *contact_health_id(
    enum contact_health_kind kind, const char *cause, struct arena *arena)
{
	char digest[SHA256_HEX];

	/* An address may be longer than an id. */
	if (strchr(cause, '@'))
		return arena_printf(arena, "%s.%.*s", contact_health_kind_names[kind],
		    CAUSE_DIGITS, sha256_hex(span_str(cause), digest));
	return arena_printf(arena, "%s.%s", contact_health_kind_names[kind], cause);
}

static const char *cut(const char *text, size_t max, struct arena *arena)
{
	return text ? utf8_clean(arena, span_str(text), max) : NULL;
}

static int read_back(struct db *db, struct contact_health *note, struct arena *arena)
{
	struct contact_health there;
	int r = desk_get(db, &contact_health_type, note->id, arena, &there);

	if (r == 0)
		*note = there;
	return r;
}

int contact_health_note(struct db *db, struct contact_health *note, const char *cause,
    int64_t now, struct arena *arena)
{
	int r;

	note->id = contact_health_id((enum contact_health_kind)note->type, cause, arena);
	r = desk_exec(db,
	    "INSERT INTO contact_health (\"id\", \"type\", \"person\", \"org\", \"mail\", "
	    "\"object\", \"status\", \"reason\", \"first\", \"last\", \"count\", \"settled\") "
	    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, 1, 0) ON CONFLICT (\"id\") DO "
	    "UPDATE SET \"person\" = excluded.\"person\", \"org\" = excluded.\"org\", "
	    "\"mail\" = excluded.\"mail\", \"object\" = excluded.\"object\", \"status\" = "
	    "excluded.\"status\", \"reason\" = excluded.\"reason\", \"first\" = CASE WHEN "
	    "contact_health.\"settled\" = 0 THEN contact_health.\"first\" ELSE "
	    "excluded.\"first\" END, \"last\" = excluded.\"last\", \"count\" = CASE WHEN "
	    "contact_health.\"settled\" = 0 THEN contact_health.\"count\" + 1 ELSE 1 END, "
	    "\"settled\" = 0, \"settled_by\" = NULL",
	    DESK_PARAMS(DESK_TEXT(note->id), DESK_TEXT(contact_health_kind_names[note->type]),
		DESK_TEXT(note->person), DESK_TEXT(note->org), DESK_TEXT(note->mail),
		DESK_TEXT(note->object), DESK_TEXT(cut(note->status, STATUS_MAX, arena)),
		DESK_TEXT(cut(note->reason, REASON_MAX, arena)), DESK_INT(now)),
	    NULL);
	return r < 0 ? r : read_back(db, note, arena);
}

static int settle(
    struct db *db, const struct actor *actor, const char *id, int64_t now, int64_t *ret_changed)
{
	return desk_exec(db,
	    "UPDATE contact_health SET \"settled\" = $2, \"settled_by\" = $3 WHERE \"id\" = $1 "
	    "AND \"settled\" = 0",
	    DESK_PARAMS(DESK_TEXT(id), DESK_INT(now), DESK_TEXT(actor ? actor->person : NULL)),
	    ret_changed);
}

int contact_health_settle(struct db *db, const struct actor *actor,
    enum contact_health_kind kind, const char *cause, int64_t now, struct arena *arena,
    bool *ret_changed)
{
	int64_t changed = 0;
	int r = settle(db, actor, contact_health_id(kind, cause, arena), now, &changed);

	if (r == 0 && ret_changed)
		*ret_changed = changed > 0;
	return r;
}

int contact_health_reached(struct db *db, const char *person, int64_t now)
{
	return desk_exec(db,
	    "UPDATE contact_health SET \"settled\" = $2, \"settled_by\" = NULL WHERE "
	    "\"person\" = $1 AND \"type\" = 'bounce' AND \"settled\" = 0",
	    DESK_PARAMS(DESK_TEXT(person), DESK_INT(now)), NULL);
}

static int close_it(
    struct db *db, const struct actor *actor, const char *id, int64_t now, struct arena *arena)
{
	struct contact_health note;
	int64_t changed = 0;
	int r = desk_get(db, &contact_health_type, id, arena, &note);

	if (r == 0)
		r = settle(db, actor, id, now, &changed);
	if (r == 0 && !changed)
		return db_fail(db, ERR_NOTFOUND, "this is settled already",
		    "look at the list as it is now", "%.100s", id);
	if (r == 0 && note.type == CONTACT_HEALTH_BOUNCE && note.person)
		r = inbound_address_works(db, note.person, now);
	return r < 0 ? r
		     : log_append(
			   db, actor, "contact_health.settle", note.org, id, NULL, NULL, now);
}

int contact_health_close(struct db *db, const struct actor *actor, const char *id, int64_t now)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, close_it(db, actor, id, now, arena));
}

#include "desk/log.h"

#include "base/parse.h"
#include "store/bulk.h"
#include "store/desk.h"

enum { CANONICAL_MAX = 32 << 10, HEAD_MAX = 128, SIGNATURE_MAX = 200 };

static const char zeros[] = "0000000000000000000000000000000000000000000000000000000000000000";

void log_canonical(const struct record_type *type, const void *rec, struct str *out)
{
	str_addf(out, "varde %s 1\n", type->name);
	for (size_t i = 0; i + 1 < type->nfields; i++) {
		const struct field *f = &type->fields[i];
		const char *text;
		char number[24];

		str_add(out, f->name);
		if (f->type == FIELD_TEXT) {
			text = field_text(f, rec);
		} else {
			(void)snprintf(
			    number, sizeof(number), "%lld", (long long)field_int(f, rec));
			text = number;
		}
		if (text)
			str_addf(out, ":%zu:%s\n", strlen(text), text);
		else
			str_add(out, "-\n");
	}
}

const char *log_hash(const struct log_entry *entry, char *to)
{
	STR_AUTO(text, CANONICAL_MAX);

	log_canonical(&log_entry_type, entry, &text);
	return sha256_hex(str_bytes(&text), to);
}

static int parse_head(struct db *db, const char *value, int64_t *ret_seq, const char **ret_hash)
{
	struct span rest = span_str(value), number;
	int64_t seq = 0;

	if (!span_split(&rest, ' ', &number) || rest.n != SHA256_HEX - 1 ||
	    parse_int(number, 0, INT64_MAX - 1, &seq) < 0)
		return db_fail(db, ERR_CORRUPT, "the end of the audit log is damaged",
		    "restore the row from a backup, then run varde log verify",
		    "table setting, row %s", LOG_HEAD_SETTING);
	*ret_seq = seq;
	*ret_hash = (const char *)rest.p;
	return 0;
}

/* The upsert changes nothing, but locks the row until the transaction ends: on PostgreSQL one
 * appender at a time, as SQLite has one writer. */
static int lock_end(struct db *db, struct arena *arena, int64_t *ret_seq, const char **ret_hash)
{
	struct setting end;
	int r = desk_exec(db,
	    "INSERT INTO setting (\"name\", \"value\") VALUES ('" LOG_HEAD_SETTING "', $1)"
	    " ON CONFLICT (\"name\") DO UPDATE SET \"value\" = setting.\"value\"",
	    DESK_PARAMS(DESK_TEXT(arena_printf(arena, "0 %s", zeros))), NULL);

	if (r == 0)
		r = desk_get(db, &setting_type, LOG_HEAD_SETTING, arena, &end);
	return r == 0 ? parse_head(db, end.value, ret_seq, ret_hash) : r;
}

int log_append_many(struct db *db, struct log_entry *entries, size_t n, struct arena *arena)
{
	const void **recs = ARENA_ARRAY(arena, n, const void *);
	const char *hash = NULL;
	int64_t seq = 0;
	int r = n ? lock_end(db, arena, &seq, &hash) : 0;

	for (size_t i = 0; r == 0 && i < n; i++) {
		entries[i].seq = ++seq;
		entries[i].prev = hash;
		hash = log_hash(&entries[i], ARENA_ARRAY(arena, SHA256_HEX, char));
		entries[i].hash = hash;
		recs[i] = &entries[i];
	}
	if (r == 0)
		r = bulk_insert(db, &log_entry_type, recs, n, false, NULL);
	if (r < 0 || !n)
		return r;
	return desk_exec(db,
	    "UPDATE setting SET \"value\" = $1 WHERE \"name\" = '" LOG_HEAD_SETTING "'",
	    DESK_PARAMS(DESK_TEXT(arena_printf(arena, "%lld %s", (long long)seq, hash))), NULL);
}

int log_append(struct db *db, const struct actor *actor, const char *action, const char *org,
    const char *object, const char *outcome, const char *detail_json, int64_t now)
{
	static const struct actor nobody;
	const struct actor *by = actor ? actor : &nobody;
	struct log_entry entry = {.time = now,
	    .actor = by->person,
	    .actor_name = by->name,
	    .token = by->token,
	    .remote = by->remote,
	    .action = action,
	    .org = org,
	    .object = object,
	    .outcome = outcome ? outcome : "done",
	    .detail = detail_json};
	struct arena *arena CLEANUP(arena_freep) = arena_new();

	return log_append_many(db, &entry, 1, arena);
}

/* --- signatures --- */

static int sign(struct db *db, const struct log_signer *signer, struct log_head *head)
{
	STR_AUTO(message, CANONICAL_MAX);
	STR_AUTO(signature, SIGNATURE_MAX);
	int r;

	log_canonical(&log_head_type, head, &message);
	r = signer->sign(signer->ctx, str_bytes(&message), &signature);
	if (r == 0)
		r = str_ok(&signature);
	if (r < 0)
		return db_fail(db, r, "the end of the audit log could not be signed",
		    "check the signing key with varde doctor", "key %.64s: %s", signer->key,
		    err_text(r));
	head->signature = str_text(&signature);
	return desk_insert(db, &log_head_type, head);
}

/* In a transaction that holds the end of the log. */
static int sign_end(struct db *db, const struct log_signer *signer, int64_t now,
    int64_t every_ms, struct arena *arena, bool *ret_signed)
{
	struct log_head head = {.time = now, .key = signer->key}, last = {0};
	int r = lock_end(db, arena, &head.seq, &head.hash);

	*ret_signed = false;
	if (r < 0)
		return r;
	r = desk_find(
	    db, &log_head_type, "ORDER BY \"seq\" DESC LIMIT 1", NULL, 0, arena, &last);
	if (r < 0 && r != ERR_NOTFOUND)
		return r;
	if (head.seq == last.seq || (r == 0 && now - last.time < every_ms))
		return 0;
	r = sign(db, signer, &head);
	*ret_signed = r == 0;
	return r;
}

int log_sign(struct db *db, const struct log_signer *signer, int64_t now, int64_t every_ms,
    bool *ret_signed)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	bool done = false;
	int r = db_begin(db, DB_WRITE);

	if (r < 0)
		return r;
	r = db_end(db, sign_end(db, signer, now, every_ms, arena, &done));
	if (r == 0 && ret_signed)
		*ret_signed = done;
	return r;
}

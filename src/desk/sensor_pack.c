#include "desk/sensor_pack.h"

#include "codec/base64.h"
#include "codec/sha256.h"
#include "desk/id.h"
#include "desk/perimeter.h"

enum { TEXT_MAX = PACK_PART * 2, SIGNATURE_MAX = 200 };

const char *sensor_pack_signed(int64_t number, const char *digest, struct arena *arena)
{
	return arena_printf(arena, "varde sensor pack\n%lld\n%s\n", (long long)number, digest);
}

static int store_part(
    struct db *db, const struct sensor_pack *p, int64_t part, struct span bytes)
{
	struct sensor_pack_part row = {.pack = p->id, .part = part};
	STR_AUTO(text, TEXT_MAX);
	STR_AUTO(id, 128);

	base64_encode(bytes, &text);
	str_addf(&id, "%s/%lld", p->id, (long long)part);
	row.id = str_text(&id);
	row.data = str_text(&text);
	return str_ok(&text) < 0 ? ERR_LIMIT : desk_insert(db, &sensor_pack_part_type, &row);
}

static int publish(struct db *db, const struct actor *actor, struct sign_key *key,
    struct span bytes, struct sensor_pack *p, struct arena *arena)
{
	STR_AUTO(signature, SIGNATURE_MAX);
	int64_t last = 0;
	int r = actor->person ? desk_may(db, actor, MAY_OPERATE, NULL, arena, p->created) : 0;

	if (r == 0)
		r = desk_number(db, "SELECT max(\"number\") FROM sensor_pack", NULL, 0, &last);
	if (r == 0)
		r = desk_exec(db,
		    "UPDATE sensor_pack SET \"state\" = 'old', \"version\" = \"version\" + 1 "
		    "WHERE "
		    "\"state\" = 'current'",
		    NULL, 0, NULL);
	p->number = last + 1;
	if (r == 0)
		r = sign_message(
		    key, span_str(sensor_pack_signed(p->number, p->digest, arena)), &signature);
	p->signature = str_dup(&signature, arena);
	if (r == 0)
		r = desk_insert(db, &sensor_pack_type, p);
	for (int64_t i = 0; r == 0 && i < p->parts; i++)
		r = store_part(db, p, i, span_sub(bytes, (size_t)i * PACK_PART, PACK_PART));
	if (r == 0)
		r = log_append(db, actor, "sensor.pack", NULL, p->id, NULL,
		    arena_printf(arena, "{\"number\":%lld,\"sha256\":\"%s\"}",
			(long long)p->number, p->digest),
		    p->created);
	return r;
}

int sensor_pack_publish(struct db *db, const struct actor *actor, struct sign_key *key,
    struct span bytes, const char *note, int64_t now, struct arena *arena,
    struct sensor_pack *ret)
{
	char hex[SHA256_HEX];
	struct sensor_pack p = {.id = id_make(arena),
	    .state = PACK_CURRENT,
	    .bytes = (int64_t)bytes.n,
	    .parts = (int64_t)((bytes.n + PACK_PART - 1) / PACK_PART),
	    .key = key->name,
	    .note = note,
	    .created = now,
	    .created_by = actor->person};
	int r;

	if (!bytes.n || bytes.n > SENSOR_PACK_MAX)
		return db_fail(db, bytes.n ? ERR_LIMIT : ERR_SYNTAX,
		    TR("this is no pack for sensors"),
		    TR("make one with varde rules compile, 256 MiB at most"), "%zu bytes",
		    bytes.n);
	p.digest = arena_strdup(arena, sha256_hex(bytes, hex));
	r = db_begin(db, DB_WRITE);
	if (r == 0)
		r = db_end(db, publish(db, actor, key, bytes, &p, arena));
	if (r == 0 && ret) {
		*ret = p;
		ret->key = arena_strdup(arena, p.key);
	}
	return r;
}

int sensor_pack_again(struct db *db, const struct actor *actor, struct sign_key *key,
    const char *id, int64_t now, struct arena *arena)
{
	STR_AUTO(bytes, SENSOR_PACK_MAX + 1);
	struct sensor_pack old;
	int r = desk_get(db, &sensor_pack_type, id, arena, &old);

	for (int64_t i = 0; r == 0 && i < old.parts; i++)
		r = sensor_pack_read(db, old.number, i, arena, &bytes);
	if (r < 0)
		return r;
	return sensor_pack_publish(db, actor, key, str_bytes(&bytes),
	    arena_printf(
		arena, "%.200s (%lld)", old.note ? old.note : "", (long long)old.number),
	    now, arena, NULL);
}

int sensor_pack_current(struct db *db, struct arena *arena, struct sensor_pack *ret)
{
	return desk_find(db, &sensor_pack_type,
	    "WHERE \"state\" = 'current' ORDER BY \"number\" DESC", NULL, 0, arena, ret);
}

int sensor_pack_read(
    struct db *db, int64_t number, int64_t part, struct arena *arena, struct str *out)
{
	struct sensor_pack_part row;
	int r = desk_find(db, &sensor_pack_part_type,
	    "WHERE \"part\" = $2 AND \"pack\" = (SELECT \"id\" FROM sensor_pack WHERE "
	    "\"number\" = "
	    "$1)",
	    DESK_PARAMS(DESK_INT(number), DESK_INT(part)), arena, &row);

	return r == 0 ? base64_decode(span_str(row.data), out) : r;
}

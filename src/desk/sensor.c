#include "desk/sensor.h"

#include "codec/base64.h"
#include "codec/sha256.h"
#include "desk/id.h"
#include "desk/perimeter.h"

enum { PEM_MAX = 1 << 16, NAME_MOST = 40 };

/* The certificate's bytes: the first of the PEM text (RFC 7468). */
static int certificate(struct span pem, struct str *der)
{
	bool inside = false;
	struct span line;
	STR_AUTO(text, PEM_MAX);

	while (span_line(&pem, &line)) {
		line = span_trim(line);
		if (inside && span_starts(line, "-----END"))
			return str_ok(&text) < 0 ? ERR_LIMIT
						 : base64_decode(str_bytes(&text), der);
		if (inside)
			str_put(&text, line.p, line.n);
		inside = inside || span_eq(line, "-----BEGIN CERTIFICATE-----");
	}
	return ERR_SYNTAX;
}

static bool name_ok(const char *name)
{
	size_t n = strlen(name);

	return n && n <= NAME_MOST &&
	       strspn(name,
		   "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.") == n;
}

static int add(struct db *db, const struct actor *actor, struct sensor *s, int64_t now,
    struct arena *arena)
{
	struct org org;
	int r = actor->person ? desk_may(db, actor, MAY_OPERATE, NULL, arena, now) : 0;

	if (r == 0 && s->org)
		r = desk_get(db, &org_type, s->org, arena, &org);
	if (r == 0)
		r = desk_insert(db, &sensor_type, s);
	if (r == ERR_EXISTS)
		r = db_fail(db, ERR_EXISTS, TR("there is such a sensor already"),
		    TR("take another name, or remove the other one; a certificate is one "
		       "sensor's"),
		    "%.60s", s->name);
	if (r == 0)
		r = log_append(db, actor, "sensor.add", s->org, s->id, NULL, NULL, now);
	return r;
}

int sensor_add(struct db *db, const struct actor *actor, const char *name, struct span pem,
    const char *org, const char *note, int64_t now, struct arena *arena, const char **ret)
{
	char hash[SHA256_HEX];
	STR_AUTO(der, PEM_MAX);
	struct sensor s = {.id = id_make(arena),
	    .name = name,
	    .org = org,
	    .note = note,
	    .created = now,
	    .created_by = actor->person};
	int r;

	if (!name_ok(name))
		return db_fail(db, ERR_SYNTAX, TR("a sensor cannot have this name"),
		    TR("letters, digits, dash and dot, at most 40"), "%.60s", name);
	if (certificate(pem, &der) < 0)
		return db_fail(db, ERR_SYNTAX, TR("this is no certificate"),
		    TR("give a PEM file that begins with -----BEGIN CERTIFICATE-----"),
		    "%zu bytes", pem.n);
	s.print = arena_strdup(arena, sha256_hex(str_bytes(&der), hash));
	r = db_begin(db, DB_WRITE);
	if (r == 0)
		r = db_end(db, add(db, actor, &s, now, arena));
	if (r == 0 && ret)
		*ret = s.id;
	return r;
}

static int take_away(
    struct db *db, const struct actor *actor, const char *id, int64_t now, struct arena *arena)
{
	struct sensor s = {0};
	int r = actor->person ? desk_may(db, actor, MAY_OPERATE, NULL, arena, now) : 0;

	if (r == 0)
		r = desk_find(db, &sensor_type,
		    "WHERE \"removed\" = 0 AND (\"id\" = $1 OR \"name\" = $1)",
		    DESK_PARAMS(DESK_TEXT(id)), arena, &s);
	if (r == ERR_NOTFOUND)
		return db_fail(db, r, TR("there is no such sensor"),
		    TR("the page of the sensors lists them"), "%.60s", id);
	s.removed = now;
	if (r == 0)
		r = desk_update(db, &sensor_type, &s);
	if (r == 0)
		r = log_append(db, actor, "sensor.remove", s.org, s.id, NULL, NULL, now);
	return r;
}

int sensor_remove(
    struct db *db, const struct actor *actor, const char *id, int64_t now, struct arena *arena)
{
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, take_away(db, actor, id, now, arena));
}

int sensor_of_print(struct db *db, const char *print, struct arena *arena, struct sensor *ret)
{
	return desk_find(db, &sensor_type, "WHERE \"print\" = $1 AND \"removed\" = 0",
	    DESK_PARAMS(DESK_TEXT(print)), arena, ret);
}

#include "desk/feed_key.h"

#include "codec/sha256.h"
#include "desk/id.h"
#include "desk/signin.h"
#include "model/member.h"
#include "wire/ip.h"

enum { KEYS_MAX = 200 };

#define DAY_MS   INT64_C(86400000)
#define TOUCH_MS INT64_C(60000)

static int check(struct db *db, const struct feed_key *key, int64_t now)
{
	struct ip_net net;

	if (!key->sources.n)
		return db_fail(db, ERR_RANGE, "the key has no address that it may come from",
		    "write the address that your firewall has on the Internet", "%.200s",
		    key->name);
	for (size_t i = 0; i < key->sources.n; i++)
		if (ip_net_parse(span_str(key->sources.items[i]), &net, NULL) < 0)
			return db_fail(db, ERR_RANGE, "this is no address and no network",
			    "write 192.0.2.7 or 192.0.2.0/24", "%.80s", key->sources.items[i]);
	if (key->expires <= now)
		return db_fail(db, ERR_RANGE, "the key would never be good",
		    "choose a day in the future", "it expires before it begins");
	return 0;
}

int feed_key_new(struct db *db, const struct actor *actor, struct feed_key *key, int64_t now,
    struct arena *arena)
{
	int r = check(db, key, now);

	if (r == 0)
		r = db_begin(db, DB_WRITE);
	if (r < 0)
		return r;
	key->id = id_make(arena);
	key->created = now;
	key->created_by = actor ? actor->person : NULL;
	r = desk_insert(db, &feed_key_type, key);
	if (r == 0)
		r = log_append(
		    db, actor, "feed_key.create", key->org, key->id, NULL, NULL, now);
	return db_end(db, r);
}

static int gone(struct db *db)
{
	return db_fail(db, ERR_NOTFOUND, "this key is not good",
	    "make a new one on the page of the blocklist", "%s", "");
}

int feed_key_find(struct db *db, const char *hash, const char *remote, int64_t now,
    struct arena *arena, struct feed_key *ret)
{
	struct feed_key key = {0};
	struct org org = {0};
	int r = desk_find(db, &feed_key_type,
	    "WHERE \"hash\" = $1 AND \"revoked\" = 0 AND \"expires\" > $2",
	    DESK_PARAMS(DESK_TEXT(hash), DESK_INT(now)), arena, &key);

	if (r == 0)
		r = desk_get(db, &org_type, key.org, arena, &org);
	if (r == ERR_NOTFOUND || (r == 0 && org.state != ORG_ACTIVE))
		return gone(db);
	if (r < 0)
		return r;
	if (!signin_source_allows(&key.sources, remote))
		return db_fail(db, ERR_DENIED, "this key may not be used from here",
		    "use it from where it was made for, or make another", "from %.50s",
		    remote ? remote : "an unknown address");
	*ret = key;
	return 0;
}

int feed_key_of(struct db *db, const char *org, struct arena *arena, struct desk_records *ret)
{
	return desk_list(db, &feed_key_type,
	    "WHERE \"org\" = $1 AND \"revoked\" = 0 ORDER BY \"created\" DESC, \"id\" LIMIT $2",
	    DESK_PARAMS(DESK_TEXT(org), DESK_INT(KEYS_MAX)), arena, ret);
}

int feed_key_revoke(
    struct db *db, const struct actor *actor, const char *org, const char *id, int64_t now)
{
	int64_t n = 0;
	int r = db_begin(db, DB_WRITE);

	if (r < 0)
		return r;
	r = desk_exec(db,
	    "UPDATE feed_key SET \"revoked\" = $3 WHERE \"id\" = $1 AND \"org\" = $2 AND "
	    "\"revoked\" = 0",
	    DESK_PARAMS(DESK_TEXT(id), DESK_TEXT(org), DESK_INT(now)), &n);
	if (r == 0 && !n)
		r = db_fail(db, ERR_NOTFOUND, "there is no such key",
		    "look at the list of your keys", "%s", "");
	if (r == 0)
		r = log_append(db, actor, "feed_key.revoke", org, id, NULL, NULL, now);
	return db_end(db, r);
}

static int note(struct db *db, const struct feed_fetch *f, bool unchanged, int64_t now)
{
	return desk_exec(db,
	    "INSERT INTO feed_fetch (\"id\", \"key\", \"org\", \"day\", \"query\", \"remote\","
	    " \"first\", \"last\", \"times\", \"lines\", \"bytes\", \"unchanged\") VALUES"
	    " ($1, $2, $3, $4, $5, $6, $7, $7, 1, $8, $9, $10) ON CONFLICT (\"id\") DO UPDATE"
	    " SET \"remote\" = excluded.\"remote\", \"last\" = excluded.\"last\","
	    " \"times\" = feed_fetch.\"times\" + 1, \"lines\" = excluded.\"lines\","
	    " \"bytes\" = excluded.\"bytes\","
	    " \"unchanged\" = feed_fetch.\"unchanged\" + excluded.\"unchanged\"",
	    DESK_PARAMS(DESK_TEXT(f->id), DESK_TEXT(f->key), DESK_TEXT(f->org),
		DESK_INT(f->day), DESK_TEXT(f->query), DESK_TEXT(f->remote), DESK_INT(now),
		DESK_INT(f->lines), DESK_INT(f->bytes), DESK_INT(unchanged)),
	    NULL);
}

int feed_key_fetched(struct db *db, const struct feed_fetch *fetch, bool unchanged, int64_t now,
    struct arena *arena)
{
	struct feed_fetch f = *fetch;
	char sum[SHA256_HEX];
	int r;

	f.day = now - now % DAY_MS;
	f.id = sha256_hex(
	    span_str(arena_printf(arena, "%s\n%lld\n%s", f.key, (long long)f.day, f.query)),
	    sum);
	r = db_begin(db, DB_WRITE);
	if (r < 0)
		return r;
	r = note(db, &f, unchanged, now);
	if (r == 0)
		r = desk_exec(db,
		    "UPDATE feed_key SET \"used\" = $2 WHERE \"id\" = $1 AND \"used\" < $3",
		    DESK_PARAMS(DESK_TEXT(f.key), DESK_INT(now), DESK_INT(now - TOUCH_MS)),
		    NULL);
	return db_end(db, r);
}

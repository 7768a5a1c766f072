#include "portal/advisory_sign.h"

#include "auth/pgp.h"
#include "codec/sha256.h"
#include "model/advisory.h"

#include <pthread.h>

enum { SIGNATURE_MAX = 16000, KEY_MAX = 64 << 10 };

/* GnuPG is asked by one thread at a time; the key is the same as long as the server runs. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static const char *home_of(const struct call *call)
{
	const char *data = call->app->settings.data;

	return data ? arena_printf(call->arena, "%s/" PGP_HOME, data) : NULL;
}

/* NULL: there is no key, which is no failure. */
static int open_key(struct call *call, struct pgp **ret)
{
	const char *home = home_of(call);
	int r;

	*ret = NULL;
	if (!home)
		return 0;
	r = pgp_open(home, false, NULL, NULL, ret, &call->msg);
	return r == ERR_NOTFOUND || r == ERR_UNSUPPORTED ? 0 : r;
}

int advisory_sign_key(struct call *call, const char **ret)
{
	struct pgp *key;
	int r;

	(void)pthread_mutex_lock(&lock);
	r = open_key(call, &key);
	if (r == 0 && key)
		*ret = arena_strdup(call->arena, pgp_fingerprint(key));
	pgp_free(key);
	(void)pthread_mutex_unlock(&lock);
	return r;
}

int advisory_sign_public(struct call *call, const char **ret)
{
	struct pgp *key;
	STR_AUTO(out, KEY_MAX);
	int r;

	(void)pthread_mutex_lock(&lock);
	r = open_key(call, &key);
	if (r == 0 && key)
		r = pgp_public(key, &out, &call->msg);
	pgp_free(key);
	(void)pthread_mutex_unlock(&lock);
	if (r == 0)
		*ret = str_dup(&out, call->arena);
	return r;
}

static int make(struct call *call, struct span bytes, const char **ret)
{
	struct pgp *key;
	STR_AUTO(out, SIGNATURE_MAX);
	int r;

	(void)pthread_mutex_lock(&lock);
	r = open_key(call, &key);
	if (r == 0 && key)
		r = pgp_sign(key, bytes, &out, &call->msg);
	pgp_free(key);
	(void)pthread_mutex_unlock(&lock);
	if (r == 0)
		*ret = out.n ? str_dup(&out, call->arena) : NULL;
	return r;
}

static int keep(struct call *call, const char *digest, const char *signature)
{
	const struct advisory_signature row = {digest, signature, call->now};
	int r = db_begin(call->db, DB_WRITE);

	if (r == 0)
		r = db_end(call->db, desk_insert(call->db, &advisory_signature_type, &row));
	/* Somebody else fetched it at the same time. */
	return r == ERR_EXISTS || r == ERR_BUSY ? 0 : call_db(call, r);
}

int advisory_sign(struct call *call, struct span bytes, const char **ret)
{
	struct advisory_signature row;
	char digest[SHA256_HEX];
	int r;

	(void)sha256_hex(bytes, digest);
	r = desk_get(call->db, &advisory_signature_type, digest, call->arena, &row);
	if (r == 0) {
		*ret = row.signature;
		return 0;
	}
	if (r != ERR_NOTFOUND)
		return call_db(call, r);
	r = make(call, bytes, ret);
	return r < 0 || !*ret ? r : keep(call, digest, *ret);
}

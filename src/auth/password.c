#include "auth/password.h"

#include "auth/secret.h"
#include "base/err.h"

#include <pthread.h>
#include <sodium.h>

_Static_assert(PASSWORD_STORED >= crypto_pwhash_STRBYTES, "room for an encoded hash");

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t turn = PTHREAD_COND_INITIALIZER;
static int running;

static void enter(void)
{
	uint8_t nothing;

	secret_bytes(&nothing, 1); /* the library has chosen its fastest code from here on */
	pthread_mutex_lock(&lock);
	while (running >= PASSWORD_CONCURRENT)
		pthread_cond_wait(&turn, &lock);
	running++;
	pthread_mutex_unlock(&lock);
}

static void leave(void)
{
	pthread_mutex_lock(&lock);
	running--;
	pthread_cond_signal(&turn);
	pthread_mutex_unlock(&lock);
}

/* Hashes in turn; to[PASSWORD_STORED]. */
static int hash(struct span password, char *to)
{
	int rc;

	enter();
	rc = crypto_pwhash_str_alg(to, (const char *)password.p, password.n, PASSWORD_OPS,
	    PASSWORD_MEMORY, crypto_pwhash_ALG_ARGON2ID13);
	leave();
	return rc == 0 ? 0 : ERR_NOMEM;
}

int password_hash(struct span password, char *ret_stored)
{
	char stored[PASSWORD_STORED];
	int rc;

	if (password.n > PASSWORD_MOST)
		return ERR_RANGE;
	rc = hash(password, stored);
	if (rc == 0)
		memcpy(ret_stored, stored, sizeof(stored));
	return rc;
}

bool password_verify(const char *stored, struct span password)
{
	char unused[PASSWORD_STORED];
	bool same;

	if (password.n > PASSWORD_MOST)
		password.n = 0; /* no stored one is that long, nor empty */
	if (!stored || !*stored) {
		/* One hash costs what one verification costs: the answer tells nobody who
		 * exists. */
		(void)!password_hash(password, unused);
		return false;
	}
	enter();
	same = crypto_pwhash_str_verify(stored, (const char *)password.p, password.n) == 0;
	leave();
	return same && password.n > 0;
}

bool password_outdated(const char *stored)
{
	return crypto_pwhash_str_needs_rehash(stored, PASSWORD_OPS, PASSWORD_MEMORY) != 0;
}

#include "log_place.h"

static void seal(struct span message, const char *key, char *to)
{
	STR_AUTO(text, 1 << 16);

	str_addf(&text, "secret %s ", key);
	str_span(&text, message);
	(void)sha256_hex(str_bytes(&text), to);
}

static int sign(void *ctx, struct span message, struct str *ret_signature)
{
	char hex[SHA256_HEX];

	(void)ctx;
	seal(message, "k1", hex);
	str_add(ret_signature, hex);
	return 0;
}

static int verify(void *ctx, struct span message, const char *key, const char *signature)
{
	char hex[SHA256_HEX];

	(void)ctx;
	if (strcmp(key, "k1") != 0)
		return ERR_NOTFOUND;
	seal(message, key, hex);
	return strcmp(hex, signature) == 0 ? 0 : ERR_DENIED;
}

const struct log_signer log_place_signer = {"k1", NULL, sign};
const struct log_trust log_place_trust = {.verify = verify};

void log_place_append(struct db *db, const char *action, int64_t now)
{
	const struct actor actor = {"p1", "Åse Nygård", "session", "127.0.0.1"};

	assert_int_equal(db_begin(db, DB_WRITE), 0);
	assert_int_equal(db_end(db, log_append(db, &actor, action, "o1", "f1", NULL,
					"{\"was\":\"open\"}", now)),
	    0);
}

void log_place_fill(struct db *db)
{
	for (int i = 1; i <= LOG_PLACE_ENTRIES; i++) {
		log_place_append(db, "finding.read", 1795000000000 + i);
		if (i == 2 || i == 4)
			assert_int_equal(
			    log_sign(db, &log_place_signer, 1795000000000 + i, 0, NULL), 0);
	}
}

void log_place_unlock(struct db *db)
{
	bool pg = strcmp(db_engine(db), "postgresql") == 0;

	assert_int_equal(
	    db_exec(
		db, pg ? "DROP TRIGGER audit_log_keep ON audit_log;"
			 "DROP TRIGGER log_head_keep ON log_head"
		       : "DROP TRIGGER audit_log_no_update; DROP TRIGGER audit_log_no_delete;"
			 "DROP TRIGGER log_head_no_update; DROP TRIGGER log_head_no_delete"),
	    0);
}

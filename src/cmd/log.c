#include "cmd/log.h"

#include "auth/sign.h"
#include "base/time.h"
#include "cmd/database.h"
#include "cmd/serve_schedule.h"
#include "desk/log_verify.h"
#include "os/clock.h"
#include "os/file.h"

#include <fcntl.h>
#include <unistd.h>

struct options {
	struct database_options database;
	const char *key; /* name of the one that is trusted */
	bool json;
};

const struct option_row log_options[] = {
    DATABASE_OPTIONS(options),
    {"key", OPTION_TEXT, offsetof(struct options, key), "NAME",
	"verify: the key that must have signed (the data folder's, when it is there)", NULL},
    {"json", OPTION_FLAG, offsetof(struct options, json), NULL,
	"verify: print the result as JSON", NULL},
    {NULL, OPTION_FLAG, 0, NULL, NULL, NULL},
};

/* The server's own key, where this user may read it. */
static bool own_key(const struct options *o, struct arena *arena, struct sign_key *ret)
{
	struct settings settings;
	struct msg msg;

	return server_settings(&o->database.server, arena, &settings, &msg) == 0 &&
	       sign_open(arena_printf(arena, "%s/" SERVE_SCHEDULE_KEY, settings.data), false,
		   ret, &msg) == 0;
}

/* ctx is the name of the trusted key, or NULL: then whoever signed is believed. */
static int check_signature(
    void *ctx, struct span message, const char *key, const char *signature)
{
	if (ctx && strcmp(ctx, key) != 0)
		return ERR_DENIED;
	return sign_verify(message, key, signature);
}

static struct log_trust trust_of(const struct options *o, struct arena *arena)
{
	struct log_trust trust = {.verify = check_signature};
	struct sign_key key;

	if (o->key) {
		trust.ctx = arena_strdup(arena, o->key);
	} else if (own_key(o, arena, &key)) {
		trust.ctx = arena_strdup(arena, key.name);
		sign_forget(&key);
	}
	return trust;
}

static void print_json(const struct log_check *c, bool good)
{
	STR_AUTO(out, 8192);
	struct json_writer w;

	json_write_init(&w, &out, 0);
	json_write_object(&w);
	json_member_bool(&w, "good", good);
	json_member_int(&w, "entries", c->entries);
	json_member_int(&w, "first", c->first);
	json_member_int(&w, "last", c->last);
	json_member_text(&w, "hash", c->hash);
	json_member_int(&w, "heads", c->heads);
	json_member_int(&w, "signed", c->signed_seq);
	if (!good) {
		json_member_int(&w, "bad", c->bad);
		json_member_text(&w, "why", c->why.what);
		json_member_text(&w, "detail", c->why.detail);
	}
	json_write_object_end(&w);
	(void)puts(str_text(&out));
}

static void print_text(const struct log_check *c, const char *key)
{
	char when[TIME_TEXT];

	(void)printf("The audit log holds together: %lld entries, %lld to %lld.\nThe last has "
		     "the hash %s; keep it elsewhere, to see a later cut.\n",
	    (long long)c->entries, (long long)c->first, (long long)c->last, c->hash);
	if (c->signed_seq)
		(void)printf("Signed heads: %lld, the last over entry %lld, %s, by %s%s.\n",
		    (long long)c->heads, (long long)c->signed_seq,
		    time_text(c->signed_time, when),
		    key ? "the key " : "keys that nobody vouched for: give --key",
		    key ? key : "");
}

/* The database is opened as it is: looking at evidence changes nothing. */
static int verify_db(const struct options *o, const struct log_trust *trust,
    struct arena *arena, struct log_check *ret, struct msg *msg)
{
	struct db *db CLEANUP(db_closep) = NULL;
	const char *where = NULL;
	int r = database_where(&o->database, arena, &where, msg);

	if (r == 0)
		r = db_open(where, DB_AS_IS, msg, &db);
	if (r < 0)
		return r;
	r = log_verify(db, trust, ret);
	if (r < 0)
		*msg = ret->why.what[0] ? ret->why : *db_msg(db);
	return r;
}

static int verify(
    const struct options *o, const struct text_list *args, struct arena *arena, struct msg *msg)
{
	struct log_trust trust = trust_of(o, arena);
	struct log_check c = {0};
	int r;

	if (args->n == 2) {
		r = log_verify_file(args->items[1], &trust, &c);
		if (r < 0)
			*msg = c.why;
	} else {
		r = verify_db(o, &trust, arena, &c, msg);
	}
	if (o->json && (r == 0 || c.bad))
		print_json(&c, r == 0);
	else if (r == 0)
		print_text(&c, trust.ctx);
	return r;
}

/* To standard output, or into a new file. */
static int export(
    const struct options *o, const struct text_list *args, struct arena *arena, struct msg *msg)
{
	struct db *db CLEANUP(db_closep) = NULL;
	struct log_signer signer = {.sign = sign_message};
	const char *where = NULL, *path = args->n == 2 ? args->items[1] : NULL;
	struct sign_key key = {.name = ""};
	int fd = STDOUT_FILENO, r = database_where(&o->database, arena, &where, msg);

	if (r == 0)
		r = db_open(where, 0, msg, &db);
	if (r < 0)
		return r;
	if (path)
		fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return file_error("create", path, msg);
	if (own_key(o, arena, &key)) {
		signer.key = key.name;
		signer.ctx = &key;
	}
	r = log_verify_export(db, signer.ctx ? &signer : NULL, clock_system.wall(NULL), fd);
	sign_forget(&key);
	if (r < 0)
		*msg = *db_msg(db);
	if (path && fsync(fd) < 0 && r == 0)
		r = file_error("write", path, msg);
	if (path)
		(void)close(fd);
	return r;
}

static int run(
    const struct options *o, const struct text_list *args, struct arena *arena, struct msg *msg)
{
	const char *what = args->n ? args->items[0] : "";

	if (args->n <= 2 && strcmp(what, "verify") == 0)
		return verify(o, args, arena, msg);
	if (args->n <= 2 && strcmp(what, "export") == 0)
		return export(o, args, arena, msg);
	msg_what(msg, "what to do with the log is not told");
	msg_hint(msg, "varde log verify [FILE], or varde log export [FILE]");
	return ERR_SYNTAX;
}

int cmd_log(int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct options o = {0};
	struct text_list args = {0};
	struct msg msg = {0};
	int r = options_parse("log", argc, argv, &o, &args, arena, &msg);

	if (r == 0)
		r = run(&o, &args, arena, &msg);
	r = r < 0 ? options_fail(r, &msg) : EXIT_DONE;
	arena_free(arena);
	return r;
}

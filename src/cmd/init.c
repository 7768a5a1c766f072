#include "cmd/init.h"

#include "auth/pgp.h"
#include "auth/secret.h"
#include "auth/sign.h"
#include "base/log.h"
#include "cmd/serve.h"
#include "cmd/serve_schedule.h"
#include "desk/article_starter.h"
#include "desk/people.h"
#include "desk/signin.h"
#include "os/clock.h"
#include "os/file.h"

enum { LINK_MS = 24 * 3600 * 1000 };

struct init_options {
	struct server_options server;
	const char *name, *mail;
};

#define O_INIT(nm, ty, m, arg, doc)                                      \
	{                                                                \
		nm, ty, offsetof(struct init_options, m), arg, doc, NULL \
	}

const struct option_row init_options[] = {
    O_INIT("config", OPTION_TEXT, server.config, "FILE", "the settings (" CONFIG_FILE ")"),
    O_INIT("set", OPTION_LIST, server.set, "NAME=VALUE",
	"a setting, over the file's (repeatable)"),
    O_INIT("name", OPTION_TEXT, name, "NAME", "the first administrator"),
    O_INIT("mail", OPTION_TEXT, mail, "ADDRESS", "the first administrator's mail address"),
    {NULL, OPTION_FLAG, 0, NULL, NULL, NULL},
};

/* The person, the role and the link, all or nothing. */
static int enter(
    struct db *db, const struct init_options *o, int64_t now, struct arena *arena, char *secret)
{
	static const struct actor actor = {.name = "varde init"};
	struct person person = {.name = o->name, .mail = o->mail, .state = PERSON_ACTIVE};
	struct membership role = {.role = ROLE_ADMINISTRATOR};
	struct link link = {.purpose = LINK_FIRST_ADMINISTRATOR, .expires = now + LINK_MS};
	char hash[SECRET_HASH];
	int r = people_by_mail(db, o->mail, arena, &person);
	bool known = r == 0;

	if (r < 0 && r != ERR_NOTFOUND)
		return r;
	link.id = secret_hash(span_str(secret_token(secret)), hash);
	r = db_begin(db, DB_WRITE);
	if (r < 0)
		return r;
	if (!known)
		r = people_add(db, &actor, &person, now, arena);
	role.person = link.person = person.id;
	if (r == 0 && !known)
		r = people_enter(db, &actor, &role, now, arena);
	if (r == 0)
		r = signin_link_add(db, &actor, &link, now);
	return db_end(db, r);
}

/* What is published is signed by it; a house without GnuPG publishes unsigned. */
static void make_pgp(const struct settings *s, struct arena *arena, struct msg *msg)
{
	struct pgp *key = NULL;
	int r = pgp_open(arena_printf(arena, "%s/" PGP_HOME, s->data), true, s->name,
	    s->mail_from, &key, msg);

	if (r == 0)
		(void)printf(
		    "Advisories are signed by the OpenPGP key %s\n", pgp_fingerprint(key));
	else
		(void)printf("Advisories are not signed: %s (%s); %s\n", msg->what, msg->detail,
		    msg->hint);
	pgp_free(key);
	*msg = (struct msg){0};
}

static int init(const struct init_options *o, const struct settings *s, struct arena *arena,
    struct msg *msg)
{
	char secret[SECRET_TEXT];
	struct db *db CLEANUP(db_closep) = NULL;
	struct article_starter_done articles = {0};
	struct sign_key key;
	int r = file_make_folder(s->data, 0700, msg);

	if (r == 0)
		r = sign_open(
		    arena_printf(arena, "%s/" SERVE_SCHEDULE_KEY, s->data), true, &key, msg);
	if (r < 0)
		return r;
	sign_forget(&key);
	r = db_open(s->db, DB_CREATE, msg, &db);
	if (r < 0)
		return r;
	r = enter(db, o, clock_system.wall(NULL), arena, secret);
	if (r < 0) {
		*msg = *db_msg(db);
		return r;
	}
	r = article_starter_load(db, clock_system.wall(NULL), &articles);
	if (r < 0) {
		*msg = *db_msg(db);
		return r;
	}
	make_pgp(s, arena, msg);
	(void)printf("The database is ready: %s\n\nOpen this link within 24 hours to set a "
		     "password (it works "
		     "once):\n  %s/link/%s\n\nNext: varde serve\n",
	    db_where(db), s->url, secret);
	return 0;
}

int cmd_init(int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct init_options o = {0};
	struct settings settings;
	struct text_list rest = {0};
	struct msg msg = {0};
	int code = EXIT_DONE, r = options_parse("init", argc, argv, &o, &rest, arena, &msg);

	if (r == 0 && (!o.mail || !strchr(o.mail, '@') || !o.name)) {
		msg_what(&msg, "the first administrator is not named");
		msg_hint(&msg, "varde init --name \"Anna Berg\" --mail anna.berg@cert.example");
		r = ERR_SYNTAX;
	}
	if (r == 0)
		r = server_settings(&o.server, arena, &settings, &msg);
	if (r == 0)
		r = init(&o, &settings, arena, &msg);
	if (r < 0)
		code = options_fail(r, &msg);
	arena_free(arena);
	return code;
}

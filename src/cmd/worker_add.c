#include "api/worker.h"
#include "cmd/serve.h"
#include "cmd/worker.h"
#include "os/clock.h"
#include "os/file.h"

enum { PEM_MAX = 1 << 16 };

#define O_ADD(nm, ty, m, arg, doc)                                         \
	{                                                                  \
		nm, ty, offsetof(struct server_options, m), arg, doc, NULL \
	}

const struct option_row worker_add_options[] = {
    O_ADD("config", OPTION_TEXT, config, "FILE", "the settings (" CONFIG_FILE ")"),
    O_ADD("set", OPTION_LIST, set, "NAME=VALUE", "a setting, over the file's (repeatable)"),
    {NULL, OPTION_FLAG, 0, NULL, NULL, NULL},
};

const struct option_row worker_remove_options[] = {
    O_ADD("config", OPTION_TEXT, config, "FILE", "the settings (" CONFIG_FILE ")"),
    O_ADD("set", OPTION_LIST, set, "NAME=VALUE", "a setting, over the file's (repeatable)"),
    {NULL, OPTION_FLAG, 0, NULL, NULL, NULL},
};

static int usage(struct msg *msg, const char *hint)
{
	msg_what(msg, "arguments are missing");
	msg_hint(msg, "%s", hint);
	return ERR_SYNTAX;
}

static int add(struct db *db, const struct text_list *args, struct msg *msg)
{
	static const struct actor actor = {.name = "varde worker-add"};
	STR_AUTO(pem, PEM_MAX);
	int r = file_read(args->items[1], &pem, msg);

	if (r < 0)
		return r;
	r = worker_add(db, &actor, args->items[0], str_bytes(&pem), clock_system.wall(NULL));
	if (r < 0)
		*msg = *db_msg(db);
	return r;
}

static int take_away(struct db *db, const struct text_list *args, struct msg *msg)
{
	static const struct actor actor = {.name = "varde worker-remove"};
	int r = worker_remove(db, &actor, args->items[0], clock_system.wall(NULL));

	if (r < 0)
		*msg = *db_msg(db);
	return r;
}

static int command(int argc, char **argv, size_t n, const char *hint,
    int (*fn)(struct db *db, const struct text_list *args, struct msg *msg))
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct db *db CLEANUP(db_closep) = NULL;
	struct server_options o = {0};
	struct settings settings;
	struct text_list args = {0};
	struct msg msg = {0};
	int r = options_parse(argv[0], argc, argv, &o, &args, arena, &msg);

	if (r == 0 && args.n != n)
		r = usage(&msg, hint);
	if (r == 0)
		r = server_settings(&o, arena, &settings, &msg);
	if (r == 0)
		r = db_open(settings.db, 0, &msg, &db);
	if (r == 0)
		r = fn(db, &args, &msg);
	return r < 0 ? options_fail(r, &msg) : EXIT_DONE;
}

int cmd_worker_add(int argc, char **argv)
{
	return command(argc, argv, 2, "varde worker-add NAME CERT.pem", add);
}

int cmd_worker_remove(int argc, char **argv)
{
	return command(argc, argv, 1, "varde worker-remove NAME", take_away);
}

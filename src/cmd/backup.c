#include "cmd/backup.h"

#include "base/time.h"
#include "cmd/database.h"
#include "os/clock.h"
#include "store/backup.h"

struct options {
	struct database_options database;
	bool check;
};

const struct option_row backup_options[] = {
    DATABASE_OPTIONS(options),
    {"check", OPTION_FLAG, offsetof(struct options, check), NULL,
	"only read the file and check its counts and hashes", NULL},
    {NULL, OPTION_FLAG, 0, NULL, NULL, NULL},
};

const struct option_row restore_options[] = {
    DATABASE_OPTION(options, "db", OPTION_TEXT, database.db, "PLACE",
	"the empty place to fill: a new file or an empty PostgreSQL database"),
    {NULL, OPTION_FLAG, 0, NULL, NULL, NULL},
};

static void print(const struct backup *b, const char *path)
{
	char when[TIME_TEXT];

	database_print(&b->sums);
	(void)printf("%s: taken %s of %s by %s, tables of version %lld\n", path,
	    time_text(b->created, when), b->engine, b->tool, (long long)b->version);
}

static int backup(
    const struct options *o, const char *path, struct arena *arena, struct msg *msg)
{
	struct db *db CLEANUP(db_closep) = NULL;
	struct backup b = {0};
	const char *where = NULL;
	int r = database_where(&o->database, arena, &where, msg);

	if (r == 0)
		r = db_open(where, 0, msg, &db);
	if (r == 0)
		r = backup_write(db, path, clock_system.wall(NULL), arena, &b, msg);
	if (r < 0)
		return r;
	print(&b, path);
	(void)puts("Written, read again and compared. The configuration and the keys are not "
		   "in it: keep\ncopies of /etc/varde and of the data folder's keys too.");
	return 0;
}

static int check(const char *path, struct arena *arena, struct msg *msg)
{
	struct backup b;
	int r = backup_check(path, arena, &b, msg);

	if (r < 0)
		return r;
	print(&b, path);
	(void)puts("It is whole: all counts and hashes fit.");
	return 0;
}

static int restore(
    const struct options *o, const char *path, struct arena *arena, struct msg *msg)
{
	struct backup b;
	int r;

	if (!o->database.db) {
		msg_what(msg, "where to restore to is not told");
		msg_hint(msg, "varde restore FILE --db PLACE, where PLACE is empty");
		return ERR_SYNTAX;
	}
	r = backup_restore(path, o->database.db, arena, &b, msg);
	if (r < 0)
		return r;
	print(&b, path);
	(void)puts("Restored, read again and compared.");
	return 0;
}

static int one_file(const struct text_list *args, struct msg *msg)
{
	if (args->n == 1)
		return 0;
	msg_what(msg, "one file is wanted");
	msg_hint(msg, "varde backup FILE, or varde restore FILE --db PLACE");
	return ERR_SYNTAX;
}

static int run(const char *name, int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct options o = {0};
	struct text_list args = {0};
	struct msg msg = {0};
	int r = options_parse(name, argc, argv, &o, &args, arena, &msg);

	if (r == 0)
		r = one_file(&args, &msg);
	if (r == 0 && strcmp(name, "restore") == 0)
		r = restore(&o, args.items[0], arena, &msg);
	else if (r == 0)
		r = o.check ? check(args.items[0], arena, &msg)
			    : backup(&o, args.items[0], arena, &msg);
	r = r < 0 ? options_fail(r, &msg) : EXIT_DONE;
	arena_free(arena);
	return r;
}

int cmd_backup(int argc, char **argv)
{
	return run("backup", argc, argv);
}

int cmd_restore(int argc, char **argv)
{
	return run("restore", argc, argv);
}

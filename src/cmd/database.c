#include "cmd/database.h"

#include "store/migrate.h"

struct options {
	struct database_options database;
};

const struct option_row database_options[] = {
    DATABASE_OPTIONS(options),
    {NULL, OPTION_FLAG, 0, NULL, NULL, NULL},
};

int database_where(
    const struct database_options *o, struct arena *arena, const char **ret, struct msg *msg)
{
	struct settings settings;
	int r;

	if (o->db) {
		*ret = o->db;
		return 0;
	}
	r = server_settings(&o->server, arena, &settings, msg);
	if (r == 0)
		*ret = settings.db;
	return r;
}

void database_print(const struct copy_sums *sums)
{
	int64_t rows = 0;

	vec_foreach (sum, &sums->all) {
		rows += sum->rows;
		if (sum->rows)
			(void)printf("%10lld  %.16s  %s\n", (long long)sum->rows, sum->sha256,
			    sum->table);
	}
	(void)printf("%10lld  rows in %zu tables\n", (long long)rows, sums->all.n);
}

static int wrong(struct msg *msg)
{
	msg_what(msg, "what to do with the database is not told");
	msg_hint(msg, "varde db version, varde db migrate, or varde db copy FROM TO");
	return ERR_SYNTAX;
}

/* Looks, changes nothing. */
static int version(const char *where, struct msg *msg)
{
	struct db *db CLEANUP(db_closep) = NULL;
	int64_t now = 0, known = migrate_known();
	int r = db_open(where, DB_AS_IS, msg, &db);

	if (r < 0)
		return r;
	r = migrate_version(db, &now);
	if (r < 0) {
		*msg = *db_msg(db);
		return r;
	}
	(void)printf("%s (%s): version %lld, this program knows %lld%s\n", db_where(db),
	    db_engine(db), (long long)now, (long long)known,
	    now == 0      ? ": it is empty; varde init makes the tables"
	    : now < known ? ": varde db migrate brings it up to date"
	    : now > known ? ": it needs a newer Varde"
			  : "");
	return 0;
}

static int migrate(const char *where, struct msg *msg)
{
	struct db *db CLEANUP(db_closep) = NULL;
	int64_t was = 0, now = 0;
	int r = db_open(where, DB_AS_IS, msg, &db);

	if (r < 0)
		return r;
	r = migrate_version(db, &was);
	if (r == 0)
		r = migrate_run(db, migrations, 0);
	if (r == 0)
		r = migrate_version(db, &now);
	if (r < 0) {
		*msg = *db_msg(db);
		return r;
	}
	(void)printf("%s: version %lld%s\n", db_where(db), (long long)now,
	    was == now ? ", nothing to do" : ", brought up to date");
	return 0;
}

static int copy(const char *from, const char *to, struct arena *arena, struct msg *msg)
{
	struct db *db CLEANUP(db_closep) = NULL;
	struct copy_sums sums = {0};
	int r = db_open(from, 0, msg, &db);

	if (r == 0)
		r = copy_run(db, to, arena, &sums, msg);
	if (r < 0)
		return r;
	database_print(&sums);
	(void)puts("Copied, read again and compared: every table is the same on both sides.");
	return 0;
}

static int run(
    const struct options *o, const struct text_list *args, struct arena *arena, struct msg *msg)
{
	const char *what = args->n ? args->items[0] : "", *where = NULL;
	int r;

	if (strcmp(what, "copy") == 0)
		return args->n == 3 ? copy(args->items[1], args->items[2], arena, msg)
				    : wrong(msg);
	if (args->n != 1 || (strcmp(what, "version") != 0 && strcmp(what, "migrate") != 0))
		return wrong(msg);
	r = database_where(&o->database, arena, &where, msg);
	if (r < 0)
		return r;
	return strcmp(what, "version") == 0 ? version(where, msg) : migrate(where, msg);
}

int cmd_db(int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct options o = {0};
	struct text_list args = {0};
	struct msg msg = {0};
	int r = options_parse("db", argc, argv, &o, &args, arena, &msg);

	if (r == 0)
		r = run(&o, &args, arena, &msg);
	r = r < 0 ? options_fail(r, &msg) : EXIT_DONE;
	arena_free(arena);
	return r;
}

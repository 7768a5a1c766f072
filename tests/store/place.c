#include "place.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <sys/mount.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

/* One for the whole program: a connection costs more than most tests. Children of a fork do not
 * touch it. */
static struct db *admin;
static int schemas;

/* Databases with all tables and nothing in them, made once in each process: copying one takes a
 * fraction of the migrations. */
static char sqlite_model[PATH_MAX];
static bool pgsql_model;
static pid_t owner;

static void __attribute__((destructor)) close_admin(void)
{
	admin = db_close(admin);
	if (*sqlite_model && owner == getpid())
		(void)unlink(sqlite_model);
}

void place_sqlite(struct place *place)
{
	const char *base = getenv("VARDE_TEST_DIR");
	char *folder;

	*place = (struct place){.arena = arena_new()};
	folder = arena_printf(place->arena, "%s/varde-test.XXXXXX", base ? base : "/tmp");
	assert_non_null(mkdtemp(folder));
	place->folder = folder;
	place->where = arena_printf(place->arena, "%s/t.db", folder);
}

void place_pgsql(struct place *place)
{
	const char *url = getenv("VARDE_TEST_PG");
	struct msg msg = {0};

	if (!url)
		skip();
	*place = (struct place){.arena = arena_new()};
	(void)snprintf(place->schema, sizeof(place->schema), "t%d", ++schemas);
	if (!admin && db_open(url, DB_CREATE, &msg, &admin) < 0)
		fail_msg("%s: %s", msg.what, msg.detail);
	place->admin = admin;
	assert_int_equal(db_exec(place->admin,
			     arena_printf(place->arena, "CREATE SCHEMA %s", place->schema)),
	    0);
	place->where =
	    arena_printf(place->arena, "%s&options=-csearch_path%%3D%s", url, place->schema);
}

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

void place_done(struct place *place)
{
	if (place->copied)
		assert_int_equal(
		    db_exec(place->admin, arena_printf(place->arena,
					      "DROP DATABASE %s WITH (FORCE)", place->schema)),
		    0);
	if (place->folder)
		assert_int_equal(nftw(place->folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS), 0);
	(void)arena_free(place->arena);
}

static void make(const char *where)
{
	struct msg msg = {0};
	struct db *db;

	if (db_open(where, DB_CREATE, &msg, &db) < 0)
		fail_msg("%s: %s", msg.what, msg.detail);
	(void)db_close(db);
}

static void copy_file(const char *from, const char *to)
{
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	struct stat st;

	assert_true(in >= 0 && out >= 0 && fstat(in, &st) == 0);
	assert_int_equal(sendfile(out, in, NULL, (size_t)st.st_size), st.st_size);
	(void)close(in);
	(void)close(out);
}

static void copy_sqlite(const struct place *place)
{
	const char *base = getenv("VARDE_TEST_DIR");

	if (access(place->where, F_OK) == 0)
		return;
	if (!*sqlite_model) {
		owner = getpid();
		(void)snprintf(sqlite_model, sizeof(sqlite_model), "%s/varde-model-%d.db",
		    base ? base : "/tmp", (int)owner);
		make(sqlite_model);
	}
	copy_file(sqlite_model, place->where);
}

/* The URL of the other database of that server. */
static const char *url_of(struct arena *arena, const char *database)
{
	const char *url = getenv("VARDE_TEST_PG"), *at = strstr(url, "@/"),
		   *rest = strchr(url, '?');

	assert_true(at && rest && at < rest);
	return arena_printf(arena, "%.*s%s%s", (int)(at + 2 - url), url, database, rest);
}

/* Nothing may be connected to the model; FILE_COPY is what takes least for so small a one. */
static void copy_pgsql(struct place *place)
{
	struct arena *arena = place->arena;

	if (place->copied ||
	    place_int(place->admin,
		arena_printf(arena, "SELECT count(*) FROM pg_tables WHERE schemaname = '%s'",
		    place->schema)) > 0)
		return;
	if (!pgsql_model) {
		assert_int_equal(db_exec(admin, "CREATE DATABASE model TEMPLATE template0"), 0);
		make(url_of(arena, "model"));
		pgsql_model = true;
	}
	assert_int_equal(
	    db_exec(admin,
		arena_printf(arena, "CREATE DATABASE %s TEMPLATE model STRATEGY file_copy",
		    place->schema)),
	    0);
	place->where = url_of(arena, place->schema);
	place->copied = true;
}

struct db *place_open(struct place *place)
{
	struct msg msg = {0};
	struct db *db;

	if (place->folder)
		copy_sqlite(place);
	else
		copy_pgsql(place);
	if (db_open(place->where, DB_CREATE, &msg, &db) < 0)
		fail_msg("%s: %s", msg.what, msg.detail);
	return db;
}

bool place_root(void)
{
	return geteuid() == 0;
}

bool place_mount(const char *folder, const char *size)
{
	char options[64];

	(void)snprintf(options, sizeof(options), "size=%s,mode=0777", size);
	return mount("varde-test", folder, "tmpfs", MS_NOSUID | MS_NODEV, options) == 0;
}

void place_unmount(const char *folder)
{
	assert_int_equal(umount2(folder, MNT_DETACH), 0);
}

int64_t place_int(struct db *db, const char *sql)
{
	struct db_stmt *stmt;
	int64_t v;

	assert_int_equal(db_prepare(db, sql, &stmt), 0);
	assert_int_equal(db_step(stmt), 1);
	v = db_int(stmt, 0);
	db_reset(stmt);
	return v;
}

struct run place_run(
    struct arena *arena, const char *id, int64_t created, const char *const *targets)
{
	struct run run = {
	    .id = id, .state = RUN_RUNNING, .created = created, .tool = "varde test"};

	for (; *targets; targets++)
		text_list_add(&run.targets, arena, *targets);
	return run;
}

/* Quotes, our own tokens and parameters, control bytes, accents, emoji, a right-to-left mark;
 * then as long as allowed. */
static const char *hostile_text(struct arena *arena, int64_t max, int variant)
{
	static const char *const pieces[] = {"'\"`", "'; DROP TABLE run; --",
	    "$1 ?1 @int @text %s %n", "\x01\x02\x07\x08\t\n\v\f\r\x1b[2J\x1f\x7f",
	    "\\\\ \\' \\u0000 \\x00", "Sainte-Anne \xc3\xa9\xc3\xb8\xc3\x85",
	    "\xf0\x9f\x8f\xa5\xf0\x9f\x91\xa9\xe2\x80\x8d\xe2\x9a\x95\xef\xb8\x8f",
	    "\xe2\x80\xae\xef\xbb\xbf\xc2\x85"};
	STR_AUTO(out, 1 << 20);

	for (size_t i = 0; i < ARRAY_LEN(pieces); i++) {
		const char *piece = pieces[(i + (size_t)variant) % ARRAY_LEN(pieces)];

		if (out.n + strlen(piece) <= (size_t)max)
			str_add(&out, piece);
	}
	while (variant % 2 && out.n < (size_t)MIN(max, 8192))
		str_char(&out, 'x');
	if (!out.n)
		str_char(&out, '"');
	return str_dup(&out, arena);
}

static struct text_list hostile_list(struct arena *arena, int64_t max, int variant)
{
	struct text_list list = {0};

	for (int i = 0; i < variant % 4; i++)
		text_list_add(
		    &list, arena, i == 2 ? "" : hostile_text(arena, max, variant + i));
	return list;
}

static void hostile_member(const struct field *f, struct arena *arena, int variant, void *rec)
{
	int n = 0;

	switch (f->type) {
	case FIELD_TEXT:
		if (!(f->flags & FIELD_REQUIRED) && variant == 2)
			field_set_text(f, rec, NULL);
		else if (!(f->flags & FIELD_REQUIRED) && variant == 4)
			field_set_text(f, rec, "");
		else
			field_set_text(f, rec, hostile_text(arena, f->max, variant));
		break;
	case FIELD_INT:
	case FIELD_BOOL:
	case FIELD_TIME:
		field_set_int(f, rec,
		    variant % 3 == 0   ? f->max
		    : variant % 3 == 1 ? f->min
				       : f->min + 1);
		break;
	case FIELD_ENUM:
		while (f->values[n])
			n++;
		field_set_int(f, rec, variant % n);
		break;
	case FIELD_LIST:
		field_set_list(f, rec, hostile_list(arena, f->max, variant));
		break;
	}
}

void *place_hostile(const struct record_type *type, struct arena *arena, int variant)
{
	void *rec = record_new(type, arena);

	for (size_t i = 0; i < type->nfields; i++)
		hostile_member(&type->fields[i], arena, variant + (int)i * (variant > 4), rec);
	return rec;
}

struct observations place_unit(struct arena *arena, const char *name, int count)
{
	struct observations unit = {0};
	struct observation end = {.kind = OBS_UNIT};

	for (int i = 0; i < count; i++) {
		struct observation o = {.kind = OBS_PORT};

		o.port = ARENA_NEW(arena, struct obs_port);
		*o.port = (struct obs_port){.time = 1700000000000 + i,
		    .unit = name,
		    .addr = "127.20.0.3",
		    .port = i + 1,
		    .state = PORT_OPEN};
		vec_push(arena, &unit.all, o);
	}
	end.unit = ARENA_NEW(arena, struct obs_unit);
	*end.unit = (struct obs_unit){.time = 1700000001000, .unit = name, .stage = "sweep"};
	vec_push(arena, &unit.all, end);
	return unit;
}

static void assert_same_text(const char *a, const char *b)
{
	assert_int_equal(a == NULL, b == NULL);
	if (a)
		assert_string_equal(a, b);
}

void place_assert_same(const struct record_type *type, const void *a, const void *b)
{
	for (size_t i = 0; i < type->nfields; i++) {
		const struct field *f = &type->fields[i];

		if (f->type == FIELD_TEXT) {
			assert_same_text(field_text(f, a), field_text(f, b));
		} else if (f->type == FIELD_LIST) {
			assert_int_equal(field_list(f, a)->n, field_list(f, b)->n);
			for (size_t k = 0; k < field_list(f, a)->n; k++)
				assert_same_text(
				    field_list(f, a)->items[k], field_list(f, b)->items[k]);
		} else {
			assert_int_equal(field_int(f, a), field_int(f, b));
		}
	}
}

void place_assert_msg(const struct msg *msg)
{
	assert_true(msg->what[0] && msg->detail[0] && msg->hint[0]);
}

#include "store/migrate.h"

#include "model/contact.h"
#include "model/ioc.h"
#include "model/log.h"
#include "model/member.h"
#include "model/news.h"
#include "model/order.h"
#include "model/scope.h"
#include "model/tracked.h"
#include "place.h"
#include "store/knowledge.h"

#include <sys/wait.h>
#include <unistd.h>

static int64_t known(void)
{
	int64_t n = 0;

	while (migrations[n].name)
		n++;
	return n;
}

/* The embedded migrations, and one or two more. */
static const struct migration *longer(struct arena *arena, const char *sql, const char *then)
{
	int64_t n = known();
	struct migration *list = ARENA_ARRAY(arena, (size_t)n + 3, struct migration);

	memcpy(list, migrations, (size_t)n * sizeof(*list));
	list[n] = (struct migration){n + 1, "next", sql};
	if (then)
		list[n + 1] = (struct migration){n + 2, "after", then};
	return list;
}

static int64_t version(struct db *db)
{
	int64_t v = -1;

	assert_int_equal(migrate_version(db, &v), 0);
	return v;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void sort_names(struct text_list *names)
{
	qsort(names->items, names->n, sizeof(*names->items), compare_names);
}

/* The table's columns are the fields of its record and two more, in any order: a later
 * migration adds at the end. */
static void check_columns(struct place *place, struct db *db, const char *table,
    const struct record_type *type, const char *const extra[2])
{
	struct text_list want = {0}, have = {0};
	struct db_stmt *stmt;

	for (size_t i = 0; i < type->nfields; i++)
		text_list_add(&want, place->arena, type->fields[i].name);
	for (int i = 0; i < 2 && extra[i]; i++)
		text_list_add(&want, place->arena, extra[i]);
	/* Always one row, so that there are columns to look at. */
	assert_int_equal(
	    db_prepare(db,
		arena_printf(place->arena,
		    "SELECT t.* FROM (SELECT 1) AS one LEFT JOIN %s AS t ON 1 = 0", table),
		&stmt),
	    0);
	assert_int_equal(db_step(stmt), 1);
	for (int i = 0; i < db_columns(stmt); i++)
		text_list_add(
		    &have, place->arena, arena_strdup(place->arena, db_column_name(stmt, i)));
	assert_int_equal(have.n, db_columns(stmt));
	db_reset(stmt);
	sort_names(&want);
	sort_names(&have);
	for (size_t i = 0; i < want.n && i < have.n; i++)
		assert_string_equal(have.items[i], want.items[i]);
	assert_int_equal(have.n, want.n);
}

TEST_STORE(migrate_columns_are_the_fields_of_the_records)
{
	static const char *const of_run[2] = {"next_seq"}, *const in_run[2] = {"run", "seq"},
				 *const none[2] = {NULL};
	static const struct record_type *const desk[] = {&org_type, &person_type,
	    &membership_type, &passkey_type, &session_type, &token_type, &link_type,
	    &enrolment_type, &item_type, &proof_type, &authorisation_type, &audit_order_type,
	    &order_event_type, &chunk_type, &tracked_type, &tracked_event_type, &exposed_type,
	    &exposure_event_type, &snapshot_type, &sector_day_type, &log_entry_type,
	    &log_head_type, &outgoing_type, &setting_type, &news_pass_type, &news_event_type,
	    &ioc_type, &sighting_type, &feed_key_type, &feed_fetch_type, &contact_key_type,
	    &contact_health_type};
	struct db *db = place_open(place);

	check_columns(place, db, "run", &run_type, of_run);
	check_columns(place, db, "finding", &finding_type, in_run);
	for (int kind = 0; kind < OBS_KINDS; kind++)
		if (obs_stored((enum obs_kind)kind))
			check_columns(place, db,
			    arena_printf(place->arena, "obs_%s", obs_types[kind].name),
			    &obs_types[kind], in_run);
	for (size_t i = 0; i < ARRAY_LEN(desk); i++)
		check_columns(place, db, desk[i]->name, desk[i], none);
	(void)db_close(db);
}

TEST_STORE(migrate_once)
{
	struct db *db = place_open(place);

	assert_int_equal(version(db), known());
	(void)db_close(db);
	db = place_open(place);
	assert_int_equal(place_int(db, "SELECT count(*) FROM schema_version"), known());
	assert_true(place_int(db, "SELECT min(applied) FROM schema_version") > 1700000000000);
	(void)db_close(db);
}

TEST_STORE(migrate_goes_on_from_where_it_was)
{
	struct db *db = place_open(place);
	const struct migration *list = longer(place->arena,
	    "CREATE TABLE extra (id @int NOT NULL) @strict; INSERT INTO extra VALUES (1);",
	    "UPDATE extra SET id = id + 1");

	assert_int_equal(migrate_run(db, list, 0), 0);
	assert_int_equal(version(db), known() + 2);
	assert_int_equal(migrate_run(db, list, 0), 0);
	assert_int_equal(place_int(db, "SELECT id FROM extra"), 2);
	(void)db_close(db);
}

TEST_STORE(migrate_that_fails_leaves_the_version_before_it)
{
	struct db *db = place_open(place);
	const struct migration *list =
	    longer(place->arena, "CREATE TABLE extra (id @int NOT NULL) @strict",
		"INSERT INTO extra VALUES (1); INSERT INTO no_such_table VALUES (1);");

	assert_int_equal(migrate_run(db, list, 0), ERR_CORRUPT);
	place_assert_msg(db_msg(db));
	assert_int_equal(version(db), known() + 1);
	assert_int_equal(place_int(db, "SELECT count(*) FROM extra"), 0);
	(void)db_close(db);
}

TEST_STORE(migrate_refuses_a_newer_schema)
{
	struct db *db = place_open(place);
	struct msg msg = {0};

	assert_int_equal(
	    db_exec(db, "INSERT INTO schema_version VALUES (4711, 'future', 'varde 99.1', 1)"),
	    0);
	(void)db_close(db);
	assert_int_equal(db_open(place->where, DB_CREATE, &msg, &db), ERR_VERSION);
	place_assert_msg(&msg);
	assert_non_null(strstr(msg.detail, "4711"));
	assert_non_null(strstr(msg.detail, "varde 99.1"));
}

TEST_STORE(migrate_leaves_other_tables_alone)
{
	struct db *db = place_open(place);
	struct msg msg = {0};

	/* What is left is another program's database, as far as one can see. */
	assert_int_equal(db_exec(db, "DROP TABLE schema_version"), 0);
	(void)db_close(db);
	assert_int_equal(db_open(place->where, DB_CREATE, &msg, &db), ERR_CORRUPT);
	place_assert_msg(&msg);
	assert_non_null(strstr(msg.detail, "another program"));
}

enum { RACERS = 6 };

/* Waits for the others, opens, and leaves a row of its own. */
static int race(const struct place *place, int gate, int id)
{
	struct msg msg = {0};
	struct db *db;
	char byte;

	if (read(gate, &byte, 1) != 0) /* the end of the pipe is the start of the race */
		return 1;
	if (db_open(place->where, DB_CREATE, &msg, &db) < 0) {
		(void)fprintf(stderr, "%s: %s\n", msg.what, msg.detail);
		return 2;
	}
	if (db_exec(
		db, arena_printf(place->arena,
			"INSERT INTO run (id, state, created, started, ended, targets, exclude,"
			" sources, findings) VALUES ('r%d', 'running', 1, 0, 0, '[]', '[]', "
			"'[]', 0)",
			id)) < 0)
		return 3;
	(void)db_close(db);
	return 0;
}

TEST_STORE(migrate_at_once_from_several_programs)
{
	pid_t pids[RACERS];
	struct db *db;
	int gate[2], status;

	assert_int_equal(pipe(gate), 0);
	(void)fflush(NULL);
	for (int i = 0; i < RACERS; i++) {
		pids[i] = fork();
		assert_true(pids[i] >= 0);
		if (pids[i] == 0) {
			(void)close(gate[1]);
			_exit(race(place, gate[0], i));
		}
	}
	(void)close(gate[1]);
	for (int i = 0; i < RACERS; i++) {
		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_int_equal(status, 0);
	}
	(void)close(gate[0]);
	db = place_open(place);
	assert_int_equal(place_int(db, "SELECT count(*) FROM schema_version"), known());
	assert_int_equal(place_int(db, "SELECT count(*) FROM run"), RACERS);
	(void)db_close(db);
}

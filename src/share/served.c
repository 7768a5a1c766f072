#include "share/served.h"

#include "desk/ioc.h"

#include <pthread.h>
#include <stdlib.h>

#define DAY_MS INT64_C(86400000)

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct served *current;

/* --- perimeters --- */

struct range {
	const char *first, *last;
};

/* Verified items in the order of their first keys; highest[i] is the greatest last key up to i.
 * Keys of addresses begin with a digit below "4" and those of names with a letter: they never
 * meet. */
struct ranges {
	VEC(struct range) all;
	VEC(const char *) highest;
};

static int load_ranges(struct db *db, struct arena *arena, struct ranges *ret)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	const char *top = "";
	int r = db_prepare(db,
	    "SELECT \"first\", \"last\" FROM perimeter_item WHERE \"state\" = 'verified' AND "
	    "\"first\" IS NOT NULL ORDER BY \"first\"",
	    &stmt);

	while (r == 0 && (r = db_step(stmt)) == 1) {
		struct range range = {arena_strdup(arena, db_text(stmt, 0)),
		    arena_strdup(arena, db_text(stmt, 1))};

		if (strcmp(range.last, top) > 0)
			top = range.last;
		vec_push(arena, &ret->all, range);
		vec_push(arena, &ret->highest, top);
		r = 0;
	}
	return r;
}

/* Whether some item overlaps: one that begins at or before the end, and ends at or after the
 * beginning. */
static bool overlaps(const struct ranges *ranges, const char *first, const char *last)
{
	size_t from = 0, to = ranges->all.n;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (strcmp(ranges->all.items[middle].first, last) <= 0)
			from = middle + 1;
		else
			to = middle;
	}
	return from && strcmp(ranges->highest.items[from - 1], first) >= 0;
}

/* --- indicators --- */

static int index_of(const char *const *names, const char *name)
{
	for (int i = 0; name && names[i]; i++)
		if (strcmp(names[i], name) == 0)
			return i;
	return -1;
}

/* Columns 3 to 10 are names of values. */
static const char *const *const named[] = {ioc_kind_names, ioc_list_names, ioc_level_names,
    ioc_level_names, ioc_fp_rate_names, ioc_kill_chain_names, ioc_category_names, tlp_names};

static int read_row(
    struct db *db, struct db_stmt *stmt, struct arena *arena, struct blocklist_row *ret)
{
	int values[ARRAY_LEN(named)];

	for (size_t i = 0; i < ARRAY_LEN(named); i++) {
		values[i] = index_of(named[i], db_text(stmt, 3 + (int)i));
		if (values[i] < 0)
			return db_fail(db, ERR_CORRUPT, "an indicator cannot be read",
			    "restore a backup, or tell the developers", "%.40s",
			    db_text(stmt, 0));
	}
	*ret = (struct blocklist_row){.id = arena_strdup(arena, db_text(stmt, 0)),
	    .value = arena_strdup(arena, db_text(stmt, 1)),
	    .malware = arena_strdup(arena, db_text(stmt, 2)),
	    .type = (uint8_t)values[0],
	    .list = (uint8_t)values[1],
	    .confidence = (uint8_t)values[2],
	    .impact = (uint8_t)values[3],
	    .fp_rate = (uint8_t)values[4],
	    .kill_chain = (uint8_t)values[5],
	    .category = (uint8_t)values[6],
	    .tlp = (uint8_t)values[7],
	    .added = db_int(stmt, 11),
	    .expires = db_int(stmt, 12),
	    .ended = db_int(stmt, 13),
	    .number = db_int(stmt, 16),
	    .seen = db_int(stmt, 17),
	    .seen_from = db_int(stmt, 18),
	    .seen_to = db_int(stmt, 19)};
	return 0;
}

#define COLUMNS                                                                              \
	"\"id\", \"value\", \"malware\", i.\"type\", \"list\", \"confidence\", \"impact\", " \
	"\"fp_rate\", \"kill_chain\", \"category\", \"tlp\", \"added\", \"expires\", "       \
	"CASE \"state\" WHEN 'active' THEN 0 ELSE \"ended\" END, \"first\", \"last\", "      \
	"\"number\", "                                                                       \
	"coalesce(s.\"n\", 0), coalesce(s.\"from\", 0), coalesce(s.\"to\", 0)"

/* How often each was seen: without who it was. */
#define SEEN                                                                               \
	"(SELECT \"ioc\", count(*) AS \"n\", min(\"time\") AS \"from\", max(\"time\") AS " \
	"\"to\" "                                                                          \
	"FROM ioc_sighting WHERE \"type\" = 'seen' GROUP BY \"ioc\")"

static int load_rows(struct db *db, int64_t now, const struct ranges *ranges, struct served *to)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	VEC(struct blocklist_row) rows = {0};
	int r = db_prepare(db,
	    /* What was withdrawn before anybody knew it is nobody's tombstone. */
	    "SELECT " COLUMNS " FROM ioc AS i LEFT JOIN " SEEN " AS s ON s.\"ioc\" = "
	    "i.\"id\" WHERE \"state\" = 'active' OR (\"state\" IN ('expired', 'withdrawn') "
	    "AND \"ended\" > $1 AND \"published\" > 0) ORDER BY \"added\" DESC, \"id\"",
	    &stmt);

	if (r == 0)
		db_bind_int(stmt, 1, now - SERVED_REMOVED_DAYS * DAY_MS);
	while (r == 0 && (r = db_step(stmt)) == 1) {
		struct blocklist_row row;
		bool hits =
		    db_text(stmt, 14) && overlaps(ranges, db_text(stmt, 14), db_text(stmt, 15));

		r = read_row(db, stmt, to->arena, &row);
		if (r == 0 && hits && !row.ended)
			to->kept_back++;
		else if (r == 0)
			vec_push(to->arena, &rows, row);
	}
	to->rows = rows.items;
	to->n = rows.n;
	return r;
}

/* One state of the database: what has changed and what is there agree. */
static int load(struct db *db, int64_t now, struct served *to)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct ranges ranges = {0};
	int r = db_begin(db, DB_READ);

	if (r < 0)
		return r;
	r = ioc_generation(db, &to->generation);
	if (r == 0)
		r = load_ranges(db, arena, &ranges);
	if (r == 0)
		r = load_rows(db, now, &ranges, to);
	db_rollback(db);
	return r;
}

static void drop(struct served *served)
{
	if (!served || --served->users > 0)
		return;
	arena_free(served->arena);
	(void)mem_free(served);
}

void served_release(struct served *served)
{
	(void)pthread_mutex_lock(&lock);
	drop(served);
	(void)pthread_mutex_unlock(&lock);
}

void served_forget(void)
{
	(void)pthread_mutex_lock(&lock);
	drop(current);
	current = NULL;
	(void)pthread_mutex_unlock(&lock);
}

static struct served *use_current(const char *where, int64_t generation)
{
	struct served *found = NULL;

	(void)pthread_mutex_lock(&lock);
	if (current && current->generation == generation &&
	    strcmp(current->where, where) == 0) {
		found = current;
		found->users++;
	}
	(void)pthread_mutex_unlock(&lock);
	return found;
}

static void replace_current(struct served *with)
{
	(void)pthread_mutex_lock(&lock);
	drop(current);
	current = with;
	with->users++;
	(void)pthread_mutex_unlock(&lock);
}

int served_take(struct db *db, int64_t now, struct served **ret)
{
	struct served *served;
	int64_t generation = 0;
	int r = ioc_generation(db, &generation);

	if (r < 0)
		return r;
	*ret = use_current(db_where(db), generation);
	if (*ret)
		return 0;
	served = mem_alloc(sizeof(*served));
	*served = (struct served){.arena = arena_new(), .users = 1};
	served->where = arena_strdup(served->arena, db_where(db));
	r = load(db, now, served);
	if (r < 0) {
		served_release(served);
		return r;
	}
	replace_current(served);
	*ret = served;
	return 0;
}

/* What is known, row by row. */
#include "base/limits.h"
#include "store/knowledge.h"

enum { PAGE = 1000 }; /* rows that are read at a time, as in the statements */

#define ROW                                                                        \
	"SELECT \"key\", \"source\", \"kind\", \"id\", \"modified\", \"origin\", " \
	"\"taken\", \"digest\", \"body\" FROM know_record "

static void read_row(struct db_stmt *stmt, struct know_row *row)
{
	*row = (struct know_row){.key = db_text(stmt, 0),
	    .source = db_text(stmt, 1),
	    .kind = db_text(stmt, 2),
	    .id = db_text(stmt, 3),
	    .modified = db_int(stmt, 4),
	    .origin = db_text(stmt, 5),
	    .taken = db_int(stmt, 6),
	    .digest = db_text(stmt, 7),
	    .body = db_text(stmt, 8)};
}

/* Where the next page begins. */
struct place {
	struct str key;
	int64_t taken;
};

struct reading {
	struct db *db;
	const char *kind; /* NULL: all */
	int64_t since;
	int (*take)(void *arg, const struct know_row *row);
	void *arg;
	struct place at;
};

/* Gives how many rows there were, or an error. take runs after the statement was read, so that
 * it may use the database. */
static int one_page(struct reading *rd)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int n = 0, r = db_prepare(rd->db,
		       rd->since ? ROW
			   "WHERE (\"taken\", \"key\") > ($1, $2) ORDER BY \"taken\", \"key\" "
			   "LIMIT 1000"
				 : ROW "WHERE $1 = 0 AND \"key\" > $2 AND \"body\" IS NOT NULL "
				       "ORDER BY \"key\" LIMIT 1000",
		       &stmt);

	if (r < 0)
		return r;
	db_bind_int(stmt, 1, rd->at.taken);
	db_bind_text(stmt, 2, str_text(&rd->at.key));
	while ((r = db_step(stmt)) == 1) {
		struct know_row row;

		read_row(stmt, &row);
		if (!rd->kind || strcmp(row.kind, rd->kind) == 0)
			r = rd->take(rd->arg, &row);
		else
			r = 0;
		if (r < 0)
			return r;
		if (++n == PAGE) {
			rd->at.taken = rd->since ? row.taken : 0;
			str_clear(&rd->at.key);
			str_add(&rd->at.key, row.key);
		}
	}
	return r < 0 ? r : n;
}

int know_each(struct db *db, int kind, int64_t since,
    int (*take)(void *arg, const struct know_row *row), void *arg)
{
	struct reading rd = {.db = db,
	    .kind = kind < 0 ? NULL : know_kind_names[kind],
	    .since = since,
	    .take = take,
	    .arg = arg};
	int n;

	str_init(&rd.at.key, LIMIT_TEXT);
	if (since) { /* behind every key of that time */
		rd.at.taken = since;
		str_add(&rd.at.key, "\x7f");
	}
	do
		n = one_page(&rd);
	while (n == PAGE);
	str_done(&rd.at.key);
	return n < 0 ? n : 0;
}

int know_of(struct db *db, const char *id, int (*take)(void *arg, const struct know_row *row),
    void *arg)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	struct arena *arena = arena_new();
	int r = db_prepare(db,
	    ROW
	    "WHERE \"key\" >= $1 AND \"key\" < $2 AND \"body\" IS NOT NULL ORDER BY \"key\"",
	    &stmt);

	if (r == 0) {
		db_bind_text(stmt, 1, arena_printf(arena, "%s ", id));
		db_bind_text(stmt, 2, arena_printf(arena, "%s!", id));
		while ((r = db_step(stmt)) == 1) {
			struct know_row row;

			read_row(stmt, &row);
			r = take(arg, &row);
			if (r < 0)
				break;
		}
	}
	db_reset(stmt);
	arena_free(arena);
	return r;
}

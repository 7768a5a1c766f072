#include "notify/lease.h"

#include "os/alive.h"
#include "store/bulk.h"

/*
 * Two statements, as each has an index of its own. The choice is materialised: asked again for
 * each row of the update, PostgreSQL would pass over the rows that were just updated and lease
 * the next ones, too.
 */
#define MAILS " AND c.\"directive\" IS NULL "
#define HOOKS " AND c.\"directive\" IS NOT NULL "
#define EXPIRED(lane)                                                                      \
	"WITH k AS MATERIALIZED (SELECT c.\"id\" FROM outgoing c WHERE c.\"state\" = "     \
	"'leased' AND c.\"lease\" <= $1" lane                                              \
	"ORDER BY c.\"lease\" LIMIT $3 @skip_locked) UPDATE outgoing SET \"state\" = "     \
	"'leased', \"lease\" = $2, \"sender\" = $4 WHERE \"id\" IN (SELECT k.\"id\" FROM " \
	"k) RETURNING \"id\""
#define WAITING(lane)                                                                          \
	"WITH k AS MATERIALIZED (SELECT c.\"id\" FROM outgoing c WHERE c.\"state\" = "         \
	"'waiting' AND c.\"due\" <= $1" lane                                                   \
	"ORDER BY c.\"due\" LIMIT $3 @skip_locked) UPDATE outgoing SET \"state\" = 'leased', " \
	"\"lease\" = $2, \"sender\" = $4 WHERE \"id\" IN (SELECT k.\"id\" FROM k) RETURNING "  \
	"\"id\""

static const char *const expired_sql[] = {
    [LEASE_MAILS] = EXPIRED(MAILS), [LEASE_HOOKS] = EXPIRED(HOOKS)};
static const char *const waiting_sql[] = {
    [LEASE_MAILS] = WAITING(MAILS), [LEASE_HOOKS] = WAITING(HOOKS)};

struct taken {
	struct db *db;
	int64_t now, until;
	const char *sender;
	size_t max;
	struct arena *arena;
	VEC(const char *) ids;
};

/* Adds the ids of the rows that the statement leased: at most max in all. */
static int take(struct taken *t, const char *sql)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = db_prepare(t->db, sql, &stmt);

	if (r < 0)
		return r;
	db_bind_int(stmt, 1, t->now);
	db_bind_int(stmt, 2, t->until);
	db_bind_int(stmt, 3, (int64_t)(t->max - t->ids.n));
	db_bind_text(stmt, 4, t->sender);
	while ((r = db_step(stmt)) == 1)
		vec_push(t->arena, &t->ids, arena_strdup(t->arena, db_text(stmt, 0)));
	return r;
}

int lease_take(struct db *db, enum lease_lane lane, const struct lease_wish *wish,
    struct arena *arena, struct desk_records *ret)
{
	struct taken taken = {.db = db,
	    .now = wish->now,
	    .until = wish->now + wish->ms,
	    .sender = wish->sender,
	    .max = wish->max,
	    .arena = arena};
	int r = take(&taken, expired_sql[lane]);

	if (r == 0 && taken.ids.n < taken.max)
		r = take(&taken, waiting_sql[lane]);
	*ret = (struct desk_records){0};
	if (r < 0 || !taken.ids.n)
		return r;
	return desk_list(db, &outgoing_type,
	    "WHERE \"id\" IN (SELECT \"value\" FROM @texts($1)) ORDER BY \"due\", \"id\"",
	    DESK_PARAMS(DESK_TEXT(bulk_texts(taken.ids.items, taken.ids.n, arena))), arena,
	    ret);
}

/* Those who hold messages, of whatever lane. */
static int senders(struct db *db, struct arena *arena, struct text_list *ret)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = db_prepare(db,
	    "SELECT DISTINCT c.\"sender\" FROM outgoing AS c WHERE c.\"state\" = 'leased' AND "
	    "c.\"sender\" IS NOT NULL LIMIT 1000",
	    &stmt);

	if (r < 0)
		return r;
	while ((r = db_step(stmt)) == 1)
		text_list_add(ret, arena, arena_strdup(arena, db_text(stmt, 0)));
	return r;
}

/*
 * What was not handed over: the mark is on the disk before a mail's end goes out, so a process
 * that has ended without it has told nothing and never will. One that is marked waits for its
 * lease's end: what its sender said last may still be on its way to the database.
 */
int lease_orphans(struct db *db, struct arena *arena, int64_t *ret)
{
	struct text_list found = {0};
	int64_t n = 0, all = 0;
	int r = senders(db, arena, &found);

	for (size_t i = 0; r == 0 && i < found.n; i++) {
		if (!alive_ended(found.items[i]))
			continue;
		r = desk_exec(db,
		    "UPDATE outgoing SET \"state\" = 'waiting', \"lease\" = 0 WHERE \"state\" "
		    "= "
		    "'leased' AND \"sender\" = $1 AND \"sent\" = 0",
		    DESK_PARAMS(DESK_TEXT(found.items[i])), &n);
		all += n;
	}
	if (r == 0)
		*ret = all;
	return r;
}

#define ANY_WAITING(lane)                                                                    \
	"SELECT 1 FROM outgoing AS c WHERE c.\"state\" = 'waiting' AND c.\"due\" <= $1" lane \
	"LIMIT 1"
#define ANY_EXPIRED(lane)                                                                     \
	"SELECT 1 FROM outgoing AS c WHERE c.\"state\" = 'leased' AND c.\"lease\" <= $1" lane \
	"LIMIT 1"

int lease_any(struct db *db, enum lease_lane lane, int64_t now)
{
	bool hooks = lane == LEASE_HOOKS;
	int64_t there = 0;
	int r = desk_number(db, hooks ? ANY_WAITING(HOOKS) : ANY_WAITING(MAILS),
	    DESK_PARAMS(DESK_INT(now)), &there);

	if (r == 0 && !there)
		r = desk_number(db, hooks ? ANY_EXPIRED(HOOKS) : ANY_EXPIRED(MAILS),
		    DESK_PARAMS(DESK_INT(now)), &there);
	return r < 0 ? r : (int)there;
}

/* Whether a statement that should have met the leased row did. */
static int met(struct db *db, const struct outgoing *m, int r, int64_t changed)
{
	if (r == 0 && changed == 0)
		return db_fail(db, ERR_BUSY, "this message belongs to another sender now",
		    "nothing: that one goes on", "%.60s", m->id);
	return r;
}

int lease_names(struct db *db, const char *const *ids, size_t n, int64_t lease,
    const char *behind, struct arena *arena)
{
	int64_t changed = 0;
	int r = n ? desk_exec(db,
			"UPDATE outgoing SET \"message_id\" = \"id\" || $3 WHERE \"id\" IN "
			"(SELECT \"value\" FROM @texts($1)) AND \"state\" = 'leased' AND "
			"\"lease\" = $2 AND \"message_id\" IS NULL",
			DESK_PARAMS(DESK_TEXT(bulk_texts(ids, n, arena)), DESK_INT(lease),
			    DESK_TEXT(behind)),
			&changed)
		  : 0;

	if (r == 0 && changed != (int64_t)n)
		return db_fail(db, ERR_BUSY, "a message belongs to another sender now",
		    "nothing: that one goes on", "%.60s", ids[0]);
	return r;
}

int lease_back(
    struct db *db, const char *const *ids, size_t n, int64_t lease, struct arena *arena)
{
	if (!n)
		return 0;
	return desk_exec(db,
	    "UPDATE outgoing SET \"state\" = 'waiting', \"lease\" = 0 WHERE \"id\" IN (SELECT "
	    "\"value\" FROM @texts($1)) AND \"state\" = 'leased' AND \"lease\" = $2",
	    DESK_PARAMS(DESK_TEXT(bulk_texts(ids, n, arena)), DESK_INT(lease)), NULL);
}

/* One statement: it is a transaction by itself. */
int lease_handing(struct db *db, const struct outgoing *m, int64_t sent)
{
	int64_t changed = 0;
	int r = desk_exec(db,
	    "UPDATE outgoing SET \"sent\" = $3 WHERE \"id\" = $1 AND \"state\" = 'leased' AND "
	    "\"lease\" = $2",
	    DESK_PARAMS(DESK_TEXT(m->id), DESK_INT(m->lease), DESK_INT(sent)), &changed);

	return met(db, m, r, changed);
}

int lease_end(struct db *db, const struct outgoing *m, enum out_state state, int64_t due,
    const char *reason)
{
	int64_t changed = 0;
	int r = desk_exec(db,
	    "UPDATE outgoing SET \"state\" = $3, \"due\" = $4, \"reason\" = $5, \"attempts\" = "
	    "$6, \"sent\" = $7, \"values\" = CASE WHEN $8 = 1 THEN NULL ELSE \"values\" END, "
	    "\"lease\" = 0 WHERE \"id\" = $1 AND \"state\" = 'leased' AND \"lease\" = $2",
	    DESK_PARAMS(DESK_TEXT(m->id), DESK_INT(m->lease), DESK_TEXT(out_state_names[state]),
		DESK_INT(due), DESK_TEXT(reason), DESK_INT(m->attempts), DESK_INT(m->sent),
		DESK_INT(state == OUT_SENT || state == OUT_DROPPED)),
	    &changed);

	return met(db, m, r, changed);
}

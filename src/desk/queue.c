#include "desk/queue.h"

#include "codec/json.h"
#include "store/desk.h"

enum { IDS_MAX = 1 << 20, CLAIM_TRIES = 4 };

/*
 * The candidates are bounded before @lock_org is asked: each answer holds a lock of the server
 * until the transaction ends. Servers that claim at once take different organisations, so none
 * waits for another. Who saw the queue as it was before another's claim became visible meets
 * the unique index (one leased chunk an organisation) and tries again.
 */
static const char claim_sql[] =
    "WITH candidates AS MATERIALIZED (SELECT \"id\", \"org\" FROM chunk c WHERE \"state\" = "
    "'waiting' AND \"ready\" <= $4 AND NOT EXISTS (SELECT 1 FROM chunk l WHERE l.\"org\" = "
    "c.\"org\" AND l.\"state\" = 'leased') ORDER BY \"priority\", \"created\" LIMIT $6), "
    "taken AS MATERIALIZED (SELECT c.\"id\", c.\"org\", c.\"priority\", c.\"created\" FROM "
    "candidates k CROSS JOIN chunk c WHERE c.\"id\" = k.\"id\" AND c.\"state\" = 'waiting' AND "
    "@lock_org LIMIT $5 @skip_locked), "
    "firsts AS MATERIALIZED (SELECT \"id\", row_number() OVER (PARTITION BY \"org\" ORDER BY "
    "\"priority\", \"created\", \"id\") AS n FROM taken) "
    "UPDATE chunk SET \"state\" = 'leased', \"worker\" = $1, \"lease\" = $2, \"told\" = $3, "
    "\"attempts\" = \"attempts\" + 1 WHERE \"state\" = 'waiting' AND \"id\" IN (SELECT \"id\" "
    "FROM firsts WHERE n = 1) RETURNING \"id\"";

static const char claimed_tail[] =
    "WHERE \"id\" IN (SELECT \"value\" FROM @texts($1)) ORDER BY \"priority\", \"created\", "
    "\"id\"";

static int not_ours(struct db *db, const char *id)
{
	return db_fail(db, ERR_BUSY, "this work belongs to somebody else now",
	    "drop it and ask for other work", "chunk %.60s", id);
}

int queue_put(struct db *db, const struct chunk *chunk)
{
	struct chunk c = *chunk;

	c.state = CHUNK_WAITING;
	return desk_insert(db, &chunk_type, &c);
}

static int claim_ids(struct db *db, const char *worker, int max, int64_t lease, int64_t now,
    struct json_writer *w)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = db_prepare(db, claim_sql, &stmt);

	if (r < 0)
		return r;
	db_bind_text(stmt, 1, worker);
	db_bind_int(stmt, 2, lease);
	db_bind_int(stmt, 3, now);
	db_bind_int(stmt, 4, now);
	db_bind_int(stmt, 5, max);
	db_bind_int(stmt, 6, (int64_t)max * 4);
	json_write_array(w);
	while ((r = db_step(stmt)) == 1)
		json_write_text(w, db_text(stmt, 0));
	json_write_array_end(w);
	return r;
}

static int load_claimed(
    struct db *db, const char *ids, struct arena *arena, struct queue_chunks *ret)
{
	struct desk_records found = {0};
	int r = desk_list(
	    db, &chunk_type, claimed_tail, DESK_PARAMS(DESK_TEXT(ids)), arena, &found);

	if (r < 0)
		return r;
	vec_foreach (c, &found.all)
		vec_push(arena, &ret->all, *(struct chunk *)*c);
	return 0;
}

static int claim_once(struct db *db, const char *worker, int max, int64_t lease, int64_t now,
    struct arena *arena, struct queue_chunks *ret)
{
	struct queue_chunks got = {0};
	struct json_writer w;
	STR_AUTO(ids, IDS_MAX);
	int r = db_begin(db, DB_WRITE);

	if (r < 0)
		return r;
	json_write_init(&w, &ids, 0);
	r = claim_ids(db, worker, max, lease, now, &w);
	if (r == 0 && ids.n > 2)
		r = load_claimed(db, str_text(&ids), arena, &got);
	r = db_end(db, r);
	if (r == 0)
		*ret = got;
	return r;
}

int queue_claim(struct db *db, const char *worker, int max, int64_t lease_ms, int64_t now,
    struct arena *arena, struct queue_chunks *ret)
{
	int r = ERR_EXISTS;

	max = MIN(MAX(max, 0), QUEUE_BATCH);
	for (int i = 0; i < CLAIM_TRIES && r == ERR_EXISTS; i++)
		r = claim_once(db, worker, max, now + lease_ms, now, arena, ret);
	if (r != ERR_EXISTS)
		return r;
	*ret = (struct queue_chunks){0};
	return 0;
}

/* Whether a statement that should have met one leased chunk met none: 0 when it has ended. */
static int why_none(struct db *db, const char *worker, const char *id)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct chunk c;
	int r = desk_get(db, &chunk_type, id, arena, &c);

	if (r < 0)
		return r;
	if (c.state == CHUNK_LEASED || !c.worker || strcmp(c.worker, worker) != 0)
		return not_ours(db, id);
	return c.state == CHUNK_WAITING ? not_ours(db, id) : 0;
}

int queue_beat(struct db *db, const char *worker, const char *id,
    const struct queue_progress *p, int64_t lease_ms, int64_t now, bool *ret_stop)
{
	static const char sql[] =
	    "UPDATE chunk SET \"stage\" = $3, \"done\" = $4, \"total\" = $5, \"hosts\" = $6, "
	    "\"services\" = $7, \"requests\" = $8, \"findings\" = $9, \"told\" = $10, "
	    "\"lease\" = $11 WHERE \"id\" = $1 AND \"worker\" = $2 AND \"state\" = 'leased'";
	int64_t changed = 0, stop = 0;
	int r = db_begin(db, DB_WRITE);

	if (r < 0)
		return r;
	r = desk_exec(db, sql,
	    DESK_PARAMS(DESK_TEXT(id), DESK_TEXT(worker), DESK_TEXT(p->stage),
		DESK_INT(p->done), DESK_INT(p->total), DESK_INT(p->hosts),
		DESK_INT(p->services), DESK_INT(p->requests), DESK_INT(p->findings),
		DESK_INT(now), DESK_INT(now + lease_ms)),
	    &changed);
	if (r == 0 && changed == 0)
		r = not_ours(db, id);
	if (r == 0)
		r = desk_number(db, "SELECT \"stop\" FROM chunk WHERE \"id\" = $1",
		    DESK_PARAMS(DESK_TEXT(id)), &stop);
	r = db_end(db, r);
	if (r == 0)
		*ret_stop = stop != 0;
	return r;
}

int queue_done(struct db *db, const char *worker, const struct text_list *ids, int64_t now,
    int64_t *ret_ended)
{
	static const char sql[] =
	    "UPDATE chunk SET \"state\" = 'done', \"ended\" = $3, \"reason\" = NULL WHERE "
	    "\"id\" IN (SELECT \"value\" FROM @texts($1)) AND \"worker\" = $2 AND \"state\" IN "
	    "('leased', 'waiting')";
	struct json_writer w;
	int64_t changed = 0;
	STR_AUTO(list, IDS_MAX);
	int r;

	json_write_init(&w, &list, 0);
	json_write_array(&w);
	for (size_t i = 0; i < ids->n; i++)
		json_write_text(&w, ids->items[i]);
	json_write_array_end(&w);
	r = str_ok(&list);
	if (r == 0)
		r = desk_exec(db, sql,
		    DESK_PARAMS(DESK_TEXT(str_text(&list)), DESK_TEXT(worker), DESK_INT(now)),
		    &changed);
	for (size_t i = 0; r == 0 && changed < (int64_t)ids->n && i < ids->n; i++)
		r = why_none(db, worker, ids->items[i]);
	if ((r == 0 || r == ERR_BUSY) && ret_ended)
		*ret_ended = changed;
	return r;
}

static int fail(struct db *db, const char *worker, const char *id, const char *reason,
    bool again, int64_t now)
{
	static const char sql[] =
	    "UPDATE chunk SET \"state\" = $3, \"reason\" = $4, \"ready\" = $5, \"ended\" = $6, "
	    "\"lease\" = 0 WHERE \"id\" = $1 AND \"worker\" = $2 AND \"state\" = 'leased'";
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct chunk c;
	int64_t changed = 0;
	int r = desk_get(db, &chunk_type, id, arena, &c);

	if (r < 0)
		return r;
	again = again && c.attempts < QUEUE_ATTEMPTS;
	r = desk_exec(db, sql,
	    DESK_PARAMS(DESK_TEXT(id), DESK_TEXT(worker),
		DESK_TEXT(c.stop  ? "cancelled"
			  : again ? "waiting"
				  : "failed"),
		DESK_TEXT(reason), DESK_INT(now + QUEUE_RETRY_MS * c.attempts),
		DESK_INT(again && !c.stop ? 0 : now)),
	    &changed);
	return r == 0 && changed == 0 ? why_none(db, worker, id) : r;
}

int queue_fail(struct db *db, const char *worker, const char *id, const char *reason,
    bool again, int64_t now)
{
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, fail(db, worker, id, reason, again, now));
}

int queue_stopped(struct db *db, const char *worker, const char *id, int64_t now)
{
	static const char sql[] =
	    "UPDATE chunk SET \"state\" = 'cancelled', \"ended\" = $3, \"lease\" = 0 WHERE "
	    "\"id\" = $1 AND \"worker\" = $2 AND \"state\" = 'leased' AND \"stop\" = 1";
	int64_t changed = 0;
	int r = desk_exec(
	    db, sql, DESK_PARAMS(DESK_TEXT(id), DESK_TEXT(worker), DESK_INT(now)), &changed);

	return r == 0 && changed == 0 ? why_none(db, worker, id) : r;
}

int queue_give_back(
    struct db *db, const char *worker, const char *id, int64_t ready, int64_t now)
{
	int64_t changed = 0;
	int r = desk_exec(db,
	    "UPDATE chunk SET \"state\" = CASE WHEN \"stop\" = 1 THEN 'cancelled' ELSE "
	    "'waiting' END, \"ended\" = CASE WHEN \"stop\" = 1 THEN CAST($4 AS @int) ELSE 0 "
	    "END, \"attempts\" = \"attempts\" - 1, \"ready\" = $3, \"lease\" = 0, "
	    "\"worker\" = NULL WHERE "
	    "\"id\" = $1 AND \"worker\" = $2 AND \"state\" = 'leased'",
	    DESK_PARAMS(DESK_TEXT(id), DESK_TEXT(worker), DESK_INT(ready), DESK_INT(now)),
	    &changed);

	return r == 0 && changed == 0 ? why_none(db, worker, id) : r;
}

int queue_orphan(struct db *db, const char *worker, int64_t ready, int64_t now, int64_t *ret)
{
	return desk_exec(db,
	    "UPDATE chunk SET \"state\" = CASE WHEN \"stop\" = 1 THEN 'cancelled' WHEN "
	    "\"attempts\" >= $2 THEN 'failed' ELSE 'waiting' END, \"ended\" = CASE WHEN "
	    "\"stop\" = 1 OR \"attempts\" >= $2 THEN CAST($4 AS @int) ELSE 0 END, "
	    "\"reason\" = 'the worker died', \"ready\" = $3, \"lease\" = 0, \"worker\" = NULL "
	    "WHERE "
	    "\"worker\" = $1 AND \"state\" = 'leased'",
	    DESK_PARAMS(
		DESK_TEXT(worker), DESK_INT(QUEUE_ATTEMPTS), DESK_INT(ready), DESK_INT(now)),
	    ret);
}

int queue_look(struct db *db, const char *worker, const char *id, enum queue_word *ret)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = db_prepare(
	    db, "SELECT \"worker\", \"state\", \"stop\" FROM chunk WHERE \"id\" = $1", &stmt);

	if (r < 0)
		return r;
	db_bind_text(stmt, 1, id);
	r = db_step(stmt);
	if (r == 0)
		return db_fail(db, ERR_NOTFOUND, "there is no such work",
		    "drop it and ask for other work", "chunk %.60s", id);
	if (r < 0)
		return r;
	if (!db_text(stmt, 0) || strcmp(db_text(stmt, 0), worker) != 0 ||
	    strcmp(db_text(stmt, 1), "leased") != 0)
		*ret = QUEUE_LOST;
	else
		*ret = db_int(stmt, 2) ? QUEUE_STOP : QUEUE_GO_ON;
	return 0;
}

int queue_stop(struct db *db, const char *order, int64_t now)
{
	return desk_exec(db,
	    "UPDATE chunk SET \"stop\" = 1, \"ended\" = CASE \"state\" WHEN 'waiting' THEN "
	    "CAST($2 AS @int) "
	    "ELSE 0 END, \"state\" = CASE \"state\" WHEN 'waiting' THEN 'cancelled' ELSE "
	    "'leased' END WHERE \"audit_order\" = $1 AND \"state\" IN ('waiting', 'leased')",
	    DESK_PARAMS(DESK_TEXT(order), DESK_INT(now)), NULL);
}

int queue_stop_org(struct db *db, const char *org, int64_t now)
{
	return desk_exec(db,
	    "UPDATE chunk SET \"stop\" = 1, \"ended\" = CASE \"state\" WHEN 'waiting' THEN "
	    "CAST($2 AS @int) "
	    "ELSE 0 END, \"state\" = CASE \"state\" WHEN 'waiting' THEN 'cancelled' ELSE "
	    "'leased' END WHERE \"org\" = $1 AND \"state\" IN ('waiting', 'leased')",
	    DESK_PARAMS(DESK_TEXT(org), DESK_INT(now)), NULL);
}

int queue_resume(struct db *db, const char *order)
{
	return desk_exec(db,
	    "UPDATE chunk SET \"stop\" = 0, \"ended\" = 0, \"attempts\" = CASE \"state\" WHEN "
	    "'leased' THEN \"attempts\" ELSE 0 END, \"state\" = CASE \"state\" WHEN "
	    "'leased' THEN 'leased' ELSE 'waiting' END WHERE \"audit_order\" = $1 AND "
	    "\"state\" <> 'done' AND (\"state\" IN ('cancelled', 'failed') OR \"stop\" = 1)",
	    DESK_PARAMS(DESK_TEXT(order)), NULL);
}

int queue_expire(struct db *db, int64_t now, int64_t *ret)
{
	return desk_exec(db,
	    "UPDATE chunk SET \"state\" = CASE WHEN \"stop\" = 1 THEN 'cancelled' WHEN "
	    "\"attempts\" >= $2 THEN 'failed' ELSE 'waiting' END, \"ended\" = CASE WHEN "
	    "\"stop\" = 1 OR \"attempts\" >= $2 THEN CAST($3 AS @int) ELSE 0 END, \"reason\" = "
	    "'lease', "
	    "\"lease\" = 0 WHERE \"state\" = 'leased' AND \"lease\" <= $1",
	    DESK_PARAMS(DESK_INT(now), DESK_INT(QUEUE_ATTEMPTS), DESK_INT(now)), ret);
}

int queue_place(struct db *db, const char *order, int64_t *ret)
{
	return desk_number(db,
	    "SELECT CASE WHEN m.\"id\" IS NULL THEN -1 ELSE (SELECT count(*) FROM chunk c "
	    "WHERE "
	    "c.\"state\" = 'waiting' AND (c.\"priority\" < m.\"priority\" OR (c.\"priority\" = "
	    "m.\"priority\" AND c.\"created\" < m.\"created\"))) END FROM (SELECT 1 AS one) o "
	    "LEFT JOIN (SELECT \"id\", \"priority\", \"created\" FROM chunk WHERE "
	    "\"audit_order\" = $1 AND \"state\" = 'waiting' ORDER BY \"priority\", \"created\" "
	    "LIMIT 1) m ON 1 = 1",
	    DESK_PARAMS(DESK_TEXT(order)), ret);
}

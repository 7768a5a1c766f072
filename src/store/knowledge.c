#include "store/knowledge_impl.h"

#include "base/limits.h"
#include "base/map.h"
#include "base/time.h"
#include "codec/sha256.h"
#include "store/desk.h"

enum {
	BATCH = 64,  /* records that are written at a time */
	COLUMNS = 9, /* of know_record */
	TIMES = 10,  /* so much bigger or smaller than before is refused */
	FEW = 20,    /* so few records may come and go freely */
};

/* What is known of a key: of the database, or of this publication. */
struct seen {
	char digest[SHA256_HEX]; /* "" when withdrawn */
	int64_t modified;
	bool here; /* in the publication */
};

struct waiting {
	char digest[SHA256_HEX];
	const char *key, *kind, *id, *origin, *body;
	int64_t modified;
};

struct taking {
	struct db *db;
	const struct know_publication *pub;
	struct know_reading reading;
	struct know_taken sum;
	struct arena *arena; /* of the map */
	struct map seen;     /* key to struct seen */
	struct arena *rows;  /* of those that wait */
	struct waiting wait[BATCH];
	size_t nwait;
	struct str body;
	int64_t taken;
	const struct know_source *was; /* the one in use */
	int64_t most;                  /* records; more are refused at once */
	const char *many, *one;        /* SQL */
	struct msg *msg;
	int64_t invalid; /* records that break the rules of their type */
	char why[200];   /* of the first of them */
};

static bool is_valid(struct taking *t, const struct knowledge *k)
{
	struct msg msg = {0};
	bool valid = k->id && *k->id && strlen(k->id) <= 500 &&
		     record_validate(&know_types[k->kind], k->rec, &msg) == 0;

	if (!valid && t->invalid++ == 0)
		(void)snprintf(t->why, sizeof(t->why), "%.60s: %.120s", k->id ? k->id : "?",
		    *msg.detail ? msg.detail : "its id is too long");
	return valid;
}

static const char *upsert(struct arena *arena, size_t rows)
{
	STR_AUTO(sql, LIMIT_LINE);

	str_add(&sql, "INSERT INTO know_record (\"key\", \"source\", \"kind\", \"id\","
		      " \"modified\", \"origin\", \"taken\", \"digest\", \"body\") VALUES ");
	for (size_t i = 0; i < rows; i++) {
		str_add(&sql, i ? ", (" : "(");
		for (size_t j = 1; j <= COLUMNS; j++)
			str_addf(&sql, "%s$%zu", j > 1 ? ", " : "", i * COLUMNS + j);
		str_char(&sql, ')');
	}
	str_add(&sql,
	    " ON CONFLICT (\"key\") DO UPDATE SET \"modified\" = excluded.\"modified\","
	    " \"origin\" = excluded.\"origin\", \"taken\" = excluded.\"taken\","
	    " \"digest\" = excluded.\"digest\", \"body\" = excluded.\"body\"");
	return str_dup(&sql, arena);
}

static int send(struct taking *t, size_t from, size_t n)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = db_prepare(t->db, n == BATCH ? t->many : t->one, &stmt);

	for (size_t i = 0; r == 0 && i < n; i++) {
		const struct waiting *w = &t->wait[from + i];
		int at = (int)(i * COLUMNS);

		db_bind_text(stmt, at + 1, w->key);
		db_bind_text(stmt, at + 2, t->pub->source.feed);
		db_bind_text(stmt, at + 3, w->kind);
		db_bind_text(stmt, at + 4, w->id);
		db_bind_int(stmt, at + 5, w->modified);
		db_bind_text(stmt, at + 6, w->origin);
		db_bind_int(stmt, at + 7, t->taken);
		db_bind_text(stmt, at + 8, w->digest);
		db_bind_text(stmt, at + 9, w->body);
	}
	return r == 0 ? db_run(stmt) : r;
}

static int flush(struct taking *t)
{
	int r = 0;

	if (t->nwait == BATCH)
		r = send(t, 0, BATCH);
	else
		for (size_t i = 0; r == 0 && i < t->nwait; i++)
			r = send(t, i, 1);
	t->nwait = 0;
	arena_clear(t->rows);
	return r;
}

/* Whether the record is to be written, and counted as what. */
static bool is_news(
    struct taking *t, const char *key, const struct knowledge *k, const char *digest)
{
	struct seen *was = map_get(&t->seen, key);

	if (!was) {
		was = ARENA_NEW(t->arena, struct seen);
		(void)map_set(&t->seen, key, was);
		t->sum.added++;
	} else if (was->here) {
		return false; /* said twice: the first counts */
	} else if (!*was->digest) {
		t->sum.added++;
	} else if (strcmp(was->digest, digest) == 0) {
		was->here = true;
		t->sum.same++;
		return false;
	} else if (k->modified && k->modified < was->modified && !t->pub->accept) {
		was->here = true;
		t->sum.older++;
		return false;
	} else {
		t->sum.changed++;
	}
	was->here = true;
	return true;
}

/* --- what is refused --- */

static int refuse(struct msg *msg, const char *what, const char *hint)
{
	msg_what(msg, "%s", what);
	msg_hint(msg, "%s", hint);
	return ERR_RANGE;
}

static const char *const accept_hint =
    "what was known before stays in use; look at the file, and give --accept if it is right";

static int check_size(struct taking *t)
{
	const struct know_source *was = t->was;
	int64_t n = t->sum.records, before = was->records, bytes = t->pub->source.bytes;

	if (!was->taken || (n <= FEW && before <= FEW))
		return 0;
	msg_detail(t->msg, "%s: %lld records in %lld bytes, the last one had %lld in %lld",
	    was->name, (long long)n, (long long)bytes, (long long)before,
	    (long long)was->bytes);
	if (n > before * TIMES || (was->bytes && bytes / TIMES > was->bytes))
		return refuse(t->msg, "the publication is more than ten times its usual size",
		    accept_hint);
	if (n < before / TIMES || bytes < was->bytes / TIMES)
		return refuse(t->msg, "the publication is less than a tenth of its usual size",
		    accept_hint);
	return 0;
}

static int check_age(struct taking *t)
{
	const struct know_source *was = t->was;
	char now[TIME_TEXT], before[TIME_TEXT];

	if (!was->newest || !t->reading.newest || t->reading.newest >= was->newest)
		return 0;
	msg_detail(t->msg, "%s: it is of %s, the one in use of %s", was->name,
	    time_text(t->reading.newest, now), time_text(was->newest, before));
	return refuse(t->msg, "the publication is older than the one in use", accept_hint);
}

static int check_content(struct taking *t)
{
	int64_t left = t->reading.left + t->invalid;

	if (t->sum.records == 0 && t->reading.none && left == 0 && t->pub->loose)
		return 0;
	if (t->sum.records == 0) {
		msg_detail(t->msg, "%s: %lld left out%s%s", t->pub->source.name,
		    (long long)left, *t->why ? ", the first: " : "", t->why);
		return refuse(t->msg, "the publication holds no record",
		    "what was known before stays in use; look at the file, or ask its "
		    "publisher");
	}
	if (left <= FEW || left <= t->sum.records / TIMES)
		return 0;
	msg_detail(t->msg, "%s: %lld left out of %lld%s%s", t->pub->source.name,
	    (long long)left, (long long)left + t->sum.records, *t->why ? ", the first: " : "",
	    t->why);
	return refuse(t->msg, "much of the publication cannot be read", accept_hint);
}

static int check(struct taking *t)
{
	int r = check_content(t);

	if (r < 0 && (!t->pub->accept || t->sum.records == 0))
		return r;
	if (t->pub->accept || t->pub->loose)
		return 0;
	r = check_size(t);
	return r < 0 ? r : check_age(t);
}

static int too_long(struct msg *msg, const char *id)
{
	msg_what(msg, "a record of the publication is too long");
	msg_detail(msg, "%.100s", id);
	msg_hint(msg, "what was known before stays in use; ask its publisher");
	return ERR_LIMIT;
}

static int write_one(void *arg, const struct knowledge *k)
{
	struct taking *t = arg;
	struct waiting *w = &t->wait[t->nwait];
	const char *kind = know_kind_names[k->kind], *key;

	if (!is_valid(t, k))
		return 0;
	if (++t->sum.records > t->most)
		return check_size(t);
	str_clear(&t->body);
	know_write(k, &t->body);
	if (str_ok(&t->body) < 0)
		return too_long(t->msg, k->id);
	key = arena_printf(t->rows, "%s %s %s", k->id, kind, t->pub->source.feed);
	(void)sha256_hex(str_bytes(&t->body), w->digest);
	if (!is_news(t, key, k, w->digest))
		return 0;
	w->key = key;
	w->kind = kind;
	w->id = arena_strdup(t->rows, k->id);
	w->origin = arena_strdup(t->rows, k->origin);
	w->modified = k->modified;
	w->body = str_dup(&t->body, t->rows);
	return ++t->nwait == BATCH ? flush(t) : 0;
}

/* What the database holds of the source. */
static int load_page(struct taking *t, char *after, size_t size)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int n = 0, r = db_prepare(t->db,
		       "SELECT \"key\", \"modified\", \"digest\" FROM know_record"
		       " WHERE \"source\" = $1 AND \"key\" > $2 ORDER BY \"key\" LIMIT 5000",
		       &stmt);

	if (r < 0)
		return r;
	db_bind_text(stmt, 1, t->pub->source.feed);
	db_bind_text(stmt, 2, after);
	while ((r = db_step(stmt)) == 1) {
		struct seen *seen = ARENA_NEW(t->arena, struct seen);
		const char *digest = db_text(stmt, 2);

		(void)snprintf(seen->digest, sizeof(seen->digest), "%s", digest ? digest : "");
		seen->modified = db_int(stmt, 1);
		(void)map_set(&t->seen, db_text(stmt, 0), seen);
		(void)snprintf(after, size, "%s", db_text(stmt, 0));
		n++;
	}
	return r < 0 ? r : n;
}

static int load(struct taking *t)
{
	char after[1024] = "";
	int n;

	do
		n = load_page(t, after, sizeof(after));
	while (n > 0);
	return n;
}

/*
 * The time of this taking: later than every other, and the next must wait until this one's
 * transaction ends, so that who asks for what came after a time misses nothing.
 */
static int tick(struct taking *t)
{
	struct arena *arena = arena_new();
	int64_t before = 0;
	struct db_stmt *stmt = NULL;
	int r = db_prepare(t->db,
	    "INSERT INTO setting (\"name\", \"value\") VALUES ('knowledge_taken', '0')"
	    " ON CONFLICT (\"name\") DO UPDATE SET \"value\" = setting.\"value\"",
	    &stmt);

	if (r == 0)
		r = db_run(stmt);
	if (r == 0)
		r = desk_number(t->db,
		    "SELECT CAST(\"value\" AS @int) FROM setting WHERE \"name\" = "
		    "'knowledge_taken'",
		    NULL, 0, &before);
	t->taken = MAX(t->pub->now, before + 1);
	if (r == 0)
		r = desk_exec(t->db,
		    "UPDATE setting SET \"value\" = $1 WHERE \"name\" = 'knowledge_taken'",
		    DESK_PARAMS(DESK_TEXT(arena_printf(arena, "%lld", (long long)t->taken))),
		    NULL);
	arena_free(arena);
	return r;
}

static int withdraw_one(struct taking *t, const char *key, const struct seen *seen)
{
	int r;

	if (seen->here || !*seen->digest)
		return 0;
	r = desk_exec(t->db,
	    "UPDATE know_record SET \"digest\" = NULL, \"body\" = NULL, \"taken\" = $2"
	    " WHERE \"key\" = $1",
	    DESK_PARAMS(DESK_TEXT(key), DESK_INT(t->taken)), NULL);
	t->sum.withdrawn += r == 0;
	return r;
}

/* What is missing in a publication that is all of the source; else what it names. */
static int withdraw(struct taking *t)
{
	const struct text_list *gone = t->reading.gone;
	int r = 0;

	if (t->reading.whole)
		map_foreach (entry, &t->seen) {
			r = withdraw_one(t, entry->key, entry->value);
			if (r < 0)
				return r;
		}
	for (size_t i = 0; r == 0 && gone && i < gone->n; i++) {
		const char *key = arena_printf(t->arena, "%s %s %s", gone->items[i],
		    know_kind_names[KNOW_ADVISORY], t->pub->source.feed);
		const struct seen *seen = map_get(&t->seen, key);

		if (seen)
			r = withdraw_one(t, key, seen);
	}
	return r;
}

static int store_taken(struct taking *t)
{
	struct know_source s = t->pub->source;

	s.records = t->sum.records;
	s.newest = t->reading.newest;
	s.taken = t->taken;
	s.checked = t->pub->now;
	s.error = NULL;
	return know_source_store(t->db, &s);
}

/*
 * One reading: what turns out to be wrong at its end is rolled back. The messages of the
 * database stand in its handle, those of a reader and of a refusal in *msg.
 */
static int write_all(struct taking *t)
{
	int r = tick(t);

	if (r == 0)
		r = load(t);
	if (r < 0)
		return r;
	r = t->pub->read(t->pub->arg, write_one, t, &t->reading, t->msg);
	if (r < 0)
		return r;
	t->sum.records += t->reading.records;
	t->sum.left = t->reading.left + t->invalid;
	*t->msg = (struct msg){0};
	r = check(t);
	if (r < 0)
		return r;
	*t->msg = (struct msg){0};
	r = flush(t);
	if (r == 0)
		r = withdraw(t);
	return r == 0 ? store_taken(t) : r;
}

static int write(struct taking *t)
{
	int r = db_begin(t->db, DB_WRITE);

	if (r == 0) {
		t->arena = arena_new();
		t->rows = arena_new();
		str_init(&t->body, KNOW_BODY);
		map_init(&t->seen, t->arena);
		t->many = upsert(t->arena, BATCH);
		t->one = upsert(t->arena, 1);
		r = db_end(t->db, write_all(t));
		str_done(&t->body);
		arena_free(t->rows);
		arena_free(t->arena);
	}
	if (r < 0 && !t->msg->what[0])
		*t->msg = *db_msg(t->db);
	return r;
}

/* The reason stays with the source, so that it is seen later too. */
static void note_failure(struct taking *t)
{
	char why[1000];

	(void)snprintf(why, sizeof(why), "%s: %s", t->msg->what, t->msg->detail);
	if (know_checked(t->db, &t->pub->source, t->pub->now, why) < 0)
		return; /* the failure itself is told; the note is not worth more */
}

int know_take(
    struct db *db, const struct know_publication *pub, struct know_taken *ret, struct msg *msg)
{
	struct know_source was = {0};
	struct taking t = {.db = db, .pub = pub, .msg = msg, .was = &was, .most = INT64_MAX};
	struct arena *arena = arena_new();
	int r = know_source_now(db, &pub->source, arena, &was);

	*msg = (struct msg){0};
	if (r < 0)
		*msg = *db_msg(db);
	if (was.taken && was.records > FEW && !pub->accept && !pub->loose)
		t.most = was.records * TIMES;
	if (r == 0) {
		r = write(&t);
		if (r < 0)
			note_failure(&t);
	}
	arena_free(arena);
	if (r == 0)
		*ret = t.sum;
	return r;
}

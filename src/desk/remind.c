#include "desk/remind.h"

#include "auth/role.h"
#include "codec/json.h"
#include "desk/outbox.h"
#include "model/scope.h"
#include "model/tracked.h"
#include "store/desk.h"

enum { ACCEPTANCES = 100 /* of an organisation in one day */, TOKENS = 1000 };

/* Where it stands: "DAY ORG", all up to that organisation were looked at; "DAY ~": all were
 * (no id sorts after "~"). */
#define MARK     "remind"
#define FINISHED "~"

struct reminding {
	struct db *db;
	struct arena *arena;
	int64_t now;
	int64_t told;
};

static int64_t due(const struct reminding *m)
{
	return MAX(m->now, m->now - m->now % REMIND_DAY + REMIND_HOUR);
}

static int put_one(struct reminding *m, struct outgoing *message)
{
	int64_t there = 0;
	int r = desk_number(m->db, "SELECT count(*) FROM outgoing WHERE \"unique_key\" = $1",
	    DESK_PARAMS(DESK_TEXT(message->unique_key)), &there);

	if (r < 0 || there)
		return r;
	message->due = due(m);
	m->told++;
	return outbox_put(m->db, message, m->now, m->arena);
}

static int put(struct reminding *m, const struct outgoing *message, enum permission permission)
{
	const struct outbox_readers readers = {.org = message->org, .permission = permission};
	struct outgoing out = *message;
	int64_t n = 0;
	int r;

	out.due = due(m);
	r = outbox_put_all(m->db, &out, &readers, m->now, m->arena, &n);
	m->told += n;
	return r;
}

/* The first week begins at the Monday before 1970. */
static long long week(int64_t now)
{
	return (long long)((now / REMIND_DAY + 3) / 7);
}

/* One that counts: sql is asked of $1, the organisation, $2, until when, and $3, now. */
static int count_one(struct reminding *m, const char *org, const char *template,
    const char *sql, int64_t until, enum permission permission)
{
	struct outgoing message = {.template = template, .org = org};
	STR_AUTO(values, 128);
	struct json_writer w;
	int64_t n = 0;
	int r = desk_number(
	    m->db, sql, DESK_PARAMS(DESK_TEXT(org), DESK_INT(until), DESK_INT(m->now)), &n);

	if (r < 0 || !n)
		return r;
	json_write_init(&w, &values, 0);
	json_write_object(&w);
	json_member_int(&w, "count", n);
	json_write_object_end(&w);
	message.values = str_text(&values);
	message.unique_key = arena_printf(m->arena, "%s:%s:%lld", template, org, week(m->now));
	return put(m, &message, permission);
}

static int acceptances(struct reminding *m, const char *org)
{
	struct desk_records found = {0};
	int r = desk_list(m->db, &tracked_type,
	    "WHERE \"org\" = $1 AND \"state\" = 'accepted' AND \"expires\" > $2 AND "
	    "\"expires\" <= $3 ORDER BY \"expires\", \"id\" LIMIT $4",
	    DESK_PARAMS(DESK_TEXT(org), DESK_INT(m->now), DESK_INT(m->now + REMIND_ACCEPTANCE),
		DESK_INT(ACCEPTANCES)),
	    m->arena, &found);

	for (size_t i = 0; r == 0 && i < found.all.n; i++) {
		const struct tracked *t = found.all.items[i];
		struct outgoing message = {
		    .template = "acceptance_expires", .org = org, .object = t->id};
		STR_AUTO(values, 256);
		struct json_writer w;

		json_write_init(&w, &values, 0);
		json_write_object(&w);
		json_member_text(&w, "reference", t->ref);
		json_write_object_end(&w);
		message.values = str_text(&values);
		message.unique_key = arena_printf(
		    m->arena, "acceptance_expires:%s:%lld", t->id, (long long)t->expires);
		r = put(m, &message, MAY_ACCEPT);
	}
	return r;
}

/* Tokens that end soon, each once; one statement a day over all of them. */
static int tokens(struct reminding *m)
{
	struct desk_records found = {0};
	int r = desk_list(m->db, &token_type,
	    "WHERE \"revoked\" = 0 AND \"expires\" > $1 AND \"expires\" <= $2 AND "
	    "\"created\" <= \"expires\" - $3 ORDER BY \"expires\", \"id\" LIMIT $4",
	    DESK_PARAMS(DESK_INT(m->now), DESK_INT(m->now + REMIND_TOKEN),
		DESK_INT(2 * REMIND_TOKEN), DESK_INT(TOKENS)),
	    m->arena, &found);

	for (size_t i = 0; r == 0 && i < found.all.n; i++) {
		const struct token *t = found.all.items[i];
		struct outgoing message = {
		    .template = "token_expires", .person = t->person, .object = t->id};
		STR_AUTO(values, 1024);
		struct json_writer w;

		json_write_init(&w, &values, 0);
		json_write_object(&w);
		json_member_text(&w, "name", t->name);
		json_member_int(&w, "expires", t->expires);
		json_write_object_end(&w);
		message.values = str_text(&values);
		message.unique_key = arena_printf(m->arena, "token_expires:%s", t->id);
		r = put_one(m, &message);
	}
	return r;
}

static int look(struct reminding *m, const char *org)
{
	int r = count_one(m, org, "findings_due",
	    "SELECT count(*) FROM tracked_finding WHERE \"org\" = $1 AND \"state\" IN ('open', "
	    "'notified', 'acknowledged', 'in_progress') AND \"due\" > 0 AND \"due\" <= $2 AND "
	    "CAST($3 AS @int) > 0",
	    m->now + REMIND_DUE, MAY_ANSWER);

	if (r == 0)
		r = count_one(m, org, "proof_lapses",
		    "SELECT count(*) FROM perimeter_item WHERE \"org\" = $1 AND \"state\" = "
		    "'verified' AND \"lapses\" <= $2 AND \"lapses\" > $3",
		    m->now + REMIND_LAPSE, MAY_DECLARE);
	return r == 0 ? acceptances(m, org) : r;
}

/* Takes the mark over from where it stood; ERR_BUSY when another server did. */
static int mark(struct reminding *m, const char *was, const char *becomes)
{
	int64_t changed = 0;
	int r = desk_exec(m->db,
	    "UPDATE setting SET \"value\" = $1 WHERE \"name\" = '" MARK "' AND \"value\" = $2",
	    DESK_PARAMS(DESK_TEXT(becomes), DESK_TEXT(was)), &changed);

	return r == 0 && !changed ? ERR_BUSY : r;
}

static int go_on(
    struct reminding *m, const char *was, const char *day, const char *after, int max)
{
	struct desk_records orgs = {0};
	const char *end = FINISHED;
	int r = desk_list(m->db, &org_type,
	    "WHERE \"state\" = 'active' AND \"id\" > $1 ORDER BY \"id\" LIMIT $2",
	    DESK_PARAMS(DESK_TEXT(after), DESK_INT(max)), m->arena, &orgs);

	if (r < 0)
		return r;
	vec_foreach (o, &orgs.all)
		if (o == &orgs.all.items[max - 1])
			end = ((const struct org *)*o)->id; /* there may be more */
	r = mark(m, was, arena_printf(m->arena, "%s %s", day, end));
	if (r == 0 && !*after)
		r = tokens(m); /* in the first pass of the day */
	vec_foreach (o, &orgs.all)
		if (r == 0)
			r = look(m, ((const struct org *)*o)->id);
	return r;
}

static int begin(struct db *db, struct arena *arena, const char **ret)
{
	struct setting mark = {0};
	int r = desk_get(db, &setting_type, MARK, arena, &mark);

	if (r == ERR_NOTFOUND)
		r = desk_exec(db,
		    "INSERT INTO setting (\"name\", \"value\") VALUES ('" MARK "', '0 ') ON "
		    "CONFLICT (\"name\") DO NOTHING",
		    NULL, 0, NULL);
	*ret = mark.value ? mark.value : "0 ";
	return r;
}

int remind_due(struct db *db, int64_t now, int max, int64_t *ret)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct reminding m = {.db = db, .arena = arena, .now = now};
	const char *day = arena_printf(arena, "%lld", (long long)(now / REMIND_DAY));
	const char *was = NULL, *after = "";
	int r = begin(db, arena, &was);

	if (r < 0)
		return r;
	if (strncmp(was, day, strlen(day)) == 0 && was[strlen(day)] == ' ')
		after = was + strlen(day) + 1;
	if (strcmp(after, FINISHED) == 0) {
		*ret = 0;
		return 0;
	}
	r = db_begin(db, DB_WRITE);
	if (r == 0)
		r = db_end(db, go_on(&m, was, day, after, max));
	if (r == 0)
		*ret = m.told;
	/* Another server has done it. */
	return r == ERR_BUSY ? 0 : r;
}

#include "base/time.h"
#include "desk/id.h"
#include "desk/notice_impl.h"
#include "desk/org.h"
#include "desk/phone.h"
#include "store/bulk.h"

enum {
	TITLE_MAX = 300,
	ADVICE_MAX = 4000,
	RUN = 500, /* notices that are in memory at a time */
};

/*
 * Notices that are opened in one transaction, in runs: what a run needs is loaded for all of it
 * and what comes of it is stored for all of it, in a few statements each.
 */
struct opening {
	struct db *db;
	const struct actor *actor;
	int64_t now;
	struct arena *keep; /* the caller's: what is given back, and the log */
	VEC(struct log_entry) log;
	int64_t ref, refs; /* the next number, and how many are ours */

	struct arena *arena; /* of the run, as all that follows */
	struct notice_telling telling;
	struct map orgs;  /* id to struct org */
	struct map there; /* key_of to struct notice */
	struct notice_outbox out;
	VEC(const void *) fresh; /* struct notice */
	VEC(void *) changed;     /* struct notice that were there */
	VEC(const void *) steps; /* struct notice_event */
	VEC(const struct notice *) ring;
};

static const char *key_of(
    const char *org, const char *cause, const char *object, struct arena *arena)
{
	return arena_printf(arena, "%s\n%s\n%s", org, cause, object);
}

/* --- numbers and the log --- */

static const char *counter(const struct opening *o)
{
	return arena_printf(o->arena, "counter.VARDE.%d", time_split(o->now).year);
}

/* Moves the counter of references by so many; gives where it then stands. The row stays locked
 * until the transaction ends. */
static int move_counter(struct opening *o, int64_t by, int64_t *ret)
{
	const char *name = counter(o);
	int r = desk_exec(o->db,
	    "INSERT INTO setting (\"name\", \"value\") VALUES ($1, CAST(CAST($2 AS "
	    "@int) AS TEXT)) ON CONFLICT (\"name\") DO UPDATE SET \"value\" = "
	    "CAST(CAST(setting.\"value\" AS "
	    "@int) + $2 AS TEXT)",
	    DESK_PARAMS(DESK_TEXT(name), DESK_INT(by)), NULL);

	return r < 0 ? r
		     : desk_number(o->db,
			   "SELECT CAST(\"value\" AS @int) FROM setting WHERE \"name\" = $1",
			   DESK_PARAMS(DESK_TEXT(name)), ret);
}

static int next_ref(struct opening *o, size_t wanted, const char **ret)
{
	int64_t stands = 0;
	int r = 0;

	if (!o->refs) {
		r = move_counter(o, (int64_t)wanted, &stands);
		o->refs = (int64_t)wanted;
		o->ref = stands - (int64_t)wanted + 1;
	}
	if (r < 0)
		return r;
	*ret = arena_printf(
	    o->keep, "VARDE#%d-%05lld", time_split(o->now).year, (long long)o->ref);
	o->ref++;
	o->refs--;
	return 0;
}

static void note_log(
    struct opening *o, const char *action, const struct notice *n, int64_t told)
{
	struct json_writer w;
	STR_AUTO(detail, 1024);

	json_write_init(&w, &detail, 0);
	json_write_object(&w);
	json_member_text(&w, "ref", n->ref);
	json_member_text(&w, "cause", n->cause);
	json_member_int(&w, "told", told);
	json_write_object_end(&w);
	vec_push(o->keep, &o->log,
	    (struct log_entry){.time = o->now,
		.actor = o->actor ? o->actor->person : NULL,
		.actor_name = o->actor ? o->actor->name : NULL,
		.token = o->actor ? o->actor->token : NULL,
		.remote = o->actor ? o->actor->remote : NULL,
		.action = action,
		.org = arena_strdup(o->keep, n->org),
		.object = arena_strdup(o->keep, n->id),
		.outcome = "done",
		.detail = str_dup(&detail, o->keep)});
}

/* --- what is there --- */

static int check(struct db *db, const struct notice_new *new)
{
	bool fits = new->org &&notice_cause_of(new->cause) &&
		    new->object &&*new->object &&new->title &&*new->title &&strlen(
			new->title) <= TITLE_MAX &&
		    (!new->advice || strlen(new->advice) <= ADVICE_MAX) &&
		    new->severity >= CRIT_CRITICAL &&new->severity < CRIT_LEVELS &&new->tlp >=
			TLP_CLEAR &&new->tlp <= TLP_RED;

	if (!fits)
		return db_fail(db, ERR_RANGE, "a notice cannot be opened",
		    "this is an error of Varde: please report it", "%.60s %.60s",
		    new->cause ? new->cause : "", new->title ? new->title : "");
	return 0;
}

static int load_orgs(struct opening *o, const char *const *ids, size_t n)
{
	struct desk_records found = {0};
	int r =
	    desk_list(o->db, &org_type, "WHERE \"id\" IN (SELECT \"value\" FROM @texts($1))",
		DESK_PARAMS(DESK_TEXT(bulk_texts(ids, n, o->arena))), o->arena, &found);

	for (size_t i = 0; r == 0 && i < found.all.n; i++)
		(void)map_set(
		    &o->orgs, ((const struct org *)found.all.items[i])->id, found.all.items[i]);
	return r;
}

/* Those of one cause and object, at these organisations. The index of objects is not asked: a
 * kind of alert is the object of all organisations' notices. */
static int load_notices(
    struct opening *o, const struct notice_new *like, const char *const *orgs, size_t n)
{
	struct desk_records found = {0};
	int r = desk_list(o->db, &notice_type,
	    "WHERE \"cause\" = $1 AND \"object\" || '' = $2 AND \"org\" IN (SELECT \"value\" "
	    "FROM "
	    "@texts($3))",
	    DESK_PARAMS(DESK_TEXT(like->cause), DESK_TEXT(like->object),
		DESK_TEXT(bulk_texts(orgs, n, o->arena))),
	    o->arena, &found);

	for (size_t i = 0; r == 0 && i < found.all.n; i++) {
		struct notice *there = found.all.items[i];

		(void)map_set(&o->there,
		    key_of(there->org, there->cause, there->object, o->arena), there);
	}
	return r;
}

/* New ones of the same cause and object. */
struct alike {
	const struct notice_new *like;
	VEC(const char *) orgs;
};

static int load_all_notices(struct opening *o, const struct notice_new *all, size_t n)
{
	struct map kinds;
	int r = 0;

	map_init(&kinds, o->arena);
	for (size_t i = 0; i < n; i++) {
		const char *key = key_of("", all[i].cause, all[i].object, o->arena);
		struct alike *alike = map_get(&kinds, key);

		if (!alike) {
			alike = ARENA_NEW(o->arena, struct alike);
			alike->like = &all[i];
			(void)map_set(&kinds, key, alike);
		}
		vec_push(o->arena, &alike->orgs, all[i].org);
	}
	map_foreach (kind, &kinds) {
		const struct alike *alike = kind->value;

		if (r == 0)
			r = load_notices(o, alike->like, alike->orgs.items, alike->orgs.n);
	}
	return r;
}

static int load(struct opening *o, const struct notice_new *all, size_t n)
{
	const char **ids = ARENA_ARRAY(o->arena, n, const char *);
	int r;

	for (size_t i = 0; i < n; i++)
		ids[i] = all[i].org;
	r = load_orgs(o, ids, n);
	if (r == 0)
		r = load_all_notices(o, all, n);
	if (r == 0)
		r = notice_telling_init(o->db, ids, n, o->now, o->arena, &o->telling);
	return r;
}

/* --- one of them --- */

static void add_items(
    struct notice *n, const struct notice_new *new, struct arena *arena, size_t *ret_added)
{
	struct notice_items items = {0};

	/* What cannot be read is not kept: the new ones are. */
	if (notice_items_read(n->items, arena, &items) < 0)
		items = (struct notice_items){0};
	notice_items_merge(&items, new->items, new->nitems, arena, ret_added);
	n->items = notice_items_write(&items, arena);
	n->count = new->count ? new->count : n->count + (int64_t)*ret_added;
}

/* The interval: what the caller says, or the shortest of the rules that tell of it. */
static int64_t interval_of(const struct notice_new *new, const struct directive_readers *to)
{
	int64_t best = 0;

	if (new->interval)
		return new->interval;
	vec_foreach (reader, &to->all) {
		int64_t ms = reader->rule->interval * 60000;

		if (ms && (!best || ms < best))
			best = ms;
	}
	return best ? best : NOTICE_INTERVAL;
}

const char *notice_template(const struct notice *n)
{
	return notice_is_urgent(n->severity) ? "notice_urgent" : "notice";
}

static void add_step(struct opening *o, const struct notice *n, int step, int64_t count)
{
	struct notice_event *e = ARENA_NEW(o->arena, struct notice_event);

	*e = (struct notice_event){.id = id_make(o->arena),
	    .notice = n->id,
	    .time = o->now,
	    .actor = o->actor ? o->actor->person : NULL,
	    .step = step,
	    .count = count};
	vec_push(o->arena, &o->steps, e);
}

static int open_new(struct opening *o, const struct notice_new *new, const struct org *org,
    size_t wanted, struct notice_opened *ret)
{
	struct notice *n = ARENA_NEW(o->arena, struct notice);
	struct directive_readers to = {0};
	struct notice_way way = {.why = "first"};
	size_t added;
	int r;

	*n = (struct notice){.id = id_make(o->keep),
	    .org = new->org,
	    .cause = new->cause,
	    .object = new->object,
	    .severity = new->severity,
	    .tlp = new->tlp,
	    .persons = new->persons,
	    .title = new->title,
	    .advice = new->advice,
	    .texts = new->texts ? notice_texts_write(new->texts, o->arena) : NULL,
	    .opened = o->now,
	    .updated = o->now};
	r = next_ref(o, wanted, &n->ref);
	if (r < 0)
		return r;
	add_items(n, new, o->arena, &added);
	way.template = notice_template(n);
	r = notice_put(&o->telling, n, org, &way, o->now, o->arena, &o->out, &to);
	if (r < 0)
		return r;
	n->interval = interval_of(new, &to);
	vec_push(o->arena, &o->fresh, n);
	add_step(o, n, NOTICE_DID_OPEN, (int64_t)to.messages);
	if (!to.all.n && notice_is_urgent(n->severity))
		vec_push(o->arena, &o->ring, n);
	note_log(o, "notice.open", n, (int64_t)to.messages);
	*ret = (struct notice_opened){n->id, n->ref, true, (int64_t)to.messages};
	return 0;
}

/* What somebody said makes it quiet, or stands no more: whether it is to be told again. */
static bool revive(struct notice *n, bool fresh, bool *ret_reopened)
{
	*ret_reopened = false;
	if (n->answer == NOTICE_FALSE_POSITIVE || n->answer == NOTICE_NOT_OURS ||
	    n->answer == NOTICE_ACCEPTED)
		return false;
	if (n->state == NOTICE_CLOSED || n->answer == NOTICE_FIXED) {
		n->state = NOTICE_OPEN;
		n->answer = NOTICE_UNANSWERED;
		n->answered = n->closed = n->remind = n->reminders = 0;
		n->answered_by = n->note = NULL;
		*ret_reopened = true;
		return true;
	}
	return fresh;
}

static int open_again(struct opening *o, struct notice *n, const struct notice_new *new,
    const struct org *org, struct notice_opened *ret)
{
	bool worse = (int)new->severity < n->severity, reopened, again;
	struct directive_readers to = {0};
	size_t added = 0;
	int r = 0;

	add_items(n, new, o->arena, &added);
	n->severity = MIN(n->severity, (int)new->severity);
	n->tlp = MAX(n->tlp, (int)new->tlp);
	n->title = new->title;
	n->advice = new->advice;
	n->texts = new->texts ? notice_texts_write(new->texts, o->arena) : NULL;
	n->updated = o->now;
	again = revive(n, added || worse, &reopened);
	if (again && o->now >= n->told + n->interval) {
		const struct notice_way way = {.template = notice_template(n),
		    .why = arena_printf(o->arena, "update:%lld", (long long)n->version + 1)};

		r = notice_put(&o->telling, n, org, &way, o->now, o->arena, &o->out, &to);
	} else if (again && !n->due) {
		n->due = n->told + n->interval;
	}
	if (r < 0)
		return r;
	vec_push(o->arena, &o->changed, n);
	add_step(o, n, reopened ? NOTICE_DID_REOPEN : NOTICE_DID_UPDATE, (int64_t)added);
	note_log(o, "notice.update", n, (int64_t)to.messages);
	*ret = (struct notice_opened){arena_strdup(o->keep, n->id),
	    arena_strdup(o->keep, n->ref), false, (int64_t)to.messages};
	return 0;
}

static int open_one(
    struct opening *o, const struct notice_new *new, size_t wanted, struct notice_opened *ret)
{
	struct notice *n =
	    map_get(&o->there, key_of(new->org, new->cause, new->object, o->arena));
	struct org *org = map_get(&o->orgs, new->org);
	int r = 0;

	if (!org) { /* its error, as ever */
		org = ARENA_NEW(o->arena, struct org);
		r = org_get(o->db, new->org, o->arena, org);
	}
	if (r < 0)
		return r;
	return n ? open_again(o, n, new, org, ret) : open_new(o, new, org, wanted, ret);
}

/* --- a run of them --- */

static int ring(struct opening *o)
{
	int r = 0;

	vec_foreach (n, &o->ring) {
		const struct phone_need need = {
		    .org = (*n)->org, .notice = (*n)->id, .reason = PHONE_NOBODY};

		if (r == 0)
			r = phone_need(o->db, o->actor, &need, o->now, o->arena);
	}
	return r;
}

static int store(struct opening *o)
{
	int r = bulk_insert(o->db, &notice_type, o->fresh.items, o->fresh.n, false, NULL);

	if (r == 0)
		r = bulk_update(o->db, &notice_type, o->changed.items, o->changed.n);
	if (r == 0)
		r = bulk_insert(
		    o->db, &notice_event_type, o->steps.items, o->steps.n, false, NULL);
	if (r == 0)
		r = notice_outbox_store(o->db, &o->out);
	return r < 0 ? r : ring(o);
}

static void begin_run(struct opening *o)
{
	arena_clear(o->arena);
	map_init(&o->orgs, o->arena);
	map_init(&o->there, o->arena);
	memset(&o->out, 0, sizeof(o->out));
	memset(&o->fresh, 0, sizeof(o->fresh));
	memset(&o->changed, 0, sizeof(o->changed));
	memset(&o->steps, 0, sizeof(o->steps));
	memset(&o->ring, 0, sizeof(o->ring));
}

/* How many of the next ones make a run: none of them twice. */
static size_t length_of_run(struct opening *o, const struct notice_new *all, size_t n)
{
	struct map keys;
	size_t i = 0;

	map_init(&keys, o->arena);
	while (i < n && i < RUN &&
	       map_set(&keys, key_of(all[i].org, all[i].cause, all[i].object, o->arena), o))
		i++;
	return i;
}

/* wanted: how many are left, of this run and after it. *ret_n: those of the run. */
static int open_run(struct opening *o, const struct notice_new *all, size_t wanted,
    struct notice_opened *ret, size_t *ret_n)
{
	size_t n;
	int r;

	begin_run(o);
	n = length_of_run(o, all, wanted);
	r = load(o, all, n);
	for (size_t i = 0; r == 0 && i < n; i++)
		r = open_one(o, &all[i], wanted - i, &ret[i]);
	*ret_n = n;
	return r < 0 ? r : store(o);
}

int notice_open_many(struct db *db, const struct actor *actor, const struct notice_new *all,
    size_t n, int64_t now, struct arena *arena, struct notice_opened *ret)
{
	struct arena *run CLEANUP(arena_freep) = arena_new();
	struct opening o = {.db = db, .actor = actor, .now = now, .keep = arena, .arena = run};
	int64_t stands;
	int r = 0;

	for (size_t i = 0; r == 0 && i < n; i++)
		r = check(db, &all[i]);
	for (size_t i = 0, took = 0; r == 0 && i < n; i += took)
		r = open_run(&o, &all[i], n - i, &ret[i], &took);
	if (r == 0 && o.refs)
		r = move_counter(&o, -o.refs, &stands);
	return r < 0 || !o.log.n ? r : log_append_many(db, o.log.items, o.log.n, arena);
}

int notice_open(struct db *db, const struct actor *actor, const struct notice_new *new,
    int64_t now, struct arena *arena, struct notice_opened *ret)
{
	return notice_open_many(db, actor, new, 1, now, arena, ret);
}

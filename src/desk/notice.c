#include "desk/notice.h"

#include "base/time.h"
#include "desk/id.h"
#include "desk/notice_impl.h"
#include "desk/org.h"
#include "desk/phone.h"

#define DAY 86400000LL

enum { TITLE_MAX = 300, ADVICE_MAX = 4000 };

/* --- who sees it --- */

void notice_audience(
    const struct notice *n, const char *path, struct audience_org *org, struct audience *ret)
{
	*org = (struct audience_org){n->org, path};
	*ret = (struct audience){.label = (enum tlp)n->tlp,
	    .kind = n->tlp == TLP_RED ? AUDIENCE_PERSONS : AUDIENCE_ORGANISATIONS,
	    .published = true,
	    .orgs = org,
	    .norgs = 1,
	    .persons = (const char *const *)n->persons.items,
	    .npersons = n->persons.n};
}

bool notice_seen_by(
    const struct notice *n, const char *path, const struct audience_viewer *viewer)
{
	struct audience_org org;
	struct audience audience;

	notice_audience(n, path, &org, &audience);
	return audience_sees(viewer, &audience);
}

int notice_items_for(const struct notice *n, const char *path,
    const struct audience_viewer *viewer, struct arena *arena, struct notice_items *ret,
    size_t *ret_hidden)
{
	struct notice_items all = {0}, out = {0};
	struct audience_part parts[NOTICE_ITEMS];
	bool sees[NOTICE_ITEMS];
	struct audience_org org;
	struct audience whole;
	size_t hidden = 0;

	if (notice_items_read(n->items, arena, &all) < 0 || all.all.n > NOTICE_ITEMS)
		return ERR_CORRUPT;
	notice_audience(n, path, &org, &whole);
	for (size_t i = 0; i < all.all.n; i++)
		parts[i] = (struct audience_part){
		    .label = tlp_stricter((enum tlp)n->tlp, (enum tlp)all.all.items[i].tlp)};
	audience_fields(viewer, &whole, parts, all.all.n, sees);
	for (size_t i = 0; i < all.all.n; i++) {
		if (sees[i])
			vec_push(arena, &out.all, all.all.items[i]);
		hidden += !sees[i];
	}
	*ret = out;
	if (ret_hidden)
		*ret_hidden = hidden;
	return 0;
}

/* --- finding and steps --- */

int notice_find(struct db *db, const char *org, const char *cause, const char *object,
    struct arena *arena, struct notice *ret)
{
	return desk_find(db, &notice_type,
	    "WHERE \"org\" = $1 AND \"cause\" = $2 AND \"object\" = $3",
	    DESK_PARAMS(DESK_TEXT(org), DESK_TEXT(cause), DESK_TEXT(object)), arena, ret);
}

int notice_step_add(
    struct db *db, const struct actor *actor, const struct notice_event *event, int64_t now)
{
	struct notice_event e = *event;
	char id[ID_TEXT];

	e.id = id_new(id);
	e.time = now;
	e.actor = actor ? actor->person : NULL;
	return desk_insert(db, &notice_event_type, &e);
}

/* --- opening --- */

/* Notices that are opened in one transaction. */
struct opening {
	struct db *db;
	const struct actor *actor;
	int64_t now;
	struct arena *keep;    /* the caller's: what is given back, and the log */
	struct arena *scratch; /* of one notice */
	struct notice_telling telling;
	int64_t ref, refs; /* the next number, and how many are ours */
	bool nobody;       /* the last one reached nobody */
	VEC(struct log_entry) log;
};

static const char *counter(const struct opening *o)
{
	return arena_printf(o->scratch, "counter.VARDE.%d", time_split(o->now).year);
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

static const char *template_of(const struct notice *n)
{
	return notice_is_urgent(n->severity) ? "notice_urgent" : "notice";
}

/* Finds the readers, puts what they are told, and has the telephone rung for an urgent one that
 * reaches nobody. The notice's own times are set, and not stored. */
static int tell_now(struct opening *o, struct notice *n, const struct org *org,
    const struct notice_new *new, const struct notice_way *way, int64_t *ret_told)
{
	struct directive_readers to = {0};
	int r = notice_readers(&o->telling, n, org, o->now, o->scratch, &to);

	*ret_told = 0;
	o->nobody = !to.all.n;
	if (r == 0)
		r = notice_put(&o->telling, n, org, &to, way, o->now, o->scratch, ret_told);
	if (r < 0)
		return r;
	if (new)
		n->interval = interval_of(new, &to);
	n->told = o->now;
	n->due = 0;
	if (notice_is_urgent(n->severity) && n->answer == NOTICE_UNANSWERED && !n->remind &&
	    !n->reminders)
		n->remind = o->now + notice_remind_after(0);
	return 0;
}

static int ring(struct opening *o, const struct notice *n)
{
	const struct phone_need need = {.org = n->org, .notice = n->id, .reason = PHONE_NOBODY};

	if (!o->nobody || !notice_is_urgent(n->severity))
		return 0;
	return phone_need(o->db, o->actor, &need, o->now, o->scratch);
}

static int open_new(struct opening *o, const struct notice_new *new, const struct org *org,
    size_t wanted, struct notice_opened *ret)
{
	struct notice n = {.org = new->org,
	    .cause = new->cause,
	    .object = new->object,
	    .severity = new->severity,
	    .tlp = new->tlp,
	    .persons = new->persons,
	    .title = new->title,
	    .advice = new->advice,
	    .texts = new->texts ? notice_texts_write(new->texts, o->scratch) : NULL,
	    .opened = o->now,
	    .updated = o->now};
	const struct notice_way way = {.template = template_of(&n), .why = "first"};
	size_t added;
	int r = next_ref(o, wanted, &n.ref);

	if (r < 0)
		return r;
	n.id = id_make(o->keep);
	add_items(&n, new, o->scratch, &added);
	r = tell_now(o, &n, org, new, &way, &ret->told);
	if (r == 0)
		r = desk_insert(o->db, &notice_type, &n);
	if (r == 0)
		r = notice_step_add(o->db, o->actor,
		    &(struct notice_event){
			.notice = n.id, .step = NOTICE_DID_OPEN, .count = ret->told},
		    o->now);
	if (r == 0)
		r = ring(o, &n);
	if (r < 0)
		return r;
	note_log(o, "notice.open", &n, ret->told);
	*ret = (struct notice_opened){n.id, n.ref, true, ret->told};
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
	size_t added = 0;
	bool worse = (int)new->severity < n->severity, reopened, again;
	int64_t told = 0;
	int r = 0;

	add_items(n, new, o->scratch, &added);
	n->severity = MIN(n->severity, (int)new->severity);
	n->tlp = MAX(n->tlp, (int)new->tlp);
	n->title = new->title;
	n->advice = new->advice;
	n->texts = new->texts ? notice_texts_write(new->texts, o->scratch) : NULL;
	n->updated = o->now;
	again = revive(n, added || worse, &reopened);
	if (again && o->now >= n->told + n->interval) {
		const struct notice_way way = {.template = template_of(n),
		    .why = arena_printf(o->scratch, "update:%lld", (long long)n->version + 1)};

		r = tell_now(o, n, org, NULL, &way, &told);
	} else if (again && !n->due) {
		n->due = n->told + n->interval;
	}
	if (r == 0)
		r = desk_update(o->db, &notice_type, n);
	if (r == 0)
		r = notice_step_add(o->db, o->actor,
		    &(struct notice_event){.notice = n->id,
			.step = reopened ? NOTICE_DID_REOPEN : NOTICE_DID_UPDATE,
			.count = (int64_t)added},
		    o->now);
	if (r < 0)
		return r;
	note_log(o, "notice.update", n, told);
	*ret = (struct notice_opened){
	    arena_strdup(o->keep, n->id), arena_strdup(o->keep, n->ref), false, told};
	return 0;
}

static int open_one(
    struct opening *o, const struct notice_new *new, size_t wanted, struct notice_opened *ret)
{
	struct notice n = {0};
	struct org org = {0};
	int r = check(o->db, new);

	arena_clear(o->scratch);
	if (r == 0)
		r = org_get(o->db, new->org, o->scratch, &org);
	if (r == 0)
		r = notice_find(o->db, new->org, new->cause, new->object, o->scratch, &n);
	if (r == ERR_NOTFOUND && org.id)
		return open_new(o, new, &org, wanted, ret);
	return r < 0 ? r : open_again(o, &n, new, &org, ret);
}

int notice_open_many(struct db *db, const struct actor *actor, const struct notice_new *all,
    size_t n, int64_t now, struct arena *arena, struct notice_opened *ret)
{
	struct arena *scratch CLEANUP(arena_freep) = arena_new();
	struct opening o = {
	    .db = db, .actor = actor, .now = now, .keep = arena, .scratch = scratch};
	int64_t stands;
	int r = notice_telling_init(db, arena, &o.telling);

	for (size_t i = 0; r == 0 && i < n; i++)
		r = open_one(&o, &all[i], n - i, &ret[i]);
	if (r == 0 && o.refs)
		r = move_counter(&o, -o.refs, &stands);
	return r < 0 || !o.log.n ? r : log_append_many(db, o.log.items, o.log.n, arena);
}

int notice_open(struct db *db, const struct actor *actor, const struct notice_new *new,
    int64_t now, struct arena *arena, struct notice_opened *ret)
{
	return notice_open_many(db, actor, new, 1, now, arena, ret);
}

/* --- later --- */

int notice_tell(struct db *db, struct notice *n, const char *template, const char *why,
    int64_t now, struct arena *arena, int64_t *ret_told)
{
	struct opening o = {.db = db, .now = now, .keep = arena, .scratch = arena};
	const struct notice_way way = {.template = template ? template : template_of(n),
	    .why = why,
	    .at_once = template != NULL};
	struct org org;
	int r = notice_telling_init(db, arena, &o.telling);

	if (r == 0)
		r = org_get(db, n->org, arena, &org);
	return r < 0 ? r : tell_now(&o, n, &org, NULL, &way, ret_told);
}

static int tell_waiting(struct db *db, const char *id, int64_t now, struct arena *arena)
{
	struct notice n = {0};
	int64_t told = 0;
	int r = desk_get(db, &notice_type, id, arena, &n);

	if (r < 0 || !n.due || n.due > now)
		return r; /* another server was faster */
	r = notice_tell(db, &n, NULL,
	    arena_printf(arena, "update:%lld", (long long)n.version + 1), now, arena, &told);
	if (r == 0)
		r = desk_update(db, &notice_type, &n);
	if (r == 0)
		r = notice_step_add(db, NULL,
		    &(struct notice_event){
			.notice = id, .step = NOTICE_DID_TELL, .count = told},
		    now);
	return r;
}

int notice_tell_due(struct db *db, int64_t now, int max, int64_t *ret)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct desk_records due = {0};
	int r = desk_list(db, &notice_type,
	    "WHERE \"due\" > 0 AND \"due\" <= $1 ORDER BY \"due\" LIMIT $2",
	    DESK_PARAMS(DESK_INT(now), DESK_INT(max)), arena, &due);

	*ret = 0;
	for (size_t i = 0; r == 0 && i < due.all.n; i++) {
		const struct notice *n = due.all.items[i];

		r = db_begin(db, DB_WRITE);
		if (r == 0)
			r = db_end(db, tell_waiting(db, n->id, now, arena));
		if (r == 0)
			++*ret;
		else if (r == ERR_BUSY)
			r = 0; /* somebody else has it */
	}
	return r;
}

int notice_close(struct db *db, const struct actor *actor, const char *id, const char *note,
    int64_t now, struct arena *arena)
{
	struct notice n = {0};
	int r = desk_get(db, &notice_type, id, arena, &n);

	if (r < 0 || n.state == NOTICE_CLOSED)
		return r;
	n.state = NOTICE_CLOSED;
	n.closed = now;
	n.due = n.remind = 0;
	r = desk_update(db, &notice_type, &n);
	if (r == 0)
		r = phone_settle(db, id, now);
	if (r == 0)
		r = notice_step_add(db, actor,
		    &(struct notice_event){
			.notice = id, .step = NOTICE_DID_CLOSE, .note = note},
		    now);
	return r < 0 ? r : log_append(db, actor, "notice.close", n.org, id, NULL, NULL, now);
}

static int store_seen(struct db *db, const struct actor *actor, struct notice *n, int64_t now)
{
	int r;

	n->seen = now;
	r = desk_update(db, &notice_type, n);
	if (r == 0)
		r = notice_step_add(db, actor,
		    &(struct notice_event){.notice = n->id, .step = NOTICE_DID_READ}, now);
	return r < 0 ? r : log_append(db, actor, "notice.read", n->org, n->id, NULL, NULL, now);
}

int notice_see(struct db *db, const struct actor *actor, struct notice *n, int64_t now)
{
	struct notice after = *n;
	int r;

	if (n->seen)
		return 0;
	r = db_begin(db, DB_WRITE);
	if (r == 0)
		r = db_end(db, store_seen(db, actor, &after, now));
	if (r == 0)
		*n = after;
	/* Somebody else of the organisation was faster. */
	return r == ERR_BUSY ? 0 : r;
}

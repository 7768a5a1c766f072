#include "desk/ioc_pull.h"

#include "base/map.h"
#include "codec/json_build.h"
#include "codec/utf8.h"
#include "desk/people.h"
#include "feed/misp_feed.h"

#define DAY_MS  INT64_C(86400000)
#define HOUR_MS INT64_C(3600000)

enum { WHY = 400, HELD_MAX = 7 /* failures after which the pause grows no more */ };

struct look {
	const struct ioc_pull *pull;
	struct ioc_source *source;
	struct arena *arena; /* of the look */
	struct ioc_pulled *to;
	struct misp_feed feed;
	struct map known;          /* UUID to an int64_t: the change that was taken in */
	struct actor actor;        /* in whose name */
	struct json *rows, *wrong; /* what is shown */
	int64_t held;              /* of those looked at: a check would hold them back */
};

static const char *text_of(struct look *l, const struct msg *msg)
{
	return utf8_clean(
	    l->arena, span_str(arena_printf(l->arena, "%s: %s", msg->what, msg->detail)), WHY);
}

/* --- what is wanted --- */

static int load_known(struct look *l)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	size_t prefix = strlen(l->source->id) + 1;
	int r = db_prepare(l->pull->db,
	    "SELECT \"id\", \"stamp\" FROM ioc_source_event WHERE \"source\" = $1", &stmt);

	if (r < 0)
		return r;
	map_init(&l->known, l->arena);
	db_bind_text(stmt, 1, l->source->id);
	while ((r = db_step(stmt)) == 1) {
		int64_t *stamp = ARENA_NEW(l->arena, int64_t);
		const char *id = db_text(stmt, 0);

		*stamp = db_int(stmt, 1);
		if (strlen(id) > prefix)
			(void)map_set(&l->known, arena_strdup(l->arena, id + prefix), stamp);
	}
	return r;
}

/* Leaves those in l->feed that changed lately and are not known as they are. */
static void choose(struct look *l)
{
	int64_t since = (l->pull->now - l->source->days * DAY_MS) / 1000;
	size_t n = 0;

	l->to->events = (int64_t)l->feed.events.n;
	for (size_t i = 0; i < l->feed.events.n; i++) {
		const struct misp_feed_event *e = &l->feed.events.items[i];
		const int64_t *known = map_get(&l->known, e->uuid);

		if (e->stamp >= since && (!known || *known != e->stamp))
			l->feed.events.items[n++] = *e;
	}
	l->feed.events.n = n;
	l->to->wanted = (int64_t)n;
}

/* --- one event --- */

static int fetch(struct look *l, const struct misp_feed_event *event, struct arena *arena,
    struct span *ret, struct msg *msg)
{
	const struct ioc_pull_ask ask = {
	    .url = misp_feed_url(l->source->url, event ? event->uuid : NULL, arena),
	    .key = l->source->key,
	    .max = MISP_FEED_ANSWER};

	return l->pull->fetch(l->pull->arg, &ask, arena, ret, msg);
}

static struct ioc like(struct look *l, const struct misp_feed_event *e, struct arena *arena)
{
	const struct ioc_source *s = l->source;

	return (struct ioc){.list = s->list,
	    .confidence = s->confidence,
	    .impact = IOC_MEDIUM,
	    .fp_rate = s->fp_rate,
	    .kill_chain = IOC_PHASE_UNKNOWN,
	    .category = IOC_CATEGORY_UNKNOWN,
	    .tlp = s->tlp,
	    .source = utf8_clean(arena,
		span_str(*e->org ? arena_printf(arena, "%s: %s", s->name, e->org) : s->name),
		200),
	    .expires = l->pull->now + s->keep * DAY_MS};
}

/* The indicators of what was fetched for the event; what is wrong is the event's own fault. */
static int read_event(struct look *l, const struct misp_feed_event *e, struct span bytes,
    struct arena *arena, struct ioc_lines *ret, struct msg *msg)
{
	struct ioc likeness = like(l, e, arena);
	struct json *doc = NULL;
	size_t left = 0;
	int r = misp_feed_open(bytes, e, arena, &doc, msg);

	if (r == 0)
		r = ioc_misp_lines(doc, &likeness, arena, ret, &left, msg);
	if (r < 0)
		return r;
	l->to->left += (int64_t)left;
	l->to->refused += (int64_t)ret->refused;
	return 0;
}

static void show_wrong(
    struct look *l, const char *event, const char *text, const char *what, const char *detail)
{
	struct json *row = json_new_object(l->arena);

	if (json_count(l->wrong) >= IOC_PULL_WRONG)
		return;
	json_set_text(l->arena, row, "event", event);
	json_set_text(l->arena, row, "text", text);
	json_set_text(l->arena, row, "why", what);
	json_set_text(l->arena, row, "detail", detail);
	json_add_value(l->arena, l->wrong, row);
}

static void show_refused(
    struct look *l, const struct misp_feed_event *e, const struct ioc_lines *lines)
{
	for (size_t i = 0; i < lines->all.n; i++) {
		const struct ioc_line *line = &lines->all.items[i];

		if (line->why)
			show_wrong(l, e->uuid, line->text, line->why->what, line->why->detail);
	}
}

/* --- looking --- */

static void show(struct look *l, const struct ioc_line *line)
{
	struct json *row = json_new_object(l->arena), *warnings = json_new_array(l->arena);

	json_set_text(l->arena, row, "text", line->ioc.value);
	json_set_text(l->arena, row, "kind", ioc_kind_names[line->ioc.type]);
	json_set_text(l->arena, row, "tlp_label", tlp_label((enum tlp)line->ioc.tlp));
	json_set_text(l->arena, row, "origin", line->ioc.source);
	json_set_bool(l->arena, row, "known", line->known);
	json_set_text(l->arena, row, "hits", line->hits);
	for (size_t i = 0; i < line->ioc.warnings.n; i++)
		json_add_text(l->arena, warnings, line->ioc.warnings.items[i]);
	json_set_value(l->arena, row, "warnings", warnings);
	json_add_value(l->arena, l->rows, row);
}

static int look_at(struct look *l, struct ioc_lines *lines, struct arena *arena)
{
	int r = ioc_preview(l->pull->db, lines, l->pull->warnings, arena);

	for (size_t i = 0; r == 0 && i < lines->all.n; i++) {
		const struct ioc_line *line = &lines->all.items[i];

		if (line->why)
			continue;
		l->to->known += line->known;
		l->to->added += !line->known;
		l->held += line->hits || line->ioc.warnings.n;
		if (json_count(l->rows) < IOC_PULL_SHOWN)
			show(l, line);
	}
	return r;
}

/* --- taking in --- */

/* Notes that the event is known as it is now; failed: why it could not be taken. */
static int note_event(struct look *l, const struct misp_feed_event *e,
    const struct ioc_counts *counts, const char *failed)
{
	return desk_exec(l->pull->db,
	    "INSERT INTO ioc_source_event (\"id\", \"source\", \"stamp\", \"taken\", "
	    "\"added\", "
	    "\"refused\", \"failed\") VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (\"id\") "
	    "DO "
	    "UPDATE SET \"stamp\" = excluded.\"stamp\", \"taken\" = excluded.\"taken\", "
	    "\"added\" = ioc_source_event.\"added\" + excluded.\"added\", \"refused\" = "
	    "excluded.\"refused\", \"failed\" = excluded.\"failed\"",
	    DESK_PARAMS(DESK_TEXT(arena_printf(l->arena, "%s:%s", l->source->id, e->uuid)),
		DESK_TEXT(l->source->id), DESK_INT(e->stamp), DESK_INT(l->pull->now),
		DESK_INT((int64_t)counts->added), DESK_INT((int64_t)counts->refused),
		DESK_TEXT(failed)),
	    NULL);
}

/* A crash between the two takes the event in again: all of it is known then. */
static int take_in(struct look *l, const struct misp_feed_event *e, struct ioc_lines *lines,
    struct arena *arena)
{
	struct ioc_counts counts = {0};
	int r = ioc_add(l->pull->db, &l->actor, lines, arena, l->pull->now, &counts);

	if (r == 0)
		r = note_event(l, e, &counts, NULL);
	if (r < 0)
		return r;
	l->to->added += (int64_t)counts.added;
	l->to->known += (int64_t)counts.known;
	l->source->events++;
	l->source->added += (int64_t)counts.added;
	return 0;
}

/* One that is no event is passed over until it changes: the rest of the feed is not to wait. */
static int pass_over(struct look *l, const struct misp_feed_event *e, const struct msg *msg)
{
	const struct ioc_counts none = {0};

	l->to->wrong++;
	show_wrong(l, e->uuid, e->info, msg->what, msg->detail);
	return l->to->took ? note_event(l, e, &none, text_of(l, msg)) : 0;
}

/* 1: the look goes on; 0: it has ended, l->to->failed says why; or an error. */
static int one(struct look *l, const struct misp_feed_event *e)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct ioc_lines lines = {0};
	struct span bytes = {0};
	struct msg msg = {0};
	int r = fetch(l, e, arena, &bytes, &msg);

	l->to->read++;
	if (r < 0 && r != ERR_NOTFOUND && r != ERR_LIMIT) { /* the peer's */
		l->to->failed = text_of(l, &msg);
		l->to->stopped = r == ERR_CANCELLED;
		return 0;
	}
	if (r < 0 || read_event(l, e, bytes, arena, &lines, &msg) < 0)
		r = pass_over(l, e, &msg);
	else
		r = l->to->took ? take_in(l, e, &lines, arena) : look_at(l, &lines, arena);
	if (r == ERR_DENIED || r == ERR_BUSY) { /* not the person's any more; tried again */
		l->to->failed = text_of(l, db_msg(l->pull->db));
		return 0;
	}
	if (r == 0)
		show_refused(l, e, &lines);
	return r < 0 ? r : 1;
}

static int all(struct look *l)
{
	size_t max = l->to->took ? IOC_PULL_TAKE : IOC_PULL_LOOK;
	int r = 1;

	for (size_t i = 0; r > 0 && i < l->feed.events.n && i < max; i++)
		r = one(l, &l->feed.events.items[i]);
	l->to->more = r > 0 && l->feed.events.n > max;
	return r < 0 ? r : 0;
}

/* --- the whole --- */

/* In the name of who switched it on, as long as they may. */
static int set_actor(struct look *l)
{
	struct person person = {0};
	int r;

	l->to->took = l->source->enabled;
	if (!l->to->took)
		return 0;
	l->actor.person = l->source->owner;
	r = l->source->owner ? people_get(l->pull->db, l->source->owner, l->arena, &person)
			     : ERR_NOTFOUND;
	if (r == ERR_NOTFOUND) {
		l->to->failed = "nobody answers for it any more: switch it on again";
		return 0;
	}
	l->actor.name = person.name;
	return r;
}

static int work(struct look *l)
{
	struct span bytes;
	struct msg msg = {0};
	int r = set_actor(l);

	if (r == 0)
		r = load_known(l);
	if (r < 0 || l->to->failed)
		return r;
	r = fetch(l, NULL, l->arena, &bytes, &msg);
	l->to->stopped = r == ERR_CANCELLED;
	if (r == 0)
		r = misp_feed_read(bytes, l->arena, &l->feed, &msg);
	if (r < 0) {
		l->to->failed = text_of(l, &msg);
		return 0;
	}
	choose(l);
	return all(l);
}

static const char *told(const struct look *l)
{
	const struct ioc_pulled *to = l->to;
	struct json *o = json_new_object(l->arena);
	struct json_writer w;
	STR_AUTO(text, IOC_SOURCE_TOLD);

	json_set_int(l->arena, o, "time", l->pull->now);
	json_set_bool(l->arena, o, "took", to->took);
	json_set_int(l->arena, o, "events", to->events);
	json_set_int(l->arena, o, "odd", (int64_t)l->feed.odd);
	json_set_int(l->arena, o, "wanted", to->wanted);
	json_set_int(l->arena, o, "read", to->read);
	json_set_int(l->arena, o, "wrong", to->wrong);
	json_set_int(l->arena, o, "added", to->added);
	json_set_int(l->arena, o, "known", to->known);
	json_set_int(l->arena, o, "refused", to->refused);
	json_set_int(l->arena, o, "left", to->left);
	json_set_int(l->arena, o, "held", l->held);
	json_set_value(l->arena, o, "rows", l->rows);
	json_set_value(l->arena, o, "problems", l->wrong);
	json_write_init(&w, &text, 0);
	json_write_value(&w, o);
	return str_ok(&text) < 0 ? NULL : str_dup(&text, l->arena);
}

/* When it is looked at by itself again. */
static int64_t next(const struct ioc_source *s, const struct ioc_pulled *to, int64_t now)
{
	int64_t every = s->every * HOUR_MS;

	if (!s->enabled)
		return 0;
	if (to->failed) /* sooner than usual at first, then ever more seldom */
		return now +
		       MIN(every, (int64_t)IOC_PULL_AGAIN << MIN(s->failures - 1, HELD_MAX));
	return now + (to->more ? IOC_PULL_SOON : every);
}

int ioc_pull(const struct ioc_pull *pull, struct ioc_source *source, struct arena *arena,
    struct ioc_pulled *ret)
{
	struct ioc_pulled to = {0};
	struct look l = {.pull = pull,
	    .source = source,
	    .arena = arena,
	    .to = &to,
	    .rows = json_new_array(arena),
	    .wrong = json_new_array(arena)};
	int r = work(&l);

	if (r < 0)
		return r;
	*ret = to;
	if (to.stopped) /* by us: the source did nothing wrong, and waits as before */
		return ioc_source_settle(pull->db, source, 0, arena);
	source->tried = pull->now;
	source->failed = to.failed;
	source->failures = to.failed ? source->failures + 1 : 0;
	source->worked = to.failed ? source->worked : pull->now;
	if (!to.failed || to.read)
		source->told = told(&l);
	source->due = next(source, &to, pull->now);
	return ioc_source_settle(pull->db, source, pull->now, arena);
}

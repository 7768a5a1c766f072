#include "desk/ioc_source.h"

#include "auth/role.h"
#include "desk/id.h"
#include "desk/perimeter.h"
#include "feed/misp_feed.h"

int ioc_source_list(struct db *db, struct arena *arena, struct desk_records *ret)
{
	return desk_list(db, &ioc_source_type, "ORDER BY \"name\", \"id\" LIMIT $1",
	    DESK_PARAMS(DESK_INT(IOC_SOURCE_MAX)), arena, ret);
}

int ioc_source_get(struct db *db, const char *id, struct arena *arena, struct ioc_source *ret)
{
	int r = desk_get(db, &ioc_source_type, id, arena, ret);

	if (r == ERR_NOTFOUND)
		return db_fail(db, r, "there is no such source",
		    "look at the list of sources as it is now", "%.60s", id ? id : "");
	return r;
}

static int wrong(const char **ret_field, const char *field, struct msg *why, const char *what,
    const char *hint)
{
	*ret_field = field;
	msg_what(why, "%s", what);
	msg_hint(why, "%s", hint);
	return ERR_RANGE;
}

int ioc_source_check(const struct ioc_source *s, const char **ret_field, struct msg *why)
{
	if (!s->name || !*s->name || strlen(s->name) > 100)
		return wrong(ret_field, "name", why, TR("the source has no name"),
		    TR("write what it is called, in at most 100 letters"));
	if (!misp_feed_url_fit(s->url))
		return wrong(ret_field, "url", why, TR("this is no address of a feed"),
		    TR("write it as https://host/folder, without a user, a question mark and a "
		       "fragment"));
	if (s->key && (strlen(s->key) > 1000 || strpbrk(s->key, "\r\n")))
		return wrong(ret_field, "key", why, TR("this is no key"),
		    TR("write it on one line, as its publisher gave it"));
	if (s->every < 1 || s->every > IOC_SOURCE_HOURS)
		return wrong(ret_field, "every", why, TR("the interval is out of bounds"),
		    TR("choose 1 to 168 hours"));
	if (s->days < 1 || s->days > IOC_SOURCE_DAYS)
		return wrong(ret_field, "days", why, TR("the number of days is out of bounds"),
		    TR("choose 1 to 3650 days"));
	if (s->keep < 1 || s->keep > IOC_SOURCE_KEEP)
		return wrong(ret_field, "keep", why, TR("the number of days is out of bounds"),
		    TR("choose 1 to 730 days"));
	if (s->tlp < TLP_CLEAR || s->tlp >= TLP_RED)
		return wrong(ret_field, "tlp", why, TR("a list cannot hold what is TLP:RED"),
		    TR("choose another label"));
	return 0;
}

static int log_source(struct db *db, const struct actor *actor, const char *action,
    const struct ioc_source *s, int64_t now)
{
	struct json_writer w;
	STR_AUTO(detail, 4096);

	json_write_init(&w, &detail, 0);
	json_write_object(&w);
	json_member_text(&w, "name", s->name);
	json_member_text(&w, "url", s->url);
	json_member_bool(&w, "key", s->key != NULL);
	json_member_bool(&w, "enabled", s->enabled);
	json_member_text(&w, "tlp", tlp_names[s->tlp]);
	json_write_object_end(&w);
	return log_append(db, actor, action, NULL, s->id, NULL, str_text(&detail), now);
}

static bool same(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static int insert(struct db *db, struct ioc_source *s, const struct actor *actor, int64_t now,
    struct arena *arena)
{
	int64_t n = 0;
	int r = desk_number(db, "SELECT count(*) FROM ioc_source", NULL, 0, &n);

	if (r == 0 && n >= IOC_SOURCE_MAX)
		return db_fail(db, ERR_LIMIT, "these are too many sources",
		    "take one away first", "%d", (int)n);
	s->id = id_make(arena);
	s->created = now;
	s->created_by = actor->person;
	s->asked = now; /* so that there is something to see */
	return r < 0 ? r : desk_insert(db, &ioc_source_type, s);
}

static int save(struct db *db, const struct actor *actor, struct ioc_source *s, int64_t now,
    struct arena *arena)
{
	bool is_new = !s->id;
	struct ioc_source old = {0};
	int r = desk_may(db, actor, MAY_DECIDE, NULL, arena, now);

	if (r == 0 && !is_new)
		r = ioc_source_get(db, s->id, arena, &old);
	if (r < 0)
		return r;
	s->changed = now;
	if (!is_new &&
	    (!same(s->url, old.url) || !same(s->key, old.key) || s->tlp != old.tlp)) {
		s->enabled = false;
		s->worked = s->due = 0;
		s->told = s->failed = NULL;
		s->asked = now;
	}
	r = is_new ? insert(db, s, actor, now, arena) : desk_update(db, &ioc_source_type, s);
	return r < 0 ? r
		     : log_source(db, actor, is_new ? "ioc_source.create" : "ioc_source.change",
			   s, now);
}

int ioc_source_save(struct db *db, const struct actor *actor, struct ioc_source *s, int64_t now,
    struct arena *arena)
{
	struct ioc_source after = *s;
	struct msg why = {0};
	const char *field = NULL;
	int r = ioc_source_check(s, &field, &why);

	if (r < 0)
		return db_refuse(db, r, &why);
	r = db_begin(db, DB_WRITE);
	if (r == 0)
		r = db_end(db, save(db, actor, &after, now, arena));
	if (r == 0)
		*s = after;
	return r;
}

/* What one who may does to the source inside a transaction. */
struct deed {
	const struct actor *actor;
	const char *id;
	int permission;
	int64_t now;
	bool on;
	int (*act)(struct db *db, const struct deed *d, struct ioc_source *s);
};

static int with(struct db *db, const struct deed *d, struct arena *arena)
{
	struct ioc_source s = {0};
	int r = db_begin(db, DB_WRITE);

	if (r < 0)
		return r;
	r = desk_may(db, d->actor, d->permission, NULL, arena, d->now);
	if (r == 0)
		r = ioc_source_get(db, d->id, arena, &s);
	if (r == 0)
		r = d->act(db, d, &s);
	return db_end(db, r);
}

static int act_switch(struct db *db, const struct deed *d, struct ioc_source *s)
{
	int r;

	if (d->on && !s->worked)
		return db_fail(db, ERR_DENIED, "nobody has seen yet what this source holds",
		    "look at it first", "%.100s", s->name);
	s->enabled = d->on;
	s->owner = d->on ? d->actor->person : s->owner;
	s->due = d->on ? d->now : 0;
	s->failures = 0;
	r = desk_update(db, &ioc_source_type, s);
	return r < 0 ? r
		     : log_source(db, d->actor,
			   d->on ? "ioc_source.switch_on" : "ioc_source.switch_off", s, d->now);
}

int ioc_source_switch(struct db *db, const struct actor *actor, const char *id, bool on,
    int64_t now, struct arena *arena)
{
	const struct deed d = {actor, id, MAY_DECIDE, now, on, act_switch};

	return with(db, &d, arena);
}

static int act_ask(struct db *db, const struct deed *d, struct ioc_source *s)
{
	s->asked = d->now;
	return desk_update(db, &ioc_source_type, s);
}

int ioc_source_ask(
    struct db *db, const struct actor *actor, const char *id, int64_t now, struct arena *arena)
{
	const struct deed d = {actor, id, MAY_REVIEW, now, false, act_ask};

	return with(db, &d, arena);
}

static int act_remove(struct db *db, const struct deed *d, struct ioc_source *s)
{
	int r = desk_exec(db, "DELETE FROM ioc_source_event WHERE \"source\" = $1",
	    DESK_PARAMS(DESK_TEXT(s->id)), NULL);

	if (r == 0)
		r = desk_delete(db, &ioc_source_type, s->id);
	return r < 0 ? r : log_source(db, d->actor, "ioc_source.remove", s, d->now);
}

int ioc_source_remove(
    struct db *db, const struct actor *actor, const char *id, int64_t now, struct arena *arena)
{
	const struct deed d = {actor, id, MAY_DECIDE, now, false, act_remove};

	return with(db, &d, arena);
}

/* --- who looks --- */

#define DUE                                                                                   \
	"\"lease\" <= $1 AND (\"asked\" > 0 OR (\"enabled\" = 1 AND \"due\" > 0 AND \"due\" " \
	"<= "                                                                                 \
	"$1))"

static int claim(struct db *db, int64_t now, struct arena *arena, struct ioc_source *ret)
{
	int r = desk_find(db, &ioc_source_type,
	    "WHERE " DUE " ORDER BY \"asked\" DESC, \"due\", \"id\" LIMIT 1",
	    DESK_PARAMS(DESK_INT(now)), arena, ret);

	if (r < 0)
		return r == ERR_NOTFOUND ? 0 : r;
	ret->lease = now + IOC_SOURCE_LEASE;
	r = desk_update(db, &ioc_source_type, ret);
	/* Another server was faster. */
	return r == ERR_BUSY ? 0 : r < 0 ? r : 1;
}

int ioc_source_claim(struct db *db, int64_t now, struct arena *arena, struct ioc_source *ret)
{
	int64_t n = 0;
	int r = desk_number(
	    db, "SELECT count(*) FROM ioc_source WHERE " DUE, DESK_PARAMS(DESK_INT(now)), &n);

	if (r < 0 || !n)
		return r;
	r = db_begin(db, DB_WRITE);
	return r < 0 ? r : db_end(db, claim(db, now, arena, ret));
}

/* Somebody asked, or switched it, while it was looked at: what was found is true still. */
static void merge(struct ioc_source *to, const struct ioc_source *from)
{
	to->tried = from->tried;
	to->worked = from->worked;
	to->failures = from->failures;
	to->failed = from->failed;
	to->told = from->told;
	to->events = from->events;
	to->added = from->added;
}

static int settle(struct db *db, struct ioc_source *s, int64_t began, struct arena *arena)
{
	struct ioc_source now = {0};
	int r = desk_get(db, &ioc_source_type, s->id, arena, &now);

	if (r < 0)
		return r == ERR_NOTFOUND ? 0 : r; /* it was taken away meanwhile */
	if (now.lease != s->lease)
		return 0; /* another looks at it by now */
	if (now.version != s->version) {
		if (now.changed == s->changed)
			merge(&now, s);
		now.lease = 0;
		return desk_update(db, &ioc_source_type, &now);
	}
	s->lease = 0;
	if (s->asked <= began)
		s->asked = 0;
	return desk_update(db, &ioc_source_type, s);
}

int ioc_source_settle(struct db *db, struct ioc_source *s, int64_t began, struct arena *arena)
{
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, settle(db, s, began, arena));
}

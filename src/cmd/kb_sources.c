#include "cmd/kb_sources.h"

#include "base/log.h"
#include "base/time.h"
#include "model/log.h"
#include "os/clock.h"
#include "store/desk.h"

#include <inttypes.h>

enum { LINE = 65536, HOUR = 3600 * 1000 };

struct options {
	const char *db;
	struct text_list on, off, url;
	bool json;
};

const struct option_row kb_sources_options[] = {
    {"db", OPTION_TEXT, offsetof(struct options, db), "PLACE",
	"the database: a file or a PostgreSQL URL", NULL},
    {"on", OPTION_LIST, offsetof(struct options, on), "FEED", "switch a feed on (repeatable)",
	NULL},
    {"off", OPTION_LIST, offsetof(struct options, off), "FEED",
	"switch a feed off (repeatable)", NULL},
    {"url", OPTION_LIST, offsetof(struct options, url), "FEED=URL",
	"fetch a feed from there (a mirror); FEED= goes back to its publisher", NULL},
    {"json", OPTION_FLAG, offsetof(struct options, json), NULL, "as JSON, one object a feed",
	NULL},
    {NULL, OPTION_FLAG, 0, NULL, NULL, NULL},
};

int kb_sources_on(struct db *db, const struct feed *feed, bool *ret)
{
	return sources_on(db, feed, ret);
}

int kb_sources_url(
    struct db *db, const struct feed *feed, struct arena *arena, const char **ret)
{
	return sources_url(db, feed, arena, ret);
}

static int store_setting(struct db *db, const char *name, const char *value)
{
	struct setting s = {.name = name, .value = value};
	int r = desk_update(db, &setting_type, &s);

	return r == ERR_NOTFOUND ? desk_insert(db, &setting_type, &s) : r;
}

/* --url FEED=URL */
static int move(struct db *db, const struct text_list *urls, struct msg *msg)
{
	struct arena *arena = arena_new();
	int r = 0;

	for (size_t i = 0; r == 0 && i < urls->n; i++) {
		const char *text = urls->items[i];
		size_t n = strcspn(text, "=");
		const struct feed *feed = feed_of(arena_strndup(arena, text, n));

		if (!feed || text[n] != '=') {
			msg_what(msg, "a feed's address cannot be set");
			msg_detail(msg, "%.200s", text);
			msg_hint(msg, "write --url FEED=URL; varde kb sources lists the feeds");
			r = ERR_SYNTAX;
			break;
		}
		r = store_setting(
		    db, arena_printf(arena, SOURCES_URL "%s", feed->name), text + n + 1);
		if (r < 0)
			*msg = *db_msg(db);
	}
	arena_free(arena);
	return r;
}

static int turn(struct db *db, const struct text_list *names, const char *to, struct msg *msg)
{
	struct arena *arena = arena_new();
	int r = 0;

	for (size_t i = 0; r == 0 && i < names->n; i++) {
		const struct feed *feed = feed_of(names->items[i]);

		if (!feed) {
			msg_what(msg, "there is no such feed");
			msg_detail(msg, "%s", names->items[i]);
			msg_hint(msg, "varde kb sources lists them");
			r = ERR_NOTFOUND;
			break;
		}
		r = store_setting(db, arena_printf(arena, SOURCES_SWITCH "%s", feed->name), to);
		if (r < 0)
			*msg = *db_msg(db);
	}
	arena_free(arena);
	return r;
}

static const char *age(int64_t then, int64_t now, struct arena *arena)
{
	int64_t hours = (now - then) / HOUR;

	if (!then)
		return "-";
	if (hours < 48)
		return arena_printf(arena, "%" PRId64 " h", MAX(hours, 0));
	return arena_printf(arena, "%" PRId64 " d", hours / 24);
}

static void put_json(const struct source *s)
{
	const struct feed *feed = s->feed;
	STR_AUTO(line, LINE);
	struct json_writer w;
	char when[TIME_TEXT];

	json_write_init(&w, &line, 0);
	json_write_object(&w);
	json_member_text(&w, "feed", feed->name);
	json_member_text(&w, "what", feed->what);
	json_member_text(&w, "publisher", feed->publisher);
	json_member_text(&w, "licence", feed->licence);
	json_write_key(&w, "urls");
	json_write_array(&w);
	for (const char *const *url = feed->urls; url && *url; url++)
		json_write_text(&w, *url);
	json_write_array_end(&w);
	json_member_int(&w, "hours", feed->hours);
	json_member_bool(&w, "on", s->on);
	json_member_int(&w, "publications", s->publications);
	json_member_int(&w, "records", s->records);
	json_member_text(&w, "newest", s->newest ? time_text(s->newest, when) : NULL);
	json_member_text(&w, "taken", s->taken ? time_text(s->taken, when) : NULL);
	json_member_text(&w, "checked", s->checked ? time_text(s->checked, when) : NULL);
	json_member_text(&w, "error", s->error);
	json_write_object_end(&w);
	(void)puts(str_text(&line));
}

static void put_line(const struct source *s, struct arena *arena)
{
	const struct feed *feed = s->feed;
	int64_t now = clock_system.wall(NULL);

	(void)printf("%-13s %-4s %9" PRId64 " %8s %8s %8s  %s: %s (%s)\n", feed->name,
	    s->on ? "on" : "off", s->records, age(s->newest, now, arena),
	    age(s->taken, now, arena), age(s->checked, now, arena), feed->publisher, feed->what,
	    feed->licence);
	if (s->error)
		(void)printf("%-13s the last one was not taken in: %s\n", "", s->error);
}

static int sources(const struct options *o, struct arena *arena, struct msg *msg)
{
	struct db *db CLEANUP(db_closep) = NULL;
	struct sources all = {0};
	int r = db_open(options_db(o->db, arena), DB_CREATE, msg, &db);

	if (r == 0)
		r = turn(db, &o->on, "on", msg);
	if (r == 0)
		r = turn(db, &o->off, "off", msg);
	if (r == 0)
		r = move(db, &o->url, msg);
	if (r < 0)
		return r;
	r = sources_list(db, arena, &all);
	if (r == 0 && !o->json)
		(void)printf("%-13s %-4s %9s %8s %8s %8s  %s\n", "feed", "", "records",
		    "newest", "taken", "checked", "what");
	for (size_t i = 0; r == 0 && i < all.all.n; i++) {
		if (o->json)
			put_json(&all.all.items[i]);
		else
			put_line(&all.all.items[i], arena);
	}
	if (r < 0)
		*msg = *db_msg(db);
	return r;
}

int cmd_kb_sources(int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct options o = {0};
	struct text_list args = {0};
	struct msg msg = {0};
	int r = options_parse("kb sources", argc, argv, &o, &args, arena, &msg);

	if (r == 0)
		r = sources(&o, arena, &msg);
	r = r < 0 ? options_fail(r, &msg) : EXIT_DONE;
	arena_free(arena);
	return r;
}

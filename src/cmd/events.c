#include "cmd/events.h"

#include "cmd/database.h"
#include "cmd/events_flow.h"
#include "desk/intake.h"
#include "os/clock.h"
#include "pack/mapped.h"

struct options {
	struct database_options database;
	const char *feed, *tlp, *format, *org;
	bool hold, json, once, datagrams;
};

static const char *const labels[] = {"clear", "green", "amber", "amber+strict", NULL};

const struct option_row events_options[] = {
    DATABASE_OPTIONS(options),
    {"feed", OPTION_TEXT, offsetof(struct options, feed), "NAME",
	"who says so (shadowserver, or the format)", NULL},
    {"tlp", OPTION_TEXT, offsetof(struct options, tlp), "LABEL",
	"how far it may go on: clear, green, amber, amber+strict (amber)", labels},
    {"format", OPTION_TEXT, offsetof(struct options, format), "NAME",
	"what the lines are: eve, zeek, snort, idea, xarf, n6, cef (found out), or csv", NULL},
    {"org", OPTION_TEXT, offsetof(struct options, org), "ID",
	"whose inner addresses (10.0.0.0/8 and the like) these are", NULL},
    {"hold", OPTION_FLAG, offsetof(struct options, hold), NULL,
	"nobody is told until an analyst says so", NULL},
    {"json", OPTION_FLAG, offsetof(struct options, json), NULL, "print a JSON object a file",
	NULL},
    {"once", OPTION_FLAG, offsetof(struct options, once), NULL,
	"follow: end when nothing is new", NULL},
    {"datagrams", OPTION_FLAG, offsetof(struct options, datagrams), NULL,
	"listen: a socket of datagrams instead of connections", NULL},
    {NULL, OPTION_FLAG, 0, NULL, NULL, NULL},
};

static void print_json(const char *path, const struct event_taken *t)
{
	STR_AUTO(out, 1 << 16);
	struct json_writer w;

	json_write_init(&w, &out, 0);
	json_write_object(&w);
	json_member_text(&w, "file", path);
	json_member_text(&w, "report", t->import.report);
	json_member_bool(&w, "again", t->again);
	json_member_int(&w, "rows", t->import.rows);
	json_member_int(&w, "wrong", t->import.wrong);
	json_member_int(&w, "added", t->import.added);
	json_member_int(&w, "unattributed", t->import.unattributed);
	json_member_int(&w, "alerts", t->import.alerts);
	json_member_int(&w, "grown", t->grown);
	json_member_int(&w, "notices", t->told.orgs);
	json_member_int(&w, "messages", t->told.messages);
	json_write_object_end(&w);
	(void)puts(str_text(&out));
}

static void print_text(const char *path, const struct event_taken *t)
{
	const struct event_import *i = &t->import;

	if (t->again) {
		(void)printf("%s: taken in before, nothing was changed\n", path);
		return;
	}
	(void)printf(
	    "%s: report %s, %lld rows, %lld new events, %lld nobody's, %lld new alerts, "
	    "%lld notices, %lld messages\n",
	    path, i->report, (long long)i->rows, (long long)i->added,
	    (long long)i->unattributed, (long long)i->alerts, (long long)t->told.orgs,
	    (long long)t->told.messages);
	if (i->wrong)
		(void)printf("%s: %lld rows could not be read, the first of them:\n", path,
		    (long long)i->wrong);
	for (size_t k = 0; k < i->lines.n; k++)
		(void)printf("  line %s\n", i->lines.items[k]);
}

/* A table of reports, or lines of events. */
static int take(struct db *db, const struct options *o, const struct event_source *source,
    struct arena *arena, struct event_taken *ret)
{
	const struct intake_origin origin = {.feed = o->feed     ? o->feed
						     : o->format ? o->format
								 : "sensor",
	    .file = source->file,
	    .format = o->format,
	    .org = o->org,
	    .tlp = source->tlp,
	    .hold = source->hold};
	bool csv = o->format && strcmp(o->format, "csv") == 0;
	int64_t now = clock_system.wall(NULL);

	if (!csv && (o->format || intake_is_lines(source->bytes, source->file)))
		return intake_take(db, NULL, &origin, source->bytes, now, arena, ret, NULL);
	return event_take(db, NULL, source, now, arena, ret);
}

static int import_one(struct db *db, const struct options *o, const char *path, struct msg *msg)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct event_source source = {.feed = o->feed ? o->feed : "shadowserver",
	    .file = path,
	    .tlp = TLP_AMBER,
	    .hold = o->hold};
	struct event_taken taken = {0};
	int r = mapped_open(path, &source.bytes, msg);

	if (r < 0)
		return r;
	if (o->tlp)
		r = tlp_from_text(span_str(o->tlp), &source.tlp);
	if (r == 0)
		r = take(db, o, &source, arena, &taken);
	mapped_close(source.bytes);
	if (r < 0) {
		*msg = *db_msg(db);
		return r;
	}
	if (o->json)
		print_json(path, &taken);
	else
		print_text(path, &taken);
	return 0;
}

/* Every file is tried; the first failure is the command's. */
static int import(
    const struct options *o, const struct text_list *args, struct arena *arena, struct msg *msg)
{
	struct db *db CLEANUP(db_closep) = NULL;
	const char *where = NULL;
	int r = database_where(&o->database, arena, &where, msg), first = 0;

	if (r == 0)
		r = db_open(where, 0, msg, &db);
	if (r < 0)
		return r;
	for (size_t i = 1; i < args->n; i++) {
		struct msg one = {0};

		r = import_one(db, o, args->items[i], &one);
		if (r == 0)
			continue;
		if (first)
			(void)options_fail(r, &one);
		else
			*msg = one;
		first = first ? first : r;
	}
	return first;
}

/* Lines that come without an end: FILE or SOCKET. */
static int flow(
    const struct options *o, const struct text_list *args, struct arena *arena, struct msg *msg)
{
	struct db *db CLEANUP(db_closep) = NULL;
	struct intake_origin origin = {.feed = o->feed     ? o->feed
					       : o->format ? o->format
							   : "sensor",
	    .file = args->items[1],
	    .format = o->format,
	    .org = o->org,
	    .tlp = TLP_AMBER,
	    .hold = o->hold};
	const char *where = NULL;
	int r = o->tlp ? tlp_from_text(span_str(o->tlp), &origin.tlp) : 0;

	if (r == 0)
		r = database_where(&o->database, arena, &where, msg);
	if (r == 0)
		r = db_open(where, 0, msg, &db);
	if (r < 0)
		return r;
	return strcmp(args->items[0], "follow") == 0
		   ? events_follow(db, &origin, args->items[1], o->once, msg)
		   : events_listen(db, &origin, args->items[1], o->datagrams, msg);
}

static int run(
    const struct options *o, const struct text_list *args, struct arena *arena, struct msg *msg)
{
	if (args->n >= 2 && strcmp(args->items[0], "import") == 0)
		return import(o, args, arena, msg);
	if (args->n == 2 &&
	    (strcmp(args->items[0], "follow") == 0 || strcmp(args->items[0], "listen") == 0))
		return flow(o, args, arena, msg);
	msg_what(msg, "what to do with events is not told");
	msg_hint(msg, "varde events import FILE..., varde events follow FILE, varde events "
		      "listen SOCKET");
	return ERR_SYNTAX;
}

int cmd_events(int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct options o = {0};
	struct text_list args = {0};
	struct msg msg = {0};
	int r = options_parse("events", argc, argv, &o, &args, arena, &msg);

	if (r == 0)
		r = run(&o, &args, arena, &msg);
	r = r < 0 ? options_fail(r, &msg) : EXIT_DONE;
	arena_free(arena);
	return r;
}

#include "cmd/hunt.h"

#include "base/time.h"
#include "cmd/database.h"
#include "desk/hunt.h"
#include "desk/ioc.h"
#include "os/clock.h"

struct options {
	struct database_options database;
	int64_t show;
	bool json;
};

const struct option_row hunt_options[] = {
    DATABASE_OPTIONS(options),
    {"show", OPTION_NUMBER, offsetof(struct options, show), "N",
	"the newest N systems of each that met it (20)", NULL},
    {"json", OPTION_FLAG, offsetof(struct options, json), NULL,
	"print a JSON object an indicator", NULL},
    {NULL, OPTION_FLAG, 0, NULL, NULL, NULL},
};

static void print_json(const struct ioc *ioc, const struct hunt_found *f, size_t show)
{
	STR_AUTO(out, 1 << 22);
	struct json_writer w;

	json_write_init(&w, &out, 0);
	json_write_object(&w);
	json_member_text(&w, "indicator", ioc->value);
	json_member_text(&w, "type", ioc_kind_names[ioc->type]);
	json_member_int(&w, "traces", f->n);
	json_member_int(&w, "orgs", f->orgs);
	json_member_int(&w, "count", f->count);
	json_member_int(&w, "millis", f->millis);
	json_write_key(&w, "met");
	json_write_array(&w);
	for (size_t i = 0; i < f->traces.all.n && i < show; i++)
		record_to_json(&trace_type, f->traces.all.items[i], false, &w);
	json_write_array_end(&w);
	json_write_object_end(&w);
	(void)puts(str_text(&out));
}

static void print_text(const struct ioc *ioc, const struct hunt_found *f, size_t show)
{
	char first[TIME_TEXT], last[TIME_TEXT];

	if (!f->n) {
		(void)printf("%s: met by nobody (%lld ms)\n", ioc->value, (long long)f->millis);
		return;
	}
	(void)printf(
	    "%s: met by %lld systems of %lld organisations, %lld times, %s to %s (%lld ms)\n",
	    ioc->value, (long long)f->n, (long long)f->orgs, (long long)f->count,
	    time_text(f->first, first), time_text(f->last, last), (long long)f->millis);
	for (size_t i = 0; i < f->traces.all.n && i < show; i++) {
		const struct trace *t = f->traces.all.items[i];

		(void)printf("  %s  %s  %s %s  %s  %lld times\n", time_text(t->last, last),
		    t->addr ? t->addr : "-", trace_via_names[t->via], t->value,
		    t->org ? t->org : "nobody's", (long long)t->count);
	}
}

static int hunt_text(struct db *db, const struct options *o, const char *text, struct msg *msg)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct hunt_found found = {0};
	struct ioc ioc = {0};
	size_t show = o->show > 0 ? (size_t)MIN(o->show, (int64_t)HUNT_SHOWN) : 20;
	int r = ioc_parse(span_str(text), -1, arena, &ioc, msg);

	if (r < 0)
		return r;
	r = hunt_search(db, &ioc, clock_system.wall(NULL), arena, &found);
	if (r == ERR_UNSUPPORTED) {
		msg_what(msg, "%.100s cannot be searched", ioc.value);
		msg_detail(msg, "of that kind there are no traces");
		return r;
	}
	if (r < 0) {
		*msg = *db_msg(db);
		return r;
	}
	if (o->json)
		print_json(&ioc, &found, show);
	else
		print_text(&ioc, &found, show);
	return 0;
}

/* Every indicator is tried; the first failure is the command's. */
static int hunt_all(
    const struct options *o, const struct text_list *args, struct arena *arena, struct msg *msg)
{
	struct db *db CLEANUP(db_closep) = NULL;
	const char *where = NULL;
	int r = args->n ? database_where(&o->database, arena, &where, msg) : ERR_SYNTAX,
	    first = 0;

	if (!args->n) {
		msg_what(msg, "what is to be searched is not told");
		msg_hint(msg, "varde hunt INDICATOR...");
	}
	if (r == 0)
		r = db_open(where, 0, msg, &db);
	if (r < 0)
		return r;
	for (size_t i = 0; i < args->n; i++) {
		struct msg one = {0};

		r = hunt_text(db, o, args->items[i], &one);
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

int cmd_hunt(int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct options o = {0};
	struct text_list args = {0};
	struct msg msg = {0};
	int r = options_parse("hunt", argc, argv, &o, &args, arena, &msg);

	if (r == 0)
		r = hunt_all(&o, &args, arena, &msg);
	r = r < 0 ? options_fail(r, &msg) : EXIT_DONE;
	arena_free(arena);
	return r;
}

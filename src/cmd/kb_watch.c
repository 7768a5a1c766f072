#include "cmd/kb_watch.h"

#include "base/log.h"
#include "cmd/kb_match.h"
#include "cmd/kb_pack.h"
#include "cmd/kb_seen.h"
#include "match/watch.h"
#include "os/file.h"
#include "pack/crc32.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

enum { PAUSE_S = 10 };

struct watch_options {
	struct kb_pack_options pack;
	bool once;
};

const struct option_row kb_watch_options[] = {
    KB_PACK_OPTIONS,
    {"once", OPTION_FLAG, offsetof(struct watch_options, once), NULL,
	"look once, for cron; else every 10 s until a signal", NULL},
    {NULL, OPTION_FLAG, 0, NULL, NULL, NULL},
};

struct watching {
	const struct watch_options *o;
	struct db *db;
	const char *path; /* the pack */
	const char *mark; /* another name of the pack that was looked at last */
	struct watch *watch;
	size_t events;
};

/*
 * The pack of the last look keeps a name of its own beside the pack, one a database: a link, so
 * that it stays when the pack is replaced, and costs nothing while it is the same.
 */
static const char *mark_of(const char *path, const char *db, struct arena *arena)
{
	char real[PATH_MAX];
	const char *place = !strstr(db, "://") && realpath(db, real) ? real : db;

	return arena_printf(arena, "%s.%08x.seen", path, crc32_of(span_str(place)));
}

static int set_mark(const struct watching *w, struct arena *arena, struct msg *msg)
{
	const char *fresh = arena_printf(arena, "%s.new", w->mark);

	(void)unlink(fresh);
	if (link(w->path, fresh) < 0)
		return file_error("create", fresh, msg);
	if (rename(fresh, w->mark) < 0)
		return file_error("write", w->mark, msg);
	(void)unlink(fresh); /* still there when both were one file already */
	return 0;
}

static bool same_pack(const struct knowledge_pack *a, const struct knowledge_pack *b)
{
	return a->bytes.n == b->bytes.n && a->bytes.n >= KNOWLEDGE_BODY &&
	       memcmp(a->bytes.p, b->bytes.p, KNOWLEDGE_BODY) == 0;
}

static void put_json(const struct seen *seen, const struct watch_event *e, const char *sentence)
{
	STR_AUTO(line, 64 << 10);
	struct json_writer w;
	const struct match *m = &e->now;

	json_write_init(&w, &line, 0);
	json_write_object(&w);
	json_member_text(&w, "change", watch_how_names[e->how]);
	json_member_text(&w, "id", e->id);
	kb_seen_json(seen, &w);
	json_member_text(&w, "verdict", match_verdict_names[m->verdict]);
	json_member_text(&w, "was", e->was < 0 ? NULL : match_verdict_names[e->was]);
	json_member_text(&w, "why", watch_why_names[e->why]);
	json_member_text(&w, "sentence", sentence);
	json_member_text(&w, "fixed", m->package_fixed ? m->package_fixed : m->fixed);
	json_member_bool(&w, "exploited", e->exploited);
	json_write_object_end(&w);
	(void)puts(str_text(&line));
}

static void put_line(const struct seen *seen, const struct watch_event *e, const char *sentence,
    const char *lang, struct arena *arena)
{
	kb_seen_put(kb_word(lang, watch_how_names[e->how]), 10);
	kb_seen_put(e->id, 16);
	kb_seen_put(kb_seen_whose(seen, arena), 28);
	kb_seen_put(kb_seen_where(seen, arena), 22);
	kb_seen_put(kb_seen_what(seen, arena), 22);
	kb_seen_put(
	    e->how == WATCH_WITHDRAWN ? "" : kb_word(lang, match_verdict_names[e->now.verdict]),
	    10);
	kb_seen_put(e->exploited ? "KEV" : "", 3);
	kb_seen_put(sentence, 0);
	(void)putchar('\n');
}

static int take(void *arg, const struct seen *seen, struct arena *arena)
{
	struct watching *w = arg;
	const char *lang = w->o->pack.lang;
	struct watch_events events;

	watch_find(w->watch, &seen->product, arena, &events);
	vec_foreach (e, &events.all) {
		const char *sentence = kb_word(lang, watch_sentence((enum watch_why)e->why));

		if (e->how == WATCH_NEW)
			sentence = kb_match_sentence(&e->now, &seen->product, lang, arena);
		if (w->o->pack.json)
			put_json(seen, e, sentence);
		else
			put_line(seen, e, sentence, lang, arena);
		w->events++;
	}
	return 0;
}

/* The difference of two packs against what was seen. */
static int tell(struct watching *w, const struct knowledge_pack *was,
    const struct knowledge_pack *now, struct arena *arena, struct msg *msg)
{
	const char *lang = w->o->pack.lang;
	struct banner_set *banners = banner_new(now);
	size_t changes, runs = 0;
	int r = 0;

	w->watch = watch_new(was, now);
	w->events = 0;
	changes = watch_changes(w->watch);
	if (changes)
		r = seen_each(w->db, banners, take, w, &runs);
	(void)banner_free(banners);
	if (r < 0)
		*msg = *db_msg(w->db);
	w->watch = watch_free(w->watch);
	if (r == 0 && !w->o->pack.json && !w->events)
		(void)puts(kb_filled(lang,
		    "{} vulnerabilities changed; none changes anything for what was seen.",
		    arena_printf(arena, "%zu", changes), arena));
	return r;
}

/* One look. A pack that cannot be marked would be told again: that is an error. */
static int look(struct watching *w, struct arena *arena, struct msg *msg)
{
	const char *lang = w->o->pack.lang;
	struct knowledge_pack was = {0}, now = {0};
	int r = knowledge_open(w->path, &now, msg), before;

	if (r < 0)
		return r;
	before = knowledge_open(w->mark, &was, NULL);
	if (before == 0 && same_pack(&was, &now)) {
		if (w->o->once && !w->o->pack.json)
			(void)puts(kb_word(lang, "The knowledge is the same as last time."));
	} else {
		if (before == 0)
			r = tell(w, &was, &now, arena, msg);
		else if (!w->o->pack.json)
			(void)puts(kb_word(lang, "What changes from now on will be told."));
		if (r == 0)
			r = set_mark(w, arena, msg);
	}
	(void)fflush(stdout);
	knowledge_close(&was);
	knowledge_close(&now);
	return r;
}

/* Looks until a signal. A pack that is missing or damaged may be whole the next time. */
static int look_on(struct watching *w, struct msg *msg)
{
	const struct timespec pause = {PAUSE_S, 0};
	int r, last = 0;
	sigset_t ends;

	(void)sigemptyset(&ends);
	(void)sigaddset(&ends, SIGINT);
	(void)sigaddset(&ends, SIGTERM);
	/* NOLINTNEXTLINE(concurrency-mt-unsafe): there is one thread */
	(void)sigprocmask(SIG_BLOCK, &ends, NULL);
	do {
		struct arena *arena = arena_new();

		*msg = (struct msg){0};
		r = look(w, arena, msg);
		if (r < 0 && r != last)
			log_msg(LOG_ERROR, msg);
		last = r;
		arena_free(arena);
		r = sigtimedwait(&ends, NULL, &pause);
	} while (r < 0 && (errno == EAGAIN || errno == EINTR));
	return 0;
}

int cmd_kb_watch(int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct watch_options o = {0};
	struct text_list args = {0};
	struct db *db CLEANUP(db_closep) = NULL;
	struct watching w = {.o = &o};
	struct msg msg = {0};
	int r = options_parse("kb watch", argc, argv, &o, &args, arena, &msg);

	if (r == 0 && args.n) {
		msg_what(&msg, "there is an argument too many");
		msg_detail(&msg, "\"%.100s\"", args.items[0]);
		msg_hint(&msg, "varde kb watch --help");
		r = ERR_SYNTAX;
	}
	if (r == 0) {
		w.path = kb_pack_path(o.pack.pack, o.pack.db, arena);
		w.mark = mark_of(w.path, options_db(o.pack.db, arena), arena);
		r = db_open(options_db(o.pack.db, arena), 0, &msg, &db);
		w.db = db;
	}
	if (r == 0)
		r = o.once ? look(&w, arena, &msg) : look_on(&w, &msg);
	r = r < 0 ? options_fail(r, &msg) : EXIT_DONE;
	arena_free(arena);
	return r;
}

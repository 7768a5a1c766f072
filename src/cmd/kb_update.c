#include "cmd/kb_update.h"

#include "base/log.h"
#include "cmd/kb_import.h"
#include "cmd/kb_sources.h"
#include "os/clock.h"

#include <inttypes.h>
#include <unistd.h>

enum { HOUR = 3600 * 1000, PAUSE = 6000, PAUSE_KEY = 700, KEY_MAX = 200 };

struct options {
	const char *db, *ca_file, *proxy, *nvd_key;
	int64_t pause;
	bool accept, force, json, quiet;
};

const struct option_row kb_update_options[] = {
    {"db", OPTION_TEXT, offsetof(struct options, db), "PLACE",
	"the database: a file or a PostgreSQL URL", NULL},
    {"force", OPTION_FLAG, offsetof(struct options, force), NULL,
	"look although a feed is not due yet", NULL},
    {"accept", OPTION_FLAG, offsetof(struct options, accept), NULL,
	"take in although size or age are unusual", NULL},
    {"nvd-key", OPTION_TEXT, offsetof(struct options, nvd_key), "KEY",
	"NVD's API key (else $NVD_API_KEY): it answers more often then", NULL},
    {"proxy", OPTION_TEXT, offsetof(struct options, proxy), "URL", "a proxy to use", NULL},
    {"ca-file", OPTION_TEXT, offsetof(struct options, ca_file), "FILE",
	"certificates to trust instead of the system's (PEM)", NULL},
    {"pause", OPTION_NUMBER, offsetof(struct options, pause), "MS",
	"milliseconds between two requests to NVD (6000, with a key 700)", NULL},
    {"json", OPTION_FLAG, offsetof(struct options, json), NULL,
	"tell what happened as JSON, one object a publication", NULL},
    {"quiet", OPTION_FLAG, offsetof(struct options, quiet), NULL, "tell failures only", NULL},
    {NULL, OPTION_FLAG, 0, NULL, NULL, NULL},
};

struct showing {
	const struct kb_out *out;
	const char *name;
	int64_t last;
};

static int show(void *arg, int64_t done, int64_t total)
{
	struct showing *s = arg;
	int64_t now = clock_system.mono(NULL);

	if (!s->out->live || now - s->last < 200)
		return 0;
	s->last = now;
	(void)fprintf(stderr, "\r\033[K%s: %" PRId64 " KiB", s->name, done >> 10);
	if (total)
		(void)fprintf(stderr, " of %" PRId64, total >> 10);
	(void)fflush(stderr);
	return 0;
}

int kb_update_refused(struct kb_update *up, const struct feed *feed,
    const struct know_source *source, int err, const struct msg *msg)
{
	const char *why = arena_printf(up->arena, "%s: %s", msg->what, msg->detail);

	kb_tell_refused(&up->out, source->url, feed->name, msg);
	if (know_checked(up->db, source, clock_system.wall(NULL), why) < 0)
		log_msg(LOG_WARNING, db_msg(up->db));
	return err;
}

static int take(struct kb_update *up, const struct feed *feed, struct know_source *source,
    struct scratch *fetched,
    int64_t *total) /* NOLINT(readability-non-const-parameter): an address for kb_take */
{
	struct kb_file file = {0};
	struct msg msg = {0};
	int r = kb_file_fetched(&file, fetched, source->url, up->arena, &msg);
	struct kb_publication pub = {.feed = feed,
	    .name = source->name,
	    .shown = source->url,
	    .file = &file,
	    .web = *source,
	    .keep = up->keep,
	    .accept = up->accept,
	    .total = total,
	    .documents = total || (feed->flags & FEED_DOCUMENT)};

	if (r < 0)
		r = kb_update_refused(up, feed, source, r, &msg);
	else
		r = kb_take(up->db, &pub, up->arena, &up->out);
	kb_file_done(&file);
	return r;
}

int kb_update_one(struct kb_update *up, const struct feed *feed, const char *name,
    const char *url, const struct fetch_header *headers, size_t nheaders, int64_t *total)
{
	struct know_source was = {0}, source = {.name = name, .feed = feed->name, .url = url};
	struct showing showing = {.out = &up->out, .name = name};
	struct download_request rq = {.url = url,
	    .headers = headers,
	    .nheaders = nheaders,
	    .ca_file = up->ca_file,
	    .proxy = up->proxy,
	    .progress = show,
	    .arg = &showing};
	struct download_reply reply = {0};
	struct scratch fetched = {0};
	struct msg msg = {0};
	int r = know_source_get(up->db, name, up->arena, &was);

	/* of the same place only, and only when what it named was taken in */
	if (r == 0 && was.url && strcmp(was.url, url) == 0 && was.taken && !up->accept) {
		rq.etag = was.etag;
		rq.last_modified = was.last_modified;
	}
	r = scratch_new(feed->max_bytes, &fetched, &msg);
	if (r == 0)
		r = download(&rq, &fetched, up->arena, &reply, &msg);
	if (r < 0) {
		r = kb_update_refused(up, feed, &source, r, &msg);
	} else if (reply.same) {
		r = know_checked(up->db, &source, clock_system.wall(NULL), NULL);
		if (!up->out.quiet && !up->out.json)
			(void)printf("%s: nothing new\n", name);
		r = r < 0 ? r : 1;
	} else {
		source.etag = reply.etag;
		source.last_modified = reply.last_modified;
		r = take(up, feed, &source, &fetched, total);
	}
	scratch_done(&fetched);
	return r;
}

/* --- documents of one publisher --- */

enum { FETCHING_HOURS = 4 };

void kb_fetching_init(struct kb_fetching *f, struct kb_update *up, const struct feed *feed)
{
	*f = (struct kb_fetching){.up = up,
	    .line = download_line_new(),
	    .until = clock_system.mono(NULL) + (int64_t)FETCHING_HOURS * HOUR,
	    .left = feed->max_bytes};
}

void kb_fetching_done(struct kb_fetching *f)
{
	download_line_free(f->line);
	f->line = NULL;
}

static int too_much(struct msg *msg, int err, const char *what)
{
	msg_what(msg, "%s", what);
	msg_detail(msg, "what came so far is kept aside");
	msg_hint(msg, "what was known before stays in use; the next update goes on from here");
	return err;
}

int kb_fetching_get(struct kb_fetching *f, const struct download_request *rq, int64_t max,
    struct arena *arena, struct span *ret, struct msg *msg)
{
	struct download_request copy = *rq;
	struct download_reply reply = {0};
	struct scratch to = {0};
	struct span bytes;
	int r;

	if (clock_system.mono(NULL) > f->until)
		return too_much(msg, ERR_TIMEOUT, "the publisher takes too long");
	if (f->left <= 0)
		return too_much(
		    msg, ERR_LIMIT, "the publisher has more bytes than can be right");
	copy.line = f->line;
	copy.ca_file = f->up->ca_file;
	copy.proxy = f->up->proxy;
	r = scratch_new(MIN(max, f->left), &to, msg);
	if (r == 0)
		r = download(&copy, &to, arena, &reply, msg);
	if (r == 0)
		r = scratch_bytes(&to, &bytes, msg);
	if (r == 0) {
		f->left -= (int64_t)bytes.n;
		*ret = arena_span(arena, bytes);
	}
	f->requests++;
	scratch_done(&to);
	return r;
}

void kb_fetching_show(struct kb_fetching *f, const char *name, size_t done, size_t total)
{
	if (!f->up->out.live || (done % 10 && done != total))
		return;
	(void)fprintf(stderr, "\r\033[K%s: %zu of %zu documents", name, done, total);
	(void)fflush(stderr);
}

/* --- which, and when --- */

static int is_due(struct kb_update *up, const struct feed *feed, bool *ret)
{
	struct know_sources all = {0};
	int64_t last = 0;
	int r = know_source_list(up->db, up->arena, &all);

	vec_foreach (source, &all.all)
		if (strcmp(source->feed, feed->name) == 0 && source->url && !source->error)
			last = MAX(last, source->checked);
	*ret = clock_system.wall(NULL) - last >= (int64_t)feed->hours * HOUR;
	return r;
}

static int update_feed(struct kb_update *up, const struct feed *feed)
{
	const char *url = NULL;
	int r = kb_sources_url(up->db, feed, up->arena, &url);

	if (r < 0 || !url)
		return r;
	if (feed->way == FEED_NVD_API)
		return strstr(url, "{year}") ? kb_update_years(up, feed, url)
					     : kb_update_nvd(up, feed, url);
	if (feed->way == FEED_CSAF)
		return kb_update_csaf(up, feed, url);
	if (feed->way == FEED_CERTFR)
		return kb_update_certfr(up, feed, url);
	return kb_update_one(up, feed, feed->name, url, NULL, 0, NULL);
}

static bool is_named(const struct text_list *names, const struct feed *feed)
{
	return names->n && text_list_has(names, feed->name);
}

static int check_names(const struct text_list *names, struct msg *msg)
{
	for (size_t i = 0; i < names->n; i++) {
		const struct feed *feed = feed_of(names->items[i]);

		if (feed && feed->read && feed->way != FEED_OFFLINE)
			continue;
		msg_what(msg,
		    feed ? "the feed is not fetched by this command" : "there is no such feed");
		msg_detail(msg, "%.100s", names->items[i]);
		msg_hint(msg,
		    feed ? "give its files to varde kb import" : "varde kb sources lists them");
		return ERR_NOTFOUND;
	}
	return 0;
}

static int update_all(
    struct kb_update *up, const struct options *o, const struct text_list *names)
{
	bool failed = false;

	for (const struct feed *feed = feeds; feed->name; feed++) {
		bool on = false, due = true;
		int r = 0;

		if (!feed->read || feed->way == FEED_OFFLINE)
			continue;
		if (names->n)
			on = is_named(names, feed);
		else
			r = kb_sources_on(up->db, feed, &on);
		if (r == 0 && on && !names->n && !o->force)
			r = is_due(up, feed, &due);
		if (r == 0 && on && due)
			r = update_feed(up, feed);
		failed |= r < 0;
	}
	return failed ? EXIT_FILES : EXIT_DONE;
}

static int update(const struct options *o, const struct text_list *names, struct arena *arena,
    struct msg *msg)
{
	/* NOLINTNEXTLINE(concurrency-mt-unsafe): nobody sets the environment */
	const char *where = options_db(o->db, arena), *key = getenv("NVD_API_KEY");
	struct kb_update up = {.arena = arena,
	    .out = {o->json, o->quiet, !o->json && !o->quiet && isatty(STDERR_FILENO)},
	    .keep = kb_import_folder(where, arena),
	    .ca_file = o->ca_file,
	    .proxy = o->proxy,
	    .nvd_key = o->nvd_key    ? o->nvd_key
		       : key && *key ? key
				     : NULL,
	    .accept = o->accept};
	int r;

	up.pause = o->pause ? o->pause : up.nvd_key ? PAUSE_KEY : PAUSE;
	if (check_names(names, msg) < 0)
		return EXIT_USAGE;
	if (db_open(where, DB_CREATE, msg, &up.db) < 0)
		return EXIT_DATABASE;
	r = update_all(&up, o, names);
	up.db = db_close(up.db);
	return r;
}

int cmd_kb_update(int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct options o = {0};
	struct text_list names = {0};
	struct msg msg = {0};
	int r = options_parse("kb update", argc, argv, &o, &names, arena, &msg);

	r = r < 0 ? EXIT_USAGE : update(&o, &names, arena, &msg);
	if (msg.what[0])
		log_msg(LOG_ERROR, &msg);
	arena_free(arena);
	return r;
}

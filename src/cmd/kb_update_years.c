/*
 * NVD's bulk files: one a year, and beside each a .meta with its size and digest, which is read
 * first: a file that has not changed is not fetched, and one that is not what its .meta says is
 * not taken in.
 */
#include "base/time.h"
#include "cmd/kb_update.h"
#include "codec/sha256.h"
#include "feed/nvd_meta.h"
#include "os/clock.h"

enum { FIRST_YEAR = 2002, META_MAX = 4096 };

struct year {
	struct kb_update *up;
	const struct feed *feed;
	struct arena *arena;
	struct kb_fetching web;
	struct know_source source;
	struct nvd_meta meta;
	bool same; /* what we have is what the .meta says */
};

static const char *replace(
    const char *text, const char *what, const char *with, struct arena *arena)
{
	const char *at = strstr(text, what);

	return at ? arena_printf(
			arena, "%.*s%s%s", (int)(at - text), text, with, at + strlen(what))
		  : text;
}

/* "https://x/nvdcve-2.0-2024.json.gz" to "https://x/nvdcve-2.0-2024.meta" */
static const char *meta_of(const char *url, struct arena *arena)
{
	const char *at = strstr(url, ".json");
	size_t n = at ? (size_t)(at - url) : strlen(url);

	return arena_printf(arena, "%.*s.meta", (int)n, url);
}

static const char *name_of(const char *url, struct arena *arena)
{
	const char *slash = strrchr(url, '/'), *base = slash ? slash + 1 : url,
		   *end = strstr(base, ".json");

	return arena_printf(
	    arena, "nvd/%.*s", (int)(end ? (size_t)(end - base) : strlen(base)), base);
}

/* What the last one's .meta said stands in its row as etag and last_modified. */
static int read_meta(struct year *y, struct msg *msg)
{
	const struct download_request rq = {.url = meta_of(y->source.url, y->arena)};
	struct know_source was = {0};
	char when[TIME_TEXT];
	int64_t before;
	struct span text;
	int r = kb_fetching_get(&y->web, &rq, META_MAX, y->arena, &text, msg);

	if (r == 0)
		r = nvd_meta_read(text, &y->meta, msg);
	if (r < 0)
		return r;
	y->source.etag = arena_strdup(y->arena, y->meta.sha256);
	y->source.last_modified = arena_strdup(y->arena, time_text(y->meta.modified, when));
	r = know_source_get(y->up->db, y->source.name, y->arena, &was);
	if (r < 0 || y->up->accept || !was.taken || !was.last_modified)
		return r == ERR_NOTFOUND ? 0 : r;
	y->same = was.etag && strcmp(was.etag, y->source.etag) == 0;
	if (time_parse(span_str(was.last_modified), &before) == 0 &&
	    y->meta.modified < before) {
		msg_what(msg, "the bulk file is older than the one in use");
		msg_detail(msg, "%.200s: of %s, the one in use of %s", y->source.url,
		    y->source.last_modified, was.last_modified);
		msg_hint(
		    msg, "what was known before stays in use; give --accept if it is right");
		return ERR_RANGE;
	}
	return 0;
}

static int check_file(const struct year *y, const struct kb_file *file, struct msg *msg)
{
	char hex[SHA256_HEX];

	if ((int64_t)file->bytes.n == y->meta.size &&
	    strcmp(sha256_hex(file->bytes, hex), y->meta.sha256) == 0)
		return 0;
	msg_what(msg, "the bulk file is not what its .meta says");
	msg_detail(msg, "%.200s: it has %zu bytes, to be %lld, or another digest",
	    y->source.url, file->bytes.n, (long long)y->meta.size);
	msg_hint(msg,
	    "what was known before stays in use; try again later: the two may have been "
	    "published a moment apart");
	return ERR_RANGE;
}

/* 1: it told what happened itself. */
static int take_file(struct year *y, struct msg *msg)
{
	const struct download_request rq = {.url = y->source.url,
	    .line = y->web.line,
	    .ca_file = y->up->ca_file,
	    .proxy = y->up->proxy};
	struct kb_file file = {0};
	struct kb_publication pub = {.feed = y->feed,
	    .name = y->source.name,
	    .shown = y->source.url,
	    .file = &file,
	    .web = y->source,
	    .keep = y->up->keep,
	    .accept = y->up->accept};
	struct download_reply reply;
	struct scratch to = {0};
	int r = scratch_new(y->feed->max_bytes, &to, msg);

	if (r == 0)
		r = download(&rq, &to, y->arena, &reply, msg);
	if (r == 0)
		r = kb_file_fetched(&file, &to, y->source.url, y->arena, msg);
	if (r == 0)
		r = check_file(y, &file, msg);
	if (r == 0)
		r = kb_take(y->up->db, &pub, y->arena, &y->up->out);
	scratch_done(&to);
	kb_file_done(&file);
	return r;
}

static int take_year(struct kb_update *up, const struct feed *feed, const char *url, bool now)
{
	struct year y = {.up = up, .feed = feed, .arena = arena_new()};
	struct msg msg = {0};
	int r;

	y.source =
	    (struct know_source){.name = name_of(url, y.arena), .feed = feed->name, .url = url};
	kb_fetching_init(&y.web, up, feed);
	r = read_meta(&y, &msg);
	if (r == ERR_NOTFOUND && now) {
		r = 0; /* the year is young */
		msg = (struct msg){0};
	} else if (r == 0 && y.same) {
		r = know_checked(up->db, &y.source, clock_system.wall(NULL), NULL);
		if (!up->out.quiet && !up->out.json)
			(void)printf("%s: nothing new\n", y.source.name);
	} else if (r == 0) {
		r = take_file(&y, &msg);
	}
	if (r < 0 && msg.what[0])
		r = kb_update_refused(up, feed, &y.source, r, &msg);
	kb_fetching_done(&y.web);
	arena_free(y.arena);
	return r;
}

int kb_update_years(struct kb_update *up, const struct feed *feed, const char *url)
{
	int this_year = time_split(clock_system.wall(NULL)).year, r = 0;

	for (int year = FIRST_YEAR; year <= this_year; year++) {
		const char *one =
		    replace(url, "{year}", arena_printf(up->arena, "%d", year), up->arena);
		int one_r = take_year(up, feed, one, year == this_year);

		r = MIN(r, one_r);
		if (one_r == ERR_BLOCKED || one_r == ERR_REFUSED)
			return r; /* the others would be told the same */
	}
	return r;
}

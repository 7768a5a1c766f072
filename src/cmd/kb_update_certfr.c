/* CERT-FR: lists of avis and alertes, and a file for each (feed/certfr_list.h). What has
 * changed since the last time is taken in as one. */
#include "cmd/kb_docs.h"
#include "cmd/kb_update.h"
#include "feed/certfr_list.h"
#include "feed/csaf_provider.h"

enum { LIST_MAX = 64 << 20, DOCUMENT_MAX = 8 << 20 };

struct run {
	struct kb_update *up;
	const struct feed *feed;
	struct arena *arena;
	struct kb_docs docs;
	struct kb_fetching web;
	const char *url; /* that is asked for */
	size_t done, total;
};

static int on_redirect(void *arg, const char *to)
{
	const struct run *run = arg;

	return !csaf_provider_same_site(run->url, to);
}

static int get(struct run *run, const char *url, int64_t max, struct arena *arena,
    struct span *ret, struct msg *msg)
{
	struct download_request rq = {.url = url, .redirect = on_redirect, .redirect_arg = run};

	run->url = url;
	return kb_fetching_get(&run->web, &rq, max, arena, ret, msg);
}

static int take_one(
    struct run *run, const char *url, const struct certfr_item *item, struct msg *msg)
{
	const struct kb_doc *known;
	struct kb_doc doc = {.url = url, .updated = item->updated};
	struct arena *arena;
	struct span bytes;
	int r;

	if (!kb_docs_wants(&run->docs, url, item->updated, &known))
		return 0;
	arena = arena_new();
	r = get(run, url, DOCUMENT_MAX, arena, &bytes, msg);
	if (r == 0)
		r = kb_docs_add(&run->docs, &doc, bytes, msg);
	arena_free(arena);
	return r;
}

/* "https://host" of the list's address. */
static const char *origin_of(const char *url, struct arena *arena)
{
	const char *at = strstr(url, "://");
	size_t n = at ? (size_t)(at + 3 - url) : 0;

	return arena_strndup(arena, url, n + strcspn(url + n, "/?#"));
}

static int take_list(struct run *run, const char *url, struct msg *msg)
{
	const char *origin = origin_of(url, run->arena);
	struct certfr_list list = {0};
	struct span text;
	int r = get(run, url, LIST_MAX, run->arena, &text, msg);

	if (r == 0)
		r = certfr_list_read(text, run->arena, &list, msg);
	if (r < 0)
		return r;
	run->total += list.all.n;
	vec_foreach (item, &list.all) {
		r = take_one(
		    run, arena_printf(run->arena, "%s%s", origin, item->path), item, msg);
		if (r < 0)
			return r;
		kb_fetching_show(&run->web, run->feed->name, ++run->done, run->total);
	}
	return 0;
}

static int take_all(struct run *run, const char *url, struct msg *msg)
{
	bool moved = strcmp(url, run->feed->urls[0]) != 0;
	struct kb_publication pub = {.feed = run->feed,
	    .name = run->feed->name,
	    .shown = url,
	    .web = {.url = url},
	    .keep = run->up->keep,
	    .accept = run->up->accept,
	    .documents = true};
	int r = kb_docs_open(&run->docs, run->up->keep, run->feed->name, run->arena, msg);

	if (r == 0 && moved)
		r = take_list(run, url, msg);
	for (const char *const *one = run->feed->urls; r == 0 && !moved && *one; one++)
		r = take_list(run, *one, msg);
	if (r < 0)
		return r;
	/* the lists hold what is recent: what is no longer in them is not withdrawn */
	return kb_docs_take(&run->docs, run->up->db, &pub, false, &run->up->out, msg);
}

int kb_update_certfr(struct kb_update *up, const struct feed *feed, const char *url)
{
	struct run run = {.up = up, .feed = feed, .arena = arena_new()};
	struct know_source source = {.name = feed->name, .feed = feed->name, .url = url};
	struct msg msg = {0};
	int r;

	kb_fetching_init(&run.web, up, feed);
	r = take_all(&run, url, &msg);
	if (r < 0 && msg.what[0])
		r = kb_update_refused(up, feed, &source, r, &msg);
	kb_fetching_done(&run.web);
	arena_free(run.arena);
	return r;
}

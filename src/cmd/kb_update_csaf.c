/*
 * CSAF: the documents of every provider (feed/csaf_client.h decides), each provider taken in as
 * a whole or not at all. Red Hat's feed is one provider with a folder of its own; the first
 * time its archive stands for the many documents.
 */
#include "base/log.h"
#include "cmd/kb_docs.h"
#include "cmd/kb_providers.h"
#include "cmd/kb_update.h"
#include "codec/sha256.h"
#include "feed/csaf_client.h"
#include "os/file.h"

#include <ctype.h>
#include <inttypes.h>

enum { TOKEN_MAX = 4096, ARCHIVE_NAME = 200, MEMBERS = 100 };

struct run {
	struct kb_update *up;
	const struct feed *feed;
	const struct kb_provider *row;
	const char *name; /* of the publication: "csaf/NAME" */
	struct arena *arena;
	struct csaf_client client;
	struct kb_docs docs;
	struct kb_fetching web;
	const struct csaf_ask *ask; /* the one that is being answered */
	const char *token;          /* a header's value */
	int64_t fetched;
};

static int on_redirect(void *arg, const char *to)
{
	const struct run *run = arg;

	return run->ask->direct || !csaf_provider_same_site(run->ask->url, to);
}

static int answer(void *arg, const struct csaf_ask *ask, struct arena *arena, struct span *ret,
    struct msg *msg)
{
	struct run *run = arg;
	const struct fetch_header header = {"Authorization", run->token};
	struct download_request rq = {.url = ask->url,
	    .headers = &header,
	    .nheaders = ask->own && run->token,
	    .redirect = on_redirect,
	    .redirect_arg = run};

	run->ask = ask;
	return kb_fetching_get(&run->web, &rq, ask->max, arena, ret, msg);
}

/* The first line of the file, as a header. */
static int read_token(struct run *run, struct msg *msg)
{
	STR_AUTO(text, TOKEN_MAX);
	struct span rest, line;
	int r;

	if (!run->row->token_file)
		return 0;
	r = file_read(run->row->token_file, &text, msg);
	rest = str_bytes(&text);
	if (r < 0 || !span_line(&rest, &line))
		return r;
	line = span_trim(line);
	run->token = arena_printf(run->arena, "Bearer %.*s", (int)line.n, (const char *)line.p);
	return 0;
}

/* --- what is known of the provider from the last time --- */

static int check_age(struct run *run, struct msg *msg)
{
	int64_t now = run->client.provider.updated;

	if (run->up->accept || !now || now >= run->docs.updated)
		return 0;
	msg_what(msg, "the provider's metadata is older than the one in use");
	msg_detail(msg, "%.300s", run->client.url);
	msg_hint(msg,
	    "what was known before stays in use; somebody may show an old state of it: ask the "
	    "provider, and give --accept if it is right");
	return ERR_RANGE;
}

static void remember(struct run *run)
{
	struct csaf_client *c = &run->client;
	struct text_list keys = {0};

	vec_foreach (key, &c->provider.keys)
		if (key->fingerprint)
			text_list_add(&keys, run->arena, key->fingerprint);
	if (run->docs.first || run->fetched)
		run->docs.is_signed =
		    c->pgp && c->verified == run->fetched &&
		    (run->docs.first ? run->fetched > 0 : run->docs.is_signed);
	run->docs.keys = keys;
	run->docs.updated = c->provider.updated;
}

/* --- the documents --- */

static int take_one(struct run *run, const struct csaf_entry *entry, struct msg *msg)
{
	const struct kb_doc *known;
	struct csaf_document d;
	struct kb_doc doc = {.url = entry->url, .updated = entry->updated};
	struct arena *arena;
	int r = 0;

	if (!kb_docs_wants(&run->docs, entry->url, entry->updated, &known))
		return 0;
	arena = arena_new();
	r = csaf_client_take(&run->client, entry,
	    known && known->id && !entry->updated ? known->digest : NULL, arena, &d, msg);
	if (r == 0 && d.verdict != CSAF_SAME) {
		run->fetched++;
		doc.digest = d.sha512;
		doc.id = run->client.only ? NULL : d.id; /* Red Hat's give many records */
		if (d.verdict == CSAF_LEAVE)
			d.bytes = (struct span){0};
		r = kb_docs_add(&run->docs, &doc, d.bytes, msg);
	}
	arena_free(arena);
	return r;
}

static int take_all(struct run *run, struct msg *msg)
{
	size_t n = 0, total = run->client.entries.all.n;
	int r = 0;

	vec_foreach (entry, &run->client.entries.all) {
		r = take_one(run, entry, msg);
		if (r < 0)
			return r;
		kb_fetching_show(&run->web, run->name, ++n, total);
	}
	return 0;
}

/* --- the archive --- */

static bool is_archive_name(const char *name)
{
	size_t n = strlen(name);

	for (const char *p = name; *p; p++)
		if (!isalnum((unsigned char)*p) && !strchr("._-", *p))
			return false;
	return n > 0 && n < ARCHIVE_NAME && name[0] != '.' && strstr(name, ".tar.");
}

/* The day in "csaf_vex_2024-08-01.tar.zst", ms; 0: none. */
static int64_t day_of(const char *name, struct arena *arena)
{
	for (; strlen(name) >= 10; name++)
		if (isdigit((unsigned char)name[0]) && name[4] == '-' && name[7] == '-')
			return feed_time(arena_strndup(arena, name, 10));
	return 0;
}

static int take_archive(struct run *run, const char *url, struct msg *msg)
{
	struct download_request rq = {.url = url,
	    .line = run->web.line,
	    .ca_file = run->up->ca_file,
	    .proxy = run->up->proxy,
	    .redirect = on_redirect,
	    .redirect_arg = run};
	struct csaf_ask *ask = ARENA_NEW(run->arena, struct csaf_ask);
	const struct csaf_entry entry = {.url = url};
	struct download_reply reply;
	struct scratch to = {0};
	struct kb_file file = {0};
	struct kb_publication pub = {.feed = run->feed,
	    .name = run->name,
	    .shown = url,
	    .file = &file,
	    .web = {.url = url},
	    .keep = run->up->keep,
	    .accept = run->up->accept,
	    .documents = true};
	struct span bytes;
	int r = scratch_new(run->feed->max_bytes, &to, msg);

	ask->url = url;
	run->ask = ask;
	if (r == 0)
		r = download(&rq, &to, run->arena, &reply, msg);
	if (r == 0)
		r = scratch_bytes(&to, &bytes, msg);
	if (r == 0)
		r = csaf_client_prove(&run->client, &entry, bytes, run->arena, msg);
	if (r == 0)
		r = kb_file_fetched(&file, &to, url, run->arena, msg);
	if (r == 0)
		r = kb_take(run->up->db, &pub, run->arena, &run->up->out);
	run->fetched += r == 0;
	scratch_done(&to);
	kb_file_done(&file);
	return r;
}

/* All of a folder as one file, if it has one: its documents of before that day are known then.
 */
static int bulk(struct run *run, const char *folder, struct msg *msg)
{
	struct csaf_ask ask = {
	    .url = arena_printf(run->arena, "%sarchive_latest.txt", folder), .max = TOKEN_MAX};
	struct span text, line;
	const char *name;
	int64_t day;
	int r = answer(run, &ask, run->arena, &text, msg);

	if (r < 0)
		return r == ERR_NOTFOUND ? 0 : r;
	if (!span_line(&text, &line))
		return 0;
	line = span_trim(line);
	name = arena_strndup(run->arena, line.p, line.n);
	day = is_archive_name(name) ? day_of(name, run->arena) : 0;
	if (!day)
		return 0; /* another custom: one by one */
	r = take_archive(run, arena_printf(run->arena, "%s%s", folder, name), msg);
	if (r < 0)
		return r;
	vec_foreach (entry, &run->client.entries.all) {
		struct kb_doc doc = {.url = entry->url, .updated = entry->updated};

		if (entry->updated && entry->updated < day &&
		    strncmp(entry->url, folder, strlen(folder)) == 0)
			r = kb_docs_add(&run->docs, &doc, (struct span){0}, msg);
		if (r < 0)
			return r;
	}
	return 0;
}

static int bulk_all(struct run *run, struct msg *msg)
{
	int r = 0;

	if (!run->docs.first || !run->client.only || run->docs.waiting.n)
		return 0;
	vec_foreach (source, &run->client.provider.sources) {
		size_t n = strlen(source->url), m = strlen(run->client.only);

		if (!source->rolie && n >= m &&
		    strcmp(source->url + n - m, run->client.only) == 0)
			r = bulk(run, source->url, msg);
		if (r < 0)
			return r;
	}
	return 0;
}

/* --- one provider --- */

static void tell_remarks(const struct run *run)
{
	const struct csaf_client *c = &run->client;

	if (run->up->out.quiet || run->up->out.json)
		return;
	for (size_t i = 0; i < c->nremarks; i++)
		(void)printf("    not taken: %s (%" PRId64 "), the first: %s\n",
		    c->remarks[i].why, c->remarks[i].n, c->remarks[i].first);
}

/* Few may be out of order; many mean that it is not what it should be. */
static int check_odd(const struct run *run, struct msg *msg)
{
	int64_t odd = run->client.odd, few = 20;

	if (run->up->accept || odd <= few || odd <= run->fetched / 10)
		return 0;
	msg_what(msg, "many of the provider's documents are not what they should be");
	msg_detail(msg, "%s: %" PRId64 " of %" PRId64 ", the first: %.100s: %.150s", run->name,
	    odd, run->fetched, run->client.remarks[0].why, run->client.remarks[0].first);
	msg_hint(msg,
	    "what was known before stays in use; ask the provider; --accept takes the "
	    "others nevertheless");
	return ERR_RANGE;
}

static int fetch_all(struct run *run, struct msg *msg)
{
	struct csaf_client *c = &run->client;
	int r = check_age(run, msg);

	c->is_signed = run->docs.is_signed && !run->up->accept;
	if (!run->up->accept)
		c->pins = run->docs.keys;
	if (r == 0)
		r = csaf_client_keys(c, msg);
	if (r == 0)
		r = csaf_client_list(c, msg);
	if (r == 0)
		r = bulk_all(run, msg);
	if (r == 0)
		r = take_all(run, msg);
	return r == 0 ? check_odd(run, msg) : r;
}

static int take_provider(struct run *run, struct msg *msg)
{
	struct kb_publication pub = {.feed = run->feed,
	    .name = run->name,
	    .shown = run->client.url,
	    .web = {.url = run->client.url},
	    .keep = run->up->keep,
	    .accept = run->up->accept,
	    .documents = true};
	int r = fetch_all(run, msg);

	if (r < 0)
		return r;
	remember(run);
	r = kb_docs_take(&run->docs, run->up->db, &pub, true, &run->up->out, msg);
	if (r >= 0)
		tell_remarks(run);
	return r; /* without a message: it is told already */
}

static int update_one(struct kb_update *up, const struct feed *feed,
    const struct kb_provider *row, const char *place, const char *only,
    struct text_list *ret_members);

/* The providers that an aggregator lists, each as one of its own. */
static int update_members(struct kb_update *up, const struct feed *feed,
    const struct kb_provider *row, const struct text_list *members)
{
	int r = 0;

	for (size_t i = 0; i < members->n && i < MEMBERS; i++) {
		const char *url = members->items[i], *host = csaf_provider_host(url, up->arena);
		struct kb_provider one = *row;
		char sum[SHA256_HEX];
		int one_r;

		/* a host may be that of several */
		one.name = arena_printf(up->arena, "%s-%s-%.8s", row->name, host ? host : "",
		    sha256_hex(span_str(url), sum));
		one.hosts = (struct text_list){0};
		one.token_file = NULL; /* it was given to another */
		one_r = update_one(up, feed, &one, url, NULL, NULL);
		r = MIN(r, one_r);
	}
	return r;
}

static int run_one(struct run *run, const char *place, const char *only,
    struct text_list *ret_members, struct msg *msg)
{
	int r;

	run->client = (struct csaf_client){.place = place,
	    .clearance = csaf_provider_tlp(run->row->clearance),
	    .hosts = run->row->hosts,
	    .only = only,
	    .fetch = answer,
	    .arg = run,
	    .arena = run->arena};
	r = kb_docs_open(&run->docs, run->up->keep,
	    arena_printf(run->arena, "%s-%s", run->feed->name, run->row->name), run->arena,
	    msg);
	run->docs.rule = run->row->clearance;
	if (r == 0)
		r = read_token(run, msg);
	if (r == 0)
		r = csaf_client_find(&run->client, msg);
	if (r == 0 && !run->client.members.n)
		return take_provider(run, msg);
	if (r == 0 && !ret_members) {
		msg_what(msg, "an aggregator lists another aggregator");
		msg_detail(msg, "%.300s", place);
		msg_hint(msg, "add that one by itself if it is wanted");
		return ERR_UNSUPPORTED;
	}
	if (r == 0)
		for (size_t i = 0; i < run->client.members.n; i++)
			text_list_add(ret_members, run->up->arena,
			    arena_strdup(run->up->arena, run->client.members.items[i]));
	return r;
}

static int update_one(struct kb_update *up, const struct feed *feed,
    const struct kb_provider *row, const char *place, const char *only,
    struct text_list *ret_members)
{
	struct run run = {.up = up, .feed = feed, .row = row, .arena = arena_new()};
	struct know_source source = {.feed = feed->name};
	struct msg msg = {0};
	int r;

	run.name = only ? feed->name : arena_printf(run.arena, "%s/%s", feed->name, row->name);
	kb_fetching_init(&run.web, up, feed);
	r = run_one(&run, place, only, ret_members, &msg);
	source.name = run.name;
	source.url = run.client.url ? run.client.url : place;
	if (r < 0 && msg.what[0])
		r = kb_update_refused(up, feed, &source, r, &msg);
	csaf_client_done(&run.client);
	kb_fetching_done(&run.web);
	arena_free(run.arena);
	return r;
}

int kb_update_csaf(struct kb_update *up, const struct feed *feed, const char *url)
{
	const struct kb_provider redhat = {.name = "redhat", .clearance = "CLEAR", .on = true};
	struct kb_providers all = {0};
	int r;

	if (strcmp(feed->name, "redhat") == 0)
		return update_one(up, feed, &redhat, url, "/vex/", NULL);
	r = kb_providers_list(up->db, up->arena, &all);
	if (r < 0)
		log_msg(LOG_ERROR, db_msg(up->db));
	vec_foreach (row, &all.all) {
		struct text_list members = {0};
		int one;

		if (!row->on)
			continue;
		one = update_one(up, feed, row, row->place, NULL, &members);
		if (one >= 0)
			one = update_members(up, feed, row, &members);
		r = MIN(r, one);
	}
	return r;
}

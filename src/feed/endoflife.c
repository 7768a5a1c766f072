/*
 * endoflife.date: the packed list [{product, title, cpe, releases: [{releaseCycle, eol, ...}]}]
 * with "True", "False" or a day as text, and the API's {"result": [{name, label, identifiers,
 * releases: [{name, isEol, eolFrom, ...}]}]}.
 */
#include "feed/items.h"
#include "feed/readers.h"

enum { NAME = 250, TITLE = 2048, CPE = 512 };

static const char *const lists[] = {"result", NULL};

bool endoflife_sniff(struct span head, const char *name)
{
	(void)name;
	if (span_find(head, "\"releaseCycle\"") >= 0 && span_find(head, "\"product\"") >= 0)
		return true;
	return span_find(head, "\"schema_version\"") >= 0 &&
	       span_find(head, "\"result\"") >= 0 && span_find(head, "\"releases\"") >= 0;
}

/* A day, true or false, also as text. */
static void read_end(const struct json *v, bool *ended, int64_t *day)
{
	const char *text = json_text(v, "");

	if (json_bool(v, false) || strcmp(text, "True") == 0 || strcmp(text, "true") == 0)
		*ended = true;
	else
		*day = feed_time(text);
}

static const char *first(const struct json *v, const char *a, const char *b)
{
	return json_text(json_get(v, a), json_text(json_get(v, b), NULL));
}

static void read_cpes(const struct json *product, struct arena *arena, struct text_list *to)
{
	const struct json *packed = json_get(product, "cpe"),
			  *api = json_get(product, "identifiers");

	for (size_t i = 0; i < json_count(packed); i++) {
		const char *name = json_text(&packed->array.items[i], "");

		if (strncmp(name, "cpe:2.3:", 8) == 0)
			feed_list_add(to, arena, name, CPE);
	}
	for (size_t i = 0; i < json_count(api); i++) {
		const char *name = json_text(json_get(&api->array.items[i], "id"), "");

		if (strncmp(name, "cpe:2.3:", 8) == 0)
			feed_list_add(to, arena, name, CPE);
	}
}

static const char *latest_of(const struct json *release)
{
	const struct json *v = json_get(release, "latest");

	return json_text(v, json_text(json_get(v, "name"), NULL));
}

static int64_t latest_day(const struct json *release)
{
	const char *day = json_text(json_get(release, "latestReleaseDate"), NULL);

	return feed_time(
	    day ? day : json_text(json_get(json_get(release, "latest"), "date"), NULL));
}

static int read_release(
    const struct json *release, struct know_eol *e, struct feed_read *rd, struct arena *arena)
{
	struct knowledge k = {.kind = KNOW_EOL, .eol = e};
	const struct json *end = json_get(release, "eol");
	int64_t latest = latest_day(release);
	bool unused;

	e->cycle = feed_text(arena, first(release, "releaseCycle", "name"), NAME);
	if (!e->cycle) {
		feed_leave(rd, "a release without a name");
		return 0;
	}
	e->released = feed_time(json_text(json_get(release, "releaseDate"), NULL));
	e->ended = false;
	e->end = e->extended_end = 0;
	if (end) {
		read_end(end, &e->ended, &e->end);
		read_end(json_get(release, "eoes"), &unused, &e->extended_end);
	} else {
		e->end = feed_time(json_text(json_get(release, "eolFrom"), NULL));
		e->ended = !e->end && json_bool(json_get(release, "isEol"), false);
		e->extended_end = feed_time(json_text(json_get(release, "eoesFrom"), NULL));
	}
	e->latest = feed_text(arena, latest_of(release), NAME);
	e->lts =
	    json_bool(json_get(release, "lts"), json_bool(json_get(release, "isLts"), false));
	k.id = e->id = arena_printf(arena, "%.120s %.120s", e->product, e->cycle);
	k.modified = MAX(latest, e->released);
	feed_newer(rd, k.modified);
	return feed_emit(rd, &k);
}

static int read_product(const struct json *product, struct feed_read *rd, struct arena *arena)
{
	const struct json *releases = json_get(product, "releases");
	struct know_eol e = {
	    .product = feed_text(arena, first(product, "product", "name"), NAME),
	    .title = feed_text(arena, first(product, "title", "label"), TITLE)};
	int r = 0;

	if (!e.product) {
		feed_leave(rd, "a product without a name");
		return 0;
	}
	read_cpes(product, arena, &e.cpes);
	for (size_t i = 0; r == 0 && i < json_count(releases); i++)
		r = read_release(&releases->array.items[i], &e, rd, arena);
	return r;
}

static int read_head(const struct json *head, int64_t n, struct feed_read *rd, struct msg *msg)
{
	int64_t said = json_int(json_get(head, "total"), n);

	(void)rd;
	if (said != n)
		return feed_bad(msg, ERR_TRUNCATED, "it announces %lld products and holds %lld",
		    (long long)said, (long long)n);
	return 0;
}

int endoflife_read(struct span bytes, struct feed_read *rd, struct msg *msg)
{
	rd->whole = true;
	return items_read(bytes, lists, read_product, read_head, rd, msg);
}

#include "feed/misp_feed.h"

#include "base/parse.h"
#include "codec/utf8.h"

#include <ctype.h>
#include <stdlib.h>

enum { UUID = 36, SHOWN = 150, URL_MAX = 1000 };

/* --- addresses --- */

/* Whether the host, perhaps with a port, is this machine by its name or number. */
static bool is_loopback(struct span host)
{
	struct span name = host;

	if (span_starts(host, "[::1]"))
		return host.n == 5 || host.p[5] == ':';
	(void)span_split(&host, ':', &name);
	for (size_t i = 0; span_starts(name, "127.") && i < name.n; i++)
		if (!isdigit(name.p[i]) && name.p[i] != '.')
			return false;
	return span_starts(name, "127.") || span_ieq(name, "localhost");
}

bool misp_feed_url_fit(const char *url)
{
	struct span s = span_str(url), host = {0};

	if (!url || s.n > URL_MAX || strpbrk(url, " \t\r\n\"<>\\^`{|}@#?"))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < 0x21 || s.p[i] > 0x7e)
			return false;
	if (span_istarts(s, "https://")) {
		s = span_sub(s, 8, s.n);
		return span_split(&s, '/', &host) && host.n > 0;
	}
	if (!span_istarts(s, "http://"))
		return false;
	s = span_sub(s, 7, s.n);
	return span_split(&s, '/', &host) && is_loopback(host);
}

const char *misp_feed_url(const char *feed, const char *uuid, struct arena *arena)
{
	static const char manifest[] = "manifest.json";
	size_t n = strlen(feed), end = sizeof(manifest) - 1;

	if (n > end && strcmp(feed + n - end, manifest) == 0 && feed[n - end - 1] == '/')
		n -= end;
	while (n && feed[n - 1] == '/')
		n--;
	return uuid ? arena_printf(arena, "%.*s/%s.json", (int)n, feed, uuid)
		    : arena_printf(arena, "%.*s/%s", (int)n, feed, manifest);
}

/* --- the manifest --- */

/* The UUID in lower case, or NULL: it becomes part of an address. */
static const char *uuid_of(const char *text, size_t n, struct arena *arena)
{
	char *to;

	if (n != UUID)
		return NULL;
	to = arena_strndup(arena, text, n);
	for (size_t i = 0; i < UUID; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (dash ? to[i] != '-' : !isxdigit((unsigned char)to[i]))
			return NULL;
		to[i] = (char)tolower((unsigned char)to[i]);
	}
	return to;
}

/* A number, or its digits as text; 0 for anything else. */
static int64_t stamp_of(const struct json *v)
{
	int64_t n = json_int(v, 0);

	if (v && v->type == JSON_STRING &&
	    parse_int(span_of(v->string.text, v->string.n), 0, INT64_MAX / 1000, &n) < 0)
		return 0;
	return n < 0 || n > INT64_MAX / 1000 ? 0 : n;
}

static const char *shown(const struct json *v, struct arena *arena)
{
	return utf8_clean(arena, span_str(json_text(v, "")), SHOWN);
}

static int newest_first(const void *a, const void *b)
{
	const struct misp_feed_event *x = a, *y = b;

	if (x->stamp != y->stamp)
		return x->stamp < y->stamp ? 1 : -1;
	return strcmp(x->uuid, y->uuid);
}

static int no_manifest(struct msg *msg, int err, const char *detail)
{
	msg_what(msg, TR("this is no manifest of a MISP feed"));
	msg_detail(msg, "%s", detail);
	msg_hint(msg, TR("give the address of the folder that holds manifest.json"));
	return err;
}

/* Those of one UUID stand beside each other after sorting by it; the last change counts. */
static int by_uuid(const void *a, const void *b)
{
	const struct misp_feed_event *x = a, *y = b;
	int order = strcmp(x->uuid, y->uuid);

	return order ? order : newest_first(a, b);
}

static void keep_one_each(struct misp_feed *feed)
{
	size_t n = 0;

	if (!feed->events.n)
		return;
	qsort(feed->events.items, feed->events.n, sizeof(*feed->events.items), by_uuid);
	for (size_t i = 0; i < feed->events.n; i++) {
		const struct misp_feed_event *e = &feed->events.items[i];

		if (n && strcmp(feed->events.items[n - 1].uuid, e->uuid) == 0)
			feed->odd++;
		else
			feed->events.items[n++] = *e;
	}
	feed->events.n = n;
	qsort(feed->events.items, n, sizeof(*feed->events.items), newest_first);
}

int misp_feed_read(
    struct span manifest, struct arena *arena, struct misp_feed *ret, struct msg *msg)
{
	struct misp_feed feed = {0};
	struct json *doc;

	if (json_parse(manifest, arena, &doc, NULL) < 0)
		return no_manifest(msg, ERR_SYNTAX, "it is no JSON");
	if (doc->type != JSON_OBJECT)
		return no_manifest(msg, ERR_SYNTAX, "it is no list of events");
	if (doc->object.n > MISP_FEED_MANY)
		return no_manifest(msg, ERR_LIMIT, "it names too many events");
	for (size_t i = 0; i < doc->object.n; i++) {
		const struct json_member *m = &doc->object.members[i];
		const char *uuid = uuid_of(m->key, m->key_n, arena);
		int64_t stamp = stamp_of(json_get(&m->value, "timestamp"));
		struct misp_feed_event event = {.uuid = uuid, .stamp = stamp};

		if (!uuid || !stamp) {
			feed.odd++;
			continue;
		}
		event.info = shown(json_get(&m->value, "info"), arena);
		event.org = shown(json_get(json_get(&m->value, "Orgc"), "name"), arena);
		vec_push(arena, &feed.events, event);
	}
	if (!feed.events.n && feed.odd)
		return no_manifest(msg, ERR_SYNTAX, "none of what it holds is an event");
	keep_one_each(&feed);
	*ret = feed;
	return 0;
}

/* --- an event --- */

int misp_feed_open(struct span bytes, const struct misp_feed_event *event, struct arena *arena,
    struct json **ret, struct msg *msg)
{
	const struct json *inner;
	const char *uuid;
	struct json *doc;

	if (json_parse(bytes, arena, &doc, NULL) < 0) {
		msg_what(msg, TR("this is no event of MISP"));
		msg_detail(msg, "%s", event->uuid);
		msg_hint(msg, TR("its publisher has to mend it"));
		return ERR_SYNTAX;
	}
	inner = json_get(doc, "Event");
	uuid = json_text(json_get(inner, "uuid"), "");
	uuid = uuid_of(uuid, strlen(uuid), arena);
	if (!inner || !uuid || strcmp(uuid, event->uuid) != 0) {
		msg_what(msg, TR("this is another event than the manifest names"));
		msg_detail(msg, "%s", event->uuid);
		msg_hint(msg, TR("its publisher has to mend it"));
		return ERR_DENIED;
	}
	*ret = doc;
	return 0;
}

/* News of others as signals to triage: RSS 2.0 and 1.0
 * (https://www.rssboard.org/rss-specification) and Atom (RFC 4287). An entry becomes an
 * advisory without configurations. */
#include "feed/syndication.h"
#include "base/limits.h"
#include "base/time.h"
#include "feed/readers.h"

#include <expat.h>

enum {
	TITLE_MAX = 2000,
	TEXT_MAX = 65536,
	ID_MAX = 200,
	URL_MAX = 1000,
	FILE_BYTES = 16 << 20,
	DEPTH = 64
};

/* What the text of an element is for. */
enum part { PART_NONE, PART_ID, PART_TITLE, PART_TEXT, PART_LINK, PART_TIME, PARTS };

struct state {
	XML_Parser parser;
	struct arena *arena; /* of one entry */
	struct feed_read *rd;
	struct msg *msg;
	struct str parts[PARTS];
	int part, part_depth; /* the open one */
	int depth, entry;     /* depth of the open entry; 0: none */
	bool feed;            /* its outermost element says that it is one */
	int64_t published, modified;
	const char *link; /* of Atom: an attribute */
	char publisher[201];
	int err;
};

static const struct {
	const char *name;
	int part;
} elements[] = {{"guid", PART_ID}, {"id", PART_ID}, {"title", PART_TITLE},
    {"description", PART_TEXT}, {"summary", PART_TEXT}, {"content", PART_TEXT},
    {"encoded", PART_TEXT}, {"link", PART_LINK}, {"pubDate", PART_TIME},
    {"published", PART_TIME}, {"updated", PART_TIME}, {"date", PART_TIME}};

static void fail(struct state *s, int err, const char *why)
{
	if (s->err == 0)
		s->err = feed_bad(s->msg, err, "line %llu: %s",
		    (unsigned long long)XML_GetCurrentLineNumber(s->parser), why);
	(void)XML_StopParser(s->parser, XML_FALSE);
}

/* Prefixes are not looked at: "dc:date", "content:encoded". */
static const char *local(const char *name)
{
	const char *colon = strchr(name, ':');

	return colon ? colon + 1 : name;
}

static const char *attribute(const char **attrs, const char *name)
{
	for (size_t i = 0; attrs[i]; i += 2)
		if (strcmp(attrs[i], name) == 0)
			return attrs[i + 1];
	return NULL;
}

static void begin_entry(struct state *s)
{
	arena_clear(s->arena);
	for (size_t i = 0; i < PARTS; i++)
		str_clear(&s->parts[i]);
	s->entry = s->depth;
	s->part = PART_NONE;
	s->published = s->modified = 0;
	s->link = NULL;
}

static void begin_part(struct state *s, const char *name, const char **attrs)
{
	const char *rel = attribute(attrs, "rel"), *href = attribute(attrs, "href");

	if (strcmp(name, "link") == 0 && href) {
		if (!s->link && (!rel || strcmp(rel, "alternate") == 0))
			s->link = arena_strdup(s->arena, href);
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(elements) && s->part == PART_NONE; i++) {
		if (strcmp(elements[i].name, name) != 0)
			continue;
		s->part = elements[i].part;
		s->part_depth = s->depth;
		/* The longest of several texts would be all of the page: the first counts. */
		if (s->part == PART_TEXT && s->parts[PART_TEXT].n)
			s->part = PART_NONE;
		else
			str_clear(&s->parts[s->part]);
	}
}

static void begin(void *arg, const char *qualified, const char **attrs)
{
	struct state *s = arg;
	const char *name = local(qualified);

	if (++s->depth > DEPTH) {
		fail(s, ERR_LIMIT, "elements are nested too deeply");
		return;
	}
	if (s->depth == 1) {
		s->feed = strcmp(name, "rss") == 0 || strcmp(name, "feed") == 0 ||
			  strcmp(name, "RDF") == 0;
		if (!s->feed)
			fail(s, ERR_SYNTAX, "it is neither RSS nor Atom");
	} else if (!s->entry && (strcmp(name, "item") == 0 || strcmp(name, "entry") == 0)) {
		begin_entry(s);
	} else if (s->entry && s->depth == s->entry + 1) {
		begin_part(s, name, attrs);
	} else if (!s->entry && s->depth <= 3 && strcmp(name, "title") == 0 && !*s->publisher) {
		s->part = PART_TITLE;
		s->part_depth = s->depth;
		str_clear(&s->parts[PART_TITLE]);
	}
}

static void text(void *arg, const char *p, int n)
{
	struct state *s = arg;

	if (s->part != PART_NONE)
		str_put(&s->parts[s->part], p, (size_t)n);
}

/* The numbers of flaws that the text names. */
static void add_cves(struct know_advisory *a, const char *where, struct arena *arena)
{
	for (const char *at = where; at && (at = strstr(at, "CVE-")); at += 4) {
		size_t n = strspn(at + 4, "0123456789-");
		char *cve = arena_strndup(arena, at, 4 + n);

		if (feed_is_cve(cve) && !text_list_has(&a->cves, cve))
			feed_list_add(&a->cves, arena, cve, 64);
	}
}

static const char *plain(struct state *s, int part, size_t max)
{
	STR_AUTO(out, TEXT_MAX);

	if (!s->parts[part].n)
		return NULL;
	syndication_plain(&out, str_bytes(&s->parts[part]));
	return feed_text(s->arena, str_text(&out), max);
}

static void end_entry(struct state *s)
{
	struct know_advisory a = {.publisher = *s->publisher ? s->publisher : NULL,
	    .tlp = "CLEAR",
	    .title = plain(s, PART_TITLE, TITLE_MAX),
	    .text = plain(s, PART_TEXT, TEXT_MAX),
	    .url = s->link ? s->link : plain(s, PART_LINK, URL_MAX)};
	struct knowledge k = {.kind = KNOW_ADVISORY, .advisory = &a};
	int r;

	s->entry = 0;
	a.id = plain(s, PART_ID, ID_MAX);
	if (!a.id)
		a.id = feed_text(s->arena, a.url, ID_MAX);
	if (!a.id || !a.title) {
		feed_leave(s->rd, "an entry without a title, or without number and link");
		return;
	}
	if (a.url && strncmp(a.url, "https://", 8) != 0 && strncmp(a.url, "http://", 7) != 0) {
		feed_remark(s->rd, "a link that is none of the web");
		a.url = NULL;
	}
	a.published = s->published;
	a.modified = MAX(s->modified, s->published);
	add_cves(&a, a.title, s->arena);
	add_cves(&a, a.text, s->arena);
	k.id = a.id;
	k.modified = a.modified;
	feed_newer(s->rd, a.modified);
	r = feed_emit(s->rd, &k);
	if (r < 0) {
		s->err = r;
		(void)XML_StopParser(s->parser, XML_FALSE);
	}
}

static void end_part(struct state *s, const char *name)
{
	int part = s->part;

	s->part = PART_NONE;
	if (!s->entry) {
		STR_AUTO(out, TITLE_MAX);
		const char *title;

		syndication_plain(&out, str_bytes(&s->parts[part]));
		title = feed_text(s->arena, str_text(&out), sizeof(s->publisher) - 1);
		if (title)
			memcpy(s->publisher, title, strlen(title) + 1);
	} else if (part == PART_TIME) {
		int64_t time = syndication_time(str_bytes(&s->parts[part]));

		if (strcmp(name, "updated") == 0)
			s->modified = time;
		else if (!s->published)
			s->published = time;
	}
}

static void end(void *arg, const char *qualified)
{
	struct state *s = arg;

	if (s->part != PART_NONE && s->depth == s->part_depth)
		end_part(s, local(qualified));
	if (s->entry && s->depth == s->entry)
		end_entry(s);
	s->depth--;
}

/* Entities of its own are nothing that news need, and a way to make little much. */
static void entity(void *arg, const char *name, int is_parameter, const char *value, int n,
    const char *base, const char *system, const char *public, const char *notation)
{
	(void)name, (void)is_parameter, (void)value, (void)n, (void)base, (void)system;
	(void)public, (void)notation;
	fail(arg, ERR_SYNTAX, "it declares entities");
}

bool syndication_sniff(struct span head, const char *name)
{
	(void)name;
	return span_find(head, "<rss") >= 0 ||
	       (span_find(head, "<feed") >= 0 &&
		   span_find(head, "http://www.w3.org/2005/Atom") >= 0) ||
	       (span_find(head, "<rdf:RDF") >= 0 &&
		   span_find(head, "http://purl.org/rss/1.0/") >= 0);
}

int syndication_read(struct span bytes, struct feed_read *rd, struct msg *msg)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct state s = {.arena = arena, .rd = rd, .msg = msg};

	if (bytes.n > FILE_BYTES)
		return feed_bad(msg, ERR_LIMIT, "over %d MB", FILE_BYTES >> 20);
	s.parser = XML_ParserCreate(NULL);
	if (!s.parser)
		return ERR_NOMEM;
	for (size_t i = 0; i < PARTS; i++)
		str_init(&s.parts[i], FILE_BYTES);
	XML_SetUserData(s.parser, &s);
	XML_SetElementHandler(s.parser, begin, end);
	XML_SetCharacterDataHandler(s.parser, text);
	XML_SetEntityDeclHandler(s.parser, entity);
	if (XML_Parse(s.parser, (const char *)bytes.p, (int)bytes.n, 1) != XML_STATUS_OK &&
	    s.err == 0)
		s.err = feed_bad(msg,
		    XML_GetErrorCode(s.parser) == XML_ERROR_NO_ELEMENTS ? ERR_TRUNCATED
									: ERR_SYNTAX,
		    "line %llu: %s", (unsigned long long)XML_GetCurrentLineNumber(s.parser),
		    XML_ErrorString(XML_GetErrorCode(s.parser)));
	XML_ParserFree(s.parser);
	for (size_t i = 0; i < PARTS; i++)
		str_done(&s.parts[i]);
	return s.err;
}

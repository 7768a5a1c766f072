#include "feed/csaf_provider.h"

#include "codec/json.h"
#include "feed/feed.h"

#include <ctype.h>
#include <libpsl.h>

enum { URL_MAX = 2000, NAME_MAX = 300, DOMAIN_MAX = 253, ENTRIES = 500000, SOURCES = 256 };

static const char loopback[] = "127.0.0.1:";

static size_t count(const struct json *v)
{
	return v && v->type == JSON_ARRAY ? v->array.n : 0;
}

/* The address in the arena when it may be followed, else NULL. Loopback without TLS is for a
 * provider on this machine. */
static const char *address(struct arena *arena, const char *url)
{
	static const char *const begins[] = {
	    "https://", "http://127.0.0.1:", "http://localhost:", "http://[::1]:"};

	if (!url || strlen(url) > URL_MAX)
		return NULL;
	for (const char *p = url; *p; p++)
		if ((unsigned char)*p <= ' ' || *p == 0x7f || *p == '"' || *p == '\\')
			return NULL;
	for (size_t i = 0; i < ARRAY_LEN(begins); i++)
		if (strncasecmp(url, begins[i], strlen(begins[i])) == 0 &&
		    url[strlen(begins[i])])
			return feed_text(arena, url, URL_MAX);
	return NULL;
}

void csaf_provider_security(struct span text, struct arena *arena, struct text_list *ret)
{
	struct span line;

	while (span_split(&text, '\n', &line)) {
		const char *url;

		line = span_trim(line);
		if (!span_istarts(line, "csaf:"))
			continue;
		line = span_trim(span_sub(line, 5, line.n));
		if (!line.n || memchr(line.p, '\0', line.n))
			continue;
		url = address(arena, arena_strndup(arena, line.p, line.n));
		if (url && ret->n < SOURCES)
			text_list_add(ret, arena, url);
	}
}

/* "127.0.0.1:8080": a provider on this machine, for trying it out. */
static bool is_loopback(const char *domain)
{
	size_t n = strlen(loopback), digits;

	if (strncmp(domain, loopback, n) != 0)
		return false;
	digits = strspn(domain + n, "0123456789");
	return digits >= 1 && digits <= 5 && !domain[n + digits];
}

static bool is_domain(const char *domain)
{
	size_t n = strlen(domain);

	if (!n || n > DOMAIN_MAX || domain[0] == '.' || domain[0] == '-')
		return false;
	for (const char *p = domain; *p; p++)
		if (!isalnum((unsigned char)*p) && *p != '.' && *p != '-')
			return false;
	return true;
}

void csaf_provider_places(const char *domain, struct arena *arena, struct text_list *ret)
{
	static const char *const paths[] = {"/.well-known/csaf/provider-metadata.json",
	    "/.well-known/security.txt", "/security.txt"};
	bool here = is_loopback(domain);

	if (!here && !is_domain(domain))
		return;
	for (size_t i = 0; i < ARRAY_LEN(paths); i++)
		text_list_add(ret, arena,
		    arena_printf(
			arena, "%s://%s%s", here ? "http" : "https", domain, paths[i]));
	if (!here)
		text_list_add(
		    ret, arena, arena_printf(arena, "https://csaf.data.security.%s", domain));
}

static const char *tlp_of(const char *label, struct arena *arena)
{
	return label && strcmp(label, "WHITE") == 0 ? "CLEAR" : feed_text(arena, label, 16);
}

static void add_source(
    struct csaf_provider *p, struct csaf_source source, const char *url, struct arena *arena)
{
	source.url = address(arena, url);
	if (!source.url || p->sources.n >= SOURCES) {
		p->left += url != NULL;
		return;
	}
	if (!source.rolie && source.url[strlen(source.url) - 1] != '/')
		source.url = arena_printf(arena, "%s/", source.url);
	vec_push(arena, &p->sources, source);
}

static void read_distributions(
    struct csaf_provider *p, const struct json *all, struct arena *arena)
{
	for (size_t i = 0; i < count(all); i++) {
		const struct json *one = &all->array.items[i],
				  *rolie = json_get(json_get(one, "rolie"), "feeds");
		struct csaf_source folder = {0};

		for (size_t j = 0; j < count(rolie); j++) {
			const struct json *feed = &rolie->array.items[j];
			struct csaf_source source = {.rolie = true};

			source.tlp =
			    tlp_of(json_text(json_get(feed, "tlp_label"), NULL), arena);
			add_source(p, source, json_text(json_get(feed, "url"), NULL), arena);
		}
		add_source(p, folder, json_text(json_get(one, "directory_url"), NULL), arena);
	}
}

/* Forty or more hexadecimal digits in upper case; NULL for another text. */
static const char *fingerprint_of(const char *text, struct arena *arena)
{
	char *copy;

	if (!text || strlen(text) < 40 || strlen(text) > 64 ||
	    text[strspn(text, "0123456789abcdefABCDEF")])
		return NULL;
	copy = arena_strdup(arena, text);
	for (char *p = copy; *p; p++)
		*p = (char)toupper((unsigned char)*p);
	return copy;
}

static void read_keys(struct csaf_provider *p, const struct json *all, struct arena *arena)
{
	for (size_t i = 0; i < count(all) && p->keys.n < SOURCES; i++) {
		const struct json *one = &all->array.items[i];
		struct csaf_key key = {0};

		key.fingerprint =
		    fingerprint_of(json_text(json_get(one, "fingerprint"), NULL), arena);
		key.url = address(arena, json_text(json_get(one, "url"), NULL));
		if (key.url)
			vec_push(arena, &p->keys, key);
	}
}

static int parse(struct span text, struct arena *arena, struct json **ret, struct msg *msg)
{
	size_t at = 0;
	int r = json_parse(text, arena, ret, &at);

	if (r < 0)
		return feed_bad(msg, r, "byte %zu is no JSON", at);
	return (*ret)->type == JSON_OBJECT ? 0 : feed_bad(msg, ERR_SYNTAX, "it is no object");
}

int csaf_provider_read(
    struct span text, struct arena *arena, struct csaf_provider *ret, struct msg *msg)
{
	const struct json *publisher;
	struct csaf_provider p = {0};
	struct json *v;
	int r = parse(text, arena, &v, msg);

	if (r < 0)
		return r;
	if (strcmp(json_text(json_get(v, "metadata_version"), ""), "2.0") != 0)
		return feed_bad(msg, ERR_SYNTAX, "it is no provider's metadata of CSAF 2.0");
	publisher = json_get(v, "publisher");
	p.canonical = address(arena, json_text(json_get(v, "canonical_url"), NULL));
	if (!p.canonical)
		return feed_bad(
		    msg, ERR_SYNTAX, "it has no address of its own (canonical_url)");
	p.role = feed_text(arena, json_text(json_get(v, "role"), NULL), NAME_MAX);
	p.publisher = feed_text(arena, json_text(json_get(publisher, "name"), NULL), NAME_MAX);
	p.space = feed_text(arena, json_text(json_get(publisher, "namespace"), NULL), NAME_MAX);
	p.updated = feed_time(json_text(json_get(v, "last_updated"), NULL));
	read_keys(&p, json_get(v, "public_openpgp_keys"), arena);
	read_distributions(&p, json_get(v, "distributions"), arena);
	*ret = p;
	return 0;
}

/* A path inside of the folder, or NULL: no other host, no way up, no place of its own. */
static const char *path_of(struct span s, struct arena *arena)
{
	s = span_trim(s);
	if (s.n < 6 || s.n > NAME_MAX || s.p[0] == '/' || span_find(s, "..") >= 0 ||
	    !span_eq(span_sub(s, s.n - 5, s.n), ".json"))
		return NULL;
	for (size_t i = 0; i < s.n; i++)
		if (!isalnum(s.p[i]) && !strchr("/._+-", s.p[i]))
			return NULL;
	return memchr(s.p, '\0', s.n) ? NULL : arena_strndup(arena, s.p, s.n);
}

static void add_path(
    struct csaf_entries *to, const char *path, int64_t updated, struct arena *arena)
{
	struct csaf_entry e = {.url = path, .updated = updated};

	if (path && to->all.n < ENTRIES)
		vec_push(arena, &to->all, e);
	else
		to->left++;
}

static struct span unquoted(struct span s)
{
	s = span_trim(s);
	return s.n >= 2 && s.p[0] == '"' && s.p[s.n - 1] == '"' ? span_sub(s, 1, s.n - 2) : s;
}

void csaf_provider_changes(struct span csv, struct arena *arena, struct csaf_entries *ret)
{
	struct span line, path;

	*ret = (struct csaf_entries){0};
	while (span_split(&csv, '\n', &line)) {
		struct span rest = span_trim(line), time;
		int64_t updated;

		if (!rest.n)
			continue;
		(void)span_split(&rest, ',', &path);
		time = unquoted(rest);
		updated = time.n < 64 ? feed_time(arena_strndup(arena, time.p, time.n)) : 0;
		add_path(ret, updated ? path_of(unquoted(path), arena) : NULL, updated, arena);
	}
}

void csaf_provider_index(struct span text, struct arena *arena, struct csaf_entries *ret)
{
	struct span line;

	*ret = (struct csaf_entries){0};
	while (span_split(&text, '\n', &line))
		if (span_trim(line).n)
			add_path(ret, path_of(line, arena), 0, arena);
}

/* The address of the entry's link of that kind; "hash" ones are told apart by how they end. */
static const char *link_of(
    const struct json *entry, const char *rel, const char *end, struct arena *arena)
{
	const struct json *all = json_get(entry, "link");

	for (size_t i = 0; i < count(all); i++) {
		const struct json *one = &all->array.items[i];
		const char *href = json_text(json_get(one, "href"), "");
		size_t n = strlen(href), m = strlen(end);

		/* CISA writes "ref" for "rel". */
		if (strcmp(json_text(json_get(one, "rel"), json_text(json_get(one, "ref"), "")),
			rel) == 0 &&
		    n >= m && strcmp(href + n - m, end) == 0)
			return address(arena, href);
	}
	return NULL;
}

int csaf_provider_rolie(
    struct span text, struct arena *arena, struct csaf_entries *ret, struct msg *msg)
{
	const struct json *feed, *all;
	struct json *v;
	int r = parse(text, arena, &v, msg);

	if (r < 0)
		return r;
	feed = json_get(v, "feed");
	if (!feed)
		return feed_bad(msg, ERR_SYNTAX, "it is no ROLIE feed");
	*ret = (struct csaf_entries){0};
	all = json_get(feed, "entry");
	for (size_t i = 0; i < count(all); i++) {
		const struct json *one = &all->array.items[i];
		struct csaf_entry e = {0};

		e.url =
		    address(arena, json_text(json_get(json_get(one, "content"), "src"), NULL));
		if (!e.url)
			e.url = link_of(one, "self", ".json", arena);
		e.updated = feed_time(json_text(json_get(one, "updated"), NULL));
		e.sha256 = link_of(one, "hash", ".sha256", arena);
		e.sha512 = link_of(one, "hash", ".sha512", arena);
		e.signature = link_of(one, "signature", ".asc", arena);
		if (e.url && ret->all.n < ENTRIES)
			vec_push(arena, &ret->all, e);
		else
			ret->left++;
	}
	return 0;
}

const char *csaf_provider_filename(const char *id, struct arena *arena)
{
	char *name = arena_strdup(arena, id), *to = name;

	for (const char *p = id; *p; p++) {
		unsigned char c = (unsigned char)tolower((unsigned char)*p);

		if ((c >= 'a' && c <= 'z') || isdigit(c) || c == '+' || c == '-')
			*to++ = (char)c;
		else if (to == name || to[-1] != '_')
			*to++ = '_';
	}
	*to = '\0';
	return arena_printf(arena, "%s.json", name);
}

bool csaf_provider_digest_is(struct span text, const char *digest)
{
	size_t n = strlen(digest);

	text = span_trim(text);
	if (text.n < n || n == 0 || (text.n > n && isxdigit(text.p[n])))
		return false;
	for (size_t i = 0; i < n; i++)
		if (tolower(text.p[i]) != digest[i])
			return false;
	return true;
}

int csaf_provider_aggregator(
    struct span text, struct arena *arena, struct text_list *ret, struct msg *msg)
{
	const struct json *all;
	struct json *v;
	int r = parse(text, arena, &v, msg);

	if (r < 0)
		return r;
	all = json_get(v, "csaf_providers");
	if (!all || !json_get(v, "aggregator"))
		return ERR_UNSUPPORTED;
	for (size_t i = 0; i < count(all); i++) {
		const struct json *one = json_get(&all->array.items[i], "metadata");
		const char *url = address(arena, json_text(json_get(one, "url"), NULL));

		if (url && ret->n < SOURCES)
			text_list_add(ret, arena, url);
	}
	return 0;
}

const char *csaf_provider_host(const char *url, struct arena *arena)
{
	const char *at = strstr(url, "://");
	size_t n, end;
	char *host;

	if (!at || strpbrk(url, "@\\ "))
		return NULL;
	at += 3;
	n = strcspn(at, "/?#");
	end = *at == '[' ? strcspn(at, "]") + 1 : strcspn(at, ":");
	end = MIN(end, n);
	if (end == 0 || end > DOMAIN_MAX)
		return NULL;
	host = arena_strndup(arena, at, end);
	for (char *p = host; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	return host;
}

bool csaf_provider_same_site(const char *a, const char *b)
{
	struct arena *arena = arena_new();
	const char *one = csaf_provider_host(a, arena), *two = csaf_provider_host(b, arena);
	const psl_ctx_t *psl = psl_builtin();
	bool same = one && two && strcmp(one, two) == 0;

	/* an address has no domain: its last two bytes are nobody's name */
	if (!same && one && two && psl && one[strspn(one, "0123456789.")] && *one != '[') {
		one = psl_registrable_domain(psl, one);
		two = psl_registrable_domain(psl, two);
		same = one && two && strcmp(one, two) == 0;
	}
	arena_free(arena);
	return same;
}

int csaf_provider_tlp(const char *label)
{
	static const char *const known[] = {"CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED"};

	if (!label || strcmp(label, "WHITE") == 0 || strcmp(label, "UNLABELED") == 0)
		return 0;
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (strcmp(label, known[i]) == 0)
			return (int)i;
	return 4;
}

/* What a page says that a scanner needs: title, links, password fields. A tag tokenizer, not a
 * browser. */
#include "base/limits.h"
#include "base/parse.h"
#include "codec/idn.h"
#include "codec/utf8.h"
#include "wire/http.h"
#include "wire/ip.h"

static const struct {
	const char *name;
	char c;
} entities[] = {{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&quot;", '"'}, {"&#39;", '\''}};

/* Decodes the five common entities and folds white space. */
static void put_text(struct str *to, struct span s)
{
	bool space = false;

	for (size_t i = 0; i < s.n; i++) {
		uint8_t c = s.p[i];
		size_t k = 0;

		while (c == '&' && k < ARRAY_LEN(entities) &&
		       !span_starts(span_sub(s, i, s.n), entities[k].name))
			k++;
		if (c == '&' && k < ARRAY_LEN(entities)) {
			c = (uint8_t)entities[k].c;
			i += strlen(entities[k].name) - 1;
		}
		if (c == ' ' || (c >= '\t' && c <= '\r')) {
			space = to->n > 0;
			continue;
		}
		if (space)
			str_char(to, ' ');
		space = false;
		str_char(to, (char)c);
	}
}

const char *http_title(struct span body, struct arena *arena)
{
	STR_AUTO(to, 2048);
	ptrdiff_t from = span_ifind(body, "<title"), end;

	if (from < 0)
		return NULL;
	body = span_sub(body, (size_t)from, body.n);
	from = span_find(body, ">");
	if (from < 0)
		return NULL;
	body = span_sub(body, (size_t)from + 1, 1024);
	end = span_ifind(body, "</title");
	put_text(&to, span_sub(body, 0, end < 0 ? body.n : (size_t)end));
	return utf8_clean(arena, str_bytes(&to), 512);
}

static bool is_letter(uint8_t c)
{
	return (c | 32) >= 'a' && (c | 32) <= 'z';
}

/*
 * Takes the next tag "<name ...>" out of *rest: what stands between the angle brackets. *rest
 * begins behind it, so that the work stays in proportion to the page whatever it holds.
 */
static bool next_tag(struct span *rest, struct span *ret)
{
	for (;;) {
		const uint8_t *open =
		    rest->n ? (const uint8_t *)memchr(rest->p, '<', rest->n) : NULL;
		const uint8_t *close;

		if (!open)
			return false;
		*rest = span_sub(*rest, (size_t)(open - rest->p) + 1, rest->n);
		if (!rest->n || !is_letter(*rest->p))
			continue;
		close = (const uint8_t *)memchr(rest->p, '>', rest->n);
		if (!close)
			return false;
		*ret = span_sub(*rest, 0, (size_t)(close - rest->p));
		*rest = span_sub(*rest, ret->n + 1, rest->n);
		return true;
	}
}

/* The value of an attribute in a tag's text, quotes removed; p is NULL when it is absent. */
static struct span attribute(struct span tag, const char *name)
{
	struct span none = {NULL, 0};
	size_t n = strlen(name);

	for (size_t i = 1; i + n < tag.n; i++) {
		struct span at = span_sub(tag, i, tag.n);
		uint8_t before = tag.p[i - 1], quote;
		const uint8_t *end;

		if (!span_istarts(at, name) ||
		    (before > ' ' && before != '"' && before != '\'' && before != '/'))
			continue;
		at = span_trim(span_sub(at, n, at.n));
		if (at.n == 0 || at.p[0] != '=')
			continue;
		at = span_trim(span_sub(at, 1, at.n));
		if (at.n == 0)
			return none;
		quote = at.p[0];
		if (quote == '"' || quote == '\'') {
			at = span_sub(at, 1, at.n);
			end = at.n ? (const uint8_t *)memchr(at.p, quote, at.n) : NULL;
			return end ? span_of(at.p, (size_t)(end - at.p)) : none;
		}
		for (n = 0; n < at.n && at.p[n] > ' '; n++)
			continue;
		return span_sub(at, 0, n);
	}
	return none;
}

bool http_has_password_field(struct span body)
{
	struct span tag;

	while (next_tag(&body, &tag))
		if (span_istarts(tag, "input") && span_ieq(attribute(tag, "type"), "password"))
			return true;
	return false;
}

void http_links(struct span body, struct arena *arena, size_t max, struct text_values *ret)
{
	static const char *const names[] = {"href", "src", "action"};
	struct span tag;

	while (ret->v.n < max && next_tag(&body, &tag)) {
		for (size_t i = 0; i < ARRAY_LEN(names); i++) {
			struct span v = span_trim(attribute(tag, names[i]));

			if (v.n && v.n < 2048 && ret->v.n < max)
				vec_push(arena, &ret->v, utf8_clean(arena, v, 2048));
		}
	}
}

static int parse_authority(struct span auth, struct arena *arena, struct http_url *u)
{
	struct span port = {NULL, 0};
	ptrdiff_t colon;
	int64_t v;
	char *host;

	if (span_find(auth, "@") >= 0 || auth.n == 0)
		return ERR_SYNTAX;
	if (auth.p[0] == '[') {
		ptrdiff_t end = span_find(auth, "]");
		char text[IP_TEXT];
		struct ip ip;

		if (end < 2 || ip_parse(span_sub(auth, 1, (size_t)end - 1), &ip) < 0)
			return ERR_SYNTAX;
		u->host = arena_strdup(arena, ip_text(&ip, text));
		auth = span_sub(auth, (size_t)end + 1, auth.n);
		if (auth.n && auth.p[0] != ':')
			return ERR_SYNTAX;
		port = span_sub(auth, 1, auth.n);
	} else {
		colon = span_find(auth, ":");
		if (colon >= 0)
			port = span_sub(auth, (size_t)colon + 1, auth.n);
		if (idn_to_ascii(span_sub(auth, 0, colon < 0 ? auth.n : (size_t)colon), arena,
			&host) < 0)
			return ERR_SYNTAX;
		u->host = host;
	}
	if (port.n == 0)
		return 0;
	if (parse_int(port, 1, 65535, &v) < 0)
		return ERR_SYNTAX;
	u->port = (uint16_t)v;
	return 0;
}

/* A path without fragment, foreign bytes percent-encoded so that it can stand in a request
 * line. */
static char *clean_path(struct arena *arena, struct span prefix, struct span path)
{
	STR_AUTO(to, 4096);

	str_span(&to, prefix);
	if (to.n == 0 && (path.n == 0 || path.p[0] != '/'))
		str_char(&to, '/');
	for (size_t i = 0; i < path.n && path.p[i] != '#'; i++) {
		if (path.p[i] <= ' ' || path.p[i] >= 0x7f)
			str_addf(&to, "%%%02X", path.p[i]);
		else
			str_char(&to, (char)path.p[i]);
	}
	return str_dup(&to, arena);
}

static bool has_scheme(struct span ref)
{
	ptrdiff_t colon = span_find(ref, ":");

	for (ptrdiff_t i = 0; i < colon; i++)
		if (ref.p[i] == '/' || ref.p[i] == '?' || ref.p[i] == '#')
			return false;
	return colon > 0;
}

/* "http://...", "https://...", "//...": a reference with a host of its own. */
static int resolve_absolute(struct span ref, struct arena *arena, struct http_url *u)
{
	size_t n = 0;

	if (ref.p[0] != '/')
		u->tls = span_istarts(ref, "https");
	u->port = u->tls ? 443 : 80;
	ref = span_sub(ref, (size_t)span_find(ref, "//") + 2, ref.n);
	while (n < ref.n && ref.p[n] != '/' && ref.p[n] != '?' && ref.p[n] != '#')
		n++;
	if (parse_authority(span_sub(ref, 0, n), arena, u) < 0)
		return ERR_SYNTAX;
	u->path = clean_path(arena, span_of(NULL, 0), span_sub(ref, n, ref.n));
	return 0;
}

/* A reference within the site, against the path of the page it stood on. */
static const char *resolve_path(const char *base, struct span ref, struct arena *arena)
{
	struct span folder = span_str(base);
	size_t query = 0, slash = 0;

	if (ref.n == 0 || ref.p[0] == '#')
		return base;
	if (ref.p[0] == '/')
		return clean_path(arena, span_of(NULL, 0), ref);
	for (; query < folder.n && folder.p[query] != '?'; query++)
		if (folder.p[query] == '/')
			slash = query + 1;
	return clean_path(arena, span_sub(folder, 0, ref.p[0] == '?' ? query : slash), ref);
}

int http_resolve(
    const struct http_url *base, struct span ref, struct arena *arena, struct http_url *ret)
{
	struct http_url u = *base;
	int r = 0;

	ref = span_trim(ref);
	if (span_istarts(ref, "http://") || span_istarts(ref, "https://") ||
	    span_starts(ref, "//"))
		r = resolve_absolute(ref, arena, &u);
	else if (has_scheme(ref))
		r = ERR_SYNTAX;
	else
		u.path = resolve_path(base->path, ref, arena);
	if (r == 0)
		*ret = u;
	return r;
}

char *http_url_text(const struct http_url *url, struct arena *arena)
{
	bool v6 = strchr(url->host, ':') != NULL;
	STR_AUTO(to, 8192);

	str_addf(&to, "%s://%s%s%s", url->tls ? "https" : "http", v6 ? "[" : "", url->host,
	    v6 ? "]" : "");
	if (url->port != (url->tls ? 443 : 80))
		str_addf(&to, ":%u", url->port);
	str_add(&to, url->path);
	return str_dup(&to, arena);
}

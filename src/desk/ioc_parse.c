/* Indicators as people and reports write them. */
#include "desk/ioc.h"

#include "codec/utf8.h"
#include "wire/ip.h"

#include <ctype.h>

enum { VALUE_MAX = 2000 };

static int refuse(struct msg *why, int err, const char *detail)
{
	msg_what(why, TR("this is no indicator"));
	msg_detail(why, "%-s", detail);
	msg_hint(why, TR("write an address, network, domain, URL, hash or mail address"));
	return err;
}

/* What reports write so that nobody opens it by mistake, put right again. */
static const struct {
	const char *defanged, *plain;
} defanged[] = {{"hxxp", "http"}, {"hXXp", "http"}, {"[.]", "."}, {"(.)", "."}, {"{.}", "."},
    {"[dot]", "."}, {"(dot)", "."}, {"[:]", ":"}, {"[://]", "://"}, {"[@]", "@"}, {"[at]", "@"},
    {"(at)", "@"}};

static const char *refang(struct span text, struct arena *arena)
{
	STR_AUTO(out, VALUE_MAX + 16);

	for (size_t i = 0; i < text.n;) {
		struct span rest = span_sub(text, i, text.n);
		size_t k = 0;

		while (k < ARRAY_LEN(defanged) && !span_starts(rest, defanged[k].defanged))
			k++;
		if (k < ARRAY_LEN(defanged)) {
			str_add(&out, defanged[k].plain);
			i += strlen(defanged[k].defanged);
		} else {
			str_char(&out, (char)text.p[i++]);
		}
	}
	return str_dup(&out, arena);
}

static bool all_hex(const char *text)
{
	for (; *text; text++)
		if (!isxdigit((unsigned char)*text))
			return false;
	return true;
}

static bool is_ja4(const char *text)
{
	return strlen(text) == 36 && text[10] == '_' && text[23] == '_' && strchr("tqd", *text);
}

static bool looks_like_address(const char *text)
{
	bool digits = *text != '\0';

	for (; *text; text++) {
		if (*text == ':')
			return true;
		digits =
		    digits && (isdigit((unsigned char)*text) || *text == '.' || *text == '/');
	}
	return digits;
}

static int kind_of(const char *text)
{
	size_t n = strlen(text);

	if (strstr(text, "://"))
		return IOC_URL;
	if (strchr(text, '@'))
		return IOC_EMAIL;
	if (strncmp(text, "*.", 2) == 0)
		return IOC_WILDCARD_DOMAIN;
	if ((n == 32 || n == 40 || n == 64 || n == 128) && all_hex(text))
		return IOC_HASH;
	if (is_ja4(text))
		return IOC_JA4;
	return looks_like_address(text) ? IOC_IPV4 : IOC_DOMAIN;
}

static char *lowered(const char *text, struct arena *arena)
{
	char *copy = arena_strdup(arena, text);

	for (char *p = copy; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	return copy;
}

/* A host as a perimeter would have it: the same bounds, and the same keys. */
static int parse_host(const char *host, struct arena *arena, struct item *ret, struct msg *why)
{
	static const struct item_rules rules = {.cert = true};
	struct msg inner = {0};
	int r = item_parse(span_str(host), &rules, arena, ret, &inner);

	if (r < 0) {
		*why = inner; /* its detail says what is wrong with it */
		msg_what(why, TR("this is no indicator"));
		msg_hint(
		    why, TR("write an address, network, domain, URL, hash or mail address"));
	}
	return r;
}

static int parse_address(
    const char *text, struct arena *arena, struct ioc *ret, struct msg *why)
{
	struct item item = {0};
	struct ip_net net;
	int r = parse_host(text, arena, &item, why);

	if (r < 0)
		return r;
	if (item.type != ITEM_NETWORK || ip_net_parse(span_str(item.value), &net, NULL) < 0)
		return refuse(why, ERR_SYNTAX, TR("it is no address and no network"));
	if (net.bits < (net.ip.family == 4 ? 16 : 32))
		return refuse(why, ERR_RANGE,
		    TR("a network larger than /16 (IPv6: /32) would block too much"));
	ret->value = item.value;
	ret->first = item.first;
	ret->last = item.last;
	ret->type = net.ip.family == 4 ? IOC_IPV4_CIDR : IOC_IPV6_CIDR;
	if (net.bits == ip_bits(&net.ip)) {
		ret->type--; /* the type of one address stands before that of networks */
		ret->value = arena_strndup(arena, item.value, strcspn(item.value, "/"));
	}
	return 0;
}

static int parse_domain(const char *text, struct arena *arena, struct ioc *ret, struct msg *why)
{
	struct item item = {0};
	int r = parse_host(text, arena, &item, why);

	if (r < 0)
		return r;
	if (item.type == ITEM_NETWORK || strpbrk(text, "/?#"))
		return refuse(
		    why, ERR_SYNTAX, TR("it is no domain; a URL begins with http://"));
	ret->type = strncmp(text, "*.", 2) == 0 ? IOC_WILDCARD_DOMAIN : IOC_DOMAIN;
	ret->value =
	    ret->type == IOC_DOMAIN ? item.value : arena_printf(arena, "*.%s", item.value);
	ret->first = item.first;
	ret->last = item.last;
	return 0;
}

/* The rest of a URL after its host: what a line of the list cannot hold is percent-encoded, and
 * the fragment, which no server sees, is left away. */
static void put_path(struct str *out, const char *path)
{
	for (; *path && *path != '#'; path++) {
		unsigned char c = (unsigned char)*path;

		if (c <= ' ' || c >= 0x7f || c == '"' || c == '<' || c == '>')
			str_addf(out, "%%%02X", c);
		else
			str_char(out, (char)c);
	}
}

static int parse_url(const char *text, struct arena *arena, struct ioc *ret, struct msg *why)
{
	const char *at = strstr(text, "://");
	const char *scheme =
	    at ? lowered(arena_strndup(arena, text, (size_t)(at - text)), arena) : "";
	const char *authority, *host, *rest, *port = "";
	struct item item = {0};
	STR_AUTO(out, VALUE_MAX);
	size_t n;
	int r;

	if (strcmp(scheme, "http") != 0 && strcmp(scheme, "https") != 0 &&
	    strcmp(scheme, "ftp") != 0)
		return refuse(
		    why, ERR_SYNTAX, TR("a URL begins with http://, https:// or ftp://"));
	at += 3;
	n = strcspn(at, "/?#");
	rest = at + n;
	authority = arena_strndup(arena, at, n);
	if (strrchr(authority, '@'))
		authority = strrchr(authority, '@') + 1;
	n = *authority == '[' ? strcspn(authority, "]") + 1 : strcspn(authority, ":");
	host = *authority == '[' ? arena_strndup(arena, authority + 1, n - 2)
				 : arena_strndup(arena, authority, n);
	if (strlen(authority) > n)
		port = authority + n;
	if (strcmp(port, strcmp(scheme, "http") == 0 ? ":80" : ":443") == 0)
		port = "";
	r = parse_host(host, arena, &item, why);
	if (r < 0)
		return r;
	if (strspn(port, ":0123456789") != strlen(port) || strlen(port) > 6)
		return refuse(why, ERR_SYNTAX, TR("the URL's port is no number"));
	host = arena_strndup(arena, item.value, strcspn(item.value, "/"));
	str_addf(&out, "%s://%s%s%s%s", scheme, strchr(host, ':') ? "[" : "", host,
	    strchr(host, ':') ? "]" : "", port);
	if (*rest != '/')
		str_char(&out, '/');
	put_path(&out, rest);
	if (str_ok(&out) < 0)
		return refuse(why, ERR_RANGE, TR("it is too long"));
	*ret =
	    (struct ioc){.type = IOC_URL, .value = str_dup(&out, arena), .first = item.first};
	/* One host, and not what lies below it. */
	ret->last = item.type == ITEM_NETWORK ? item.last : item.first;
	return 0;
}

static int parse_email(const char *text, struct arena *arena, struct ioc *ret, struct msg *why)
{
	const char *at = strrchr(text, '@');
	struct item item = {0};
	int r = parse_host(at + 1, arena, &item, why);

	if (r < 0)
		return r;
	if (at == text || at - text > 64 || item.type == ITEM_NETWORK ||
	    strcspn(text, " \t<>()\"#,;:") < strlen(text))
		return refuse(why, ERR_SYNTAX, TR("it is no mail address"));
	ret->type = IOC_EMAIL;
	ret->value = arena_printf(arena, "%s@%s",
	    lowered(arena_strndup(arena, text, (size_t)(at - text)), arena), item.value);
	ret->first = ret->last = item.first;
	return 0;
}

static int parse_print(
    const char *text, int kind, struct arena *arena, struct ioc *ret, struct msg *why)
{
	size_t n = strlen(text);
	bool good = kind == IOC_JA4 ? is_ja4(text) : all_hex(text) && n == 32;

	if (kind == IOC_HASH)
		good = all_hex(text) && (n == 32 || n == 40 || n == 64 || n == 128);
	if (!good)
		return refuse(why, ERR_SYNTAX, TR("it is no hash of that kind"));
	ret->type = kind;
	ret->value = lowered(text, arena);
	return 0;
}

static int parse_as(
    const char *text, int kind, struct arena *arena, struct ioc *ret, struct msg *why)
{
	switch (kind) {
	case IOC_URL:
		return parse_url(text, arena, ret, why);
	case IOC_EMAIL:
		if (!strchr(text, '@'))
			return refuse(why, ERR_SYNTAX, TR("it is no mail address"));
		return parse_email(text, arena, ret, why);
	case IOC_DOMAIN:
		return parse_domain(text, arena, ret, why);
	case IOC_WILDCARD_DOMAIN:
		return parse_domain(strncmp(text, "*.", 2) == 0
					? text
					: arena_printf(arena, "*.%s", text + (*text == '.')),
		    arena, ret, why);
	case IOC_HASH:
	case IOC_JA3:
	case IOC_JA4:
		return parse_print(text, kind, arena, ret, why);
	default:
		return parse_address(text, arena, ret, why);
	}
}

int ioc_parse(struct span text, int kind, struct arena *arena, struct ioc *ret, struct msg *why)
{
	struct ioc ioc = {0};
	const char *value;
	int r;

	text = span_trim(text);
	if (text.n == 0 || text.n > VALUE_MAX)
		return refuse(
		    why, ERR_SYNTAX, text.n ? TR("it is too long") : TR("it is empty"));
	if (!utf8_valid(text) || memchr(text.p, 0, text.n))
		return refuse(why, ERR_SYNTAX, TR("it is no text"));
	value = refang(text, arena);
	r = parse_as(value, kind >= 0 ? kind : kind_of(value), arena, &ioc, why);
	if (r < 0)
		return r;
	ret->type = ioc.type;
	ret->value = ioc.value;
	ret->first = ioc.first;
	ret->last = ioc.last;
	return 0;
}

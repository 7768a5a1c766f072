/* Indicators as people and reports write them. */
#include "desk/ioc.h"

#include "base/limits.h"
#include "base/parse.h"
#include "codec/csv.h"
#include "codec/utf8.h"
#include "wire/ip.h"

#include <ctype.h>

enum { VALUE_MAX = 2000, TEXT_MAX = 200, COLUMNS_MAX = 32 };

#define DAY_MS INT64_C(86400000)

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

/* --- lists --- */

static void fail_line(
    struct ioc_lines *lines, struct ioc_line *line, const struct msg *why, struct arena *arena)
{
	line->why = ARENA_NEW(arena, struct msg);
	*line->why = *why;
	lines->refused++;
}

static void push(struct ioc_lines *lines, struct ioc_line *line, struct span value, int kind,
    struct arena *arena)
{
	struct msg why = {0};

	line->text = utf8_clean(arena, value, TEXT_MAX);
	if (!line->why && ioc_parse(value, kind, arena, &line->ioc, &why) < 0)
		fail_line(lines, line, &why, arena);
	vec_push(arena, &lines->all, *line);
}

/* A line without columns: the value, and behind it a remark. */
static void plain_line(
    struct ioc_lines *lines, struct ioc_line *line, struct span text, struct arena *arena)
{
	size_t n = 0;
	struct span note;

	text = span_trim(text);
	if (text.n == 0 || text.p[0] == '#')
		return;
	while (n < text.n && !strchr(" \t,;", text.p[n]))
		n++;
	note = span_sub(text, n, text.n);
	while (note.n && strchr(" \t,;#", note.p[0]))
		note = span_sub(note, 1, note.n);
	if (note.n)
		line->ioc.note = utf8_clean(arena, note, 1000);
	push(lines, line, span_sub(text, 0, n), -1, arena);
}

static const char *const columns_known[] = {"value", "type", "list", "confidence", "impact",
    "fp_rate", "kill_chain", "category", "malware", "tlp", "source", "note", "days", NULL};

/* Sets one cell; gives false when it is none of what the column can hold. */
static bool set_cell(struct ioc_line *line, const char *column, struct span cell, int64_t now,
    struct arena *arena)
{
	const struct field *f;
	const char *text = utf8_clean(arena, cell, 1000);
	int64_t days;
	enum tlp tlp;

	if (cell.n == 0)
		return true;
	if (strcmp(column, "days") == 0) {
		if (parse_int(cell, 1, IOC_DAYS_MAX, &days) < 0)
			return false;
		line->ioc.expires = now + days * DAY_MS;
		return true;
	}
	if (strcmp(column, "tlp") == 0) {
		if (tlp_from_text(cell, &tlp) < 0)
			return false;
		line->ioc.tlp = (int)tlp;
		return true;
	}
	f = record_field(&ioc_type, column);
	if (f->type == FIELD_ENUM)
		return field_set_enum(f, &line->ioc, text) == 0;
	if (strlen(text) > (size_t)f->max)
		return false;
	field_set_text(f, &line->ioc, text);
	return true;
}

struct header {
	const char *columns[COLUMNS_MAX];
	size_t n;
	char separator;
};

static char separator_of(struct span line)
{
	if (span_find(line, ";") >= 0)
		return ';';
	return span_find(line, "\t") >= 0 ? '\t' : ',';
}

/* Whether the first line names columns; *ret then has them. */
static int read_header(struct span line, struct header *ret, struct msg *why)
{
	struct span part, rest = line;
	bool value = false;

	*ret = (struct header){.separator = separator_of(line)};
	while (span_split(&rest, ret->separator, &part) && ret->n < COLUMNS_MAX) {
		size_t i = 0;

		part = span_trim(part);
		while (columns_known[i] && !span_ieq(part, columns_known[i]))
			i++;
		value = value || i == 0;
		ret->columns[ret->n++] = columns_known[i];
	}
	if (!value)
		return 0;
	for (size_t i = 0; i < ret->n; i++)
		if (!ret->columns[i])
			return refuse(
			    why, ERR_SYNTAX, TR("a column of the first line is not known"));
	return 1;
}

/* One row of CSV out of *rest. False when it is no CSV. */
static bool csv_line(struct span *rest, const struct header *header, struct ioc_lines *lines,
    struct ioc_line *line, int64_t now, struct arena *arena)
{
	struct span value = {0};
	bool ends = false, typed = false;
	struct msg why = {0};

	for (size_t i = 0; !ends && rest->n; i++) {
		STR_AUTO(cell, LIMIT_TEXT);
		struct span text;

		if (csv_next(rest, header->separator, &cell, &ends) < 0 || str_ok(&cell) < 0)
			return false;
		if (i >= header->n)
			continue;
		text = span_trim(arena_span(arena, str_bytes(&cell)));
		if (strcmp(header->columns[i], "value") == 0)
			value = text;
		else if (!set_cell(line, header->columns[i], text, now, arena) && !line->why) {
			(void)refuse(
			    &why, ERR_SYNTAX, TR("a cell holds what its column cannot"));
			fail_line(lines, line, &why, arena);
		} else if (strcmp(header->columns[i], "type") == 0)
			typed = text.n > 0;
	}
	if (value.n || line->why)
		push(lines, line, value, typed ? line->ioc.type : -1, arena);
	return true;
}

int ioc_parse_list(struct span text, const struct ioc *like, int64_t now, struct arena *arena,
    struct ioc_lines *ret, struct msg *why)
{
	struct ioc_lines lines = {0};
	struct span rest = text, head;
	struct header header = {0};
	size_t number = 0;
	int csv;

	if (span_starts(rest, "\xef\xbb\xbf"))
		rest = span_sub(rest, 3, rest.n);
	text = rest;
	head = (struct span){0};
	(void)span_line(&text, &head);
	csv = read_header(head, &header, why);
	if (csv < 0)
		return csv;
	if (csv) {
		rest = text;
		number = 1;
	}
	while (rest.n && rest.p) {
		struct ioc_line line = {.number = number + 1, .ioc = *like};
		struct span one;

		if (++number > IOC_BATCH)
			return refuse(
			    why, ERR_LIMIT, TR("the list is too long: enter it in parts"));
		if (csv && !csv_line(&rest, &header, &lines, &line, now, arena))
			return refuse(why, ERR_SYNTAX, TR("it is not CSV"));
		if (!csv && span_line(&rest, &one))
			plain_line(&lines, &line, one, arena);
	}
	*ret = lines;
	return 0;
}

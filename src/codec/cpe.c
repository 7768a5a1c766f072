#include "codec/cpe.h"

#include "codec/version.h"

/* The attributes of a formatted string are in this order; those of a URI are the first seven.
 */
enum { URI_ATTRS = CPE_LANGUAGE + 1 };

static bool is_plain(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_';
}

static char lower(uint8_t c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
}

/* What keeps its backslash in memory, since it would mean something else without. */
static bool is_special(uint8_t c)
{
	return c == '*' || c == '?' || c == '\\';
}

static const char *finish(const struct str *text, struct arena *arena)
{
	return strcmp(str_text(text), "*") == 0 ? NULL : str_dup(text, arena);
}

/* Adds a quoted byte; the whole value is a hyphen when alone is set. */
static void put_quoted(struct str *out, uint8_t c, bool alone)
{
	if (is_special(c) || (c == '-' && alone))
		str_char(out, '\\');
	str_char(out, lower(c));
}

/* One component of a formatted string, still quoted. */
static int read_component(struct span raw, struct arena *arena, const char **ret)
{
	STR_AUTO(out, 2 * raw.n + 2);

	if (raw.n == 0)
		return ERR_SYNTAX;
	for (size_t i = 0; i < raw.n; i++) {
		uint8_t c = raw.p[i];

		if (c <= ' ' || c >= 0x7f)
			return ERR_SYNTAX;
		if (c != '\\') {
			str_char(&out, lower(c));
			continue;
		}
		if (++i == raw.n || raw.p[i] <= ' ' || raw.p[i] >= 0x7f)
			return ERR_SYNTAX;
		put_quoted(&out, raw.p[i], raw.n == 2);
	}
	*ret = finish(&out, arena);
	return 0;
}

/* Takes what is before the next colon that is not quoted; false when used up. */
static bool next_component(struct span *rest, struct span *ret)
{
	size_t n = 0;

	if (!rest->p)
		return false;
	while (n < rest->n && rest->p[n] != ':')
		n += rest->p[n] == '\\' ? 2 : 1;
	n = MIN(n, rest->n);
	*ret = span_of(rest->p, n);
	*rest = n < rest->n ? span_of(rest->p + n + 1, rest->n - n - 1) : (struct span){0};
	return true;
}

static bool is_part(const char *part)
{
	return !part || (part[0] && strchr("aoh-", part[0]) && !part[1]);
}

static int parse_formatted(struct span rest, struct arena *arena, struct cpe *ret)
{
	struct cpe cpe = {0};
	struct span raw;
	size_t n = 0;

	while (next_component(&rest, &raw)) {
		int r = n < CPE_ATTRS ? read_component(raw, arena, &cpe.attr[n++]) : ERR_SYNTAX;

		if (r < 0)
			return r;
	}
	if (n < CPE_VERSION || !is_part(cpe.attr[CPE_PART]))
		return ERR_SYNTAX;
	*ret = cpe;
	return 0;
}

static int hex(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (uint8_t)lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The byte that "%XX" at i stands for, or -1. */
static int percent_at(struct span raw, size_t i)
{
	int high, low;

	if (i + 2 >= raw.n)
		return -1;
	high = hex(raw.p[i + 1]);
	low = hex(raw.p[i + 2]);
	return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/* One component of a URI: %01 and %02 are the wildcards, other %XX are quoted bytes. */
static int read_uri_component(struct span raw, struct arena *arena, const char **ret)
{
	STR_AUTO(out, 2 * raw.n + 2);

	if (raw.n == 0) {
		*ret = NULL;
		return 0;
	}
	for (size_t i = 0; i < raw.n; i++) {
		int c = raw.p[i];

		if (c <= ' ' || c >= 0x7f)
			return ERR_SYNTAX;
		if (c == '%') {
			c = percent_at(raw, i);
			i += 2;
			if (c == 1 || c == 2) {
				str_char(&out, c == 1 ? '?' : '*');
				continue;
			}
			if (c <= ' ' || c >= 0x7f)
				return ERR_SYNTAX;
			put_quoted(&out, (uint8_t)c, raw.n == 3);
		} else if (c == '\\') {
			put_quoted(&out, (uint8_t)c, false);
		} else {
			str_char(&out, lower((uint8_t)c));
		}
	}
	*ret = finish(&out, arena);
	return 0;
}

/* "~edition~sw_edition~target_sw~target_hw~other" in the place of the edition. */
static int unpack_edition(struct span raw, struct arena *arena, struct cpe *cpe)
{
	static const enum cpe_attr order[] = {
	    CPE_EDITION, CPE_SW_EDITION, CPE_TARGET_SW, CPE_TARGET_HW, CPE_OTHER};
	struct span rest = span_sub(raw, 1, raw.n), part;
	size_t n = 0;

	if (!rest.p)
		return ERR_SYNTAX;
	while (span_split(&rest, '~', &part)) {
		int r = n < ARRAY_LEN(order)
			    ? read_uri_component(part, arena, &cpe->attr[order[n++]])
			    : ERR_SYNTAX;

		if (r < 0)
			return r;
	}
	return 0;
}

static int parse_uri(struct span rest, struct arena *arena, struct cpe *ret)
{
	struct cpe cpe = {0};
	struct span raw;
	size_t n = 0;

	while (span_split(&rest, ':', &raw)) {
		int r;

		if (n == URI_ATTRS)
			return ERR_SYNTAX;
		if (n == CPE_EDITION && raw.n && raw.p[0] == '~')
			r = unpack_edition(raw, arena, &cpe);
		else
			r = read_uri_component(raw, arena, &cpe.attr[n]);
		if (r < 0)
			return r;
		n++;
	}
	if (n == 0 || !is_part(cpe.attr[CPE_PART]))
		return ERR_SYNTAX;
	*ret = cpe;
	return 0;
}

int cpe_parse(struct span text, struct arena *arena, struct cpe *ret)
{
	if (span_istarts(text, "cpe:2.3:"))
		return parse_formatted(span_sub(text, 8, text.n), arena, ret);
	if (span_istarts(text, "cpe:/"))
		return parse_uri(span_sub(text, 5, text.n), arena, ret);
	return ERR_SYNTAX;
}

static void write_value(const char *value, struct str *out)
{
	if (!value || strcmp(value, "-") == 0) {
		str_add(out, value ? "-" : "*");
		return;
	}
	for (const char *p = value; *p; p++) {
		uint8_t c = (uint8_t)*p;

		if (c == '\\' && p[1])
			str_char(out, *p++);
		else if (!is_plain(c) && c != '*' && c != '?' && c != '.' && c != '-')
			str_char(out, '\\');
		str_char(out, *p);
	}
}

void cpe_write(const struct cpe *cpe, struct str *out)
{
	str_add(out, "cpe:2.3");
	for (size_t i = 0; i < CPE_ATTRS; i++) {
		str_char(out, ':');
		write_value(cpe->attr[i], out);
	}
}

static bool has_wildcard(const char *value)
{
	for (const char *p = value; *p; p++) {
		if (*p == '\\' && p[1])
			p++;
		else if (*p == '*' || *p == '?')
			return true;
	}
	return false;
}

/* Bytes of the (maybe quoted) byte at p. */
static size_t unit(const char *p)
{
	return p[0] == '\\' && p[1] ? 2 : 1;
}

/*
 * Whether the text fits the pattern. A "?" in a row at either end is one byte or none, as
 * NISTIR 7695 section 5.3.2 has it: the text may be shorter by those.
 */
static bool fits(const char *pattern, const char *text)
{
	const char *star = NULL, *mark = NULL;

	while (*text) {
		size_t n = unit(text);

		if (*pattern == '*') {
			star = ++pattern;
			mark = text;
		} else if (*pattern == '?' ||
			   (*pattern && unit(pattern) == n && strncmp(pattern, text, n) == 0)) {
			pattern += unit(pattern);
			text += n;
		} else if (star) {
			mark += unit(mark);
			pattern = star;
			text = mark;
		} else {
			return false;
		}
	}
	pattern += strspn(pattern, "*?");
	return *pattern == '\0';
}

static bool matches(const char *pattern, const char *text)
{
	do {
		if (fits(pattern, text))
			return true;
	} while (*pattern++ == '?');
	return false;
}

enum cpe_relation cpe_compare_attr(enum cpe_attr attr, const char *source, const char *target)
{
	bool na_source = source && strcmp(source, "-") == 0;
	bool na_target = target && strcmp(target, "-") == 0;

	(void)attr; /* all attributes compare alike: languages too are plain text in feeds */
	if (target && has_wildcard(target))
		return CPE_UNDEFINED;
	if (!source)
		return target ? CPE_SUPERSET : CPE_EQUAL;
	if (!target)
		return CPE_SUBSET;
	if (na_source || na_target)
		return na_source && na_target ? CPE_EQUAL : CPE_DISJOINT;
	if (has_wildcard(source))
		return matches(source, target) ? CPE_SUPERSET : CPE_DISJOINT;
	return strcasecmp(source, target) == 0 ? CPE_EQUAL : CPE_DISJOINT;
}

void cpe_compare(const struct cpe *source, const struct cpe *target, enum cpe_relation *ret)
{
	for (int i = 0; i < CPE_ATTRS; i++)
		ret[i] = cpe_compare_attr((enum cpe_attr)i, source->attr[i], target->attr[i]);
}

/* Table 6-2 leaves wildcards of the target open: they hold where everything does, and where
 * both say the same. */
static bool holds(enum cpe_relation relation, const char *source, const char *target)
{
	if (relation == CPE_UNDEFINED)
		return !source || (target && strcasecmp(source, target) == 0);
	return relation != CPE_DISJOINT;
}

static bool is_text(const char *value)
{
	return value && strcmp(value, "-") != 0;
}

/* "9.2" with update "p1" and "9.2p1" are one version. */
static void join_version(const struct cpe *cpe, struct str *out)
{
	str_add(out, is_text(cpe->attr[CPE_VERSION]) ? cpe->attr[CPE_VERSION] : "");
	if (is_text(cpe->attr[CPE_UPDATE])) {
		str_char(out, ' ');
		str_add(out, cpe->attr[CPE_UPDATE]);
	}
}

static bool same_version(const struct cpe *a, const struct cpe *b)
{
	STR_AUTO(x, 4096);
	STR_AUTO(y, 4096);

	if (!is_text(a->attr[CPE_VERSION]) || !is_text(b->attr[CPE_VERSION]) ||
	    has_wildcard(a->attr[CPE_VERSION]) || has_wildcard(b->attr[CPE_VERSION]))
		return false;
	join_version(a, &x);
	join_version(b, &y);
	return str_ok(&x) == 0 && str_ok(&y) == 0 &&
	       version_compare(VERSION_GENERIC, str_bytes(&x), str_bytes(&y)) == 0;
}

static bool in_range(const struct cpe_range *range, const struct cpe *target)
{
	struct span version;
	int r;
	STR_AUTO(text, 4096);

	if (!is_text(target->attr[CPE_VERSION]))
		return true;
	join_version(target, &text);
	version = str_bytes(&text);
	if (range->start) {
		r = version_compare(VERSION_GENERIC, version, span_str(range->start));
		if (r < 0 || (r == 0 && range->start_excluded))
			return false;
	}
	if (range->end) {
		r = version_compare(VERSION_GENERIC, version, span_str(range->end));
		if (r > 0 || (r == 0 && range->end_excluded))
			return false;
	}
	return true;
}

bool cpe_match(
    const struct cpe *criterion, const struct cpe_range *range, const struct cpe *target)
{
	enum cpe_relation rel[CPE_ATTRS];
	bool ok[CPE_ATTRS];

	if (!is_text(target->attr[CPE_PRODUCT]))
		return false;
	cpe_compare(criterion, target, rel);
	for (int i = 0; i < CPE_ATTRS; i++)
		ok[i] = holds(rel[i], criterion->attr[i], target->attr[i]);
	if (!ok[CPE_VERSION] || !ok[CPE_UPDATE])
		ok[CPE_VERSION] = ok[CPE_UPDATE] = same_version(criterion, target);
	for (int i = 0; i < CPE_ATTRS; i++)
		if (!ok[i])
			return false;
	/* Names are what criteria are found by: part of one finds nothing. */
	for (int i = CPE_VENDOR; i <= CPE_PRODUCT; i++)
		if (rel[i] == CPE_SUPERSET && criterion->attr[i])
			return false;
	/* Every product of one vendor says nothing of a product of an unknown one. */
	if (rel[CPE_VENDOR] == CPE_SUBSET && rel[CPE_PRODUCT] == CPE_SUPERSET)
		return false;
	return !range || in_range(range, target);
}

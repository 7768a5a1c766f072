#include "codec/version_range.h"

#include <ctype.h>

enum { TEXT_MAX = 512, NAME_MAX = 120 };

enum comparator { NOTHING, BELOW, UNTIL, ABOVE, FROM, EQUAL, UNEQUAL };

struct parser {
	struct arena *arena;
	int scheme; /* told by vers:, or -1 */
	struct version_ranges to;
	struct version_range open; /* a span that waits for its end */
	bool waiting;
};

/* Every way to write a comparator, the longer first. */
static const struct {
	const char *text;
	enum comparator is;
} signs[] = {
    {"<=", UNTIL},
    {"=<", UNTIL},
    {"\xE2\x89\xA4", UNTIL},
    {">=", FROM},
    {"=>", FROM},
    {"\xE2\x89\xA5", FROM},
    {"!=", UNEQUAL},
    {"==", EQUAL},
    {"<", BELOW},
    {">", ABOVE},
    {"=", EQUAL},
};

/* Words before a version, and after it. */
static const struct {
	const char *text;
	enum comparator is;
} before[] =
    {
	{"prior to and including ", UNTIL},
	{"up to and including ", UNTIL},
	{"prior to ", BELOW},
	{"before ", BELOW},
	{"earlier than ", BELOW},
	{"lower than ", BELOW},
	{"less than ", BELOW},
	{"older than ", BELOW},
	{"up to ", UNTIL},
	{"through ", UNTIL},
	{"until ", UNTIL},
	{"newer than ", ABOVE},
	{"later than ", ABOVE},
	{"higher than ", ABOVE},
	{"greater than ", ABOVE},
	{"after ", ABOVE},
	{"from ", FROM},
	{"starting with ", FROM},
	{"since ", FROM},
},
  after[] = {
      {" and all prior versions", UNTIL},
      {" and all previous versions", UNTIL},
      {" and prior versions", UNTIL},
      {" and previous versions", UNTIL},
      {" and earlier versions", UNTIL},
      {" and prior", UNTIL},
      {" and previous", UNTIL},
      {" and earlier", UNTIL},
      {" and below", UNTIL},
      {" and lower", UNTIL},
      {" and older", UNTIL},
      {" or prior", UNTIL},
      {" or earlier", UNTIL},
      {" or below", UNTIL},
      {" or lower", UNTIL},
      {" or older", UNTIL},
      {" and later versions", FROM},
      {" and later", FROM},
      {" and newer", FROM},
      {" and above", FROM},
      {" and higher", FROM},
      {" and up", FROM},
      {" or later", FROM},
      {" or newer", FROM},
      {" or above", FROM},
      {" or higher", FROM},
      {"+", FROM},
};

/* What stands between the ends of a span. */
static const char *const links[] = {
    " through ", " thru ", " up to and including ", " up to ", " to ", " \xE2\x80\x93 ", " - "};

/* What may stand before a version and says nothing. */
static const char *const fillers[] = {"versions", "version", "ver.", "firmware", "software",
    "release", "revision", "rev.", "rev"};

static const char *const anything[] = {"all versions", "all", "any", "any version", "*",
    "all supported versions", "all released versions", "vers:all/*", "n/a", "unspecified"};

static struct span drop(struct span s, size_t n)
{
	return span_trim(span_sub(s, n, s.n));
}

static bool ends_with(struct span s, const char *with)
{
	size_t n = strlen(with);

	return s.n > n && span_eq(span_sub(s, s.n - n, n), with);
}

static bool is_anything(struct span s)
{
	for (size_t i = 0; i < ARRAY_LEN(anything); i++)
		if (span_eq(s, anything[i]))
			return true;
	return false;
}

static struct span without_fillers(struct span s)
{
	for (size_t i = 0; i < ARRAY_LEN(fillers); i++) {
		size_t n = strlen(fillers[i]);

		if (span_starts(s, fillers[i]) && s.n > n + 1 && s.p[n] == ' ')
			return without_fillers(drop(s, n));
	}
	if (s.n > 1 && s.p[0] == 'v' && isdigit(s.p[1]))
		return span_sub(s, 1, s.n);
	return s;
}

/* "april 1, 2018", "may 2018", "26-june-2017" as "2018-04-01", "2018-05": NULL for what is no
 * date with a month in letters and a year. */
static const char *date_of(struct span s, struct arena *arena)
{
	static const char *const months[] = {
	    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};
	int month = 0, day = 0, year = 0;

	for (size_t i = 0; i < s.n;) {
		size_t n = 0;
		int v = 0;

		while (i + n < s.n && isdigit(s.p[i + n]) && n < 4)
			v = v * 10 + (s.p[i + n++] - '0');
		if (n == 4)
			year = v;
		else if (n)
			day = v;
		for (int m = 0; !n && isalpha(s.p[i]) && m < 12; m++)
			if (span_starts(span_sub(s, i, 3), months[m]))
				month = m + 1;
		if (!n && isalpha(s.p[i]) && !month)
			return NULL;
		while (!n && i < s.n && isalpha(s.p[i]))
			i++;
		i += n ? n : 1;
	}
	if (!month || !year || day > 31)
		return NULL;
	return day ? arena_printf(arena, "%04d-%02d-%02d", year, month, day)
		   : arena_printf(arena, "%04d-%02d", year, month);
}

/* A version: one word with a digit in it, or one or two letters. */
static bool is_version(struct span s)
{
	bool digit = false;

	if (!s.n || s.n > NAME_MAX)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] <= ' ' || strchr("<>=|,;*/", s.p[i]))
			return false;
		digit |= isdigit(s.p[i]) != 0;
	}
	return digit || s.n <= 2;
}

/* How many bytes of "5.x.x" stand before the first ".x"; 0 when there is none. */
static size_t wild_at(struct span s)
{
	for (size_t i = 1; i + 1 < s.n; i++)
		if (s.p[i] == '.' && (s.p[i + 1] == 'x' || s.p[i + 1] == '*') &&
		    (i + 2 == s.n || s.p[i + 2] == '.'))
			return i;
	return 0;
}

/* "5.1" as "5.2": what comes after every 5.1.x; NULL when it does not end in a number. */
static const char *successor(struct span s, struct arena *arena)
{
	size_t n = s.n;
	int v = 0;

	while (n && isdigit(s.p[n - 1]))
		n--;
	if (n == s.n || s.n - n > 8)
		return NULL;
	for (size_t i = n; i < s.n; i++)
		v = v * 10 + (s.p[i] - '0');
	return arena_printf(arena, "%.*s%d", (int)n, (const char *)s.p, v + 1);
}

static void push(struct parser *p, struct version_range r)
{
	vec_push(p->arena, &p->to.all, r);
}

/* A lower bound waits for its upper one. */
static void flush(struct parser *p)
{
	if (p->waiting)
		push(p, p->open);
	p->waiting = false;
}

static void add_lower(struct parser *p, const char *version, bool excluded, int scheme)
{
	flush(p);
	p->open = (struct version_range){.kind = VERSION_RANGE_SPAN,
	    .scheme = scheme,
	    .start = version,
	    .start_excluded = excluded};
	p->waiting = true;
}

static void add_upper(struct parser *p, const char *version, bool excluded, int scheme)
{
	struct version_range r = {.kind = VERSION_RANGE_SPAN, .scheme = scheme};

	if (p->waiting)
		r = p->open;
	p->waiting = false;
	r.end = version;
	r.end_excluded = excluded;
	push(p, r);
}

/* One comparator with a version that has a wildcard: all that begin with what is before it. */
static int add_wild(struct parser *p, enum comparator is, struct span begin, int scheme)
{
	const char *from = arena_strndup(p->arena, begin.p, begin.n);
	const char *next = successor(begin, p->arena);

	if (!next)
		return ERR_SYNTAX;
	if (is == NOTHING || is == EQUAL)
		add_lower(p, from, false, scheme);
	if (is == NOTHING || is == EQUAL || is == UNTIL)
		add_upper(p, next, true, scheme);
	else if (is == BELOW)
		add_upper(p, from, true, scheme);
	else if (is == FROM)
		add_lower(p, from, false, scheme);
	else if (is == ABOVE)
		add_lower(p, next, false, scheme);
	else
		return ERR_SYNTAX;
	return 0;
}

static int add(struct parser *p, enum comparator is, struct span s)
{
	struct version_range exact = {.kind = VERSION_RANGE_EXACT};
	const char *version, *date;
	int scheme;

	s = without_fillers(span_trim(s));
	date = date_of(s, p->arena);
	if (!date && !is_version(s))
		return ERR_SYNTAX;
	scheme = p->scheme >= 0 ? p->scheme : (int)version_guess(s);
	if (date)
		scheme = VERSION_DATE;
	else if (wild_at(s))
		return add_wild(p, is, span_sub(s, 0, wild_at(s)), scheme);
	version = date ? date : arena_strndup(p->arena, s.p, s.n);
	switch (is) {
	case NOTHING:
	case EQUAL:
		flush(p);
		exact.version = version;
		exact.scheme = scheme;
		push(p, exact);
		return 0;
	case BELOW:
	case UNTIL:
		add_upper(p, version, is == BELOW, scheme);
		return 0;
	case ABOVE:
	case FROM:
		add_lower(p, version, is == ABOVE, scheme);
		return 0;
	case UNEQUAL:
		break;
	}
	return ERR_SYNTAX;
}

static int add_between(struct parser *p, struct span from, struct span to)
{
	int r = add(p, FROM, from);

	return r < 0 ? r : add(p, UNTIL, to);
}

static int parse_item(struct parser *p, struct span s);

/* "< 4", "prior to 4", "4 and earlier"; 1 when it is none of them. */
static int parse_compared(struct parser *p, struct span s)
{
	for (size_t i = 0; i < ARRAY_LEN(signs); i++)
		if (span_starts(s, signs[i].text))
			return add(p, signs[i].is, drop(s, strlen(signs[i].text)));
	for (size_t i = 0; i < ARRAY_LEN(before); i++)
		if (span_starts(s, before[i].text))
			return add(p, before[i].is, drop(s, strlen(before[i].text)));
	for (size_t i = 0; i < ARRAY_LEN(after); i++)
		if (ends_with(s, after[i].text))
			return add(p, after[i].is, span_sub(s, 0, s.n - strlen(after[i].text)));
	return 1;
}

/* "2.0 through 2.3", "2.0 < 2.3", "between 2.0 and 2.3"; 1 when it is none. */
static int parse_between(struct parser *p, struct span s)
{
	ptrdiff_t at;

	for (size_t i = 0; i < ARRAY_LEN(links); i++) {
		at = span_find(s, links[i]);
		if (at > 0)
			return add_between(p, span_sub(s, 0, (size_t)at),
			    drop(s, (size_t)at + strlen(links[i])));
	}
	if (span_starts(s, "between ")) {
		at = span_find(s, " and ");
		return at < 0 ? ERR_SYNTAX
			      : add_between(
				    p, span_sub(s, 8, (size_t)at - 8), drop(s, (size_t)at + 5));
	}
	if (s.n && strchr("<>=!\xE2", s.p[0]))
		return 1;
	for (size_t i = 0; i < ARRAY_LEN(signs); i++) {
		int r;

		at = span_find(s, signs[i].text);
		if (at <= 0)
			continue;
		r = add(p, FROM, span_sub(s, 0, (size_t)at));
		return r < 0 ? r : parse_item(p, drop(s, (size_t)at));
	}
	return 1;
}

/* One constraint. */
static int parse_item(struct parser *p, struct span s)
{
	struct version_range any = {.kind = VERSION_RANGE_ANY};
	int r;

	s = without_fillers(span_trim(s));
	if (is_anything(s)) {
		flush(p);
		push(p, any);
		return 0;
	}
	/* "from 2.0 to 2.3" is a span, not a lower bound with a strange version. */
	r = span_starts(s, "from ") ? parse_between(p, drop(s, 5)) : 1;
	if (r > 0)
		r = parse_compared(p, s);
	if (r > 0)
		r = parse_between(p, s);
	return r > 0 ? add(p, NOTHING, s) : r;
}

static int parse_list(struct parser *p, struct span s, const char *separator)
{
	while (s.n) {
		ptrdiff_t at = span_find(s, separator);
		struct span item = at < 0 ? s : span_sub(s, 0, (size_t)at);
		int r = span_trim(item).n ? parse_item(p, item) : 0;

		if (r < 0)
			return r;
		s = at < 0 ? span_sub(s, s.n, 0)
			   : span_sub(s, (size_t)at + strlen(separator), s.n);
	}
	flush(p);
	return p->to.all.n ? 0 : ERR_SYNTAX;
}

/* "vers:deb/>=1|<2" */
static int parse_vers(struct parser *p, struct span s)
{
	ptrdiff_t slash = span_find(s, "/");

	if (slash < 0)
		return ERR_SYNTAX;
	for (int i = 0; version_scheme_names[i]; i++)
		if (span_eq(span_sub(s, 5, (size_t)slash - 5), version_scheme_names[i]))
			p->scheme = i;
	return parse_list(p, drop(s, (size_t)slash + 1), "|");
}

static int parse(struct parser *p, struct span s)
{
	static const char *const separators[] = {"|", ";", ", ", ",", " and ", " or ", "&"};
	struct parser fresh = *p;

	if (span_starts(s, "vers:"))
		return parse_vers(p, s);
	/* As one constraint first: "4 and earlier" is no list. */
	if (!span_starts(s, "|") && span_find(s, "|") < 0 && parse_item(p, s) == 0) {
		flush(p);
		return 0;
	}
	for (size_t i = 0; i < ARRAY_LEN(separators); i++) {
		if (span_find(s, separators[i]) < 0)
			continue;
		*p = fresh;
		if (parse_list(p, s, separators[i]) == 0)
			return 0;
	}
	return ERR_SYNTAX;
}

/* Lower case, single spaces. */
static struct span tidy(struct span text, struct arena *arena)
{
	char *to = arena_strndup(arena, text.p, text.n);
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = text.p[i];

		if (c > ' ')
			to[n++] = (char)tolower(c);
		else if (n && to[n - 1] != ' ')
			to[n++] = ' ';
	}
	return span_trim(span_of(to, n));
}

int version_range_parse(struct span text, struct arena *arena, struct version_ranges *ret)
{
	struct parser p = {.arena = arena, .scheme = -1};
	int r;

	if (!text.n || text.n > TEXT_MAX)
		return ERR_SYNTAX;
	r = parse(&p, tidy(text, arena));
	if (r < 0)
		return r;
	*ret = p.to;
	return 0;
}

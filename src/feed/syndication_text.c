#include "base/macros.h"
#include "base/parse.h"
#include "base/time.h"
#include "codec/utf8.h"
#include "feed/feed.h"
#include "feed/syndication.h"

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE };

/* --- times --- */

static int word_of(const char *const *words, struct span word)
{
	for (int i = 0; words[i]; i++)
		if (span_istarts(word, words[i]))
			return i;
	return -1;
}

static bool next_word(struct span *text, struct span *ret)
{
	*text = span_trim(*text);
	if (!text->n)
		return false;
	if (!span_split(text, ' ', ret))
		return false;
	return true;
}

/* "+0130", "GMT", "EST": ms east of UTC. */
static int64_t zone_of(struct span word)
{
	static const char *const names[] = {
	    "EDT", "EST", "CDT", "CST", "MDT", "MST", "PDT", "PST", NULL};
	static const int hours[] = {-4, -5, -5, -6, -6, -7, -7, -8};
	int64_t n = 0;
	int at = word_of(names, word);

	if (at >= 0)
		return (int64_t)hours[at] * HOUR;
	if (word.n != 5 || (word.p[0] != '+' && word.p[0] != '-') ||
	    parse_int(span_sub(word, 1, 4), 0, 2359, &n) < 0)
		return 0;
	n = n / 100 * HOUR + n % 100 * MINUTE;
	return word.p[0] == '-' ? -n : n;
}

/* "10:20" or "10:20:30": ms, or -1. */
static int64_t clock_of(struct span word)
{
	int64_t v[3] = {0};
	struct span part;

	for (size_t i = 0; i < ARRAY_LEN(v); i++) {
		if (!span_split(&word, ':', &part))
			return i < 2 ? -1 : v[0] * HOUR + v[1] * MINUTE;
		if (parse_int(part, 0, i ? 60 : 23, &v[i]) < 0)
			return -1;
	}
	return v[0] * HOUR + v[1] * MINUTE + v[2] * SECOND;
}

/* "[Sun,] 22 Nov 2026 10:20[:30] [zone]" */
static int64_t mail_time(struct span text)
{
	static const char *const months[] = {"jan", "feb", "mar", "apr", "may", "jun", "jul",
	    "aug", "sep", "oct", "nov", "dec", NULL};
	struct span word;
	int64_t day, year, clock;
	int month;

	if (!next_word(&text, &word))
		return 0;
	if (word.n && word.p[word.n - 1] == ',' && !next_word(&text, &word))
		return 0;
	if (parse_int(word, 1, 31, &day) < 0 || !next_word(&text, &word))
		return 0;
	month = word_of(months, word);
	if (month < 0 || !next_word(&text, &word) || parse_int(word, 0, 9999, &year) < 0)
		return 0;
	if (word.n == 2)
		year += year < 50 ? 2000 : 1900;
	if (!next_word(&text, &word))
		return 0;
	clock = clock_of(word);
	if (clock < 0 || year < 1970)
		return 0;
	clock += time_days((int)year, month + 1, (int)day) * 24 * HOUR;
	return next_word(&text, &word) ? clock - zone_of(word) : clock;
}

int64_t syndication_time(struct span text)
{
	int64_t ms = 0;

	text = span_trim(text);
	if (time_parse(text, &ms) == 0)
		return MAX(ms, 0);
	return mail_time(text);
}

/* --- texts --- */

/* Steps over a tag, and over what is inside of script and style. */
static size_t tag_end(struct span html, size_t at)
{
	static const char *const hidden[] = {"script", "style"};
	struct span rest = span_sub(html, at + 1, html.n);
	ptrdiff_t close = span_find(rest, ">");

	for (size_t i = 0; i < ARRAY_LEN(hidden); i++) {
		size_t n = strlen(hidden[i]);

		if (rest.n > n && span_istarts(rest, hidden[i]) &&
		    (rest.p[n] == '>' || rest.p[n] == ' ')) {
			ptrdiff_t end = span_ifind(rest, i ? "</style>" : "</script>");

			return end < 0 ? html.n : at + 1 + (size_t)end + n + 3;
		}
	}
	return close < 0 ? html.n : at + 1 + (size_t)close + 1;
}

/* Whether the tag at the front stands within a word or sentence and parts nothing. */
static bool is_inline(struct span tag)
{
	static const char *const names[] = {"a", "abbr", "b", "code", "em", "i", "mark",
	    "small", "span", "strong", "sub", "sup", "u"};
	size_t from = span_starts(tag, "</") ? 2 : 1, n = 0;
	struct span name;

	while (
	    from + n < tag.n && (tag.p[from + n] | 32) >= 'a' && (tag.p[from + n] | 32) <= 'z')
		n++;
	name = span_sub(tag, from, n);
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (span_ieq(name, names[i]))
			return true;
	return false;
}

/* The entity at the front, appended: its length, or 0 when it is none. */
static size_t put_entity(struct str *to, struct span at)
{
	static const struct {
		const char *name, *text;
	} known[] = {{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""},
	    {"&apos;", "'"}, {"&nbsp;", " "}, {"&rsquo;", "\xe2\x80\x99"},
	    {"&eacute;", "\xc3\xa9"}, {"&egrave;", "\xc3\xa8"}};
	size_t n = 2;
	int64_t code = 0;

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (span_starts(at, known[i].name)) {
			str_add(to, known[i].text);
			return strlen(known[i].name);
		}
	if (!span_starts(at, "&#"))
		return 0;
	while (n < at.n && n < 9 && at.p[n] >= '0' && at.p[n] <= '9')
		n++;
	if (n >= at.n || at.p[n] != ';' ||
	    parse_int(span_sub(at, 2, n - 2), 1, 0x10ffff, &code) < 0)
		return 0;
	utf8_put(to, (uint32_t)code);
	return n + 1;
}

void syndication_plain(struct str *to, struct span html)
{
	bool space = false, any = false;
	size_t i = 0;

	while (i < html.n) {
		uint8_t c = html.p[i];
		size_t n;

		if (c == '<') {
			space |= !is_inline(span_sub(html, i, html.n));
			i = tag_end(html, i);
			continue;
		}
		if (c <= ' ') {
			space = true;
			i++;
			continue;
		}
		if (space && any)
			str_char(to, ' ');
		space = false;
		any = true;
		n = c == '&' ? put_entity(to, span_sub(html, i, html.n)) : 0;
		if (!n)
			str_char(to, (char)c);
		i += n ? n : 1;
	}
}

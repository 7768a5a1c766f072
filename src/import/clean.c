#include "import/clean.h"

#include "base/limits.h"
#include "base/parse.h"
#include "base/time.h"
#include "codec/cvss.h"
#include "codec/idn.h"
#include "codec/utf8.h"
#include "wire/ip.h"

enum { YEAR_FIRST = 2000, YEAR_LAST = 2100, SECOND_MS = 1000, DAY_MS = 86400000 };

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* Past the markup that begins at p, or p itself when none does: "a < b" is no markup. */
static const char *past_markup(const char *p)
{
	const char *end;

	if (p[0] != '<' || !(is_letter(p[1]) || p[1] == '/' || p[1] == '!'))
		return p;
	end = strchr(p, '>');
	return end ? end + 1 : p;
}

/* At most max bytes, not cut within a character. */
static size_t cut(const char *text, size_t n, size_t max)
{
	if (n <= max)
		return n;
	for (n = max; n && ((unsigned char)text[n] & 0xc0) == 0x80;)
		n--;
	return n;
}

const char *clean_line(struct arena *arena, struct span text, size_t max)
{
	/* What is cut away here would be cut away below. */
	const char *p = utf8_clean(arena, text, 8 * max);
	STR_AUTO(out, 8 * max + 1);

	while (*p) {
		const char *over = past_markup(p);

		if (over > p || is_blank(*p)) {
			p = over > p ? over : p + 1;
			if (out.n && out.p[out.n - 1] != ' ')
				str_char(&out, ' ');
		} else {
			str_char(&out, *p++);
		}
	}
	str_cut(&out, cut(str_text(&out), out.n, max));
	while (out.n && out.p[out.n - 1] == ' ')
		str_cut(&out, out.n - 1);
	return str_dup(&out, arena);
}

const char *clean_text(struct arena *arena, const char *text, size_t max)
{
	return clean_line(arena, span_str(text), max);
}

/* Length of a CVE number at the front (CVE-2024-6387), 0 for none. */
static size_t cve_length(struct span s)
{
	size_t n = 9;

	if (s.n < 13 || !span_istarts(s, "CVE-") || s.p[8] != '-')
		return 0;
	for (size_t i = 4; i < 8; i++)
		if (!is_digit((char)s.p[i]))
			return 0;
	while (n < s.n && n < 9 + 8 && is_digit((char)s.p[n]))
		n++;
	return n >= 9 + 4 && n <= 9 + 7 ? n : 0;
}

void clean_cves(struct arena *arena, const char *text, struct text_list *cves)
{
	for (const char *p = text; p && *p; p++) {
		size_t n = *p == 'C' || *p == 'c' ? cve_length(span_str(p)) : 0;
		const char *id;

		if (!n)
			continue;
		if (cves->n >= TOOL_CVES)
			return;
		id = arena_printf(arena, "CVE%.*s", (int)(n - 3), p + 3);
		if (!text_list_has(cves, id))
			text_list_add(cves, arena, id);
		p += n - 1;
	}
}

int64_t clean_cwe(const char *text)
{
	struct span s = span_trim(span_str(text));
	int64_t n = 0;

	if (span_istarts(s, "CWE-") || span_istarts(s, "CWE:"))
		s = span_sub(s, 4, s.n);
	for (size_t i = 0; i < s.n; i++)
		if (!is_digit((char)s.p[i])) {
			s = span_sub(s, 0, i);
			break;
		}
	return parse_int(s, 1, 99999, &n) == 0 ? n : 0;
}

const char *clean_vector(struct arena *arena, const char *text)
{
	struct span s = span_trim(span_str(text));
	struct cvss cvss;

	if (span_istarts(s, "CVSS2#"))
		s = span_sub(s, 6, s.n);
	if (!s.n || s.n > TOOL_TEXT || cvss_parse(s, &cvss) < 0)
		return NULL;
	return arena_strndup(arena, s.p, s.n);
}

static int severity_of(int score)
{
	static const int of[CVSS_BANDS] = {[CVSS_NONE] = CRIT_INFO,
	    [CVSS_LOW] = CRIT_LOW,
	    [CVSS_MEDIUM] = CRIT_MEDIUM,
	    [CVSS_HIGH] = CRIT_HIGH,
	    [CVSS_CRITICAL] = CRIT_CRITICAL};

	return of[cvss_band(CVSS_3_1, score)];
}

int clean_severity(const char *vector)
{
	struct cvss cvss;

	return vector && cvss_parse(span_str(vector), &cvss) == 0
		   ? severity_of(cvss_score(&cvss, CVSS_BASE))
		   : CRIT_INFO;
}

int clean_score(const char *text, int dflt)
{
	struct span s = span_trim(span_str(text)), whole;
	int64_t a = 0, b = 0;

	if (!span_split(&s, '.', &whole) || parse_int(whole, 0, 10, &a) < 0)
		return dflt;
	if (s.p && parse_int(span_sub(s, 0, 1), 0, 9, &b) < 0)
		return dflt;
	return severity_of((int)MIN(100, a * 10 + b));
}

int clean_word(const char *word, int dflt)
{
	static const struct {
		const char *word;
		int severity;
	} rows[] = {{"critical", CRIT_CRITICAL}, {"high", CRIT_HIGH}, {"medium", CRIT_MEDIUM},
	    {"moderate", CRIT_MEDIUM}, {"warning", CRIT_MEDIUM}, {"low", CRIT_LOW},
	    {"minor", CRIT_LOW}, {"informational", CRIT_INFO}, {"information", CRIT_INFO},
	    {"info", CRIT_INFO}, {"log", CRIT_INFO}, {"none", CRIT_INFO}, {"ok", CRIT_INFO},
	    {"unknown", CRIT_INFO}, {"debug", CRIT_INFO}, {"false positive", CRIT_INFO}};
	struct span s = span_trim(span_str(word));

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (span_ieq(s, rows[i].word))
			return rows[i].severity;
	return dflt;
}

static int64_t in_bounds(int64_t ms)
{
	return ms >= time_days(YEAR_FIRST, 1, 1) * DAY_MS &&
		       ms < time_days(YEAR_LAST, 1, 1) * DAY_MS
		   ? ms
		   : 0;
}

static int month_of(struct span word)
{
	static const char *const names[] = {
	    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (span_ieq(span_sub(word, 0, 3), names[i]) && word.n >= 3)
			return (int)i + 1;
	return 0;
}

static bool clock_of(struct span word, int64_t *ret_ms)
{
	struct span part;
	int64_t n, ms = 0;

	for (int i = 0; i < 3; i++) {
		if (!span_split(&word, ':', &part) ||
		    parse_int(span_sub(part, 0, 2), 0, i == 0 ? 23 : 60, &n) < 0)
			return false;
		ms = ms * 60 + n;
	}
	*ret_ms = ms * SECOND_MS;
	return true;
}

/* Words in any order: a month's name, a day, a year, a clock. */
static int64_t words_of(struct span s)
{
	int64_t day = 0, year = 0, clock = 0;
	struct span word;
	int month = 0;

	while (span_split(&s, ' ', &word)) {
		int64_t n;

		while (word.n && word.p[word.n - 1] == ',')
			word.n--;
		if (!month && month_of(word))
			month = month_of(word);
		else if (parse_int(word, 1, 31, &n) == 0 && !day)
			day = n;
		else if (parse_int(word, YEAR_FIRST, YEAR_LAST, &n) == 0)
			year = n;
		else
			(void)clock_of(word, &clock);
	}
	if (!month || !day || !year)
		return 0;
	return time_days((int)year, month, (int)day) * DAY_MS + clock;
}

int64_t clean_time(const char *text)
{
	struct span s = span_trim(span_str(text));
	int64_t n = 0;

	if (s.n > 64)
		return 0;
	if (parse_int(s, 0, INT64_MAX / SECOND_MS, &n) == 0)
		return in_bounds(n * SECOND_MS);
	/* RFC 3339; a tool that leaves the zone out means UTC, or nobody knows what. */
	if (time_parse(s, &n) == 0)
		return in_bounds(n);
	if (s.n >= 19 && s.n < 40 && (s.p[10] == 'T' || s.p[10] == ' ')) {
		char iso[64];

		memcpy(iso, s.p, s.n);
		iso[10] = 'T';
		iso[s.n] = 'Z';
		if (time_parse(span_of(iso, s.n + 1), &n) == 0 ||
		    time_parse(span_of(iso, s.n), &n) == 0)
			return in_bounds(n);
	}
	return in_bounds(words_of(s));
}

bool clean_host(struct arena *arena, struct span text, struct tool_finding *f)
{
	struct span s = span_trim(text);
	struct ip ip;
	char *name = NULL;

	if (s.n > 2 && s.p[0] == '[' && s.p[s.n - 1] == ']')
		s = span_sub(s, 1, s.n - 2);
	if (ip_parse(s, &ip) == 0) {
		char to[IP_TEXT];

		f->addr = arena_strdup(arena, ip_text(&ip, to));
		return true;
	}
	if (!s.n || s.n > LIMIT_NAME || idn_to_ascii(s, arena, &name) < 0)
		return false;
	f->host = name;
	return true;
}

int64_t clean_port(const char *text)
{
	int64_t n = 0;

	return parse_int(span_trim(span_str(text)), 1, 65535, &n) == 0 ? n : 0;
}

/* Splits "host:port", "[::1]:port"; *ret_port is 0 when there is none. False: a wrong port. */
static bool split_port(struct span *host, int64_t *ret_port)
{
	size_t at = host->n;

	*ret_port = 0;
	while (at && host->p[at - 1] != ':' && host->p[at - 1] != ']')
		at--;
	if (!at || host->p[at - 1] != ':')
		return true;
	if (parse_int(span_sub(*host, at, host->n), 1, 65535, ret_port) < 0)
		return false;
	*host = span_sub(*host, 0, at - 1);
	return true;
}

static const char *path_of(struct arena *arena, struct span path)
{
	size_t n = 0;

	while (n < path.n && path.p[n] > ' ' && path.p[n] < 0x7f && path.p[n] != '?' &&
	       path.p[n] != '#' && path.p[n] != ';')
		n++;
	return n ? arena_strndup(arena, path.p, MIN(n, (size_t)TOOL_TEXT)) : "/";
}

bool clean_url(struct arena *arena, const char *url, struct tool_finding *f)
{
	struct span s = span_trim(span_str(url));
	bool secure = span_istarts(s, "https://");
	struct span host;
	int64_t port;
	size_t n = 0;

	if (!secure && !span_istarts(s, "http://"))
		return false;
	s = span_sub(s, secure ? 8 : 7, s.n);
	while (n < s.n && s.p[n] != '/' && s.p[n] != '?' && s.p[n] != '#')
		n++;
	host = span_sub(s, 0, n);
	for (size_t i = 0; i < host.n; i++)
		if (host.p[i] == '@') {
			host = span_sub(host, i + 1, host.n);
			i = (size_t)-1;
		}
	if (!split_port(&host, &port) || !clean_host(arena, host, f))
		return false;
	f->port = port ? port : secure ? 443 : 80;
	f->path = path_of(arena, span_sub(s, n, s.n));
	return true;
}

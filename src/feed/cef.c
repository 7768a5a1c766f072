/* ArcSight's Common Event Format (CEF:0), alone or behind a syslog header (RFC 3164, RFC 5424).
 */
#include "feed/intake.h"

#include "base/parse.h"
#include "base/time.h"

#include <ctype.h>
#include <stdlib.h>

enum { HEAD = 7, PAIRS = 64, VALUE_MAX = 1024 };

/* Of the header. */
enum { VERSION, VENDOR, PRODUCT, DEVICE_VERSION, CLASS, NAME, SEVERITY };

struct cef {
	const char *head[HEAD];
	struct {
		const char *key, *value;
	} pairs[PAIRS];
	size_t n;
};

static const char begin[] = "CEF:";

bool cef_sniff(const struct intake_read *rd)
{
	return !rd->json && span_find(rd->line, begin) >= 0;
}

/* The text up to the next bar that is not escaped; moves *at behind it. False at the end. */
static bool head_part(struct span line, size_t *at, struct arena *arena, const char **ret)
{
	char to[VALUE_MAX];
	size_t n = 0, i = *at;

	for (; i < line.n && line.p[i] != '|'; i++) {
		if (line.p[i] == '\\' && i + 1 < line.n)
			i++;
		if (n < sizeof(to))
			to[n++] = (char)line.p[i];
	}
	*ret = arena_strndup(arena, to, n);
	*at = i + 1;
	return i < line.n;
}

/* Where the next "key=" begins behind from: after a space, letters and digits up to a sign of
 * equality; line.n when there is none. */
static size_t next_key(struct span line, size_t from)
{
	for (size_t i = from; i < line.n; i++) {
		size_t k = i + 1;

		if (line.p[i] != ' ')
			continue;
		while (
		    k < line.n && (isalnum(line.p[k]) || line.p[k] == '_' || line.p[k] == '.'))
			k++;
		if (k > i + 1 && k < line.n && line.p[k] == '=')
			return i;
		i = k - 1;
	}
	return line.n;
}

static const char *value_of(struct span s, struct arena *arena)
{
	char to[VALUE_MAX];
	size_t n = 0;

	for (size_t i = 0; i < s.n && n < sizeof(to); i++) {
		if (s.p[i] == '\\' && i + 1 < s.n) {
			i++;
			to[n++] = (char)(s.p[i] == 'n' || s.p[i] == 'r' ? ' ' : s.p[i]);
		} else {
			to[n++] = (char)s.p[i];
		}
	}
	return arena_strndup(arena, to, n);
}

static void read_pairs(struct span line, size_t at, struct arena *arena, struct cef *ret)
{
	while (at < line.n && line.p[at] == ' ')
		at++;
	while (at < line.n && ret->n < PAIRS) {
		size_t eq = at, end;

		while (eq < line.n && line.p[eq] != '=' && line.p[eq] != ' ')
			eq++;
		if (eq >= line.n || line.p[eq] != '=')
			return;
		end = next_key(line, eq + 1);
		ret->pairs[ret->n].key = arena_strndup(arena, line.p + at, eq - at);
		ret->pairs[ret->n++].value =
		    value_of(span_trim(span_sub(line, eq + 1, end - eq - 1)), arena);
		at = end + 1;
	}
}

static const char *get(const struct cef *c, const char *key)
{
	for (size_t i = 0; i < c->n; i++)
		if (strcmp(c->pairs[i].key, key) == 0 && *c->pairs[i].value)
			return c->pairs[i].value;
	return NULL;
}

static int month_of(const char *text)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	char three[4] = "";
	const char *found;

	memcpy(three, text, strnlen(text, 3));
	found = strlen(three) == 3 ? strstr(months, three) : NULL;
	return found && (found - months) % 3 == 0 ? (int)((found - months) / 3) + 1 : 0;
}

/* "Nov 22 14:20:35", "Nov 22 2026 14:20:35". */
static bool month_time(const char *text, int64_t now, int64_t *ret)
{
	int month = month_of(text), day, year, h, m, s;
	char to[40];

	if (!month)
		return false;
	/* NOLINTNEXTLINE(cert-err34-c): how many values there are is asked for */
	if (sscanf(text + 3, "%2d %4d %2d:%2d:%2d", &day, &year, &h, &m, &s) == 5 &&
	    year > 1000) {
		(void)snprintf(to, sizeof(to), "%04d-%02d-%02dT%02d:%02d:%02dZ", year, month,
		    day, h, m, s);
		return intake_time_text(span_str(to), ret);
	}
	/* NOLINTNEXTLINE(cert-err34-c) */
	if (sscanf(text + 3, "%2d %2d:%2d:%2d", &day, &h, &m, &s) != 4)
		return false;
	return intake_time_of_year(month, day, h, m, s, now, ret);
}

static bool one_time(const char *text, int64_t now, int64_t *ret)
{
	struct json number = {.type = JSON_INT};

	if (!text)
		return false;
	if (parse_int(span_str(text), 0, INT64_MAX, &number.integer) == 0)
		return intake_time(&number, ret);
	return intake_time_text(span_str(text), ret) || month_time(text, now, ret);
}

/* Of the event itself, else of the syslog line. */
static bool read_time(
    const struct intake_read *rd, const struct cef *c, struct span header, int64_t *ret)
{
	static const char *const keys[] = {"start", "rt", "end"};
	struct span rest, word;
	const char *text;

	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		if (one_time(get(c, keys[i]), rd->like->time, ret))
			return true;
	if (header.n && header.p[0] == '<') {
		ptrdiff_t gt = span_find(header, ">");

		if (gt > 0)
			header = span_sub(header, (size_t)gt + 1, header.n);
	}
	text = arena_strndup(rd->arena, header.p, MIN(header.n, (size_t)80));
	if (month_time(text, rd->like->time, ret))
		return true;
	/* RFC 5424: the version, then the time. */
	rest = span_str(text);
	while (span_split(&rest, ' ', &word))
		if (intake_time_text(word, ret))
			return true;
	return false;
}

static void set_side(struct intake_read *rd, const struct cef *c, const char *addr,
    const char *addr6, const char *port, const char *host, struct intake_side *ret)
{
	const char *text = get(c, addr) ? get(c, addr) : get(c, addr6);
	int64_t n = 0;

	if (text)
		(void)intake_addr(span_str(text), rd->arena, ret);
	if (get(c, port) && parse_int(span_str(get(c, port)), 0, 65535, &n) == 0)
		ret->port = n;
	if (get(c, host))
		ret->name = intake_name(span_str(get(c, host)), rd->arena);
}

static int severity_of(const char *text)
{
	static const struct {
		const char *word;
		enum criticality severity;
	} words[] = {{"Very-High", CRIT_CRITICAL}, {"High", CRIT_HIGH}, {"Medium", CRIT_MEDIUM},
	    {"Low", CRIT_LOW}, {"Unknown", CRIT_LOW}};
	int64_t n;

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (text && strcasecmp(text, words[i].word) == 0)
			return (int)words[i].severity;
	if (parse_int(span_str(text), 0, 10, &n) < 0)
		return CRIT_LOW;
	if (n >= 9)
		return CRIT_CRITICAL;
	return n >= 7 ? CRIT_HIGH : n >= 4 ? CRIT_MEDIUM : CRIT_LOW;
}

static const char *detail_of(struct intake_read *rd, const struct cef *c)
{
	static const char *const keys[] = {
	    "cat", "act", "app", "msg", "fname", "fileHash", "outcome", "reason", "cs1", "cs2"};
	STR_AUTO(out, INTAKE_DETAIL);
	struct json_writer w;

	json_write_init(&w, &out, 0);
	json_write_object(&w);
	json_member_text(&w, "device",
	    intake_text(arena_printf(rd->arena, "%s %s", c->head[VENDOR], c->head[PRODUCT]),
		120, rd->arena));
	json_member_text(&w, "class", intake_text(c->head[CLASS], 120, rd->arena));
	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		if (get(c, keys[i]))
			json_member_text(
			    &w, keys[i], intake_text(get(c, keys[i]), 250, rd->arena));
	json_write_object_end(&w);
	return str_ok(&out) == 0 ? str_dup(&out, rd->arena) : NULL;
}

static int read_line(struct intake_read *rd, struct cef *c, struct span *ret_header)
{
	ptrdiff_t from = span_find(rd->line, begin);
	size_t at;

	if (from < 0)
		return intake_bad(rd, "there is no CEF in it");
	*ret_header = span_sub(rd->line, 0, (size_t)from);
	at = (size_t)from + sizeof(begin) - 1;
	for (int i = 0; i < HEAD; i++)
		if (!head_part(rd->line, &at, rd->arena, &c->head[i]))
			return intake_bad(rd, "its header has fewer than seven parts");
	read_pairs(rd->line, at, rd->arena, c);
	return 0;
}

int cef_read(struct intake_read *rd, struct intake *in)
{
	struct cef c = {0};
	struct span header = {0};
	char time[TIME_TEXT];
	const char *parts[7];
	int64_t n;
	int r = read_line(rd, &c, &header);

	if (r < 0)
		return r;
	if (!read_time(rd, &c, header, &in->time))
		return intake_bad(rd, "its time is none");
	set_side(rd, &c, "src", "c6a2", "spt", "shost", &in->side[INTAKE_CLIENT]);
	set_side(rd, &c, "dst", "c6a3", "dpt", "dhost", &in->side[INTAKE_SERVER]);
	if (!in->side[INTAKE_CLIENT].addr && !in->side[INTAKE_SERVER].addr &&
	    !in->side[INTAKE_CLIENT].name && !in->side[INTAKE_SERVER].name)
		return intake_bad(rd, "there is no address and no name in it");
	intake_begin(rd, in);
	intake_class(get(&c, "cat"), in);
	in->of.severity = severity_of(c.head[SEVERITY]);
	in->of.transport = intake_text(get(&c, "proto"), 10, rd->arena);
	in->of.indicator = intake_text(
	    c.head[NAME] && *c.head[NAME] ? c.head[NAME] : c.head[CLASS], 200, rd->arena);
	in->of.detail = detail_of(rd, &c);
	if (get(&c, "cnt") && parse_int(span_str(get(&c, "cnt")), 1, INT64_MAX, &n) == 0)
		in->of.count = n;
	parts[0] = c.head[CLASS];
	parts[1] = c.head[NAME];
	parts[2] = get(&c, "externalId");
	parts[3] = in->side[INTAKE_CLIENT].addr;
	parts[4] = in->side[INTAKE_SERVER].addr;
	parts[5] = arena_printf(rd->arena, "%lld %lld", (long long)in->side[INTAKE_CLIENT].port,
	    (long long)in->side[INTAKE_SERVER].port);
	parts[6] = arena_strdup(rd->arena, time_text(in->time, time));
	in->of.id = intake_id(rd, parts, ARRAY_LEN(parts));
	return 0;
}

#include "share/ics.h"

#include "base/time.h"
#include "codec/utf8.h"

enum { FOLD = 75 /* octets of a line without its end (3.1) */, LINE_MAX_BYTES = 64 << 10 };

/* A content line: folded before an octet too many, never within a character. */
static void put_line(struct str *out, const struct str *line)
{
	struct span rest = str_bytes(line);
	size_t room = FOLD;

	while (rest.n) {
		uint32_t code;
		size_t n = MAX(utf8_next(rest, &code), (size_t)1);

		if (n > room) {
			str_add(out, "\r\n ");
			room = FOLD - 1;
		}
		str_span(out, span_sub(rest, 0, n));
		room -= n;
		rest = span_sub(rest, n, rest.n);
	}
	str_add(out, "\r\n");
}

/* A property whose value is text (3.3.11). */
static void put_text(struct str *out, const char *name, const char *text)
{
	STR_AUTO(line, LINE_MAX_BYTES);

	if (!text || !*text)
		return;
	str_addf(&line, "%s:", name);
	for (; *text; text++) {
		if (*text == '\n')
			str_add(&line, "\\n");
		else if (strchr("\\;,", *text))
			str_addf(&line, "\\%c", *text);
		else if ((unsigned char)*text >= ' ' && *text != 127)
			str_char(&line, *text);
	}
	put_line(out, &line);
}

/* One whose value is no text: an address, which has no such signs. */
static void put_plain(struct str *out, const char *name, const char *value)
{
	STR_AUTO(line, LINE_MAX_BYTES);

	if (!value || !*value)
		return;
	str_addf(&line, "%s:", name);
	for (; *value; value++)
		if ((unsigned char)*value > ' ' && *value != 127)
			str_char(&line, *value);
	put_line(out, &line);
}

/* 20261121T093000Z */
static void put_time(struct str *out, const char *name, int64_t ms)
{
	struct time_parts p = time_split(ms);

	str_addf(out, "%s:%04d%02d%02dT%02d%02d%02dZ\r\n", name, p.year, p.month, p.day, p.hour,
	    p.minute, p.second);
}

static void put_event(struct str *out, const struct ics_event *e)
{
	str_add(out, "BEGIN:VEVENT\r\n");
	put_text(out, "UID", e->uid);
	put_time(out, "DTSTAMP", e->changed);
	put_time(out, "LAST-MODIFIED", e->changed);
	put_time(out, "DTSTART", e->starts);
	put_time(out, "DTEND", e->ends);
	str_addf(out, "SEQUENCE:%lld\r\n", (long long)e->sequence);
	put_text(out, "SUMMARY", e->title);
	put_text(out, "DESCRIPTION", e->text);
	put_text(out, "LOCATION", e->place);
	put_plain(out, "URL", e->url);
	str_addf(out, "STATUS:%s\r\n", e->cancelled ? "CANCELLED" : "CONFIRMED");
	str_add(out, "END:VEVENT\r\n");
}

int ics_write(const char *name, const struct ics_event *events, size_t n, struct str *out)
{
	str_add(out, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Varde//Watch//EN\r\n"
		     "CALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n");
	put_text(out, "X-WR-CALNAME", name);
	for (size_t i = 0; i < n; i++)
		put_event(out, &events[i]);
	str_add(out, "END:VCALENDAR\r\n");
	return str_ok(out);
}

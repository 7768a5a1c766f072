#include "codec/locale.h"

#include "base/time.h"

#include <inttypes.h>

struct locale {
	const char *code;
	const char *group;       /* between groups of three digits */
	const char *percent;     /* the sign with its space */
	bool zero_is_one;        /* plural of the po header: n > 1 instead of n != 1 */
	const char *first;       /* of the month, instead of "1" */
	const char *after_day;   /* between day and month */
	const char *before_time; /* between date and time */
	char colon;              /* between hour and minute */
	const char *hour, *day;  /* signs of the units; "min" and "s" are everybody's */
	const char *months[12];
};

#define NBSP        "\xc2\xa0"
#define NARROW_NBSP "\xe2\x80\xaf"
#define MINUS       "\xe2\x88\x92" /* U+2212 MINUS SIGN */

static const struct locale locales[] = {
    {.code = "en",
	.group = ",",
	.percent = "%",
	.first = "1",
	.after_day = " ",
	.before_time = ", ",
	.colon = ':',
	.hour = "h",
	.day = "d",
	.months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov",
	    "Dec"}},
    {.code = "fr",
	.group = NARROW_NBSP,
	.percent = NBSP "%",
	.zero_is_one = true,
	.first = "1er",
	.after_day = " ",
	.before_time = " à ",
	.colon = ':',
	.hour = "h",
	.day = "j",
	.months = {"janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.",
	    "oct.", "nov.", "déc."}},
    {.code = "nb",
	.group = NBSP,
	.percent = NBSP "%",
	.first = "1",
	.after_day = ". ",
	.before_time = " kl. ",
	.colon = '.',
	.hour = "t",
	.day = "d",
	.months = {"jan.", "feb.", "mars", "apr.", "mai", "juni", "juli", "aug.", "sep.",
	    "okt.", "nov.", "des."}},
};

const struct locale *locale_of(const char *code)
{
	for (size_t i = 0; code && i < ARRAY_LEN(locales); i++)
		if (strcmp(locales[i].code, code) == 0)
			return &locales[i];
	return NULL;
}

unsigned locale_plural(const struct locale *l, int64_t n)
{
	return l->zero_is_one ? n > 1 : n != 1;
}

static uint64_t magnitude(int64_t v)
{
	return v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
}

void locale_number(const struct locale *l, int64_t v, struct str *out)
{
	char digits[24];
	int n = snprintf(digits, sizeof(digits), "%" PRIu64, magnitude(v));

	if (v < 0)
		str_add(out, MINUS);
	for (int i = 0; i < n; i++) {
		if (i && (n - i) % 3 == 0)
			str_add(out, l->group);
		str_char(out, digits[i]);
	}
}

void locale_percent(const struct locale *l, int64_t v, struct str *out)
{
	locale_number(l, v, out);
	str_add(out, l->percent);
}

/* The parts in the zone. Times beyond the years 0 to 9999 are held there, so that no sum
 * overflows. */
static struct time_parts split(int64_t ms, int zone)
{
	const int64_t first = time_days(0, 1, 2) * 86400000,
		      last = time_days(9999, 12, 31) * 86400000;

	return time_split(MAX(first, MIN(ms, last)) + (int64_t)zone * 60000);
}

static void put_date(const struct locale *l, const struct time_parts *t, struct str *out)
{
	if (t->day == 1)
		str_add(out, l->first);
	else
		str_addf(out, "%d", t->day);
	str_addf(out, "%s%s %d", l->after_day, l->months[t->month - 1], t->year);
}

void locale_date(const struct locale *l, int64_t ms, int zone, struct str *out)
{
	struct time_parts t = split(ms, zone);

	put_date(l, &t, out);
}

void locale_time(const struct locale *l, int64_t ms, int zone, struct str *out)
{
	struct time_parts t = split(ms, zone);

	put_date(l, &t, out);
	str_addf(out, "%s%02d%c%02d", l->before_time, t.hour, l->colon, t.minute);
}

void locale_duration(const struct locale *l, int64_t ms, struct str *out)
{
	uint64_t seconds = magnitude(ms) / 1000, minutes = seconds / 60, hours = minutes / 60;

	if (ms <= -1000)
		str_add(out, MINUS);
	if (minutes == 0)
		str_addf(out, "%" PRIu64 " s", seconds);
	else if (hours == 0)
		str_addf(out, "%" PRIu64 " min", minutes);
	else if (hours >= 24)
		str_addf(out, "%" PRIu64 " %s", hours / 24, l->day);
	else if (minutes % 60 == 0)
		str_addf(out, "%" PRIu64 " %s", hours, l->hour);
	else
		str_addf(out, "%" PRIu64 " %s %" PRIu64 " min", hours, l->hour, minutes % 60);
}

#include "base/time.h"

#include "base/err.h"

enum { MS_DAY = 86400000 };

/* Days-from-civil in 400-year eras, March-based years so that the leap day comes last. */
int64_t time_days(int year, int month, int day)
{
	int64_t y = month <= 2 ? (int64_t)year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t yoe = y - era * 400;
	int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

struct time_parts time_split(int64_t ms)
{
	int64_t days = ms / MS_DAY - (ms % MS_DAY < 0);
	int64_t rest = ms - days * MS_DAY;
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;
	int month = (int)(mp < 10 ? mp + 3 : mp - 9);

	return (struct time_parts){
	    .year = (int)(yoe + era * 400 + (month <= 2)),
	    .month = month,
	    .day = (int)(doy - (153 * mp + 2) / 5 + 1),
	    .hour = (int)(rest / 3600000),
	    .minute = (int)(rest / 60000 % 60),
	    .second = (int)(rest / 1000 % 60),
	    .millis = (int)(rest % 1000),
	    .weekday = (int)(((days + 3) % 7 + 7) % 7),
	};
}

static struct time_parts split_clamped(int64_t ms)
{
	const int64_t last = time_days(9999, 12, 31) * MS_DAY + MS_DAY - 1;
	const int64_t first = time_days(0, 1, 1) * MS_DAY;

	return time_split(ms < first ? first : MIN(ms, last));
}

/* Writes v as n decimal digits and the byte after, and gives the place behind it. */
static char *put_digits(char *to, int v, int n, char after)
{
	for (int i = n - 1; i >= 0; i--) {
		to[i] = (char)('0' + v % 10);
		v /= 10;
	}
	to[n] = after;
	return to + n + 1;
}

static char *put_date(char *to, struct time_parts t, char after)
{
	to = put_digits(to, t.year, 4, '-');
	to = put_digits(to, t.month, 2, '-');
	return put_digits(to, t.day, 2, after);
}

const char *time_text(int64_t ms, char *to)
{
	struct time_parts t = split_clamped(ms);
	char *p = put_date(to, t, 'T');

	p = put_digits(p, t.hour, 2, ':');
	p = put_digits(p, t.minute, 2, ':');
	p = put_digits(p, t.second, 2, '.');
	p = put_digits(p, t.millis, 3, 'Z');
	*p = '\0';
	return to;
}

const char *time_date(int64_t ms, char *to)
{
	(void)put_date(to, split_clamped(ms), '\0');
	return to;
}

const char *time_minute(int64_t ms, char *to)
{
	struct time_parts t = split_clamped(ms);
	char *p = put_date(to, t, ' ');

	p = put_digits(p, t.hour, 2, ':');
	p = put_digits(p, t.minute, 2, ' ');
	memcpy(p, "UTC", 4);
	return to;
}

/* Reads exactly n digits at *at and steps over them and, unless after is 0, the byte after. */
static int digits(struct span s, size_t *at, int n, char after, int *ret)
{
	int v = 0;

	if (*at + (size_t)n > s.n)
		return ERR_SYNTAX;
	for (int i = 0; i < n; i++) {
		uint8_t c = s.p[*at + (size_t)i];

		if (c < '0' || c > '9')
			return ERR_SYNTAX;
		v = v * 10 + (c - '0');
	}
	*at += (size_t)n;
	if (after) {
		if (*at >= s.n || s.p[*at] != (uint8_t)after)
			return ERR_SYNTAX;
		(*at)++;
	}
	*ret = v;
	return 0;
}

static int month_days(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return days[month - 1] + (month == 2 && leap);
}

static int fraction(struct span s, size_t *at)
{
	int ms = 0, scale = 100;

	if (*at >= s.n || s.p[*at] != '.')
		return 0;
	for ((*at)++; *at < s.n && s.p[*at] >= '0' && s.p[*at] <= '9'; (*at)++) {
		ms += (s.p[*at] - '0') * scale;
		scale /= 10;
	}
	return ms;
}

static int zone_offset(struct span s, size_t at, int *ret_minutes)
{
	int h = 0, m = 0, sign, r;

	if (at + 1 == s.n && (s.p[at] == 'Z' || s.p[at] == 'z')) {
		*ret_minutes = 0;
		return 0;
	}
	if (at + 6 != s.n || (s.p[at] != '+' && s.p[at] != '-'))
		return ERR_SYNTAX;
	sign = s.p[at++] == '-' ? -1 : 1;
	r = digits(s, &at, 2, ':', &h);
	if (r == 0)
		r = digits(s, &at, 2, 0, &m);
	if (r < 0 || h > 23 || m > 59)
		return ERR_SYNTAX;
	*ret_minutes = sign * (h * 60 + m);
	return 0;
}

int time_parse(struct span s, int64_t *ret_ms)
{
	int year, month, day, hour = 0, minute = 0, second = 0, ms = 0, offset = 0;
	size_t at = 0;

	if (digits(s, &at, 4, '-', &year) < 0 || digits(s, &at, 2, '-', &month) < 0 ||
	    digits(s, &at, 2, 0, &day) < 0)
		return ERR_SYNTAX;
	if (month < 1 || month > 12 || day < 1 || day > month_days(year, month))
		return ERR_RANGE;
	if (at < s.n) {
		if (s.p[at] != 'T' && s.p[at] != 't' && s.p[at] != ' ')
			return ERR_SYNTAX;
		at++;
		if (digits(s, &at, 2, ':', &hour) < 0 || digits(s, &at, 2, ':', &minute) < 0 ||
		    digits(s, &at, 2, 0, &second) < 0)
			return ERR_SYNTAX;
		ms = fraction(s, &at);
		if (zone_offset(s, at, &offset) < 0)
			return ERR_SYNTAX;
		if (hour > 23 || minute > 59 || second > 60)
			return ERR_RANGE;
	}
	*ret_ms = time_days(year, month, day) * MS_DAY +
		  ((int64_t)(hour * 60 + minute - offset) * 60 + second) * 1000 + ms;
	return 0;
}

#include "notify/quiet.h"

#include <ctype.h>

#define MINUTE 60000LL
#define HOUR   3600000LL
#define DAY    86400000LL

static int64_t floor_day(int64_t local)
{
	int64_t over = local % DAY;

	return local - (over < 0 ? over + DAY : over);
}

/* "HH:MM", up to 24:00, into minutes; -1 for anything else. */
static int minutes(const char *s)
{
	for (int i = 0; i < 5; i++)
		if (i == 2 ? s[i] != ':' : !isdigit((unsigned char)s[i]))
			return -1;
	if ((s[3] - '0') > 5)
		return -1;

	int m = ((s[0] - '0') * 10 + s[1] - '0') * 60 + (s[3] - '0') * 10 + s[4] - '0';

	return m <= 24 * 60 ? m : -1;
}

/* The end of that row's quiet time that the local time lies in, else the time itself. */
static int64_t row_end(const char *row, int64_t local)
{
	int64_t day = floor_day(local), at = (local - day) / MINUTE, from, to;

	if (strlen(row) != 11 || row[5] != '-')
		return local;
	from = minutes(row);
	to = minutes(row + 6);
	if (from < 0 || to < 0 || from == to)
		return local;
	if (from < to)
		return at >= from && at < to ? day + to * MINUTE : local;
	if (at >= from)
		return day + DAY + to * MINUTE;
	return at < to ? day + to * MINUTE : local;
}

int64_t quiet_until(const struct text_list *hours, int64_t zone, int64_t now)
{
	int64_t local = now + zone * MINUTE, begin = local;

	/* Rows may follow each other: as many rounds as there are rows. */
	for (size_t round = 0; round < hours->n; round++)
		for (size_t i = 0; i < hours->n; i++)
			local = row_end(hours->items[i], local);
	return MIN(local, begin + DAY) - zone * MINUTE;
}

int64_t quiet_digest(int64_t zone, int64_t after)
{
	int64_t local = after + zone * MINUTE;
	int64_t at = floor_day(local) + QUIET_DIGEST_HOUR * HOUR;

	return (at > local ? at : at + DAY) - zone * MINUTE;
}

/*
 * EPSS: a line "#model_version:...,score_date:...", a heading, and "cve,epss,percentile"; or
 * "CVE;epss;percentile" and nothing before.
 */
#include "feed/readers.h"

enum { MILLION = 1000000 };

static bool next_line(struct span *rest, struct span *ret)
{
	while (span_line(rest, ret)) {
		*ret = span_trim(*ret);
		if (ret->n)
			return true;
	}
	return false;
}

bool epss_sniff(struct span head, const char *name)
{
	struct span line, rest = head;

	(void)name;
	if (!next_line(&rest, &line))
		return false;
	return span_starts(line, "#model_version:") || span_eq(line, "cve,epss,percentile") ||
	       (span_starts(line, "CVE-") && span_find(line, ";0.") > 0);
}

/* 0..1 with any number of decimals and perhaps an exponent, to millionths, rounded. */
static int share(struct span s, int64_t *ret)
{
	char text[32], *end;
	double v;

	if (s.n == 0 || s.n >= sizeof(text) || !(s.p[0] >= '0' && s.p[0] <= '9'))
		return ERR_SYNTAX;
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	v = strtod(text, &end);
	if (*end || !(v >= 0 && v <= 1))
		return ERR_SYNTAX;
	*ret = (int64_t)(v * MILLION + 0.5);
	return 0;
}

/* The day of the scores: "score_date:2026-08-16T00:00:00+0000" or a date with words after it.
 */
static int64_t day_of(struct span line)
{
	ptrdiff_t at = span_find(line, "score_date:");
	char day[11] = "";

	if (at < 0)
		return 0;
	line = span_sub(line, (size_t)at + strlen("score_date:"), 10);
	memcpy(day, line.p, line.n);
	return feed_time(day);
}

static int read_row(struct span line, int64_t day, struct feed_read *rd)
{
	char sep = memchr(line.p, ';', line.n) ? ';' : ',', id[32];
	struct know_epss e = {.id = id, .day = day};
	struct knowledge k = {.kind = KNOW_EPSS, .id = id, .modified = day, .epss = &e};
	struct span cell, likelihood, percentile;

	if (!span_split(&line, sep, &cell) || !span_split(&line, sep, &likelihood) ||
	    !span_split(&line, sep, &percentile) || line.p)
		return ERR_SYNTAX;
	if (share(span_trim(likelihood), &e.likelihood) < 0 ||
	    share(span_trim(percentile), &e.percentile) < 0)
		return ERR_SYNTAX;
	cell = span_trim(cell);
	if (cell.n >= sizeof(id))
		return ERR_SYNTAX;
	memcpy(id, cell.p, cell.n);
	id[cell.n] = '\0';
	if (!feed_is_cve(id))
		return ERR_SYNTAX;
	return feed_emit(rd, &k);
}

int epss_read(struct span bytes, struct feed_read *rd, struct msg *msg)
{
	struct span rest = bytes, line;
	int64_t day = 0, n = 0;
	int r = 0;

	rd->whole = true;
	if (bytes.n && bytes.p[bytes.n - 1] != '\n')
		return feed_bad(msg, ERR_TRUNCATED, "its last line is not ended");
	while (r == 0 && next_line(&rest, &line)) {
		n++;
		if (span_starts(line, "#"))
			day = day_of(line);
		else if (!span_eq(line, "cve,epss,percentile"))
			r = read_row(line, day, rd);
		if (r == ERR_SYNTAX)
			return feed_bad(msg, r, "line %lld: \"%.*s\"", (long long)n,
			    (int)MIN(line.n, 60), (const char *)line.p);
	}
	feed_newer(rd, day);
	return r;
}

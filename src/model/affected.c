#include "model/affected.h"

#include "base/parse.h"

static void word(struct str *out, const char *name, const char *value)
{
	if (!value || !*value)
		return;
	str_addf(out, " %s=", name);
	for (const char *p = value; *p; p++)
		if (*p == ' ' || *p == '=')
			str_char(out, '_');
		else
			str_char(out, *p);
}

static void tenths(struct str *out, const char *name, int64_t v)
{
	if (v >= 0)
		str_addf(out, " %s=%lld.%lld", name, (long long)(v / 10), (long long)(v % 10));
}

void affected_write(const struct affected *a, struct str *out)
{
	str_addf(out, "%s %s", a->id, a->verdict);
	word(out, "why", a->reason);
	tenths(out, "cvss", a->cvss);
	tenths(out, "epss", a->epss);
	if (a->priority > 0)
		str_addf(out, " priority=%lld", (long long)a->priority);
	if (a->kev)
		str_add(out, " kev");
	if (a->ransomware)
		str_add(out, " ransomware");
	word(out, a->fixed_after ? "after" : "fixed", a->fixed);
	word(out, "source", a->source);
}

/* "42.1" in tenths. */
static int64_t read_tenths(struct span s)
{
	struct span whole, rest = s;
	int64_t n = 0, part = 0;

	if (!span_split(&rest, '.', &whole) || parse_int(whole, 0, 1000, &n) < 0)
		return AFFECTED_UNKNOWN;
	if (rest.n && parse_int(rest, 0, 9, &part) < 0)
		return AFFECTED_UNKNOWN;
	return n * 10 + part;
}

static void read_word(struct affected *a, struct span name, struct span value, const char *text)
{
	if (span_eq(name, "kev"))
		a->kev = true;
	else if (span_eq(name, "ransomware"))
		a->ransomware = true;
	else if (span_eq(name, "why"))
		a->reason = text;
	else if (span_eq(name, "cvss"))
		a->cvss = read_tenths(value);
	else if (span_eq(name, "epss"))
		a->epss = read_tenths(value);
	else if (span_eq(name, "priority"))
		(void)!parse_int(value, 0, 1000, &a->priority);
	else if (span_eq(name, "fixed") || span_eq(name, "after")) {
		a->fixed = text;
		a->fixed_after = span_eq(name, "after");
	} else if (span_eq(name, "source"))
		a->source = text;
}

int affected_read(const char *line, struct arena *arena, struct affected *ret)
{
	struct affected a = {.cvss = AFFECTED_UNKNOWN, .epss = AFFECTED_UNKNOWN};
	struct span rest = span_str(line), word;

	while (span_split(&rest, ' ', &word)) {
		struct span value = word, name;

		if (!word.n)
			continue;
		if (!a.id)
			a.id = arena_strndup(arena, (const char *)word.p, word.n);
		else if (!a.verdict)
			a.verdict = arena_strndup(arena, (const char *)word.p, word.n);
		else {
			(void)span_split(&value, '=', &name);
			read_word(&a, name, value,
			    arena_strndup(arena, (const char *)value.p, value.n));
		}
	}
	if (!a.id || !a.verdict)
		return ERR_SYNTAX;
	*ret = a;
	return 0;
}

#include "base/phrase.h"

#include <stdio.h>
#include <string.h>

enum { FORMAT_MAX = 512, WORD_MAX = 384 };

/* Behind the "%": "N$", flags, width, precision, length and the letter. */
static const char *conversion(const char *p, struct phrase_part *ret)
{
	size_t digits = strspn(p, "0123456789");

	if (digits && p[digits] == '$') {
		for (size_t i = 0; i < digits && ret->place <= PHRASE_VALUES; i++)
			ret->place = ret->place * 10 + (size_t)(p[i] - '0');
		p += digits + 1;
	}
	for (; *p && strchr("-+ #0'", *p); p++)
		ret->word |= *p == '-';
	p += strspn(p, "0123456789.*");
	p += strspn(p, "hlLqjzt");
	return *p ? p + 1 : p;
}

bool phrase_next(const char **p, struct phrase_part *ret)
{
	const char *from = *p, *to;

	*ret = (struct phrase_part){0};
	if (!*from)
		return false;
	if (*from != '%') {
		to = from + strcspn(from, "%");
	} else if (from[1] == '%') {
		from++;
		to = from + 1;
	} else {
		to = conversion(from + 1, ret);
		ret->value = true;
	}
	ret->text = (struct span){(const unsigned char *)from, (size_t)(to - from)};
	*p = to;
	return true;
}

int phrase_values(char *to, size_t size, const char *fmt, va_list ap)
{
	char bare[FORMAT_MAX];
	struct phrase_part part;
	size_t n = 0, values = 0;
	int written;

	to[0] = '\0';
	while (phrase_next(&fmt, &part)) {
		if (!part.value)
			continue;
		if (part.text.n + 2 > sizeof(bare) - n || ++values > PHRASE_VALUES)
			return ERR_LIMIT;
		memcpy(bare + n, part.text.p, part.text.n);
		n += part.text.n;
		bare[n++] = PHRASE_END;
	}
	bare[n] = '\0';
	written = vsnprintf(to, size, bare, ap);
	if (written < 0 || (size_t)written >= size) {
		to[0] = '\0';
		return ERR_LIMIT;
	}
	return 0;
}

struct filling {
	struct span value[PHRASE_VALUES];
	bool word[PHRASE_VALUES];
	size_t n;
};

/* The values, and which of them are words, as the original says. */
static int take(struct filling *f, const char *fmt, const char *values)
{
	struct phrase_part part;

	while (*values) {
		const char *end = strchr(values, PHRASE_END);

		if (!end || f->n == PHRASE_VALUES)
			return ERR_SYNTAX;
		f->value[f->n++] =
		    (struct span){(const unsigned char *)values, (size_t)(end - values)};
		values = end + 1;
	}
	for (size_t i = 0; phrase_next(&fmt, &part);) {
		if (part.value && i == f->n)
			return ERR_SYNTAX;
		if (part.value)
			f->word[i++] = part.word;
	}
	return 0;
}

/* How many values the format has. */
static size_t count(const char *fmt)
{
	struct phrase_part part;
	size_t n = 0;

	while (phrase_next(&fmt, &part))
		n += part.value;
	return n;
}

static void put(
    const struct filling *f, size_t i, const struct phrase_words *words, struct str *out)
{
	char key[WORD_MAX];

	if (!f->word[i] || !f->value[i].n || f->value[i].n >= sizeof(key)) {
		str_span(out, f->value[i]);
		return;
	}
	memcpy(key, f->value[i].p, f->value[i].n);
	key[f->value[i].n] = '\0';
	str_add(out, words->word(words->ctx, key));
}

int phrase_fill(
    const char *fmt, const char *values, const struct phrase_words *words, struct str *out)
{
	const char *to = words->word(words->ctx, fmt), *p;
	struct filling f = {0};
	struct phrase_part part;
	size_t next = 0;
	int r = take(&f, fmt, values);

	if (r == 0 && count(fmt) != f.n)
		r = ERR_SYNTAX;
	for (p = to; r == 0 && phrase_next(&p, &part);)
		if (part.value && (part.place ? part.place : ++next) > f.n)
			r = ERR_SYNTAX;
	if (r < 0)
		return r;
	next = 0;
	for (p = to; phrase_next(&p, &part);) {
		if (part.value)
			put(&f, (part.place ? part.place : ++next) - 1, words, out);
		else
			str_span(out, part.text);
	}
	return 0;
}

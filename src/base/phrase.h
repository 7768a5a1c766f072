/*
 * Sentences with values, apart: a printf format is the message id of a catalogue, and the
 * values it was filled with are kept beside it, so that a reader's language can be chosen
 * later, and may order them as it likes ("%2$s"). A conversion with the flag "-" ("%-s") names
 * a word of the catalogue, such as a state: it is translated, too. Pure.
 */
#ifndef VARDE_BASE_PHRASE_H
#define VARDE_BASE_PHRASE_H

#include "base/err.h"
#include "base/str.h"

#include <stdarg.h>

enum { PHRASE_VALUES = 9, PHRASE_END = '\037' /* behind each value */ };

/* A piece of a format: text, or a conversion. */
struct phrase_part {
	struct span text; /* as it stands; "%" for "%%" */
	bool value;       /* a conversion */
	bool word;        /* with the flag "-" */
	size_t place;     /* N of "%N$s"; 0: the next one */
};

/* The piece at *p, which moves behind it; false at the end. */
bool phrase_next(const char **p, struct phrase_part *ret);

/* Writes the values of the format, as printf would, each ended by PHRASE_END. ERR_LIMIT: they
 * are too many or too long for the buffer, which is then empty. */
int phrase_values(char *to, size_t size, const char *fmt, va_list ap) MUST_USE;

/* Looks a text up in a catalogue: gives its translation, or itself. */
struct phrase_words {
	const char *(*word)(const void *ctx, const char *text);
	const void *ctx;
};

/*
 * Appends the translation of the format with those values. ERR_SYNTAX (nothing is appended):
 * the values are not those of the format, or the translation names one that it has not.
 */
int phrase_fill(const char *fmt, const char *values, const struct phrase_words *words,
    struct str *out) MUST_USE;

#endif

/*
 * The report's words in its language. Message ids are the English texts; the translations of
 * po/ are built into the program. A text with values has %1 to %9 where they go, so that a
 * language may order them as it likes.
 */
#ifndef VARDE_REPORT_I18N_H
#define VARDE_REPORT_I18N_H

#include "base/arena.h"
#include "codec/mo.h"

struct lang;

/* The codes of all languages ("en", "fr", "nb"), NULL-terminated. */
extern const char *const i18n_codes[];

/* The language of that code, or NULL when the report is not written in it. Gives a pointer that
 * is good for ever. */
const struct lang *i18n_lang(const char *code);

/* Its code. */
const char *i18n_code(const struct lang *lang);

/* Its compiled translations, for tests; NULL for English. */
const struct mo *i18n_mo(const struct lang *lang);

/* The translation of msgid, or msgid itself when there is none. Borrows. */
const char *tr(const struct lang *lang, const char *msgid);

/* The same for a text that depends on the number n. Borrows. */
const char *trn(const struct lang *lang, const char *one, const char *many, int64_t n);

/* The text with %1..%9 replaced by the n values (NULL counts as ""); "%%" is a per cent sign.
 * The arena owns it. */
const char *i18n_fill(
    struct arena *arena, const char *text, const char *const *values, size_t n);

/* Translates and fills in one go. The arena owns the text. */
#define trf(arena, lang, msgid, ...)                                          \
	i18n_fill(arena, tr(lang, msgid), (const char *const[]){__VA_ARGS__}, \
	    sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

/* The same for a text that depends on n; %1 is n itself, the values begin at %2. The arena owns
 * the text. */
#define trnf(arena, lang, one, many, n, ...)                                   \
	i18n_fill(arena, trn(lang, one, many, n),                              \
	    (const char *const[]){i18n_number(arena, lang, n), ##__VA_ARGS__}, \
	    sizeof((const char *const[]){"", ##__VA_ARGS__}) / sizeof(const char *))

/* "1,234", "1 234": thousands grouped as the language does. The arena owns it. */
const char *i18n_number(struct arena *arena, const struct lang *lang, int64_t v);

/* "45%", "45 %". The arena owns it. */
const char *i18n_percent(struct arena *arena, const struct lang *lang, int64_t v);

/* "21 November 2026", "21 novembre 2026", "21. november 2026" of an epoch time in ms, in UTC.
 * The arena owns it. */
const char *i18n_date(struct arena *arena, const struct lang *lang, int64_t ms);

/* The date and the minute, "21 November 2026, 09:30 UTC". The arena owns it. */
const char *i18n_time(struct arena *arena, const struct lang *lang, int64_t ms);

/*
 * Texts in the language's typography: in French the spaces before ; : ! ? and inside guillemets
 * become no-break ones; in all languages a typewriter's apostrophe and dash become printed
 * ones, and in English quotation marks. Text between `backticks` stays as it is. The arena owns
 * the result.
 */
const char *i18n_typography(struct arena *arena, const struct lang *lang, const char *text);

#endif

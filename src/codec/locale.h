/*
 * Numbers, dates and durations as readers of a language write them, for pages, mails and the
 * report alike. Times are milliseconds since 1970 UTC, zones minutes east of UTC.
 */
#ifndef VARDE_CODEC_LOCALE_H
#define VARDE_CODEC_LOCALE_H

#include "base/str.h"

struct locale;

/* The locale of a language code ("en", "fr", "nb"), or NULL. Good for ever. */
const struct locale *locale_of(const char *code);

/* Which plural form n takes, as the header of the language's po file says: 0 or 1. */
unsigned locale_plural(const struct locale *l, int64_t n);

/* Appends "1,234", "1 234": thousands grouped. */
void locale_number(const struct locale *l, int64_t v, struct str *out);

/* Appends "45%", "45 %". */
void locale_percent(const struct locale *l, int64_t v, struct str *out);

/* Appends "21 Nov 2026", "21 nov. 2026", "21. nov. 2026". */
void locale_date(const struct locale *l, int64_t ms, int zone, struct str *out);

/* Appends "21 Nov 2026, 14:05", "21 nov. 2026 à 14:05", "21. nov. 2026 kl. 14.05". */
void locale_time(const struct locale *l, int64_t ms, int zone, struct str *out);

/* Appends a span of ms milliseconds: "45 s", "3 min", "2 h 5 min", "4 d"; what is smaller than
 * the last unit is dropped. */
void locale_duration(const struct locale *l, int64_t ms, struct str *out);

#endif

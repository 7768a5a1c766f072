/* Pieces of news feeds: their times, and their texts, which are HTML more often than not. */
#ifndef VARDE_FEED_SYNDICATION_H
#define VARDE_FEED_SYNDICATION_H

#include "base/span.h"
#include "base/str.h"

/* A time as RSS (RFC 5322 section 3.3, obsolete zones and years of two digits too) or Atom
 * (RFC 3339) writes it, ms; 0 when it is none. */
int64_t syndication_time(struct span text);

/* Appends the text without the tags of HTML, its usual entities resolved, and white space as
 * single spaces. What a browser would not show (script, style) is left out. */
void syndication_plain(struct str *to, struct span html);

#endif

/* What rules ask of a web answer. Pure functions of obs_http. */
#ifndef VARDE_ASSESS_PAGE_H
#define VARDE_ASSESS_PAGE_H

#include "model/observation.h"

/* The value of the first header of that lower-case name, or NULL. Borrows. */
const char *page_header(const struct obs_http *h, const char *name);

/* The next header of that name: *at is 0 at the begin and moves on; NULL after the last.
 * Borrows. */
const char *page_next_header(const struct obs_http *h, const char *name, size_t *at);

/* Whether the answer is HTML, by its content type, or by its first bytes when it has none. */
bool page_is_html(const struct obs_http *h);

/* Whether the page has an input of type password. */
bool page_asks_password(const struct obs_http *h);

/* Whether the probe is this one. */
bool page_is(const struct obs_http *h, const char *probe);

/* Whether the answer is a page of the site itself: what "/" gives, also after redirects within
 * the site. */
bool page_is_home(const struct obs_http *h);

/* Whether the body (its first bytes are kept) has the text; letter case does not count. */
bool page_has(const struct obs_http *h, const char *text);

/*
 * Whether two answers are the same page with the same headers that rules judge: equal bodies,
 * or bodies of nearly the same size with the same title and begin, as pages with a changing
 * token are.
 */
bool page_same(const struct obs_http *a, const struct obs_http *b);

#endif

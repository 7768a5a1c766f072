/* Articles of the watch portal as an Atom feed (RFC 4287). Pure. */
#ifndef VARDE_SHARE_ARTICLE_FEED_H
#define VARDE_SHARE_ARTICLE_FEED_H

#include "base/str.h"
#include "model/article.h"

/* The feed. Borrows. */
struct article_feed {
	const char *url;  /* of the portal, without a slash behind it */
	const char *name; /* of the CERT */
	const char *title;
	const char *self; /* path and query of the feed, without a key: its id as well */
	const char *lang;
	int64_t updated; /* of the newest entry, or when the house began */
};

struct article_feed_rows {
	VEC(const struct article_out *) all; /* newest first */
};

/* Appends the feed; links lead to the pages. ERR_LIMIT. */
int article_feed_write(const struct article_feed *feed, const struct article_feed_rows *rows,
    struct arena *arena, struct str *out) MUST_USE;

#endif

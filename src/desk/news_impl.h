/* What the files of the news share. */
#ifndef VARDE_DESK_NEWS_IMPL_H
#define VARDE_DESK_NEWS_IMPL_H

#include "desk/news.h"
#include "desk/seen.h"
#include "match/watch.h"

/* What a step works with. Borrowed. */
struct news_look {
	struct db *db;
	const struct pack *kb;
	const struct knowledge_pack *now; /* the pack */
	struct watch *watch;
	struct banner_set *banners;
	bool all;               /* what was looked at last is not to be had: all is judged */
	struct news_pass *pass; /* as it is stored; a step changes it only when it is durable */
	int64_t time;           /* ms since 1970 */
};

/*
 * Looks at one organisation and, when something changed, stores what follows together with
 * that the pass has reached it. *ret_touched tells whether it did; when not, the caller says
 * that it was reached. ERR_BUSY: another server, a run or a person was faster; nothing is
 * stored.
 */
int news_org(struct news_look *look, const char *org, bool *ret_touched,
    struct news_done *done) MUST_USE;

#endif

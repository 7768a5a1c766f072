/*
 * What knowledge says of the findings that are followed, without a new look at anything: a pure
 * decision between what is stored and what the newest observations mean now.
 */
#ifndef VARDE_DESK_TRACKED_NEWS_H
#define VARDE_DESK_TRACKED_NEWS_H

#include "desk/tracked_run.h"

#define TRACKED_NEWS_SOURCE "knowledge" /* struct tracked, .source */

struct tracked_news {
	struct tracked_run run;   /* whose observations are judged; .time is its end */
	int64_t time;             /* when it is told, ms since 1970 */
	const struct map *places; /* tracked_news_place -> anything: where something changed */
	const struct map *exploited;   /* the same: where something is exploited now, and was
					  not known to be */
	const struct findings *before; /* of the run, as they are stored */
	const struct findings *now;    /* of the run about software, by what is known now */
};

/* "192.0.2.1 443", in the arena: a place as findings name it. */
const char *tracked_news_place(const char *addr, int64_t port, struct arena *arena);

/*
 * Decides about findings about software at these places; the rest is left as it is, and so is
 * what a newer run has checked. What is stated opens (source "knowledge") or, when it was
 * withdrawn or closed, opens again; what is stated otherwise changes, with a note that says
 * why; what is stated no more is withdrawn, and never fixed: nobody has mended anything.
 */
void tracked_news_decide(const struct tracked_news *news, const struct tracked_list *list,
    struct arena *arena, struct tracked_changes *ret);

#endif

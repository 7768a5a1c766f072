/* What the files of the watch share. */
#ifndef VARDE_MATCH_WATCH_IMPL_H
#define VARDE_MATCH_WATCH_IMPL_H

#include "base/map.h"
#include "match/watch.h"

struct watch {
	const struct knowledge_pack *was, *now;
	struct arena *arena;
	struct map seen;                /* ids of .ids */
	VEC(const char *) ids;          /* of which the packs say something else */
	struct matcher *before, *after; /* of those alone; NULL: that pack has none of them */
};

/* watch_diff.c: fills .ids. */
void watch_diff(struct watch *w);

#endif

/* kb sources: the feeds, what was taken in of each, and their switches. */
#ifndef VARDE_CMD_KB_SOURCES_H
#define VARDE_CMD_KB_SOURCES_H

#include "cmd/options.h"
#include "feed/feed.h"
#include "store/db.h"

extern const struct option_row kb_sources_options[];

/* Shows the feeds and what was taken in of each. Gives an exit code. */
int cmd_kb_sources(int argc, char **argv);

/* Whether the feed is switched on: as somebody has switched it, else as its row says. Errors of
 * the database. */
int kb_sources_on(struct db *db, const struct feed *feed, bool *ret) MUST_USE;

#endif

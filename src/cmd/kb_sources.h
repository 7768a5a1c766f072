/* kb sources: the feeds, what was taken in of each, and their switches. */
#ifndef VARDE_CMD_KB_SOURCES_H
#define VARDE_CMD_KB_SOURCES_H

#include "cmd/options.h"
#include "desk/sources.h"

/* Options of kb sources. */
extern const struct option_row kb_sources_options[];

/* Shows the feeds and what was taken in of each. Gives an exit code. */
int cmd_kb_sources(int argc, char **argv);

/* As sources_on. */
int kb_sources_on(struct db *db, const struct feed *feed, bool *ret) MUST_USE;

/* As sources_url. */
int kb_sources_url(
    struct db *db, const struct feed *feed, struct arena *arena, const char **ret) MUST_USE;

#endif

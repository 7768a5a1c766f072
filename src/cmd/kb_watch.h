/* kb watch: what new knowledge means for what was seen last. */
#ifndef VARDE_CMD_KB_WATCH_H
#define VARDE_CMD_KB_WATCH_H

#include "cmd/options.h"

/* Options of kb watch. */
extern const struct option_row kb_watch_options[];

/* Looks once, or until a signal. Gives an exit code. */
int cmd_kb_watch(int argc, char **argv);

#endif

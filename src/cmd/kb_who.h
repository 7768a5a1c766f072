/* kb who: who runs this, over what was seen last. */
#ifndef VARDE_CMD_KB_WHO_H
#define VARDE_CMD_KB_WHO_H

#include "cmd/options.h"

/* Options of kb who. */
extern const struct option_row kb_who_options[];

/* Lists them. Gives an exit code. */
int cmd_kb_who(int argc, char **argv);

#endif

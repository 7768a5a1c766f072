/* varde hunt: indicators are searched in what sensors met before. */
#ifndef VARDE_CMD_HUNT_H
#define VARDE_CMD_HUNT_H

#include "cmd/options.h"

/* Its options; ends with name NULL. */
extern const struct option_row hunt_options[];

/* Runs the command; gives the exit code. */
int cmd_hunt(int argc, char **argv);

#endif

/* varde init: database, folders, keys, and a one-time link for the first administrator. */
#ifndef VARDE_CMD_INIT_H
#define VARDE_CMD_INIT_H

#include "cmd/options.h"

/* Its options; ends with name NULL. */
extern const struct option_row init_options[];

/* Runs the command; gives the exit code. */
int cmd_init(int argc, char **argv);

#endif

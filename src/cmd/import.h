/* varde import: what a tester's tool wrote, shown, or taken into an organisation's findings. */
#ifndef VARDE_CMD_IMPORT_H
#define VARDE_CMD_IMPORT_H

#include "cmd/options.h"

/* Its options; ends with name NULL. */
extern const struct option_row import_options[];

/* Runs the command; gives the exit code. */
int cmd_import(int argc, char **argv);

#endif

/* varde sample: an empty server filled with a made-up hospital group, for a demonstration. */
#ifndef VARDE_CMD_SAMPLE_H
#define VARDE_CMD_SAMPLE_H

#include "cmd/options.h"

/* Its options; ends with name NULL. */
extern const struct option_row sample_options[];

/* Runs the command; gives the exit code. */
int cmd_sample(int argc, char **argv);

#endif

/* varde work: a local worker of varde serve, which starts it: carries out chunks of the queue,
 * with the database. */
#ifndef VARDE_CMD_WORK_H
#define VARDE_CMD_WORK_H

#include "cmd/options.h"

/* Its options; ends with name NULL. */
extern const struct option_row work_options[];

/* Runs the command until SIGTERM or SIGINT; gives the exit code. */
int cmd_work(int argc, char **argv);

#endif

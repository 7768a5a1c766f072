/* varde log: checking the audit log, in the database or in a file, and exporting it. */
#ifndef VARDE_CMD_LOG_H
#define VARDE_CMD_LOG_H

#include "cmd/options.h"

/* Its options; ends with name NULL. */
extern const struct option_row log_options[];

/* Runs the command; gives the exit code. */
int cmd_log(int argc, char **argv);

#endif

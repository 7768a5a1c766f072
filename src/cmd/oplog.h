/* varde oplog: what a tester does, written down as it is done. */
#ifndef VARDE_CMD_OPLOG_H
#define VARDE_CMD_OPLOG_H

#include "cmd/options.h"

/* Options of oplog. */
extern const struct option_row oplog_options[];

/* Sends the operation of the arguments, or the lines of standard input, to the server by an API
 * token. Gives an exit code. */
int cmd_oplog(int argc, char **argv);

#endif

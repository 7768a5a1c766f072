/* varde audit. */
#ifndef VARDE_CMD_AUDIT_H
#define VARDE_CMD_AUDIT_H

#include "cmd/options.h"

/* What varde audit understands; ends with a row whose name is NULL. */
extern const struct option_row audit_options[];

/* Runs the command; gives the exit code. */
int cmd_audit(int argc, char **argv);

#endif

/* varde audit. */
#ifndef VARDE_CMD_AUDIT_H
#define VARDE_CMD_AUDIT_H

#include "cmd/options.h"

/* Its options: the members of struct audit_options (cmd/audit_order.h); ends with name NULL. */
extern const struct option_row audit_options[];

/* Runs the command; gives the exit code. */
int cmd_audit(int argc, char **argv);

#endif

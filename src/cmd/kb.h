/* "varde kb VERB": what is known of vulnerabilities. A verb is a row, in the file of its group.
 */
#ifndef VARDE_CMD_KB_H
#define VARDE_CMD_KB_H

#include "cmd/options.h"

/* The verbs as commands, named "kb VERB"; ends with name NULL. */
extern const struct command kb_commands[];

/* "kb" itself has no options but its verbs'. */
extern const struct option_row kb_options[];

/* Runs the verb. Gives an exit code. */
int cmd_kb(int argc, char **argv);

#endif

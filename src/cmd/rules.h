/* "varde rules VERB": rules of the sensor, compiled into packs. */
#ifndef VARDE_CMD_RULES_H
#define VARDE_CMD_RULES_H

#include "cmd/options.h"

/* The verbs as commands, named "rules VERB"; ends with name NULL. */
extern const struct command rules_commands[];

/* "rules" itself has no options but its verbs'. */
extern const struct option_row rules_options[];

/* Runs the verb. Gives an exit code. */
int cmd_rules(int argc, char **argv);

#endif

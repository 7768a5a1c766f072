/* varde events: taking in reports of what others see of members' systems. */
#ifndef VARDE_CMD_EVENTS_H
#define VARDE_CMD_EVENTS_H

#include "cmd/options.h"

/* Its options; ends with name NULL. */
extern const struct option_row events_options[];

/* Runs the command; gives the exit code. */
int cmd_events(int argc, char **argv);

#endif

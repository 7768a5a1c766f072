/* varde doctor: looks at everything that a server needs, and says what to do. */
#ifndef VARDE_CMD_DOCTOR_H
#define VARDE_CMD_DOCTOR_H

#include "cmd/options.h"

/* Its options; ends with name NULL. */
extern const struct option_row doctor_options[];

/* Runs the command; gives the exit code: EXIT_FILES when something fails. */
int cmd_doctor(int argc, char **argv);

#endif

/* varde runs, show, report, forget: what is stored, looked at again without a packet. */
#ifndef VARDE_CMD_RUNS_H
#define VARDE_CMD_RUNS_H

#include "cmd/options.h"

/* The options of each; end with name NULL. */
extern const struct option_row runs_options[], show_options[], report_options[],
    forget_options[];

/* Each runs its command and gives the exit code. */
int cmd_runs(int argc, char **argv);
int cmd_show(int argc, char **argv);
int cmd_report(int argc, char **argv);
int cmd_forget(int argc, char **argv);

#endif

/* varde backup and varde restore: one file with everything that the database holds. */
#ifndef VARDE_CMD_BACKUP_H
#define VARDE_CMD_BACKUP_H

#include "cmd/options.h"

/* Their options; end with name NULL. */
extern const struct option_row backup_options[], restore_options[];

/* Run the commands; give the exit code. */
int cmd_backup(int argc, char **argv);
int cmd_restore(int argc, char **argv);

#endif

/* kb import: publications in files. */
#ifndef VARDE_CMD_KB_IMPORT_H
#define VARDE_CMD_KB_IMPORT_H

#include "cmd/options.h"

extern const struct option_row kb_import_options[];

/* Takes files and folders in. Gives an exit code. */
int cmd_kb_import(int argc, char **argv);

#endif

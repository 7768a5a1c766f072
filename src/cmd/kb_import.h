/* kb import: publications in files. */
#ifndef VARDE_CMD_KB_IMPORT_H
#define VARDE_CMD_KB_IMPORT_H

#include "cmd/options.h"

/* Options of kb import. */
extern const struct option_row kb_import_options[];

/* Takes files and folders in. Gives an exit code. */
int cmd_kb_import(int argc, char **argv);

/* The folder in which feeds that are files are kept: beside the database; of a server's, beside
 * where a file would be by default. In the arena. */
const char *kb_import_folder(const char *where, struct arena *arena);

#endif
